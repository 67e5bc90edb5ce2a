"""CCER-14-001-V01: its conditions at their edges."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.core.decision import Finding
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period, Project

from .test_ccer_14_001 import PROJECT, TODAY, day, site


def finding(project: Project, rule: str) -> Finding:
    (found,) = [f for f in decide(Stage.ELIGIBILITY, project, TODAY).findings if f.rule == rule]
    return found


# Conditions.


@pytest.mark.parametrize(
    ("rule", "facts", "outcome"),
    [
        ("scope", {"forest_kind": "economic"}, "not-met"),
        ("scope", {"forest_kind": ["timber", "roadside"]}, "not-met"),
        ("scope", {"forest_kind": None}, "unknown"),
        ("land", {"unforested_years": 3}, "met"),
        ("land", {"unforested_years": 2.9}, "not-met"),
        ("land", {"planned_land": None}, "unknown"),
        ("tenure", {"tenure_documents": []}, "unknown"),
        ("tenure", {"tenure_clear": False}, "not-met"),
        ("parcels", {"parcels": [{"area_m2": 667}, {"area_m2": 666}]}, "not-met"),
        ("parcels", {"parcels": [{"area_m2": 667}]}, "met"),
        ("parcels", {"parcels": []}, "unknown"),
        ("wetland", {"wetland": True}, "not-met"),
        ("vegetation", {"removed_share": 0.2}, "met"),
        ("vegetation", {"removed_share": 0.21}, "not-met"),
        ("vegetation", {"trees_kept": False}, "not-met"),
        ("soil", {"burnt_for_preparation": True}, "not-met"),
        ("soil", {"litter_removed": None}, "unknown"),
        ("additionality", {"precipitation_mm": 400}, "unknown"),
        ("additionality", {"precipitation_mm": 399.9}, "met"),
        ("additionality", {"additionality_evidence": []}, "unknown"),
        (
            "additionality",
            {"precipitation_mm": 400, "key_ecological_zone": False, "public_welfare_forest": False},
            "not-met",
        ),
        ("additionality", {"precipitation_mm": None, "public_welfare_forest": True}, "met"),
    ],
)
def test_conditions(rule: str, facts: dict[str, Any], outcome: str) -> None:
    assert finding(site(**facts), f"ccer-14-001.{rule}").outcome == outcome


def test_parcels_of_a_later_project_may_be_smaller() -> None:
    later = replace(site(parcels=[{"area_m2": 400}]), start_of_construction=day("2020-01-01"))
    assert finding(later, "ccer-14-001.parcels").outcome == "met"
    last = replace(later, start_of_construction=day("2019-12-31"))
    assert finding(last, "ccer-14-001.parcels").outcome == "not-met"


@pytest.mark.parametrize(
    ("end", "outcome", "said"),
    [
        ("2040-12-31", "met", "included"),
        ("2040-12-30", "not-met", "included"),
        ("2060-12-31", "met", "lifetime"),
        ("2061-01-01", "met", "slip"),
        ("2061-01-02", "not-met", "lifetime"),
    ],
)
def test_crediting_period(end: str, outcome: str, said: str) -> None:
    """2021-01-01 to 2040-12-31 is 20 years; one day beyond 40 years is a slip; an end after the lifetime (2056) is a warning."""
    found = finding(
        replace(PROJECT, crediting=Period(day("2021-01-01"), day(end))), "ccer-14-001.crediting_period"
    )
    assert found.outcome == outcome
    assert found.interpretation is not None
    assert said in found.interpretation.en
