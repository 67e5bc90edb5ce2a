"""Emissions of displaced heat: of the boiler and fuel that the project names, else its own figure, else a dated default."""

from __future__ import annotations

from typing import Any, Final

from ..core.asof import AsOf
from ..core.text import Text
from ..rules.subjects import Project
from .equation import Equation
from .fuels import fuel_of, properties_of
from .methodology import Field
from .quantities import Constants, QuantityPlan, bad_design, constant, positive
from .result import Reason

FACTOR: Final = "heat_emission_factor"
BOILER: Final = "displaced_boiler"
WANTED: Final = Text(
    "fuel（燃料名）和 efficiency（0 至 1 的锅炉效率），如 {fuel: raw-coal, efficiency: 0.8}",
    "fuel and efficiency (0 to 1), such as {fuel: raw-coal, efficiency: 0.8}",
)
OWN_EFFICIENCY: Final = Reason(
    BOILER,
    "uncertain",
    Text(
        "被替代锅炉的燃料和效率由项目给出，方法学的规定没有读到，未核对；燃料缺省含碳量用于基准线未必保守",
        "fuel and efficiency of the displaced boiler are the project's own; what the methodology asks was not read, nothing was checked, "
        "and a default carbon content need not be cautious in a baseline",
    ),
)


def heat_factor(project: Project, at: AsOf, plan: QuantityPlan, equation: Equation) -> Constants:
    """The factor of displaced heat. [tCO2/GJ]

    Raises
    ------
    BadInput
        If the boiler lacks its fuel or efficiency, the efficiency is not above 0 and at most 1, or a factor is given beside it.
    """
    boiler: Any = project.design.get(BOILER)
    if boiler is None:
        return constant(project, at, plan, FACTOR)
    if not isinstance(boiler, dict) or set(boiler) != {"fuel", "efficiency"}:
        raise bad_design(project, BOILER, Text("写法不对", "it is not written right"), WANTED)
    if project.design.get(FACTOR) is not None:
        why = Text(f"同时给出了 {FACTOR}", f"{FACTOR} is given too")
        raise bad_design(project, BOILER, why, Text("只留一个", "one of the two"))
    efficiency = positive(project, f"{BOILER}.efficiency", boiler["efficiency"])
    if not 0 < efficiency <= 1:
        raise bad_design(
            project,
            f"{BOILER}.efficiency",
            Text("应大于 0、不超过 1", "it must be above 0 and at most 1"),
            WANTED,
        )
    burnt = properties_of(fuel_of(str(boiler["fuel"])), at, plan.fuel_values)
    factor = float(equation(burnt.carbon_content, burnt.oxidation_factor, efficiency))
    return Constants({FACTOR: factor}, burnt.using[1:], (OWN_EFFICIENCY,))


def boiler_field(cite: str) -> Field:
    """The boiler as a field of the design."""
    title = Text("被替代的锅炉", "The boiler that is displaced")
    return Field(
        BOILER,
        title,
        "list",
        "",
        WANTED + Text("；不填的用缺省排放因子", "; the default factor where none is given"),
        False,
        cite,
    )
