"""Words that YAML takes for yes and no are words where they are a key: ``on`` of a fire, of a survey, of a start."""

from __future__ import annotations

import datetime as dt

import pytest

from ccer.core.errors import BadInput
from ccer.project.yaml_file import load


def test_on_is_a_word_where_it_is_a_key() -> None:
    text = b"design: {opening_biomass: {tco2e: 120, on: 2021-06-01}, off: 1}\nlawful: yes\n"
    assert load(text, "project.yaml") == {
        "design": {"opening_biomass": {"tco2e": 120, "on": dt.date(2021, 6, 1)}, "off": 1},
        "lawful": True,
    }


def test_on_written_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="on is written twice"):
        load(b"{on: 1, on: 2}", "project.yaml")
