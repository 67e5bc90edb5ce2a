"""What documents and project files need to know of the draft on agricultural waste: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import (
    A_MAIN,
    ELECTRICITY,
    FOSSIL_FUELS,
    MAIN,
    condition,
    design_fields,
    gwp_field,
    own_figure,
)
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, TEXT, WANTED_OUTLETS, WANTED_WASTES

CAUTIOUS: Final = Text("按保守原则不计", "left out to be conservative")
SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource("baseline", Text("废弃物厌氧堆存", "waste lying without air"), "CH4", True, MAIN),
    EmissionSource("baseline", Text("秸秆露天焚烧", "open burning of straw"), "CH4", False, CAUTIOUS),
    EmissionSource(
        "baseline",
        Text("被沼气替代的电、热和燃气", "power, heat and gas displaced by biogas"),
        "CO2",
        False,
        CAUTIOUS,
    ),
    EmissionSource(
        "project",
        Text("厌氧罐泄漏、未燃尽和沼渣沼液的甲烷", "methane leaked, unburnt and of digestate"),
        "CH4",
        True,
        A_MAIN,
    ),
    EmissionSource("project", Text("堆肥", "composting"), "CH4", True, A_MAIN),
    EmissionSource("project", Text("堆肥", "composting"), "N2O", True, A_MAIN),
    ELECTRICITY,
    FOSSIL_FUELS,
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition(
        "centralised_farm_waste",
        Text("是否为农业废弃物集中处理工程", "Centralised treatment of agricultural waste"),
        f"{TEXT}/applicability",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            "wastes", Text("各类废弃物", "Kinds of waste"), "list", "", WANTED_WASTES, True, f"{TEXT}/eq-1"
        ),
        Field(
            "outlets",
            Text("沼气的各个去向", "Outlets of biogas"),
            "list",
            "",
            WANTED_OUTLETS + Text("；只堆肥的不填", "; none where all is composted"),
            False,
            f"{TEXT}/eq-6",
        ),
        own_figure(
            "leak_share",
            Text("厌氧罐泄漏比例", "Share that leaks from the digester"),
            "1",
            f"{TEXT}/defaults",
        ),
        own_figure(
            "compost_methane_factor",
            Text("堆肥甲烷排放因子", "Methane of composting"),
            "t/t",
            f"{TEXT}/defaults",
        ),
        own_figure(
            "compost_nitrous_factor",
            Text("堆肥氧化亚氮排放因子", "Nitrous oxide of composting"),
            "t/t",
            f"{TEXT}/defaults",
        ),
        gwp_field(f"{TEXT}/defaults"),
    ),
    from_lists=(
        "waste_treated",
        "volatile_solids_share",
        "methane_capacity",
        "methane_conversion",
        "digested_share",
        "biogas_used",
        "methane_fraction",
        "destruction_efficiency",
    ),
)
