"""Webhooks: an organisation is told of events it may know of, at an address of its own.

What is sent says only that something happened and where to read it: whoever reads it needs the right to.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from ccer.core.errors import BadInput
from ccer.core.text import Text

from .. import clock, outward
from ..permissions import authorise
from ..store.models import Delivery, JournalTip, Webhook
from .base import Actor, append, event, writing

MOST = 20
"""Webhooks of one organisation."""
MOST_NAMES = 50
LONGEST_URL = 500
_DUTY = "ncsc-2023-11/art-9"


def create(actor: Actor, url: str, events: list[str], subjects: list[str]) -> tuple[Webhook, str]:
    """A webhook from now on, and the secret that signs what it is sent, which is shown this once.

    Parameters
    ----------
    events : list of str
        Names of events; ``project.*`` for all of a noun; none for all.
    subjects : list of str
        ``<machine>:<code>``; none for all the organisation may know of.

    Raises
    ------
    Refused
        The actor has no right to it.
    BadInput
        The address is not one that may be called, or there are too many.
    """
    authorise(actor, "webhook.set", own=actor.organisation is not None)
    _usable(url, events, subjects)
    with writing():
        if mine(actor).count() >= MOST:
            raise _bad(Text(f"每个单位最多 {MOST} 个", f"an organisation may have {MOST}"))
        seen = JournalTip.objects.select_for_update().get(id=1).seq
        made = Webhook.objects.create(
            organisation_id=actor.organisation or 0, url=url, events=sorted(set(events)), subjects=sorted(set(subjects)),
            salt=secrets.token_hex(16), made_by_id=actor.user or 0, made_at=clock.now(), seen=seen,
        )  # fmt: skip
        append(
            [event("webhook.set", f"webhook:{made.pk}", actor, cites=(_DUTY,), host=urlsplit(url).hostname)]
        )
    return made, secret(made)


def end(actor: Actor, pk: int) -> bool:
    """Ends a webhook of the actor's organisation; False where there is none of that number."""
    authorise(actor, "webhook.set", own=actor.organisation is not None)
    with writing():
        ended = mine(actor).filter(pk=pk).update(ended_at=clock.now())
        if ended:
            append([event("webhook.ended", f"webhook:{pk}", actor, cites=(_DUTY,))])
    return bool(ended)


def mine(actor: Actor) -> QuerySet[Webhook]:
    """The open webhooks of the actor's organisation."""
    return Webhook.objects.filter(organisation_id=actor.organisation or 0, ended_at=None)


def deliveries(actor: Actor, pk: int, before: int | None = None, limit: int = 50) -> list[Delivery]:
    """What was sent to a webhook of the actor's organisation, newest first."""
    authorise(actor, "webhook.set", own=actor.organisation is not None)
    rows = Delivery.objects.filter(webhook__organisation_id=actor.organisation or 0, webhook_id=pk)
    return list(rows.filter(Q(seq__lt=before) if before else Q()).order_by("-seq")[:limit])


def secret(webhook: Webhook) -> str:
    """The secret of a webhook: worked out, so that no copy of the database holds it."""
    key = settings.SECRET_KEY.encode()
    return "whsec_" + hmac.new(key, f"webhook/{webhook.salt}".encode(), hashlib.sha256).hexdigest()


def signature(webhook: Webhook, stamp: int, body: bytes) -> str:
    """HMAC-SHA256 over ``<seconds>.<body>``, as ``t=<seconds>,v1=<hex>``."""
    signed = hmac.new(secret(webhook).encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return f"t={stamp},v1={signed.hexdigest()}"


def _usable(url: str, events: list[str], subjects: list[str]) -> None:
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise _bad(
            Text(
                f"网址须为至多 {LONGEST_URL} 个 ASCII 字符",
                f"the address may have {LONGEST_URL} ASCII characters",
            )
        )
    outward.look(url)
    for name in (*events, *subjects):
        if not 0 < len(name) <= 200:
            raise _bad(Text("名称应为 1 至 200 个字符", "a name needs 1 to 200 characters"))
    if len(events) > MOST_NAMES or len(subjects) > MOST_NAMES:
        raise _bad(Text(f"每项最多 {MOST_NAMES} 个名称", f"at most {MOST_NAMES} names each"))


def _bad(why: Text) -> BadInput:
    return BadInput(
        what=Text("不能设置事件通知", "The webhook cannot be set"),
        why=why,
        next=Text("改正后重新提交。", "Correct it and send it again."),
    )


def wants(webhook: Webhook, name: str, subject: str) -> bool:
    """Whether an event is one the webhook asked for."""
    noun = name.partition(".")[0] + ".*"
    return (not webhook.events or name in webhook.events or noun in webhook.events) and (
        not webhook.subjects or subject in webhook.subjects
    )


def payload(row: Any) -> dict[str, Any]:
    """What is said of an event."""
    return {
        "id": row.seq, "name": row.name, "subject": row.subject, "at": row.at, "on": row.on, "cites": row.cites,
        "digest": row.digest, "previous": row.previous, "link": f"/api/v1/journal/{row.seq}",
    }  # fmt: skip
