"""What people and programs ask of the exchange: who may, for whose account, and whether a second person must confirm first."""

from __future__ import annotations

from typing import Any

import msgspec

from ccer.core.errors import BadInput
from ccer.core.mistyped import explain
from ccer.core.text import Text
from ccer.exchange import exchange, office_commands
from ccer.exchange.commands import EnterOrders, OpenTrader, RemoveOperator, SetOperator
from ccer.exchange.office_commands import BindBank, ConfirmClearing, Confirming
from ccer.registry.accounts import AccountKind
from ccer.registry.commands import ChangeState, Command
from ccer.registry.holdings import State
from ccer.registry.ledger import Outcome
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Series

from ..permissions import Right, authorise
from ..store.models import MarketRecord, Proposal, RegistryAccount
from .base import Actor, Refused
from .trading import desk


def tag(kind: type[Any]) -> str:
    """The ``do`` of a kind of command."""
    return str(kind.__struct_config__.tag)


COMMANDS: dict[str, type[Command]] = {
    tag(kind): kind for kind in (*exchange.HANDLERS, office_commands.Settle, office_commands.AnswerObjection)
}
"""Every command of the exchange by its ``do``."""
_BY_REGISTRY = "registry"
_FILLED_IN: dict[str, tuple[str, ...]] = {"open-trader": ("subject",), "bind-bank": ("name",)}
"""Fields that `signed` takes from the register, whatever a caller says."""


def give(actor: Actor, command: Command, *, key: str = "") -> Outcome:
    """A command that one person may give alone; returns when it is on disk, or refused by the market.

    Raises
    ------
    Refused
        It is not the actor's to give, or a second person must confirm it: then it is to be proposed.
    """
    right = authorised(actor, command)
    if actor.role in right.four_eyes:
        raise _needs_two(right)
    return desk().submit(signed(actor, command, key))


def needs_two(actor: Actor, command: Command) -> bool:
    """Whether a second person must confirm it; whether the actor may at all is asked on the way."""
    return actor.role in authorised(actor, command).four_eyes


def propose(actor: Actor, command: Command) -> Proposal:
    """Proposes a command that needs four eyes; what stands in its way now is said now.

    Raises
    ------
    Refused, Refusal
    """
    from .proposals import propose_market

    right = authorised(actor, command)
    if (no := checked(actor, command)) is not None:
        raise no
    return propose_market(actor, signed(actor, command), right)


def checked(actor: Actor, command: Command) -> Refusal | None:
    """What the market would refuse it for as things stand, None where it would be granted; nothing is done.

    Raises
    ------
    Refused
        It is not the actor's to give, so neither to ask.
    """
    authorised(actor, command)
    return desk().weighed(signed(actor, command))


def authorised(actor: Actor, command: Command) -> Right:
    """The right by which an actor may give a command.

    Raises
    ------
    Refused
    """
    right = authorise(actor, action_of(command))
    if right.own:
        _own(actor, command, right)
    elif isinstance(command, ConfirmClearing):
        _own_side(actor, command, right)
    return right


def action_of(command: Command) -> str:
    """Its row of the table."""
    return f"exchange.{tag(type(command))}"


def signed(actor: Actor, command: Command, key: str = "") -> Command:
    """The command under the actor's name, by the person as operator, whatever it came with."""
    said: dict[str, Any] = {"actor": actor.name}
    if key:
        said["key"] = key
    if "operator" in command.__struct_fields__ and not isinstance(command, SetOperator | RemoveOperator):
        said["operator"] = actor.person
    if isinstance(command, EnterOrders):
        orders = tuple(msgspec.structs.replace(order, operator=actor.person) for order in command.orders)
        return msgspec.structs.replace(command, orders=orders, **said)
    if isinstance(command, OpenTrader):
        said |= _registered(command.trader)
    if isinstance(command, BindBank) and actor.role == "exchange":
        said["name"] = registered_name(command.trader)
    return msgspec.structs.replace(command, **said)


def _registered(trader: str) -> dict[str, Any]:
    """Whose a trading account is to be: as the register has it, never as anybody types it."""
    row = RegistryAccount.objects.filter(code=trader).first()
    if row is None or row.state != "open":
        raise Refused(
            "account",
            Text("不能开立交易账户", "The trading account cannot be opened"),
            Text(
                f"注册登记系统没有处于正常状态的账户 {trader}", f"the register has no open account {trader}"
            ),
            Text("先在注册登记系统开户。", "Open an account with the register first."),
            "bge-2023-trading-rules/art-6/para-1",
        )
    return {"subject": row.subject, "kind": AccountKind(row.kind)}


def registered_name(trader: str) -> str:
    """In whose name an account of the register is."""
    row = RegistryAccount.objects.select_related("organisation").filter(code=trader).first()
    return row.organisation.name if row and row.organisation else trader


def _own(actor: Actor, command: Command, right: Right) -> None:
    """Whose account it is; of many orders, of each."""
    traders = (
        {order.trader for order in command.orders} if isinstance(command, EnterOrders) else {_trader(command)}
    )
    if not all(owns(actor, trader) for trader in traders):
        authorise(actor, right.action, own=False)


def owns(actor: Actor, trader: str) -> bool:
    """Whether a registry account is of the actor's organisation."""
    return (
        bool(trader)
        and RegistryAccount.objects.filter(code=trader, organisation_id=actor.organisation or 0).exists()
    )


def _trader(command: Command) -> str:
    if named := getattr(command, "trader", ""):
        return str(named)
    alert = MarketRecord.objects.filter(kind="alert", code=getattr(command, "id", "")).first()
    return alert.trader if alert else ""


def _own_side(actor: Actor, command: ConfirmClearing, right: Right) -> None:
    """Each institution confirms for itself."""
    side = Confirming.REGISTRY if actor.role == _BY_REGISTRY else Confirming.EXCHANGE
    if command.side is not side:
        authorise(actor, right.action, own=False)
        raise Refused(
            "identity",
            Text("不能“{title}”", "Not allowed: {title}").fill(title=right.title),
            Text("这是另一机构的确认", "that confirmation is the other institution's"),
            Text("由该机构确认。", "Let that institution confirm."),
            right.clause,
        )


def _needs_two(right: Right) -> Refused:
    return Refused(
        "four_eyes",
        Text("不能直接“{title}”", "Cannot be done by one person: {title}").fill(title=right.title),
        Text("这一项须由另一人确认（本系统的内部控制）", "a second person must confirm it (this system's own control)"),
        Text("提出待办事项，由本单位的确认代表确认。", "Propose it, and let your organisation's checker confirm it."),
        right.clause,
    )  # fmt: skip


def read_command(do: str, fields: dict[str, Any]) -> Command:
    """A command from its ``do`` and its fields, as they come from a program or a form.

    Raises
    ------
    BadInput
        There is no such command, or a field is missing, unknown or of another type.
    """
    kind = COMMANDS.get(do)
    if kind is None:
        raise _unread(Text(f"没有指令“{do}”", f"there is no command {do!r}"))
    fields = dict.fromkeys(_FILLED_IN.get(do, ()), "") | fields
    try:
        return msgspec.convert({**fields, "do": do}, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _unread(explain(error)) from error


def _unread(why: Text) -> BadInput:
    return BadInput(
        what=Text("指令无法读取", "The command cannot be read"),
        why=why,
        next=Text("按接口说明改正后再提交。", "Correct it as the interface describes and send it again."),
    )


def move_in(actor: Actor, trader: str, series: Series, quantity: int, *, key: str = "") -> Outcome | Proposal:
    """Units from the trading account onto the platform, in both books at once; a proposal where two people are asked for."""
    return _step(actor, trader, series, quantity, State.TO_TRADING, State.ON_PLATFORM, key)


def move_out(
    actor: Actor, trader: str, series: Series, quantity: int, *, key: str = ""
) -> Outcome | Proposal:
    """The way back."""
    return _step(actor, trader, series, quantity, State.ON_PLATFORM, State.TO_TRADING, key)


def _step(
    actor: Actor, trader: str, series: Series, quantity: int, source: State, target: State, key: str
) -> Outcome | Proposal:
    from . import units
    from .proposals import propose_units

    command = ChangeState(
        account=trader, series=series, quantity=quantity, source=source, target=target, key=key
    )
    if actor.role in units.authorised(actor, command).four_eyes:
        return propose_units(actor, command)
    return units.order(actor, command)
