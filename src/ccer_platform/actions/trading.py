"""The exchange on its host: one writer in each process, over the market and, where units move with it, the ledger.

A command of the market touches one book. What moves units onto the platform, off it, or from seller to buyer touches both, and is
written in one transaction: whatever takes a step in the ledger through this writer, the market hears of it in the same breath.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, TypeVar

import msgspec
import psycopg
from django.db import connection as django_connection

from ccer.core.event import Event
from ccer.exchange import exchange, remedy, settlement
from ccer.exchange.commands import ArriveUnits, LeaveUnits
from ccer.exchange.moment import Moment as MarketMoment
from ccer.exchange.office_commands import AnswerObjection, Settle
from ccer.exchange.seizure import SeizeUnits
from ccer.registry import ledger
from ccer.registry.commands import (
    Cancel,
    ChangeState,
    Command,
    CoverReversal,
    Expire,
    ForcedCancel,
    Freeze,
    Linked,
    LockOffset,
    NonTradeTransfer,
    Post,
    Release,
    Reserve,
    Reverse,
    Transfer,
    UnlockOffset,
    Void,
)
from ccer.registry.holdings import State, posting_of
from ccer.registry.ledger import Outcome
from ccer.registry.moment import Moment
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Series

from ..store import post
from ..store.market import PREFIX, BothBooks
from .following import Follower
from .posting import Poster, post_within, poster
from .writer import Writer

T = TypeVar("T")
BY_FORCE = (Freeze, NonTradeTransfer, ForcedCancel, CoverReversal, Reverse)
"""Commands of the ledger that take units whatever their holder does with them."""
ANY_STATE = (*BY_FORCE, Release, Cancel, LockOffset, UnlockOffset, Post, Void, Expire, Linked)
"""Those that may find or put units on the platform."""


class Look:
    """A question instead of a command: it sees both books as they stand, and changes nothing."""

    key = ""

    def __init__(self, see: Callable[[BothBooks, Moment], Outcome]) -> None:
        self.see = see


class MarketBook:
    """Both books as the writer hosts them (`writer.Book`). Commands are told apart by whose they are."""

    tables = "market"

    def __init__(self) -> None:
        self.units_moved = False
        self._moment: MarketMoment | None = None

    def memory(self, connection: psycopg.Connection[Any], before_reading: Any) -> BothBooks:
        return BothBooks(connection)

    @staticmethod
    def key(command: Any) -> str:
        return "" if isinstance(command, Settle) else command.key

    def decide(self, command: Any, memory: BothBooks, moment: Moment) -> Outcome:
        if isinstance(command, Look):
            return command.see(memory, moment)
        if isinstance(command, Settle):
            return self._settle(command, memory, moment)
        if isinstance(command, AnswerObjection):
            return remedy.answer(command, memory.market, memory.ledger, self._at(moment))
        if type(command) in exchange.HANDLERS:
            return exchange.decide(command, memory.market, self._at(moment))
        return self._both(command, memory, moment)

    def apply(self, memory: BothBooks, event: Event) -> object:
        if event.name.startswith(PREFIX):
            return exchange.apply(memory.market, event)
        self.units_moved = True
        return ledger.apply(memory.ledger, event)

    def _at(self, moment: Moment) -> MarketMoment:
        if self._moment is None or self._moment.law is not moment.law or self._moment.now != moment.now:
            self._moment = MarketMoment(moment.law, moment.now)
        return self._moment

    def _settle(self, command: Settle, memory: BothBooks, moment: Moment) -> Outcome:
        """The next trades of a day. Each has a key of its own, so that none is delivered twice."""
        clearing = memory.market.office.clearings.get(command.day)
        if clearing is not None:
            following = memory.market.office.queue[clearing.done : clearing.done + command.most]
            memory.answered([settlement.delivery_key(trade.id) for trade in following])
        done = settlement.settle(command, memory.market, memory.ledger, self._at(moment))
        return Outcome(done.events, done.refusal)

    def _both(self, command: Any, memory: BothBooks, moment: Moment) -> Outcome:
        """A command of the ledger; what it brings to the platform or takes from it, the market is told of, or all is refused."""
        half = remedy.half_undone(command, moment.law)
        if half is not None:
            return Outcome(refusal=half)
        outcome = ledger.decide(command, memory.ledger, moment)
        if not outcome.fresh:
            return outcome
        try:
            told = self._told(command, memory, moment, outcome.events)
        except Refusal as no:
            return Outcome(refusal=no)
        return Outcome((*outcome.events, *told))

    def _told(
        self, command: Command, memory: BothBooks, moment: Moment, events: Sequence[Event]
    ) -> list[Event]:
        told: list[Event] = []
        at = self._at(moment)
        for (account, series), quantity in on_platform(events).items():
            if account not in memory.market.traders and not isinstance(command, ChangeState):
                continue  # nobody of the market: the register alone keeps what it holds there
            asked = _told_as(command, account, series, quantity)
            outcome = exchange.decide(asked, memory.market, at)
            if outcome.refusal is not None:
                raise outcome.refusal
            told += [msgspec.structs.replace(event, key=command.key) for event in outcome.events]
        return told


def _told_as(command: Command, account: str, series: Series, quantity: int) -> Command:
    """What the market is told: units come, go by their holder's will, or are taken."""
    said: dict[str, Any] = {
        "actor": command.actor,
        "trader": account,
        "series": series,
        "quantity": abs(quantity),
    }
    if quantity > 0:
        return ArriveUnits(**said)
    if isinstance(command, BY_FORCE):
        why = str(type(command).__struct_config__.tag)
        return SeizeUnits(**said, why=why, document=getattr(command, "document", ""))
    return LeaveUnits(**said)


def on_platform(events: Sequence[Event]) -> dict[tuple[str, Series], int]:
    """What postings add to an account's units on the platform. [t]"""
    moved: dict[tuple[str, Series], int] = {}
    for event in events:
        for row in event.data.get("postings", ()):
            posting = posting_of(row)
            for place, sign in ((posting.source, -1), (posting.target, 1)):
                if place is not None and place.state is State.ON_PLATFORM:
                    key = (place.account, posting.series)
                    moved[key] = moved.get(key, 0) + sign * posting.quantity
    return {key: quantity for key, quantity in sorted(moved.items()) if quantity}


class Followers(Follower):
    """The market's tables, and the ledger's beside them when units moved."""

    def __init__(self, conninfo: str, book: MarketBook) -> None:
        super().__init__(conninfo, "market")
        self._book, self._ledger = book, Follower(conninfo, "ledger")

    def wake(self, seq: int) -> None:
        super().wake(seq)
        if self._book.units_moved:
            self._book.units_moved = False
            self._ledger.wake(seq)

    def level(self) -> None:
        super().level()
        self._ledger.level()

    def forget(self) -> None:
        super().forget()
        self._ledger.forget()

    def close(self) -> None:
        self._ledger.close()
        self._end()
        self.__init__(self._conninfo, self._book)  # type: ignore[misc]


class Desk(Writer[BothBooks, Any]):
    """A writer of the market and, beside it, of the ledger."""

    def __init__(self, conninfo: str) -> None:
        book = MarketBook()
        super().__init__(conninfo, book)
        self._follower = Followers(conninfo, book)

    def within(self, connection: psycopg.Connection[Any], commands: Sequence[Any]) -> list[Event]:
        done = super().within(connection, commands)
        if done:
            post.follow(connection, "ledger")
        return done

    def weighed(self, command: Any) -> Refusal | None:
        """What it would be refused for as things stand; nothing is done."""
        return self.submit(
            Look(lambda both, moment: Outcome(refusal=self.book.decide(command, both, moment).refusal))
        ).refusal

    def look(self, see: Callable[[BothBooks], T]) -> T:
        """What is to be seen in both books as they stand; ``see`` must keep nothing of them. It waits its turn like any command."""
        seen: list[T] = []

        def kept(both: BothBooks, moment: Moment) -> Outcome:
            seen.append(see(both))
            return Outcome()

        self.submit(Look(kept))
        return seen[-1]


_desks: dict[str, Desk] = {}
_desks_lock = threading.Lock()


def desk() -> Desk:
    """The writer of this process for the database in use."""
    where = poster().conninfo
    with _desks_lock:
        return _desks.setdefault(where, Desk(where))


def close_desks() -> None:
    """Gives all connections back; of use when a database is about to go."""
    with _desks_lock:
        while _desks:
            _desks.popitem()[1].close()


def trade_within(commands: Sequence[Any]) -> list[Event]:
    """Commands of the market, or of both books, as a part of an action: in its transaction, all or none of them.

    Raises
    ------
    ccer.registry.refusals.Refusal
        At the first command that is refused; the action is undone with it.
    """
    return desk().within(django_connection.connection, commands)


def keeper(command: Any) -> Desk | Poster:
    """Who writes a command of the ledger: the desk where it may move units on the platform, else the ledger's own writer."""
    if isinstance(command, ChangeState):
        touches = State.ON_PLATFORM in (command.source, command.target)
    elif isinstance(command, Transfer | Reserve):
        touches = command.state is State.ON_PLATFORM
    else:
        touches = isinstance(command, ANY_STATE)
    return desk() if touches else poster()


def submit_many(commands: Sequence[Any]) -> list[Outcome]:
    """Commands of the ledger in their order, those that one writer keeps together."""
    outcomes: list[Outcome] = []
    for writer, together in groupby(commands, keeper):
        outcomes += writer.submit_many(list(together))
    return outcomes


def units_within(commands: Sequence[Any]) -> list[Event]:
    """Commands of the ledger as a part of an action, the market told where they move units on its platform.

    Raises
    ------
    ccer.registry.refusals.Refusal
        At the first command that is refused; the action is undone with it.
    """
    touches = any(not isinstance(keeper(command), Poster) for command in commands)
    return trade_within(commands) if touches else post_within(commands)
