"""May a project use CCER-15-001-V01? Large pig farm, law and policy, crediting period, additionality. The text was not read."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-15-001-v01"

scope = site_fact(
    "ccer-15-001.scope",
    CODE,
    f"{TEXT}/applicability",
    "large_pig_farm",
    True,
    title=Text("规模化猪场粪污沼气", "Biogas from manure of a large pig farm"),
    requires=Text("规模化猪场粪污沼气的回收利用", "recovers and uses biogas from manure of a large pig farm"),
    remedy=Text(
        "写明是否为规模化猪场；其余条件以官方文本为准。",
        "State whether it is a large pig farm; for other conditions the official text prevails.",
    ),
)
law_and_policy, crediting_period, additionality = common_rules(CODE, (scope,), f"{TEXT}/applicability")
