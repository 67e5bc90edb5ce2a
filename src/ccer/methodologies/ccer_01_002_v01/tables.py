"""What documents and project files need to know of CCER-01-002-V01: monitored quantities, sources, fields."""

from __future__ import annotations

from typing import Final

from ...compute.energy_tables import displaced_grid, energy_fields, metered_energy, published_margins
from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN

_TEXT: Final = PLAN.instrument
_ZERO: Final = Text("排放量小，直接计为 0", "small, counted as 0")

MONITORED: Final[tuple[Monitored, ...]] = (
    *metered_energy(_TEXT, 4, Text("", ""), Text("电量结算凭证", "settlement vouchers")),
    *published_margins(_TEXT, 6),
)
SOURCES: Final[tuple[EmissionSource, ...]] = (
    *displaced_grid(),
    EmissionSource(
        "project", Text("备用发电机用化石燃料", "fossil fuel of backup generators"), "CO2", False, _ZERO
    ),
    EmissionSource(
        "project",
        Text("运维船舶和车辆用化石燃料", "fossil fuel of vessels and vehicles"),
        "CO2",
        False,
        _ZERO,
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "offshore_km",
        Text("离岸最近风机的离岸距离", "Distance from shore of the nearest turbine"),
        "number",
        "km",
        Text("须大于 30 km；或水深大于 30 m", "must exceed 30 km, unless the water is deeper than 30 m"),
        False,
        f"{_TEXT}/sec-2",
    ),
    Field(
        "depth_m",
        Text("场址水深", "Depth of water at the site"),
        "number",
        "m",
        Text(
            "须大于 30 m；或离岸距离大于 30 km",
            "must exceed 30 m, unless the site is more than 30 km from shore",
        ),
        False,
        f"{_TEXT}/sec-2",
    ),
    Field(
        "turbines",
        Text("逐台风机的离岸距离和水深", "Distance and depth of each turbine"),
        "list",
        "",
        Text("部分机位在界限以内时逐台判定", "judged one by one where some are inside the limits"),
        False,
        f"{_TEXT}/sec-2",
    ),
    Field(
        "separate_metering",
        Text("界限以内的机位是否单独计量", "Turbines inside the limits metered apart"),
        "yes-no",
        "",
        Text("单独计量才能排除界限以内机位的电量", "only then can their electricity be left out"),
        False,
        f"{_TEXT}/sec-2",
    ),
    Field(
        "beyond_limit_established",
        Text("审定机构已确认超出界限", "Found beyond the limit by the validator"),
        "yes-no",
        "",
        Text("数值未公开的已登记项目", "for a registered project whose figures are not public"),
        False,
        f"{_TEXT}/sec-8.1.1",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = energy_fields(_TEXT)
