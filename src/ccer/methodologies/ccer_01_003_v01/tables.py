"""What documents and project files need to know of CCER-01-003-V01: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.displaced_heat import boiler_field
from ...compute.quantity_texts import ELECTRICITY, FOSSIL_FUELS, MAIN, condition, design_fields, own_figure
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource("baseline", Text("被替代的供热", "heating that is displaced"), "CO2", True, MAIN),
    ELECTRICITY,
    FOSSIL_FUELS,
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition(
        "downhole_heat_exchange",
        Text("是否为中深层地热能井下换热供暖", "Medium-deep heating by downhole heat exchange"),
        f"{TEXT}/applicability",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        own_figure(
            "heat_emission_factor",
            Text("供热排放因子", "Emission factor of heat"),
            "tCO2/GJ",
            f"{TEXT}/heat-factor",
        ),
        boiler_field(f"{TEXT}/eq-8"),
    ),
)
