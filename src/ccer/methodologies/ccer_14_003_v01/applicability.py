"""May a project use CCER-14-003-V01? Restoration, merging, law, crediting period, additionality."""

from __future__ import annotations

from ...compute.coastal_rules import merged_rule, sink_additionality, sink_crediting, sink_law
from ...compute.quantity_rules import site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-14-003-v01"

restoration = site_fact(
    "ccer-14-003.restoration",
    CODE,
    f"{TEXT}/applicability",
    "restores_salt_marsh",
    True,
    title=Text("滨海盐沼植被修复", "Restoration of salt marsh"),
    requires=Text("修复滨海盐沼植被", "coastal salt-marsh vegetation is restored"),
    remedy=Text(
        "具体条件没有读到；以修复方案和批复说明。",
        "The conditions were not read; show the plan of restoration and its approval.",
    ),
)
merging = merged_rule(CODE, f"{TEXT}/merging")
law_and_policy = sink_law(CODE, f"{TEXT}/applicability")
crediting_period = sink_crediting(CODE, f"{TEXT}/crediting-period")
additionality = sink_additionality(CODE, (restoration,), f"{TEXT}/additionality")
