"""The book against a list that is searched anew for each order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.exchange.book import Book, DoesNotApply, Level
from ccer.exchange.orders import Side

sides = st.sampled_from(tuple(Side))
step = st.one_of(
    st.tuples(st.just("submit"), sides, st.integers(1, 5), st.integers(1, 4)),
    st.tuples(st.just("post"), sides, st.integers(1, 5), st.integers(1, 4)),
    st.tuples(st.just("take"), sides, st.integers(1, 9)),
    st.tuples(st.just("withdraw"), st.integers(0, 30)),
)


class Listed:
    """Postings as they came: [id, side, price, left]."""

    def __init__(self) -> None:
        self.all: list[list[Any]] = []

    def side(self, side: Side) -> list[list[Any]]:
        sign = -1 if side is Side.BUY else 1
        return sorted((p for p in self.all if p[1] is side), key=lambda p: sign * p[2])

    def crossing(self, side: Side, price: int) -> list[list[Any]]:
        return [p for p in self.side(side.other) if (p[2] <= price if side is Side.BUY else p[2] >= price)]

    def deal(self, found: list[list[Any]], quantity: int) -> list[tuple[str, int, int]]:
        fills = []
        for posting in found:
            given = min(quantity, posting[3])
            if given:
                fills.append((posting[0], posting[2], given))
                posting[3] -= given
                quantity -= given
        self.all = [p for p in self.all if p[3]]
        return fills


@settings(max_examples=300, deadline=None)
@given(st.lists(step, max_size=60))
def test_best_price_first_then_in_order_of_posting(steps: list[Any]) -> None:
    book, plain = Book(), Listed()
    for n, (what, *said) in enumerate(steps):
        id = str(n)
        if what == "submit":
            side, price, quantity = said
            fills = plain.deal(plain.crossing(side, price), quantity)
            assert book.crosses(side, price) == bool(fills)
            assert book.submit(id, side, price, quantity) == fills
            if left := quantity - sum(fill[2] for fill in fills):
                plain.all.append([id, side, price, left])
        elif what == "post":
            side, price, quantity = said
            if not plain.crossing(side, price):
                book.post(id, side, price, quantity)
                plain.all.append([id, side, price, quantity])
        elif what == "take":
            side, quantity = said
            there = plain.side(side)
            fills = plain.deal([p for p in there if p[2] == there[0][2]], quantity)
            assert book.first(side, quantity) == fills
            for order, price, taken in fills:
                book.fill(order, side, price, taken)
        elif plain.all:
            posting = plain.all.pop(said[0] % len(plain.all))
            book.withdraw(posting[0], posting[1], posting[2])
        for side in Side:
            there = plain.side(side)
            assert list(book.queue(side)) == [(p[0], p[2], p[3]) for p in there]
            assert book.best(side) == (there[0][2] if there else None)
            prices = list(dict.fromkeys(p[2] for p in there))
            assert book.depth(side) == [
                Level(x, sum(p[3] for p in there if p[2] == x), sum(p[2] == x for p in there))
                for x in prices[:5]
            ]


def test_a_copy_leaves_the_book_as_it_is() -> None:
    book = Book()
    book.post("a", Side.SELL, 5, 10)
    other = book.__copy__()
    other.submit("b", Side.BUY, 5, 4)
    other.post("c", Side.SELL, 5, 1)
    assert list(book.queue(Side.SELL)) == [("a", 5, 10)]
    assert list(other.queue(Side.SELL)) == [("a", 5, 6), ("c", 5, 1)]


@pytest.mark.parametrize(
    ("order", "price", "quantity"), [("a", 5, 11), ("a", 5, 0), ("b", 5, 1), ("a", 6, 1)]
)
def test_more_than_is_open_cannot_be_dealt_with(order: str, price: int, quantity: int) -> None:
    book = Book()
    book.post("a", Side.SELL, 5, 10)
    with pytest.raises(DoesNotApply):
        book.fill(order, Side.SELL, price, quantity)
