"""Commands of the ledger that people and programs give: whose units, which seat, and whether a second person must confirm first."""

from __future__ import annotations

import msgspec

from ccer.core.event import Event
from ccer.core.text import Text
from ccer.registry.commands import AnyCommand, Linked
from ccer.registry.holdings import State
from ccer.registry.ledger import Outcome

from ..permissions import HOLDERS, Right, authorise
from ..store.models import Hold, RegistryAccount
from .base import Actor, Refused, append, event, writing
from .trading import keeper, units_within


def order(actor: Actor, command: AnyCommand) -> Outcome:
    """Gives a command that one person may give alone; returns when it is on disk, or refused by the ledger.

    Raises
    ------
    Refused
        It is not the actor's to give, or a second person must confirm it: then it is to be proposed.
    """
    right = authorised(actor, command)
    if actor.role in right.four_eyes:
        raise _needs_two(right)
    return keeper(command).submit(signed(actor, command))


def order_of_two(actor: Actor, command: AnyCommand, person: str, checker: str) -> list[Event]:
    """Gives a command where both persons are at hand: where the table asks for four eyes, the journal names them beside it.

    Raises
    ------
    Refused
        It is not the actor's to give, or a second person must confirm and none did.
    ccer.registry.refusals.Refusal
        The ledger refuses it.
    """
    right = authorised(actor, command)
    two = actor.role in right.four_eyes
    if two and checker in ("", person):
        raise _needs_two(right)
    with writing():
        done = units_within([signed(actor, command)])
        if two and done:
            seqs = [each.seq for each in done]
            confirmed = event(
                "units.confirmed", done[0].subject, actor, cites=(right.clause,), events=seqs, maker=person, by=checker
            )  # fmt: skip
            append([confirmed])
    return done


def _needs_two(right: Right) -> Refused:
    return Refused(
        "four_eyes",
        Text("不能直接“{title}”", "Cannot be done by one person: {title}").fill(title=right.title),
        Text(
            "这一项须由另一人确认（本系统的内部控制）",
            "a second person must confirm it (this system's own control)",
        ),
        Text("提出待办事项，由本单位的确认代表确认。", "Propose it, and let your organisation's checker confirm it."),
        right.clause,
    )  # fmt: skip


def authorised(actor: Actor, command: AnyCommand) -> Right:
    """The right by which an actor may give a command.

    Raises
    ------
    Refused
    """
    if isinstance(command, Linked):
        for step in command.steps:
            authorised(actor, step)
        return authorise(actor, action_of(command))
    return authorise(actor, action_of(command), own=is_own(actor, command))


def signed(actor: Actor, command: AnyCommand) -> AnyCommand:
    """The command under the actor's name, whatever name it came with."""
    return msgspec.structs.replace(command, actor=actor.name)


def action_of(command: AnyCommand) -> str:
    """Its row of the table."""
    return f"ledger.{type(command).__struct_config__.tag}"


def is_own(actor: Actor, command: AnyCommand) -> bool:
    """Whether it moves the units of the actor's own account."""
    if actor.role not in HOLDERS:
        return True
    return (
        bool(_account(command))
        and RegistryAccount.objects.filter(
            code=_account(command), organisation_id=actor.organisation or 0
        ).exists()
    )


def _account(command: AnyCommand) -> str:
    """The account that gives units up."""
    named = getattr(command, "account", "") or getattr(command, "source", "")
    if named and not isinstance(named, State):
        return str(named)
    return Hold.objects.filter(id=getattr(command, "id", "")).values_list("account", flat=True).first() or ""
