"""May a project use CCER-10-001-V01? Mine, gas, technology, use of heat, law and policy, crediting period, additionality."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, networking_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-10-001-v01"

mine = site_fact(
    "ccer-10-001.mine",
    CODE,
    f"{TEXT}/applicability",
    "underground_in_operation",
    True,
    title=Text("井工煤矿，未废弃、未关闭", "Underground mine, neither abandoned nor closed"),
    requires=Text("井工煤矿，不含废弃和关闭的", "an underground mine, not abandoned or closed"),
    remedy=Text("以采矿许可证、安全生产许可证说明。", "Show the mining and safety licences."),
)
technology = site_fact(
    "ccer-10-001.technology",
    CODE,
    f"{TEXT}/applicability/technology",
    "flameless_oxidation",
    True,
    title=Text("无焰氧化", "Flameless oxidation"),
    requires=Text("采用无焰氧化技术销毁", "destroyed by flameless oxidation"),
    remedy=Text("目前只有无焰氧化可用。", "For now no other technology is eligible."),
)
heat_used = site_fact(
    "ccer-10-001.heat_used",
    CODE,
    (f"{TEXT}/applicability/item-a", f"{TEXT}/applicability/item-b"),
    "heat_used",
    True,
    title=Text("热能利用", "Use of the heat"),
    requires=Text("热能用于发电、供热或热电联产", "the heat is used for power, heat or both"),
    remedy=Text("只销毁而不利用的不能申请。", "Destruction without use is not eligible."),
)
not_diluted = site_fact(
    "ccer-10-001.not_diluted",
    CODE,
    f"{TEXT}/applicability/exclusion",
    "diluted_on_purpose",
    False,
    title=Text("不得人为稀释", "Not diluted on purpose"),
    requires=Text("瓦斯不是由 8% 及以上人为稀释而来", "the gas was not diluted on purpose from 8% or above"),
    remedy=Text(
        "以抽采泵出口的浓度记录说明。", "Show the records of methane at the outlet of the drainage pump."
    ),
)
law_and_policy, crediting_period, additionality = common_rules(
    CODE, (mine, technology, heat_used, not_diluted), f"{TEXT}/applicability"
)
networking_trial, upload_interval = networking_rules(CODE)
