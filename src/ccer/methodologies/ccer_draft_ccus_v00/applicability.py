"""May a project use the draft on carbon storage? Never: no methodology is published."""

from __future__ import annotations

from ...core.asof import AsOf
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Project
from .equations import CODE

TEXT = "ccer-draft-ccus-v00"


@rule(
    "ccer-draft-ccus.not_published",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/status",
    title=Text("没有已发布的方法学", "No methodology is published"),
    requires=Text(
        "属于已发布方法学支持的领域（31号令第十条第一款第二项）",
        "in the field of a published methodology (Order 31 art. 10(1)(2))",
    ),
    remedy=Text(
        "等待方法学发布；在此之前只能估算，不能申请登记。",
        "Wait until a methodology is published; until then a project can be estimated and not registered.",
    ),
    draft=True,
)
def not_published(project: Project, at: AsOf) -> Verdict:
    return finding(
        False,
        fact=Text(
            "碳捕集利用与封存尚无已发布的方法学", "no methodology on carbon capture and storage is published"
        ),
    )
