"""An assessment as one page: verdict, findings one a line, estimate, claims, deadlines, what is missing. No script."""

from __future__ import annotations

from pathlib import Path

from ..compute.result import Calculation, YearResult
from ..core.asof import BASIS_TEXT, MARK_TEXT, Citation
from ..core.decision import DECISION_TEXT, FINDING_TEXT, YES_NO, Decision, Finding, show
from ..core.text import Lang, Text
from ..project.model import Assessment, Claim
from ..rules.catalogue import STAGE_TEXT, Stage
from .clauses import clause_label
from .html import esc, page, tag
from .schedule import deadline_list, step_list
from .wording import factor_name, number, say, unit

_OUTCOME_CLASS = {"met": "ok", "not-met": "no", "unknown": "open", "not-applicable": "quiet"}
SETS = Text("：", ": ")
_VERDICT_CLASS = {"granted": "", "refused": "red", "open": "amber"}


def write_decision_page(assessment: Assessment, path: Path, lang: Lang) -> Path:
    """Render and save; see `decision_page`."""
    path.write_text(decision_page(assessment, lang), encoding="utf-8")
    return path


def decision_page(assessment: Assessment, lang: Lang) -> str:
    """The decision card of an assessment as a standalone HTML page.

    Parameters
    ----------
    assessment : Assessment
    lang : Lang

    Returns
    -------
    str
        HTML that needs nothing else: no script, no font, no network; dark by the reader's setting, and fit to print.
    """
    project = assessment.project
    known_at = assessment.eligibility.known_at
    mast = f"{say('page.as_of', lang)} {assessment.on.isoformat()}"
    if known_at:
        mast += " · " + say("page.known_at", lang, day=known_at.isoformat())
    notes = [say(f"page.{key}", lang) for key in ("own_work", "summaries", "provisional_note")]
    return page(
        title=say("page.title", lang, name=project.name),
        lang=lang,
        mast=esc(mast),
        skip=say("page.skip", lang),
        body=_head(assessment, lang) + _figures(assessment, lang) + _columns(assessment, lang),
        foot="".join(tag("p", esc(line)) for line in (*notes, say("page.foot", lang, day=assessment.on))),
    )


def _head(assessment: Assessment, lang: Lang) -> str:
    project, decision = assessment.project, assessment.eligibility
    verdict = tag(
        "span",
        esc(DECISION_TEXT[decision.outcome].say(lang)),
        class_=_tag_class(_VERDICT_CLASS[decision.outcome]),
    )
    facts = [project.owner, project.province, project.methodology, project.id]
    line = " · ".join(esc(fact) for fact in facts if fact)
    return tag("h1", f"{esc(project.name)} {verdict}") + tag("p", line, class_="sub")


def _tag_class(colour: str) -> str:
    return f"tag {colour}".strip()


def _figures(assessment: Assessment, lang: Lang) -> str:
    estimate, unit = assessment.estimate, say("common.tonnes_unit", lang)
    absent = say("page.no_estimate", lang)
    mean = (number(estimate.annual_mean_tonnes), unit) if estimate else ("—", absent)
    total = (number(estimate.tonnes), unit) if estimate else ("—", absent)
    crediting = assessment.project.crediting
    period = (crediting.start.isoformat(), crediting.end.isoformat()) if crediting else ("—", "")
    items = (
        ("page.annual_mean", *mean),
        ("page.total", *total),
        ("page.crediting", *period),
        ("page.gaps_count", str(len(assessment.gaps)), say("page.gaps_unit", lang)),
    )
    cells = [
        tag(
            "div",
            tag("span", esc(say(key, lang)))
            + tag("b", esc(value), class_=_size(key))
            + tag("span", esc(below)),
            class_="fig",
        )
        for key, value, below in items
    ]
    return tag("div", "".join(cells), class_="figs")


def _size(key: str) -> str:
    return "words" if key == "page.crediting" else ""


def _columns(assessment: Assessment, lang: Lang) -> str:
    left = [
        _card(assessment.eligibility, lang),
        _card(assessment.registration, lang),
        _estimate(assessment, lang),
        _claims(assessment.claims, lang),
    ]
    right = [
        _panel("deadlines", deadline_list(assessment, lang), lang),
        _panel("timeline", step_list(assessment.timeline, assessment.on, lang), lang)
        if assessment.timeline
        else "",
        _panel("gaps", _gaps(assessment, lang), lang),
        _panel("warnings", _warnings(assessment, lang), lang) if assessment.warnings else "",
    ]
    return tag("div", tag("div", "".join(left)) + tag("aside", "".join(right)), class_="grid")


def _panel(key: str, inner: str, lang: Lang) -> str:
    return tag("section", tag("h2", esc(say(f"page.{key}", lang))) + inner, class_="panel")


def _card(decision: Decision, lang: Lang) -> str:
    """One decision: verdict, count of outcomes, findings one a line."""
    if not decision.findings:
        return ""
    return tag("section", _verdict(decision, lang) + _findings(decision.findings, lang), class_="panel")


def _verdict(decision: Decision, lang: Lang) -> str:
    counts = {
        name: sum(f.outcome == outcome for f in decision.findings)
        for name, outcome in (
            ("met", "met"),
            ("not_met", "not-met"),
            ("unknown", "unknown"),
            ("na", "not-applicable"),
        )
    }
    stage = STAGE_TEXT[Stage(decision.stage)].say(lang)
    note = f"{say('page.under_law_of', lang, day=decision.on.isoformat())} · {say('page.counts', lang, **counts)}"
    strong = tag("strong", esc(DECISION_TEXT[decision.outcome].say(lang)))
    inner = tag("h2", esc(stage)) + strong + tag("span", esc(note), class_="small")
    return tag("div", inner, class_=f"verdict {_VERDICT_CLASS[decision.outcome]}".strip())


def _urgency(finding: Finding) -> int:
    """What refuses first, then what is missing, then what is met."""
    return ("not-met", "unknown", "met", "not-applicable").index(finding.outcome)


def _findings(findings: tuple[Finding, ...], lang: Lang) -> str:
    heads = [say(f"page.{key}", lang) for key in ("condition", "outcome", "fact", "requirement", "clause")]
    head = tag("thead", tag("tr", "".join(tag("th", esc(h), scope="col") for h in heads)))
    rows = "".join(_finding(finding, heads, lang) for finding in sorted(findings, key=_urgency))
    return tag("table", head + tag("tbody", rows), class_="stack")


def _finding(finding: Finding, heads: list[str], lang: Lang) -> str:
    """A line: condition, outcome, fact, requirement, clause; below it what to do next, where something is wanting."""
    mark = (
        " " + tag("span", esc(say("common.provisional_word", lang)), class_="tag amber")
        if finding.provisional
        else ""
    )
    outcome = tag(
        "span", esc(FINDING_TEXT[finding.outcome].say(lang)), class_=_OUTCOME_CLASS[finding.outcome]
    )
    requirement = esc(finding.requirement(lang))
    if finding.remedy:
        requirement += tag(
            "p",
            tag("b", esc(say("page.next_step", lang))) + " " + esc(finding.remedy.say(lang)),
            class_="todo",
        )
    if finding.interpretation:
        reading = (
            tag("b", esc(say("page.interpretation", lang))) + " " + esc(finding.interpretation.say(lang))
        )
        requirement += tag("p", reading, class_="todo")
    cells = (
        (outcome, "o"),
        (esc(finding.fact_text(lang)), ""),
        (requirement, ""),
        ("".join(_chip(c, finding, lang) for c in finding.citations) or "—", ""),
    )
    inner = "".join(
        tag("td", cell, class_=css, data_label=label)
        for (cell, css), label in zip(cells, heads[1:], strict=True)
    )
    return tag("tr", tag("th", esc(finding.title.say(lang)) + mark, scope="row") + inner)


def _chip(citation: Citation, finding: Finding, lang: Lang) -> str:
    """A clause by its short name; opened, our summary of it, its window and how sure the base is of it."""
    window = say(
        "page.in_force",
        lang,
        since=citation.since or say("page.unknown_start", lang),
        until=citation.until or say("page.open_end", lang),
    )
    standing = MARK_TEXT[citation.mark].say(lang)
    if citation.draft:
        standing += " · " + say("common.draft_word", lang)
    lines = [
        esc(citation.summary.say(lang)),
        esc(f"{window} · {say('page.mark', lang)}: {standing}"),
        esc(say("page.version", lang, on=finding.on.isoformat(), basis=BASIS_TEXT[finding.basis].say(lang))),
        esc(citation.ref),
    ]
    for value in finding.parameters:
        if value.cite == citation.ref:
            counted = "" if unit(value.unit, lang) == "—" else f" {unit(value.unit, lang)}"
            lines.append(esc(f"{value.title.say(lang)}: {_value(value.value, lang)}{counted}"))
    body = tag("div", "<br>".join(lines))
    return tag(
        "details",
        tag("summary", esc(citation.label.say(lang)), title=citation.summary.say(lang)) + body,
        class_="clause",
    )


def _value(value: object, lang: Lang) -> str:
    if isinstance(value, bool):
        return YES_NO[value].say(lang)
    return number(value) if isinstance(value, (int, float)) else str(value)


def _estimate(assessment: Assessment, lang: Lang) -> str:
    estimate, problem = assessment.estimate, assessment.estimate_problem
    if estimate is None:
        inner = (
            tag(
                "p",
                tag("span", esc(say("page.problem", lang)), class_="tag red") + " " + esc(problem.say(lang)),
            )
            if problem
            else ""
        )
        return _panel("estimate", inner or tag("p", esc(say("page.no_estimate", lang))), lang)
    return _panel("estimate", _years(estimate, lang), lang)


def _years(calculation: Calculation, lang: Lang) -> str:
    """Tonnes by year with a bar, the total below; a reason where they are provisional."""
    factors = any(year.factor for year in calculation.years)
    heads = [
        ("page.year", ""),
        ("page.days", "n"),
        *([("page.factor", "")] if factors else []),
        ("page.tonnes", "n"),
    ]
    head = "".join(tag("th", esc(say(key, lang)), scope="col", class_=css) for key, css in heads) + tag(
        "th", ""
    )
    most = max((year.tonnes for year in calculation.years), default=0) or 1
    rows = "".join(_year(year, most, factors, lang) for year in calculation.years)
    span = str(len(heads) - 1)
    foot = tag("th", esc(say("page.total", lang)), colspan=span, scope="row")
    foot += tag("td", number(calculation.tonnes), class_="n") + tag("td", "")
    reasons = "".join(tag("li", esc(calculation.rests_on(r).say(lang))) for r in calculation.provisional)
    mark = (
        tag(
            "p",
            tag("span", esc(say("common.provisional_word", lang)), class_="tag amber")
            + f" {len(calculation.provisional)}",
        )
        if reasons
        else ""
    )
    table = tag("table", tag("thead", tag("tr", head)) + tag("tbody", rows) + tag("tfoot", tag("tr", foot)))
    sure = [interval.text for interval in calculation.intervals]
    sure += [
        v.title + Text(f" = {v.value}", f" = {v.value}") + SETS + v.note
        for v in calculation.entered
        if v.note
    ]
    beside = "".join(tag("p", esc(one.say(lang)), class_="small") for one in sure)
    return table + beside + (mark + tag("ul", reasons, class_="list small") if reasons else "")


def _year(year: YearResult, most: int, factors: bool, lang: Lang) -> str:
    mark = (
        " " + tag("span", esc(say("common.provisional_word", lang)), class_="tag amber")
        if year.provisional
        else ""
    )
    width = max(0.0, 100 * year.tonnes / most)
    cells = tag("th", f"{year.year}{mark}", scope="row") + tag("td", str(year.days), class_="n")
    if factors:
        cells += tag("td", esc(factor_name(year.factor, lang)))
    bar = tag("span", "", class_="bar", style=f"width:{width:.1f}%", aria_hidden="true")
    return tag("tr", cells + tag("td", number(year.tonnes), class_="n") + tag("td", bar, class_="bars"))


def _claims(claims: tuple[Claim, ...], lang: Lang) -> str:
    if not claims:
        return _panel("claims", tag("p", esc(say("page.no_claims", lang))), lang)
    return _panel("claims", "", lang) + "".join(_claim(claim, lang) for claim in claims)


def _claim(claim: Claim, lang: Lang) -> str:
    """One accounting period: its last day of application, what is lost, quantities, its own findings."""
    lines = [say("page.last_application", lang, day=claim.last_application.isoformat())]
    if claim.lost:
        lines.append(say("page.lost", lang, start=claim.lost.start, end=claim.lost.end))
    if claim.reduction.quantity is not None:
        lines.append(
            f"{say('page.quantity', lang)} {number(claim.reduction.quantity)} {say('common.tonnes_unit', lang)}"
        )
    if claim.calculation:
        lines.append(
            f"{say('page.calculated', lang)} {number(claim.calculation.tonnes)} {say('common.tonnes_unit', lang)}"
        )
    if claim.problem:
        lines.append(f"{say('page.problem', lang)}{say('common.colon', lang)}{claim.problem.say(lang)}")
    title = say("page.claim", lang, start=claim.period.start, end=claim.period.end)
    inner = tag("h2", esc(title)) + tag("ul", "".join(tag("li", esc(line)) for line in lines), class_="list")
    if claim.calculation:
        inner += _years(claim.calculation, lang)
    return tag(
        "section",
        inner + _verdict(claim.decision, lang) + _findings(claim.decision.findings, lang),
        class_="panel",
    )


def _gaps(assessment: Assessment, lang: Lang) -> str:
    if not assessment.gaps:
        return tag("p", esc(say("page.gaps_none", lang)))
    items = []
    for gap in assessment.gaps:
        clause = (
            " " + tag("span", esc(clause_label(gap.clause, assessment.on).say(lang)), class_="small")
            if gap.clause
            else ""
        )
        items.append(
            tag(
                "li",
                tag("b", esc(gap.title.say(lang)))
                + clause
                + tag("p", esc(gap.remedy.say(lang)), class_="todo"),
            )
        )
    return tag("ul", "".join(items), class_="list")


def _warnings(assessment: Assessment, lang: Lang) -> str:
    return tag("ul", "".join(tag("li", esc(show(w, lang))) for w in assessment.warnings), class_="list")
