"""What must hold for any figures of any plan: in proportion to what is measured, the same when a row is split, nothing from nothing, and no
correction that adds a credit. Order of rows and many copies are in `test_batches`; sinks whose chain is no table are in `test_sinks`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.calculate import calculate, columns_of
from ccer.compute.meters import Status
from ccer.methodologies import load

from .tables import CODES, Data, made_up

EXTENSIVE: Final = {
    "metered", "certificates_traded", "heat_supplied", "grid_electricity", "fuel_consumed", "heat_bought",
    "renewable_electricity", "electrolysis_electricity", "hydrogen_produced",
    "heating_electricity", "cooling_electricity", "other_electricity", "heating_heat", "heating_fuel",
    "lit_length", "gas_volume_in", "gas_volume_out", "gas_recovered", "animal_days", "biogas_used",
    "tree_change", "bamboo_change", "shrub_change", "dead_wood_change", "litter_change", "soil_change", "fire_emissions",
    "baseline_tree_change", "baseline_bamboo_change", "baseline_shrub_change", "leakage",
    "sediment_trapped", "metered_mass", "metered_volume", "vented_surface", "fugitive_surface", "produced_not_reinjected",
    "subsurface_leak", "output_cap", "upstream_losses", "reversal", "sf6_recovered", "sf6_lost",
    "waste_treated", "residue_methane", "power_supplied", "lamp_count",
    "component_count", "pipeline_inlet", "pipeline_outlet", "linepack_start", "linepack_end",
}  # fmt: skip
"""Columns that double when a project doubles; all others are shares, factors and rates."""
DENOMINATORS: Final = {"electrolysis_electricity"}
"""What is measured to be divided by: nothing of it is no project."""
DEDUCTED: Final = {
    ("imports", "metered"), ("fuels", "metered"), "certificates_traded", "grid_electricity", "fuel_consumed", "heat_bought",
    "fire_emissions", "baseline_tree_change", "baseline_bamboo_change", "baseline_shrub_change", "leakage", "nonpermanence_share",
    "gas_volume_out", "methane_share_out", "leak_share", "mineralised_share", "vented_surface", "fugitive_surface",
    "produced_not_reinjected", "subsurface_leak", "upstream_losses", "reversal", "sf6_lost", "baseline_recovery_share",
    "residue_methane", "compost_methane_factor", "compost_nitrous_factor",
}  # fmt: skip
"""Columns, or table and column, of which more must never give more."""
SHARES: Final = {
    "nonpermanence_share", "mineralised_share", "baseline_recovery_share", "leak_share", "methane_share_in", "methane_share_out",
    "destruction_efficiency", "co2_mass_fraction", "co2_volume_fraction", "fossil_share", "sf6_purity", "sediment_carbon_share",
    "digested_share", "volatile_solids_share", "power_counted",
}  # fmt: skip
"""Columns that lie between 0 and 1."""
SPLIT_NOT: Final = ("projects", "factors", "values")
"""Tables of one value a project and year."""
METERED: Final = [
    code for code in CODES if any("meter_status" in names for names in columns_of(load(code).plan).values())
]
SEEDS: Final = st.integers(0, 2**32)

every = pytest.mark.parametrize("code", CODES)


def data_of(code: str, seed: int, count: int = 12) -> Data:
    """Made-up tables whose shares are shares, and methane as strong as it is; one row a project and year in tables of values."""
    plan = load(code).plan
    data = made_up(seed, plan, [0, 1, 2], count)
    for table, columns in data.items():
        for name in columns:
            if name in SHARES:
                columns[name] = np.clip(np.asarray(columns[name]) - 0.5, 0, 1)
            if name == "methane_gwp":
                columns[name] = np.asarray(columns[name]) + 27
        if table == "values":
            _, once = np.unique([columns["project"], columns["year"]], axis=1, return_index=True)
            data[table] = {name: np.asarray(values)[once] for name, values in columns.items()}
    return data


def changed(data: Data, change: Any) -> Data:
    """Tables with each column as ``change(table, name, values)`` gives it."""
    return {
        table: {name: change(table, name, np.asarray(values)) for name, values in columns.items()}
        for table, columns in data.items()
    }


def reductions(code: str, data: Data) -> Any:
    return calculate(load(code), data)["emission_reductions"]


def extensive(table: str, name: str) -> bool:
    return name in EXTENSIVE and table not in ("projects", "factors")


@every
@settings(max_examples=15, deadline=None)
@given(SEEDS, st.floats(0.01, 1000))
def test_in_proportion_to_what_is_measured(code: str, seed: int, times: float) -> None:
    """All that is measured so many times as much, by area, energy or mass: so many times the reductions."""
    data = data_of(code, seed)
    more = changed(data, lambda table, name, values: values * times if extensive(table, name) else values)
    assert reductions(code, more) == pytest.approx(times * reductions(code, data), rel=1e-9, abs=1e-6)


@every
@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_a_row_split_in_two_equal_halves_changes_nothing(code: str, seed: int) -> None:
    data = data_of(code, seed)

    def halves(table: str, name: str, values: Any) -> Any:
        if table in SPLIT_NOT:
            return values
        return np.repeat(values / 2 if extensive(table, name) else values, 2)

    assert reductions(code, changed(data, halves)) == pytest.approx(
        reductions(code, data), rel=1e-9, abs=1e-6
    )


@every
@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_nothing_gives_nothing(code: str, seed: int) -> None:
    none = changed(
        data_of(code, seed),
        lambda table, name, values: (
            0 * values if extensive(table, name) and name not in DENOMINATORS else values
        ),
    )
    assert not reductions(code, none).any()
    assert not calculate(load(code), none)["tonnes"].any()


def deducted(code: str) -> list[tuple[str, str]]:
    return [
        (table, name)
        for table, names in columns_of(load(code).plan).items()
        for name in names
        if name in DEDUCTED or (table, name) in DEDUCTED
    ]


@pytest.mark.parametrize(
    ("code", "table", "name"), [(code, *column) for code in CODES for column in deducted(code)]
)
@settings(max_examples=10, deadline=None)
@given(SEEDS, st.floats(0, 1))
def test_more_of_a_deduction_never_gives_more(
    code: str, table: str, name: str, seed: int, part: float
) -> None:
    """A share moves towards 1, anything else grows; a project and year that earns nothing has nothing to lose by a share."""
    data = data_of(code, seed)

    def more(at: str, column: str, values: Any) -> Any:
        if (at, column) != (table, name):
            return values
        return values + part * (1 - values) if name in SHARES else values * (1 + part)

    before, after = reductions(code, data), reductions(code, changed(data, more))
    earning = before > 0
    assert (after[earning] <= before[earning] + 1e-6).all()
    if name not in SHARES:
        assert (after <= before + 1e-6).all()


def test_every_plan_has_something_to_deduct() -> None:
    """Each column above is one of some plan, and every plan has one at least."""
    known = {name for code in CODES for names in columns_of(load(code).plan).values() for name in names}
    names = {name if isinstance(name, str) else name[1] for name in DEDUCTED}
    assert names | EXTENSIVE | SHARES <= known
    assert [code for code in CODES if not deducted(code)] == []


@pytest.mark.parametrize("code", METERED)
@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(list(Status)), st.floats(0, 0.05), st.floats(0, 0.05))
def test_a_meter_in_doubt_never_gives_more(
    code: str, seed: int, status: Status, one: float, other: float
) -> None:
    """Whatever the status of the meters, no project and year earns more than with meters in class; a greater error never earns more."""
    data = data_of(code, seed)

    def meters(held: Status, error: float) -> Data:
        given = {"meter_status": float(held.value), "actual_error": error, "permissible_error": error}
        return changed(
            data, lambda table, name, values: np.full(len(values), given[name]) if name in given else values
        )

    low, high = sorted((one, other))
    clean = reductions(code, meters(Status.IN_CLASS, 0.0))
    little, much = (reductions(code, meters(status, error)) for error in (low, high))
    assert (little <= clean + 1e-6).all()
    assert (much <= little + 1e-6).all()
