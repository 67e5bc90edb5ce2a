"""The story of a tonne: who holds it, every posting that moved it, and where it came from."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Value

from ccer.registry.serials import Serial

from ..models import Block, Hold, Holding, JournalEvent, Posting, Series, VintageLine
from .journal import LEDGER_PUBLIC
from .keyset import SIZE, After, Pair

SHIFT = 2**20
"""A posting's id is the place of its event in the journal times this, plus its place in the event."""

# From the block that holds the serial, posting by posting back to the issuance: each step is one look-up by key.
_CHAIN = """
WITH RECURSIVE chain AS (
    SELECT p.*, 1 AS depth FROM store_posting p WHERE p.id = %s
    UNION ALL
    SELECT p.*, c.depth + 1 FROM store_posting p JOIN chain c ON p.id = c.parent WHERE c.depth < 1000
)
SELECT c.id, c.first, c.last, s.account, s.state, t.account, t.state, t.hold
FROM chain c LEFT JOIN store_holding s ON s.id = c.source_id JOIN store_holding t ON t.id = c.target_id ORDER BY c.id
"""


class Moved(NamedTuple):
    """One posting of a serial's story with the event it belongs to."""

    seq: int
    first: int
    last: int
    source: str
    source_state: str
    target: str
    target_state: str
    hold: str
    event: JournalEvent | None = None


class Story(NamedTuple):
    """A tonne from its issuance to today."""

    series: Series
    block: Block
    moves: list[Moved]
    lines: list[VintageLine]


def story(serial: Serial) -> Story | None:
    """Everything about one serial; None where it was never issued."""
    block = _block(serial)
    if block is None:
        return None
    lines = VintageLine.objects.filter(project_number=serial.series.project, vintage=serial.series.vintage)
    held = lines.select_related("reduction", "reduction__project").order_by("id")
    return Story(block.series, block, _chain(block.posting), list(held))


def moves(serial: Serial) -> list[Moved]:
    """Every posting that moved one tonne, from its issuance on; empty where it was never issued."""
    block = _block(serial)
    return _chain(block.posting) if block else []


def _block(serial: Serial) -> Block | None:
    """The block a tonne is in now."""
    rows = Block.objects.filter(
        series__project=serial.series.project,
        series__vintage=serial.series.vintage,
        first__lte=serial.number,
        last__gte=serial.number,
    )
    return rows.select_related("holding", "series").order_by("-first").first()


def _chain(posting: int) -> list[Moved]:
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [posting])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    found = {e.seq: e for e in JournalEvent.objects.filter(seq__in={row[0] // SHIFT for row in rows})}
    moves = [Moved(row[0] // SHIFT, row[1], row[2], row[3] or "", row[4] or "", *row[5:]) for row in rows]
    return [move._replace(event=found.get(move.seq)) for move in moves]


def series(after: str = "", limit: int = SIZE) -> tuple[list[tuple[str, int, int]], str]:
    """Series with units in them, by project and vintage: project, vintage, issued; and the key the next page goes on from."""
    rows = Series.objects.filter(issued__gt=0).order_by("project", "vintage")
    project, _, vintage = after.partition("~")
    if vintage.isdecimal() and len(vintage) <= 4:
        rows = rows.filter(After(Pair(F("project"), F("vintage")), Pair(Value(project), Value(int(vintage)))))
    found = list(rows.values_list("project", "vintage", "issued")[: limit + 1])
    return found[:limit], f"{found[limit - 1][0]}~{found[limit - 1][1]}" if len(found) > limit else ""


def blocks(project: str, vintage: int, limit: int = 200) -> list[Block]:
    """The blocks of a series in order of their serials, with who holds them how."""
    rows = Block.objects.filter(series__project=project, series__vintage=vintage).select_related("holding")
    return list(rows.order_by("first")[:limit])


def cancellation(id: str) -> JournalEvent | None:
    """The event of a cancellation, by the cancellation's id."""
    hold = Hold.objects.filter(id=id, kind="cancellation").first()
    if hold is None:
        return None
    held = Holding.objects.filter(account=hold.account, state="cancelled", hold=id)
    posting = Posting.objects.filter(target__in=held).order_by("id").first()
    return JournalEvent.objects.filter(seq=posting.pk // SHIFT).first() if posting else None


def cancellations(after: str = "", limit: int = 25) -> tuple[list[JournalEvent], str]:
    """Cancellations, newest first, and the key the next page goes on from."""
    rows = JournalEvent.objects.filter(name__in=LEDGER_PUBLIC).order_by("-seq")
    if after.isdigit():
        rows = rows.filter(seq__lt=int(after[:18]))
    found = list(rows[: limit + 1])
    return found[:limit], str(found[limit - 1].seq) if len(found) > limit else ""
