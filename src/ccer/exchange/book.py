"""The order book of one instrument: best price first and, at one price, in order of posting (Trading Rules art. 13).

Built for many orders a second in plain Python: a queue for each price, a heap of prices for each side, one table of what is left of
each order. An order that is gone stays in its queue until its turn would come and is passed over then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import islice
from typing import NamedTuple

from ..core.errors import CcerError
from ..core.text import Text
from .orders import Side


class DoesNotApply(CcerError):
    """An event contradicts the state of the market: journal or store are damaged."""


Fill = tuple[str, int, int]
"""What a posting gives to whoever deals with it: its id, its price [fen/t], how much [t]."""


class Level(NamedTuple):
    """A price with all that is open at it.

    Parameters
    ----------
    price : int
        [fen/t]
    quantity : int
        [t]
    orders : int
        How many postings.
    """

    price: int
    quantity: int
    orders: int


class Ladder:
    """One side of the book.

    Parameters
    ----------
    sign : int
        1 where the lowest price is best (to sell), -1 where the highest is (to buy).
    """

    __slots__ = ("heap", "open", "queues", "sign")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.open: dict[int, int] = {}
        """What is open at each price that has anything. [t]"""
        self.queues: dict[int, deque[str]] = {}
        """Postings at each price in the heap; the first of each is open, or there is none."""
        self.heap: list[int] = []
        """Prices times the sign; the first is the best and has something open."""

    def best(self) -> int | None:
        """The best price, None where nothing is open. [fen/t]"""
        return self.heap[0] * self.sign if self.heap else None

    def add(self, order: str, price: int, quantity: int) -> None:
        """Put a posting behind those at its price."""
        open = self.open
        if price in open:
            open[price] += quantity
            self.queues[price].append(order)
            return
        open[price] = quantity
        if price in self.queues:
            self.queues[price].append(order)
        else:
            self.queues[price] = deque((order,))
            heappush(self.heap, price * self.sign)

    def empty(self, price: int) -> None:
        """Nothing is open at a price any more."""
        del self.open[price]
        self.queues[price].clear()
        heap, sign, open = self.heap, self.sign, self.open
        while heap and heap[0] * sign not in open:
            del self.queues[heappop(heap) * sign]

    def copy(self) -> Ladder:
        """The same side, to try things on."""
        other = Ladder(self.sign)
        other.open = self.open.copy()
        other.queues = {price: queue.copy() for price, queue in self.queues.items()}
        other.heap = self.heap.copy()
        return other


class Book:
    """The postings of one instrument."""

    __slots__ = ("asks", "bids", "left")

    def __init__(self) -> None:
        self.bids, self.asks = Ladder(-1), Ladder(1)
        self.left: dict[str, int] = {}
        """What is open of each posting. [t]"""

    def side(self, side: Side) -> Ladder:
        """The postings that ask for that."""
        return self.bids if side is Side.BUY else self.asks

    def best(self, side: Side) -> int | None:
        """The best price on a side, None where nothing is open. [fen/t]"""
        return self.side(side).best()

    def crosses(self, side: Side, price: int) -> bool:
        """Whether an order at that price would deal with the other side."""
        ladder = self.asks if side is Side.BUY else self.bids
        return bool(ladder.heap) and ladder.heap[0] <= price * ladder.sign

    def post(self, order: str, side: Side, price: int, quantity: int) -> None:
        """Let an order stand; its id was not used before."""
        (self.bids if side is Side.BUY else self.asks).add(order, price, quantity)
        self.left[order] = quantity

    def first(self, side: Side, quantity: int) -> list[Fill]:
        """What the best price on a side gives for a quantity, in order of posting; nothing is changed."""
        ladder, left = self.side(side), self.left
        found: list[Fill] = []
        if not ladder.heap:
            return found
        price = ladder.heap[0] * ladder.sign
        for order in ladder.queues[price]:
            held = left.get(order)
            if held is None:
                continue
            if held >= quantity:
                found.append((order, price, quantity))
                break
            found.append((order, price, held))
            quantity -= held
        return found

    def fill(self, order: str, side: Side, price: int, quantity: int) -> None:
        """So much of a posting on that side at that price was dealt with.

        Raises
        ------
        DoesNotApply
            So much of it is not open there.
        """
        ladder, left = self.bids if side is Side.BUY else self.asks, self.left
        held = left.get(order, 0)
        open = ladder.open.get(price, 0) - quantity
        if not 0 < quantity <= held or open < 0:
            raise _contradiction(order, quantity, held)
        if quantity < held:
            left[order] = held - quantity
            ladder.open[price] = open
            return
        del left[order]
        if not open:
            ladder.empty(price)
            return
        ladder.open[price] = open
        queue = ladder.queues[price]
        while queue[0] not in left:
            queue.popleft()

    def withdraw(self, order: str, side: Side, price: int) -> None:
        """Take what is left of a posting away; raises as `fill`."""
        self.fill(order, side, price, self.left.get(order, 0))

    def submit(self, order: str, side: Side, price: int, quantity: int) -> list[Fill]:
        """A limit order: deals with the other side as far as its price goes, and what is left stands.

        The listed agreement does not use it, for there a person posts or takes; it is what other markets mean by matching.
        """
        buys = side is Side.BUY
        ladder = self.asks if buys else self.bids
        heap, sign = ladder.heap, ladder.sign
        fills: list[Fill] = []
        while quantity and heap and heap[0] <= price * sign:
            quantity = self._match(ladder, heap[0] * sign, quantity, fills)
        if quantity:
            (self.bids if buys else self.asks).add(order, price, quantity)
            self.left[order] = quantity
        return fills

    def _match(self, ladder: Ladder, price: int, quantity: int, fills: list[Fill]) -> int:
        """Deal at one price; returns what is still wanted. [t]"""
        left, queue = self.left, ladder.queues[price]
        here = ladder.open[price]
        rest = quantity if quantity < here else here
        ladder.open[price] = here - rest
        quantity -= rest
        while rest:
            maker = queue[0]
            held = left.get(maker, 0)
            if held > rest:
                fills.append((maker, price, rest))
                left[maker] = held - rest
                return quantity
            queue.popleft()
            if held:
                fills.append((maker, price, held))
                del left[maker]
                rest -= held
        if not ladder.open[price]:
            ladder.empty(price)
        else:
            while queue[0] not in left:
                queue.popleft()
        return quantity

    def depth(self, side: Side, levels: int | None = 5) -> list[Level]:
        """The best prices of a side with what is open at each."""
        ladder = self.side(side)
        prices = sorted(ladder.open, key=lambda price: price * ladder.sign)
        return [
            Level(price, ladder.open[price], sum(order in self.left for order in ladder.queues[price]))
            for price in islice(prices, levels)
        ]

    def queue(self, side: Side) -> Iterator[tuple[str, int, int]]:
        """Every open posting of a side in the order in which it is dealt with: id, price, what is left."""
        ladder = self.side(side)
        for price in sorted(ladder.open, key=lambda price: price * ladder.sign):
            for order in ladder.queues[price]:
                if order in self.left:
                    yield order, price, self.left[order]

    def __copy__(self) -> Book:
        other = Book()
        other.bids, other.asks = self.bids.copy(), self.asks.copy()
        other.left = self.left.copy()
        return other


def _contradiction(order: str, quantity: int, held: int) -> DoesNotApply:
    return DoesNotApply(
        what=Text(f"申报 {order} 不能成交 {quantity} 吨", f"Order {order} cannot give {quantity} t"),
        why=Text(f"只有 {held} 吨未成交", f"{held} t of it are open"),
        next=Text("停止写入，从日志重建并核对。", "Stop writing; rebuild from the journal and compare."),
    )
