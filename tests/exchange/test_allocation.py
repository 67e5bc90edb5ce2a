"""Awards against brute force: no other way to share the quantity out gives the quoting side more."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from ccer.exchange.allocation import Award, Bid, allocate
from ccer.exchange.orders import Side

BIDS = [
    Bid("a", "A", 5, 100, 1),
    Bid("b", "B", 10, 120, 2),
    Bid("c", "C", 10, 100, 3),
    Bid("d", "D", 3, 90, 4),
]


def test_price_first_then_time() -> None:
    a, b, c, d = BIDS
    assert allocate(reversed(BIDS), 17) == [Award(b, 10, 120), Award(a, 5, 100), Award(c, 2, 100)]
    assert allocate(BIDS, 17, pricing="uniform") == [Award(b, 10, 100), Award(a, 5, 100), Award(c, 2, 100)]
    assert allocate(BIDS, 99, reserve=100) == [Award(b, 10, 120), Award(a, 5, 100), Award(c, 10, 100)]
    assert allocate(BIDS, 7, side=Side.BUY) == [Award(d, 3, 90), Award(a, 4, 100)]
    assert allocate(BIDS, 7, reserve=99, side=Side.BUY) == [Award(d, 3, 90)]


def test_one_winner_takes_the_whole() -> None:
    _, b, c, _ = BIDS
    assert allocate(BIDS, 10, winners="one") == [Award(b, 10, 120)]
    assert allocate(BIDS, 10, side=Side.BUY, winners="one") == [Award(c, 10, 100)]
    assert allocate(BIDS, 11, winners="one") == []
    assert allocate(BIDS, 10, reserve=121, winners="one") == []
    assert allocate([], 10) == []


ANY = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), max_size=5)


@given(
    ANY,
    st.integers(1, 10),
    st.none() | st.integers(1, 6),
    st.sampled_from(Side),
    st.sampled_from(["one", "several"]),
)
def test_nothing_is_better(
    rows: list[tuple[int, int]], quantity: int, reserve: int | None, side: Side, winners: str
) -> None:
    bids = [Bid(str(n), str(n), q, p, n) for n, (q, p) in enumerate(rows)]
    awards = allocate(bids, quantity, reserve, side, winners)  # type: ignore[arg-type]
    sign = 1 if side is Side.SELL else -1
    best = (0, 0)
    for shares in product(*(range(bid.quantity + 1) for bid in bids)):
        total = sum(shares)
        meets = all(
            not share or reserve is None or sign * bid.price >= sign * reserve
            for share, bid in zip(shares, bids, strict=True)
        )
        whole = winners == "several" or (total == quantity and sum(1 for share in shares if share) == 1)
        if total <= quantity and meets and whole:
            best = max(
                best, (total, sign * sum(share * bid.price for share, bid in zip(shares, bids, strict=True)))
            )
    mine = (sum(a.quantity for a in awards), sign * sum(a.quantity * a.price for a in awards))
    assert mine == best
    order = [(-sign * a.bid.price, a.bid.place) for a in awards]
    assert order == sorted(order)
    one_price = allocate(bids, quantity, reserve, side, winners, "uniform")  # type: ignore[arg-type]
    assert [(a.bid, a.quantity) for a in one_price] == [(a.bid, a.quantity) for a in awards]
    assert {a.price for a in one_price} == ({awards[-1].bid.price} if awards else set())
