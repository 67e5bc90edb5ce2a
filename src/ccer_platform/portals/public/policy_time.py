"""The law in time: the whole mechanism on a day, what changed, what is to come, and which text came from which."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.policy.diff import CHANGE_TEXT, diff
from ccer.policy.feed import FeedEntry, atom, of_law, of_reviews
from ccer.policy.lineage import Graph, families, graph, timeline
from ccer.policy.mechanism import HAPPENING_TEXT, Moment, changes, mechanism, upcoming
from ccer.policy.reading import RANK_TEXT
from ccer.rules.catalogue import STAGE_TEXT, all_rules

from ...clock import today
from ...language import lang
from ...store.reading import policy as reading
from . import shown
from .policy import BASE
from .shown import Moment as Line
from .shown import show

FIRST = dt.date(2012, 1, 1)
EDGE_TEXT = {
    "version": Text("新版本取代旧版本", "a later version of"),
    "amend": Text("修改", "amends"),
    "insert": Text("增加", "inserts into"),
    "repeal": Text("废止", "repeals"),
    "suspend": Text("中止", "suspends"),
    "interpret": Text("解释", "interprets"),
    "commence": Text("使其施行", "commences"),
    "replace": Text("取代", "replaces"),
    "transitional": Text("过渡规定", "transitional for"),
    "end-use": Text("终止使用", "ends the use of"),
    "supersedes": Text("取代（记录所写）", "supersedes, as a record says"),
}
MOST = 300


@require_GET
def time(request: HttpRequest) -> HttpResponse:
    """The whole mechanism on a day, with the difference to another day."""
    on = _bounded(shown.day_asked(request, "on"))
    other = _bounded(shown.day_asked(request, "against")) if request.GET.get("against") else None
    if request.GET.get("month", "").isdigit():
        on = _month(int(request.GET["month"]))
    held = mechanism(on)
    titles = {rule.id: rule for rule in all_rules()}
    stages: dict[Text, list[Any]] = {}
    for id, refs in held.rules.items():
        rule = titles.get(id)
        stages.setdefault(STAGE_TEXT[rule.stage] if rule else Text("其他", "others"), []).append(
            (rule.title if rule else Text(id, id), refs)
        )
    found = diff(min(on, other), max(on, other)) if other else []
    return show(
        request,
        "policy/time",
        BASE[1],
        [(BASE[0], reverse(BASE[1])), (Text("某一日的机制", "The mechanism on a day"), "")],
        held=held,
        on=on,
        other=other,
        month=(on.year - FIRST.year) * 12 + on.month - 1,
        months=(today().year + 2 - FIRST.year) * 12,
        instruments=[(RANK_TEXT[one.rank], one) for one in held.instruments],  # type: ignore[index]
        stages=list(stages.items()),
        silent=sorted(
            (p.title for p in corpus().parameters() if p.name in held.silent), key=lambda title: title.zh
        ),
        differences=[(CHANGE_TEXT[one.change], one) for one in found[:MOST]],
        difference_count=len(found),
        coming=_told(upcoming(on)[:60]),
        ticks=list(range(FIRST.year, today().year + 2)),
    )


def _month(number: int) -> dt.date:
    years, month = divmod(min(number, 12 * 200), 12)
    return _bounded(dt.date(FIRST.year + years, month + 1, 1))


def _bounded(day: dt.date) -> dt.date:
    return min(max(day, FIRST), dt.date(2199, 12, 31))


def _told(moments: list[Moment]) -> list[dict[str, Any]]:
    return [
        {
            "on": None if moment.on == dt.date.max else moment.on,
            "what": HAPPENING_TEXT[moment.happening],
            "label": moment.label,
            "text": moment.text,
            "ref": moment.ref,
            "law": moment.kind != "parameter",
            "provisional": moment.provisional,
        }
        for moment in moments
    ]


@require_GET
def changed(request: HttpRequest) -> HttpResponse:
    """What happened to the law and to records, the newest first."""
    since = _bounded(shown.day_asked(request, "since")) if request.GET.get("since") else FIRST
    until = _bounded(shown.day_asked(request, "until"))
    return show(
        request,
        "policy/changes",
        BASE[1],
        [(BASE[0], reverse(BASE[1])), (Text("变化", "Changes"), "")],
        since=since,
        until=until,
        moments=_told(changes(since, until)[::-1][:MOST]),
        reviews=entries_of_reviews()[::-1][:50],
    )


def entries_of_reviews() -> list[FeedEntry]:
    """Reviews as entries, people by name."""
    events = [event for _, event in reading.reviews()]
    known = reading.people({event.by for event in events})
    named = [
        type(event)(
            **{f: getattr(event, f) for f in event.__struct_fields__}
            | {"by": known.get(event.by, (event.by, 0))[0]}
        )
        for event in events
    ]
    return of_reviews(named)


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The same as an Atom feed."""
    entries = [*of_law(changes(FIRST, today())), *entries_of_reviews()]
    here = request.path if lang() == "zh" else f"/en{request.path_info}"
    text = atom(
        entries,
        lang=lang(),
        title=Text("OpenCCER 法规与政策变化", "OpenCCER changes of law and policy").say(lang()),
        self_url=absolute(here),
        updated=today(),
        link=absolute("/policy/about/{ref}"),
    )
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def absolute(path: str) -> str:
    """An address of this portal as others reach it."""
    return str(getattr(settings, "PORTAL", "")).rstrip("/") + path


@require_GET
def lineage(request: HttpRequest) -> HttpResponse:
    """Which text replaces, amends or ends which; the timeline of a family."""
    whole = graph(records=reading.records(lang()))
    around, family = request.GET.get("around", ""), request.GET.get("family", "")[:100]
    linked = {edge.source for edge in whole.edges} | {edge.target for edge in whole.edges}
    part = whole.around(around) if any(node.id == around for node in whole.nodes) else whole
    line = timeline(family, reading.records(lang())) if family else ()
    return show(
        request,
        "policy/lineage",
        BASE[1],
        [(BASE[0], reverse(BASE[1])), (Text("沿革", "Lineage"), "")],
        around=around,
        nodes=[node for node in sorted(whole.nodes, key=lambda n: n.id) if node.id in linked],
        edges=_edges(part),
        drawing=_drawing(part, linked),
        families=list(families(reading.records(lang()))),
        family=family,
        line=[
            Line(point.on.isoformat(), point.label, note=point.what, cites=_cited(point.ref), on=point.on)
            for point in line
        ],
    )


def _cited(ref: str) -> tuple[str, ...]:
    """The reference where the law base holds it; a record is none."""
    return (ref,) if ref.partition("/")[0] in corpus().view().ids else ()


def _edges(part: Graph) -> list[dict[str, Any]]:
    labels = {node.id: node for node in part.nodes}
    return [
        {
            "source": labels[edge.source].label if edge.source in labels else Text(edge.source, edge.source),
            "target": labels[edge.target].label if edge.target in labels else Text(edge.target, edge.target),
            "held": edge.target in labels and labels[edge.target].held,
            "kind": EDGE_TEXT[edge.kind],
            "ref": edge.ref,
            "since": edge.since,
            "text": edge.text,
        }
        for edge in sorted(part.edges, key=lambda e: (e.since or dt.date.max, e.source), reverse=True)
    ]


def _drawing(part: Graph, linked: set[str]) -> dict[str, Any]:
    """The graph as lines between texts, by the year in force: older left, newer right; every text a row of its own."""
    nodes = [node for node in part.nodes if node.id in linked]
    nodes.sort(key=lambda node: (node.since or dt.date.max, node.id))
    years = [node.since.year for node in nodes if node.since]
    first, last = (min(years), max(years)) if years else (2012, 2026)
    place = {
        node.id: (
            20
            + (
                240
                * (
                    (node.since.toordinal() - dt.date(first, 1, 1).toordinal())
                    / (365.25 * (last - first + 1))
                )
                if node.since
                else 255
            ),
            18 + 24 * row,
        )
        for row, node in enumerate(nodes)
    }
    return {
        "height": 24 * len(nodes) + 20,
        "nodes": [(node, *map(round, place[node.id])) for node in nodes],
        "lines": [
            (*map(round, place[edge.target]), *map(round, place[edge.source]), edge.kind)
            for edge in part.edges
            if edge.source in place and edge.target in place and edge.source != edge.target
        ],
    }
