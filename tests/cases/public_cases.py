"""Public projects whose expected total can be worked out: what a case holds, how it is estimated, where it stands in the registry's records."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import NamedTuple

from ccer.compute.grid import FactorRule, grid_factors
from ccer.compute.periods import Practice
from ccer.compute.result import Calculation
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat


class PublicCase(NamedTuple):
    """One record of the national registry, state of 2026-08-20.

    Parameters
    ----------
    name, apply_id, status : str
        ``status``: 1-1 notice ended, 2 registered.
    province : str
    net_export : float
        Yearly. [MWh]
    start, end, on : str
        Crediting period; day of the notice or of registration.
    rule : FactorRule
    practice : Practice
        How the document spreads and rounds; the public total shows which.
    total, annual : int
        As published. [tCO2e]
    """

    name: str
    apply_id: str
    status: str
    province: str
    net_export: float
    start: str
    end: str
    on: str
    rule: FactorRule
    practice: Practice
    total: int
    annual: int


def estimated(code: str, case: PublicCase) -> Calculation:
    project = Project(
        name=case.name,
        methodology=code,
        province=case.province,
        crediting=Period(day(case.start), day(case.end)),
        design={"annual_net_export_mwh": case.net_export},
    )
    on = day(case.on)
    return load(code).ex_ante(
        project,
        at=AsOf(corpus(), on),
        factors=grid_factors(),
        factor_day=on,
        factor_rule=case.rule,
        practice=case.practice,
    )


def published(shared: Path, case: PublicCase) -> dict[str, str]:
    """The record a case was taken from."""
    path = shared / "data" / "registry-2026-08-20" / "projects.csv"
    with path.open(encoding="utf-8") as stream:
        (row,) = (
            row
            for row in csv.DictReader(stream)
            if (row["apply_id"], row["status_code"]) == (case.apply_id, case.status)
        )
    return row


def agrees(case: PublicCase, row: dict[str, str]) -> None:
    """The figures of a case are those of its record."""
    assert (row["crediting_start"], row["crediting_end"]) == (case.start, case.end)
    assert float(row["annual_export_mwh"]) == case.net_export
    assert (int(row["expected_total_t"]), int(row["expected_annual_t"])) == (case.total, case.annual)
    assert row["province"] == case.province
