"""Policy records as their events made them; what the package ships stands as a draft until somebody takes it up."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import msgspec

from ccer.core.text import Lang
from ccer.policy.corpus import corpus
from ccer.policy.dossier import Dossier, ReviewEvent, apply, fold
from ccer.policy.files import HOME
from ccer.policy.record import Record, read_folder
from ccer.policy.workflow import imported

from ..models import JournalEvent, PolicyText, User
from .journal import POLICY

SHIPPED_BY = "OpenCCER"
LANGS: tuple[Lang, ...] = ("zh", "en")


@functools.cache
def shipped() -> dict[str, Dossier]:
    """The records of this package: taken in on the day its law base was last recorded, and reviewed by nobody."""
    held = {lang: read_folder(HOME / "records" / lang) for lang in LANGS}
    day = max(instrument.recorded for instrument in corpus().instruments)
    return {
        id: apply(
            None, imported({lang: held[lang][id] for lang in LANGS if id in held[lang]}, SHIPPED_BY, day)
        )
        for id in sorted({*held["zh"], *held["en"]})
    }


def dossiers() -> Mapping[str, Dossier]:
    """Every record with its review so far, by id."""
    rows = JournalEvent.objects.filter(name__in=POLICY).order_by("-seq")
    return _folded(rows.values_list("digest", flat=True).first() or "")


@functools.lru_cache(maxsize=2)
def _folded(last: str) -> Mapping[str, Dossier]:
    """Up to the event of that hash: the chain makes the hash stand for all before it."""
    events = fold(review for _, review in reviews()) if last else {}
    return dict(sorted({**shipped(), **events}.items()))


def reviews(record: str = "") -> list[tuple[JournalEvent, ReviewEvent]]:
    """The events of review with their places in the journal, in order."""
    rows = JournalEvent.objects.filter(name__in=POLICY).order_by("seq")
    if record:
        rows = rows.filter(subject=f"record:{record}")
    return [(row, msgspec.convert(row.data["review"], ReviewEvent)) for row in rows]


def dossier(id: str) -> Dossier | None:
    """One record."""
    return dossiers().get(id)


def records(lang: Lang) -> dict[str, Record]:
    """All records in a language; in the other one where it is held in one only."""
    return {id: in_language(one, lang) for id, one in dossiers().items()}


def in_language(dossier: Dossier, lang: Lang) -> Record:
    """A record in a language, or in the one it is held in."""
    held = dossier.records
    return held.get(lang) or next(iter(held.values()))


def versions(dossier: Dossier) -> list[ReviewEvent]:
    """Each content it ever had, by hash, the newest first."""
    found = {event.content: event for event in dossier.events if event.texts}
    return list(found.values())[::-1]


def states() -> dict[str, str]:
    """Review state by record."""
    return {id: one.state for id, one in dossiers().items()}


def people(codes: set[str]) -> dict[str, tuple[str, bool]]:
    """Name of each person the journal names by number, and whether it is a sample person."""
    numbers = [int(code.removeprefix("person:")) for code in codes if code.removeprefix("person:").isdigit()]
    rows: Any = User.objects.filter(pk__in=numbers).values_list("pk", "name", "demo")
    return {f"person:{pk}": (name, demo) for pk, name, demo in rows}


def texts(instrument: str = "") -> list[PolicyText]:
    """Official texts that were stored, the newest first, without their content."""
    rows = PolicyText.objects.defer("content").order_by("-pk")
    return list(rows.filter(instrument=instrument) if instrument else rows)
