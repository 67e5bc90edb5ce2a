"""May a project use CCER-01-003-V01? Downhole heat exchange, law and policy, crediting period, additionality. The text was not read."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-01-003-v01"

scope = site_fact(
    "ccer-01-003.scope",
    CODE,
    f"{TEXT}/applicability",
    "downhole_heat_exchange",
    True,
    title=Text("中深层地热能井下换热供暖", "Medium-deep geothermal heating by downhole heat exchange"),
    requires=Text("采用中深层地热能井下换热供暖", "heats by downhole exchange with medium-deep rock"),
    remedy=Text(
        "写明是否为井下换热；其余条件以官方文本为准。",
        "State whether heat is exchanged downhole; for other conditions the official text prevails.",
    ),
)
law_and_policy, crediting_period, additionality = common_rules(CODE, (scope,), f"{TEXT}/applicability")
