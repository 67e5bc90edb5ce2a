"""Many projects at once are each as if alone, and the order in which rows stand says nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ccer.compute.calculate import WHOLE, calculate
from ccer.methodologies import load

from .tables import EACH, Data, agree, made_up

COPIES = 10_000


def copied(data: Data, copies: int) -> Data:
    """Every row of one project's tables once for each of so many projects."""
    many: Data = {"factors": data["factors"]}
    for table, columns in data.items():
        if table != "factors":
            many[table] = {name: np.tile(values, copies) for name, values in columns.items()}
            many[table]["project"] = np.repeat(np.arange(copies), len(columns["project"]))
    return many


def shuffled(data: Data, seed: int) -> Data:
    random = np.random.default_rng(seed)
    mixed: Data = {}
    for table, columns in data.items():
        order = random.permutation(len(next(iter(columns.values()))))
        mixed[table] = {name: np.asarray(values)[order] for name, values in columns.items()}
    return mixed


@pytest.mark.parametrize(("code", "engine"), EACH)
def test_ten_thousand_copies_are_ten_thousand_times_one(code: str, engine: Any) -> None:
    data = made_up(7, load(code).plan, [0], 2)
    one = calculate(load(code), data, "float")
    many = calculate(load(code), copied(data, COPIES), engine)
    years = len(one["year"])
    assert len(many["year"]) == COPIES * years
    for name in set(one) - {"project"}:
        each = np.asarray(many[name], float).reshape(COPIES, years)
        assert np.allclose(each, np.asarray(one[name], float), rtol=1e-9, atol=1e-9), name
    assert (many["tonnes"].reshape(COPIES, years) == one["tonnes"]).all()
    assert many["tonnes"].sum() == COPIES * one["tonnes"].sum()


@pytest.mark.parametrize(("code", "engine"), EACH)
def test_the_order_of_rows_does_not_matter(code: str, engine: Any) -> None:
    data = made_up(11, load(code).plan, list(range(20)), 300)
    assert set(data) > set(WHOLE)
    agree(calculate(load(code), data, "float"), calculate(load(code), shuffled(data, 5), engine))
