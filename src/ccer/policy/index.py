"""The search index: BM25 over provisions, instruments and parameters, with its weights worked out beforehand."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from ..core.text import Text
from .corpus import Corpus
from .labels import parents
from .schema import Instrument, Parameter, Provision, family
from .tokens import tokens

Kind = Literal["provision", "instrument", "parameter"]
_K1, _B = 1.2, 0.5
"""Half of what length takes off in a text at large: a longer summary says more conditions, it does not ramble."""
_HEADING, _ABOVE, _SUMMARY, _TITLE, _NAME, _BESIDE = 3.0, 2.0, 1.5, 0.5, 2.0, 0.3
_SHORTEST = 0.6
"""A text counts as no shorter than this share of the mean, so that a bare title does not win by its brevity."""
_PRIOR: dict[str, float] = {
    "law": 1.1,
    "administrative-regulation": 1.1,
    "departmental-rules": 1.1,
    "calendar-notice": 0.9,
}
"""What binds everyone comes before what an institution says."""
_DRAFT = 0.85
_FEW = 0.8
"""Weight of a container: what is asked for usually stands in one of its parts."""


class Entry(msgspec.Struct, array_like=True):
    """What can be found: a provision of one version of an instrument, the version itself, or a parameter."""

    kind: Kind
    ref: str
    version: int


class Index(msgspec.Struct):
    """Entries, and for each word the entries that have it with their weight, as packed numbers."""

    entries: list[Entry]
    rarity: dict[str, float]
    places: dict[str, bytes]
    weights: dict[str, bytes]

    def posting(self, key: str) -> tuple[array[int], array[float]]:
        """The entries that have a word, and what the word is worth in each."""
        places, weights = array("I"), array("f")
        places.frombytes(self.places.get(key, b""))
        weights.frombytes(self.weights.get(key, b""))
        return places, weights


_SURE: dict[str, float] = {"derived": 0.9, "secondary": 0.9, "recalled": 0.8, "uncertain": 0.7}
"""What was not read in an official text comes after what was, the later the less sure it is: an assumption is worded after the
text it copies, and would else crowd it out."""


def build(law: Corpus) -> Index:
    """Index everything the base holds, all versions and drafts included."""
    entries: list[Entry] = []
    bags: list[dict[str, float]] = []
    priors: list[float] = []
    for number, instrument in enumerate(law.instruments):
        for entry, fields in _of_instrument(instrument, number):
            entries.append(entry)
            bags.append(_bag(fields))
            sure = _SURE.get(_mark(instrument, entry), 1.0)
            priors.append(_PRIOR.get(instrument.rank, 1.0) * (_DRAFT if instrument.draft else 1.0) * sure)
    for parameter in law.parameters():
        entries.append(Entry("parameter", parameter.name, -1))
        bags.append(_bag(_of_parameter(parameter)))
        priors.append(1.0)
    return _weighed(entries, bags, priors)


def _mark(instrument: Instrument, entry: Entry) -> str:
    """How sure the base is of a provision; an instrument itself is taken as found."""
    path = entry.ref.partition("/")[2]
    return next((provision.mark for provision in instrument.provisions if provision.ref == path), "found")


def _of_instrument(
    instrument: Instrument, number: int
) -> Iterator[tuple[Entry, list[tuple[float, Text | str | None]]]]:
    names = " ".join(instrument.aliases)
    whole: list[tuple[float, Text | str | None]] = [
        (_HEADING, instrument.title),
        (_NAME, instrument.short),
        (_NAME, instrument.number),
        (_NAME, f"{names} {instrument.code or ''}"),
    ]
    yield Entry("instrument", instrument.id, number), whole
    paths = {provision.ref: provision for provision in instrument.provisions}
    for provision in instrument.provisions:
        yield (
            Entry("provision", f"{instrument.id}/{provision.ref}", number),
            _of_provision(instrument, provision, paths),
        )


def _of_provision(
    instrument: Instrument, provision: Provision, paths: dict[str, Provision]
) -> list[tuple[float, Text | str | None]]:
    above = [paths[path] for path in parents(provision.ref) if path in paths]
    factor = _FEW if provision.why == "container" else 1.0
    called = _NAME if instrument.rank == "methodology" else _TITLE
    fields: list[tuple[float, Text | str | None]] = [
        (_HEADING * factor, provision.heading),
        (_SUMMARY * factor, provision.text),
        (called, instrument.short),
        (called, f"{' '.join(instrument.aliases)} {instrument.code or ''}"),
    ]
    fields += [(_ABOVE, parent.heading) for parent in above]
    beside = family(instrument, above[-1].ref) if above else ()
    fields += [(_BESIDE, other.text) for other in beside if other is not provision]
    return fields


def _of_parameter(parameter: Parameter) -> list[tuple[float, Text | str | None]]:
    values = " ".join(_shown(value.value, parameter.unit) for value in parameter.values)
    return [
        (_HEADING, parameter.title),
        (_NAME, parameter.name.replace(".", " ").replace("_", " ").replace("ccer-", " ccer-")),
        (_SUMMARY, values),
    ]


def _shown(value: object, unit: str) -> str:
    """A value as a person writes it: 0.05 of one is 5%."""
    if unit == "1" and isinstance(value, float):
        return f"{value:.10g} {value * 100:.10g}%"
    return f"{value} {unit}"


def _bag(fields: list[tuple[float, Text | str | None]]) -> dict[str, float]:
    """Words with their weighted counts; a word counts once for each field and language."""
    bag: dict[str, float] = {}
    for weight, field in fields:
        if not field:
            continue
        for text in (field.zh, field.en) if isinstance(field, Text) else (field,):
            for key, count in Counter(token.key for token in tokens(text)).items():
                bag[key] = bag.get(key, 0.0) + weight * min(count, 2)
    return bag


def _weighed(entries: list[Entry], bags: list[dict[str, float]], priors: list[float]) -> Index:
    total = len(bags)
    lengths = [float(sum(bag.values())) for bag in bags]
    mean = sum(lengths) / max(total, 1)
    holders: dict[str, list[tuple[int, float]]] = {}
    for number, bag in enumerate(bags):
        length = max(lengths[number] / mean, _SHORTEST)
        norm = _K1 * (1 - _B + _B * length)
        for key, count in bag.items():
            holders.setdefault(key, []).append((number, priors[number] * count * (_K1 + 1) / (count + norm)))
    rarity = {
        key: math.log(1 + (total - len(held) + 0.5) / (len(held) + 0.5)) for key, held in holders.items()
    }
    return Index(
        entries=entries,
        rarity=rarity,
        places={key: array("I", [place for place, _ in held]).tobytes() for key, held in holders.items()},
        weights={key: array("f", [w for _, w in held]).tobytes() for key, held in holders.items()},
    )
