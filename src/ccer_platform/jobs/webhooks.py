"""Tells webhooks what the journal has new, after it is written; tries again later where the other side does not answer.

One task goes on as long as there are open webhooks: it looks, sends what is due, and asks to be run again. Events are found by their
place in the journal, so nothing that was written is left out, whatever stopped in between.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json

from django.db import transaction
from django.db.models import Q
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from ccer.core.errors import CcerError

from .. import clock, outward
from ..actions.webhooks import payload, signature, wants
from ..store.models import Delivery, JournalEvent, JournalTip, Role, Webhook
from ..store.reading.journal import concerned, public_names

BACKOFF = (10, 60, 300, 1800, 7200, 21600, 86400)
"""After which try how long to wait. [s]"""
AGAIN = 3
"""Between two looks at the journal. [s]"""
AT_ONCE = 500
_PATH = "ccer_platform.jobs.webhooks.run"
_INSPECTING = (Role.REGISTRY, Role.MINISTRY)


@task()
def run() -> int:
    """One round, and the next one asked for; gives how many were sent."""
    sent = deliver()
    DBTaskResult.objects.filter(task_path=_PATH, status__in=["SUCCESSFUL", "FAILED"]).delete()
    if Webhook.objects.filter(ended_at=None).exists():
        run.using(run_after=_soon(AGAIN)).enqueue()
    return sent


def ensure() -> None:
    """A round is waiting or under way, now that there may be something to tell."""
    waiting = DBTaskResult.objects.filter(task_path=_PATH, status="READY")
    if Webhook.objects.filter(ended_at=None).exists() and not waiting.exists():
        run.enqueue()


def deliver() -> int:
    """Notes what is new for each webhook and sends all that is due."""
    for webhook in Webhook.objects.filter(ended_at=None).select_related("organisation"):
        _note(webhook)
    due = Delivery.objects.filter(state="waiting", webhook__ended_at=None, next_at__lte=clock.now())
    return sum(_send(each) for each in due.select_related("webhook").order_by("next_at", "seq")[:AT_ONCE])


def _note(webhook: Webhook) -> None:
    """Writes a delivery for each new event that the webhook asked for and its organisation may know of."""
    tip = JournalTip.objects.values_list("seq", flat=True).get(id=1)
    while webhook.seen < tip:
        rows = JournalEvent.objects.filter(seq__gt=webhook.seen, seq__lte=tip).order_by("seq")
        found = list(rows.only("seq", "name", "subject", "actor")[:AT_ONCE])
        told = [row for row in found if wants(webhook, row.name, row.subject) and _may_know(webhook, row)]
        with transaction.atomic():
            Delivery.objects.bulk_create(
                [Delivery(webhook=webhook, seq=row.seq, next_at=clock.now()) for row in told],
                ignore_conflicts=True,
            )
            webhook.seen = found[-1].seq
            webhook.save(update_fields=["seen"])


def _may_know(webhook: Webhook, row: JournalEvent) -> bool:
    organisation = webhook.organisation
    if row.name in public_names() or organisation.role in _INSPECTING:
        return True
    return row.actor.partition(":")[2] == organisation.code or concerned(row.subject, organisation.code)


def _send(delivery: Delivery) -> int:
    """One try; whoever else is sending the same one is left to it."""
    with transaction.atomic():
        held = Delivery.objects.select_for_update(skip_locked=True).filter(pk=delivery.pk, state="waiting")
        if not held.filter(Q(next_at__lte=clock.now())).exists():
            return 0
        row = JournalEvent.objects.get(seq=delivery.seq)
        body = json.dumps(payload(row), ensure_ascii=False, default=str).encode()
        now = clock.now()
        headers = {
            "Content-Type": "application/json", "User-Agent": "OpenCCER-Webhook",
            "CCER-Event": row.name, "CCER-Delivery": str(delivery.pk),
            "CCER-Signature": signature(delivery.webhook, int(now.timestamp()), body),
        }  # fmt: skip
        status, said = _tried(delivery.webhook.url, body, headers)
        delivery.tries += 1
        delivery.status, delivery.said, delivery.last_at = status, said[:500], now
        if status is not None and 200 <= status < 300:
            delivery.state = "delivered"
        elif delivery.tries > len(BACKOFF):
            delivery.state = "failed"
        else:
            delivery.next_at = now + dt.timedelta(seconds=BACKOFF[delivery.tries - 1])
        delivery.save()
    return int(delivery.state == "delivered")


def _tried(url: str, body: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
    try:
        answer = outward.post(url, body, headers)
    except CcerError as refused:
        return None, f"{refused.what.zh}：{refused.why.zh} / {refused.what.en}: {refused.why.en}"
    except (OSError, http.client.HTTPException, ValueError) as silent:
        return None, type(silent).__name__
    return answer.status, answer.body


def _soon(seconds: int) -> dt.datetime:
    """Real time: the worker goes by it, whatever the time machine says."""
    return clock.real_now() + dt.timedelta(seconds=seconds)
