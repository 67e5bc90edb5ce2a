"""The steps of an account: asked for, reviewed, changed, restricted, closed (Registration Rules art. 5 to 11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from ..core.event import Event
from ..core.text import Text
from ..core.workdays import Calendar
from .accounts import ACCOUNT_STATE_TEXT, ACCOUNT_STEPS, KIND_CLAUSE, AccountState, RegistryAccount
from .checks import document, known, not_usable
from .commands import (
    ApplyAccount,
    BeginClosure,
    ChangeAccount,
    CloseAccount,
    Command,
    CompleteChange,
    OpenAccount,
    RefuseAccount,
    RestoreAccount,
    RestrictAccount,
)
from .events import Handler, event
from .holdings import State
from .moment import Moment
from .refusals import refusal
from .view import Ledger

REVIEW_DAYS = "account.review_days"
CHANGE_FILING_DAYS = "account.change_filing_days"
CHANGE_REVIEW_DAYS = "account.change_review_days"
_CASES = (1, 2, 3)


def apply_for(command: ApplyAccount, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """One account per subject, with its papers and two different representatives."""
    id = command.account
    if not id or view.account(id) is not None:
        raise refusal("account_exists", at.law, account=id)
    if other := view.account_of(command.subject):
        raise refusal("subject_has_account", at.law, subject=command.subject, account=other)
    missing = [
        name
        for name, given in (
            (Text("主体证件", "the subject's id"), command.subject.strip()),
            (Text("发起代表", "the maker"), command.maker.strip()),
            (Text("确认代表", "the checker"), command.checker.strip()),
            (Text("申请材料", "the papers"), command.papers),
        )
        if not given
    ]
    if missing:
        raise refusal("papers_missing", at.law, account=id, missing=missing[0])
    if command.maker == command.checker:
        raise refusal("maker_is_checker", at.law, account=id)
    account = RegistryAccount(
        id=id,
        subject=command.subject,
        kind=command.kind,
        state=AccountState.APPLIED,
        maker=command.maker,
        checker=command.checker,
        papers=command.papers,
        details=command.details,
    )
    cites = (*at.clauses("", KIND_CLAUSE[command.kind]), *at.clauses("account.applied"))
    return _written("account.applied", account, command, at, cites, within=REVIEW_DAYS)


def open_account(command: OpenAccount, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The registry opens an account that was asked for; who asked does not review it."""
    account = _in(view, command.account, at, "account.opened")
    if command.actor and command.actor in (account.maker, account.checker):
        raise refusal("same_person", at.law, account=account.id)
    return _written("account.opened", account, command, at)


def refuse(command: RefuseAccount, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The registry refuses and says why; the subject may apply again."""
    account = _in(view, command.account, at, "account.refused")
    document(command.why, at, at.clauses("account.refused")[0])
    return _written("account.refused", account, command, at, why=command.why)


def change(command: ChangeAccount, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The holder files a change; a restricted account may, for that is how it is put right."""
    account = _in(view, command.account, at, "account.change_requested")
    cites = at.clauses("account.change_requested")
    if not command.details or not command.papers:
        missing = Text("变更内容和材料", "what changes and its papers")
        raise refusal("papers_missing", at.law, by=cites[0], account=account.id, missing=missing)
    papers = (*account.papers, *command.papers)
    asked = _replaced(account, pending=command.details, papers=papers)
    filed = {"since": command.since.isoformat(), "file_within": _days(CHANGE_FILING_DAYS, at)}
    return _written("account.change_requested", asked, command, at, cites, within=CHANGE_REVIEW_DAYS, **filed)


def complete(command: CompleteChange, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The registry enters the change; whoever filed it does not complete it."""
    account = _in(view, command.account, at, "account.changed")
    if account.pending is None:
        raise refusal("no_change_pending", at.law, account=account.id)
    if command.actor and command.actor in (account.maker, account.checker):
        raise refusal("same_person", at.law, account=account.id)
    details = {**account.details, **account.pending}
    roles = {name: details.pop(name, getattr(account, name)) for name in ("maker", "checker")}
    if roles["maker"] == roles["checker"]:
        raise refusal("maker_is_checker", at.law, account=account.id)
    changed = _replaced(account, pending=None, details=details, **roles)
    return _written("account.changed", changed, command, at)


def restrict(command: RestrictAccount, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The registry restricts use in one of three cases."""
    account = _in(view, command.account, at, "account.restricted")
    cites = _case("ncsc-2023-11/art-10/para-1", command.item, account, at)
    return _written("account.restricted", account, command, at, cites, why=command.why)


def restore(command: RestoreAccount, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Use is restored after correction."""
    account = _in(view, command.account, at, "account.restored")
    document(command.document, at, at.clauses("account.restored")[0])
    return _written("account.restored", account, command, at, document=command.document)


def begin_closure(command: BeginClosure, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """From here on the account can no longer trade, cancel or query; its units can only pass on."""
    account = _in(view, command.account, at, "account.closing")
    cites = _case("ncsc-2023-11/art-11/para-1", command.item, account, at)
    document(command.document, at, cites[0])
    return _written("account.closing", account, command, at, cites, document=command.document)


def close(command: CloseAccount, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """An account that holds nothing but what is cancelled is closed."""
    account = _in(view, command.account, at, "account.closed")
    left = sum(view.quantity(*key) for key in view.places(account.id) if key[0].state is not State.CANCELLED)
    if left:
        raise refusal("holdings_left", at.law, account=account.id, quantity=left)
    return _written("account.closed", account, command, at)


def answer_due(written: Event, calendar: Calendar) -> dt.date | None:
    """The last day for the registry to answer what an event asked for; None where it asked for nothing.

    Fifteen working days from receipt (Registration Rules art. 7 and 8 para. 2); the day of receipt is not counted, as for the
    registry's other reviews.
    """
    within = written.data.get("answer_within")
    return calendar.add_workdays(written.on, within["working_days"], count_first=False) if within else None


def filing_due(written: Event, calendar: Calendar) -> dt.date | None:
    """The last day to file a change, from the day on which it happened (art. 8 para. 1); a later filing is late, not refused."""
    within = written.data.get("file_within")
    if not within:
        return None
    since = dt.date.fromisoformat(written.data["since"])
    return calendar.add_workdays(since, within["working_days"], count_first=False)


def _days(name: str, at: Moment) -> dict[str, Any]:
    value = at.law.parameter(name)
    return {"working_days": value.count, "cite": value.cite}


def _in(view: Ledger, id: str, at: Moment, step: str) -> RegistryAccount:
    account = known(view, id, at)
    if account.state in ACCOUNT_STEPS[step].sources:
        return account
    if account.state in (AccountState.RESTRICTED, AccountState.CLOSING, AccountState.CLOSED):
        raise not_usable(account, at)
    raise refusal("account_state", at.law, account=id, state=ACCOUNT_STATE_TEXT[account.state])


def _case(clause: str, item: int, account: RegistryAccount, at: Moment) -> tuple[str, ...]:
    if item not in _CASES:
        raise refusal("unknown_case", at.law, by=clause, account=account.id, item=item)
    return at.clauses("", f"{clause}/item-{item}")


def _replaced(account: RegistryAccount, **changes: Any) -> RegistryAccount:
    return msgspec.structs.replace(account, **changes)


def _written(
    name: str,
    account: RegistryAccount,
    command: Command,
    at: Moment,
    cites: tuple[str, ...] = (),
    *,
    within: str = "",
    **said: Any,
) -> tuple[Event, ...]:
    """The event of an account, in the state its step leads to; ``within`` names the value that says how soon the registry answers."""
    became = _replaced(account, state=ACCOUNT_STEPS[name].target or account.state)
    data: dict[str, Any] = {"account": msgspec.to_builtins(became), **said}
    if within:
        data["answer_within"] = _days(within, at)
    return (event(name, f"account:{account.id}", command, at, cites or at.clauses(name), data),)


HANDLERS: dict[type, Handler] = {
    ApplyAccount: apply_for,
    OpenAccount: open_account,
    RefuseAccount: refuse,
    ChangeAccount: change,
    CompleteChange: complete,
    RestrictAccount: restrict,
    RestoreAccount: restore,
    BeginClosure: begin_closure,
    CloseAccount: close,
}
