"""May a project use CCER-10-004-V01? Activity, baseline, law and policy, crediting period, additionality."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-10-004-v01"

activity = site_fact(
    "ccer-10-004.activity",
    CODE,
    f"{TEXT}/applicability",
    "onshore_low_volume",
    True,
    title=Text("陆上油田低气量伴生气", "Low-volume associated gas of an onshore oilfield"),
    requires=Text(
        "陆上油田低气量伴生气的回收利用", "recovery at low-volume associated gas of an onshore oilfield"
    ),
    remedy=Text(
        "具体条件没有读到；以开发方案和批复说明。", "The conditions were not read; show plan and approval."
    ),
)
otherwise_flared = site_fact(
    "ccer-10-004.otherwise_flared",
    CODE,
    f"{TEXT}/applicability",
    "otherwise_flared",
    True,
    title=Text("气体原本在火炬燃烧", "The gas would have been flared"),
    requires=Text("没有项目时气体在火炬燃烧", "flared without the project"),
    remedy=Text("以火炬台账、环评文件说明。", "Show the flare records and the EIA."),
)
law_and_policy, crediting_period, additionality = common_rules(
    CODE, (activity, otherwise_flared), f"{TEXT}/applicability"
)
