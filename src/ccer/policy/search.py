"""Finding provisions, instruments and parameters, by words or by meaning, in Chinese and in English.

>>> [hit.ref for hit in search("抵消比例上限", limit=1)]
['offset.cap_share']
"""

from __future__ import annotations

import datetime as dt
import heapq
import weakref
from collections.abc import Callable
from typing import Literal

import msgspec

from ..core.text import Text
from . import cache
from .corpus import Corpus, corpus, newest
from .index import Entry, Index, Kind, build
from .names import plain
from .resolve import resolve
from .tokens import Token, question
from .valued import valued
from .windows import LAST

By = Literal["words", "meaning"]
_CITED = 1000.0
_SNIPPET_ZH, _SNIPPET_EN = 80, 200


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """Something found.

    Parameters
    ----------
    kind : Kind
        Provision, instrument or parameter.
    ref : str
        Citation, or the parameter's name.
    label : Text
        How people name it.
    snippet : Text
        The beginning of what it says.
    since, until : date or None
        First and last day in force.
    score : float
        The higher the better; comparable within one answer only.
    why : Text
        The words that led to it.
    """

    kind: Kind
    ref: str
    label: Text
    snippet: Text
    since: dt.date | None
    until: dt.date | None
    score: float
    why: Text


_INDEXES: weakref.WeakKeyDictionary[Corpus, Index] = weakref.WeakKeyDictionary()


def index_of(law: Corpus) -> Index:
    """The index of a base, from the compiled cache where it is there."""
    if law not in _INDEXES:
        _INDEXES[law] = _loaded(law)
    return _INDEXES[law]


def _loaded(law: Corpus) -> Index:
    kept = cache.load("index", law.digest)
    if kept is not None:
        try:
            return msgspec.msgpack.decode(kept, type=Index)
        except msgspec.DecodeError:
            pass
    built = build(law)
    cache.save("index", law.digest, msgspec.msgpack.encode(built))
    return built


def search(
    query: str,
    on: dt.date | None = None,
    limit: int = 10,
    law: Corpus | None = None,
    by: By = "words",
) -> list[Hit]:
    """The provisions, instruments and parameters that a question is about, best first.

    Parameters
    ----------
    query : str
        Words or a question, in either language; a citation in it is looked up first.
    on : date, optional
        Only what is in force on that day; without it the newest version of each text, drafts included.
    limit : int
        How many to give at most.
    law : Corpus, optional
        The base; the one of this package by default.
    by : By
        ``words``: what has the words of the question, or what stands for them. ``meaning``: what lies near it
        (`ccer.policy.meaning`), though no word be the same; of the questions of the tests it answers fewer.
    """
    base = law or corpus()
    hits = _cited(base, query, on)
    index = index_of(base)
    ranked, why = _by_meaning(base, index, query) if by == "meaning" else _by_words(base, index, query)
    seen = {hit.ref for hit in hits}
    for place, score in ranked:
        if len(hits) >= limit:
            break
        entry = index.entries[place]
        if entry.ref not in seen and (hit := _hit(base, entry, place, score, why, on)):
            seen.add(entry.ref)
            hits.append(hit)
    return hits[:limit]


_Why = Callable[[int], Text]
"""Place of an entry to the reason it was found."""


def _by_words(law: Corpus, index: Index, query: str) -> tuple[list[tuple[int, float]], _Why]:
    known = [token for token in question(query) if token.key in index.rarity]

    def why(place: int) -> Text:
        shown = dict.fromkeys(token.shown for token in known if place in index.posting(token.key)[0])
        return Text("匹配：" + "、".join(shown), "matched: " + ", ".join(shown))

    return _ranked(index, known), why


def _by_meaning(law: Corpus, index: Index, query: str) -> tuple[list[tuple[int, float]], _Why]:
    from .meaning import ask, space_of

    asked = ask(space_of(law, index), index, query)
    return asked.ranked(), lambda place: asked.why(*_words(law, index.entries[place]))


def _ranked(index: Index, asked: list[Token]) -> list[tuple[int, float]]:
    """Entries by score: the worth of each word asked for, and how much of the question they answer."""
    scores: dict[int, float] = {}
    answered: dict[int, float] = {}
    total = 0.0
    for token in asked:
        rarity = index.rarity[token.key] * token.weight
        total += rarity
        places, weights = index.posting(token.key)
        for place, weight in zip(places, weights, strict=True):
            scores[place] = scores.get(place, 0.0) + rarity * weight
            answered[place] = answered.get(place, 0.0) + rarity
    if not total:
        return []
    ranked = ((place, score * (0.4 + answered[place] / total)) for place, score in scores.items())
    return heapq.nlargest(200, ranked, key=lambda pair: pair[1])


def _hit(law: Corpus, entry: Entry, place: int, score: float, why: _Why, on: dt.date | None) -> Hit | None:
    window = _window(law, entry, on)
    if window is None:
        return None
    label, snippet = _words(law, entry)
    return Hit(
        kind=entry.kind,
        ref=entry.ref,
        label=label,
        snippet=snippet,
        since=window[0],
        until=window[1],
        score=score,
        why=why(place),
    )


def _window(law: Corpus, entry: Entry, on: dt.date | None) -> tuple[dt.date | None, dt.date | None] | None:
    """First and last day of what was found; None where it does not answer for the day."""
    if entry.kind == "parameter":
        return _value_window(law, entry.ref, on)
    instrument = law.instruments[entry.version]
    held = law.view().windows(entry.ref)
    for version, window in held:
        if version.instrument is not instrument:
            continue
        if on is None:
            current = newest([v for v, _ in held])
            fits = version is current
        else:
            fits = window.state(on) == "in-force"
        if not fits:
            return None
        return (None, None) if instrument.draft else (window.first_day, window.last_day)
    return None


def _value_window(law: Corpus, name: str, on: dt.date | None) -> tuple[dt.date | None, dt.date | None] | None:
    rows = law.view().values.get(name) or law.view().compile_values(name)
    if on is not None:
        rows = [row for row in rows if row[0] <= on <= row[1]]
        if not rows:
            return None
    if not rows:
        return None, None
    return rows[-1][0], None if rows[-1][1] == LAST else rows[-1][1]


def _words(law: Corpus, entry: Entry) -> tuple[Text, Text]:
    """Label and snippet."""
    if entry.kind == "parameter":
        parameter = next(p for p in law.parameters(entry.ref) if p.name == entry.ref)
        values = [valued(value.value, parameter.unit) for value in parameter.values]
        unknown = parameter.unknown or Text("未知", "not known")
        said = Text("；".join(v.zh for v in values), "; ".join(v.en for v in values)) if values else unknown
        return parameter.title, said
    instrument = law.instruments[entry.version]
    if entry.kind == "instrument":
        return instrument.short, instrument.title
    path = entry.ref.partition("/")[2]
    version = next(v for v, _ in law.view().windows(entry.ref) if v.instrument is instrument)
    provision = version.paths[path]
    return version.label(path), Text(_cut(provision.zh, _SNIPPET_ZH), _cut(provision.en, _SNIPPET_EN))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _cited(law: Corpus, query: str, on: dt.date | None) -> list[Hit]:
    """The provision a citation in the question names."""
    if not law.view().names.find(plain(query)).ids:
        return []
    answer = resolve(query, on, law=law)
    if answer.ref is None or "/" not in answer.ref or answer.status not in ("found", "unverified"):
        return []
    clause = law.clause(answer.ref, on if answer.status == "found" else None)
    return [
        Hit(
            kind="provision",
            ref=answer.ref,
            label=clause.label,
            snippet=Text(_cut(clause.summary.zh, _SNIPPET_ZH), _cut(clause.summary.en, _SNIPPET_EN)),
            since=clause.since,
            until=clause.until,
            score=_CITED,
            why=Text(f"引用：{clause.label.zh}", f"citation: {clause.label.en}"),
        )
    ]
