"""The chain of CCER-06-001-V01: the baseline year under the weather and use of each interval, metered energy, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.fuels import fuel_of, properties_of
from ...compute.methodology import Branch, Statement, Step
from ...compute.quantities import (
    Constants,
    Measured,
    QuantityPlan,
    amounts,
    bad_design,
    constant,
    fuel_branch,
    joined,
    positive,
    values_branch,
)
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = eq.CODE.lower()
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式，暂以国际节能测量与验证规程（IPMVP）的调整办法代替；编号由本库自拟",
        "the equations of the text were not read; the adjustments of the measurement protocol IPMVP stand in, numbered by us",
    ),
    f"{TEXT}/eq-6",
)
ALWAYS: Final = (
    "heating_electricity",
    "cooling_electricity",
    "other_electricity",
    "baseline_operating_days",
    "baseline_conditioned_area",
    "baseline_occupancy",
)
OPTIONAL: Final = ("heating_heat", "heating_fuel")
FUEL: Final = "baseline_fuel_name"


def constants(project: Project, at: AsOf) -> Constants:
    """The baseline year, the factor of heat, and the coefficient of the baseline fuel."""
    numbers = {name: positive(project, name, project.design.get(name)) for name in ALWAYS}
    numbers |= {name: positive(project, name, project.design.get(name, 0.0)) for name in OPTIONAL}
    heating = numbers["heating_electricity"] + numbers["heating_heat"] + numbers["heating_fuel"]
    numbers["baseline_heating_degree_days"] = _degree_days(project, "baseline_heating_degree_days", heating)
    numbers["baseline_cooling_degree_days"] = _degree_days(
        project, "baseline_cooling_degree_days", numbers["cooling_electricity"]
    )
    for name in ("baseline_operating_days", "baseline_conditioned_area", "baseline_occupancy"):
        _above_zero(project, name, numbers[name])
    return joined(
        Constants(numbers),
        constant(project, at, PLAN, "heat_emission_factor"),
        _fuel(project, at, numbers["heating_fuel"]),
    )


def _degree_days(project: Project, name: str, energy: float) -> float:
    """Degree days of the baseline year; where no energy hangs on them they do not matter, and 1 stands in."""
    if not energy:
        return 1.0
    value = positive(project, name, project.design.get(name))
    _above_zero(project, name, value)
    return value


def _above_zero(project: Project, name: str, value: float) -> None:
    if not value:
        raise bad_design(
            project,
            name,
            Text("基准年的数值不能为 0", "a figure of the baseline year cannot be 0"),
            Text("大于 0 的数", "a number above 0"),
        )


def _fuel(project: Project, at: AsOf, burnt: float) -> Constants:
    if not burnt:
        return Constants({"baseline_coefficient": 0.0})
    fuel = fuel_of(str(project.design.get(FUEL, "")))
    found = properties_of(fuel, at, PLAN.fuel_values)
    return Constants({"baseline_coefficient": float(eq.emission_coefficient(*found[:3]))}, found.using)


PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch(
            "building",
            (
                Step(eq.heating_adjustment),
                Step(eq.cooling_adjustment),
                Step(eq.operating_adjustment),
                Step(eq.area_adjustment),
                Step(eq.occupancy_adjustment),
                Step(eq.baseline_electricity),
                Step(eq.baseline_heat),
                Step(eq.baseline_fuel),
            ),
            sums=("baseline_electricity", "baseline_heat", "baseline_fuel"),
        ),
        amounts("energy", "grid_electricity", "heat_bought"),
        fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
        values_branch("heat_emission_factor", "baseline_coefficient"),
    ),
    years=(
        Step(eq.baseline_emissions),
        Step(eq.electricity_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(
        Measured("heating_degree_days", "as-read", words=("HDD",)),
        Measured("cooling_degree_days", "as-read", words=("CDD",)),
        Measured("operating_days", "as-read", largest=31.0),
        Measured("conditioned_area", "as-read", unit="m2", level=True, words=("area",)),
        Measured("occupancy", "as-read", level=True, largest=1.0),
        Measured("grid_electricity", "raise"),
        Measured("heat_bought", "raise"),
    ),
    constants=constants,
    grid_quantity="operating_days",  # a building in operation has a baseline electricity, whatever it uses now
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-9",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
