"""What documents and project files need to know of CCER-01-003-V01: monitored quantities, sources, fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import design_fields, monitored_quantities
from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN, TEXT

MONITORED: Final[tuple[Monitored, ...]] = monitored_quantities(PLAN)
SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource(
        "baseline",
        Text("被替代的供热", "heating that is displaced"),
        "CO2",
        True,
        Text("主要排放源", "the main source"),
    ),
    EmissionSource(
        "project",
        Text("项目用电", "electricity of the project"),
        "CO2",
        True,
        Text("主要排放源", "a main source"),
    ),
    EmissionSource(
        "project",
        Text("项目化石燃料", "fossil fuels of the project"),
        "CO2",
        True,
        Text("按消耗量计入", "counted as burnt"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "downhole_heat_exchange",
        Text("是否为中深层地热能井下换热供暖", "Medium-deep heating by downhole heat exchange"),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            "heat_emission_factor",
            Text("供热排放因子", "Emission factor of heat"),
            "number",
            "tCO2/GJ",
            Text("不填的用缺省值", "the default where none is given"),
            False,
            f"{TEXT}/heat-factor",
        ),
    ),
)
