"""May a project use the check-dam methodology? Activity, law, crediting period, additionality."""

from __future__ import annotations

from ...compute.coastal_rules import sink_additionality, sink_crediting, sink_law
from ...compute.quantity_rules import site_fact
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-check-dam-sink-v01"

activity = site_fact(
    "ccer-check-dam-sink.activity",
    CODE,
    f"{TEXT}/applicability",
    "check_dam",
    True,
    title=Text("淤地坝", "Check dam"),
    requires=Text("由淤地坝拦泥形成的碳汇", "the sink formed by sediment that a check dam holds back"),
    remedy=Text(
        "具体条件没有读到；以淤地坝建设和验收资料说明。",
        "The conditions were not read; show how the dam was built and accepted.",
    ),
)
law_and_policy = sink_law(CODE, f"{TEXT}/applicability")
crediting_period = sink_crediting(CODE, f"{TEXT}/crediting-period")
additionality = sink_additionality(CODE, (activity,), f"{TEXT}/additionality")
