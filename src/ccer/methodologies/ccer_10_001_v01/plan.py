"""The chain of CCER-10-001-V01: intervals of the oxidiser, electricity and fuels, sums by year, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.displaced_heat import heat_factor
from ...compute.methodology import Branch, Statement, Step
from ...compute.quantities import (
    Constants,
    Measured,
    QuantityPlan,
    RowCheck,
    amounts,
    at_state,
    bad_design,
    constant,
    fuel_branch,
    gwp,
    joined,
    positive,
    switch,
    values_branch,
)
from ...core.asof import AsOf
from ...core.numeric import minimum, where
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = "ccer-10-001-v01"
HOTTEST: Final = 2000.0
"""No oxidiser is hotter; more is a wrong unit. [degC]"""
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式，暂以 ACM0008 的形式代替；编号由本库自拟",
        "the equations of the text were not read; the form of ACM0008 stands in, numbered by us",
    ),
    f"{TEXT}/eq-1",
)
SWITCH: Final = "oxidation_charged"
POWER: Final = "power_counted"


def constants(project: Project, at: AsOf) -> Constants:
    """Density, warming potential, heat factor, the switches, and the limits of the checks."""
    point = project.design.get("oxidiser_set_point")
    if point is None:
        wanted = Text("氧化装置的设定温度，单位 degC", "the set point of the oxidiser, in degC")
        raise bad_design(project, "oxidiser_set_point", Text("没有给出", "it is not given"), wanted)
    own = {"oxidiser_set_point": positive(project, "oxidiser_set_point", point)}
    return joined(
        Constants(own),
        at_state(project, at, PLAN, "methane_density"),
        constant(project, at, PLAN, "drained_gas_share_limit", own=False),
        heat_factor(project, at, PLAN, eq.displaced_heat_factor),
        gwp(project, at, PLAN, "ch4", "methane_gwp"),
        switch(project, at, PLAN, SWITCH),
        switch(project, at, PLAN, POWER),
    )


CHECKS: Final = (
    RowCheck(
        "gas",
        ("drained_gas_in",),
        lambda row: (
            where(row["drained_gas_in"] > 0, minimum(row["pump_outlet_volume"], row["drained_gas_share"]), 1)
            > 0
        ),
        Text(
            "掺混了抽采瓦斯，却没有抽采泵出口流量或掺混前浓度，不能证明低于 8% 且流量相符",
            "drained gas is blended in without the outlet of its pump or its methane before blending: neither limit can be shown to hold",
        ),
        f"{TEXT}/applicability/item-b",
    ),
    RowCheck(
        "gas",
        ("drained_gas_in", "pump_outlet_volume"),
        lambda row: row["drained_gas_in"] <= row["pump_outlet_volume"],
        Text(
            "安全输送系统入口流量大于所连抽采泵出口流量；经查属实的，项目会被撤销",
            "the inlet of the safe-transport system shows more than the outlet of the drainage pump; if confirmed the project is revoked",
        ),
        f"{TEXT}/revocation",
    ),
    RowCheck(
        "gas",
        ("drained_gas_share",),
        lambda row: row["drained_gas_share"] < row["drained_gas_share_limit"],
        Text(
            "掺混前抽采瓦斯的甲烷浓度达到或超过界限",
            "the drained gas is at or above the limit of methane before blending",
        ),
        f"{TEXT}/applicability/exclusion",
    ),
    RowCheck(
        "gas",
        ("methane_share_in",),
        lambda row: row["methane_share_in"] < row["drained_gas_share_limit"],
        Text(
            "进氧化装置的甲烷浓度达到或超过界限，不属于低浓度瓦斯",
            "the gas into the oxidiser is at or above the limit of methane: it is no low-concentration gas",
        ),
        f"{TEXT}/applicability/item-b",
    ),
    RowCheck(
        "gas",
        ("oxidiser_temperature",),
        lambda row: row["oxidiser_temperature"] >= row["oxidiser_set_point"],
        Text("氧化装置温度低于设定值", "the oxidiser was below its set point"),
        f"{TEXT}/applicability/technology",
    ),
)
PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch("gas", (Step(eq.methane_destroyed),), sums=("methane_destroyed", "heat_supplied")),
        amounts("electricity", "grid_electricity", "power_supplied"),
        fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
        values_branch("methane_gwp", "heat_emission_factor", SWITCH, POWER),
    ),
    years=(
        Step(eq.methane_baseline),
        Step(eq.heat_baseline),
        Step(eq.power_baseline),
        Step(eq.baseline_emissions),
        Step(eq.electricity_emissions),
        Step(eq.oxidation_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(
        Measured("gas_volume_in", "lower", unit="Nm3"),
        Measured("methane_share_in", "lower", level=True, largest=1.0),
        Measured("gas_volume_out", "raise", unit="Nm3"),
        Measured("methane_share_out", "raise", level=True, largest=1.0),
        Measured("oxidiser_temperature", "as-read", level=True, largest=HOTTEST),
        Measured("drained_gas_in", "raise", unit="Nm3", required=False),
        Measured("pump_outlet_volume", "lower", unit="Nm3", required=False),
        Measured("drained_gas_share", "raise", level=True, required=False, largest=1.0),
        Measured("heat_supplied", "lower", required=False),
        Measured("grid_electricity", "raise"),
        Measured("power_supplied", "lower", required=False),
    ),
    constants=constants,
    checks=CHECKS,
    grid_quantity=("grid_electricity", "power_supplied"),
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-7",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
