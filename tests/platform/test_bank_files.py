"""A bank in two folders, by the host's job: money in, money out, money sent back, each file once, and one that cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from ccer.exchange.bank import iso20022
from ccer.exchange.bank.adapter import BankEntry, BankStatement, Notification, PaymentStatus, StatusReport
from ccer.exchange.office_commands import RequestWithdrawal
from ccer_platform import clock
from ccer_platform.actions import banking
from ccer_platform.actions.posting import close_posters
from ccer_platform.actions.trading import close_desks, desk
from ccer_platform.jobs import market as jobs
from ccer_platform.store.models import BankMessage, CashAccount, Withdrawal
from ccer_platform.store.reading import trading
from simulation.floor import agrees, at, ok, opened

OURS = "示例结算专户"
FIRST = 1_000_000
"""What b has before any file comes. [fen]"""


class Folders:
    """The bank's side of the two folders, and the day the market is open."""

    def __init__(self, top: Path) -> None:
        self.out, self.into = top / "out", top / "in"
        self.out.mkdir()
        self.into.mkdir()
        self.day = opened(["s"], ["b"], fen=FIRST)
        self.minute = 0

    @property
    def now(self) -> dt.datetime:
        return at(self.day, 10, self.minute)

    def round(self) -> list[str]:
        """One round of the job, a minute later."""
        self.minute += 1
        with clock.fixed(self.now):
            steps = [f"{step.subject} {step.action}" for step in jobs.due()]
            desk().level()
        return [step for step in steps if step.startswith("bank")]

    def put(self, name: str, said: Any) -> None:
        write = {
            Notification: iso20022.notification,
            StatusReport: iso20022.statuses,
            BankStatement: iso20022.statement,
        }
        (self.into / name).write_bytes(write[type(said)](said, self.now))

    def note(self, name: str, *entries: BankEntry) -> None:
        self.put(name, Notification(name, OURS, entries))

    def entry(self, reference: str, fen: int, order: str = "", account: str = "6222-b") -> BankEntry:
        return BankEntry(reference, fen, self.now, account, "示例", order)


@pytest.fixture
def folders(database: str, tmp_path: Path) -> Iterator[Folders]:
    with override_settings(BANK=f"files:{tmp_path}", BANK_ACCOUNT=OURS):
        yield Folders(tmp_path)
    close_desks()
    close_posters()


def money() -> int:
    return CashAccount.objects.get(place="trader:b").fen


def outcomes() -> dict[str, str]:
    return dict(BankMessage.objects.filter(direction="in").values_list("reference", "outcome"))


def test_money_in_by_a_file_and_the_same_file_again(database: str, folders: Folders) -> None:
    assert folders.round() == []
    folders.note("n1.xml", folders.entry("IN1", 250_000))
    assert folders.round() == ["bank 0 sent, 1 taken"]
    assert money() == FIRST + 250_000
    assert folders.round() == []  # it still lies there
    (folders.into / "n1-again.xml").write_bytes((folders.into / "n1.xml").read_bytes())
    assert folders.round() == []
    folders.note("n2.xml", folders.entry("IN1", 250_000))  # said anew, in another message
    assert folders.round() == ["bank 0 sent, 1 taken"]
    assert money() == FIRST + 250_000
    assert outcomes() == {"n1.xml": "taken", "n2.xml": "taken"}
    agrees(database)


def test_a_file_that_cannot_be_read_is_set_aside_and_stops_no_other(folders: Folders) -> None:
    folders.note("b.xml", folders.entry("IN1", 250_000))
    whole = (folders.into / "b.xml").read_bytes()
    (folders.into / "a.xml").write_bytes(whole[:300])
    (folders.into / "c.xml").write_bytes(whole.replace(b'Ccy="CNY"', b'Ccy="USD"'))
    folders.note("d.xml", folders.entry("IN2", 9, account="nobody"))
    assert folders.round() == ["bank 0 sent, 1 taken"]
    assert folders.round() == []
    assert money() == FIRST + 250_000
    assert outcomes() == {
        "a.xml": "unreadable",
        "b.xml": "taken",
        "c.xml": "unreadable",
        "d.xml": "unmatched",
    }
    why = {row.reference: row.why["zh"] for row in BankMessage.objects.filter(direction="in")}
    assert "不是完整的 XML" in why["a.xml"]
    assert "应为人民币元" in why["c.xml"]
    assert "nobody" in why["d.xml"]


def paid_out(folders: Folders) -> None:
    """300 000 fen asked for, handed over in one file, accepted and booked."""
    with clock.fixed(folders.now):
        ok(desk().submit(RequestWithdrawal(id="w1", trader="b", fen=300_000)))
        desk().level()
    assert folders.round() == ["bank 1 sent, 0 taken"]
    assert folders.round() == []
    [file] = folders.out.glob("*.xml")
    id, orders = iso20022.read_orders(file.name, file.read_bytes())
    assert [(o.id, o.fen, o.account) for o in orders] == [("w1", 300_000, "6222-b")]
    folders.put("s1.xml", StatusReport("s1.xml", id, (PaymentStatus("w1", True),)))
    folders.note("o1.xml", folders.entry("OUT1", -300_000, "w1"))
    assert folders.round() == ["bank 0 sent, 2 taken"]
    assert Withdrawal.objects.values_list("state", "paid", "reference").get() == ("paid", 300_000, "OUT1")
    assert money() == FIRST - 300_000


def test_money_out_by_a_file(database: str, folders: Folders) -> None:
    paid_out(folders)
    before = folders.entry("in-b", FIRST)
    folders.put(
        "d1.xml",
        BankStatement(
            "d1.xml", OURS, folders.day, 0, 700_000, (before, folders.entry("OUT1", -300_000, "w1"))
        ),
    )
    assert folders.round() == ["bank 0 sent, 1 taken"]
    with clock.fixed(folders.now):
        assert banking.reconcile(folders.day).differences == []
    agrees(database)


def test_an_order_the_bank_rejects_is_the_traders_again(database: str, folders: Folders) -> None:
    with clock.fixed(folders.now):
        ok(desk().submit(RequestWithdrawal(id="w1", trader="b", fen=300_000)))
        desk().level()
    folders.round()
    folders.put("s1.xml", StatusReport("s1.xml", "m", (PaymentStatus("w1", False, "AC04"),)))
    assert folders.round() == ["bank 0 sent, 1 taken"]
    assert (Withdrawal.objects.get().state, money()) == ("failed", FIRST)
    agrees(database)


def test_what_the_bank_sends_back_after_it_paid_is_booked_once(database: str, folders: Folders) -> None:
    """It rejects late, and nothing moves until the money is back; then it says so twice, and once more in the day's statement."""
    paid_out(folders)
    folders.put("s2.xml", StatusReport("s2.xml", "m", (PaymentStatus("w1", False, "AC04"),)))
    assert folders.round() == []
    assert (money(), outcomes()["s2.xml"]) == (FIRST - 300_000, "waiting")
    back = folders.entry("BACK1", 300_000, "w1")
    folders.note("n1.xml", back)
    assert folders.round() == ["bank 0 sent, 1 taken"]
    assert money() == FIRST
    assert folders.round() == ["bank 0 sent, 1 taken"], "the rejection that waited for it"
    folders.note("n2.xml", back)
    assert folders.round() == ["bank 0 sent, 1 taken"]
    entries = (folders.entry("in-b", FIRST), folders.entry("OUT1", -300_000, "w1"), back)
    folders.put("d1.xml", BankStatement("d1.xml", OURS, folders.day, 0, FIRST, entries))
    assert folders.round() == ["bank 0 sent, 1 taken"]
    assert money() == FIRST
    assert Withdrawal.objects.values_list("state", "paid").get() == ("returned", 300_000)
    [day] = trading.cash_statement("b", folders.day, folders.day)
    assert [(m.fen, m.why) for m in day.movements] == [
        (FIRST, "deposit"),
        (-300_000, "withdrawal"),
        (300_000, "sent-back"),
    ]
    with clock.fixed(folders.now):
        assert banking.reconcile(folders.day).differences == []
    agrees(database)
