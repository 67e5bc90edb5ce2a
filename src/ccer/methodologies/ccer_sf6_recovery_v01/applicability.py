"""May a project use the methodology on SF6 recovery? Activity, baseline, law and policy, crediting period, additionality."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-sf6-recovery-v01"

activity = site_fact(
    "ccer-sf6-recovery.activity",
    CODE,
    f"{TEXT}/applicability",
    "electrical_equipment",
    True,
    title=Text("电气设备中的六氟化硫", "SF6 of electrical equipment"),
    requires=Text("回收并净化电气设备中的六氟化硫", "SF6 recovered from electrical equipment and purified"),
    remedy=Text(
        "具体条件没有读到；以设备台账和回收作业记录说明。",
        "The conditions were not read; show the list of equipment and the records.",
    ),
)
otherwise_released = site_fact(
    "ccer-sf6-recovery.otherwise_released",
    CODE,
    f"{TEXT}/applicability",
    "otherwise_released",
    True,
    title=Text("原本排放到大气", "It would have been released"),
    requires=Text("没有项目时排放到大气", "released to the air without the project"),
    remedy=Text("说明基准线的回收比例。", "Show what share is recovered in the baseline."),
)
law_and_policy, crediting_period, additionality = common_rules(
    CODE, (activity, otherwise_released), f"{TEXT}/applicability"
)
