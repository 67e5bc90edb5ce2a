"""What changed, as a feed: entries of the law and of reviews, as Atom text; and saved searches that tell what is new to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal
from xml.etree import ElementTree

import msgspec

from ..core.digest import digest
from ..core.text import Lang, Text
from .corpus import Corpus, corpus
from .dossier import KIND_TEXT, ReviewEvent
from .mechanism import HAPPENING_TEXT, Moment
from .search import Hit, search

ATOM = "http://www.w3.org/2005/Atom"


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed; ``id`` is the same whenever the feed is made."""

    id: str
    on: dt.date
    title: Text
    summary: Text
    ref: str
    provisional: bool = False


def of_law(moments: Iterable[Moment]) -> list[FeedEntry]:
    """Entries of what happened to the law; drafts without a day are left out."""
    return [
        FeedEntry(
            id=f"urn:openccer:law:{moment.ref}:{moment.happening}:{moment.on}",
            on=moment.on,
            title=moment.label
            + Text(f"：{HAPPENING_TEXT[moment.happening].zh}", f": {HAPPENING_TEXT[moment.happening].en}"),
            summary=moment.text,
            ref=moment.ref,
            provisional=moment.provisional,
        )
        for moment in moments
        if moment.on != dt.date.max
    ]


def of_reviews(events: Iterable[ReviewEvent]) -> list[FeedEntry]:
    """Entries of what happened to records: by whom, and on which content."""
    return [
        FeedEntry(
            id=f"urn:openccer:record:{event.record}:{event.kind}:{event.on}:{digest(event)[:12]}",
            on=event.on,
            title=Text(
                f"{event.record}：{KIND_TEXT[event.kind].zh}", f"{event.record}: {KIND_TEXT[event.kind].en}"
            ),
            summary=Text(
                f"{event.by}，内容 {event.content[:12]}", f"{event.by}, content {event.content[:12]}"
            ),
            ref=event.record,
        )
        for event in events
    ]


def atom(
    entries: Iterable[FeedEntry],
    *,
    lang: Lang,
    title: str,
    self_url: str,
    updated: dt.date,
    link: str = "{ref}",
    limit: int = 200,
) -> str:
    """An Atom feed, newest first.

    Parameters
    ----------
    self_url : str
        Address of the feed itself.
    updated : date
        Day it was made; the library reads no clock.
    link : str
        Address of what an entry is about, with ``{ref}`` in it.
    """
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": "zh-CN" if lang == "zh" else "en"})
    _child(feed, "id", self_url)
    _child(feed, "title", title)
    _child(feed, "updated", _stamp(updated))
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": self_url})
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _child(author, "name", "OpenCCER")
    for entry in sorted(entries, key=lambda one: (one.on, one.id), reverse=True)[:limit]:
        node = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        mark = Text("［暂定］", "[provisional] ").say(lang) if entry.provisional else ""
        _child(node, "id", entry.id)
        _child(node, "title", mark + entry.title.say(lang))
        _child(node, "updated", _stamp(entry.on))
        _child(node, "summary", entry.summary.say(lang))
        ElementTree.SubElement(
            node, f"{{{ATOM}}}link", {"rel": "alternate", "href": link.format(ref=entry.ref)}
        )
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _child(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _stamp(day: dt.date) -> str:
    """Midnight in Beijing."""
    return f"{day.isoformat()}T00:00:00+08:00"


class SavedSearch(msgspec.Struct, frozen=True, kw_only=True):
    """A question somebody keeps; ``seen`` is what it found when it was last asked, by citation with the hash of what it said."""

    name: str
    query: str
    seen: dict[str, str] = {}
    asked: dt.date | None = None


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Something a saved search now finds, or no longer finds, or that reads otherwise."""

    search: str
    kind: Literal["new", "changed", "gone"]
    ref: str
    hit: Hit | None


ALERT_TEXT: dict[str, Text] = {
    "new": Text("新出现", "new"),
    "changed": Text("内容变更", "changed"),
    "gone": Text("不再出现", "gone"),
}


def ask_again(
    saved: SavedSearch, on: dt.date, law: Corpus | None = None, limit: int = 20
) -> tuple[list[Alert], SavedSearch]:
    """Ask a saved search under the law of a day: what is new since it was last asked, and the search to keep.

    The first time nothing is new: what is found then is what it starts from.
    """
    base = law or corpus()
    hits = {hit.ref: hit for hit in search(saved.query, on, limit, base)}
    now = {ref: _said(hit, base, on) for ref, hit in hits.items()}
    alerts: list[Alert] = []
    if saved.asked is not None:
        for ref, hit in hits.items():
            if ref not in saved.seen:
                alerts.append(Alert(search=saved.name, kind="new", ref=ref, hit=hit))
            elif saved.seen[ref] != now[ref]:
                alerts.append(Alert(search=saved.name, kind="changed", ref=ref, hit=hit))
        alerts += [
            Alert(search=saved.name, kind="gone", ref=ref, hit=None) for ref in saved.seen if ref not in hits
        ]
    return alerts, msgspec.structs.replace(saved, seen=now, asked=on)


def _said(hit: Hit, law: Corpus, on: dt.date) -> str:
    if hit.kind == "parameter":
        return digest(law.parameter(hit.ref, on))
    return law.clause(hit.ref, on).digest
