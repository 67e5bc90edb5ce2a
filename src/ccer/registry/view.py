"""The state of the register as decisions read it: holdings, accounts, lines, holds and answered keys.

`Ledger` keeps it in memory. A host that keeps it in a database makes a subclass and overrides the ``load_*`` methods: each is asked
once for what is not in memory yet.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, NamedTuple

import msgspec

from ..core.event import Event
from .accounts import RegistryAccount
from .holdings import Holdings, Key, Place, Posting, State, posting_of
from .serials import Blocks, Series

HoldKind = Literal["pending", "freeze", "offset", "cancellation", "reversal"]


class Line(NamedTuple):
    """A registered reduction of one year of production: what was verified, what is issued of it. [tCO2e]"""

    id: str
    series: Series
    verified: int
    issued: int = 0


class Hold(NamedTuple):
    """Why units are where they do not move freely, or what ended them.

    Parameters
    ----------
    id : str
    kind : HoldKind
    account : str
        Whose units they are or were.
    facts : dict
        What the command said of it: reason, authority, document, purpose, expiry.
    postings : tuple of Posting
        How the units came there; a release takes the way back.
    open : bool
        False once it is settled.
    """

    id: str
    kind: HoldKind
    account: str
    facts: dict[str, Any]
    postings: tuple[Posting, ...] = ()
    open: bool = True

    @property
    def place(self) -> Place:
        """Where its units are while it is open."""
        return Place(self.account, _STATE[self.kind], self.id)


_STATE = {
    "pending": State.RESERVED,
    "freeze": State.FROZEN,
    "offset": State.PENDING_OFFSET,
    "cancellation": State.CANCELLED,
    "reversal": State.GENERAL,
}


class Sold(NamedTuple):
    """Units on the platform that are another's since a trade and wait for its delivery (Trading Rules art. 19, 28).

    Parameters
    ----------
    quantity : int
        [tCO2e]
    day : date
        The trading day whose settlement delivers them; the last one, where there are several.
    """

    quantity: int
    day: dt.date


class Answered(NamedTuple):
    """What a key was answered with."""

    content: str
    events: tuple[Event, ...]


class Ledger(Holdings):
    """The state of the register in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._accounts: dict[str, RegistryAccount | None] = {}
        self._subjects: dict[str, str | None] = {}
        self._lines: dict[str, Line | None] = {}
        self._holds: dict[str, Hold | None] = {}
        self._issued: dict[Series, int] = {}
        self._answered: dict[str, Answered | None] = {}

    # what a host overrides: each is asked once for what memory does not hold

    def load_account(self, id: str) -> RegistryAccount | None:
        """An account that is kept elsewhere."""
        return None

    def load_subject(self, subject: str) -> str | None:
        """Id of the account of a subject, kept elsewhere."""
        return None

    def load_line(self, id: str) -> Line | None:
        """A line that is kept elsewhere."""
        return None

    def load_hold(self, id: str) -> Hold | None:
        """A hold that is kept elsewhere."""
        return None

    def load_issued(self, series: Series) -> int:
        """The last serial issued of a series, kept elsewhere."""
        return 0

    def load_answered(self, key: str) -> Answered | None:
        """What a key was answered with, kept elsewhere."""
        return None

    # what decisions read

    def account(self, id: str) -> RegistryAccount | None:
        """The account, None where there is none."""
        try:
            return self._accounts[id]
        except KeyError:
            found = self._accounts[id] = self.load_account(id)
            return found

    def account_of(self, subject: str) -> str | None:
        """Id of the account a subject has, closed and refused ones left out."""
        if subject not in self._subjects:
            self._subjects[subject] = self.load_subject(subject)
        return self._subjects[subject]

    def sold(self, account: str, series: Series, /) -> Sold | None:
        """What of an account's units on the platform is sold and not delivered; a host of the exchange overrides this."""
        return None

    def line(self, id: str) -> Line | None:
        """The line, None where none is registered."""
        if id not in self._lines:
            self._lines[id] = self.load_line(id)
        return self._lines[id]

    def hold(self, id: str) -> Hold | None:
        """The freeze, pending transfer, offset, cancellation or correction of that id."""
        if id not in self._holds:
            self._holds[id] = self.load_hold(id)
        return self._holds[id]

    def issued(self, series: Series) -> int:
        """The last serial issued; serials are given without gaps, so it is the quantity too. [tCO2e]"""
        if series not in self._issued:
            self._issued[series] = self.load_issued(series)
        return self._issued[series]

    def seen(self, key: str) -> Answered | None:
        """What was answered to a key before."""
        try:
            return self._answered[key]
        except KeyError:
            found = self._answered[key] = self.load_answered(key)
            return found

    # what events write

    def post(self, postings: list[Any]) -> tuple[Posting, ...]:
        """Move what the postings say; read from JSON or as they were made."""
        made = tuple([row if type(row) is Posting else posting_of(row) for row in postings])
        for posting in made:
            self.move(posting)
            if posting.source is None:
                self._issued[posting.series] = max(self.issued(posting.series), posting.last)
        return made

    def put_account(self, account: RegistryAccount) -> None:
        """The account as it now stands."""
        self._accounts[account.id] = account
        gone = account.state in ("closed", "refused")
        if not gone:
            self._subjects[account.subject] = account.id
        elif self.account_of(account.subject) == account.id:
            self._subjects[account.subject] = None

    def put_line(self, line: Line) -> None:
        """The line as it now stands."""
        self._lines[line.id] = line

    def put_hold(self, hold: Hold) -> None:
        """The hold as it now stands."""
        self._holds[hold.id] = hold

    def remember(self, event: Event) -> None:
        """The answer to the event's key; a command of several events is remembered with all of them."""
        before = self.seen(event.key)
        content = event.data.get("content", "")
        events = (*before.events, event) if before else (event,)
        self._answered[event.key] = Answered(content, events)

    def state(self) -> dict[str, Any]:
        """Everything, as plain values that compare equal when two states are the same."""
        return {
            "holdings": {key: list(blocks) for key, blocks in self.balances().items()},
            "accounts": {id: msgspec.to_builtins(a) for id, a in sorted(self._accounts.items()) if a},
            "subjects": {subject: id for subject, id in sorted(self._subjects.items()) if id},
            "lines": {id: line for id, line in sorted(self._lines.items()) if line},
            "holds": {id: hold for id, hold in sorted(self._holds.items()) if hold},
            "issued": {series: last for series, last in sorted(self._issued.items()) if last},
            "keys": {key: answer.content for key, answer in sorted(self._answered.items()) if answer},
        }


class Draft(Ledger):
    """A state on top of another one, which it leaves as it is: where linked steps are tried."""

    def __init__(self, base: Ledger) -> None:
        super().__init__()
        self._base = base
        self.load_account = base.account  # type: ignore[method-assign]
        self.load_subject = base.account_of  # type: ignore[method-assign]
        self.load_line = base.line  # type: ignore[method-assign]
        self.load_hold = base.hold  # type: ignore[method-assign]
        self.load_issued = base.issued  # type: ignore[method-assign]
        self.load_answered = base.seen  # type: ignore[method-assign]
        self.load_places = base.places  # type: ignore[method-assign]
        self.sold = base.sold  # type: ignore[method-assign]

    def load_blocks(self, place: Place, series: Series) -> Blocks:
        """The base's blocks, to be copied."""
        return self._base.blocks(place, series)


__all__ = ["Answered", "Draft", "Hold", "HoldKind", "Key", "Ledger", "Line", "Sold"]
