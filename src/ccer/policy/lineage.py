"""What came from what: the graph of texts that replace, amend or end each other, and the timeline of a policy family."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from ..core.text import Text
from .corpus import Corpus, corpus
from .lint_format import iso
from .record import Record
from .schema import Instrument

EdgeKind = Literal[
    "version",
    "amend",
    "insert",
    "repeal",
    "suspend",
    "interpret",
    "commence",
    "replace",
    "transitional",
    "end-use",
    "supersedes",
]


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument in one version, or a policy record; ``held`` is False for one that is only named."""

    id: str
    label: Text
    kind: Literal["instrument", "record"]
    since: dt.date | None = None
    until: dt.date | None = None
    draft: bool = False
    held: bool = True


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """The newer text does something to the older, or to a provision of it, from a day on."""

    source: str
    target: str
    kind: EdgeKind
    ref: str = ""
    since: dt.date | None = None
    text: Text | None = None


class Graph(msgspec.Struct, frozen=True):
    """Nodes by id, and edges from the newer to the older."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def around(self, id: str) -> Graph:
        """The part that hangs together with one node."""
        reached, frontier = set(), {id}
        while frontier:
            reached |= frontier
            beside = {e.target for e in self.edges if e.source in frontier}
            beside |= {e.source for e in self.edges if e.target in frontier}
            frontier = beside - reached
        return Graph(
            tuple(n for n in self.nodes if n.id in reached),
            tuple(e for e in self.edges if e.source in reached),
        )


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """One dated point of a family; ``source`` says where the day was taken from."""

    on: dt.date
    ref: str
    label: Text
    what: Text
    source: str = ""


DATES: dict[str, Text] = {
    "adopted": Text("通过", "adopted"),
    "signed": Text("签署", "signed"),
    "published": Text("公布", "published"),
    "in_force": Text("施行", "in force"),
    "ended": Text("最后一日", "last day"),
}


def graph(law: Corpus | None = None, records: Mapping[str, Record] | None = None) -> Graph:
    """The supersession graph of the base and, if given, of policy records.

    Versions of one instrument are nodes ``<id>@<first day>`` where there are several. A methodology's later version is the child of
    the earlier one by its code.
    """
    base = law or corpus()
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    newest: dict[str, str] = {}
    for id in base.view().ids:
        names = list(_versions(base, id, nodes))
        newest[id] = names[-1]
        edges += [
            Edge(source=new, target=old, kind="version", since=nodes[new].since)
            for old, new in itertools.pairwise(names)
        ]
    edges += _by_code(base, nodes, newest)
    for touch in base.view().effects:
        target = touch.effect.target.partition("/")[0]
        name = newest.setdefault(target, target)
        nodes.setdefault(name, Node(id=name, label=Text(name, name), kind="instrument", held=False))
        edges.append(
            Edge(
                source=newest[touch.source],
                target=name,
                kind=touch.effect.kind,
                ref=touch.effect.target,
                since=touch.since,
                text=touch.effect.text,
            )
        )
    for record in (records or {}).values():
        edges += _of_record(record, nodes)
    return Graph(tuple(nodes.values()), tuple(edges))


def _versions(law: Corpus, id: str, nodes: dict[str, Node]) -> Iterator[str]:
    held = law.versions(id)
    for version in held:
        instrument, window = version.instrument, version.window
        name = id if len(held) == 1 else f"{id}@{window.first_day or 'draft'}"
        draft = instrument.draft
        nodes[name] = Node(
            id=name,
            label=instrument.short,
            kind="instrument",
            since=None if draft else window.first_day,
            until=None if draft else window.last_day,
            draft=draft,
        )
        yield name


def _by_code(law: Corpus, nodes: dict[str, Node], newest: dict[str, str]) -> Iterator[Edge]:
    """CCER-01-002-V02 follows CCER-01-002-V01."""
    series: dict[str, dict[str, str]] = {}
    for instrument in law.instruments:
        stem, mark, number = (instrument.code or "").rpartition("-V")
        if mark:
            series.setdefault(stem, {})[number] = newest[instrument.id]
    for held in series.values():
        ordered = [held[number] for number in sorted(held)]
        for old, new in itertools.pairwise(ordered):
            yield Edge(source=new, target=old, kind="version", since=nodes[new].since)


def _of_record(record: Record, nodes: dict[str, Node]) -> Iterator[Edge]:
    title = record.text("title")
    nodes[record.id] = Node(
        id=record.id, label=Text(title, title), kind="record", since=iso(record.get("pubDate"))
    )
    pairs = [(record.id, old) for old in _listed(record, "evolution.supersedes")]
    newer = record.text("evolution.supersededBy")
    if newer:
        pairs.append((newer, record.id))
    for source, target in pairs:
        for name in (source, target):
            nodes.setdefault(name, Node(id=name, label=Text(name, name), kind="record", held=False))
        yield Edge(source=source, target=target, kind="supersedes")


def _listed(record: Record, path: str) -> list[str]:
    value = record.get(path)
    return [str(one) for one in value] if isinstance(value, list) else []


def timeline(family: str, records: Mapping[str, Record], law: Corpus | None = None) -> list[Milestone]:
    """The dated points of a policy family: of its records, and of the instruments they speak of with what those do to others."""
    from .lint_law import instrument_of

    base = law or corpus()
    found: list[Milestone] = []
    seen: set[str] = set()
    for record in records.values():
        if family not in _listed(record, "evolution.clusters"):
            continue
        found += _of_family(record)
        instrument = instrument_of(record, base)
        if instrument is not None and instrument.id not in seen:
            seen.add(instrument.id)
            found += _of_instrument(instrument, base)
    return sorted(found, key=lambda m: (m.on, m.ref))


def families(records: Mapping[str, Record]) -> dict[str, tuple[str, ...]]:
    """The families that records say they belong to, each with its records."""
    found: dict[str, list[str]] = {}
    for record in records.values():
        for name in _listed(record, "evolution.clusters"):
            found.setdefault(name, []).append(record.id)
    return {name: tuple(ids) for name, ids in sorted(found.items())}


def _of_family(record: Record) -> Iterator[Milestone]:
    title = record.text("title")
    day = iso(record.get("pubDate"))
    if day is not None:
        yield Milestone(
            on=day,
            ref=record.id,
            label=Text(title, title),
            what=Text("记录所写公布日", "day of publication, as the record has it"),
        )
    listed = record.get("evolution.milestones")
    for one in listed if isinstance(listed, list) else ():
        day = iso(one.get("date")) if isinstance(one, dict) else None
        if day is not None:
            event = str(one.get("event", ""))
            yield Milestone(on=day, ref=record.id, label=Text(title, title), what=Text(event, event))


def _of_instrument(instrument: Instrument, law: Corpus) -> Iterator[Milestone]:
    for name, what in DATES.items():
        info = getattr(instrument.dates, name)
        if info is not None and info.date is not None:
            source = info.source if isinstance(info.source, str) else info.source.en
            yield Milestone(on=info.date, ref=instrument.id, label=instrument.short, what=what, source=source)
    for touch in law.view().touching(instrument.id):
        held = law.view().versions(touch.source)[-1].instrument.short
        yield Milestone(
            on=touch.since, ref=touch.effect.target, label=held, what=touch.effect.text, source=touch.source
        )
