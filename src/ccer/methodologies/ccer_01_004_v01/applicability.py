"""May a project use CCER-01-004-V01? New build, own power, no bought certificates, wind or photovoltaics, and the common conditions."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-01-004-v01"

new_build = site_fact(
    "ccer-01-004.new_build",
    CODE,
    f"{TEXT}/applicability/new-build",
    "new_build",
    True,
    title=Text("新建项目", "New build"),
    requires=Text(
        "新建，不含改造、修复、更换和扩容", "new build; no retrofit, repair, replacement or expansion"
    ),
    remedy=Text("改造和扩容项目不能申请。", "A retrofit or an expansion is not eligible."),
)
own_power = site_fact(
    "ccer-01-004.own_power",
    CODE,
    f"{TEXT}/applicability/own-power",
    "own_plant_in_no_other_scheme",
    True,
    title=Text("自有电厂且不重复参加", "Own plant, in no other scheme"),
    requires=Text(
        "电力来自自有电厂，电厂和氢产品不参加其他机制、不用于强制使用要求",
        "power of the owner's own plant; neither plant nor hydrogen is in another scheme or serves a mandatory use",
    ),
    remedy=Text("以产权和未参加其他机制的证明说明。", "Show ownership and proof of no other scheme."),
)
no_purchased_certificates = site_fact(
    "ccer-01-004.no_purchased_certificates",
    CODE,
    f"{TEXT}/applicability/no-purchased-certificates",
    "purchased_certificates",
    False,
    title=Text("不靠购买绿证", "No bought certificates"),
    requires=Text(
        "可再生属性不来自购买的绿证", "its renewable nature does not come from bought certificates"
    ),
    remedy=Text("靠购买绿证制取的氢须排除。", "Hydrogen made so must be left out."),
)
power_sources = site_fact(
    "ccer-01-004.power_sources",
    CODE,
    f"{TEXT}/applicability/power-sources",
    "wind_or_photovoltaic_only",
    True,
    title=Text("风电或光伏", "Wind or photovoltaic power"),
    requires=Text(
        "只用风电、光伏，不用水电、生物质、光热等",
        "wind or photovoltaic power only; no hydropower, biomass, solar thermal or the like",
    ),
    remedy=Text("写明电力来源。", "State the source of power."),
)
law_and_policy, crediting_period, additionality = common_rules(
    CODE,
    (
        new_build,
        own_power,
        no_purchased_certificates,
        power_sources,
    ),
    f"{TEXT}/applicability/law",
)
