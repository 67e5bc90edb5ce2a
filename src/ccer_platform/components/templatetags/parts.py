"""The components, each once: `{% decision found %}`, `{% clause ref on %}`, `{% due clock %}` …"""

from __future__ import annotations

import datetime as dt
import re
from html import escape as quoted
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe

from ccer.compute.places import factor_title
from ccer.core.asof import MARK_TEXT
from ccer.core.decision import DECISION_TEXT, FINDING_TEXT, Decision, Finding, show
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.documents.clauses import clause_label
from ccer.documents.mathml import to_mathml
from ccer.documents.wording import unit as printed_unit
from ccer.policy.corpus import corpus
from ccer.policy.valued import valued
from ccer.project.life.outcome import Refusal
from ccer.rules.catalogue import STAGE_TEXT, SUPPLY, Stage

from ...clock import today
from ...language import lang
from .. import charts, clocks, names, states
from ..facts import fact_title
from ..sheet import Cell, Line

register = template.Library()
VERDICT = {"granted": "green", "refused": "red", "open": "amber"}
OUTCOME = {"met": "ok", "not-met": "no", "unknown": "wait", "not-applicable": "quiet"}
_FIRST = ("not-met", "unknown", "met", "not-applicable")


@register.simple_tag
def clause(ref: str, on: dt.date | None = None) -> SafeString:
    """A clause by its short name; it opens the provision as it read on that day."""
    ref = str.__str__(
        ref
    )  # a word of a template comes as a SafeString, which the law's caches would pass on to the journal
    day = on or today()
    path = reverse("public:provision", args=[ref]) if "/" in ref else reverse("public:instrument", args=[ref])
    return format_html(
        '<a class="chip" href="{}?on={}">{}</a>', path, day.isoformat(), label_of(ref, day).say(lang())
    )


def label_of(ref: str, day: dt.date) -> Text:
    """A clause as people write it on a day, or as it was written while in force; the path where it is not held."""
    label = clause_label(ref, day)
    if label.zh != ref:
        return label
    try:
        return corpus().clause(ref).label
    except CcerError:
        return label


@register.simple_tag
def clauses(refs: Any, on: dt.date | None = None) -> SafeString:
    """Several clauses."""
    return mark_safe("".join(clause(ref, on) for ref in refs)) if refs else mark_safe("—")


@register.simple_tag
def status(machine: str, state: str) -> SafeString:
    """A state: its word, in its colour."""
    return format_html(
        '<span class="tag {}">{}</span>', states.colour(state), states.title(machine, state).say(lang())
    )


@register.simple_tag
def provisional(why: Text | None = None) -> SafeString:
    """The mark 「暂定」, with its reason."""
    reason = why.say(lang()) if why else ""
    word = Text("暂定", "provisional").say(lang())
    shown = format_html(": {}", reason) if lang() == "en" else format_html("：{}", reason)
    return format_html('<span class="mark">{}{}</span>', word, shown if reason else "")


@register.filter
def name(value: object) -> SafeString | str:
    """A proper name that stays Chinese: marked so on an English page, whole or where it stands in an English sentence."""
    text = "" if value is None else str(value)
    if lang() == "zh" or not _HAN.search(text):
        return text or "—"
    if not _ENGLISH.search(text):
        return format_html('<span lang="zh-CN">{}</span>', text)
    return mark_safe(_RUN.sub(r'<span lang="zh-CN">\g<0></span>', escape(text)))


_HAN = re.compile(r"[\u4e00-\u9fff]")
_RUN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_ENGLISH = re.compile(r"\b[a-z]{3,}\b")


@register.filter
def party(held: Any) -> str:
    """An organisation in the language of the page, where it has a name in it."""
    return names.party(held).say(lang())


@register.filter
def grid_factor(value: str) -> str:
    """A grid factor such as ``East 2023``: the grid in words."""
    return factor_title(value).say(lang()) if value else "—"


@register.filter
def province(value: str) -> str:
    """A province in the language of the page."""
    return charts.province(value).say(lang()) if value else "—"


@register.filter
def mark(value: str) -> str:
    """How sure the base is of something, in words."""
    return MARK_TEXT[value].say(lang()) if value in MARK_TEXT else value


@register.filter
def unit(value: str) -> str:
    """A unit as people print it."""
    return printed_unit(value, lang())


@register.simple_tag
def measured(value: Any, of: str) -> str:
    """A dated value with its unit."""
    return valued(value, of).say(lang())


@register.filter
def mathml(source: str) -> SafeString:
    """LaTeX as MathML on a line of its own."""
    return mark_safe(to_mathml(source))


@register.filter
def symbol(source: str) -> SafeString:
    """LaTeX as MathML within a sentence."""
    return mark_safe(to_mathml(source, display=False))


@register.inclusion_tag("components/decision.html")
def decision(found: Decision) -> dict[str, Any]:
    """Verdict, and findings one a line: what refuses first, then what is missing, then what is met."""
    ranked = sorted(found.findings, key=lambda f: _FIRST.index(f.outcome))
    counts = {kind: sum(f.outcome == kind for f in found.findings) for kind in _FIRST}
    return {
        "found": found,
        "colour": VERDICT[found.outcome],
        "verdict": DECISION_TEXT[found.outcome],
        "stage": STAGE_TEXT[Stage(found.stage)],
        "counts": [(FINDING_TEXT[kind], n, OUTCOME[kind]) for kind, n in counts.items() if n],  # type: ignore[index]
        "lines": [_line(f) for f in ranked if f.outcome in ("not-met", "met")],
        "rest": [_line(f) for f in ranked if f.outcome not in ("not-met", "met")],
    }


def _line(f: Finding) -> dict[str, Any]:
    return {
        "title": f.title,
        "fact": f.fact_text(lang()),
        "requires": f.requirement(lang()),
        "remedy": _remedy(f),
        "outcome": FINDING_TEXT[f.outcome],
        "class": OUTCOME[f.outcome],
        "provisional": f.provisional,
        "reading": f.interpretation,
        "cites": [c.ref for c in f.citations],
        "on": f.on,
    }


def _remedy(f: Finding) -> Text | None:
    """What to do next; facts to be stated by the names that people know."""
    if f.outcome == "met" or f.remedy != SUPPLY.fill(fields=", ".join(f.missing)):
        return None if f.outcome == "met" else f.remedy
    called = [fact_title(key) or Text(key, key) for key in f.missing]
    return SUPPLY.fill(fields=Text("、".join(c.zh for c in called), ", ".join(c.en for c in called)))


@register.inclusion_tag("components/refusal.html")
def refusal(error: CcerError, on: dt.date | None = None) -> dict[str, Any]:
    """What, why, by which clause, what to do next."""
    cites = error.cites if isinstance(error, Refusal) else (error.clause,) if error.clause else ()
    return {
        "what": error.what,
        "why": error.why,
        "next": error.next,
        "cites": cites,
        "on": on,
        "warned": isinstance(error, Refusal) and error.severity == "warned",
    }


@register.inclusion_tag("components/due.html")
def due(until: dt.date, why: Text | None = None, cite: str = "", ends: bool = False) -> dict[str, Any]:
    """A deadline: last day, working days left, whether it is provisional; ``ends`` for a notice, which nobody can miss."""
    return {"due": clocks.due(until, today(), why, cite, ends=ends)}


@register.inclusion_tag("components/timeline.html")
def timeline(steps: Any) -> dict[str, Any]:
    """Events with day, actor and clause; those to come last."""
    return {"steps": steps}


@register.inclusion_tag("components/tasks.html")
def tasks(items: Any) -> dict[str, Any]:
    """What can be done next: `ccer.project.life.Task` each, or a mapping with the same names and ``href``."""
    return {"items": items}


@register.inclusion_tag("components/sheet.html")
def sheet(made: Any) -> dict[str, Any]:
    """The data table."""
    return {"sheet": made}


@register.simple_tag
def options(choices: Any, chosen: str) -> SafeString:
    """The choices of a filter, all first: names with their words, or bare numbers. Made without a template for the reason `line` gives."""
    rows = [f'<option value="">{Text("全部", "All").say(lang())}</option>']
    for each in choices:
        value, words = each if isinstance(each, tuple) else (str(each), str(each))
        said = quoted(words.say(lang()) if isinstance(words, Text) else words)
        rows.append(
            f'<option value="{quoted(value)}"{" selected" if value == chosen else ""}>{said}</option>'
        )
    return mark_safe("".join(rows))


@register.simple_tag
def line(made: Line) -> SafeString:
    """A row of the data table. Hundreds of cells make a page: a template, or `format_html`, takes several times as long for them."""
    (_, head), *rest = made.cells
    cells = [f'<th scope="row">{_cell(head)}</th>']
    for label, cell in rest:
        number, nothing = cell.kind in ("number", "moved"), cell.text == "—"
        words = {"none": nothing, "n": number, "nowrap": cell.kind == "day" and not nothing}
        classes = " ".join(word for word, on in words.items() if on)
        kind = f' class="{classes}"' if classes else ""
        cells.append(f'<td{kind} data-label="{quoted(label)}">{_cell(cell)}</td>')
    return mark_safe(f"<tr>{''.join(cells)}</tr>")


def _cell(cell: Cell) -> str:
    text = _name(cell.text) if cell.kind == "name" else quoted(cell.text)
    if cell.href:
        text = f'<a href="{quoted(cell.href)}">{text}</a>'
    elif cell.kind == "status":
        text = f'<span class="tag {quoted(cell.colour)}">{text}</span>'
    elif cell.kind == "moved" and cell.colour:
        text = f'<span class="{quoted(cell.colour)}">{text}</span>'
    below = " · ".join(map(_name, cell.below))
    return f'<span>{text}<span class="below">{below}</span></span>' if below else f"<span>{text}</span>"


def _name(text: str) -> str:
    shown = name(text)
    return shown if isinstance(shown, SafeString) else quoted(shown)


@register.inclusion_tag("components/chart.html")
def chart(made: charts.Chart) -> dict[str, Any]:
    """A chart with its table. The page must load the script of charts."""
    language = lang()
    return {
        "chart": made,
        "rows": made.rows(language),
        "spec": json_script(made.spec(language), f"{made.name}-data"),
        "heads": [s.title for s in made.series],
    }


@register.inclusion_tag("components/strip.html")
def strip(parts: Any) -> dict[str, Any]:
    """Serials as a strip, with what each part is."""
    held = [p for p in parts if p.quantity]
    return {"parts": held, "total": sum(p.quantity for p in held)}


@register.inclusion_tag("components/tiles.html")
def tiles(counts: Any, address: str) -> dict[str, Any]:
    """Provinces as tiles."""
    return {"tiles": charts.tiles(counts, address)}


@register.inclusion_tag("components/step.html", takes_context=True)
def step(context: Any, form: Any) -> dict[str, Any]:
    """The form of a step."""
    return {"form": form, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/review.html", takes_context=True)
def review(context: Any, form: Any) -> dict[str, Any]:
    """Check your answers."""
    return {"form": form, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def requirement(rule: Any, on: dt.date) -> str:
    """What a rule asks for, with its dated value where the rule names it; where it does not, what the clause says."""
    asks = rule.requires.say(lang())
    if "{required}" not in asks:
        return str(asks)
    try:
        if not rule.required_by:
            return corpus().clause(rule.cites[0], on).summary.say(lang())
        value = show(corpus().parameter(rule.required_by, on).value, lang())
    except CcerError:
        value = "—"
    return str(asks.replace("{required}", value))
