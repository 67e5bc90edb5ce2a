"""Both boundary days of every date rule, and the edges of every limit.

Expected outcomes: Order 31 art. 10, 17, 43, 49; Order 19 art. 29; the circular of 2023-10-24; all bounds are strict as the texts word them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from ccer.core.asof import AsOf
from ccer.core.decision import Decision, Finding
from ccer.core.errors import NotInForce
from ccer.policy.corpus import corpus
from ccer.rules import Stage, decide
from ccer.rules.offset import cap_tonnes
from ccer.rules.subjects import Period

from .conftest import ENGAGEMENT, OFFSET, PROJECT, REDUCTION

day = dt.date.fromisoformat


def found(decision: Decision, rule: str) -> Finding:
    (finding,) = [f for f in decision.findings if f.rule == rule]
    return finding


def outcome(stage: Stage, subject: Any, rule: str, on: str = "2026-10-12") -> str:
    return found(decide(stage, subject, AsOf(corpus(), day(on)), methodology="none"), rule).outcome


@pytest.mark.parametrize(
    ("start", "expected"), [("2012-11-08", "not-met"), ("2012-11-09", "met"), ("2012-11-07", "not-met")]
)
def test_construction_start(start: str, expected: str) -> None:
    project = replace(PROJECT, start_of_construction=day(start))
    assert outcome(Stage.ELIGIBILITY, project, "project.construction_start") == expected


@pytest.mark.parametrize(("filed", "expected"), [("2017-03-13", "met"), ("2017-03-14", "not-applicable")])
def test_filed_under_the_old_scheme(filed: str, expected: str) -> None:
    project = replace(PROJECT, legacy_filed_on=day(filed))
    assert outcome(Stage.ELIGIBILITY, project, "project.legacy_must_reapply") == expected


@pytest.mark.parametrize(("start", "expected"), [("2020-09-22", "not-met"), ("2020-09-23", "met")])
def test_vintage_floor(start: str, expected: str) -> None:
    reduction = replace(REDUCTION, period=Period(day(start), day("2021-12-31")))
    assert outcome(Stage.REDUCTION, reduction, "reduction.vintage_floor") == expected


@pytest.mark.parametrize(
    ("applied", "start", "end", "expected"),
    [
        ("2026-06-04", "2021-06-04", "2026-06-03", "met"),
        ("2026-06-04", "2021-06-03", "2026-06-03", "not-met"),
        ("2026-06-05", "2021-06-04", "2026-06-03", "not-met"),
        ("2026-06-03", "2021-06-04", "2026-06-03", "not-met"),  # the period is not over yet
        ("2028-02-29", "2023-03-01", "2027-12-31", "met"),
        ("2028-02-29", "2023-02-28", "2027-12-31", "not-met"),
    ],
)
def test_five_years_before_the_application(applied: str, start: str, end: str, expected: str) -> None:
    reduction = replace(REDUCTION, application_on=day(applied), period=Period(day(start), day(end)))
    assert outcome(Stage.REDUCTION, reduction, "reduction.look_back") == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2020-09-23", "2030-09-22", "met"),
        ("2020-09-22", "2030-09-22", "not-met"),
        ("2020-09-23", "2030-09-23", "not-met"),
    ],
)
def test_inside_the_crediting_period(start: str, end: str, expected: str) -> None:
    reduction = replace(REDUCTION, period=Period(day(start), day(end)))
    assert outcome(Stage.REDUCTION, reduction, "reduction.inside_crediting_period") == expected


@pytest.mark.parametrize(
    ("filed", "used_on", "expected"),
    [
        ("2017-03-13", "2024-12-31", "met"),
        ("2017-03-13", "2025-01-01", "not-met"),
        ("2017-03-14", "2025-01-01", "not-applicable"),
    ],
)
def test_old_units_may_be_used_until_the_end_of_2024(filed: str, used_on: str, expected: str) -> None:
    use = replace(OFFSET, legacy_filed_on=day(filed), filed_on=day(used_on))
    assert outcome(Stage.OFFSET, use, "offset.legacy_cut_off", on=used_on) == expected


@pytest.mark.parametrize(
    ("obligation", "quantity", "used", "expected"),
    [
        (120_019, 6_000, 0, "met"),  # 5 % of 120 019 is 6 000.95: six thousand, rounded down
        (120_019, 6_001, 0, "not-met"),
        (120_019, 1, 6_000, "not-met"),
        (120_020, 6_001, 0, "met"),  # 5 % of 120 020 is 6 001 exactly
        (19, 1, 0, "not-met"),
        (20, 1, 0, "met"),
    ],
)
def test_the_cap_is_of_the_obligation_and_rounded_down(
    obligation: int, quantity: int, used: int, expected: str
) -> None:
    use = replace(OFFSET, obligation_t=obligation, quantity_t=quantity, already_used_t=used)
    assert outcome(Stage.OFFSET, use, "offset.cap") == expected


def test_the_cap_survives_binary_arithmetic() -> None:
    """5 % of any multiple of 20 is whole."""
    for obligation in range(0, 2_000_000, 20 * 997):
        assert cap_tonnes(obligation, 0.05) == obligation // 20


@pytest.mark.parametrize(
    ("start", "on", "expected"),
    [
        # 2026-08-05 to 2026-09-01 as the registry publishes it: 20 working days, both ends counted.
        ("2026-08-05", "2026-09-01", "not-met"),
        ("2026-08-05", "2026-09-02", "met"),
    ],
)
def test_the_notice_must_be_over(start: str, on: str, expected: str) -> None:
    project = replace(PROJECT, notice=replace(PROJECT.notice, start=day(start)))
    assert outcome(Stage.REGISTRATION, project, "project.notice_complete", on=on) == expected


@pytest.mark.parametrize(("until", "expected"), [("2026-10-11", "met"), ("2026-10-12", "not-met")])
def test_a_barred_owner_waits_until_the_bar_is_over(until: str, expected: str) -> None:
    project = replace(PROJECT, owner_barred_until=day(until))
    assert outcome(Stage.ELIGIBILITY, project, "project.owner_not_barred") == expected


@pytest.mark.parametrize(
    ("total", "visited", "expected"),
    [(5, 5, "met"), (5, 4, "not-met"), (6, 5, "met"), (6, 4, "not-met"), (1, 1, "met"), (200, 5, "met")],
)
def test_sampling_of_sites(total: int, visited: int, expected: str) -> None:
    work = replace(ENGAGEMENT, sites_total=total, sites_visited=visited)
    assert outcome(Stage.ENGAGEMENT, work, "verification.sampling") == expected


@pytest.mark.parametrize(
    ("report", "delay", "expected"),
    [("2026-06-10", 0, "met"), ("2026-06-11", 0, "not-met"), ("2026-06-11", 1, "met")],
)
def test_a_hundred_days_for_the_report(report: str, delay: int, expected: str) -> None:
    work = replace(ENGAGEMENT, report_on=day(report), owner_delay_days=delay)
    assert outcome(Stage.ENGAGEMENT, work, "verification.report_in_time") == expected


@pytest.mark.parametrize(
    ("done", "start", "expected"),
    [("2026-02-09", "2026-02-10", "met"), ("2026-02-09", "2026-02-09", "not-met")],
)
def test_reductions_count_from_the_day_after_networking(done: str, start: str, expected: str) -> None:
    """Tunnel lighting on the registry: trial completed 2026-02-09, crediting from 2026-02-10."""
    project = replace(PROJECT, methodology="CCER-10-001-V01", networking_completed=day(done))
    reduction = replace(REDUCTION, project=project, period=Period(day(start), day("2026-05-31")))
    assert outcome(Stage.REDUCTION, reduction, "reduction.after_networking") == expected


def test_wind_power_needs_no_networking() -> None:
    assert outcome(Stage.REDUCTION, REDUCTION, "reduction.after_networking") == "not-applicable"


@pytest.mark.parametrize(("on", "expected"), [("2023-10-18", None), ("2023-10-19", "met")])
def test_no_decision_before_the_measures_were_in_force(on: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(NotInForce):
            decide(Stage.ELIGIBILITY, PROJECT, AsOf(corpus(), day(on)), methodology="none")
    else:
        assert outcome(Stage.ELIGIBILITY, PROJECT, "project.construction_start", on=on) == expected


@pytest.mark.parametrize(("on", "expected"), [("2023-10-23", "not-met"), ("2023-10-24", "met")])
def test_a_methodology_must_be_in_force(on: str, expected: str) -> None:
    assert outcome(Stage.ELIGIBILITY, PROJECT, "project.methodology_in_force", on=on) == expected
