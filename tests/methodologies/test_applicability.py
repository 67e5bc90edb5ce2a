"""The methodologies' own conditions at their edges.

CCER-01-002-V01 sec. 2: beyond 30 km, or deeper than 30 m, both strict; 5.2.2: at most ten years. CCER-01-001-V01 sec. 2.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.core.decision import Finding
from ccer.methodologies import load
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period, Project

from .conftest import CSP, TODAY, WIND, day


def finding(project: Project, rule: str) -> Finding:
    load(project.methodology)
    (found,) = [f for f in decide(Stage.ELIGIBILITY, project, TODAY).findings if f.rule == rule]
    return found


@pytest.mark.parametrize(
    ("site", "outcome"),
    [
        ({"offshore_km": 30, "depth_m": 30}, "not-met"),
        ({"offshore_km": 31, "depth_m": 30}, "met"),
        ({"offshore_km": 30, "depth_m": 31}, "met"),
        ({"offshore_km": 30.01}, "met"),
        ({"depth_m": 30.1}, "met"),
        ({"offshore_km": 25, "depth_m": 15.3}, "not-met"),
        ({"offshore_km": 25}, "unknown"),
        ({"depth_m": 30}, "unknown"),
        ({}, "unknown"),
        ({"offshore_km": "65"}, "unknown"),
        ({"offshore_km": True, "depth_m": -40}, "unknown"),
        ({"beyond_limit_established": True}, "met"),
        ({"beyond_limit_established": True, "offshore_km": 30, "depth_m": 30}, "not-met"),
        ({"beyond_limit_established": False}, "unknown"),
    ],
)
def test_site(site: dict[str, Any], outcome: str) -> None:
    assert finding(replace(WIND, site=site), "ccer-01-002.site").outcome == outcome


def test_site_says_what_is_asked_and_what_is_missing() -> None:
    refused = finding(replace(WIND, site={"offshore_km": 25, "depth_m": 15.3}), "ccer-01-002.site")
    assert refused.requirement("en") == "more than 30 km from shore, or water deeper than 30 m"
    assert refused.requirement("zh") == "离岸大于 30 km，或者水深大于 30 m"
    assert refused.fact_text("en") == "25 km from shore, 15.3 m deep"
    assert refused.citations[0].ref == "ccer-01-002-v01/sec-2"
    assert finding(replace(WIND, site={"offshore_km": 25}), "ccer-01-002.site").missing == ("site.depth_m",)
    established = finding(replace(WIND, site={"beyond_limit_established": True}), "ccer-01-002.site")
    assert established.interpretation is not None
    assert "validation" in established.interpretation.en


FAR, NEAR = {"offshore_km": 35, "depth_m": 12}, {"offshore_km": 29, "depth_m": 12}


@pytest.mark.parametrize(
    ("site", "outcome"),
    [
        ({"turbines": [FAR, FAR]}, "met"),
        ({"turbines": [FAR, NEAR]}, "not-met"),
        ({"turbines": [FAR, NEAR], "separate_metering": True}, "not-met"),
        ({"turbines": [FAR, NEAR | {"excluded": True}]}, "unknown"),
        ({"turbines": [FAR, NEAR | {"excluded": True}], "separate_metering": True}, "met"),
        ({"turbines": [FAR, NEAR | {"excluded": True}], "separate_metering": False}, "not-met"),
        ({"turbines": [NEAR | {"excluded": True}], "separate_metering": True}, "not-met"),
        ({"turbines": [FAR, {"offshore_km": 29}]}, "unknown"),
        ({"turbines": ["T1"]}, "unknown"),
    ],
)
def test_mixed_farm(site: dict[str, Any], outcome: str) -> None:
    assert finding(replace(WIND, site=site), "ccer-01-002.site").outcome == outcome


@pytest.mark.parametrize(
    ("start", "end", "outcome"),
    [
        ("2024-01-01", "2033-12-31", "met"),
        ("2024-01-01", "2034-01-01", "not-met"),
        ("2024-03-01", "2034-02-28", "met"),
        ("2024-03-01", "2034-03-01", "not-met"),
        ("2024-02-29", "2034-02-28", "met"),
        ("2024-02-29", "2034-03-01", "not-met"),
        ("2023-12-01", "2033-11-30", "met"),
        ("2023-11-30", "2033-11-29", "not-met"),
        ("2045-01-01", "2048-11-30", "met"),
        ("2045-01-01", "2048-12-01", "not-met"),
        ("2034-01-01", "2024-01-01", "not-met"),
    ],
)
@pytest.mark.parametrize(("project", "rule"), [(WIND, "ccer-01-002"), (CSP, "ccer-01-001")])
def test_crediting_period(project: Project, rule: str, start: str, end: str, outcome: str) -> None:
    changed = replace(project, crediting=Period(day(start), day(end)))
    assert finding(changed, f"{rule}.crediting_period").outcome == outcome


def test_crediting_period_without_the_facts() -> None:
    assert finding(replace(WIND, crediting=None), "ccer-01-002.crediting_period").missing == ("crediting",)
    bare = finding(replace(WIND, operation_start=None, lifetime_years=None), "ccer-01-002.crediting_period")
    assert bare.missing == ("operation_start", "lifetime_years")


@pytest.mark.parametrize(
    ("site", "outcome"),
    [
        ({"integrated": False}, "met"),
        ({"integrated": True, "separate_metering": True}, "met"),
        ({"separate_metering": True}, "met"),
        ({"integrated": True, "separate_metering": False}, "not-met"),
        ({"integrated": False, "solar_thermal": False}, "not-met"),
        ({"integrated": True}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_scope(site: dict[str, Any], outcome: str) -> None:
    assert finding(replace(CSP, site=site), "ccer-01-001.scope").outcome == outcome


@pytest.mark.parametrize(
    ("project", "rule", "inside", "outside"),
    [
        (WIND, "ccer-01-002.additionality", {"offshore_km": 31}, {"offshore_km": 30, "depth_m": 30}),
        (
            CSP,
            "ccer-01-001.additionality",
            {"integrated": False},
            {"integrated": True, "separate_metering": False},
        ),
    ],
)
def test_exempt_only_where_applicable(project: Project, rule: str, inside: Any, outside: Any) -> None:
    assert finding(replace(project, site=inside), rule).outcome == "met"
    assert finding(replace(project, site=outside), rule).outcome == "not-met"
    assert finding(replace(project, site={}), rule).outcome == "unknown"
    assert finding(replace(project, site=inside, additionality="general"), rule).outcome == "not-met"


def test_law_and_policy() -> None:
    assert finding(WIND, "ccer-01-002.law_and_policy").outcome == "met"
    assert finding(replace(CSP, lawful=False), "ccer-01-001.law_and_policy").outcome == "not-met"
    assert finding(replace(CSP, lawful=None), "ccer-01-001.law_and_policy").outcome == "unknown"
