"""Every difference that is planted is found, and nothing else; both sides' figures are named."""

from __future__ import annotations

import datetime as dt

import pytest

from ccer.exchange import reconcile
from ccer.exchange.bank.adapter import BankEntry, BankStatement
from ccer.exchange.cash import CashPosting
from ccer.exchange.office_commands import (
    CompleteWithdrawal,
    FailWithdrawal,
    RequestWithdrawal,
    ReturnWithdrawal,
)
from ccer.exchange.reconcile import KIND_TEXT, Mismatch, MismatchKind
from ccer.registry.commands import Freeze, Transfer
from ccer.registry.holdings import State
from ccer.registry.reasons import FreezeReason
from exchange.floor import DAY, SERIES, Floor


@pytest.fixture
def floor() -> Floor:
    made = Floor()
    made.trader("A", units=100, fen=100_000)
    made.trader("B", units=50, fen=50_000)
    made.do(RequestWithdrawal(actor="x", id="w1", trader="A", fen=10_000))
    made.do(CompleteWithdrawal(actor="x", id="w1", fen=10_000, reference="p1"))
    return made


def entry(reference: str, fen: int, order: str = "") -> BankEntry:
    return BankEntry(reference, fen, dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC), "acct", "", order)


ENTRIES = [entry("first-0", 100_000), entry("first-1", 50_000), entry("p1", -10_000, "w1")]


def day(*entries: BankEntry) -> list[BankStatement]:
    return [BankStatement("s", "D", DAY, 0, sum(e.fen for e in entries), entries)]


def test_books_that_agree_are_clean(floor: Floor) -> None:
    assert reconcile.cash(floor.market, day(*ENTRIES)) == []
    assert reconcile.units(floor.market, floor.ledger) == []


TOTAL = MismatchKind.CASH_TOTAL


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            [*ENTRIES, entry("z", 7)],
            [(TOTAL, "bank", 140_000, 140_007), (MismatchKind.CREDIT_UNKNOWN, "z", 0, 7)],
        ),
        (
            ENTRIES[1:],
            [(TOTAL, "bank", 140_000, 40_000), (MismatchKind.CREDIT_MISSING, "first-0", 100_000, 0)],
        ),
        (
            [entry("first-0", 100_001), *ENTRIES[1:]],
            [(TOTAL, "bank", 140_000, 140_001), (MismatchKind.CREDIT_AMOUNT, "first-0", 100_000, 100_001)],
        ),
        (ENTRIES[:2], [(TOTAL, "bank", 140_000, 150_000), (MismatchKind.DEBIT_MISSING, "w1", 10_000, 0)]),
        (
            [*ENTRIES[:2], entry("p1", -10_005, "w1")],
            [(TOTAL, "bank", 140_000, 139_995), (MismatchKind.DEBIT_AMOUNT, "w1", 10_000, 10_005)],
        ),
        (
            [*ENTRIES, entry("p2", -10_000, "w1")],  # paid twice
            [(TOTAL, "bank", 140_000, 130_000), (MismatchKind.DEBIT_AMOUNT, "w1", 10_000, 20_000)],
        ),
        (
            [*ENTRIES, entry("p9", -3)],
            [(TOTAL, "bank", 140_000, 139_997), (MismatchKind.DEBIT_UNKNOWN, "p9", 0, 3)],
        ),
    ],
)
def test_differences_with_the_bank(
    floor: Floor, entries: list[BankEntry], expected: list[tuple[MismatchKind, str, int, int]]
) -> None:
    found = reconcile.cash(floor.market, day(*entries))
    assert found == [Mismatch(*row) for row in expected]
    assert all(row.what.zh and row.next.zh for row in found)


def test_open_and_failed_withdrawals(floor: Floor) -> None:
    floor.do(RequestWithdrawal(actor="x", id="w2", trader="A", fen=500))
    assert reconcile.cash(floor.market, day(*ENTRIES)) == []  # set aside, still at the bank
    found = reconcile.cash(floor.market, day(*ENTRIES, entry("p2", -500, "w2")))
    assert found[1:] == [Mismatch(MismatchKind.DEBIT_UNANSWERED, "w2", 500, 500)]
    found = reconcile.cash(floor.market, day(*ENTRIES, entry("p2", -501, "w2")))
    assert found[1:] == [Mismatch(MismatchKind.DEBIT_AMOUNT, "w2", 500, 501)]
    floor.do(FailWithdrawal(actor="x", id="w2", why="AC04"))
    found = reconcile.cash(floor.market, day(*ENTRIES, entry("p2", -500, "w2")))
    assert found[1:] == [Mismatch(MismatchKind.DEBIT_UNKNOWN, "w2", 0, 500)]


def test_what_was_sent_back_agrees_and_is_missed_when_the_bank_has_it_not(floor: Floor) -> None:
    floor.do(ReturnWithdrawal(actor="x", id="w1", fen=10_000, reference="b1"))
    back = entry("b1", 10_000, "w1")
    assert reconcile.cash(floor.market, day(*ENTRIES, back)) == []
    found = reconcile.cash(floor.market, day(*ENTRIES))
    assert found[1:] == [Mismatch(MismatchKind.CREDIT_MISSING, "b1", 10_000, 0)]
    found = reconcile.cash(floor.market, day(*ENTRIES[:2], back))
    assert found[1:] == [Mismatch(MismatchKind.DEBIT_MISSING, "w1", 10_000, 0)]


def test_two_days_follow_on(floor: Floor) -> None:
    second = BankStatement("s2", "D", dt.date(2026, 3, 3), 150_000, 140_000, (ENTRIES[2],))
    assert reconcile.cash(floor.market, [second, *day(*ENTRIES[:2])]) == []


def test_a_damaged_book_is_seen(floor: Floor) -> None:
    floor.cash._held["fees"] = 3
    assert [d.kind for d in reconcile.cash(floor.market, day(*ENTRIES))] == [MismatchKind.CASH_BOOK]
    floor.cash.move(CashPosting("fees", "bank", 3, "x"))
    assert {d.kind for d in reconcile.cash(floor.market, [])} == {MismatchKind.CASH_BOOK}


def test_differences_with_the_register(floor: Floor) -> None:
    floor.register(
        Transfer(actor="x", source="A", target="B", series=SERIES, quantity=30, state=State.ON_PLATFORM)
    )
    assert reconcile.units(floor.market, floor.ledger) == [
        Mismatch(MismatchKind.UNITS, "A A210001/2024", 100, 70),
        Mismatch(MismatchKind.UNITS, "B A210001/2024", 50, 80),
    ]
    floor.register(
        Freeze(
            actor="x", id="f", account="B", reason=FreezeReason.JUDICIAL, authority="示例法院", document="d"
        )
    )
    assert reconcile.units(floor.market, floor.ledger)[1].theirs == 0
    floor.market.held("A", SERIES).platform = 70
    floor.market.held("B", SERIES).platform = 0
    assert reconcile.units(floor.market, floor.ledger) == []


def test_every_kind_has_its_words() -> None:
    assert all(
        Mismatch(kind, "", 0, 0).what == KIND_TEXT[kind] and Mismatch(kind, "", 0, 0).next.en
        for kind in MismatchKind
    )
