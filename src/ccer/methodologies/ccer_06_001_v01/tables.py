"""What documents and project files need to know of CCER-06-001-V01: monitored quantities, sources, fields."""

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
        Text("所在区域电网发电", "generation of the regional grid"),
        "CO2",
        True,
        Text("主要排放源", "the main source"),
    ),
    EmissionSource(
        "baseline",
        Text("外购热力和燃料", "bought heat and fuels"),
        "CO2",
        True,
        Text("按调整后的用量计入", "counted as adjusted"),
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
        Text("外购热力和燃料", "bought heat and fuels"),
        "CO2",
        True,
        Text("按计量计入", "counted as metered"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "existing_public_building",
        Text("是否为既有公共建筑的围护结构或暖通空调改造", "Retrofit of an existing public building"),
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
            "heating_electricity",
            Text("基准年采暖用电量", "Electricity for heating"),
            "number",
            "MWh",
            Text("基准年的数值", "a figure of the baseline year"),
            True,
            f"{TEXT}/eq-6",
        ),
        Field(
            "cooling_electricity",
            Text("基准年制冷用电量", "Electricity for cooling"),
            "number",
            "MWh",
            Text("基准年的数值", "a figure of the baseline year"),
            True,
            f"{TEXT}/eq-6",
        ),
        Field(
            "other_electricity",
            Text("基准年通风等用电量", "Electricity for ventilation and the like"),
            "number",
            "MWh",
            Text("基准年的数值", "a figure of the baseline year"),
            True,
            f"{TEXT}/eq-6",
        ),
        Field(
            "heating_heat",
            Text("基准年外购热量", "Heat bought"),
            "number",
            "GJ",
            Text("基准年的数值", "a figure of the baseline year"),
            False,
            f"{TEXT}/eq-7",
        ),
        Field(
            "heating_fuel",
            Text("基准年采暖燃料量", "Fuel for heating"),
            "number",
            "t / 10^4Nm3",
            Text("基准年的数值", "a figure of the baseline year"),
            False,
            f"{TEXT}/eq-8",
        ),
        Field(
            "baseline_fuel_name",
            Text("基准年采暖燃料", "Fuel of the baseline year"),
            "text",
            "",
            Text("有燃料时填写", "where fuel was burnt"),
            False,
            f"{TEXT}/eq-8",
        ),
        Field(
            "baseline_heating_degree_days",
            Text("基准年采暖度日数", "Heating degree days"),
            "number",
            "K*d",
            Text("基准年的数值", "a figure of the baseline year"),
            False,
            f"{TEXT}/eq-1",
        ),
        Field(
            "baseline_cooling_degree_days",
            Text("基准年空调度日数", "Cooling degree days"),
            "number",
            "K*d",
            Text("基准年的数值", "a figure of the baseline year"),
            False,
            f"{TEXT}/eq-2",
        ),
        Field(
            "baseline_operating_days",
            Text("基准年运行天数", "Days of operation"),
            "number",
            "d",
            Text("基准年的数值", "a figure of the baseline year"),
            True,
            f"{TEXT}/eq-3",
        ),
        Field(
            "baseline_conditioned_area",
            Text("基准年供暖空调面积", "Conditioned area"),
            "number",
            "m^2",
            Text("基准年的数值", "a figure of the baseline year"),
            True,
            f"{TEXT}/eq-4",
        ),
        Field(
            "baseline_occupancy",
            Text("基准年使用率", "Occupancy"),
            "number",
            "1",
            Text("基准年的数值", "a figure of the baseline year"),
            True,
            f"{TEXT}/eq-5",
        ),
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
