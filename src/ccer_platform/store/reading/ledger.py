"""Statements: what an account held at any instant, what moved within a period, who held a tonne then.

An instant is turned into a place of the journal by halving it; a posting's id tells on which side of that place it stands. What was held
is counted from the nearer end: from nothing on, or from today back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from ccer.registry.holdings import Place, Posting, State
from ccer.registry.serials import Block, Serial, Series
from ccer.registry.statement import AccountStatement, Balance, Movement

from ..level import level
from . import custody
from .custody import SHIFT

_PLACE = """
WITH RECURSIVE half(low, high) AS (
    SELECT 0::bigint, seq + 1 FROM store_journaltip WHERE id = 1
    UNION ALL
    SELECT CASE WHEN j.at < %(when)s THEN j.seq ELSE h.low END, CASE WHEN j.at < %(when)s THEN h.high ELSE j.seq END
    FROM half h JOIN store_journalevent j ON j.seq = (h.low + h.high) / 2 WHERE h.high - h.low > 1
)
SELECT min(high), (SELECT seq FROM store_journaltip WHERE id = 1) FROM half
"""

_SUM = (
    "COALESCE((SELECT sum(p.last - p.first + 1) FROM store_posting p"
    " WHERE p.{side}_id = h.id AND p.id {before} %(edge)s), 0)"
)
_HELD = """
SELECT * FROM (
    SELECT s.project, s.vintage, h.state, h.hold, ({quantity})::bigint AS quantity
    FROM store_holding h JOIN store_series s ON s.id = h.series_id WHERE h.account = %(account)s
) held WHERE quantity <> 0 ORDER BY state, hold, project, vintage
"""
_EARLY = _HELD.format(
    quantity=f"{_SUM.format(side='target', before='<')} - {_SUM.format(side='source', before='<')}"
)
_LATE = _HELD.format(
    quantity=f"h.quantity - {_SUM.format(side='target', before='>=')} + {_SUM.format(side='source', before='>=')}"
)

# Each range adds one where it begins and takes one away behind its end; where the sum changes, a range held begins or ends.
_ENDS = """
    SELECT p.{side}_id AS holding, e.place, e.change * {sign} AS change FROM mine m JOIN store_posting p ON p.{side}_id = m.id,
    LATERAL (VALUES (p.first, 1), (p.last + 1, -1)) e(place, change) WHERE p.id {before} %(edge)s"""
_NOW = """
    SELECT b.holding_id, e.place, e.change FROM mine m JOIN store_block b ON b.holding_id = m.id,
    LATERAL (VALUES (b.first, 1), (b.last + 1, -1)) e(place, change)"""
_RANGES = """
WITH mine AS (SELECT id FROM store_holding WHERE account = %(account)s), ends AS ({ends}),
edges AS (SELECT holding, place, sum(change) AS change FROM ends GROUP BY holding, place HAVING sum(change) <> 0),
ranges AS (SELECT holding, place AS first, lead(place) OVER (PARTITION BY holding ORDER BY place) - 1 AS last, change FROM edges)
SELECT r.holding, s.project, s.vintage, h.state, h.hold, r.first, r.last
FROM ranges r JOIN store_holding h ON h.id = r.holding JOIN store_series s ON s.id = h.series_id
WHERE r.change > 0 AND (r.holding, r.first) > (%(holding)s, %(first)s) ORDER BY r.holding, r.first LIMIT %(limit)s
"""
_RANGES_EARLY = _RANGES.format(
    ends=" UNION ALL ".join(
        [_ENDS.format(side="target", sign=1, before="<"), _ENDS.format(side="source", sign=-1, before="<")]
    )
)
_RANGES_LATE = _RANGES.format(
    ends=" UNION ALL ".join(
        [
            _ENDS.format(side="target", sign=-1, before=">="),
            _ENDS.format(side="source", sign=1, before=">="),
            _NOW,
        ]
    )
)

# Each holding by its own two indexes and no further than a page; what moved within the account stands in both and is shown once.
_SIDE = """
    (SELECT p.* FROM mine m, LATERAL (SELECT * FROM store_posting WHERE {side}_id = m.id AND id >= %(from)s AND id < %(until)s
     ORDER BY id LIMIT %(limit)s) p ORDER BY p.id LIMIT %(limit)s)"""
_MOVED = f"""
WITH mine AS (SELECT id FROM store_holding WHERE account = %(account)s),
moved AS ({_SIDE.format(side="source")} UNION {_SIDE.format(side="target")})
SELECT m.id, j.seq, j.at, j."on", j.name, j.actor, j.cites, r.project, r.vintage, m.first, m.last,
    s.account, s.state, s.hold, t.account, t.state, t.hold
FROM moved m JOIN store_series r ON r.id = m.series_id LEFT JOIN store_holding s ON s.id = m.source_id
JOIN store_holding t ON t.id = m.target_id JOIN store_journalevent j ON j.seq = m.id / {SHIFT}
ORDER BY m.id LIMIT %(limit)s
"""
LARGEST = 2**62
BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
"""Before any unit: a statement without a beginning is of the whole time."""
MOMENT = dt.timedelta(microseconds=1)
"""The finest step of the journal's times: what is held at an instant is what is held before the next."""


class Amount(NamedTuple):
    """How much of a series a place held. [tCO2e]"""

    place: Place
    series: Series
    quantity: int


class Range(NamedTuple):
    """Serials that a place held, and the key the next page goes on after."""

    key: str
    place: Place
    series: Series
    block: Block


class Moved(NamedTuple):
    """A posting with what made it, and its id, which the next page goes on after."""

    id: int
    movement: Movement


def _rows(query: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _edge(before: dt.datetime) -> tuple[int, bool]:
    """The least posting id an event not before an instant can have, and whether that is nearer to the journal's beginning."""
    level()
    ((place, tip),) = _rows(_PLACE, when=before)
    return place * SHIFT, place * 2 <= tip


def amounts(account: str, before: dt.datetime) -> list[Amount]:
    """What an account held when an instant began, by place and series. [tCO2e]"""
    edge, early = _edge(before)
    rows = _rows(_EARLY if early else _LATE, account=account, edge=edge)
    return [
        Amount(Place(account, State(state), hold), Series(project, vintage), quantity)
        for project, vintage, state, hold, quantity in rows
    ]


def ranges(account: str, before: dt.datetime, after: str = "", limit: int = 200) -> list[Range]:
    """The serials an account held when an instant began, as the fewest ranges; ``after`` is the key of a `Range`."""
    edge, early = _edge(before)
    holding, _, first = after.partition("~")
    known = holding.isdigit() and first.isdigit()
    rows = _rows(
        _RANGES_EARLY if early else _RANGES_LATE,
        account=account,
        edge=edge,
        holding=min(int(holding), LARGEST) if known else 0,
        first=min(int(first), LARGEST) if known else 0,
        limit=limit,
    )
    return [
        Range(f"{holding}~{first}", Place(account, State(state), hold), Series(project, vintage), Block(first, last))
        for holding, project, vintage, state, hold, first, last in rows
    ]  # fmt: skip


def moved(
    account: str, since: dt.datetime, until: dt.datetime, after: int = 0, limit: int = 50
) -> list[Moved]:
    """Postings in or out of an account, in order: ``since`` is included, ``until`` is not."""
    (begin, _), (end, _) = _edge(since), _edge(until)
    rows = _rows(
        _MOVED, account=account, **{"from": max(begin, after + 1)}, until=end, limit=limit
    )  # ``from`` is a word of the language
    return [_moved(row) for row in rows]


def _moved(row: tuple[Any, ...]) -> Moved:
    id, seq, at, on, name, actor, cites, project, vintage, first, last, *ends = row
    places = [Place(a, State(s), h) if a is not None else None for a, s, h in (ends[:3], ends[3:])]
    source, target = places
    assert target is not None
    posting = Posting(Series(project, vintage), first, last, source, target)
    return Moved(id, Movement(seq, at, on, name, actor, tuple(cites), posting))


def all_moved(account: str, since: dt.datetime, until: dt.datetime, page: int = 2000) -> Iterator[Moved]:
    """The same to the end of the period, a page at a time."""
    after = 0
    while found := moved(account, since, until, after, page):
        yield from found
        after = found[-1].id


MOST_PRINTED = 5000
"""Movements, and ranges held, that a statement on paper names; a longer one is read page by page, or as CSV."""


def statement(account: str, since: dt.datetime, until: dt.datetime) -> AccountStatement | None:
    """The whole statement, as the core makes it from the journal; None where it is longer than `MOST_PRINTED`."""
    movements = moved(account, since, until, 0, MOST_PRINTED + 1)
    opening, closing = _balances(account, since), _balances(account, until)
    if len(movements) > MOST_PRINTED or opening is None or closing is None:
        return None
    return AccountStatement(account, since, until, opening, tuple(m.movement for m in movements), closing)


def _balances(account: str, before: dt.datetime) -> tuple[Balance, ...] | None:
    rows = ranges(account, before, limit=MOST_PRINTED + 1)
    if len(rows) > MOST_PRINTED:
        return None
    return _summed(rows)


def balances(account: str, before: dt.datetime) -> tuple[Balance, ...]:
    """All that an account held when an instant began, by place and series, however many ranges that is."""
    return _summed(ranges(account, before, limit=LARGEST))


def _summed(rows: list[Range]) -> tuple[Balance, ...]:
    held: dict[tuple[Place, Series], list[Block]] = {}
    for row in rows:
        held.setdefault((row.place, row.series), []).append(row.block)
    return tuple(
        Balance(place, *series, sum(last - first + 1 for first, last in blocks), tuple(blocks))
        for (place, series), blocks in sorted(held.items())
    )


def holder(serial: Serial, before: dt.datetime) -> Place | None:
    """Who held a tonne when an instant began, and how; None before it was issued."""
    then = [m for m in custody.moves(serial) if m.event is not None and m.event.at < before]
    return Place(then[-1].target, State(then[-1].target_state), then[-1].hold) if then else None
