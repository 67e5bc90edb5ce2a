"""Crediting period and additionality of a project under CCER-14-001-V01."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ...core.asof import AsOf
from ...core.dates import ONE_DAY, add_years, whole_period_end
from ...core.decision import Fact
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Period, Project
from .applicability import flag, listed, number
from .equations import CODE
from .plan import PLAN

TEXT: Final = PLAN.instrument
GENERAL: Final = ("general", "simplified")


@rule(
    "ccer-14-001.crediting_period",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/crediting-period",
    basis="fact",
    title=Text("计入期长度", "Length of the crediting period"),
    requires=Text("{required} 年", "{required} years"),
    remedy=Text("把计入期改为20至40年。", "Make the crediting period 20 to 40 years."),
    needs="crediting",
    interpretation=Text("首日、末日均计入", "first and last day included"),
)
def crediting_period(project: Project, at: AsOf) -> Verdict:
    least, most = (at.parameter(PLAN.parameter(f"crediting_years_{end}")) for end in ("min", "max"))
    crediting = project.crediting
    assert crediting is not None
    using, required = (least, most), f"{least.count}-{most.count}"
    said = Text(f"{crediting.start} 至 {crediting.end}", f"{crediting.start} to {crediting.end}")
    shortest, longest = (whole_period_end(crediting.start, one.count) for one in (least, most))
    slip = crediting.end == longest + ONE_DAY
    met = shortest <= crediting.end <= longest or slip
    notes = _notes(project, crediting, slip)
    note = Text("；".join(one.zh for one in notes), "; ".join(one.en for one in notes)) if notes else None
    return finding(met, fact=said, required=required, using=using, interpretation=note)


def _notes(project: Project, crediting: Period, slip: bool) -> list[Text]:
    """What is odd and does not refuse: one day too many, an end after the lifetime."""
    notes = []
    if slip:
        notes.append(
            Text(
                "末日与首日同月同日，多出一天，按笔误处理；请改为前一天",
                "the last day repeats the day and month of the first, one day too many; taken as a slip, write the day before",
            )
        )
    begun, life = project.start_of_construction, project.lifetime_years
    if begun is not None and life is not None:
        retired = add_years(begun, int(life)) + dt.timedelta(days=int(life % 1 * 365))
        if crediting.end >= retired:
            notes.append(
                Text(
                    f"末日 {crediting.end} 晚于开工日加寿命 {retired}；公开记录多见，寿命起点未定，仅提示",
                    f"the end, {crediting.end}, is after start plus lifetime, {retired}; common in public records, since the start of "
                    "the lifetime is open: a warning only",
                )
            )
    return notes


@rule(
    "ccer-14-001.additionality",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=(
        f"{TEXT}/additionality",
        f"{TEXT}/additionality/item-1",
        f"{TEXT}/additionality/item-2",
        f"{TEXT}/additionality/item-3",
    ),
    basis="fact",
    title=Text("额外性", "Additionality"),
    requires=Text(
        "年均降水量小于 {required} 毫米、位于国家重点生态功能区、属于生态公益林，满足任一项即免予论证；否则完成论证",
        "exempt with any of: mean annual precipitation below {required} mm, a national key ecological function zone, ecological "
        "public-welfare forest; else demonstrated",
    ),
    remedy=Text(
        "写明所依据的一项及其名录或证明（additionality_evidence），或改为一般论证。",
        "Name the condition with the list or certificate it rests on (additionality_evidence), or demonstrate additionality.",
    ),
    needs="additionality",
    interpretation=Text("降水量恰为界限值的不符合", "precipitation exactly at the limit is not enough"),
)
def additionality(project: Project, at: AsOf) -> Verdict:
    limit = at.parameter(PLAN.parameter("exempt_precipitation_below_mm"))
    using, required = (limit,), limit.value
    if project.additionality in GENERAL:
        return finding(
            True, fact=Text("已论证额外性", "additionality is demonstrated"), required=required, using=using
        )
    held, unknown = _conditions(project, limit.number)
    evidence = project.site.get("additionality_evidence")
    if held and evidence:
        said = Text("、".join(one.zh for one in held), ", ".join(one.en for one in held))
        shown = listed(evidence)
        fact: Fact = said + Text(f"；依据：{shown}", f"; evidence: {shown}")
        return finding(True, fact=fact, required=required, using=using)
    if held:
        return finding(
            None, fact=held[0], required=required, using=using, missing=("site.additionality_evidence",)
        )
    if unknown:
        return finding(None, required=required, using=using, missing=unknown)
    return finding(
        False, fact=Text("三项均不满足", "none of the three holds"), required=required, using=using
    )


def _conditions(project: Project, limit: float) -> tuple[list[Text], tuple[str, ...]]:
    """The conditions that hold, and the facts that are not known."""
    rain = number(project.site.get("precipitation_mm"))
    zone, welfare = flag(project, "key_ecological_zone"), flag(project, "public_welfare_forest")
    held = []
    if rain is not None and rain < limit:
        held.append(Text(f"年均降水量 {rain:g} 毫米", f"mean annual precipitation of {rain:g} mm"))
    if zone:
        held.append(Text("国家重点生态功能区", "national key ecological function zone"))
    if welfare:
        held.append(Text("生态公益林", "ecological public-welfare forest"))
    facts = {"precipitation_mm": rain, "key_ecological_zone": zone, "public_welfare_forest": welfare}
    return held, tuple(f"site.{name}" for name, value in facts.items() if value is None)
