"""The tables compared with what the journal alone makes, and written anew where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from ccer.core.errors import CcerError
from ccer.core.event import GENESIS, Event, verify
from ccer.core.text import Text
from ccer.registry.accounts import STATE_OF_LIFE

from ..actions.base import stored, writing
from ..store.level import level
from ..store.models import EtsEvent, EtsRow, Holding, JournalTip, Projection
from ..store.post import TablesRefuse
from ..store.reading.ets import rows_of
from .memory import World, journal, world
from .tables import TABLES, Rows, Table

GUARDED = (
    "store_life", "store_posting", "store_registryaccount", "store_order", "store_trade", "store_cashposting", "store_marketday",
    "store_withdrawal",
)  # fmt: skip
"""Tables whose triggers let them change by steps only; they rest while a table is written anew."""
LONGEST = 80


class Difference(NamedTuple):
    """Where a table and the journal disagree; ``column`` is empty where one of them lacks the row."""

    table: str
    key: tuple[Any, ...]
    column: str
    stored: Any
    expected: Any

    @property
    def text(self) -> Text:
        where = f"{self.table} {'/'.join(map(str, self.key))} {self.column}".strip()
        stored, expected = (_short(value) for value in (self.stored, self.expected))
        return Text(
            "{where}：表中为 {stored}，日志为 {expected}",
            "{where}: the table has {stored}, the journal gives {expected}",
        ).fill(where=where, stored=stored, expected=expected)


class Disagreement(NamedTuple):
    """An account that the ledger has in another state than its own life has it; None where one of them does not know it."""

    account: str
    ledger: str | None
    life: str | None

    @property
    def text(self) -> Text:
        ledger, life = (_short(value) for value in (self.ledger, self.life))
        return Text(
            "账户 {account}：账本为 {ledger}，事项为 {life}",
            "account {account}: the ledger has {ledger}, its case has {life}",
        ).fill(account=self.account, ledger=ledger, life=life)


class Checked(NamedTuple):
    """How many events were read, what in the chain is broken, what differs, and which accounts the journal itself has in two states."""

    events: int
    broken: CcerError | None
    differences: tuple[Difference, ...]
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def sound(self) -> bool:
        return self.broken is None and not self.differences and not self.disagreements


def check() -> Checked:
    """Verifies the chain of hashes, makes everything anew in memory and compares."""
    refused = None
    try:
        with transaction.atomic():
            level()
    except TablesRefuse as found:
        refused = found
    counted = _Counted()
    with _one_moment():
        try:
            made = world(counted.read(), _followed())
            counted.close()
            other = tuple(ets_differences())
        except CcerError as broken:
            return Checked(counted.seq, broken, ())
        wrong, apart = (*differences(made), *other), tuple(disagreements(made))
    return Checked(counted.seq, None if wrong else refused, wrong, apart)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, whoever writes meanwhile; inside another transaction the tip's lock sees to that."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def ets_differences() -> Iterator[Difference]:
    """The ETS registry's sandbox by its own chain, which is verified with it.

    Raises
    ------
    ccer.core.errors.CcerError
        That chain is broken.
    """
    made: dict[tuple[str, str], Any] = {}
    for row in EtsEvent.objects.order_by("seq"):
        made |= {(kind, code): told for kind, code, told in rows_of(row.data)}
    verify([stored(row) for row in EtsEvent.objects.order_by("seq")])  # type: ignore[arg-type]
    held = {(row.kind, row.code): row.data for row in EtsRow.objects.all()}
    for key in sorted(held.keys() | made.keys()):
        if held.get(key) != made.get(key):
            yield Difference("ets", key, "", held.get(key), made.get(key))


def differences(made: World) -> Iterator[Difference]:
    """Every difference, table by table."""
    for table in TABLES:
        stored, expected = table.stored(), table.made(made)
        for key in sorted(stored.keys() | expected.keys(), key=str):
            yield from _differ(table, key, stored.get(key), expected.get(key))


def disagreements(made: World) -> Iterator[Disagreement]:
    """Accounts with a life of their own whose two states, both from the journal, do not go together. Nothing can mend that by itself."""
    ledger = made.ledger.state()["accounts"]
    lives = {life.id: life.state for life in made.around.lives.values() if life.machine == "account"}
    for id, state in sorted(lives.items()):
        held = ledger[id]["state"] if id in ledger else None
        if held != STATE_OF_LIFE.get(state):
            yield Disagreement(id, held, state)


def _differ(
    table: Table, key: tuple[Any, ...], stored: tuple[Any, ...] | None, expected: tuple[Any, ...] | None
) -> Iterator[Difference]:
    if stored is None or expected is None:
        yield Difference(table.name, key, "", stored, expected)
        return
    for column, was, should in zip(table.values, stored, expected, strict=True):
        if was != should:
            yield Difference(table.name, key, column, was, should)


def _short(value: Any) -> Text:
    if value is None:
        return Text("没有", "nothing")
    text = str(value)
    return Text(*[text if len(text) <= LONGEST else text[:LONGEST] + "…"] * 2)


class _Counted:
    """The journal as it is read: each event follows from the one before, and the last is the one the tip names."""

    def __init__(self) -> None:
        self.seq, self.digest = 0, GENESIS

    def read(self) -> Iterator[Event]:
        for event in journal():
            self.seq, self.digest = verify([event], seq=self.seq, previous=self.digest)
            yield event

    def close(self) -> None:
        """
        Raises
        ------
        ccer.core.errors.CcerError
            Events are missing from the end.
        """
        tip = JournalTip.objects.get(id=1)
        if (tip.seq, tip.digest) != (self.seq, self.digest):
            raise CcerError(
                Text("日志末尾与记录不符", "The end of the journal is not where it was noted"),
                Text(
                    f"记为第 {tip.seq} 条，实有 {self.seq} 条", f"noted as event {tip.seq}, found {self.seq}"
                ),
                Text("与备份和签名的检查点核对。", "Compare with the backup and the signed checkpoint."),
            )


def rewrite() -> Checked:
    """Writes every row that differs as the journal has it; a broken journal is left alone, for nothing can be made from it."""
    with writing():
        JournalTip.objects.select_for_update().get(id=1)
        found = check()
        if found.broken is not None or not found.differences:
            return found
        made = world(journal(), _followed())
        wrong = {difference.table for difference in found.differences}
        _guards("DISABLE")
        rows = {table.name: (table.stored(), table.made(made)) for table in TABLES if table.name in wrong}
        for table in reversed(TABLES):
            if table.name in rows:
                _remove(table, *rows[table.name])
        for table in TABLES:
            if table.name in rows:
                _put(table, *rows[table.name])
        for difference in found.differences:
            if difference.table == "ets":
                _put_ets(difference)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _guards("ENABLE")
        level()
    return found


def _followed() -> int:
    """Up to which event the ledger's tables have followed the journal; they are compared with what it says up to there."""
    return int(Projection.objects.get(name="ledger").seq)


def _guards(how: str) -> None:
    with connection.cursor() as cursor:
        for name in GUARDED:
            cursor.execute(f"ALTER TABLE {name} {how} TRIGGER USER")


WHOLE = ("block", "posting", "place")
"""Tables whose rows are taken out and put in again, for on the way two could stand in each other's place."""


def _remove(table: Table, stored: Rows, expected: Rows) -> None:
    for key, values in stored.items():
        if key not in expected or (table.name in WHOLE and values != expected[key]):
            rows: Any = table.model._default_manager.filter(**dict(zip(table.key, key, strict=True)))
            rows._raw_delete(rows.db)


def _put(table: Table, stored: Rows, expected: Rows) -> None:
    manager: Any = table.model._default_manager
    for key, values in expected.items():
        if stored.get(key) == values:
            continue
        names = zip((*table.key, *table.values), (*key, *values), strict=True)
        fields = _linked(table.model, dict(names))
        if key in stored and table.name not in WHOLE:
            manager.filter(**dict(zip(table.key, key, strict=True))).update(**fields)
        else:
            manager.create(**fields)


def _put_ets(difference: Difference) -> None:
    kind, code = difference.key
    if difference.expected is None:
        EtsRow.objects.filter(kind=kind, code=code).delete()
    else:
        EtsRow.objects.update_or_create(kind=kind, code=code, defaults={"data": difference.expected})


def _linked(model: type[models.Model], named: dict[str, Any]) -> dict[str, Any]:
    """Values by field; what names a row across a relation becomes that row. A holding is named within the series beside it."""
    found: dict[str, Any] = {}
    across: dict[str, dict[str, Any]] = {}
    for name, value in named.items():
        field, _, rest = name.partition("__")
        if rest:
            across.setdefault(field, {})[rest] = value
        else:
            found[name] = value
    for field, wanted in across.items():
        related: Any = model._meta.get_field(field).related_model
        within = {"series": found["series"]} if related is Holding else {}
        nothing = all(value is None for value in wanted.values())
        found[field] = None if nothing else related._default_manager.get(**wanted, **within)
    return found
