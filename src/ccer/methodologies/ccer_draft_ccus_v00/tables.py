"""What documents and project files need to know of CCER-DRAFT-CCUS-V00: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import ELECTRICITY, FOSSIL_FUELS, MAIN, design_fields, own_figure
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import COMPONENTS, PIPELINES, PLAN, TEXT, WANTED_COMPONENTS, WANTED_PIPELINES

SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource("baseline", Text("被捕集的二氧化碳", "carbon dioxide captured"), "CO2", True, MAIN),
    ELECTRICITY,
    FOSSIL_FUELS,
    EmissionSource(
        "project",
        Text("外供热和各环节损失", "heat and losses"),
        "CO2",
        True,
        Text("按计量计入", "counted as metered"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = ()
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
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
            COMPONENTS,
            Text("计量点之前逸散的部件", "Components that lose before the meter"),
            "list",
            "",
            WANTED_COMPONENTS,
            False,
            f"{TEXT}/eq-16",
        ),
        Field(
            PIPELINES,
            Text("计量点之前的管道", "Pipelines before the meter"),
            "list",
            "",
            WANTED_PIPELINES,
            False,
            f"{TEXT}/eq-17",
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
        own_figure(
            "heat_emission_factor",
            Text("供热排放因子", "Emission factor of heat"),
            "tCO2/GJ",
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
    from_lists=(
        "metered_mass",
        "co2_mass_fraction",
        "metered_volume",
        "stream_density",
        "co2_volume_fraction",
        "reversal",
        "component_count",
        "component_rate",
        "component_hours",
        "pipeline_inlet",
        "pipeline_outlet",
        "linepack_start",
        "linepack_end",
    ),
)
