"""May a project use CCER-06-001-V01? Existing public building, law and policy, crediting period, additionality. The text was not read."""

from __future__ import annotations

from ...compute.quantity_rules import common_rules, site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-06-001-v01"

scope = site_fact(
    "ccer-06-001.scope",
    CODE,
    f"{TEXT}/applicability",
    "existing_public_building",
    True,
    title=Text(
        "既有公共建筑的围护结构或暖通空调改造", "Envelope or air conditioning of an existing public building"
    ),
    requires=Text(
        "既有公共建筑围护结构热工性能提升或供暖通风空调系统改造",
        "envelope or heating, ventilation and air conditioning of an existing public building",
    ),
    remedy=Text(
        "写明是否为既有公共建筑；其余条件以官方文本为准。",
        "State whether the building is public and existing; for other conditions the official text prevails.",
    ),
)
law_and_policy, crediting_period, additionality = common_rules(CODE, (scope,), f"{TEXT}/applicability")
