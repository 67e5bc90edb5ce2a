"""What documents and project files need to know of CCER-10-001-V01: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.displaced_heat import boiler_field
from ...compute.quantity_rules import TRIAL_START, UPLOAD_INTERVAL
from ...compute.quantity_texts import MAIN, condition, design_fields, gwp_field, own_figure, state_field
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, POWER, SWITCH, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource("baseline", Text("排空的瓦斯", "methane vented"), "CH4", True, MAIN),
    EmissionSource(
        "baseline",
        Text("被替代的供热设施", "heating that is displaced"),
        "CO2",
        True,
        Text("据第三方转述计入", "counted, as a third party restates it"),
    ),
    EmissionSource(
        "baseline",
        Text("被替代的发电", "power that is displaced"),
        "CO2",
        False,
        Text(
            "是否计入不明，按保守原则不计，可打开",
            "not known whether it counts; left out to be conservative, can be switched on",
        ),
    ),
    EmissionSource(
        "project", Text("项目用电和化石燃料", "electricity and fuels of the project"), "CO2", True, MAIN
    ),
    EmissionSource(
        "project",
        Text("甲烷氧化产生的二氧化碳", "carbon dioxide of oxidised methane"),
        "CO2",
        True,
        Text("按 ACM0008 计入，可关闭", "charged as in ACM0008; can be switched off"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition(
        "underground_in_operation",
        Text("是否为未废弃、未关闭的井工煤矿", "Underground mine in operation"),
        f"{TEXT}/applicability",
    ),
    condition(
        "flameless_oxidation",
        Text("是否采用无焰氧化", "Flameless oxidation"),
        f"{TEXT}/applicability/technology",
    ),
    condition(
        "heat_used",
        Text("热能是否用于发电或供热", "Heat used for power or heating"),
        f"{TEXT}/applicability/item-a",
    ),
    condition(
        "diluted_on_purpose",
        Text("是否由 8% 及以上人为稀释", "Diluted on purpose from 8% or above"),
        f"{TEXT}/applicability/exclusion",
    ),
    Field(
        TRIAL_START,
        Text("联网试运行开始日", "First day of the networking trial"),
        "date",
        "",
        Text("申请减排量登记时用", "for a filing of reductions"),
        False,
        f"{TEXT}/networking/trial-run",
    ),
    Field(
        UPLOAD_INTERVAL,
        Text("主要监测数据的上传间隔", "Upload interval of key data"),
        "number",
        "s",
        Text("申请减排量登记时用", "for a filing of reductions"),
        False,
        f"{TEXT}/networking/upload-interval",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            "oxidiser_set_point",
            Text("氧化装置的设定温度", "Set point of the oxidiser"),
            "number",
            "degC",
            Text("低于它的区间剔除", "intervals below it are rejected"),
            True,
            f"{TEXT}/applicability/technology",
        ),
        own_figure(
            "heat_emission_factor",
            Text("被替代供热的排放因子", "Emission factor of the displaced heating"),
            "tCO2/GJ",
            f"{TEXT}/eq-4",
        ),
        Field(
            SWITCH,
            Text("是否计甲烷氧化产生的二氧化碳", "Whether CO2 of oxidised methane is charged"),
            "yes-no",
            "",
            Text("不填的计入（保守）", "charged where nothing is given, to be conservative"),
            False,
            f"{TEXT}/eq-10",
        ),
        Field(
            POWER,
            Text("是否计被替代的发电", "Whether displaced power is counted"),
            "yes-no",
            "",
            Text("不填的不计入（保守）", "not counted where nothing is given, to be conservative"),
            False,
            f"{TEXT}/eq-12",
        ),
        boiler_field(f"{TEXT}/eq-13"),
        state_field(f"{TEXT}/eq-2"),
        gwp_field(f"{TEXT}/eq-3"),
    ),
)
