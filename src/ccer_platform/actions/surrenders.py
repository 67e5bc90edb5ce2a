"""Records of units used against an ETS obligation: made when the ledger cancels for an application, from what stands then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ccer.core.asof import AsOf
from ccer.core.event import Event
from ccer.offset.desk import MACHINE, certificate_id
from ccer.offset.surrender import surrender_of
from ccer.policy.corpus import corpus
from ccer.project.life.model import Life, View
from ccer.registry.cancellation import certificate

from ..store.models import Surrender
from .around import Around

COLUMNS = ("entity", "year", "quantity", "certificate", "on", "record")


def of(life: Life, cancelled: Event, around: Around) -> dict[str, Any] | None:
    """The columns of the record; None where the event is of another cancellation."""
    facts = certificate(cancelled)
    account = around.life(life.parent)
    if facts is None or account is None or facts.id != certificate_id(life):
        return None
    others = tuple(each for each in around.children(account.subject, MACHINE) if each.id != life.id)
    record = surrender_of(
        View(life=life, related=(account, *others)), cancelled, AsOf(corpus(), cancelled.on)
    )
    return {
        "entity": record.entity, "year": record.year, "quantity": record.quantity, "certificate": record.certificate,
        "on": record.on, "record": msgspec.to_builtins(record),
    }  # fmt: skip


def keep(lives: dict[str, Life], posted: Iterable[Event], around: Around) -> None:
    """Keeps what the cancellations among these events were used for."""
    for event in posted:
        if event.name != "units.cancelled":
            continue
        for life in lives.values():
            if life.machine == MACHINE and (row := of(life, event, around)):
                Surrender.objects.create(offset=life.id, **row)
