"""What documents and project files need to know of CCER-06-001-V01: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import ELECTRICITY, GRID, condition, design_fields, own_figure
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = (
    GRID,
    EmissionSource(
        "baseline",
        Text("外购热力和燃料", "bought heat and fuels"),
        "CO2",
        True,
        Text("按调整后的用量计入", "counted as adjusted"),
    ),
    ELECTRICITY,
    EmissionSource(
        "project",
        Text("外购热力和燃料", "bought heat and fuels"),
        "CO2",
        True,
        Text("按计量计入", "counted as metered"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition(
        "existing_public_building",
        Text("是否为既有公共建筑的围护结构或暖通空调改造", "Retrofit of an existing public building"),
        f"{TEXT}/applicability",
    ),
)


def _of_baseline_year(name: str, title: Text, unit: str, number: str, *, required: bool) -> Field:
    why = Text("基准年的数值", "a figure of the baseline year")
    return Field(name, title, "number", unit, why, required, f"{TEXT}/{number}")


DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        _of_baseline_year(
            "heating_electricity",
            Text("基准年采暖用电量", "Electricity for heating"),
            "MWh",
            "eq-6",
            required=True,
        ),
        _of_baseline_year(
            "cooling_electricity",
            Text("基准年制冷用电量", "Electricity for cooling"),
            "MWh",
            "eq-6",
            required=True,
        ),
        _of_baseline_year(
            "other_electricity",
            Text("基准年通风等用电量", "Electricity for ventilation and the like"),
            "MWh",
            "eq-6",
            required=True,
        ),
        _of_baseline_year(
            "heating_heat", Text("基准年外购热量", "Heat bought"), "GJ", "eq-7", required=False
        ),
        _of_baseline_year(
            "heating_fuel",
            Text("基准年采暖燃料量", "Fuel for heating"),
            "t / 10^4Nm3",
            "eq-8",
            required=False,
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
        _of_baseline_year(
            "baseline_heating_degree_days",
            Text("基准年采暖度日数", "Heating degree days"),
            "K*d",
            "eq-1",
            required=False,
        ),
        _of_baseline_year(
            "baseline_cooling_degree_days",
            Text("基准年空调度日数", "Cooling degree days"),
            "K*d",
            "eq-2",
            required=False,
        ),
        _of_baseline_year(
            "baseline_operating_days", Text("基准年运行天数", "Days of operation"), "d", "eq-3", required=True
        ),
        _of_baseline_year(
            "baseline_conditioned_area",
            Text("基准年供暖空调面积", "Conditioned area"),
            "m^2",
            "eq-4",
            required=True,
        ),
        _of_baseline_year(
            "baseline_occupancy", Text("基准年使用率", "Occupancy"), "1", "eq-5", required=True
        ),
        own_figure(
            "heat_emission_factor",
            Text("供热排放因子", "Emission factor of heat"),
            "tCO2/GJ",
            f"{TEXT}/heat-factor",
        ),
    ),
)
