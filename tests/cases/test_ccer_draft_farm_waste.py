"""The draft on agricultural waste by hand (its text was not read): it estimates, is never eligible, and accounts for nothing.

Defaults: methane 0.00067 t/m3, correction 0.94, leak 0.1 of the methane captured, composting 0.004 t CH4 and 0.0003 t N2O a tonne,
warming potentials 28 and 265; North grid, label 2024: 0.6313 tCO2/MWh; diesel 42.652 · 0.0202 · 0.98 · 44/12 = 3.0959096 tCO2/t.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.drafts import DraftLaw
from ccer.compute.meters import Status
from ccer.compute.quantities_ex_post import reductions
from ccer.compute.readings import Readings
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.methodologies.ccer_draft_farm_waste_v00.plan import PLAN
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period

from .quantity_rows import FACTORS, TODAY, account, day, estimate, example, month, with_design

CODE = "CCER-DRAFT-FARM-WASTE-V00"
PROJECT = example(CODE)
PIG, STRAW, HEN = PROJECT.design["wastes"]
DIESEL = 42.652 * 0.0202 * 0.98 * 44 / 12


def test_a_year_by_hand() -> None:
    """Pig manure 50 000 · 0.2 · 290 · 0.00067 = 1 943 t, · 0.4 · 0.94 = 730.568 t; hen manure 643.2 t, · 0.4 · 0.94 = 241.8432 t.

    Burnt 5 · 10^6 · 0.6 · 0.00067 · 0.98 = 1 969.8 t of 2 010 t: more than 730.568, so the baseline caps.
    BE = (730.568 + 241.8432) · 28 = 27 227.5136. Leaked 201 + 40.2 = 241.2 t, · 28 = 6 753.6.
    Composting 20 000 · (0.004 · 28 + 0.0003 · 265) = 3 830. Power 631.3. Diesel 50 · 3.0959096 = 154.7955. ER = 15 857.8181.
    """
    result = estimate(PROJECT)
    values = result.years[0].values
    assert (values["digested_baseline"], values["composted_baseline"]) == pytest.approx((730.568, 241.8432))
    assert values["methane_destroyed"] == pytest.approx(1_969.8)
    assert values["baseline_emissions"] == pytest.approx(27_227.5136)
    assert values["methane_leaked"] == pytest.approx(241.2)
    assert values["compost_emissions"] == pytest.approx(3_830)
    assert values["project_emissions"] == pytest.approx(6_753.6 + 3_830 + 631.3 + 50 * DIESEL)
    assert values["emission_reductions"] == pytest.approx(15_857.8181, abs=1e-3)
    assert result.tonnes == 158_570


def test_little_biogas_is_the_cap() -> None:
    """500 000 m3: 201 t captured, 196.98 t burnt, less than 730.568. BE = (196.98 + 241.8432) · 28 = 12 287.0496.

    Leaked 20.1 + 4.02 = 24.12 t, · 28 = 675.36. ER = 12 287.0496 − 675.36 − 3 830 − 631.3 − 154.7955 = 6 995.5941.
    """
    outlets = [PROJECT.design["outlets"][0] | {"annual_biogas_m3": 500_000}]
    values = estimate(with_design(PROJECT, outlets=outlets)).years[0].values
    assert values["baseline_emissions"] == pytest.approx(12_287.0496)
    assert values["emission_reductions"] == pytest.approx(6_995.5941, abs=1e-3)


def test_straw_that_was_burnt_adds_nothing_to_the_baseline() -> None:
    """A conversion factor of 0: the same year without the straw."""
    without = estimate(with_design(PROJECT, wastes=[PIG, HEN])).years[0].values
    assert without == estimate(PROJECT).years[0].values


def test_a_plant_that_only_composts_has_no_outlets() -> None:
    """(643.2 · 0.4 · 0.94) · 28 − 3 830 − 631.3 − 154.7955 = 6 771.6096 − 4 616.0955 = 2 155.5141."""
    project = with_design(PROJECT, wastes=[HEN], outlets=None)
    values = estimate(project).years[0].values
    assert values["emission_reductions"] == pytest.approx(2_155.5141, abs=1e-3)
    with pytest.raises(BadInput, match="outlets"):
        estimate(with_design(PROJECT, outlets=None))


def test_digestate_without_air_is_charged() -> None:
    """10 t of methane: 280 t less."""
    one, other = (
        estimate(p).years[0].values for p in (PROJECT, with_design(PROJECT, annual_residue_methane=10))
    )
    assert one["emission_reductions"] - other["emission_reductions"] == pytest.approx(280)


def test_every_result_says_what_it_is() -> None:
    result = estimate(PROJECT)
    first = result.provisional[0]
    assert (first.name, first.mark) == ("proxy", "uncertain")
    assert "consultation draft" in first.why.en
    assert "征求意见稿" in first.why.zh
    assert {"wastes", f"methodology.{CODE.lower()}.leak_share"} <= {
        reason.name for reason in result.provisional
    }


def test_never_eligible() -> None:
    decision = decide(Stage.ELIGIBILITY, PROJECT, TODAY)
    assert decision.outcome == "refused"
    found = {f.rule: f for f in decision.findings}
    assert found["project.methodology_in_force"].outcome == "not-met"
    assert found["ccer-draft-farm-waste.not_published"].outcome == "not-met"
    status = TODAY.cite(f"{CODE.lower()}/status", allow_draft=True)
    assert status.draft
    assert "2025年10月24日" in status.summary.zh
    assert load(CODE).published is False


def rows(**changed: float) -> list[Any]:
    """A month: twelve of them make the year of the example."""
    values = {"猪粪": 50_000 / 12, "秸秆": 10_000 / 12, "鸡粪": 20_000 / 12} | changed
    return [
        *(month("2026-01", "waste_treated", value, point=name) for name, value in values.items()),
        month("2026-01", "biogas_used", 5_000_000 / 12, point="沼气发电机"),
        month("2026-01", "methane_fraction", 0.6, point="沼气发电机"),
        month("2026-01", "grid_electricity", 1_000 / 12),
        month("2026-01", "fuel:diesel", 50 / 12),
    ]


def test_nothing_is_accounted() -> None:
    with pytest.raises(BadInput, match="cannot be accounted") as refusal:
        account(PROJECT, rows(), "2026-01", "2026-01")
    assert refusal.value.clause == "mee-samr-2023-31/art-17/para-1/item-2"


def test_its_readings_would_give_the_same_year() -> None:
    """A twelfth of the year by the shared chain: 15 857.8181 / 12 = 1 321.4848. Manure of class 2 not calibrated: 2 % less.

    Then 730.568 / 12 · 0.02 · 28 = 34.0932 less; what is composted is weighed by another meter.
    """
    settings: dict[str, Any] = {
        "period": Period(day("2026-01-01"), day("2026-01-31")),
        "at": DraftLaw.of(TODAY),
        "factors": FACTORS,
        "factor_day": TODAY.on,
    }
    whole = reductions(PROJECT, Readings(tuple(rows()), "made.csv"), PLAN, **settings).years[0].values
    assert whole["emission_reductions"] == pytest.approx(1_321.4848, abs=1e-3)
    late = [
        replace(row, status=Status.UNCALIBRATED, meter_class="2.0") if row.point == "猪粪" else row
        for row in rows()
    ]
    less = reductions(PROJECT, Readings(tuple(late), "made.csv"), PLAN, **settings).years[0].values
    assert whole["emission_reductions"] - less["emission_reductions"] == pytest.approx(34.0932, abs=1e-3)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wastes": None}, "wastes"),
        ({"wastes": [PIG, PIG]}, "a name of its own"),
        ({"wastes": [PIG | {"treatment": "landfill"}]}, "no treatment"),
        ({"wastes": [PIG | {"volatile_solids_share": 20}]}, "above 1"),
        ({"wastes": [PIG | {"methane_conversion": None}]}, "methane_conversion"),
        ({"wastes": [PIG | {"methane_capacity": -290}]}, "methane_capacity"),
        ({"annual_grid_electricity": None}, "annual_grid_electricity"),
    ],
)
def test_unusable_designs(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        estimate(with_design(PROJECT, **changes))
