"""Values of the official text entered by a user: they take the place of what was not read, with their source, and never of what was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ccer.compute.official import overruled, refuse_unknown, short_name
from ccer.core.asof import DatedValue
from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.rules.subjects import Project

RECALLED = DatedValue(
    "methodology.x-v01.risk.rate",
    0.1,
    "1",
    dt.date(2024, 1, 1),
    None,
    "x-v01/sec-1",
    Text("率", "rate"),
    "recalled",
)
FOUND = DatedValue(
    "methodology.x-v01.years", 10, "year", dt.date(2024, 1, 1), None, "x-v01/sec-2", Text("年", "years")
)


def project(official: Any) -> Project:
    return Project(name="示例", methodology="X-V01", design={"official": official})


def test_it_takes_the_place_and_names_its_source() -> None:
    held = overruled(project({"risk.rate": {"value": 0.05, "source": "text, section 6.7"}}), RECALLED)
    assert (held.number, held.mark, held.cite) == (0.05, "secondary", "x-v01/sec-1")
    assert held.note is not None
    assert "section 6.7" in held.note.en
    assert "section 6.7" in held.note.zh


def test_without_an_entry_nothing_changes() -> None:
    assert overruled(project({}), RECALLED) is RECALLED
    assert overruled(Project(name="x", methodology="X"), RECALLED) is RECALLED


@pytest.mark.parametrize(
    ("official", "held"),
    [
        ({"years": {"value": 12, "source": "text"}}, FOUND),
        ({"risk.rate": {"value": "5%", "source": "text"}}, RECALLED),
        ({"risk.rate": {"value": True, "source": "text"}}, RECALLED),
        ({"risk.rate": {"value": float("nan"), "source": "text"}}, RECALLED),
        ({"risk.rate": {"value": 0.05}}, RECALLED),
        ({"risk.rate": {"value": 0.05, "source": " "}}, RECALLED),
        ({"risk.rate": 0.05}, RECALLED),
        ([0.05], RECALLED),
    ],
)
def test_what_is_refused(official: Any, held: DatedValue) -> None:
    with pytest.raises(BadInput, match="official"):
        overruled(project(official), held)


def test_a_misspelt_name_is_not_lost() -> None:
    with pytest.raises(BadInput) as refusal:
        refuse_unknown(project({"risk.rat": {"value": 0.05, "source": "text"}}), ["risk.rate", "years"])
    assert "risk.rate" in refusal.value.next.en
    refuse_unknown(project({"years": {"value": 5, "source": "text"}}), ["years"])


def test_short_names() -> None:
    assert short_name("methodology.ccer-14-001-v01.shrub.ratio") == "shrub.ratio"
    assert short_name("offset.cap_share") == "offset.cap_share"
