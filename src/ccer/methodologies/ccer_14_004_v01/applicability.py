"""May a project use CCER-14-004-V01? Restoration, size of beds, merging, law, crediting period, additionality."""

from __future__ import annotations

from ...compute.coastal_rules import merged_rule, sink_additionality, sink_crediting, sink_law
from ...compute.quantity_rules import site_fact
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Project
from .equations import CODE

TEXT = "ccer-14-004-v01"

restoration = site_fact(
    "ccer-14-004.restoration",
    CODE,
    f"{TEXT}/applicability",
    "restores_seagrass",
    True,
    title=Text("海草床修复", "Restoration of seagrass"),
    requires=Text("修复海草床植被", "seagrass-bed vegetation is restored"),
    remedy=Text(
        "具体条件没有读到；以修复方案和批复说明。",
        "The conditions were not read; show the plan of restoration and its approval.",
    ),
)


@rule(
    "ccer-14-004.bed",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/terms/seagrass-bed",
    basis="fact",
    title=Text("海草床面积", "Size of a seagrass bed"),
    requires=Text("每片大于 {required} m²", "each larger than {required} m²"),
    remedy=Text("划出过小的斑块。", "Leave smaller patches out."),
    interpretation=Text(
        "出自编制者访谈，“一般指”；恰为该面积的不算",
        "from an interview with a drafter, who says usually; exactly that size is not enough",
    ),
)
def bed(project: Project, at: AsOf) -> Verdict:
    least = at.parameter(f"methodology.{TEXT}.bed_m2")
    size = project.site.get("smallest_bed_m2")
    if isinstance(size, bool) or not isinstance(size, (int, float)):
        return finding(None, required=least.count, using=(least,), missing=("site.smallest_bed_m2",))
    return finding(size > least.number, fact=f"{size:g} m²", required=least.count, using=(least,))


merging = merged_rule(CODE, f"{TEXT}/merging")
law_and_policy = sink_law(CODE, f"{TEXT}/applicability")
crediting_period = sink_crediting(CODE, f"{TEXT}/crediting-period")
additionality = sink_additionality(CODE, (restoration, bed), f"{TEXT}/additionality")
