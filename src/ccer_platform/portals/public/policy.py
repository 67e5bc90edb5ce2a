"""The policy base for readers: records with their scores and review, side by side, and what is covered where."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.text import Lang, Text
from ccer.policy.compare import DIMENSION_TEXT, FACTS, Cell, find_records, matrix, side_by_side
from ccer.policy.corpus import corpus
from ccer.policy.dossier import Dossier
from ccer.policy.lint import SEVERITY_TEXT, LintFinding
from ccer.policy.record import Record
from ccer.policy.scorecard import ANSWER_TEXT, PILLAR_TEXT, Scorecard, pillars, scorecard
from ccer.policy.valued import valued
from ccer.policy.workflow import findings_of

from ...actions.policy import files
from ...components.charts import Chart, ChartSeries
from ...components.reviews import COLOUR, state_title, trail
from ...components.vocabulary import label
from ...language import lang
from ...store.reading import policy as reading
from . import shown
from .shown import missing, show

BASE = (Text("政策库", "Policy base"), "public:policy")
REGULATORY_TEXT = {
    "pore_space_rights": Text("空隙归属权", "Pore space"),
    "liability_transfer": Text("长期责任转移", "Transfer of liability"),
    "liability_period": Text("责任期限", "Period of liability"),
    "financial_assurance": Text("财务保证", "Financial assurance"),
    "permitting_lead_time": Text("审批周期", "Time for permits"),
    "co2_definition": Text("CO₂ 法律定义", "CO₂ in law"),
    "cross_border_rules": Text("跨境规则", "Cross-border rules"),
}
IMPACT_TEXT = {
    "economic": Text("成本", "Cost"),
    "technical": Text("技术选择", "Choice of technology"),
    "environmental": Text("减排", "Tonnes"),
}
SEVERITY_COLOUR = {"error": "red", "warning": "amber", "note": "blue"}
MOST_COMPARED = 4
SEPARATOR = Text("、", ", ")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All records, or those that a question finds, with the words that led to each."""
    query = request.GET.get("q", "").strip()[:200]
    held = reading.dossiers()
    found = {one.id: one for one in find_records(query, reading.records(lang()), 50)} if query else {}
    ids = list(found) if query else list(held)
    return show(
        request,
        "policy/index",
        BASE[1],
        [(BASE[0], "")],
        query=query,
        rows=[_listed(held[id], found.get(id)) for id in ids],
    )


def _listed(one: Dossier, found: Any) -> dict[str, Any]:
    record = reading.in_language(one, lang())
    return {
        "id": one.record,
        "title": record.text("title"),
        "country": said("country", record.get("country")),
        "category": said("category", record.get("category")),
        "status": said("status", record.get("status")),
        "published": record.text("pubDate"),
        "state": state_title(one.state),
        "colour": COLOUR[one.state],
        "why": "；".join(f"{field}：{'、'.join(words)}" for field, words in found.matched.items())
        if found
        else "",
    }


def said(group: str, value: Any) -> str:
    """A word of a vocabulary in the language of the page; lists joined."""
    if isinstance(value, list):
        return SEPARATOR.say(lang()).join(said(group, one) for one in value) or "—"
    return label(group, str(value)).say(lang()) if value not in (None, "") else "—"


@require_GET
def record(request: HttpRequest, id: str) -> HttpResponse:
    """One record: what it says, what it rests on, what is wrong with it, who stands by it."""
    one = reading.dossier(id)
    if one is None:
        return missing(
            request,
            Text("没有这一政策记录", "There is no such policy record"),
            Text("由政策库列表查找。", "Look for it in the list of the policy base."),
        )
    on = shown.day_asked(request, "on")
    return show(
        request, "policy/record", BASE[1], [(BASE[0], reverse(BASE[1])), (id, "")], **facts_of(one, on)
    )


def facts_of(one: Dossier, on: dt.date) -> dict[str, Any]:
    """What the page of a record shows; the analyst's page shows the same."""
    record = reading.in_language(one, lang())
    other = one.records.get("en" if record.lang == "zh" else "zh")
    findings = findings_of(one, corpus(), reading.records(record.lang)).get(record.lang, [])  # type: ignore[arg-type]
    card = scorecard(record, on)
    return {
        "one": one,
        "record": record,
        "other": other,
        "on": on,
        "state": state_title(one.state),
        "colour": COLOUR[one.state],
        "facts": [
            (title, said(name, record.get(name)), _at(findings, name)) for name, title in FACTS.items()
        ],
        "body_findings": _at(findings, "body"),
        "loose": [_finding(f) for f in findings if not f.field],
        "findings": len(findings),
        "errors": sum(f.severity == "error" for f in findings),
        "scores": [_score(score, record, findings) for score in card.scores],
        "rubric": card.rubric,
        "rubric_note": card.provisional,
        "radar": _radar(card),
        "pillars": _pillars(record, on, findings),
        "regulatory": _texts(record, "regulatory", REGULATORY_TEXT, findings),
        "impact": _texts(record, "impactAnalysis", IMPACT_TEXT, findings),
        "interpretation": record.text("interpretation"),
        "evolution": record.get("evolution") or {},
        "evolution_findings": _at(findings, "evolution"),
        "provenance": record.get("provenance") or {},
        "provenance_findings": _at(findings, "provenance") + _at(findings, "reviewStatus"),
        "claims": record.text("reviewStatus"),
        "machine": [name.partition(":")[2] for name in one.machine if name.startswith(f"{record.lang}:")],
        "trail": trail(one),
    }


def _at(findings: list[LintFinding], prefix: str) -> list[dict[str, Any]]:
    return [_finding(f) for f in findings if f.field == prefix or f.field.startswith(f"{prefix}.")]


def _finding(found: LintFinding) -> dict[str, Any]:
    return {
        "check": found.check,
        "field": found.field,
        "why": found.why,
        "severity": SEVERITY_TEXT[found.severity],
        "colour": SEVERITY_COLOUR[found.severity],
    }


def _score(score: Any, record: Record, findings: list[LintFinding]) -> dict[str, Any]:
    came = record.dimensions.get(score.dimension, {})
    return {
        "title": score.title,
        "came": came if score.came_with is not None else None,
        "ours": score.score,
        "least": score.least,
        "most": score.most,
        "missing": score.missing,
        "provisional": score.provisional,
        "items": [(item, ANSWER_TEXT[item.answer], [c.ref for c in item.citations]) for item in score.items],
        "held": any(item.citations for item in score.items),
        "findings": _at(findings, f"analysis.{score.dimension}"),
    }


def _radar(card: Scorecard) -> Chart:
    return Chart(
        name="radar",
        title=Text("五个维度的评分", "Scores of the five dimensions"),
        categories=tuple(score.title for score in card.scores),
        series=(
            ChartSeries(Text("记录自带", "came with the record"), tuple(s.came_with for s in card.scores)),
            ChartSeries(Text("按条款得出", "from the provisions"), tuple(s.score for s in card.scores)),
        ),
        unit=Text("分（满分 100）", "points of 100"),
        kind="radar",
        head=Text("维度", "Dimension"),
        note=Text(
            "没有分数的维度标“—”，不画出；原因见下表。",
            "A dimension without a score is “—” and not drawn; the table says why.",
        ),
    )


def _pillars(record: Record, on: dt.date, findings: list[LintFinding]) -> list[dict[str, Any]]:
    """The typed pillars: from the law base where evidence is held, beside what the record states."""
    ours = {pillar.name: pillar for pillar in pillars(record.id, on)}
    rows = []
    for name, title in PILLAR_TEXT.items():
        stated, pillar = record.get(f"crediting.{name}"), ours.get(name)
        if stated is None and pillar is None:
            continue
        rows.append(
            {
                "title": title,
                "answer": ANSWER_TEXT[pillar.answer] if pillar else None,
                "values": list({(v.value, v.unit, v.provisional): v for v in pillar.values}.values())
                if pillar
                else [],
                "listed": len(pillar.listed) if pillar else 0,
                "refs": [c.ref for c in pillar.citations] if pillar else [],
                "stated": _stated(stated),
                "findings": _at(findings, f"crediting.{name}"),
            }
        )
    return rows


def _stated(stated: Any) -> str:
    if not isinstance(stated, dict):
        return "—"
    value, unit = stated.get("value"), str(stated.get("unit", ""))
    values = value if isinstance(value, list) else [value]
    words = [label("stated", str(one)) if unit == "text" else valued(one, unit) for one in values]
    return SEPARATOR.say(lang()).join(one.say(lang()) for one in words)


def _texts(
    record: Record, group: str, titles: dict[str, Text], findings: list[LintFinding]
) -> list[tuple[Text, str, list[dict[str, Any]]]]:
    return [
        (title, record.text(f"{group}.{name}"), _at(findings, f"{group}.{name}"))
        for name, title in titles.items()
    ]


@require_GET
def raw(request: HttpRequest, id: str, language: Lang) -> HttpResponse:
    """The file of a record, byte for byte."""
    one = reading.dossier(id)
    held = files(one) if one else {}
    if language not in held:
        return missing(
            request,
            Text("没有这一文件", "There is no such file"),
            Text("由政策库列表查找。", "Look for it in the list of the policy base."),
        )
    answer = HttpResponse(held[language], content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{id}.{language}.md"'
    return answer


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Records as columns: facts, scores, typed pillars, each with its clause."""
    held, on = reading.records(lang()), shown.day_asked(request, "on")
    chosen = [id for id in dict.fromkeys(request.GET.getlist("id")) if id in held][:MOST_COMPARED]
    columns = [held[id] for id in chosen]
    rows = side_by_side(columns, on) if columns else ()
    return show(
        request,
        "policy/compare",
        BASE[1],
        [(BASE[0], reverse(BASE[1])), (Text("对比", "Side by side"), "")],
        records=[(id, record.text("title"), id in chosen) for id, record in held.items()],
        columns=columns,
        on=on,
        rows=[
            (row.title, row.same and len(columns) > 1, [_cell(cell, row.name) for cell in row.cells])
            for row in rows
        ],
    )


def _cell(cell: Cell, name: str) -> dict[str, Any]:
    value = cell.value
    if cell.shown:
        text = cell.shown.say(lang())
    else:
        text = (
            "—" if value is None else said(name, value) if cell.kind == "fact" else _plain(value, cell.unit)
        )
    refs = [ref for ref in cell.citation.split("; ") if "/" in ref and " " not in ref]
    return {
        "kind": cell.kind,
        "text": text,
        "refs": refs,
        "why": cell.why,
        "cited": cell.citation if not refs else "",
    }


def _plain(value: Any, unit: str) -> str:
    if isinstance(value, (list, tuple)):
        return SEPARATOR.say(lang()).join(_plain(one, unit) for one in value)
    if value is True:
        return Text("有规定", "there").say(lang())
    return f"{value} / 100" if unit == "/100" else valued(value, unit).say(lang())


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Jurisdictions by dimension and pillar: how many records have cited evidence, zero where none has."""
    held = matrix(reading.records("en").values())
    groups = (
        (Text("维度（有条款的评分）", "Dimensions (scores with a citation)"), "analysis", DIMENSION_TEXT),
        (Text("机制要素", "Pillars of crediting"), "crediting", PILLAR_TEXT),
        (Text("封存监管要素", "Pillars of storage law"), "regulatory", REGULATORY_TEXT),
    )
    return show(
        request,
        "policy/coverage",
        BASE[1],
        [(BASE[0], reverse(BASE[1])), (Text("覆盖", "Coverage"), "")],
        groups=[
            (
                title,
                list(titles.values()),
                [
                    (
                        said("country", one.country),
                        one.records,
                        [(head, one.counts.get(f"{group}.{name}", 0)) for name, head in titles.items()],
                    )
                    for one in held
                ],
            )
            for title, group, titles in groups
        ],
    )
