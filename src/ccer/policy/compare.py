"""Records side by side: jurisdictions, mechanisms, and what is covered where; finding records by words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from ..core.text import Text
from .corpus import Corpus
from .lint import words
from .marks import fields
from .record import Record
from .scorecard import PILLAR_TEXT, Pillar, Scorecard, pillars, scorecard
from .tokens import question, tokens

FACTS: dict[str, Text] = {
    "country": Text("法域", "Jurisdiction"),
    "status": Text("状态", "Status"),
    "category": Text("类别", "Category"),
    "legalWeight": Text("法律位阶", "Legal rank"),
    "pubDate": Text("公布日期", "Published"),
    "source": Text("发布机构", "Issuer"),
    "sectors": Text("行业", "Sectors"),
}
DIMENSION_TEXT: dict[str, Text] = {
    "incentive": Text("经济激励", "Incentive"),
    "statutory": Text("法律监管", "Statutory"),
    "market": Text("市场机制", "Market"),
    "mrv": Text("技术规范", "MRV"),
    "strategic": Text("战略引导", "Strategic"),
}
CellKind = Literal["fact", "came-with", "computed", "withheld", "pillar", "missing"]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said of one record; ``citation`` where it is proved, ``kind`` how it came about, ``shown`` its words."""

    kind: CellKind
    value: Any = None
    unit: str = ""
    citation: str = ""
    why: Text | None = None
    shown: Text | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One question and the answer of every record, in the order asked."""

    name: str
    title: Text
    cells: tuple[Cell, ...]

    @property
    def same(self) -> bool:
        """True when all say the same."""
        return all(cell.value == self.cells[0].value for cell in self.cells)


MISSING = Cell(kind="missing")


def side_by_side(records: Sequence[Record], on: dt.date, law: Corpus | None = None) -> tuple[Row, ...]:
    """Records as columns: their facts, the scores they came with, the scores worked out, the pillars of crediting.

    What a record does not say is missing, never filled in.
    """
    cards = [scorecard(record, on, law) for record in records]
    held = [{pillar.name: pillar for pillar in pillars(record.id, on, law)} for record in records]
    rows = [_row(name, title, [_fact(record, name) for record in records]) for name, title in FACTS.items()]
    for name, title in DIMENSION_TEXT.items():
        came = Text(f"{title.zh}（自带评分）", f"{title.en} (came with it)")
        rows.append(_row(f"{name}.came_with", came, [_came(record, name) for record in records]))
        rows.append(_row(f"{name}.computed", title, [_computed(card, name) for card in cards]))
    for name, title in PILLAR_TEXT.items():
        cells = [_pillar(record, own.get(name), name) for record, own in zip(records, held, strict=True)]
        rows.append(_row(name, title, cells))
    return tuple(rows)


def _row(name: str, title: Text, cells: list[Cell]) -> Row:
    return Row(name=name, title=title, cells=tuple(cells))


def _fact(record: Record, name: str) -> Cell:
    value = record.get(name)
    return Cell(kind="fact", value=value) if value not in (None, "", []) else MISSING


def _came(record: Record, name: str) -> Cell:
    part = record.dimensions.get(name)
    if part is None or part.get("score") is None:
        return MISSING
    return Cell(kind="came-with", value=part["score"], citation=record.text(f"analysis.{name}.citation"))


def _computed(card: Scorecard, name: str) -> Cell:
    score = next(one for one in card.scores if one.dimension == name)
    if score.score is None:
        lacking = score.missing
        why = Text("、".join(one.title.zh for one in lacking), ", ".join(one.title.en for one in lacking))
        return Cell(kind="withheld", why=why)
    refs = dict.fromkeys(c.ref for one in score.items if one.answer == "there" for c in one.citations)
    return Cell(kind="computed", value=score.score, unit="/100", citation="; ".join(refs))


def _pillar(record: Record, pillar: Pillar | None, name: str) -> Cell:
    """From the law base where evidence is held, else as the record itself states it with a clause."""
    if pillar is not None and pillar.answer == "there":
        values = [value.value for value in pillar.values] or [c.ref for c in pillar.listed] or True
        units = dict.fromkeys(value.unit for value in pillar.values)
        citation = "; ".join(c.ref for c in pillar.citations)
        return Cell(kind="pillar", value=values, unit="; ".join(units), citation=citation, shown=pillar.shown)
    stated = record.get(f"crediting.{name}")
    if isinstance(stated, dict) and stated.get("citation"):
        return Cell(
            kind="pillar",
            value=stated.get("value"),
            unit=str(stated.get("unit", "")),
            citation=str(stated["citation"]),
        )
    return MISSING


class CountryCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """What the records of one jurisdiction say: how many of them have something under each heading."""

    country: str
    records: int
    counts: dict[str, int]


def matrix(records: Iterable[Record]) -> tuple[CountryCoverage, ...]:
    """Jurisdictions by dimension and pillar: how many records have cited evidence under each, zero where none has."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.text("country"), []).append(record)
    return tuple(
        CountryCoverage(country=country, records=len(held), counts=_counts(held))
        for country, held in sorted(found.items())
    )


def _counts(records: list[Record]) -> dict[str, int]:
    counts = {
        f"analysis.{name}": sum(bool(record.text(f"analysis.{name}.citation").strip()) for record in records)
        for name in DIMENSION_TEXT
    }
    counts |= {
        f"crediting.{name}": sum(bool(record.get(f"crediting.{name}")) for record in records)
        for name in PILLAR_TEXT
    }
    pillar_names = dict.fromkeys(name for record in records for name in (record.get("regulatory") or {}))
    counts |= {
        f"regulatory.{name}": sum(_said(record.text(f"regulatory.{name}")) for record in records)
        for name in pillar_names
    }
    return counts


def _said(text: str) -> bool:
    return text.strip().casefold() not in words().no_evidence


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A record that answers a question: in which fields which words were found."""

    id: str
    lang: str
    title: str
    score: float
    matched: dict[str, tuple[str, ...]]


_WEIGHT = {"title": 4.0, "id": 3.0, "country": 3.0, "evolution.clusters": 2.0}


def find_records(query: str, records: Mapping[str, Record], limit: int = 10) -> list[Found]:
    """Records by words, in Chinese and English; each word counts once for a field, the title most."""
    asked = question(query)
    found = []
    for record in records.values():
        matched: dict[str, tuple[str, ...]] = {}
        score = 0.0
        for name, value in fields(record).items():
            if name == "description":
                continue
            held = {token.key for token in tokens(value if isinstance(value, str) else str(value))}
            hits = [token for token in asked if token.key in held]
            if hits:
                matched[name] = tuple(dict.fromkeys(token.shown for token in hits))
                score += _WEIGHT.get(name, 1.0) * sum(token.weight for token in hits)
        if matched:
            found.append(
                Found(
                    id=record.id, lang=record.lang, title=record.text("title"), score=score, matched=matched
                )
            )
    return sorted(found, key=lambda one: (-one.score, one.id))[:limit]
