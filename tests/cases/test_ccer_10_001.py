"""Coal mine gas (proxy): reductions by hand. rho 0.0007168 t/m3, GWP 28, heat 0.11 tCO2/GJ, North grid label 2024: 0.6313 tCO2/MWh."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.engines import ENGINES
from ccer.compute.grid import grid_factors
from ccer.compute.meters import Status
from ccer.compute.readings import Reading, Readings
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
METHOD = load("CCER-10-001-V01")
MINE = Project(
    name="示例煤矿",
    methodology=METHOD.code,
    province="河北省",
    operation_start=day("2024-06-01"),
    lifetime_years=20,
    crediting=Period(day("2025-01-01"), day("2034-12-31")),
    networking_completed=day("2024-12-31"),
    lawful=True,
    additionality="exempt",
    site={
        "underground_in_operation": True,
        "flameless_oxidation": True,
        "heat_used": True,
        "diluted_on_purpose": False,
    },
    design={
        "oxidiser_set_point": 850,
        "oxidiser_temperature": 950,
        "annual_gas_volume_in": 600_000_000,
        "methane_share_in": 0.006,
        "annual_gas_volume_out": 600_000_000,
        "methane_share_out": 0.0002,
        "annual_heat_supplied": 50_000,
        "annual_grid_electricity": 10_000,
    },
)
MONTH = {
    "gas_volume_in": 50_000_000.0,
    "methane_share_in": 0.006,
    "gas_volume_out": 50_000_000.0,
    "methane_share_out": 0.0002,
    "oxidiser_temperature": 950.0,
    "heat_supplied": 4_000.0,
    "grid_electricity": 800.0,
}


def month(number: int, values: dict[str, float], year: int = 2025) -> list[Reading]:
    first, last = dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])
    return [Reading(first, last, "RTO-1", name, value, "") for name, value in values.items()]


def year(**changed: float) -> list[Reading]:
    return [row for number in range(1, 13) for row in month(number, MONTH | changed)]


def account(rows: list[Reading], project: Project = MINE, **more: Any):  # type: ignore[no-untyped-def]
    settings = {
        "period": Period(day("2025-01-01"), day("2025-12-31")),
        "at": AT,
        "factors": grid_factors(),
        "factor_day": day("2026-06-01"),
    } | more
    return METHOD.ex_post(project, Readings(tuple(rows), "mine.csv"), **settings)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "spark"])
def test_a_year_by_hand(engine: str) -> None:
    """MD = 12 · 50e6 · (0.006 − 0.0002) · 0.0007168 = 600e6 · 0.0058 · 0.0007168 = 2 494.464 t.

    BE = 2 494.464 · 28 + 48 000 · 0.11 = 69 844.992 + 5 280 = 75 124.992.
    PE = 9 600 · 0.6313 + 2 494.464 · 2.75 = 6 060.48 + 6 859.776 = 12 920.256. ER = 62 204.736.
    """
    result = account(year(), engine=engine)
    (only,) = result.years
    assert only.values["methane_destroyed"] == pytest.approx(2_494.464)
    assert only.values["methane_baseline"] == pytest.approx(69_844.992)
    assert only.values["heat_baseline"] == pytest.approx(5_280)
    assert only.values["electricity_emissions"] == pytest.approx(6_060.48)
    assert only.values["oxidation_emissions"] == pytest.approx(6_859.776)
    assert only.values["emission_reductions"] == pytest.approx(62_204.736)
    assert result.tonnes == 62_204
    assert only.factor == "North 2024"
    assert result.adjustments == ()


def test_expected_reductions_by_hand() -> None:
    """As above with 50 000 GJ and 10 000 MWh: 69 844.992 + 5 500 − 6 313 − 6 859.776 = 62 172.216 a year, ten whole calendar years."""
    found = METHOD.ex_ante(MINE, at=AT, factors=grid_factors(), factor_day=day("2026-06-01"))
    assert [part.tonnes for part in found.years] == [62_172] * 10
    assert found.tonnes == 621_720
    assert found.annual_mean_tonnes == 62_172


def test_part_of_a_year_is_spread_by_days() -> None:
    """From 1 July 2025: 184 of 365 days of 62 172.216 = 31 341.6103 (2025), and 181 of 365 = 30 830.6057 in 2035."""
    project = replace(MINE, crediting=Period(day("2025-07-01"), day("2035-06-30")))
    found = METHOD.ex_ante(project, at=AT, factors=grid_factors(), factor_day=day("2026-06-01"))
    assert [found.years[0].tonnes, found.years[1].tonnes, found.years[-1].tonnes] == [31_341, 62_172, 30_830]


def test_every_result_says_that_it_is_a_proxy() -> None:
    reasons = {reason.name: reason.mark for reason in account(year()).provisional}
    assert reasons["proxy"] == "uncertain"
    assert reasons["methodology.ccer-10-001-v01.gwp.ch4.ar5"] == "uncertain"
    assert "networking_completed" not in reasons
    unstated = account(year(), replace(MINE, networking_completed=None))
    assert "networking_completed" in {reason.name for reason in unstated.provisional}


def test_only_after_networking() -> None:
    """Networked on 10 March: March is not whole any more, so nine months count: 3/4 of 62 204.736 = 46 653.552."""
    result = account(year(), replace(MINE, networking_completed=day("2025-03-10")))
    assert result.tonnes == 46_653
    assert result.period[0] == day("2025-03-11")
    assert len(result.adjustments) == 3 * len(MONTH)


@pytest.mark.parametrize(
    ("changed", "cite"),
    [
        ({"oxidiser_temperature": 849.9}, "applicability/technology"),
        (
            {"drained_gas_in": 101.0, "pump_outlet_volume": 100.0, "drained_gas_share": 0.05},
            "revocation",
        ),
        (
            {"drained_gas_in": 100.0, "pump_outlet_volume": 100.0, "drained_gas_share": 0.08},
            "applicability/exclusion",
        ),
    ],
)
def test_an_interval_that_fails_a_check_is_rejected(changed: dict[str, float], cite: str) -> None:
    """One month out: methane and heat of eleven months, electricity of twelve.

    11/12 · (69 844.992 + 5 280 − 6 859.776) − 6 060.48 = 62 576.448 − 6 060.48 = 56 515.968.
    """
    rows = [
        row for n in range(1, 13) for row in month(n, MONTH | (changed if n == 5 else _harmless(changed)))
    ]
    result = account(rows)
    assert result.tonnes == 56_515
    (entry,) = result.adjustments
    assert entry.cite == f"ccer-10-001-v01/{cite}"
    assert entry.where.startswith("2025-05")


def _harmless(changed: dict[str, float]) -> dict[str, float]:
    """The same series where nothing is wrong: at the set point; at the pump's own figure and below the limit."""
    if "oxidiser_temperature" in changed:
        return {"oxidiser_temperature": 850.0}
    return {"drained_gas_in": 100.0, "pump_outlet_volume": 100.0, "drained_gas_share": 0.0799}


def test_credit_is_lowered_and_charge_is_raised() -> None:
    """Inlet of class 2.0 not calibrated in one month: 50e6 · 0.98. 1e6 m3 less at 0.006 and 0.0007168 = 4.3008 t less.

    Electricity 1 % beyond class: 808 for 800 MWh. ER = 62 204.736 − 4.3008 · (28 − 2.75) − 8 · 0.6313 = 62 091.0904.
    """
    rows = year()
    for place, row in enumerate(rows[: len(MONTH)]):
        if row.direction == "gas_volume_in":
            rows[place] = replace(row, status=Status.UNCALIBRATED, meter_class="2.0")
        if row.direction == "grid_electricity":
            rows[place] = replace(row, status=Status.OUT_OF_CLASS, error=-0.01)
    result = account(rows)
    assert result.years[0].values["emission_reductions"] == pytest.approx(62_091.0904)
    assert [(a.before, round(a.after, 6)) for a in result.adjustments] == [
        (50_000_000, 49_000_000),
        (800, 808),
    ]


def test_a_meter_without_class_or_error_is_refused() -> None:
    rows = year()
    rows[0] = replace(rows[0], status=Status.UNCALIBRATED)
    with pytest.raises(BadInput, match="cannot be corrected"):
        account(rows)


def test_switches() -> None:
    """Without the charge 6 859.776 more: 69 064.512. With GWP 25: 3 · 2 494.464 = 7 483.392 less: 54 721.344."""
    free = replace(MINE, design={**MINE.design, "oxidation_charged": False})
    assert account(year(), free).tonnes == 69_064
    older = replace(MINE, design={**MINE.design, "gwp_set": "ar4"})
    assert account(year(), older).tonnes == 54_721
    with pytest.raises(BadInput, match="gwp_set"):
        account(year(), replace(MINE, design={**MINE.design, "gwp_set": "ar7"}))


def test_an_official_figure_takes_the_place_of_an_unverified_one() -> None:
    """GWP 27.9 by an official form: 0.1 · 2 494.464 = 249.4464 less: 61 955.2896; its source is named."""
    form: dict[str, Any] = {"gwp.ch4.ar5": {"value": 27.9, "source": "方法学表 5"}}
    result = account(year(), replace(MINE, design={**MINE.design, "official": form}))
    assert result.tonnes == 61_955
    name = "methodology.ccer-10-001-v01.gwp.ch4.ar5"
    assert not [r for r in result.provisional if r.name == name]
    (held,) = result.entered
    assert held.name == name
    assert "方法学表 5" in str(held.note)
    for form in ({"gwp.ch4.ar5": {"value": 27.9}}, {"gwp.ch4": {"value": 27.9, "source": "方法学表 5"}}):
        with pytest.raises(BadInput, match="official"):
            account(year(), replace(MINE, design={**MINE.design, "official": form}))


def test_fuel_is_charged() -> None:
    """10 t of diesel: 42.652 · 0.0202 · 0.98 · 44/12 = 3.0959 t/t, so 30.959 less: 62 173.777."""
    fuel = [
        replace(r, direction="fuel:diesel", value=10.0 if n == 0 else 0.0)
        for n, r in enumerate(_of("heat_supplied"))
    ]
    result = account([*year(), *fuel])
    assert result.years[0].values["fuel_emissions"] == pytest.approx(30.959, abs=1e-3)
    assert result.tonnes == 62_173


def _of(direction: str) -> list[Reading]:
    return [row for row in year() if row.direction == direction]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([r for r in year() if r.direction != "oxidiser_temperature"], "has no oxidiser_temperature"),
        (
            [r for r in year() if (r.direction, r.first_day.month) != ("methane_share_in", 4)],
            "no reading from",
        ),
        ([*year(), *month(3, {"gas_volume_in": 1.0})], "read twice"),
        ([*year(), *[replace(r, direction="export") for r in _of("heat_supplied")]], "export cannot be used"),
        (
            [replace(r, point="RTO-2") if r.direction == "methane_share_in" else r for r in year()],
            "lacks methane_share_in",
        ),
    ],
)
def test_what_does_not_fit_is_refused(rows: list[Reading], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        account(rows)


def test_the_set_point_must_be_stated() -> None:
    design = {name: value for name, value in MINE.design.items() if name != "oxidiser_set_point"}
    with pytest.raises(BadInput, match="oxidiser_set_point"):
        account(year(), replace(MINE, design=design))


def test_without_grid_electricity_no_grid_is_needed() -> None:
    """No electricity: 62 204.736 + 6 060.48 = 68 265.216."""
    result = account(year(grid_electricity=0.0), replace(MINE, province=None))
    assert result.tonnes == 68_265
    with pytest.raises(BadInput, match="names no grid"):
        account(year(), replace(MINE, province=None))


@pytest.mark.parametrize(
    ("site", "outcome", "rule"),
    [
        ({}, "granted", ""),
        ({"flameless_oxidation": False}, "refused", "ccer-10-001.technology"),
        ({"heat_used": False}, "refused", "ccer-10-001.heat_used"),
        ({"diluted_on_purpose": True}, "refused", "ccer-10-001.not_diluted"),
        ({"underground_in_operation": None}, "unknown", "ccer-10-001.mine"),
    ],
)
def test_applicability(site: dict[str, Any], outcome: str, rule: str) -> None:
    decision = decide(Stage.ELIGIBILITY, replace(MINE, site={**MINE.site, **site}), AT)
    own = {f.rule: f.outcome for f in decision.findings if f.rule.startswith("ccer-10-001.")}
    assert len(own) == 7
    wanted = {"granted": "met", "refused": "not-met", "unknown": "unknown"}[outcome]
    if rule:
        assert own[rule] == own["ccer-10-001.additionality"] == wanted
    else:
        assert set(own.values()) == {"met"}
