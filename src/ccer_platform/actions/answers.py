"""A write under an idempotency key: done once, answered the same way each time it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from django.db import IntegrityError, transaction

from .. import clock
from ..store.models import ApiAnswer
from .base import Actor, KeyReused, writing

_encode = msgspec.json.Encoder(order="sorted", enc_hook=str).encode


class Answer(NamedTuple):
    """What was answered, and whether it had been answered before."""

    status: int
    body: dict[str, Any]
    repeated: bool = False


def once(actor: Actor, key: str, content: Any, act: Callable[[str], tuple[int, dict[str, Any]]]) -> Answer:
    """Does what ``act`` does, unless it was done under that key; all in one transaction.

    Whoever sends the same key meanwhile waits for it to end. A refused write leaves nothing, and may be sent again.

    Parameters
    ----------
    content
        All that was asked, as plain values: the same key with other content is refused.
    act
        Gets the key as the journal keeps it, with the actor before it, and gives status and body of the answer.

    Raises
    ------
    KeyReused
    """
    who = f"{actor.name}/{actor.person}"
    asked = hashlib.sha256(_encode(content)).hexdigest()
    with writing():
        before = _answered(who, key)
        if before is None:
            try:
                with transaction.atomic():
                    row = ApiAnswer.objects.create(who=who, key=key, content=asked, at=clock.now())
            except IntegrityError:  # it was being answered just now
                before = _answered(who, key)
        if before is not None:
            if before.content != asked:
                raise KeyReused(key)
            return Answer(before.status, before.body, True)
        status, body = act(f"{actor.name}/{key}")
        plain = msgspec.json.decode(_encode(body))
        ApiAnswer.objects.filter(pk=row.pk).update(status=status, body=plain)
    return Answer(status, plain)


def _answered(who: str, key: str) -> ApiAnswer | None:
    return ApiAnswer.objects.filter(who=who, key=key).first()
