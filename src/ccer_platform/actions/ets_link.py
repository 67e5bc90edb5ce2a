"""The link between the two registries: what is to be said goes out, what comes in is taken, both as often as it needs.

A `Link` is whatever reaches the ETS registry; `Sandbox` reaches the book in `actions.ets`. A message is sent until its effect is seen, so
a link may lose, repeat and reorder as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import msgspec
import psycopg
from django.db import connection, transaction

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.offset.desk import LINK, MACHINE, answer, incoming, outgoing
from ccer.offset.ets import Receive, outbox
from ccer.offset.ets_book import PendingLot
from ccer.offset.messages import ToEts, ToRegistry
from ccer.offset.reconciling import RegistryRow, reconcile, registry_row
from ccer.project.life.model import Life
from ccer.registry.moment import Moment

from .. import clock
from ..store.kept import KeptLedger
from ..store.models import EtsComparison, EtsMessage, Project
from ..store.models import Life as Row
from ..store.reading import ets as reading
from . import ets
from .around import Stored, read
from .base import Actor, Refused, writing
from .lives import take

MOST_ROUNDS = 6
"""Of one exchange; what is not at rest by then goes on in the next."""
SAYING = ("LOCKED", "WITHDRAWING", "SPENT")
"""States in which the registry has something to say."""
CARRIED = ("mark", "file", "approve", "refuse", "release", "credit")
"""Steps that the link takes once the ETS side said so; by hand they would part the two records."""
_LOCK = 237_002


class Link(Protocol):
    """How the ETS registry is reached."""

    def send(self, message: ToEts) -> ToRegistry | None:
        """Its answer; ``OSError`` where nothing came back, a refusal where it contradicts."""

    def waiting(self) -> tuple[ToRegistry, ...]:
        """What it has to say."""

    def lots(self) -> dict[str, PendingLot]:
        """Its record of every application, for the comparison."""


class Sandbox:
    """The book of `actions.ets` as the other side."""

    def send(self, message: ToEts) -> ToRegistry | None:
        outcome = ets.ask(Receive(message=message, actor=LINK))
        if outcome.refusal is not None:
            raise outcome.refusal
        return outcome.reply

    def waiting(self) -> tuple[ToRegistry, ...]:
        return outbox(reading.book())

    def lots(self) -> dict[str, PendingLot]:
        return dict(reading.book().lots)


SANDBOX = Sandbox()


def exchange(link: Link = SANDBOX) -> int:
    """Lets messages pass until both sides are at rest; gives how many had an effect."""
    moved = 0
    with _alone():
        for _ in range(MOST_ROUNDS):
            before = moved
            for life in _saying():
                message = _said_of(life)
                if message is not None:
                    moved += _send(link, message)
            for heard in _heard(link):
                moved += _receive(link, heard)
            if moved == before:
                return moved
    return moved


@contextmanager
def _alone() -> Iterator[None]:
    """One exchange at a time, whichever process makes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _saying() -> list[Life]:
    return [read(row) for row in Row.objects.filter(machine=MACHINE, state__in=SAYING).order_by("id")]


def _said_of(life: Life) -> ToEts | None:
    account = Stored().life(life.parent)
    if account is None:
        return None
    project = Project.objects.filter(number=life.facts["project_code"]).first()
    name, kind = (project.name, project.project_type) if project else ("", "")
    return outgoing(life, account, _ledger(), project_name=name, project_type=kind)


def _ledger() -> KeptLedger:
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return KeptLedger(raw)


def _heard(link: Link) -> tuple[ToRegistry, ...]:
    try:
        return link.waiting()
    except OSError:
        return ()


def _send(link: Link, message: ToEts) -> int:
    """Says a message and takes the answer, where there is one; 1 where it was not taken before."""
    known = EtsMessage.objects.filter(id=message.id, content=message.content, state="taken").exists()
    try:
        reply = link.send(message)
    except OSError as lost:
        _note(message, outward=True, state="lost", said={"why": type(lost).__name__})
        return 0
    except CcerError as refused:
        _note(message, outward=True, state="refused", said=_words(refused))
        return 0
    _note(message, outward=True, state="taken")
    return int(not known) + (_receive(link, reply) if reply is not None else 0)


def _receive(link: Link, message: ToRegistry) -> int:
    """Takes the steps a message asks for, all or none, and answers; gives how many."""
    row = Row.objects.filter(machine=MACHINE, code=message.offset).first()
    life = read(row) if row else Life(machine=MACHINE, id=message.offset)
    account = Stored().life(life.parent) if life.parent else life
    try:
        steps = incoming(message, life, account or life, Moment(clock.at(), clock.now()))
        with writing():
            for step in steps:
                role, _, _ = step.actor.partition(":")
                taken = take(
                    Actor(role=role, name=step.actor, seat="maker"), MACHINE, life.id, step.action, facts=step.facts, key=step.key
                )  # fmt: skip
                if taken.outcome.refusals:
                    raise taken.outcome.refusals[0]
    except CcerError as refused:
        _note(message, outward=False, state="refused", said=_words(refused))
        return 0
    _note(message, outward=False, state="taken")
    reply = answer(message)
    return len(steps) + (_send(link, reply) if reply is not None else 0)


def _note(
    message: ToEts | ToRegistry, *, outward: bool, state: str, said: dict[str, Any] | None = None
) -> None:
    now = clock.now()
    row, made = EtsMessage.objects.get_or_create(
        id=message.id,
        defaults={
            "offset": message.offset, "kind": message.kind, "outward": outward, "body": msgspec.to_builtins(message),
            "content": message.content, "state": state, "times": 1, "first_at": now, "last_at": now, "said": said or {},
        },
    )  # fmt: skip
    if not made:
        row.times += 1
        row.state, row.last_at, row.said = state, now, said or {}
        row.body, row.content = msgspec.to_builtins(message), message.content
        row.save()


def _words(error: CcerError) -> dict[str, Any]:
    return {
        "code": getattr(error, "code", ""), "clause": error.clause or "",
        **{lang: {"what": error.what.say(lang), "why": error.why.say(lang), "next": error.next.say(lang)} for lang in ("zh", "en")},
    }  # fmt: skip


# comparing


def compare(link: Link = SANDBOX) -> EtsComparison:
    """Compares the two records of every application and keeps what differs; the newest of a day stands."""
    ledger = _ledger()
    mine: dict[str, RegistryRow] = {}
    for row in Row.objects.filter(machine=MACHINE).order_by("id"):
        life = read(row)
        mine[life.id] = registry_row(life, life.parent.partition(":")[2], ledger)
    found = reconcile(mine, link.lots())
    kept, _made = EtsComparison.objects.update_or_create(
        on=clock.today(),
        defaults={
            "at": clock.now(), "compared": len(mine),
            "differences": [
                {
                    "offset": each.offset, "code": each.code, "registry": each.registry, "ets": each.ets, "by": each.by,
                    "do": {"zh": each.do.zh, "en": each.do.en}, "in_flight": each.in_flight,
                }
                for each in found
            ],
        },
    )  # fmt: skip
    return kept


# by hand


def by_hand(machine: str, action: str, ets_account: str) -> None:
    """A step that the link takes is not taken by hand while the ETS side knows the entity; nor is the first, whose facts are ours.

    Raises
    ------
    Refused
        ``link``.
    """
    if machine == MACHINE and action == "apply":
        raise Refused(
            "link",
            Text("这一步不在这里发起", "This step is not begun here"),
            Text(
                "批次的事实取自登记系统，不由填写", "the facts of the units are the registry's own, not typed"
            ),
            Text(
                "在“履约抵销”中发起，或用 POST /api/v1/ets/applications。",
                "Start it under “Compliance offset”, or by POST /api/v1/ets/applications.",
            ),
            "mee-2023-237/part-3",
        )
    if machine == MACHINE and action in CARRIED and reading.enrolled(ets_account):
        raise Refused(
            "link",
            Text("这一步不在登记系统手工办理", "This step is not taken by hand in the registry"),
            Text("由碳市场登记系统的消息带来", "a message of the ETS registry brings it"),
            Text(
                "在“履约抵销”中提交清缴申请或作出决定。",
                "File or decide the surrender under “Compliance offset”.",
            ),
            "mee-2023-237/part-3",
        )


def follow(machine: str) -> None:
    """After a step of an application, once it is on disk: messages pass at once."""
    if machine == MACHINE:
        transaction.on_commit(exchange, robust=True)
