"""Who holds which serials in which state. One primitive moves them: a posting from one place to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from ..core.errors import CcerError
from ..core.text import Text
from .serials import Block, Blocks, Series, size


class State(StrEnum):
    """In which state units are held (Registration Rules art. 12: quantity held and holding status)."""

    GENERAL = "general"
    TO_TRADING = "to-trading"
    ON_PLATFORM = "on-platform"
    FROZEN = "frozen"
    RESERVED = "reserved"
    PENDING_OFFSET = "pending-offset"
    CANCELLED = "cancelled"
    BUFFER = "buffer"

    __hash__ = str.__hash__  # places are keys of every lookup


STATE_TEXT: dict[State, Text] = {
    State.GENERAL: Text("一般持有", "general holding"),
    State.TO_TRADING: Text("已转至交易账户", "moved to the trading account"),
    State.ON_PLATFORM: Text("在交易平台", "on the trading platform"),
    State.FROZEN: Text("冻结", "frozen"),
    State.RESERVED: Text("待划转", "reserved for a pending transfer"),
    State.PENDING_OFFSET: Text("待抵销", "pending offset"),
    State.CANCELLED: Text("已注销", "cancelled"),
    State.BUFFER: Text("缓冲储备", "in the buffer"),
}
FREE = (State.GENERAL, State.TO_TRADING, State.ON_PLATFORM)
"""States in which the holder disposes of the units, in the order in which they are frozen or cancelled by force."""


class Place(NamedTuple):
    """Where units are: an account, a state, and for a state that has a reason the id of that reason.

    Parameters
    ----------
    account : str
    state : State
    hold : str
        Id of the freeze, pending transfer, offset, cancellation or buffer; empty for the free states.
    """

    account: str
    state: State
    hold: str = ""


class Posting(NamedTuple):
    """Serials that move from one place to another; without a source they are issued. [tCO2e]"""

    series: Series
    first: int
    last: int
    source: Place | None
    target: Place

    @property
    def block(self) -> Block:
        return Block(self.first, self.last)

    @property
    def quantity(self) -> int:
        return self.last - self.first + 1


_STATES = {state.value: state for state in State}


def posting_of(row: Sequence[Any]) -> Posting:
    """A posting read back from the data of an event."""
    (project, vintage), first, last, source, target = row
    return Posting(
        Series(project, vintage), first, last, _place(source) if source is not None else None, _place(target)
    )


def _place(row: Sequence[str]) -> Place:
    return Place(row[0], _STATES[row[1]], row[2])


class DoesNotApply(CcerError):
    """An event contradicts the state it is applied to: the journal or the store is damaged."""


Key = tuple[Place, Series]


class Holdings:
    """The blocks of each place and series.

    Blocks are never joined: each is what one posting brought, or what is left of it, so that whoever keeps postings in a
    table can name for each block the one posting it came by.

    A subclass may keep the holdings elsewhere: `load_blocks` and `load_places` are asked once for each place and account.
    """

    def __init__(self) -> None:
        self._blocks: dict[Key, Blocks] = {}
        self._places: dict[str, dict[Key, None]] = {}
        self._loaded: set[str] = set()

    def load_blocks(self, place: Place, series: Series) -> Iterable[Block]:
        """Blocks that are kept elsewhere."""
        return []

    def load_places(self, account: str) -> list[Key]:
        """Places of an account that are kept elsewhere."""
        return []

    def blocks(self, place: Place, series: Series) -> Blocks:
        """The serials held there; not to be changed by the caller."""
        found = self._blocks.get((place, series))
        return self._load(place, series) if found is None else found

    def quantity(self, place: Place, series: Series) -> int:
        """How many units are held there. [tCO2e]"""
        return size(self.blocks(place, series))

    def places(self, account: str) -> list[Key]:
        """Where an account holds anything, in order: state, hold, series."""
        if account not in self._loaded:
            self._loaded.add(account)
            for place, series in self.load_places(account):
                self.blocks(place, series)
                self._places.setdefault(account, {})[(place, series)] = None
        return sorted(key for key in self._places.get(account, ()) if self.blocks(*key))

    def accounts(self) -> list[str]:
        """Every account that was ever given anything here, in order."""
        return sorted(self._places)

    def balances(self) -> dict[Key, Blocks]:
        """Every holding that is not empty; not to be changed by the caller."""
        return {key: blocks for key, blocks in sorted(self._blocks.items()) if blocks}

    def move(self, posting: Posting) -> Block | None:
        """Take the serials from their source and give them to their target; returns the block they were cut from.

        Raises
        ------
        DoesNotApply
            The source does not hold them in one block; nothing has changed then.
        """
        series, first, last, source, target = posting
        cut = None
        if source is not None:
            cut = self.blocks(source, series).remove(first, last)
            if cut is None:
                raise absent(source, series, first, last)
        self.blocks(target, series).add(Block(first, last))
        return cut

    def _load(self, place: Place, series: Series) -> Blocks:
        key = (place, series)
        found = self._blocks[key] = Blocks(self.load_blocks(place, series))
        self._places.setdefault(place.account, {})[key] = None
        return found


def absent(place: Place, series: Series, first: int, last: int) -> DoesNotApply:
    """A posting whose serials are not where it takes them from."""
    return DoesNotApply(
        what=Text(
            f"{series.project}/{series.vintage} 的 {first}–{last} 号不在 {place.account}",
            f"{series.project}/{series.vintage} {first}–{last} is not held by {place.account}",
        ),
        why=Text("日志与登记簿状态不符", "the journal contradicts the state of the ledger"),
        next=Text("停止写入，从日志重建并核对。", "Stop writing; rebuild from the journal and compare."),
        clause="mee-samr-2023-31/art-6/para-2",
    )
