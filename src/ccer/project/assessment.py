"""The main job: a project's folder goes in; decisions, estimate, claims, calendar and gaps come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..compute.grid import Factors
from ..compute.grid_table import shipped_factors
from ..compute.official import with_officials
from ..compute.result import Calculation
from ..compute.sources import Source, listening
from ..compute.uncertainty import as_sources
from ..core.asof import AsOf, Law
from ..core.decision import Decision, Finding
from ..core.errors import BadInput, CcerError, NotInForce, NotKnown
from ..core.text import Text
from ..methodologies import Methodology, codes, load
from ..policy.calendar import calendar
from ..policy.corpus import corpus
from ..rules import Stage, decide
from ..rules.subjects import Project
from .calculation import told
from .claims import claims_of, expected_in
from .deadlines import Deadline, Kind, deadline
from .file import FILE, read_project, reductions_of
from .gaps import gaps_of
from .model import Assessment, Claim
from .timeline import timeline_of
from .uncertainty import StatedErrors, refuse_unused, simulated, stated_errors


def assess(
    project: Project | Path | str,
    on: dt.date,
    *,
    known_at: dt.date | None = None,
    factors: Factors | None = None,
    law: Law | None = None,
    folder: Path | None = None,
    official: Mapping[str, Any] | None = None,
    uncertainty: Mapping[str, Any] | None = None,
) -> Assessment:
    """Assess a project as of a day.

    Parameters
    ----------
    project : Project, or path of its folder
        Data files are read from the folder; a bare Project is assessed on its facts alone.
    on : date
        The day whose law applies, and "today" for every clock.
    factors : Factors, optional
        Grid factors; those held by the library where none are given.
    folder : path, optional
        Where the data files of a bare Project lie.
    official, uncertainty : mapping, optional
        Filled lines of the official form and a block of stated errors, beside what the project file says.

    Returns
    -------
    Assessment

    Raises
    ------
    BadInput
        Missing or contradictory project file, unknown methodology, unusable data file.
    NotInForce
        When no rule was in force on that day.
    """
    if not isinstance(project, Project):
        folder = Path(project) if Path(project).is_dir() else Path(project).parent
        project = read_project(Path(project))
    project = told(project, official, uncertainty)
    stated = stated_errors(project.uncertainty)
    at = AsOf(law or corpus(), on, known_at)
    table = factors or shipped_factors()
    method = method_of(project, at)
    at = with_officials(at, project, method.plan) if method else at
    eligibility = decide(Stage.ELIGIBILITY, project, at)
    registration = decide(Stage.REGISTRATION, project, at)
    with listening() as heard:
        estimate, problem = _estimate(project, method, at, table)
        claims = claims_of(project, method, at, table, folder)
    if method is not None and stated is not None:
        behind = as_sources(heard)
        estimate = simulated(method, estimate, stated, behind) if estimate else None
        claims = tuple(_simulated(method, claim, stated, behind) for claim in claims)
        made = filter(None, (estimate, *(claim.calculation for claim in claims)))
        refuse_unused(method, made, stated, behind)
    deadlines = _deadlines(project, at)
    filed = [d for claim in claims for d in (claim.decision, claim.procedure) if d is not None]
    decisions = (eligibility, registration, *filed)
    return Assessment(
        project=project,
        on=on,
        eligibility=eligibility,
        registration=registration,
        estimate=estimate,
        estimate_problem=problem,
        claims=claims,
        deadlines=deadlines,
        timeline=timeline_of(project, claims, deadlines, at),
        gaps=gaps_of(project, decisions, method),
        warnings=(
            *_warnings(project, estimate, decisions, at),
            *_early_warnings(claims, at),
            *_above_expectation(claims, estimate),
        ),
    )


def _simulated(method: Methodology, claim: Claim, stated: StatedErrors, sources: tuple[Source, ...]) -> Claim:
    if claim.calculation is None:
        return claim
    return msgspec.structs.replace(claim, calculation=simulated(method, claim.calculation, stated, sources))


def method_of(project: Project, at: AsOf) -> Methodology | None:
    """The methodology's code, loaded; None where the law base knows it but it cannot be calculated yet.

    Raises
    ------
    BadInput
        When no methodology of that code is known at all.
    """
    if project.methodology in codes():
        return load(project.methodology)
    try:
        at.cite(project.methodology.lower())
    except (NotInForce, NotKnown):
        return None
    except CcerError as error:
        raise BadInput(
            what=Text(f"没有方法学 {project.methodology}", f"There is no methodology {project.methodology}"),
            why=Text("法规库中没有这一代码", "the law base holds no such code"),
            clause="mee-samr-2023-31/art-10/para-1/item-2",
            next=Text(
                "核对代码，形如 CCER-01-002-V01；已可核算的有：" + "、".join(codes()),
                "Check the code, like CCER-01-002-V01; calculable now: " + ", ".join(codes()),
            ),
        ) from error
    return None


def _estimate(
    project: Project, method: Methodology | None, at: AsOf, factors: Factors
) -> tuple[Calculation | None, Text | None]:
    """The ex-ante estimate, or why there is none."""
    if method is None:
        return None, Text(
            f"{project.methodology} 尚不能核算", f"{project.methodology} cannot be calculated yet"
        )
    if project.crediting is None or not project.design:
        return None, Text(
            "缺少计入期或设计值（design）", "the crediting period or the design quantities are missing"
        )
    try:
        return method.ex_ante(project, at=at, factors=factors, factor_day=at.on), None
    except CcerError as error:
        return None, error.what + Text("：", ": ") + error.why


def _deadlines(project: Project, at: AsOf) -> tuple[Deadline, ...]:
    """The clocks that run for this project: notice, validator's report, registry review, per filing the same."""
    clocks: list[tuple[Kind, dt.date]] = []
    if project.notice:
        clocks += [("pdd-notice", project.notice.start)]
        if not (project.validation and project.validation.issued_on):
            clocks += [("validation-report", project.notice.start)]
    if project.application_on and not project.registered_on:
        clocks += [("registry-review", project.application_on)]
    for reduction in reductions_of(project):
        if reduction.notice:
            clocks += [("reduction-notice", reduction.notice.start)]
            if not (reduction.verification and reduction.verification.issued_on):
                clocks += [("vvb-report", reduction.notice.start)]
        if reduction.application_on and not reduction.registered_on:
            clocks += [("reduction-review", reduction.application_on)]
    found = []
    for kind, start in clocks:
        try:
            found.append(deadline(kind, start, calendar=calendar(), at=at))
        except (NotInForce, NotKnown):
            continue
    return tuple(found)


def _above_expectation(claims: tuple[Claim, ...], estimate: Calculation | None) -> tuple[Text, ...]:
    """Filings for more than the estimate expects of the same days: for a person to look at, no refusal."""
    said = []
    for claim in claims if estimate else ():
        expected, filed = expected_in(estimate, claim.period) if estimate else 0, claim.reduction.quantity
        if filed is not None and expected and filed > expected:
            span = f"{claim.period.start} – {claim.period.end}"
            said.append(
                Text(
                    f"{span} 申请 {filed:,} tCO₂e，为同期预计 {expected:,} 的 {filed / expected:.0%}：请核对监测数据",
                    f"{span}: {filed:,} tCO₂e filed, {filed / expected:.0%} of the {expected:,} expected; check the data",
                )
            )
    return tuple(said)


def _early_warnings(claims: tuple[Claim, ...], at: AsOf) -> tuple[Text, ...]:
    """Filings whose oldest days leave the look-back before a notice, a verification and a review could be done."""
    said = []
    for claim in claims:
        if claim.reduction.application_on or claim.reduction.registered_on:
            continue
        left = (claim.last_application - at.on).days
        needed = at.parameter("verification.report_days").count
        if 0 <= left <= needed:
            said.append(
                Text(
                    f"{claim.period.start} 起的减排量最迟 {claim.last_application} 申请，还有 {left} 天，"
                    f"而核查原则上可用 {needed} 天：请立即公示核算报告",
                    f"reductions from {claim.period.start} must be applied for by {claim.last_application}, in {left} days, "
                    f"while a verification may take {needed}: publish the accounting report now",
                )
            )
    return tuple(said)


def _warnings(
    project: Project, estimate: Calculation | None, decisions: tuple[Decision, ...], at: AsOf
) -> tuple[Text, ...]:
    """What a person should know that is no refusal."""
    said: list[Text] = []
    if estimate and estimate.provisional:
        said.append(
            Text(
                "减排量估算依据暂定值，见「暂定」说明",
                "the estimate rests on provisional values; see the notes",
            )
        )
    resting: list[Finding] = [f for d in decisions for f in d.provisional]
    if resting:
        names = Text(
            "、".join(dict.fromkeys(f.title.zh for f in resting)),
            ", ".join(dict.fromkeys(f.title.en for f in resting)),
        )
        said.append(
            Text(
                "下列判定依据未经核对的条款或参数：",
                "these findings rest on clauses or values not checked against the text: ",
            )
            + names
        )
    floor = at.parameter("reduction.produced_after").day
    if project.crediting and project.crediting.start <= floor:
        said.append(
            Text(
                f"计入期自 {project.crediting.start} 起，不晚于 {floor}：可申请的首日是其次日",
                f"the crediting period begins on {project.crediting.start}, not after {floor}: only later days can be claimed",
            )
        )
    start, operating = project.start_of_construction, project.operation_start
    if project.crediting and operating and project.crediting.start < operating:
        said.append(
            Text(
                f"计入期早于投运日 {operating}",
                f"the crediting period begins before operation on {operating}",
            )
        )
    if start is None:
        said.append(
            Text(
                "开工日期未填，无法判定开工条件",
                "the start of construction is not given, so that condition is open",
            )
        )
    return tuple(said)


__all__ = ["FILE", "Assessment", "assess", "method_of"]
