"""The bank's messages: written, read back, and refused where they are cut off, tricked or wrong; the sandbox with every fault."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ccer.core.errors import BadInput
from ccer.exchange.bank import iso20022, safe_xml
from ccer.exchange.bank.adapter import (
    BankDown,
    BankEntry,
    BankStatement,
    Notification,
    PaymentOrder,
    PaymentStatus,
    StatusReport,
)
from ccer.exchange.bank.files import FileBank
from ccer.exchange.bank.intake import intake, waiting
from ccer.exchange.bank.sandbox import Faults, SandboxBank
from ccer.exchange.moment import CHINA
from ccer.exchange.office import WithdrawalState
from ccer.exchange.office_commands import RequestWithdrawal
from exchange.floor import DAY, NEXT, Floor
from exchange.test_cash import code, next_day

AT = dt.datetime(2026, 3, 2, 10, 30, tzinfo=CHINA)
OURS, NAME = "DEDICATED-1", "示例交易机构结算资金专用账户"
PAY = [
    PaymentOrder("w1", 123_456, "acct-A", "示例业主"),
    PaymentOrder("w2", 5, "acct-B", "示例交易主体 & <B>"),
]
CAME = BankEntry("BK1", 100_000, AT, "acct-A", "示例业主")
WENT = BankEntry("BK2", -123_456, AT, "acct-A", "示例业主", "w1")


def test_orders_are_read_as_they_were_written() -> None:
    content = iso20022.orders("m1", PAY, OURS, NAME, AT)
    assert iso20022.read_orders("m1.xml", content) == ("m1", tuple(PAY))
    space = {"d": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
    root = etree.fromstring(content)
    assert root.findtext(".//d:GrpHdr/d:CtrlSum", namespaces=space) == "1234.61"  # 1,234.56 + 0.05
    assert [n.text for n in root.iterfind(".//d:EndToEndId", namespaces=space)] == ["w1", "w2"]
    assert {n.get("Ccy") for n in root.iterfind(".//d:InstdAmt", namespaces=space)} == {"CNY"}


@pytest.mark.parametrize(
    ("said", "write"),
    [
        (
            StatusReport("s1", "m1", (PaymentStatus("w1", True), PaymentStatus("w2", False, "AC04"))),
            iso20022.statuses,
        ),
        (Notification("n1", OURS, (CAME, WENT)), iso20022.notification),
        (BankStatement("d1", OURS, DAY, 500_000, 476_544, (CAME, WENT)), iso20022.statement),
        (BankStatement("d2", OURS, DAY, 0, 0, ()), iso20022.statement),
    ],
)
def test_answers_are_read_as_they_were_written(said, write) -> None:  # type: ignore[no-untyped-def]
    assert iso20022.answer("x.xml", write(said, AT)) == said


@given(
    st.integers(1, 10**14), st.text("示例Aa0&<>'\" é", min_size=1, max_size=40).map(str.strip).filter(bool)
)
def test_amounts_and_names_survive(fen: int, name: str) -> None:
    said = Notification("n", OURS, (BankEntry("r", fen, AT, "a", name),))
    assert iso20022.answer("x", iso20022.notification(said, AT)) == said


def bad(content: bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        iso20022.answer("x.xml", content)
    assert all(caught.value.lines("zh"))
    return caught.value


STATEMENT = iso20022.statement(BankStatement("d1", OURS, DAY, 500_000, 476_544, (CAME, WENT)), AT)


def test_a_message_cut_off_anywhere_is_refused() -> None:
    end = len(STATEMENT.rstrip())
    for cut in range(0, end, 17):
        bad(STATEMENT[:cut])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b">1000.00<", b">1000.01<"),  # balances no longer follow
        (b'Ccy="CNY">1000.00', b'Ccy="USD">1000.00'),
        (b">1000.00<", b">1e3<"),
        (b">1000.00<", b">-1000.00<"),
        (b">1000.00<", b">1000.005<"),
        (b">CRDT<", b">XXXX<"),
        (b"<Cd>BOOK</Cd>", b"<Cd>PDNG</Cd>"),
        (b"T10:30:00+08:00</DtTm>", b"T10:30:00</DtTm>"),
        (b"<AcctSvcrRef>BK1</AcctSvcrRef>", b""),
        (b"OPBD", b"ITBD"),
        (b"camt.053.001.08", b"camt.053.001.02"),
        (b"camt.053.001.08", b"pain.001.001.09"),
        (b"<MsgId>d1</MsgId>", b"<MsgId> </MsgId>"),
    ],
)
def test_a_message_that_is_wrong_is_refused(old: bytes, new: bytes) -> None:
    assert old in STATEMENT
    bad(STATEMENT.replace(old, new))


def test_tricks_are_refused() -> None:
    head, _, body = STATEMENT.partition(b"\n")
    laughs = b'<!DOCTYPE Document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert "文档类型" in bad(head + laughs + body).why.zh
    assert "文档类型" in bad(head + laughs + body.replace(b"d1", b"&b;", 1)).why.zh
    outside = b'<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    bad(head + outside + body.replace(b"<MsgId>d1", b"<MsgId>&a;", 1))
    bad(STATEMENT + b" " * (safe_xml.MOST - len(STATEMENT) + 1))
    bad(b"\x00" * 100)
    bad(b"")


def test_control_sums_count() -> None:
    content = iso20022.orders("m1", PAY, OURS, NAME, AT)
    with pytest.raises(BadInput):
        iso20022.read_orders("m", content.replace(b"1234.61", b"1234.62"))
    for wrong in ([], [PaymentOrder("x" * 36, 1, "a", "n")], [PaymentOrder("x", 0, "a", "n")]):
        with pytest.raises(BadInput):
            iso20022.orders("m", wrong, OURS, NAME, AT)


def test_folders(tmp_path: Path) -> None:
    out, into = tmp_path / "out", tmp_path / "in"
    out.mkdir()
    into.mkdir()
    bank = FileBank(out, into, OURS, NAME)
    bank.send("m1", PAY, AT)
    bank.send("m1", PAY, AT + dt.timedelta(hours=1))  # again: nothing changes
    assert [path.name for path in out.iterdir()] == ["m1.xml"]
    with pytest.raises(BadInput):
        bank.send("m1", PAY[:1], AT)
    with pytest.raises(BadInput):
        bank.send("../m1", PAY, AT)
    (into / "a.xml").write_bytes(STATEMENT[:300])
    (into / "b.xml").write_bytes(STATEMENT)
    first, second = bank.receive(AT)
    assert first.message is None
    assert first.error is not None
    assert isinstance(second.message, BankStatement)


@pytest.fixture
def floor() -> Floor:
    made = Floor()
    made.trader("A", fen=200_000)
    made.time("11:00")
    return made


def test_what_comes_twice_or_in_any_order_is_booked_once(floor: Floor) -> None:
    floor.do(RequestWithdrawal(actor="x", id="w1", trader="A", fen=123_456))
    day = BankStatement("d1", OURS, DAY, 200_000, 176_544, (CAME, WENT))
    note = Notification("n1", OURS, (WENT, CAME))
    late = StatusReport("s1", "m1", (PaymentStatus("w1", True),))
    for said in (day, note, day, late, note):
        found = intake(said, floor.market, OURS)
        assert not found.unmatched
        for command in found.commands:
            floor.do(command)
    assert floor.money("A") == 200_000 - 123_456 + 100_000
    assert floor.cash.kept == 176_544


def test_what_is_unknown_is_reported(floor: Floor) -> None:
    strange = (
        BankEntry("B7", 900, AT, "acct-nobody"),
        BankEntry("B8", -5, AT, "acct-A", "", "w-unknown"),
        BankEntry("B9", 5, AT, "acct-A", "", "w-returned"),
    )
    found = intake(Notification("n", OURS, strange), floor.market, OURS)
    assert found.commands == ()
    assert [(u.reference, u.fen) for u in found.unmatched] == [("B7", 900), ("w-unknown", -5), ("B9", 5)]
    status = intake(StatusReport("s", "m", (PaymentStatus("nobody", False, "AC04"),)), floor.market, OURS)
    assert [u.reference for u in status.unmatched] == ["nobody"]
    other = intake(Notification("n", "ANOTHER", (CAME,)), floor.market, OURS)
    assert (other.commands, [u.reference for u in other.unmatched]) == ((), ["n"])


def bank(**faults: int) -> SandboxBank:
    return SandboxBank("1", OURS, NAME, Faults(**faults))


def run(floor: Floor, of: SandboxBank, at: dt.datetime | None = None) -> list[str]:
    """Everything the bank says is asked of the book; what is refused is listed."""
    refused = []
    for received in of.receive(at or floor.now):
        assert received.message is not None
        for command in intake(received.message, floor.market, OURS).commands:
            answer = floor.ask(command)
            if not isinstance(answer, tuple):
                refused.append(code(answer))
    return refused


def asked(floor: Floor) -> list[PaymentOrder]:
    floor.do(RequestWithdrawal(actor="x", id="w1", trader="A", fen=50_000))
    return waiting(floor.market, {"A": "示例业主"})


def test_the_sandbox_pays_and_tells(floor: Floor) -> None:
    of = bank(repeat=1000)
    of.pay_in("acct-A", "示例业主", 200_000, floor.now)
    orders = asked(floor)
    assert orders == [PaymentOrder("w1", 50_000, "acct-A", "示例业主")]
    of.send("m1", orders, floor.now)
    of.send("m1", orders, floor.now)
    of.send("m2", orders, floor.now)  # the same order in another message is not paid again
    assert of.holds == 150_000
    assert run(floor, of) == []
    assert floor.office.withdrawals["w1"].state is WithdrawalState.PAID
    assert waiting(floor.market, {}) == []


def test_the_sandbox_refuses(floor: Floor) -> None:
    of = bank(refuse=1000)
    of.send("m1", asked(floor), floor.now)
    assert run(floor, of) == []
    assert (floor.money("A"), of.holds) == (200_000, 0)


def test_the_sandbox_sends_back_what_it_paid(floor: Floor) -> None:
    """Paid and back in two entries, each told twice and then in the statement: the trader has what it had."""
    of = bank(give_back=1000, repeat=1000)
    of.pay_in("acct-A", "示例业主", 200_000, floor.now)
    of.send("m1", asked(floor), floor.now)
    assert run(floor, of) == []
    day = of.statement(DAY, floor.now).message
    assert isinstance(day, BankStatement)
    assert [entry.fen for entry in day.entries] == [200_000, -50_000, 50_000]
    found = intake(day, floor.market, OURS)
    for command in found.commands[1:]:
        assert floor.ask(command) == ()
    assert floor.office.withdrawals["w1"].state is WithdrawalState.RETURNED
    assert (floor.money("A"), of.holds) == (400_000, 200_000)  # 200 000 were there before this bank
    stranger = BankEntry("B9", 1, AT, "acct-B", "", "w1")
    assert intake(Notification("n", OURS, (stranger,)), floor.market, OURS).commands == ()
    reversed_by_us = BankEntry("B9", 1, AT, OURS, "", "w1")
    assert len(intake(Notification("n", OURS, (reversed_by_us,)), floor.market, OURS).commands) == 1


def test_the_sandbox_pays_wrong(floor: Floor) -> None:
    short = bank(short=1000)
    short.send("m1", asked(floor), floor.now)
    run(floor, short)
    assert floor.money("A") == 150_001
    over = bank(over=1000)
    floor.do(RequestWithdrawal(actor="x", id="w2", trader="A", fen=50_000))
    over.send("m2", waiting(floor.market, {}), floor.now)
    assert run(floor, over) == ["bank_paid_more"]


def test_the_sandbox_delays_loses_and_goes_down(floor: Floor) -> None:
    late, lost, out = bank(delay=1000), bank(lose=1000), bank(down=1000)
    orders = asked(floor)
    for of in (late, lost):
        of.send("m1", orders, floor.now)
    assert late.receive(floor.now) == lost.receive(floor.now + dt.timedelta(5)) == []
    with pytest.raises(BankDown):
        out.send("m1", orders, floor.now)
    assert out.receive(floor.now) == []
    day = lost.statement(DAY, floor.now).message
    assert day is not None
    for command in intake(day, floor.market, OURS).commands:  # the statement brings what was lost
        floor.do(command)
    assert floor.office.withdrawals["w1"].state is WithdrawalState.PAID
    next_day(floor, "11:00")
    assert floor.now.date() == NEXT
    assert [type(r.message).__name__ for r in late.receive(floor.now)] == ["Notification", "StatusReport"]


def test_the_sandbox_does_the_same_again() -> None:
    def story() -> list[BankEntry]:
        of = SandboxBank("7", OURS, NAME, Faults(300, 300, 300, 300, 300, 300, 300))
        for n in range(40):
            try:
                of.send(f"m{n}", [PaymentOrder(f"w{n}", 10 + n, "a", "n")], AT)
            except BankDown:
                continue
        return of.booked

    assert story() == story()
    assert 0 < len(story()) < 40
