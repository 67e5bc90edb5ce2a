"""Signed checkpoints of the journal: whoever keeps one can prove what was written before it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.conf import settings

from ccer.core.errors import CcerError
from ccer.core.event import GENESIS, verify
from ccer.core.text import Text

from .. import clock
from ..permissions import authorise
from ..rebuilding.memory import journal
from ..signing import Signer, signer
from ..store.models import Checkpoint, JournalTip
from .base import Actor, system, writing


class Examined(NamedTuple):
    """What was found sound: events, the hash of the last, checkpoints signed with the key kept here, and with others."""

    events: int
    digest: str
    own: int
    others: int


def own_key() -> Signer:
    """The key of this register."""
    return signer(settings.DATA)


def instant(at: dt.datetime) -> str:
    """A time as it is signed: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def examine() -> Examined:
    """Follows the chain from the first event to the last and every checkpoint on the way.

    Raises
    ------
    ccer.core.event.BrokenChain
        At the first event that does not follow from the one before.
    CcerError
        Events are missing at the end, or a checkpoint does not agree with the journal or with its signature.
    """
    key, noted = own_key(), {row.seq: row for row in Checkpoint.objects.all()}
    tip = JournalTip.objects.get(id=1)
    own = others = seq = 0
    digest = GENESIS
    for event in journal():
        if event.seq > tip.seq:
            break  # written since
        seq, digest = verify([event], seq=seq, previous=digest)
        if row := noted.pop(seq, None):
            mine = row.key_id == key.id
            if row.digest != digest or (mine and not key.holds(row.signature, seq, digest, instant(row.at))):
                raise _disagrees(seq)
            own, others = own + mine, others + (not mine)
    for missing in sorted(noted)[:1]:
        raise _disagrees(missing)
    if (seq, digest) != (tip.seq, tip.digest):
        raise _disagrees(tip.seq)
    return Examined(seq, digest, own, others)


def sign(actor: Actor | None = None) -> Checkpoint | None:
    """Examines the journal and signs where it stands; None while it is empty. The same place is signed once.

    Its own commit waits for the disk, and with it all that was written before.
    """
    authorise(actor or system("checkpoint"), "checkpoint.sign")
    found, key = examine(), own_key()
    if not found.events:
        return None
    at = clock.now()
    with writing():
        row, _ = Checkpoint.objects.get_or_create(
            seq=found.events,
            defaults={
                "digest": found.digest,
                "at": at,
                "key_id": key.id,
                "signature": key.sign(found.events, found.digest, instant(at)),
            },
        )
    return row


def _disagrees(seq: int) -> CcerError:
    return CcerError(
        Text(
            f"日志与第 {seq} 条处的签名或记录不符",
            f"The journal does not agree with what was signed or noted of event {seq}",
        ),
        Text(
            "该处的哈希、签名与日志内容不一致，或者其后的日志缺失",
            "the hash or the signature kept of it is another, or events are missing from there on",
        ),
        Text(
            "停止写入，与公布的检查点和备份核对。",
            "Stop writing and compare with the published checkpoints and the backup.",
        ),
    )
