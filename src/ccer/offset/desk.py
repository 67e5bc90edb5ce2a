"""The registry's side of an offset: steps of the application's life, the ledger commands that follow, messages out and in.

A step and its ledger commands happen together or not at all. A host that keeps lives and ledger in tables uses `commands_of`,
`outgoing` and `incoming`; `Desk` keeps them in memory.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from ..core.errors import CcerError
from ..core.event import Event
from ..core.text import Text
from ..project.life import Command, Life, View
from ..project.life import apply as apply_life
from ..project.life import decide as decide_life
from ..project.life.attempt import state_text
from ..registry.commands import AnyCommand, Cancel, LockOffset, UnlockOffset
from ..registry.holdings import Place, State
from ..registry.ledger import apply, decide
from ..registry.moment import Moment
from ..registry.reasons import Purpose
from ..registry.serials import Series, joined
from ..registry.view import Draft, Ledger
from .messages import (
    Approved,
    Credited,
    Declined,
    Locked,
    Marked,
    Returned,
    Spent,
    ToEts,
    ToRegistry,
    Withdrawn,
)
from .refusals import refusal

MACHINE = "offset"
LINK = "registry:ets-link"
"""Who enters what the ETS registry answers."""
_AFTER_APPROVAL = ("APPROVED", "SPENT", "CREDITED")
_BEFORE_APPROVAL = {"LOCKED": ("mark", "file"), "PENDING": ("file",), "FILED": (), "WITHDRAWING": ()}
"""State to the steps that an approval implies and that have not been heard of yet."""


def commands_of(life: Life, event: Event, account: Life) -> tuple[AnyCommand, ...]:
    """What the ledger is to do after an event of an application.

    Parameters
    ----------
    life : Life
        The application after the event. Its ledger hold bears its subject as id.
    account : Life
        The emitter's registry account; the ledger's account has the same code.
    """
    series, who = series_of(life), event.actor
    hold = life.subject
    if event.name == "offset.applied":
        quantity = life.facts["quantity_t"]
        return (LockOffset(id=hold, account=account.id, series=series, quantity=quantity, actor=who),)
    if event.name == "offset.returned":
        return (UnlockOffset(id=hold, why=life.facts.get("reason", ""), actor=who),)
    if event.name != "offset.spent":
        return ()
    used = life.facts["used_t"]
    cancel = Cancel(
        id=certificate_id(life),
        account=account.id,
        series=series,
        quantity=used,
        purpose=Purpose.NATIONAL_ETS,
        beneficiary=str(account.facts.get("holder_name") or account.facts["holder"]),
        offset=hold,
        note=str(life.facts["surrender"]),
        actor=who,
    )
    rest = (UnlockOffset(id=hold, actor=who),) if used < life.facts["quantity_t"] else ()
    return (cancel, *rest)


def series_of(life: Life) -> Series:
    """The project and vintage an application is about."""
    return Series(life.facts["project_code"], life.facts["vintage"])


def certificate_id(life: Life) -> str:
    """Under which id the ledger cancels for an application."""
    return f"surrender:{life.id}"


def outgoing(
    life: Life, account: Life, ledger: Ledger, *, project_name: str = "", project_type: str = ""
) -> ToEts | None:
    """What the registry has to say of an application until it sees the effect; None where it waits or is done.

    Name and type of the project are the host's to add: circular 237 has them passed on with number and quantity.
    """
    facts = life.facts
    if life.state == "WITHDRAWING":
        return Withdrawn(offset=life.id, why=facts.get("reason", ""))
    if life.state == "SPENT":
        place = Place(account.id, State.CANCELLED, certificate_id(life))
        ranges = _ranges(ledger, place, series_of(life))
        return Spent(
            offset=life.id,
            surrender=facts["surrender"],
            quantity=facts["used_t"],
            ranges=ranges,
            certificate=place.hold,
        )
    if life.state != "LOCKED":
        return None
    return Locked(
        offset=life.id,
        registry_account=account.id,
        ets_account=facts["ets_account"],
        project=facts["project_code"],
        vintage=facts["vintage"],
        quantity=facts["quantity_t"],
        ranges=_ranges(ledger, Place(account.id, State.PENDING_OFFSET, life.subject), series_of(life)),
        compliance_year=facts["compliance_year"],
        project_name=project_name,
        project_type=project_type,
        registered_on=life.day("units_registered_on"),
        legacy_filed_on=life.day("legacy_filed_on"),
        project_ets_covered=facts.get("project_ets_covered"),
    )


def _ranges(ledger: Ledger, place: Place, series: Series) -> tuple[tuple[int, int], ...]:
    return tuple((first, last) for first, last in joined(ledger.blocks(place, series)))


def incoming(message: ToRegistry, life: Life, account: Life, at: Moment) -> tuple[Command, ...]:
    """The steps a message asks for, in order; none where it was heard before or says what is known.

    A message that overtakes another brings the steps it implies with it.

    Raises
    ------
    ccer.registry.refusals.Refusal
        It contradicts the application: no retransmission will mend that.
    """
    facts, state = life.facts, life.state

    def step(action: str, actor: str, **given: Any) -> Command:
        return Command(
            machine=MACHINE,
            id=life.id,
            action=action,
            actor=actor,
            at=at.now,
            facts=given,
            key=f"{message.id}/{action}",
        )

    match message:
        case Marked(quantity=quantity):
            if quantity != facts.get("quantity_t"):
                raise _contradicts(message, life, at)
            return (step("mark", LINK),) if state == "LOCKED" else ()
        case Declined(why=why):
            if state in _AFTER_APPROVAL or state == "NONE":
                raise _contradicts(message, life, at)
            return () if state == "RETURNED" else (step("release", LINK, reason=why or "declined"),)
        case Approved(surrender=surrender, quantity=quantity, obligation_t=due):
            form = {"surrender": surrender, "used_t": quantity, "obligation_t": due}
            if state in _AFTER_APPROVAL:
                if any(facts[name] != value for name, value in form.items()):
                    raise _contradicts(message, life, at)
                return ()
            if state not in _BEFORE_APPROVAL:
                raise _contradicts(message, life, at)
            emitter, province = f"emitter:{account.facts['holder']}", f"province:{message.province}"
            implied = {"mark": step("mark", LINK), "file": step("file", emitter, **form)}
            before = tuple(implied[action] for action in _BEFORE_APPROVAL[state])
            return (*before, step("approve", province, **form))
        case Credited(surrender=surrender, quantity=quantity):
            if state not in ("SPENT", "CREDITED") or (facts["surrender"], facts["used_t"]) != (
                surrender,
                quantity,
            ):
                raise _contradicts(message, life, at)
            return (step("credit", LINK),) if state == "SPENT" else ()


def answer(message: ToRegistry) -> ToEts | None:
    """What the registry answers at once, and to every repeat; approvals are answered by the cancellation when it is made."""
    return Returned(offset=message.offset) if isinstance(message, Declined) else None


def _contradicts(message: ToRegistry, life: Life, at: Moment) -> CcerError:
    why = state_text(life) if life.state != "NONE" else Text("没有这一申请", "there is no such application")
    return refusal(
        "message_contradicts", at.law, by="mee-samr-2023-31/art-6/para-2", message=message.id, why=why
    )


class Taken(NamedTuple):
    """What came of steps: events of the life and of the ledger in order, or what stands in the way."""

    events: tuple[Event, ...] = ()
    refusals: tuple[CcerError, ...] = ()
    answer: ToEts | None = None


class Desk:
    """The registry in memory: its ledger and the lives of accounts and applications; the journal holds both kinds of events."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.ledger = Ledger() if ledger is None else ledger
        self.lives: dict[str, Life] = {}
        self.journal: list[Event] = []

    def life(self, id: str) -> Life:
        """An application; one that has not begun stands in state NONE."""
        return self.lives.get(f"{MACHINE}:{id}") or Life(machine=MACHINE, id=id)

    def account(self, life: Life) -> Life:
        """The account it belongs to."""
        return self.lives[life.parent]

    def applications(self) -> tuple[Life, ...]:
        """All of them, by id."""
        return tuple(life for _, life in sorted(self.lives.items()) if life.machine == MACHINE)

    def take(self, *commands: Command, at: Moment) -> Taken:
        """Take steps one after the other, with what follows for the units: all of them or none."""
        before, draft = dict(self.lives), Draft(self.ledger)
        events: list[Event] = []
        for command in commands:
            made, refusals = self._try(command, draft, at)
            if refusals:
                self.lives = before
                return Taken(refusals=refusals)
            events += made
        for event in events:
            if event.name.startswith("units."):
                apply(self.ledger, event)
        self.journal += events
        return Taken(tuple(events))

    def receive(self, message: ToRegistry, at: Moment) -> Taken:
        """Take a message; one that came before changes nothing and is answered as it was."""
        life = self.life(message.offset)
        try:
            account = self.account(life) if life.parent else life
            taken = self.take(*incoming(message, life, account, at), at=at)
        except CcerError as refused:
            return Taken(refusals=(refused,))
        return taken if taken.refusals else taken._replace(answer=answer(message))

    def outbox(self) -> tuple[ToEts, ...]:
        """What is to be said until its effect is seen."""
        found = (outgoing(life, self.account(life), self.ledger) for life in self.applications())
        return tuple(message for message in found if message is not None)

    def _try(self, command: Command, draft: Draft, at: Moment) -> tuple[list[Event], tuple[CcerError, ...]]:
        subject = f"{command.machine}:{command.id}"
        life = self.lives.get(subject) or Life(machine=command.machine, id=command.id)
        others = tuple(each for name, each in self.lives.items() if name != subject)
        outcome = decide_life(command, View(life=life, related=others), at.law)
        if outcome.refusals:
            return [], outcome.refusals
        made: list[Event] = []
        for event in outcome.events:
            life = apply_life(life, event)
            made.append(event)
            self.lives[subject] = life
            for asked in commands_of(life, event, self.account(life)):
                posted = decide(asked, draft, at)
                if posted.refusal is not None:
                    return [], (posted.refusal,)
                for unit_event in posted.fresh:
                    apply(draft, unit_event)
                made += posted.fresh
        return made, ()


def open_account(desk: Desk, account: str, holder: str, name: str, on: dt.date) -> None:
    """An emitter's account as an opened life, for a desk in memory whose ledger has the account."""
    facts = {"holder": holder, "holder_name": name, "holder_kind": "emitter", "emitter_market": "national"}
    desk.lives[f"account:{account}"] = Life(
        machine="account", id=account, state="OPEN", facts=facts, entered={"OPEN": on}
    )
