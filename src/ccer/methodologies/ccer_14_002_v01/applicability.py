"""May a project use CCER-14-002-V01? Habitat, planting, title, species, conduct, parcels, merging, law, period, additionality."""

from __future__ import annotations

from ...compute.coastal_rules import merged_rule, sink_additionality, sink_crediting, sink_law
from ...compute.mangrove import find_species
from ...compute.quantity_rules import site_fact
from ...core.asof import AsOf
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Project
from .equations import CODE

TEXT = "ccer-14-002-v01"
HABITATS = {
    "unvegetated-tidal-flat": Text("无植被潮滩", "unvegetated tidal flat"),
    "retired-aquaculture-pond": Text("退养塘", "retired aquaculture pond"),
}


@rule(
    "ccer-14-002.habitat",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/item-a",
    basis="fact",
    title=Text("生境", "Habitat"),
    requires=Text(
        "无植被潮滩或退养塘，适合或修复后适合红树林生长",
        "unvegetated tidal flat or retired aquaculture pond, suited to mangrove or made so",
    ),
    remedy=Text(
        "以原貌影像和生境评估说明；其他生境不适用。",
        "Show images of what was there and an assessment of the habitat; no other habitat will do.",
    ),
)
def habitat(project: Project, at: AsOf) -> Verdict:
    kind, suited = project.site.get("habitat"), project.site.get("habitat_suitable")
    if kind is None:
        return finding(None, missing=("site.habitat",))
    named = next((said for key, said in HABITATS.items() if kind in (key, said.zh, said.en)), None)
    if named is None:
        return finding(False, fact=Text(str(kind), str(kind)))
    if not isinstance(suited, bool):
        return finding(None, fact=named, missing=("site.habitat_suitable",))
    return finding(suited, fact=named if suited else named + Text("，不适合", ", not suited"))


planting = site_fact(
    "ccer-14-002.planting",
    CODE,
    f"{TEXT}/applicability/item-a",
    "planted",
    True,
    title=Text("人工种植", "Built by planting"),
    requires=Text("以人工种植方式营造", "built by planting"),
    remedy=Text("天然更新的部分须划出。", "Leave out what came up by itself."),
)
title = site_fact(
    "ccer-14-002.title",
    CODE,
    f"{TEXT}/applicability/item-b",
    "title_certified",
    True,
    title=Text("权属清晰", "Clear title"),
    requires=Text("海域或土地权属清晰并有证明", "title to sea area or land is clear and certified"),
    remedy=Text(
        "补充县级以上政府或自然资源（海洋）主管部门的证明。",
        "Supply the certificate of government of county level or above, or of the natural resources (ocean) authority.",
    ),
)


@rule(
    "ccer-14-002.species",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/others",
    basis="fact",
    title=Text("引进树种", "Introduced species"),
    requires=Text("引进种须获方法学认可", "an introduced species must be acceptable to the methodology"),
    remedy=Text(
        "改种乡土红树植物，或把引进种地块划出边界。",
        "Plant native mangroves, or leave the parcels of the introduced species out.",
    ),
)
def species(project: Project, at: AsOf) -> Verdict:
    listed = project.site.get("species")
    if not isinstance(listed, (list, tuple)) or not listed:
        return finding(None, missing=("site.species",))
    planted = dict.fromkeys([*listed, *_of_strata(project)])
    try:
        kinds = [find_species(str(name)) for name in planted]
    except BadInput as error:
        return finding(None, fact=error.what, missing=("site.species",), interpretation=error.why)
    introduced = [kind.title for kind in dict.fromkeys(kinds) if kind.introduced]
    if not introduced:
        return finding(True, fact=Text("均非所列引进种", "none is on the list of introduced species"))
    reading = Text(
        "对引进种的规定没有读到：是否可用不由本库判定，须依审定结论写明",
        "what the text says of introduced species was not read: whether they may be used is not decided here; state what the "
        "validator found",
    )
    named = Text("、".join(t.zh for t in introduced), ", ".join(t.en for t in introduced))
    accepted = project.site.get("introduced_species_accepted")
    if not isinstance(accepted, bool):
        missing = ("site.introduced_species_accepted",)
        return finding(None, fact=named, missing=missing, interpretation=reading)
    return finding(accepted, fact=named, interpretation=reading)


conduct = (
    site_fact(
        "ccer-14-002.fertiliser",
        CODE,
        f"{TEXT}/applicability/others",
        "fertiliser_or_pesticide_used",
        False,
        title=Text("不施化肥农药", "No fertiliser, no pesticide"),
        requires=Text("计入期内不施化肥、农药", "no fertiliser and no pesticide in the crediting period"),
        remedy=Text("停用，并在监测记录中说明。", "Stop it and say so in the record of monitoring."),
    ),
    site_fact(
        "ccer-14-002.felling",
        CODE,
        f"{TEXT}/applicability/others",
        "felled",
        False,
        title=Text("不采伐", "No felling"),
        requires=Text("计入期内不采伐", "nothing is felled in the crediting period"),
        remedy=Text("把采伐的地块划出边界。", "Leave the parcels that are felled out of the boundary."),
    ),
)


@rule(
    "ccer-14-002.parcels",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/others",
    basis="fact",
    title=Text("地块面积", "Area of a parcel"),
    requires=Text("每块不小于 {required} 平方米", "each at least {required} m2"),
    remedy=Text("剔除过小的地块。", "Take out the parcels that are too small."),
)
def parcels(project: Project, at: AsOf) -> Verdict:
    least = at.parameter(f"methodology.{TEXT}.parcel_m2_min")
    size = project.site.get("smallest_parcel_m2")
    if isinstance(size, bool) or not isinstance(size, (int, float)):
        return finding(None, required=least.count, using=(least,), missing=("site.smallest_parcel_m2",))
    return finding(size >= least.number, fact=f"{size:g} m²", required=least.count, using=(least,))


def _of_strata(project: Project) -> list[str]:
    """Species that the strata of the design name."""
    strata = project.design.get("strata")
    rows = strata if isinstance(strata, (list, tuple)) else ()
    return [str(row["species"]) for row in rows if isinstance(row, dict) and row.get("species")]


merging = merged_rule(CODE, f"{TEXT}/merging")
law_and_policy = sink_law(CODE, f"{TEXT}/applicability/others")
crediting_period = sink_crediting(CODE, f"{TEXT}/crediting-period")
additionality = sink_additionality(CODE, (habitat, planting, title), f"{TEXT}/additionality")
