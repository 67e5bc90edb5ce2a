"""Four eyes: what a maker asks for happens when a checker of the same organisation, another person, confirms it; until then nothing has.

Kinds: ``step`` of a life, ``units`` (a command of the ledger), ``market`` (one of the exchange), ``seat``. The journal holds who
proposed and who confirmed; the step's own event names both too.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.models import QuerySet

from ccer.core.errors import CcerError
from ccer.core.event import Event
from ccer.core.text import Text
from ccer.project.life.decide import decide
from ccer.project.life.model import Command as Step
from ccer.project.life.model import Paper
from ccer.project.life.outcome import Refusal
from ccer.project.life.tables import machines
from ccer.registry.commands import AnyCommand, Command, command_of

from .. import clock
from ..permissions import Right, authorise, authorise_step
from ..store.models import Organisation, Proposal, User
from . import market, people
from .base import Actor, Refused, append, event, writing
from .lives import take, view_of
from .trading import trade_within, units_within
from .units import authorised, signed

_DUTY = "ncsc-2023-11/art-9"
_EYES = "four-eyes"


class Unready(CcerError):
    """A step that would be refused even with a second person; ``refusals`` says everything that stands in the way."""

    exit_code = 1

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        first = refusals[0]
        super().__init__(first.what, first.why, first.next, first.clause)
        self.refusals = refusals


class Confirmed(msgspec.Struct, frozen=True):
    """What a confirmed proposal did: its events, in order."""

    proposal: int
    events: tuple[Event, ...]


def needs_two(machine: str, state: str, action: str) -> bool:
    """Whether a step is to be proposed."""
    row = machines()[machine].row(state, action)
    return bool(row and row.four_eyes)


def propose_step(
    actor: Actor,
    machine: str,
    code: str,
    action: str,
    *,
    facts: dict[str, Any] | None = None,
    papers: tuple[Paper, ...] = (),
    parent: str = "",
    key: str = "",
) -> Proposal:
    """Proposes a step that needs four eyes.

    Raises
    ------
    Unready
        With everything that stands in its way but the second person.
    Refused
        The actor's seat does not make.
    """
    authorise_step(actor, machine, action)
    asked = Step(
        machine=machine, id=code, action=action, actor=actor.name, at=clock.now(), person=actor.person,
        facts=facts or {}, papers=papers, parent=parent, key=key,
    )  # fmt: skip
    view = view_of(machine, code, parent=parent, asked=asked)
    outcome = decide(asked, view, clock.at())
    in_the_way = tuple(refusal for refusal in outcome.refusals if refusal.code != _EYES)
    if in_the_way:
        raise Unready(in_the_way)
    row = machines()[machine].row(view.life.state, action)
    assert row is not None
    stated = {
        "machine": machine, "code": code, "action": action, "facts": asked.facts, "papers": papers, "parent": parent,
        "key": key, "state": view.life.state,
    }  # fmt: skip
    return _propose(actor, "step", f"{machine}:{code}", row.title, stated)


def propose_units(actor: Actor, command: AnyCommand) -> Proposal:
    """Proposes a command of the ledger; whether the units are there is the ledger's to say when it is confirmed."""
    right = authorised(actor, command)
    return _propose(
        actor, "units", _subject(command), right.title, msgspec.to_builtins(signed(actor, command))
    )


def propose_market(actor: Actor, command: Command, right: Right) -> Proposal:
    """Proposes a command of the exchange that the actor has the right to; the market decides again when it is confirmed."""
    named = getattr(command, "trader", "")
    return _propose(
        actor, "market", f"trader:{named}" if named else "", right.title, msgspec.to_builtins(command)
    )


def propose_seat(actor: Actor, user: User, organisation: Organisation, seat: str) -> Proposal:
    """Proposes that a person be given a seat; an empty one ends the seat held."""
    right = authorise(actor, "seat.give" if seat else "seat.end")
    stated = {"person": user.code, "organisation": organisation.code, "seat": seat}
    return _propose(actor, "seat", f"organisation:{organisation.code}", right.title, stated)


def _propose(actor: Actor, kind: str, subject: str, title: Text, command: dict[str, Any]) -> Proposal:
    with writing():
        made = Proposal.objects.create(
            organisation_id=actor.organisation or 0, kind=kind, subject=subject, title=msgspec.to_builtins(title),
            command=msgspec.to_builtins(command), made_by_id=actor.user or 0, made_at=clock.now(),
        )  # fmt: skip
        _journal("proposal.made", made, actor)
    return made


def confirm(actor: Actor, pk: int) -> Confirmed:
    """A second person confirms, and it happens; all of it or nothing.

    Raises
    ------
    Refused
        It is not this person's to confirm, was decided already, or is ``stale``: things moved on since it was made.
    Unready, ccer.registry.refusals.Refusal
        It is refused as things stand now; the proposal stays open.
    """
    with writing():
        proposal = _locked(actor, pk, "proposal.confirm")
        if proposal.made_by_id == actor.user:
            raise _refused(
                "four_eyes",
                Text("提出人和确认人是同一人", "the person who proposed it cannot confirm it"),
                Text("由另一人确认。", "Let another person confirm it."),
            )
        moved_on = is_stale(proposal)
        events = () if moved_on else _carried_out(proposal, actor)
        _close(proposal, actor, "stale" if moved_on else "confirmed")
    if moved_on:
        raise _refused(
            "stale",
            Text("提出以后情况已经变化", "things have moved on since it was proposed"),
            Text("核对现状后重新提出。", "Look at how things stand and propose it anew."),
        )
    return Confirmed(proposal.pk, events)


def withdraw(actor: Actor, pk: int, why: str = "") -> None:
    """Its maker takes it back, or a checker sends it back saying why."""
    with writing():
        proposal = _locked(actor, pk, "proposal.withdraw")
        if proposal.made_by_id != actor.user and actor.seat != "checker":
            raise _refused(
                "identity",
                Text("只有提出人可以撤回，确认代表可以退回", "its maker may take it back, a checker may send it back"),
                Text("由其办理。", "Let them do it."),
            )  # fmt: skip
        proposal.why = why.strip()[:2000]
        _close(proposal, actor, "withdrawn")


def waiting(organisation: int) -> QuerySet[Proposal]:
    """What an organisation has to confirm, the oldest first."""
    open_ones = Proposal.objects.filter(organisation_id=organisation, state="open")
    return open_ones.select_related("made_by").order_by("id")


def is_stale(proposal: Proposal) -> bool:
    """Whether what it is about has left the state it was proposed in."""
    if proposal.kind != "step":
        return False
    stated = proposal.command
    return view_of(stated["machine"], stated["code"]).life.state != str(stated["state"])


def _locked(actor: Actor, pk: int, action: str) -> Proposal:
    found = Proposal.objects.select_for_update().filter(pk=pk).first()
    authorise(actor, action, own=found is not None and found.organisation_id == actor.organisation)
    assert found is not None
    if found.state != "open":
        raise _refused(
            "decided",
            Text("这一项已经办结：{state}", "it was decided already: {state}").fill(
                state=STATES[found.state]
            ),
            Text("需要时重新提出。", "Propose it anew where needed."),
        )
    return found


def _carried_out(proposal: Proposal, checker: Actor) -> tuple[Event, ...]:
    maker = _maker(proposal)
    stated = dict(proposal.command)
    if proposal.kind == "units":
        command = command_of(stated)
        authorised(maker, command)
        return tuple(units_within([command]))
    if proposal.kind == "market":
        return _traded(maker, stated)
    if proposal.kind == "seat":
        return _seated(maker, stated)
    stated.pop("state")
    papers = msgspec.convert(stated.pop("papers"), tuple[Paper, ...])
    taken = take(
        maker, stated.pop("machine"), stated.pop("code"), stated.pop("action"), papers=papers, person=maker.person,
        checker=checker.person, **stated,
    )  # fmt: skip
    if taken.refused:
        raise Unready(taken.outcome.refusals)
    return taken.events


def _traded(maker: Actor, stated: dict[str, Any]) -> tuple[Event, ...]:
    fields = dict(stated)
    command = market.read_command(fields.pop("do"), fields)
    market.authorised(maker, command)
    return tuple(trade_within([market.signed(maker, command)]))


def _seated(maker: Actor, stated: dict[str, Any]) -> tuple[Event, ...]:
    user = people.person(stated["person"])
    organisation = Organisation.objects.get(code=stated["organisation"])
    assert user is not None
    held = people.seats(user.pk).filter(organisation=organisation, until=None).first()
    if held is not None and held.seat != stated["seat"]:
        people.end_seat(maker, held)
    if stated["seat"]:
        people.give_seat(maker, user, organisation, stated["seat"])
    return ()


def _maker(proposal: Proposal) -> Actor:
    """Who made it, in the seat held now; one who has left proposes nothing any more."""
    seat = people.seats(proposal.made_by_id).filter(organisation_id=proposal.organisation_id).first()
    if seat is None or seat.seat != "maker":
        raise _refused(
            "left",
            Text("提出人已不再担任发起代表", "the person who proposed it is no longer a maker there"),
            Text("由现任发起代表重新提出。", "Let the present maker propose it anew."),
        )
    return people.actor_of(seat)


def _close(proposal: Proposal, actor: Actor, state: str) -> None:
    proposal.state, proposal.decided_by_id, proposal.decided_at = state, actor.user, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "why"])
    _journal(f"proposal.{state}", proposal, actor)


def _journal(name: str, proposal: Proposal, actor: Actor) -> None:
    facts: dict[str, Any] = {
        "kind": proposal.kind,
        "about": proposal.subject,
        "maker": f"person:{proposal.made_by_id}",
    }
    if proposal.decided_by_id:
        facts["by"] = actor.person
    append([event(name, f"proposal:{proposal.pk}", actor, cites=(_DUTY,), **facts)])


def _subject(command: AnyCommand) -> str:
    """What the list shows it is about."""
    account = getattr(command, "account", "") or getattr(command, "source", "") or getattr(command, "id", "")
    return f"account:{account}" if account else ""


STATES = {
    "open": Text("待确认", "waiting"),
    "confirmed": Text("已确认", "confirmed"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "stale": Text("已过时", "out of date"),
}


def _refused(code: str, why: Text, next: Text) -> Refused:
    return Refused(code, Text("不能办理这一待办事项", "This proposal cannot be dealt with"), why, next, _DUTY)
