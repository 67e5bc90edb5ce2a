"""Reductions from readings, by hand. North 2024 (from 2026-01-13): 0.6313; Northwest 2024: 0.62155 tCO2/MWh."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.engines import ENGINES
from ccer.compute.grid import grid_factors
from ccer.compute.meters import Status
from ccer.compute.readings import Reading
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

from .conftest import CSP, TODAY, WIND, day, month, months, table

FACTORS = grid_factors()
YEAR = Period(day("2024-01-01"), day("2024-12-31"))


def account(project: Project, rows: list[Reading], period: Period = YEAR, **settings: Any):  # type: ignore[no-untyped-def]
    settings = {"at": TODAY, "factors": FACTORS, "factor_day": day("2026-02-02")} | settings
    return load(project.methodology).ex_post(project, table(rows), period=period, **settings)


def both(first: str, count: int, exported: float = 1000.0, imported: float = 10.0) -> list[Reading]:
    return [
        r for m in months(first, count) for r in (month(m, "export", exported), month(m, "import", imported))
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_year_by_hand(engine: str) -> None:
    """12 · (1 000 − 10) = 11 880 MWh · 0.6313 = 7 499.844 t, rounded down 7 499."""
    result = account(WIND, both("2024-01", 12), engine=engine)
    (year,) = result.years
    assert year.tonnes == result.tonnes == 7_499
    assert year.values["net_export"] == pytest.approx(11_880)
    assert year.values["emission_reductions"] == pytest.approx(7_499.844)
    assert (result.kind, result.practice, result.adjustments) == ("ex-post", "metered-floor-year", ())
    assert list(year.values) == [
        "exported_energy", "imported_energy", "net_export", "certificates_traded", "credited_energy",
        "combined_margin", "baseline_emissions", "project_emissions", "emission_reductions",
    ]  # fmt: skip


def test_each_calendar_year_is_rounded_down_by_itself() -> None:
    """2024: 7 499.844 → 7 499; 2025, six months: 5 940 · 0.6313 = 3 749.922 → 3 749. Together 11 248, not 11 249."""
    result = account(WIND, both("2024-01", 18), Period(day("2024-01-01"), day("2025-06-30")))
    assert [year.tonnes for year in result.years] == [7_499, 3_749]
    assert result.tonnes == 11_248


def test_each_correction_by_hand() -> None:
    """One month each: 995 (not calibrated) + 992 (0.8 % beyond class) + 998 (class 0.2, late) + 9 · 1 000 = 11 985 exported;
    10.05 + 10.08 + 10.02 + 9 · 10 = 120.15 imported; net 11 864.85 · 0.6313 = 7 490.279805 t."""
    rows = both("2024-01", 12)
    for place, (status, error, grade) in enumerate(
        [(Status.UNCALIBRATED, 0.0, "0.5S"), (Status.OUT_OF_CLASS, 0.008, ""), (Status.LATE, 0.0, "0.2S")]
    ):
        for row in (2 * place, 2 * place + 1):
            rows[row] = replace(rows[row], status=status, error=error, meter_class=grade)
    result = account(WIND, rows)
    (year,) = result.years
    assert year.values["exported_energy"] == pytest.approx(11_985)
    assert year.values["imported_energy"] == pytest.approx(120.15)
    assert year.values["emission_reductions"] == pytest.approx(7_490.279805)
    assert year.tonnes == 7_490
    assert [(a.before, round(a.after, 6)) for a in result.adjustments] == [
        (1000, 995), (10, 10.05), (1000, 992), (10, 10.08), (1000, 998), (10, 10.02),
    ]  # fmt: skip
    assert {a.cite for a in result.adjustments} == {
        "ccer-01-002-v01/sec-7.3.4/item-a",
        "ccer-01-002-v01/sec-7.3.4/item-b",
    }
    limits = [p.name.rpartition("error.")[2] for p in result.parameters if "permissible" in p.name]
    assert limits == ["electricity.0_5", "electricity.0_2"]


@pytest.mark.parametrize("engine", ENGINES)
def test_fuel_by_hand(engine: str) -> None:
    """Diesel 1 t a month, one month beyond class by 2 %: 12.02 t · 3.0959096373 = 37.2128338 t; gas 0.5 · 10^4 Nm3 a month: 6 ·
    21.650151996 = 129.900912 t. Baseline 11 880 · 0.62155 = 7 384.014. Reductions 7 216.9002542, rounded down 7 216 t."""
    rows = both("2024-01", 12)
    rows += [month(m, "fuel:diesel", 1.0, point="F1") for m in months("2024-01", 12)]
    rows += [month(m, "fuel:natural-gas", 0.5, point="F2") for m in months("2024-01", 12)]
    rows[24] = replace(rows[24], status=Status.OUT_OF_CLASS, error=-0.02)
    (year,) = account(CSP, rows, engine=engine).years
    assert year.values["project_emissions"] == pytest.approx(37.2128338 + 129.900912, abs=1e-5)
    assert year.tonnes == 7_216


def test_meters_add_up() -> None:
    two = both("2024-01", 12) + [replace(r, point="M2") for r in both("2024-01", 12)]
    assert account(WIND, two).years[0].values["net_export"] == pytest.approx(2 * 11_880)


def test_certificates_are_taken_off() -> None:
    """100 MWh in each of two months: (11 880 − 200) · 0.6313 = 7 373.584 t."""
    result = account(
        WIND, both("2024-01", 12), certificates={"2024-05": 100.0, "2024-06": 100.0, "2025-01": 50.0}
    )
    (year,) = result.years
    assert year.values["credited_energy"] == pytest.approx(11_680)
    assert year.values["net_export"] == pytest.approx(11_880)
    assert year.tonnes == 7_373
    assert [(a.where, a.before, a.after, a.cite) for a in result.adjustments] == [
        ("2024-05", 1000, 900, "nea-mee-2024-124/part-2"),
        ("2024-06", 1000, 900, "nea-mee-2024-124/part-2"),
    ]


def test_the_lapsed_certificate_rule_is_kept_and_said() -> None:
    rows, traded = both("2024-01", 12), {"2024-05": 100.0}
    while_in_force = account(WIND, rows, at=AsOf(corpus(), day("2026-09-30")), certificates=traded)
    after = account(WIND, rows, at=AsOf(corpus(), day("2026-10-01")), certificates=traded)
    assert while_in_force.tonnes == after.tonnes
    assert "green_certificate.link" not in [r.name for r in while_in_force.provisional]
    assert ("green_certificate.link", "uncertain") in [(r.name, r.mark) for r in after.provisional]


@pytest.mark.parametrize("traded", [-1.0, 1002.0])
def test_more_certificates_than_export_are_refused(traded: float) -> None:
    with pytest.raises(BadInput, match="2024-05"):
        account(WIND, both("2024-01", 12), certificates={"2024-05": traded})


def test_a_month_partly_outside_the_crediting_period_is_left_out() -> None:
    """Crediting from 15 January: eleven months count, 11 · 990 = 10 890 MWh."""
    late = replace(WIND, crediting=Period(day("2024-01-15"), day("2034-01-14")))
    result = account(late, both("2024-01", 12))
    assert result.years[0].values["net_export"] == pytest.approx(10_890)
    assert result.period == (day("2024-01-15"), day("2024-12-31"))
    assert [(a.after, a.cite) for a in result.adjustments] == [
        (0.0, "mee-samr-2023-31/art-17/para-1/item-4")
    ] * 2


def test_daily_readings_lift_that() -> None:
    """The same, January by days at 30 MWh and 0.3: 17 days count, 17 · 29.7 = 504.9 MWh more."""
    late = replace(WIND, crediting=Period(day("2024-01-15"), day("2034-01-14")))
    days = [f"2024-01-{n:02d}" for n in range(1, 32)]
    daily = [r for d in days for r in (month(d, "export", 30.0), month(d, "import", 0.3))]
    result = account(late, daily + both("2024-02", 11))
    assert result.years[0].values["net_export"] == pytest.approx(10_890 + 504.9)


@pytest.mark.parametrize(
    ("settings", "first", "cite"),
    [
        ({"not_before": day("2024-07-01")}, "2024-07-01", "mee-samr-2023-31/art-17/para-2"),
        ({"produced_after": day("2024-06-30")}, "2024-07-01", "mee-samr-2023-31/art-17/para-1/item-3"),
    ],
)
def test_gates(settings: dict[str, Any], first: str, cite: str) -> None:
    result = account(WIND, both("2024-01", 12), **settings)
    assert result.period[0] == day(first)
    assert result.years[0].values["net_export"] == pytest.approx(6 * 990)
    assert {a.cite for a in result.adjustments} == {cite}
    assert len(result.adjustments) == 12


def test_the_vintage_floor_is_the_law_s() -> None:
    """2020-09-22 itself does not count: of September 2020 only daily readings from the 23rd do."""
    early = replace(
        WIND,
        province="江苏省",
        operation_start=day("2020-01-01"),
        crediting=Period(day("2020-09-01"), day("2030-08-31")),
    )
    result = account(early, both("2020-09", 4), Period(day("2020-09-01"), day("2020-12-31")))
    assert result.period[0] == day("2020-09-23")
    assert result.years[0].values["net_export"] == pytest.approx(3 * 990)


def test_no_day_left_is_refused() -> None:
    with pytest.raises(BadInput, match="no day of the period"):
        account(WIND, both("2024-01", 12), not_before=day("2025-01-01"))
    with pytest.raises(BadInput, match="no reading that may be credited"):
        account(WIND, both("2024-01", 1), Period(day("2024-01-10"), day("2024-01-20")))


def test_gaps_are_refused_not_counted_as_nothing() -> None:
    rows = both("2024-01", 12)
    with pytest.raises(BadInput, match="2024-04-01 to 2024-04-30"):
        account(WIND, [r for r in rows if not (r.direction == "import" and r.first_day.month == 4)])
    with pytest.raises(BadInput, match="no readings of direction import"):
        account(WIND, [r for r in rows if r.direction == "export"])
    with pytest.raises(BadInput, match="2024-12-01 to 2024-12-31"):
        account(WIND, rows[:22])
    with pytest.raises(BadInput, match="read twice"):
        account(WIND, [*rows, rows[4]])
    with pytest.raises(BadInput, match="no readings of direction fuel:"):
        account(CSP, rows)


def test_fuel_is_refused_where_it_is_counted_as_nothing() -> None:
    rows = both("2024-01", 12) + [month(m, "fuel:diesel", 1.0, point="F") for m in months("2024-01", 12)]
    with pytest.raises(BadInput) as refusal:
        account(WIND, rows)
    assert refusal.value.clause == "ccer-01-002-v01/sec-6.4"


def test_a_meter_of_a_worse_class_is_refused() -> None:
    rows = both("2024-01", 12)
    rows[0] = replace(rows[0], status=Status.UNCALIBRATED, meter_class="1.0")
    with pytest.raises(BadInput, match=r"class '1\.0'"):
        account(WIND, rows)


def test_a_loss_is_not_hidden() -> None:
    """12 · (10 − 1 000) · 0.6313 = −7 499.844, rounded down −7 500."""
    assert account(WIND, both("2024-01", 12, 10.0, 1000.0)).tonnes == -7_500


def test_the_newest_factor_for_every_year_is_for_estimates_only() -> None:
    with pytest.raises(BadInput) as refusal:
        account(WIND, both("2024-01", 12), factor_rule="newest")
    assert refusal.value.clause == "ccer-01-002-v01/table-6"
