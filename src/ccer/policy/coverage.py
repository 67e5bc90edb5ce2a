"""Which provisions are read, by which rules or dated values, and why the rest are not."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from ..core.text import Text
from .corpus import Corpus, corpus
from .reading import WHY_TEXT
from .schema import Instrument, Provision, Unread

Reader = Literal["rules", "values", "none"]


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """One provision and who reads it."""

    ref: str
    rules: tuple[str, ...]
    values: tuple[str, ...]
    why: Unread | None

    @property
    def reader(self) -> Reader:
        """Rules first, then dated values, else none."""
        return "rules" if self.rules else "values" if self.values else "none"

    @property
    def reason(self) -> Text | None:
        """Why no rule reads it."""
        return WHY_TEXT[self.why] if self.why else None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """The provisions of one version of an instrument."""

    instrument: str
    short: Text
    provisions: tuple[Covered, ...]

    def count(self, reader: Reader) -> int:
        return sum(provision.reader == reader for provision in self.provisions)


def coverage(law: Corpus | None = None, on: dt.date | None = None) -> tuple[Coverage, ...]:
    """Every instrument of the base: what reads each of its provisions.

    Parameters
    ----------
    law : Corpus, optional
        The base; the one of this package by default.
    on : date, optional
        Only the texts in force on that day; without it the newest version of each, drafts included.
    """
    base = law or corpus()
    values = cited_by_values(base)
    found = []
    for id in base.view().ids:
        version = base.version(id, on)
        if version is not None:
            found.append(_of(version.instrument, values))
    return tuple(found)


def cited_by_values(law: Corpus) -> dict[str, list[str]]:
    """For each provision the dated parameters that stand on it."""
    found: dict[str, list[str]] = {}
    for parameter in law.parameters():
        for cite in dict.fromkeys(value.cite for value in parameter.values):
            found.setdefault(cite, []).append(parameter.name)
    return found


def _of(instrument: Instrument, values: dict[str, list[str]]) -> Coverage:
    return Coverage(
        instrument=instrument.id,
        short=instrument.short,
        provisions=tuple(_covered(instrument.id, provision, values) for provision in instrument.provisions),
    )


def _covered(id: str, provision: Provision, values: dict[str, list[str]]) -> Covered:
    ref = f"{id}/{provision.ref}"
    return Covered(
        ref=ref,
        rules=tuple(provision.read_by),
        values=tuple(values.get(ref, ())),
        why=provision.why,
    )


def readers(law: Corpus | None = None) -> dict[str, tuple[str, ...]]:
    """For each rule the provisions that name it, over every version."""
    found: dict[str, list[str]] = {}
    for instrument in (law or corpus()).instruments:
        for provision in instrument.provisions:
            for rule in provision.read_by:
                found.setdefault(rule, []).append(f"{instrument.id}/{provision.ref}")
    return {rule: tuple(dict.fromkeys(refs)) for rule, refs in sorted(found.items())}
