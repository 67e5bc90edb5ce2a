"""A decision on record as its receipt, which `ccer replay` asks again."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.decision import DECISION_TEXT
from ccer.core.text import Text
from ccer.project.replaying import replay
from ccer.rules.catalogue import STAGE_TEXT, Stage
from ccer.rules.receipt import STATUS_TEXT

from ...acting import actor_of
from ...permissions import may
from ...store.reading import journal, receipts


class Shown(NamedTuple):
    """A decision on record as pages show it, and what asking it again gave today."""

    stored: receipts.Stored
    stage: Text
    outcome: Text
    again: Text
    same: bool
    path: str


def on_record(subject: str) -> list[Shown]:
    """The decisions on record about a life, each asked again."""
    return [_shown(each) for each in receipts.of(subject)]


def _shown(stored: receipts.Stored) -> Shown:
    found = replay(stored.receipt)
    return Shown(
        stored,
        STAGE_TEXT[Stage(stored.stage)],
        DECISION_TEXT[stored.outcome],  # type: ignore[index]
        STATUS_TEXT[found.status],
        found.status == "same",
        reverse("public:receipt", args=[stored.seq, stored.place]),
    )


@require_GET
def file(request: HttpRequest, seq: int, place: int) -> HttpResponse:
    """The receipt as a file, for who may read the event it stands in."""
    stored = receipts.one(seq, place) if seq < 2**62 else None
    if stored is None or not _readable(request, seq, stored.subject):
        raise Http404
    content = msgspec.json.format(msgspec.json.encode(stored.receipt), indent=2)
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{seq}-{place}.json"'
    return answer


def _readable(request: HttpRequest, seq: int, subject: str) -> bool:
    actor, event = actor_of(request), journal.one(seq)
    own = actor.name.partition(":")[2] if actor.organisation else ""
    return event is not None and (
        event.name in journal.public_names()
        or may("journal.read", actor.role, actor.seat)
        or bool(own and journal.concerned(subject, own))
    )
