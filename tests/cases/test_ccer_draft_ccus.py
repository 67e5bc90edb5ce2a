"""Our draft on carbon storage by hand: it estimates, is never eligible, and accounts for nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.core.errors import BadInput
from ccer.methodologies.ccer_draft_ccus_v00.reversal import debited, first_uncovered
from ccer.rules import Stage, decide

from .quantity_rows import TODAY, account, estimate, example, month, with_design

CODE = "CCER-DRAFT-CCUS-V00"
PROJECT = example(CODE)


def test_a_year_by_mass_meter() -> None:
    """1 000 000 t · 0.98 = 980 000 t injected, less 2 500 t behind the meter = 977 500 t stored.

    Project: 150 000 MWh · 0.6313 + 1 000 000 GJ · 0.11 + 3 000 + 2 500 = 210 195 t; less 5 000 t leakage: 764 805 t, of which 0.9 fossil.
    """
    values = estimate(PROJECT).years[0].values
    assert (values["injected"], values["stored"]) == (980_000.0, 977_500.0)
    assert values["project_emissions"] == pytest.approx(210_195.0, abs=1e-6)
    assert (values["fossil_reductions"], values["removals"]) == pytest.approx((688_324.5, 76_480.5), abs=1e-6)
    result = estimate(PROJECT)
    assert result.tonnes == 7_648_050
    assert (
        "cannot be registered" in result.provisional[0].why.en
        or "can be registered" in result.provisional[0].why.en
    )


def test_a_year_by_volume_meter() -> None:
    """5 · 10^8 m³ at 0 °C · 0.001977 t/m³ · 0.98 = 968 730 t."""
    project = with_design(
        PROJECT,
        mass_meters=None,
        volume_at="0c",
        volume_meters=[{"annual_metered_volume": 5e8, "co2_volume_fraction": 0.98}],
    )
    result = estimate(project)
    assert result.years[0].values["injected"] == pytest.approx(968_730.0, abs=1e-6)
    assert "methodology.ccer-draft-ccus-v00.stream_density.0c" in {p.name for p in result.parameters}


def test_the_plants_output_is_a_cap() -> None:
    """900 000 t in place of 980 000 t: 80 000 t less."""
    values = estimate(with_design(PROJECT, annual_output_cap=900_000)).years[0].values
    assert values["emission_reductions"] == pytest.approx(764_805.0 - 80_000.0, abs=1e-6)


def test_with_oil_recovery_only_what_is_received_counts() -> None:
    """Received 500 000 t, lost 4 000 + 1 000 t: stored 495 000 t. Project 94 695 + 110 000 + 3 000 + 5 000; leakage 5 000: 282 305 t."""
    project = with_design(
        PROJECT, eor=True, annual_received=500_000, annual_operation_losses=4_000, annual_complex_losses=1_000
    )
    values = estimate(project).years[0].values
    assert values["stored"] == 495_000.0
    assert values["emission_reductions"] == pytest.approx(282_305.0, abs=1e-6)
    assert "injected" not in values


def test_a_reversal_is_debited_in_its_year_and_carried() -> None:
    """2026 gives 764 805 t. 800 000 t cannot leak in 2027 while less was credited; 700 000 t can."""
    with pytest.raises(BadInput, match="2027"):
        estimate(with_design(PROJECT, reversals=[{"year": 2027, "tonnes": 800_000}]))
    result = estimate(with_design(PROJECT, reversals=[{"year": 2028, "tonnes": 800_000}]))
    assert [year.tonnes for year in result.years[:5]] == [764_805, 764_805, 0, 729_610, 764_805]
    assert result.tonnes == 7_648_050 - 800_000
    assert [(entry.where, entry.after) for entry in result.adjustments] == [
        ("2028", 0.0),
        ("2029", pytest.approx(729_610.0)),
    ]
    assert result.years[2].values["reversal"] == pytest.approx(764_805.0)


@given(st.lists(st.tuples(st.floats(-1e5, 1e6), st.floats(0, 1)), min_size=1, max_size=12))
def test_debits_never_exceed_what_is_owed(rows: list[tuple[float, float]]) -> None:
    """Whatever leaks: credited + debited is what was earned, no positive year falls below zero, and what is owed is accounted for."""
    earned, leaks, total = [], {}, 0.0
    for year, (amount, share) in enumerate(rows, 2026):
        earned.append((year, amount))
        done = debited(earned[:-1], leaks) if year > 2026 else ()
        total = sum(one.credited for one in done)
        leaks[year] = max(0.0, total) * share
    done = debited(earned, leaks)
    assert sum(one.debit for one in done) + done[-1].carried == pytest.approx(sum(leaks.values()), abs=1e-3)
    for one, (_, amount) in zip(done, earned, strict=True):
        assert one.credited + one.debit == pytest.approx(amount, abs=1e-6)
        assert one.credited >= min(amount, 0.0)


def test_the_store_must_cover_the_credit() -> None:
    credited = [(2026, 100.0), (2027, 100.0)]
    assert first_uncovered(credited, {2026: 120.0, 2027: 80.0}) is None
    assert first_uncovered(credited, {2026: 120.0, 2027: 79.0}) == 2027


def test_never_eligible() -> None:
    decision = decide(Stage.ELIGIBILITY, PROJECT, TODAY)
    assert decision.outcome == "refused"
    found = {f.rule: f for f in decision.findings}
    general, own = found["project.methodology_in_force"], found["ccer-draft-ccus.not_published"]
    assert (general.outcome, own.outcome) == ("not-met", "not-met")
    assert general.citations[0].ref == "mee-samr-2023-31/art-10/para-1/item-2"
    assert "draft" in general.fact_text("en")
    assert "no methodology" in own.fact_text("en")
    assert own.citations[0].draft


def test_nothing_is_accounted() -> None:
    rows = [month("2026-01", "metered_mass", 1.0)]
    with pytest.raises(BadInput, match="cannot be accounted") as refusal:
        account(PROJECT, rows, "2026-01", "2026-01")
    assert refusal.value.clause == "mee-samr-2023-31/art-17/para-1/item-2"


@pytest.mark.parametrize(
    "changes",
    [
        {"mass_meters": None},
        {"fossil_share": None},
        {"reversals": "2028"},
        {"reversals": [{"tonnes": 5}]},
        {"annual_vented_surface": None},
    ],
)
def test_unusable_designs(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        estimate(with_design(PROJECT, **changes))


def test_carbon_that_escapes_by_components_and_by_the_balance_of_a_pipeline() -> None:
    """1 200 valves · 0.05 kg/h · 8 000 h = 480 t; 1 000 000 − 999 000 − (5 200 − 5 000) = 800 t: 1 280 t less than the example's.

    A pipeline whose meters show a gain loses nothing, and what is not whole is refused.
    """
    valves = {"name": "阀门", "count": 1_200, "kg_per_hour": 0.05, "annual_hours": 8_000}
    line = {
        "name": "主干管道",
        "annual_in_t": 1_000_000,
        "annual_out_t": 999_000,
        "linepack_start_t": 5_000,
        "linepack_end_t": 5_200,
    }
    project = example("CCER-DRAFT-CCUS-V00")
    plain = estimate(project).years[0].values
    both = estimate(with_design(project, components=[valves], pipelines=[line])).years[0].values
    assert (both["component_losses"], both["pipeline_losses"]) == pytest.approx((480, 800))
    assert plain["emission_reductions"] - both["emission_reductions"] == pytest.approx(1_280)
    gain = estimate(with_design(project, pipelines=[line | {"annual_out_t": 1_000_500}])).years[0].values
    assert gain["pipeline_losses"] == 0
    for broken in ({"pipelines": [line | {"annual_out_t": None}]}, {"components": [{"count": 3}]}):
        with pytest.raises(BadInput):
            estimate(with_design(project, **broken))
