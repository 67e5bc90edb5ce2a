"""Money in and out: every refusal of the table, two phases of a withdrawal, bank answers given twice, statements by day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.exchange import cash
from ccer.exchange.cash import BANK, FEES, CashBook, CashDoesNotApply, CashPosting
from ccer.exchange.commands import CloseDay, OpenDay
from ccer.exchange.moment import CHINA
from ccer.exchange.office import WithdrawalState
from ccer.exchange.office_commands import (
    BindBank,
    ChargeFee,
    CompleteWithdrawal,
    CorrectCash,
    Deposit,
    FailWithdrawal,
    Fee,
    RequestWithdrawal,
    ReturnWithdrawal,
    UnbindBank,
)
from ccer.registry.refusals import Refusal
from exchange.floor import DAY, NEXT, Floor


@pytest.fixture
def floor() -> Floor:
    made = Floor()
    made.trader("A", fen=100_000)
    return made


def deposit(
    fen: int = 5_000, reference: str = "r1", account: str = "acct-A", trader: str = "A", **more: object
) -> Deposit:
    return Deposit(actor="bank:1", trader=trader, fen=fen, reference=reference, account=account, **more)  # type: ignore[arg-type]


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    assert answer.citation.ref
    for lang in ("zh", "en"):
        assert all(part and "{" not in part for part in answer.lines(lang))  # type: ignore[arg-type]
    return answer.code


def next_day(floor: Floor, clock: str = "10:00") -> None:
    if floor.now.time() < dt.time(15):
        floor.time("15:00")
    floor.do(CloseDay(actor="exchange:1"))
    floor.time("09:00", NEXT)
    floor.do(OpenDay(actor="exchange:1"))
    floor.time(clock)


def test_a_deposit_counts_once_however_often_the_bank_says_it(floor: Floor) -> None:
    assert len(floor.ask(deposit())) == 1  # type: ignore[arg-type]
    assert floor.ask(deposit()) == ()
    assert floor.money("A") == 105_000
    assert floor.cash.kept == 105_000
    assert code(floor.ask(deposit(fen=5_001))) == "bank_reference_reused"


def test_deposits_are_refused_from_elsewhere_and_out_of_hours(floor: Floor) -> None:
    assert code(floor.ask(deposit(account="acct-B"))) == "bank_account_other"
    assert code(floor.ask(deposit(trader="nobody"))) == "trader_without_account"
    assert code(floor.ask(deposit(fen=0))) == "amount_not_positive"
    floor.time("15:00")
    assert code(floor.ask(deposit())) == "outside_cash_hours"
    next_day(floor, "09:29:59")
    assert code(floor.ask(deposit())) == "outside_cash_hours"
    floor.time("09:30")
    assert floor.ask(deposit())
    assert floor.money("A") == 105_000


def test_money_that_came_in_the_window_may_be_booked_after_it(floor: Floor) -> None:
    floor.time("15:20")
    late = dt.datetime.combine(DAY, dt.time(15, 0), CHINA)
    assert code(floor.ask(deposit(reference="late", received=late))) == "outside_cash_hours"
    in_time = dt.datetime.combine(DAY, dt.time(14, 59, 59), CHINA)
    assert floor.ask(deposit(reference="in time", received=in_time))
    next_day(floor, "09:30")
    assert floor.ask(deposit(reference="late", received=late))
    assert floor.money("A") == 110_000


def test_a_withdrawal_is_set_aside_then_paid(floor: Floor) -> None:
    floor.ask(RequestWithdrawal(actor="trader:A", id="w1", trader="A", fen=30_000))
    assert (floor.money("A"), floor.cash.balance("withdrawing:A")) == (70_000, 30_000)
    paid = CompleteWithdrawal(actor="bank:1", id="w1", fen=30_000, reference="p1")
    assert floor.ask(paid)
    assert floor.ask(paid) == ()  # the bank says it twice
    assert (floor.money("A"), floor.cash.balance("withdrawing:A"), floor.cash.kept) == (70_000, 0, 70_000)
    assert code(floor.ask(FailWithdrawal(actor="bank:1", id="w1", why="late"))) == "withdrawal_settled"
    assert (
        code(floor.ask(RequestWithdrawal(actor="trader:A", id="w1", trader="A", fen=1)))
        == "withdrawal_exists"
    )


def test_a_withdrawal_that_fails_returns_and_one_paid_short_returns_the_rest(floor: Floor) -> None:
    floor.ask(RequestWithdrawal(actor="trader:A", id="w1", trader="A", fen=30_000))
    failed = FailWithdrawal(actor="bank:1", id="w1", why="AC04")
    assert floor.ask(failed)
    assert floor.ask(failed) == ()
    assert floor.money("A") == 100_000
    floor.ask(RequestWithdrawal(actor="trader:A", id="w2", trader="A", fen=30_000))
    more = CompleteWithdrawal(actor="bank:1", id="w2", fen=30_001, reference="p2")
    assert code(floor.ask(more)) == "bank_paid_more"
    assert floor.ask(CompleteWithdrawal(actor="bank:1", id="w2", fen=29_000, reference="p2"))
    assert (floor.money("A"), floor.cash.kept) == (71_000, 71_000)
    assert floor.office.withdrawals["w2"].state is WithdrawalState.PAID
    assert (
        code(floor.ask(CompleteWithdrawal(actor="bank:1", id="no", fen=1, reference="p")))
        == "withdrawal_unknown"
    )


def test_what_the_bank_sends_back_after_it_paid_is_the_traders_again(floor: Floor) -> None:
    """100 000 fen, 30 000 paid out, 29 900 come back: 99 900 are there, in the book and at the bank."""

    def back(fen: int = 29_900, reference: str = "b1") -> ReturnWithdrawal:
        return ReturnWithdrawal(actor="bank:1", id="w1", fen=fen, reference=reference)

    assert code(floor.ask(back())) == "withdrawal_unknown"
    floor.ask(RequestWithdrawal(actor="trader:A", id="w1", trader="A", fen=30_000))
    assert code(floor.ask(back())) == "withdrawal_settled"  # nothing was paid yet
    paid = CompleteWithdrawal(actor="bank:1", id="w1", fen=30_000, reference="p1")
    floor.do(paid)
    rejected = FailWithdrawal(actor="bank:1", id="w1", why="AC04")
    assert code(floor.ask(rejected)) == "withdrawal_settled"  # no money came back yet
    assert code(floor.ask(back(fen=30_001))) == "bank_returned_more"
    assert code(floor.ask(back(fen=0))) == "amount_not_positive"
    assert code(floor.ask(back(reference="first-0"))) == "bank_reference_reused"  # that was the deposit
    floor.time("18:00")  # the bank answers when it likes
    (happened,) = floor.ask(back())  # type: ignore[misc]
    assert happened.cites == ("bge-2023-trading-rules/art-25/para-2", "bge-2023-trading-rules/art-25/para-3")
    for again in (back(), paid, rejected):
        assert floor.ask(again) == ()
    assert code(floor.ask(back(fen=100, reference="b2"))) == "withdrawal_settled"
    assert (floor.money("A"), floor.cash.balance("withdrawing:A"), floor.cash.kept) == (99_900, 0, 99_900)
    assert floor.office.withdrawals["w1"].state is WithdrawalState.RETURNED
    [day] = cash.statement(floor.journal, cash.trader("A"), DAY, DAY)
    assert [(m.fen, m.why) for m in day.movements][1:] == [(-30_000, "withdrawal"), (29_900, "sent-back")]
    assert floor.replayed().market.state() == floor.market.state()


def test_what_orders_reserve_cannot_leave(floor: Floor) -> None:
    floor.market.traders["A"].reserved = 40_000
    refusal = floor.ask(RequestWithdrawal(actor="trader:A", id="w", trader="A", fen=60_001))
    assert code(refusal) == "not_enough_cash"
    assert floor.ask(RequestWithdrawal(actor="trader:A", id="w", trader="A", fen=60_000))
    floor.time("15:00")
    assert (
        code(floor.ask(RequestWithdrawal(actor="trader:A", id="v", trader="A", fen=1)))
        == "outside_cash_hours"
    )


def test_one_bank_account_of_ones_own_name(floor: Floor) -> None:
    def bind(trader: str, account: str, holder: str, name: str) -> object:
        return floor.ask(BindBank(actor="x", trader=trader, account=account, holder=holder, name=name))

    assert code(bind("A", "second", "A", "A")) == "bank_account_bound"
    floor.trader("B")
    floor.do(UnbindBank(actor="x", trader="B"))
    assert code(bind("B", "b", "示例甲公司", "示例乙公司")) == "bank_account_other_name"
    assert code(bind("C", "c", "C", "C")) == "trader_without_account"
    assert code(bind("B", " ", "B", "B")) == "bank_account_missing"
    assert code(floor.ask(deposit(trader="B", account="b"))) == "bank_account_missing"
    assert bind("B", "b", "B", "B")
    assert floor.ask(UnbindBank(actor="x", trader="B"))
    assert code(floor.ask(UnbindBank(actor="x", trader="A"))) == "bank_account_in_use"
    floor.ask(RequestWithdrawal(actor="x", id="w", trader="A", fen=100_000))
    floor.ask(CompleteWithdrawal(actor="x", id="w", fen=100_000, reference="p"))
    assert code(floor.ask(UnbindBank(actor="x", trader="A"))) == "bank_account_in_use"  # paid out today
    next_day(floor)
    assert floor.ask(UnbindBank(actor="x", trader="A"))


def test_fees_of_the_notice_and_who_is_spared() -> None:
    floor = Floor()
    floor.trader("A", fen=300_000)
    charge = ChargeFee(actor="exchange:1", trader="A", fee=Fee.OPENING, year=2026)
    floor.ask(charge)
    assert floor.cash.balance(FEES) == 200_000  # CNY 2,000
    assert code(floor.ask(charge)) == "fee_charged_already"
    floor.ask(ChargeFee(actor="exchange:1", trader="A", fee=Fee.ANNUAL, year=2026))
    assert (floor.money("A"), floor.cash.balance(FEES)) == (0, 300_000)  # CNY 1,000 more
    again = ChargeFee(actor="exchange:1", trader="A", fee=Fee.ANNUAL, year=2027)
    assert code(floor.ask(again)) == "fee_unpaid"
    floor.trader("B")
    spared = ChargeFee(actor="exchange:1", trader="B", fee=Fee.ANNUAL, year=2026, key_emitter=True)
    assert code(floor.ask(spared)) == "waiver_without_list"
    assert floor.ask(
        ChargeFee(actor="x", trader="B", fee=Fee.ANNUAL, year=2026, key_emitter=True, document="名录")
    )
    assert floor.office.fees[("B", "annual", 2026)] == 0
    assert floor.cash.balance(FEES) == 300_000


def test_corrections_are_contrary_entries(floor: Floor) -> None:
    floor.ask(deposit())
    undo = CorrectCash(actor="exchange:1", entry="deposit:r1", why="记错", document="d")
    assert (
        code(floor.ask(CorrectCash(actor="x", entry="deposit:r1", why="", document=" ")))
        == "document_missing"
    )
    floor.market.traders["A"].reserved = 101_000
    assert code(floor.ask(undo)) == "money_moved_on"
    floor.market.traders["A"].reserved = 0
    assert floor.ask(undo)
    assert floor.money("A") == 100_000
    assert code(floor.ask(undo)) == "entry_unknown"
    assert [e.name for e in floor.journal][-2:] == ["exchange.cash.deposited", "exchange.cash.corrected"]


def test_a_statement_carries_from_day_to_day(floor: Floor) -> None:
    floor.ask(RequestWithdrawal(actor="x", id="w", trader="A", fen=40_000))
    next_day(floor)
    floor.ask(FailWithdrawal(actor="x", id="w", why="AC04"))
    first, second = cash.statement(floor.journal, cash.trader("A"), DAY, NEXT)
    assert (first.on, first.opening, [m.fen for m in first.movements], first.closing) == (
        DAY,
        0,
        [100_000, -40_000],
        60_000,
    )
    assert (second.opening, [(m.fen, m.why, m.other) for m in second.movements]) == (
        60_000,
        [(40_000, "returned", "withdrawing:A")],
    )
    assert cash.statement(floor.journal, cash.trader("A"), dt.date(2026, 4, 1), dt.date(2026, 4, 2)) == [
        (cash.trader("A"), dt.date(2026, 4, 1), 100_000, (), 100_000)
    ]


def test_the_book_refuses_what_cannot_be() -> None:
    book = CashBook()
    book.move(CashPosting(BANK, "trader:A", 10, "deposit"))
    before = book.balances()
    for wrong in (
        ("trader:A", "fees", 11),
        ("trader:A", "trader:A", 1),
        ("trader:A", "fees", 0),
        ("trader:A", "fees", -1),
        ("fees", BANK, 1),
    ):
        with pytest.raises(CashDoesNotApply):
            book.move(CashPosting(*wrong, "x"))
    assert book.balances() == before
    assert book.total == 0


PLACES = (BANK, FEES, "trader:A", "trader:B", "withdrawing:A")


@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), st.integers(-3, 50)), max_size=60)
)
def test_money_is_neither_made_nor_lost(moves: list[tuple[str, str, int]]) -> None:
    book = CashBook()
    known = dict.fromkeys(PLACES, 0)
    for source, target, fen in moves:
        fits = (
            fen > 0
            and source != target
            and (source == BANK or known[source] >= fen)
            and not (target == BANK and known[BANK] + fen > 0)
        )
        if not fits:
            with pytest.raises(CashDoesNotApply):
                book.move(CashPosting(source, target, fen, "x"))
            continue
        book.move(CashPosting(source, target, fen, "x"))
        known[source] -= fen
        known[target] += fen
        assert book.total == 0
    assert book.balances() == {place: fen for place, fen in sorted(known.items()) if fen}


ASKED = st.one_of(
    st.builds(Deposit, actor=st.just("b"), trader=st.sampled_from("AB"), fen=st.integers(-1, 400), reference=st.sampled_from("12345"), account=st.sampled_from(["acct-A", "acct-B"])),
    st.builds(RequestWithdrawal, actor=st.just("t"), id=st.sampled_from("uvwxy"), trader=st.sampled_from("ABC"), fen=st.integers(0, 400)),
    st.builds(CompleteWithdrawal, actor=st.just("b"), id=st.sampled_from("uvwxy"), fen=st.integers(0, 400), reference=st.sampled_from("pq")),
    st.builds(FailWithdrawal, actor=st.just("b"), id=st.sampled_from("uvwxy"), why=st.just("AC04")),
    st.builds(ReturnWithdrawal, actor=st.just("b"), id=st.sampled_from("uvwxy"), fen=st.integers(0, 400), reference=st.sampled_from("12pqrs")),
    st.builds(CorrectCash, actor=st.just("e"), entry=st.sampled_from([*(f"deposit:{n}" for n in range(1, 6)), "return:r"]), why=st.just("w"), document=st.just("d")),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(ASKED, max_size=40))
def test_whatever_is_asked_the_book_balances_and_replays(commands: list[object]) -> None:
    floor = Floor()
    floor.trader("A", fen=500)
    floor.trader("B")
    for command in commands:
        floor.ask(command)
        assert floor.cash.total == 0
        assert all(fen >= 0 for place, fen in floor.cash.balances().items() if place != BANK)
        aside = sum(w.fen for w in floor.office.withdrawals.values() if w.state is WithdrawalState.REQUESTED)
        assert aside == sum(
            fen for place, fen in floor.cash.balances().items() if place.startswith("withdrawing:")
        )
    again = floor.replayed()
    assert again.market.state() == floor.market.state()
