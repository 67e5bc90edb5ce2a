"""May a project use CCER-14-001-V01? Scope, land, tenure, parcels, vegetation, soil."""

from __future__ import annotations

from typing import Any, Final

from ...core.asof import AsOf
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Project
from .equations import CODE
from .plan import PLAN

TEXT: Final = PLAN.instrument
FORESTS: Final = {
    "protection": Text("防护林", "protection forest"),
    "special-use": Text("特种用途林", "special-use forest"),
    "timber": Text("用材林", "timber forest"),
}
EXCLUDED: Final = {
    "economic": Text("经济林", "economic forest"),
    "roadside": Text("非林地上的通道绿化", "roadside greening on non-forest land"),
    "settlement": Text("城镇、村庄、工矿绿化", "greening of a town, village or industrial site"),
}
BROKEN: Final = {
    "soil_disturbed_again": Text("计入期内重复扰动了土壤", "the soil was disturbed again"),
    "burnt_for_preparation": Text("炼山整地", "the site was prepared by burning"),
    "litter_removed": Text("移除了枯落物或伐桩", "litter or stumps were removed"),
}
M2_PER_HA: Final = 10_000.0


@rule(
    "ccer-14-001.scope",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/scope",
    basis="fact",
    title=Text("林种", "Kind of forest"),
    requires=Text("防护林、特种用途林或用材林", "protection, special-use or timber forest"),
    remedy=Text(
        "经济林、通道绿化和城镇村庄工矿绿化的地块不能计入，须从边界中剔除。",
        "Take economic forest, roadside greening and greening of settlements out of the boundary.",
    ),
)
def scope(project: Project, at: AsOf) -> Verdict:
    kind = project.site.get("forest_kind")
    kinds = [str(one) for one in kind] if isinstance(kind, (list, tuple)) else [str(kind)]
    known: dict[Any, Text] = {**FORESTS, **EXCLUDED}
    if not kinds or any(one not in known for one in kinds):
        return finding(None, missing=("site.forest_kind",))
    said = Text("、".join(known[one].zh for one in kinds), ", ".join(known[one].en for one in kinds))
    return finding(all(one in FORESTS for one in kinds), fact=said)


@rule(
    "ccer-14-001.land",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/item-a",
    basis="fact",
    title=Text("造林前的土地", "Land before planting"),
    requires=Text(
        "规划造林地，开始前至少 {required} 年不符合森林定义",
        "planned afforestation land that met no forest definition for at least {required} years before the start",
    ),
    remedy=Text(
        "以国土变更调查、森林资源数据或遥感影像说明造林前的地类和年限。",
        "Show use and years with land surveys, forest inventory data or images.",
    ),
)
def land(project: Project, at: AsOf) -> Verdict:
    least = at.parameter(PLAN.parameter("unforested_years_min"))
    years, planned = number(project.site.get("unforested_years")), flag(project, "planned_land")
    lacking = {"site.unforested_years": years, "site.planned_land": planned}
    missing = tuple(name for name, value in lacking.items() if value is None)
    if planned is False or (years is not None and years < least.number):
        said = (
            Text(f"{years:g} 年", f"{years:g} years")
            if planned is not False
            else Text("不是规划造林地", "not planned land")
        )
        return finding(False, fact=said, required=least.value, using=(least,))
    if missing:
        return finding(None, required=least.value, using=(least,), missing=missing)
    return finding(True, fact=Text(f"{years:g} 年", f"{years:g} years"), required=least.value, using=(least,))


@rule(
    "ccer-14-001.tenure",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/item-b",
    basis="fact",
    title=Text("土地权属", "Tenure"),
    requires=Text("权属清晰，有证书或合同", "clear title, with certificate or contract"),
    remedy=Text(
        "补充不动产权证、承包或流转合同，或者人民政府核发的土地、林木权属证书。",
        "Supply the real-estate certificate, the contract or transfer, or the certificate issued by government.",
    ),
)
def tenure(project: Project, at: AsOf) -> Verdict:
    clear, papers = flag(project, "tenure_clear"), project.site.get("tenure_documents")
    if clear is False:
        return finding(False, fact=Text("权属不清或有争议", "title unclear or disputed"))
    if clear is None or not papers:
        lacking = {"site.tenure_clear": clear, "site.tenure_documents": papers}
        return finding(None, missing=tuple(name for name, value in lacking.items() if not value))
    return finding(True, fact=listed(papers))


@rule(
    "ccer-14-001.parcels",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/item-c",
    basis="fact",
    title=Text("地块连续面积", "Area of each parcel"),
    requires=Text("每块不小于 {required} 平方米", "each at least {required} m2"),
    remedy=Text("剔除过小的地块。", "Take out the parcels that are too small."),
)
def parcels(project: Project, at: AsOf) -> Verdict:
    begun = project.start_of_construction
    early = at.parameter(PLAN.parameter("parcel_early_until"))
    areas = parcel_areas(project)
    if begun is None or not areas:
        lacking = {"start_of_construction": begun, "site.parcels": areas}
        return finding(None, missing=tuple(name for name, value in lacking.items() if not value))
    name = "parcel_m2_min_early" if begun <= early.day else "parcel_m2_min"
    least = at.parameter(PLAN.parameter(name))
    small = [label for label, area in areas if area < least.number]
    count, smallest = len(areas), min(area for _, area in areas)
    said = Text(f"{count} 块，最小 {smallest:g} 平方米", f"{count} parcels, the smallest {smallest:g} m2")
    if small:
        which = ", ".join(small[:5])
        said = said + Text(f"；不足的：{which}", f"; too small: {which}")
    return finding(not small, fact=said, required=least.value, using=(least, early))


@rule(
    "ccer-14-001.wetland",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/item-d",
    basis="fact",
    title=Text("不是湿地", "Not wetland"),
    requires=Text("项目土地不是湿地", "the land is not wetland"),
    remedy=Text("剔除湿地地块。", "Take wetland parcels out of the boundary."),
)
def wetland(project: Project, at: AsOf) -> Verdict:
    wet = flag(project, "wetland")
    if wet is None:
        return finding(None, missing=("site.wetland",))
    return finding(not wet, fact=wet)


@rule(
    "ccer-14-001.vegetation",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/item-e",
    basis="fact",
    title=Text("原有植被", "Existing vegetation"),
    requires=Text(
        "不移除原有散生木和竹；移除灌木和小径竹的面积占比不超过 {required}",
        "scattered trees and bamboo stay; shrubs and small bamboo removed on at most {required} of the surface",
    ),
    remedy=Text(
        "剔除超出的地块，或提供整地作业设计和验收。",
        "Take out the parcels beyond it, or supply design and acceptance of site preparation.",
    ),
)
def vegetation(project: Project, at: AsOf) -> Verdict:
    most = at.parameter(PLAN.parameter("removal_share_max"))
    kept, share = flag(project, "trees_kept"), number(project.site.get("removed_share"))
    using = (most,)
    if kept is False:
        said = Text("移除了原有散生木或竹", "scattered trees or bamboo were removed")
        return finding(False, fact=said, required=most.value, using=using)
    if share is not None and share > most.number:
        return finding(False, fact=share, required=most.value, using=using)
    if kept is None or share is None:
        lacking = {"site.trees_kept": kept, "site.removed_share": share}
        missing = tuple(name for name, value in lacking.items() if value is None)
        return finding(None, required=most.value, using=using, missing=missing)
    return finding(True, fact=share, required=most.value, using=using)


@rule(
    "ccer-14-001.soil",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/applicability/item-f",
    basis="fact",
    title=Text("土壤扰动", "Soil disturbance"),
    requires=Text(
        "除开始时整地和造林外不重复扰动土壤；不炼山，不移除枯落物和伐桩",
        "no soil disturbance after the first site preparation and planting; no burning, litter and stumps stay",
    ),
    remedy=Text(
        "调整抚育作业，说明没有重复扰动和炼山。",
        "Adjust the tending so that the soil is not disturbed again and nothing is burnt.",
    ),
    interpretation=Text(
        "只读到条文开头几字，其余凭记忆",
        "only the first words of the clause were read; the rest is from memory",
    ),
)
def soil(project: Project, at: AsOf) -> Verdict:
    found = {f"site.{name}": flag(project, name) for name in BROKEN}
    broken = [name for name, value in found.items() if value]
    if broken:
        said = [BROKEN[name.removeprefix("site.")] for name in broken]
        return finding(False, fact=Text("、".join(one.zh for one in said), ", ".join(one.en for one in said)))
    missing = tuple(name for name, value in found.items() if value is None)
    return finding(None, missing=missing) if missing else finding(True, fact=False)


def parcel_areas(project: Project) -> list[tuple[str, float]]:
    """Name and area of each parcel; [] where they are not given or one cannot be read. [m2]"""
    given = project.site.get("parcels")
    if not isinstance(given, (list, tuple)):
        smallest = number(project.site.get("smallest_parcel_m2"))
        return [] if smallest is None else [("1", smallest)]
    areas = []
    for place, parcel in enumerate(given, 1):
        if not isinstance(parcel, dict):
            return []
        hectares, metres = number(parcel.get("area_ha")), number(parcel.get("area_m2"))
        area = metres if hectares is None else hectares * M2_PER_HA
        if area is None:
            return []
        areas.append((str(parcel.get("name", place)), area))
    return areas


def number(value: Any) -> float | None:
    """A fact as a number of 0 or more, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        return None
    return float(value)


def flag(project: Project, name: str) -> bool | None:
    value = project.site.get(name)
    return value if isinstance(value, bool) else None


def listed(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)
