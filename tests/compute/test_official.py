"""Values of the official text entered by a user: they take the place of what was not read, with their source, and never of what was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ccer.compute.official import blanks, officials, short_name, with_officials
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotKnown
from ccer.methodologies import codes, load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Project

AT = AsOf(corpus(), dt.date(2026, 11, 20))
TREES, MARSH = load("CCER-14-001-V01"), load("CCER-14-003-V01")
DEDUCTION = "nonpermanence_deduction"


def project(official: Any, code: str = "CCER-14-001-V01") -> Project:
    return Project(name="示例", methodology=code, design={"official": official})


def test_it_takes_the_place_and_names_its_source() -> None:
    """The base holds 0.1, not settled; the user read 0.05."""
    entry = {DEDUCTION: {"value": 0.05, "source": "text", "clause": "section 6.7"}}
    held = with_officials(AT, project(entry), TREES.plan).parameter(TREES.parameter(DEDUCTION))
    before = AT.parameter(TREES.parameter(DEDUCTION))
    assert (before.number, before.mark, before.provisional) == (0.1, "uncertain", True)
    assert (held.number, held.mark, held.provisional, held.cite) == (0.05, "entered", False, before.cite)
    assert held.note is not None
    assert "text, section 6.7" in held.note.en
    assert "text, section 6.7" in held.note.zh


def test_without_an_entry_nothing_changes() -> None:
    for given in ({}, None, {DEDUCTION: {"value": None, "unit": "1", "source": None, "clause": None}}):
        assert with_officials(AT, project(given), TREES.plan) is AT


def test_what_the_base_does_not_hold_at_all_is_held_once_entered() -> None:
    """The non-permanence deduction of salt marshes is not known; 0.05 stands in for it under another name."""
    name = MARSH.plan.instrument
    with pytest.raises(NotKnown):
        AT.parameter(f"methodology.{name}.{DEDUCTION}")
    at = with_officials(AT, project({DEDUCTION: {"value": 0.07, "source": "text"}}, MARSH.code), MARSH.plan)
    for full in (f"methodology.{name}.{DEDUCTION}", f"methodology.{name}.nonpermanence_assumed"):
        assert (at.parameter(full).number, at.parameter(full).mark) == (0.07, "entered")
    assert at.parameter("reduction.produced_after") == AT.parameter("reduction.produced_after")


@pytest.mark.parametrize(
    ("official", "why"),
    [
        ({"unforested_years_min": {"value": 12, "source": "text"}}, "read that value"),
        ({DEDUCTION: {"value": "5%", "source": "text"}}, "not a number"),
        ({DEDUCTION: {"value": True, "source": "text"}}, "not a number"),
        ({DEDUCTION: {"value": float("nan"), "source": "text"}}, "not a number"),
        ({DEDUCTION: {"value": 5, "unit": "1", "source": "text"}}, "out of range 0 – 1"),
        ({DEDUCTION: {"value": -0.01, "source": "text"}}, "out of range"),
        ({DEDUCTION: {"value": 5, "unit": "%", "source": "text"}}, "its unit is %, not 1"),
        ({"soil.rate_max": {"value": 0.8, "unit": "tCO2/ha/year", "source": "text"}}, "not tC/ha/year"),
        ({"soil.rate_max": {"value": -1, "source": "text"}}, "out of range ≥ 0"),
        ({"networking_required": {"value": 1, "source": "text"}}, "true or false"),
        ({"precision_way": {"value": 3, "source": "text"}}, "not text"),
        ({DEDUCTION: {"value": 0.05}}, "value and a source"),
        ({DEDUCTION: {"value": 0.05, "source": " "}}, "value and a source"),
        ({DEDUCTION: {"value": 0.05, "source": "text", "page": 7}}, "unknown key page"),
        ({DEDUCTION: 0.05}, "value and a source"),
        ([0.05], "it is not name"),
    ],
)
def test_what_is_refused(official: Any, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refusal:
        with_officials(AT, project(official), TREES.plan)
    for part in (refusal.value.what, refusal.value.why, refusal.value.next):
        assert part.zh
        assert part.en
    if isinstance(official, dict):
        assert next(iter(official)) in refusal.value.what.en


def test_bounds_belong_to_it() -> None:
    """A deduction of nothing and one of all are figures; a root–shoot ratio may be above 1; so may a warming potential."""
    for name, value in (
        (DEDUCTION, 0),
        (DEDUCTION, 1),
        ("shrub.root_shoot", 1.8),
        ("fire.gwp.methane", 27.9),
    ):
        with_officials(AT, project({name: {"value": value, "source": "text"}}), TREES.plan)
    for unit in ("tC/ha/yr", "tC/ha/year", "tC / ha / year"):
        entry = {"value": 0.7, "unit": unit, "source": "text"}
        with_officials(AT, project({"soil.rate_max": entry}), TREES.plan)


def test_a_misspelt_name_is_not_lost() -> None:
    with pytest.raises(BadInput) as refusal:
        with_officials(AT, project({"shrub.rato": {"value": 0.05, "source": "text"}}), TREES.plan)
    assert "shrub.ratio" in refusal.value.next.en


@pytest.mark.parametrize("code", codes())
def test_the_form_asks_for_all_that_was_not_read_and_for_nothing_else(code: str) -> None:
    """Against the files: every parameter without a value read in the text, a stand-in under the name it stands in for."""
    method = load(code)
    own = f"methodology.{method.instrument}."
    open_ = {
        p.name.removeprefix(own) for p in corpus().parameters(own) if {v.mark for v in p.values} != {"found"}
    }
    stand_ins = {name for name in open_ if name.endswith("_assumed")}
    asked = {blank.name for blank in blanks(method.plan, AT)}
    assert {name for name in asked if not name.startswith("fuel.")} == {
        name for name in open_ - stand_ins if not name.startswith("fuel.")
    }
    assert all(
        name.replace("_assumed", "_required") in asked or "nonpermanence" in name for name in stand_ins
    )


def test_empty_lines_are_no_entries() -> None:
    form = {"shrub.ratio": {"value": None, "source": "text"}, DEDUCTION: {"value": 0.1, "source": "text"}}
    assert list(officials(project(form))) == [DEDUCTION]


def test_no_file_of_the_base_claims_a_user_entered_it() -> None:
    assert {value.mark for p in corpus().parameters() for value in p.values}.isdisjoint({"entered"})


def test_short_names() -> None:
    assert short_name("methodology.ccer-14-001-v01.shrub.ratio") == "shrub.ratio"
    assert short_name("offset.cap_share") == "offset.cap_share"
