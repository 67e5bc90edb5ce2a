"""What documents and project files need to know of CCER-DRAFT-CCUS-V00: monitored quantities, sources, fields."""

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
        Text("被捕集的二氧化碳", "carbon dioxide captured"),
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
    EmissionSource(
        "project",
        Text("外供热和各环节损失", "heat and losses"),
        "CO2",
        True,
        Text("按计量计入", "counted as metered"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = ()
_FROM_LISTS: Final = frozenset(
    {
        "annual_metered_mass",
        "co2_mass_fraction",
        "annual_metered_volume",
        "stream_density",
        "co2_volume_fraction",
        "annual_reversal",
    }
)
_FIELDS: Final = design_fields(
    PLAN,
    (
        Field(
            "fossil_share",
            Text("化石源比例", "Share of fossil origin"),
            "number",
            "1",
            Text("其余计为清除量", "the rest counts as removals"),
            True,
            f"{TEXT}/eq-13",
        ),
        Field(
            "mass_meters",
            Text("质量流量计", "Mass meters"),
            "list",
            "",
            Text(
                "每项含 annual_metered_mass、co2_mass_fraction",
                "each with annual_metered_mass, co2_mass_fraction",
            ),
            False,
            f"{TEXT}/eq-1",
        ),
        Field(
            "volume_meters",
            Text("体积流量计", "Volume meters"),
            "list",
            "",
            Text(
                "每项含 annual_metered_volume、stream_density、co2_volume_fraction",
                "each with annual_metered_volume, stream_density, co2_volume_fraction",
            ),
            False,
            f"{TEXT}/eq-2",
        ),
        Field(
            "volume_at",
            Text("体积的标准状态", "State of the volume"),
            "text",
            "",
            Text("0c 或 20c，可代替密度", "0c or 20c, in place of a density"),
            False,
            f"{TEXT}/defaults",
        ),
        Field(
            "eor",
            Text("是否驱油封存", "Enhanced oil recovery"),
            "yes-no",
            "",
            Text("是则按接收量核算", "then what is received counts"),
            False,
            f"{TEXT}/eq-5",
        ),
        Field(
            "reversals",
            Text("预计的逆转", "Reversals expected"),
            "list",
            "",
            Text("每项含 year、tonnes", "each with year, tonnes"),
            False,
            f"{TEXT}/reversal",
        ),
        Field(
            "heat_emission_factor",
            Text("供热排放因子", "Emission factor of heat"),
            "number",
            "tCO2/GJ",
            Text("不填的用缺省值", "the default where none is given"),
            False,
            f"{TEXT}/defaults",
        ),
        Field(
            "annual_received",
            Text("接收量（每年）", "Carbon dioxide received a year"),
            "number",
            "t",
            Text("仅驱油项目填写", "for enhanced oil recovery only"),
            False,
            f"{TEXT}/eq-5",
        ),
        Field(
            "annual_operation_losses",
            Text("操作损失（每年）", "Lost in operations a year"),
            "number",
            "t",
            Text("仅驱油项目填写", "for enhanced oil recovery only"),
            False,
            f"{TEXT}/eq-5",
        ),
        Field(
            "annual_complex_losses",
            Text("封存体损失（每年）", "Lost from the complex a year"),
            "number",
            "t",
            Text("仅驱油项目填写", "for enhanced oil recovery only"),
            False,
            f"{TEXT}/eq-5",
        ),
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = tuple(field for field in _FIELDS if field.name not in _FROM_LISTS)
