"""What may be asked of the ledger: frozen structs that read and write as JSON, told apart by ``do``.

Every command says who asks (``actor``) and may carry a ``key``: the same key with the same content is answered once; with other
content it is refused. Quantities are whole tonnes (tCO2e).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec

from ..core.errors import BadInput
from ..core.mistyped import explain
from ..core.text import Text
from .accounts import AccountKind
from .holdings import State
from .reasons import FreezeReason, Ground, Purpose
from .serials import Series

MOST = 10**12
"""No quantity is larger: a limit of the software, far above anything the market can issue. [tCO2e]"""
Tonnes = Annotated[int, msgspec.Meta(ge=-MOST, le=MOST)]
Id = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=4000)]
Papers = Annotated[tuple[Id, ...], msgspec.Meta(max_length=100)]
Details = Annotated[dict[Id, Words], msgspec.Meta(max_length=100)]


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    """One thing asked of the ledger.

    Parameters
    ----------
    actor : str
        ``<noun>:<id>`` of who asks; ``system:<job>`` for a clock.
    key : str
        Idempotency key; empty for none.
    """

    actor: Id = ""
    key: Id = ""


class RegisterLine(Command, frozen=True, kw_only=True, tag="register-line"):
    """Enter what a registered reduction was verified at for one year of production."""

    line: Id
    series: Series
    verified: Tonnes


class Issue(Command, frozen=True, kw_only=True, tag="issue"):
    """Issue units of a line; ``buffer`` of them go to ``buffer_account`` under the clause ``buffer_clause``."""

    line: Id
    account: Id
    quantity: Tonnes
    buffer: Tonnes = 0
    buffer_account: Id = ""
    buffer_clause: Id = ""


class Transfer(Command, frozen=True, kw_only=True, tag="transfer"):
    """Move units at once; they keep their state."""

    source: Id
    target: Id
    series: Series
    quantity: Tonnes
    state: State = State.GENERAL


class Reserve(Command, frozen=True, kw_only=True, tag="reserve"):
    """First phase: set units aside for a transfer ``id`` until it is posted, voided or ``expires``."""

    id: Id
    source: Id
    target: Id
    series: Series
    quantity: Tonnes
    state: State = State.GENERAL
    expires: dt.datetime | None = None


class Post(Command, frozen=True, kw_only=True, tag="post"):
    """Second phase: the pending transfer happens."""

    id: Id


class Void(Command, frozen=True, kw_only=True, tag="void"):
    """Second phase: the pending transfer is called off."""

    id: Id
    why: Words = ""


class Expire(Command, frozen=True, kw_only=True, tag="expire"):
    """Second phase: the time of the pending transfer is over."""

    id: Id


class Linked(Command, frozen=True, kw_only=True, tag="linked"):
    """Steps that happen in this order, all or none; keys of the steps themselves are not used."""

    steps: Annotated[tuple[Step, ...], msgspec.Meta(max_length=1000)]


class ChangeState(Command, frozen=True, kw_only=True, tag="change-state"):
    """Move units one step between the general holding, the trading account and the platform."""

    account: Id
    series: Series
    quantity: Tonnes
    source: State
    target: State


class Freeze(Command, frozen=True, kw_only=True, tag="freeze"):
    """Freeze units under ``id``: all free ones of the account, or of one series, or a quantity of either.

    What is sold on the exchange and not delivered is left out and named. A quantity is taken whole, or with ``up_to`` as far as it is free.
    """

    id: Id
    account: Id
    reason: FreezeReason
    authority: Id
    document: Id
    series: Series | None = None
    quantity: Tonnes | None = None
    up_to: bool = False


class Release(Command, frozen=True, kw_only=True, tag="release"):
    """End a freeze; what is still frozen under ``id`` returns to the state it was in."""

    id: Id
    reason: FreezeReason
    document: Id


class NonTradeTransfer(Command, frozen=True, kw_only=True, tag="non-trade-transfer"):
    """Succession, enforcement, court deduction; with ``freeze`` from the units frozen under that id."""

    source: Id
    target: Id
    series: Series
    quantity: Tonnes
    ground: Ground
    document: Id
    freeze: Id = ""


class LockOffset(Command, frozen=True, kw_only=True, tag="lock-offset"):
    """Mark units as pending offset under ``id``."""

    id: Id
    account: Id
    series: Series
    quantity: Tonnes


class UnlockOffset(Command, frozen=True, kw_only=True, tag="unlock-offset"):
    """Call an offset off; the units return."""

    id: Id
    why: Words = ""


class Cancel(Command, frozen=True, kw_only=True, tag="cancel"):
    """Cancel units for ever under ``id``; with ``offset`` those pending under that id.

    ``event`` with its days says what was made neutral, ``year`` the year of the emissions; ``statement`` stands on the certificate.
    """

    id: Id
    account: Id
    series: Series
    quantity: Tonnes
    purpose: Purpose
    beneficiary: Id
    offset: Id = ""
    note: Words = ""
    event: Id = ""
    event_from: dt.date | None = None
    event_to: dt.date | None = None
    year: int | None = None
    statement: Words = ""


class ForcedCancel(Command, frozen=True, kw_only=True, tag="forced-cancel"):
    """The registry cancels an equal quantity after a penalty decision; what is missing is stated as a shortfall."""

    id: Id
    account: Id
    quantity: Tonnes
    authority: Id
    document: Id
    series: Series | None = None
    freeze: Id = ""


class DepositBuffer(Command, frozen=True, kw_only=True, tag="deposit-buffer"):
    """Put units into the buffer of their project, under the methodology's clause."""

    account: Id
    buffer_account: Id
    series: Series
    quantity: Tonnes
    clause: Id


class CoverReversal(Command, frozen=True, kw_only=True, tag="cover-reversal"):
    """Cancel units of a project's buffer for what was reversed; what is missing is stated as a shortfall."""

    id: Id
    buffer_account: Id
    project: Id
    quantity: Tonnes
    document: Id
    clause: Id


class ReleaseBuffer(Command, frozen=True, kw_only=True, tag="release-buffer"):
    """Give units of a project's buffer to an account, under the clause that lets them go and a document that says so."""

    account: Id
    buffer_account: Id
    series: Series
    quantity: Tonnes
    clause: Id
    document: Id


class Reverse(Command, frozen=True, kw_only=True, tag="reverse"):
    """Correct the command of key ``of`` by the contrary entry."""

    of: Id
    why: Words
    document: Id


class ApplyAccount(Command, frozen=True, kw_only=True, tag="apply-account"):
    """Ask for the account of a subject."""

    account: Id
    subject: Id
    kind: AccountKind
    maker: Id
    checker: Id
    papers: Papers
    details: Details = {}


class OpenAccount(Command, frozen=True, kw_only=True, tag="open-account"):
    """Open an account that was asked for."""

    account: Id


class RefuseAccount(Command, frozen=True, kw_only=True, tag="refuse-account"):
    """Refuse to open it, saying why."""

    account: Id
    why: Words


class ChangeAccount(Command, frozen=True, kw_only=True, tag="change-account"):
    """Ask to change what is registered; ``since`` is the day on which it changed."""

    account: Id
    details: Details
    since: dt.date
    papers: Papers


class CompleteChange(Command, frozen=True, kw_only=True, tag="complete-change"):
    """Complete the change that was asked for."""

    account: Id


class RestrictAccount(Command, frozen=True, kw_only=True, tag="restrict-account"):
    """Restrict use; ``item`` is the case of Registration Rules art. 10 para. 1: 1, 2 or 3."""

    account: Id
    item: int
    why: Words


class RestoreAccount(Command, frozen=True, kw_only=True, tag="restore-account"):
    """Restore use after correction."""

    account: Id
    document: Id


class BeginClosure(Command, frozen=True, kw_only=True, tag="begin-closure"):
    """Accept the request to close; ``item`` is the case of Registration Rules art. 11 para. 1: 1, 2 or 3."""

    account: Id
    item: int
    document: Id


class CloseAccount(Command, frozen=True, kw_only=True, tag="close-account"):
    """Close an account that holds nothing any more."""

    account: Id


Step = (
    Transfer
    | Reserve
    | Post
    | Void
    | ChangeState
    | NonTradeTransfer
    | Cancel
    | LockOffset
    | UnlockOffset
    | Issue
    | DepositBuffer
)
"""What may be a step of `Linked`."""

AnyCommand = (
    RegisterLine
    | Issue
    | Transfer
    | Reserve
    | Post
    | Void
    | Expire
    | Linked
    | ChangeState
    | Freeze
    | Release
    | NonTradeTransfer
    | LockOffset
    | UnlockOffset
    | Cancel
    | ForcedCancel
    | DepositBuffer
    | CoverReversal
    | ReleaseBuffer
    | Reverse
    | ApplyAccount
    | OpenAccount
    | RefuseAccount
    | ChangeAccount
    | CompleteChange
    | RestrictAccount
    | RestoreAccount
    | BeginClosure
    | CloseAccount
)

encoded = msgspec.json.Encoder(order="deterministic").encode
"""A command as JSON; the same content always gives the same bytes."""
_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)


def decoded(text: bytes | str) -> AnyCommand:
    """A command read from JSON.

    Raises
    ------
    BadInput
        It is not JSON, has no known ``do``, or a field is missing, unknown or of another type.
    """
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(error) from error


def command_of(data: dict[str, Any]) -> AnyCommand:
    """A command from plain values; raises as `decoded`."""
    try:
        command: AnyCommand = msgspec.convert(data, AnyCommand)
    except msgspec.ValidationError as error:
        raise _unreadable(error) from error
    return command


def _unreadable(error: Exception) -> BadInput:
    return BadInput(
        what=Text("指令无法读取", "The command cannot be read"),
        why=explain(error),
        next=Text("按接口说明改正后再提交。", "Correct it as the interface describes and send it again."),
    )
