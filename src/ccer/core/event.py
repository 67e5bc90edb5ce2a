"""Every step is an event: who, when, under the law of which day, what, by which clause, and the hash of the one before.

Events form one chain. Changing, leaving out or reordering any of them breaks the hash of all that follow, so whoever keeps the last
hash can prove what was written before it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

from .errors import CcerError
from .text import Text

GENESIS = "0" * 64
"""What the first event follows."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the mechanism.

    Parameters
    ----------
    name : str
        ``<noun>.<what happened>``, e.g. ``project.registered``, ``units.transferred``.
    subject : str
        ``<noun>:<id>`` of what it happened to.
    actor : str
        ``<noun>:<id>`` of who did it; ``system:<job>`` for a clock.
    at : datetime
        When, with its time zone.
    on : date
        The day whose law decided.
    cites : tuple of str
        Provisions it rests on.
    data : dict
        What changed, as plain values; enough to apply the event to a state.
    key : str
        Idempotency key of the command that made it.
    seq, previous, digest : int, str, str
        Place in the chain, hash of the event before, and own hash; given by `seal`.
    """

    name: str
    subject: str
    actor: str
    at: dt.datetime
    on: dt.date
    cites: tuple[str, ...] = ()
    data: dict[str, Any] = {}
    key: str = ""
    seq: int = 0
    previous: str = ""
    digest: str = ""


_encode = msgspec.json.Encoder(order="sorted").encode


def content_hash(event: Event) -> str:
    """SHA-256 of all of an event but its own hash, in hex. The time counts as the instant it names, in UTC."""
    whole = msgspec.structs.replace(event, at=event.at.astimezone(dt.UTC), digest="")
    return hashlib.sha256(_encode(whole)).hexdigest()


def seal(events: Iterable[Event], *, seq: int = 0, previous: str = GENESIS) -> list[Event]:
    """Events with their place in the chain: after event ``seq`` whose hash is ``previous``."""
    sealed = []
    for event in events:
        seq += 1
        placed = msgspec.structs.replace(event, seq=seq, previous=previous)
        placed = msgspec.structs.replace(placed, digest=content_hash(placed))
        sealed.append(placed)
        previous = placed.digest
    return sealed


class BrokenChain(CcerError):
    """An event was changed, left out, added or moved after it was written."""


def verify(events: Iterable[Event], *, seq: int = 0, previous: str = GENESIS) -> tuple[int, str]:
    """Checks a chain and returns the last place and hash.

    Raises
    ------
    BrokenChain
        At the first event that does not follow from the one before.
    """
    for event in events:
        if event.seq != seq + 1:
            raise _broken(seq + 1, Text(f"其后是第 {event.seq} 条", f"event {event.seq} comes in its place"))
        if event.previous != previous:
            raise _broken(
                event.seq, Text("前一条的哈希不符", "it does not name the hash of the event before")
            )
        if content_hash(event) != event.digest:
            raise _broken(event.seq, Text("内容与哈希不符", "its content does not give its hash"))
        seq, previous = event.seq, event.digest
    return seq, previous


def _broken(seq: int, why: Text) -> BrokenChain:
    return BrokenChain(
        what=Text(f"日志在第 {seq} 条处断开", f"The journal is broken at event {seq}"),
        why=why,
        next=Text(
            "停止写入，与最近一次签名的检查点和备份核对。",
            "Stop writing and compare with the last signed checkpoint and the backup.",
        ),
    )
