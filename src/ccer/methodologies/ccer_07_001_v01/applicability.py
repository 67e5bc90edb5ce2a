"""May a project use CCER-07-001-V01? Tunnel lighting, law and policy, crediting period, additionality. The text was not read."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-07-001-v01"

scope = site_fact(
    "ccer-07-001.scope",
    CODE,
    f"{TEXT}/applicability",
    "highway_tunnel_lighting",
    True,
    title=Text("公路隧道照明系统节能", "Lighting of a highway tunnel"),
    requires=Text("公路隧道照明系统的节能", "energy saving in the lighting of a highway tunnel"),
    remedy=Text(
        "写明是否为公路隧道照明；其余条件以官方文本为准。",
        "State whether it is highway tunnel lighting; for other conditions the official text prevails.",
    ),
)
law_and_policy, crediting_period, additionality = common_rules(CODE, (scope,), f"{TEXT}/applicability")
