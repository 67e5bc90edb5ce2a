"""Certificates of registration and of cancellation: their facts as the journal has them, and the code that proves them.

A certificate is of one event. Its code names the event's place in the journal and closes with an HMAC-SHA256 over the canonical facts,
under a key derived from the portal's secret: whoever changes a printed fact, or makes a certificate up, has no code that answers to it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from django.conf import settings
from django.utils.encoding import force_bytes

from ccer.core.digest import canonical
from ccer.core.event import Event
from ccer.project.life.apply import apply
from ccer.project.life.model import Life
from ccer.registry import cancellation as core

from ..models import JournalEvent, Project
from . import custody
from .filings import REGISTERED
from .journal import one

Kind = Literal["project", "reduction", "cancellation"]
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", " ": None, "-": None, "—": None, "–": None})
_PROOF, _GROUP = 20, 5
"""Letters of the proof, five bits each, and how many stand together."""
_LONGEST = _PROOF + 13


class Certificate(msgspec.Struct, frozen=True):
    """What a certificate says; all of it goes into the code.

    Parameters
    ----------
    kind : Kind
    number : str
        Number of the cancellation, registration number of the project, code of the filing.
    on : date
        Day of the cancellation or registration.
    seq, digest : int, str
        The event's place in the journal, and its hash.
    cites : tuple of str
        Clauses it rests on.
    quantity : int or None
        Units cancelled, or reductions registered. [tCO2e]
    ranges : tuple of (project, vintage, first, last)
        Serials cancelled, as the fewest ranges.
    facts : dict
        Of a cancellation ``purpose``, ``beneficiary``, ``shortfall`` and what the holder states of the use; of registrations ``name``,
        ``owner``, ``methodology``, ``project``, ``start``, ``end``, ``vintages``.
    """

    kind: Kind
    number: str
    on: dt.date
    seq: int
    digest: str
    cites: tuple[str, ...]
    quantity: int | None
    ranges: tuple[tuple[str, int, int, int], ...]
    facts: dict[str, Any]


def code(certificate: Certificate) -> str:
    """Its check code, in groups."""
    return grouped(_base32(certificate.seq) + _proof(certificate, settings.SECRET_KEY))


def grouped(code: str) -> str:
    """Letters of a code as they are printed: groups of five, the first may be shorter."""
    first = len(code) % _GROUP or _GROUP
    return "-".join([code[:first], *(code[at : at + _GROUP] for at in range(first, len(code), _GROUP))])


def check(code: str) -> Certificate | None:
    """The facts a code stands for; None where the register gave no such code, or the key it was made with is gone."""
    letters = code.upper().translate(_MEANT)
    if not _PROOF < len(letters) <= _LONGEST or not set(letters) <= set(_LETTERS):
        return None
    place = 0
    for letter in letters[:-_PROOF]:
        place = place * 32 + _LETTERS.index(letter)
    found = _of_row(one(place)) if 0 < place < 2**62 else None
    if found is None:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    proofs = [hmac.compare_digest(_proof(found, key), letters[-_PROOF:]) for key in keys]
    return found if any(proofs) else None


def cancellation(id: str) -> Certificate | None:
    """The certificate of a cancellation, by its number."""
    return _of_row(custody.cancellation(id))


def registration(code: str) -> Certificate | None:
    """The certificate of a registered project, by its number or that of its application, or of a filing of reductions."""
    known = Project.objects.filter(number=code).values_list("code", flat=True).first() or code
    rows = JournalEvent.objects.filter(
        subject__in=(f"project:{known}", f"reduction:{code}"), name__in=REGISTERED
    )
    return _of_row(rows.order_by("-seq").first())


def named(text: str) -> Certificate | None:
    """The certificate of a cancellation or registration by its number."""
    return cancellation(text) or registration(text)


def _of_row(row: JournalEvent | None) -> Certificate | None:
    if row is None:
        return None
    event = _event(row)
    if event.name in REGISTERED:
        return _registration(event)
    facts = core.certificate(event)
    if facts is None:
        return None
    ranges = tuple((*series, *block) for series, block in facts.blocks)
    told: dict[str, Any] = {
        "purpose": facts.purpose.value,
        "beneficiary": facts.beneficiary,
        "shortfall": facts.shortfall,
    }
    days = {"event_from": facts.event_from, "event_to": facts.event_to}
    stated = {"event": facts.event, "year": facts.year, "statement": facts.statement}
    told |= {name: day.isoformat() for name, day in days.items() if day} | {
        name: said for name, said in stated.items() if said
    }
    return Certificate(
        "cancellation", facts.id, facts.on, event.seq, event.digest, facts.cites, facts.quantity, ranges, told
    )


def _registration(event: Event) -> Certificate:
    """As things stood when it was registered: what changed later does not change a certificate."""
    life = _then(event.subject, event.seq)
    if event.subject.startswith("project:"):
        told = dict(life.facts.get("project") or {})
        period = told.get("crediting") or {}
        number, quantity = str(life.facts.get("project_code") or life.id), None
        more: dict[str, Any] = {}
    else:
        above = _then(life.parent, event.seq)
        told = dict(above.facts.get("project") or {})
        period = (life.facts.get("reduction") or {}).get("period") or {}
        number = life.id
        vintages = life.facts.get("vintages") or {}
        quantity = life.facts.get("verified_t")
        more = {
            "project": str(above.facts.get("project_code") or above.id),
            "vintages": {str(year): tonnes for year, tonnes in vintages.items()},
        }
    facts = {
        "name": told.get("name", ""), "owner": told.get("owner", ""), "methodology": told.get("methodology", ""),
        "start": str(period.get("start", "")), "end": str(period.get("end", "")), **more,
    }  # fmt: skip
    kind: Kind = "project" if event.subject.startswith("project:") else "reduction"
    return Certificate(kind, number, event.on, event.seq, event.digest, event.cites, quantity, (), facts)


def _then(subject: str, seq: int) -> Life:
    """A life as the events up to a place of the journal made it."""
    machine, _, id = subject.partition(":")
    life = Life(machine=machine, id=id)
    for event in _story(subject, seq):
        life = apply(life, event)
    return life


def _story(subject: str, seq: int) -> Iterator[Event]:
    for row in JournalEvent.objects.filter(subject=subject, seq__lte=seq).order_by("seq"):
        if "action" in row.data and "to" in row.data:
            yield _event(row)


def _event(row: JournalEvent) -> Event:
    return Event(
        name=row.name, subject=row.subject, actor=row.actor, at=row.at, on=row.on, cites=tuple(row.cites), data=row.data,
        key=row.key, seq=row.seq, previous=row.previous, digest=row.digest,
    )  # fmt: skip


def _proof(certificate: Certificate, secret: str | bytes) -> str:
    key = hmac.digest(force_bytes(secret), b"ccer certificate 1", hashlib.sha256)
    made = int.from_bytes(hmac.digest(key, canonical(certificate), hashlib.sha256))
    return _base32(made >> (256 - _PROOF * 5)).rjust(_PROOF, "0")


def _base32(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 32)
        letters = _LETTERS[rest] + letters
    return letters
