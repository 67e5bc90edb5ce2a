"""What the three methodologies of recovered oil and gas field gases share: equation bodies, plan, tables. All of it a proxy.

The form is that of AM0009 and AM0037: gas that would have been flared. Its carbon follows from the heat value or from the composition;
only the carbon dioxide of the flare is credited, not the methane it leaves unburnt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from ..core.asof import AsOf
from ..core.numeric import Numeric, equal, total, where
from ..core.text import Text
from ..rules.subjects import Project
from .equation import Equation, equation
from .methodology import Branch, EmissionSource, Field, Statement, Step
from .quantities import (
    Constants,
    Measured,
    QuantityPlan,
    amounts,
    at_state,
    bad_design,
    constant,
    fuel_branch,
    joined,
    positive,
)
from .quantity_equations import (
    combined_margin,
    electricity_emissions,
    emission_coefficient,
    emission_reductions,
    fuel_emissions,
)
from .quantity_texts import state_field

COMBUSTIBLE: Final = {
    "CH4": 1,
    "C2H6": 2,
    "C3H8": 3,
    "C4H10": 4,
    "C5H12": 5,
    "C6H14": 6,
    "C2H4": 2,
    "C3H6": 3,
    "CO": 1,
}
INERT: Final = ("CO2", "N2", "O2", "H2", "H2S", "H2O", "He", "Ar")
"""Components that bring no carbon to a flame: carbon dioxide in the gas leaves it as it came."""
BY_HEAT: Final = "heat"
BY_COMPOSITION: Final = "composition"
RICHEST: Final = 0.15
"""No gas of a field is richer; more is a wrong unit. [GJ/m^3]"""
HEAVIEST: Final = 8.0
"""No gas has more carbon atoms a molecule on average. [1]"""


def baseline_emissions(
    gas_recovered: Numeric, gas_carbon_density: Numeric, flare_oxidation: Numeric
) -> Numeric:
    """Carbon dioxide of the flare that the recovered gas *k* would have fed, summed over gases and intervals.

    Parameters
    ----------
    gas_recovered : numeric
        At standard state. [m^3]
    gas_carbon_density : numeric
        Carbon by volume. [tC/m^3]
    flare_oxidation : numeric
        Share of the carbon oxidised in the flare; methane left unburnt is not credited. [1]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    Proxy: form of AM0009 and AM0037.
    """
    return total(gas_recovered * gas_carbon_density * flare_oxidation * 44 / 12)


def gas_carbon_density(
    gas_heat_value: Numeric,
    gas_carbon_content: Numeric,
    gas_carbon_number: Numeric,
    carbon_molar_density: Numeric,
    gas_basis: Numeric,
) -> Numeric:
    """Carbon in a volume of gas, by its heat value or by its composition.

    Parameters
    ----------
    gas_heat_value : numeric
        Net calorific value at standard state. [GJ/m^3]
    gas_carbon_content : numeric
        Carbon per unit of heat. [tC/GJ]
    gas_carbon_number : numeric
        Mean number of carbon atoms a molecule. [1]
    carbon_molar_density : numeric
        Carbon in a volume of gas with one carbon atom a molecule. [tC/m^3]
    gas_basis : numeric
        1 by heat value, 0 by composition. [1]

    Returns
    -------
    numeric
        Carbon by volume. [tC/m^3]

    References
    ----------
    Proxy: form of AM0009 and AM0037.
    """
    return where(
        equal(gas_basis, 1), gas_heat_value * gas_carbon_content, gas_carbon_number * carbon_molar_density
    )


def gas_carbon_number(component_share: Numeric, carbon_atoms: Numeric) -> Numeric:
    """Mean number of carbon atoms a molecule that burn, summed over the combustible components *c*.

    Parameters
    ----------
    component_share : numeric
        Molar share. [1]
    carbon_atoms : numeric
        Carbon atoms in a molecule of the component. [1]

    Returns
    -------
    numeric
        Mean carbon number. [1]

    References
    ----------
    Proxy: stoichiometry.
    """
    return total(component_share * carbon_atoms)


def project_emissions(electricity_emissions: Numeric, fuel_emissions: Numeric) -> Numeric:
    """Electricity and fuels of recovery, compression and transport.

    Parameters
    ----------
    electricity_emissions, fuel_emissions : numeric
        Of year *y*. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    Proxy: form of AM0009 and AM0037.
    """
    return electricity_emissions + fuel_emissions


_ENTERED: Final = (
    ("1", "基准线排放量", "Baseline emissions", baseline_emissions),
    ("2", "单位体积含碳量", "Carbon by volume", gas_carbon_density),
    ("3", "平均碳原子数", "Mean carbon number", gas_carbon_number),
    ("4", "项目排放量", "Project emissions", project_emissions),
    ("5", "用电排放量", "Emissions of electricity", electricity_emissions),
    ("6", "组合边际排放因子", "Combined margin", combined_margin),
    ("7", "化石燃料排放量", "Emissions of fuels", fuel_emissions),
    ("8", "燃料的二氧化碳排放系数", "Emission coefficient", emission_coefficient),
    ("9", "项目减排量", "Emission reductions", emission_reductions),
)


def enter_equations(code: str) -> Mapping[str, Equation]:
    """Enter the shared bodies as a methodology's own equations; by the name of their result."""
    return {
        body.__name__: equation(code, number=number, zh=zh, en=en, result=body.__name__)(body)
        for number, zh, en, body in _ENTERED
    }


def gas_plan(code: str, eq: Mapping[str, Equation], *, batch: bool) -> QuantityPlan:
    """The plan of one of the three; ``batch`` where gas is recovered now and then, as in well tests."""
    text = code.lower()
    proxy = Statement(
        Text(
            "没有读到方法学的公式，暂以 AM0009、AM0037 的形式代替，编号由本库自拟；只计火炬的二氧化碳，不计未燃甲烷",
            "the equations of the text were not read; the form of AM0009 and AM0037 stands in, numbered by us: carbon dioxide of the "
            "flare only, no unburnt methane",
        ),
        f"{text}/eq-1",
    )

    def constants(project: Project, at: AsOf) -> Constants:
        return _constants(project, at, plan, eq["gas_carbon_number"])

    plan = QuantityPlan(
        code=code,
        branches=(
            Branch("gas", (Step(eq["gas_carbon_density"]),), total=Step(eq["baseline_emissions"])),
            amounts("electricity", "grid_electricity"),
            fuel_branch(eq["emission_coefficient"], eq["fuel_emissions"]),
        ),
        years=tuple(
            Step(eq[name]) for name in ("electricity_emissions", "project_emissions", "emission_reductions")
        ),
        measured=(
            Measured("gas_recovered", "lower", unit="Nm3", batch=batch),
            _level("gas_heat_value", RICHEST, batch, unit="GJ/Nm3"),
            _level("gas_carbon_number", HEAVIEST, batch),
            Measured("grid_electricity", "raise", batch=batch),
        ),
        constants=constants,
        grid_quantity="grid_electricity",
        combined_margin=eq["combined_margin"],
        factor_clause=f"{text}/eq-6",
        correction_clause=f"{text}/monitoring/correction",
        proxy=proxy,
    )
    return plan


def _level(name: str, largest: float, batch: bool, unit: str = "") -> Measured:
    return Measured(
        name, "lower", unit=unit, level=True, required=False, else_zero=False, batch=batch, largest=largest
    )


def _constants(project: Project, at: AsOf, plan: QuantityPlan, mean: Equation) -> Constants:
    """The way to the carbon, the figures it needs, and 0 for those of the other way."""
    way = project.design.get("gas_basis", BY_HEAT)
    if way not in (BY_HEAT, BY_COMPOSITION):
        wanted = Text("heat（热值）或 composition（组分）", "heat or composition")
        raise bad_design(
            project, "gas_basis", Text(f"没有“{way}”这种算法", f"there is no way {way!r}"), wanted
        )
    parts = [
        Constants({"gas_basis": 1.0 if way == BY_HEAT else 0.0}),
        constant(project, at, plan, "flare_oxidation"),
    ]
    if way == BY_HEAT:
        parts += [
            Constants({"gas_carbon_number": 0.0, "carbon_molar_density": 0.0}),
            constant(project, at, plan, "gas_carbon_content"),
            _own(project, "gas_heat_value"),
        ]
    else:
        parts += [
            Constants({"gas_heat_value": 0.0, "gas_carbon_content": 0.0}),
            at_state(project, at, plan, "carbon_molar_density"),
            _composition(project, mean),
        ]
    return joined(*parts)


def _own(project: Project, name: str) -> Constants:
    value = project.design.get(name)
    return Constants({}) if value is None else Constants({name: positive(project, name, value)})


def _composition(project: Project, mean: Equation) -> Constants:
    """Mean carbon number of ``design.composition``; where that is not given it must be in the readings."""
    given: Any = project.design.get("composition")
    if given is None:
        return _own(project, "gas_carbon_number")
    wanted = Text("组分: 摩尔分数，合计不超过 1", "component: molar share, at most 1 together")
    if not isinstance(given, Mapping) or any(name not in (*COMBUSTIBLE, *INERT) for name in given):
        why = Text(
            f"组分应为 {'、'.join((*COMBUSTIBLE, *INERT))}",
            f"components are {', '.join((*COMBUSTIBLE, *INERT))}",
        )
        raise bad_design(project, "composition", why, wanted)
    shares = {name: positive(project, f"composition.{name}", share) for name, share in given.items()}
    if sum(shares.values()) > 1.001:
        why = Text(f"合计为 {sum(shares.values())}", f"together they are {sum(shares.values())}")
        raise bad_design(project, "composition", why, wanted)
    burnt = [name for name in shares if name in COMBUSTIBLE]
    number = mean(np.array([shares[n] for n in burnt]), np.array([float(COMBUSTIBLE[n]) for n in burnt]))
    return Constants({"gas_carbon_number": float(number)})


def gas_sources() -> tuple[EmissionSource, ...]:
    """Gases and sources, alike for the three."""
    flare = Text("火炬燃烧的气体", "gas burnt in the flare")
    return (
        EmissionSource("baseline", flare, "CO2", True, Text("主要排放源", "the main source")),
        EmissionSource(
            "baseline",
            Text("火炬未燃尽的甲烷", "methane left unburnt in the flare"),
            "CH4",
            False,
            Text("按保守原则不计", "left out to be conservative"),
        ),
        EmissionSource(
            "project",
            Text(
                "回收、压缩和外输的用电和燃料", "electricity and fuels of recovery, compression and transport"
            ),
            "CO2",
            True,
            Text("主要排放源", "the main source"),
        ),
    )


def gas_fields(text: str) -> tuple[Field, ...]:
    """Fields of the design beside the quantities."""
    return (
        Field(
            "gas_basis",
            Text("含碳量的算法", "Way to the carbon"),
            "text",
            "",
            Text("heat 按热值（缺省），composition 按组分", "heat (default), or composition"),
            False,
            f"{text}/eq-2",
        ),
        Field(
            "composition",
            Text("气体组分的摩尔分数", "Molar shares of the gas"),
            "list",
            "1",
            Text(
                "按组分计算且读数中没有平均碳原子数时用",
                "for composition, where the readings give no mean carbon number",
            ),
            False,
            f"{text}/eq-3",
        ),
        Field(
            "gas_carbon_content",
            Text("回收气体单位热值含碳量", "Carbon per unit of heat of the gas"),
            "number",
            "tC/GJ",
            Text("不填的用缺省值", "the default where none is given"),
            False,
            f"{text}/eq-2",
        ),
        Field(
            "flare_oxidation",
            Text("火炬燃烧的碳氧化率", "Share of the carbon oxidised in the flare"),
            "number",
            "1",
            Text("不填的用缺省值", "the default where none is given"),
            False,
            f"{text}/eq-1",
        ),
        state_field(f"{text}/eq-2"),
    )
