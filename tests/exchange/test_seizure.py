"""Units that the register takes off the platform: what is promised falls as far as needed, the newest first; what is sold stays."""

from __future__ import annotations

from ccer.exchange.exchange import apply, decide
from ccer.exchange.seizure import SeizeUnits
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Series
from exchange.table import Table

SERIES = Series("A210001", 2025)
PROMISED = """
2026-03-02T09:00
trader A
trader B
arrive-units A A210001/2025 100
arrive-units B A210001/2025 40
propose-listing A A210001/2025 80.00
confirm-listing A210001/2025
+1
fund B 100000
open-mode block 0.004 1
open-mode auction 0.004
post-order A sell A210001/2025 80.00 30
post-order A sell A210001/2025 81.00 20
offer-block A B sell A210001/2025 80.00 25
announce-auction A sell A210001/2025 80.00 15 10:05 10:30
take-order B buy A210001/2025 80.00 10
"""


def told() -> Table:
    """A has 100 t: 10 sold, 20 and 20 in orders, 25 offered to B, 15 in an auction, 10 free."""
    table = Table()
    for line in PROMISED.strip().splitlines():
        match line.split():
            case ["trader", id]:
                table.tell(f"trader {id} => ok")
            case ["fund", *_]:
                table.tell(line)
            case ["+1"]:
                table.next_day()
            case [moment] if moment[0] == "2":
                table.set_time(moment)
            case _:
                table.tell(f"{line} => ok")
    return table


def seize(table: Table, quantity: int, trader: str = "A") -> list[str] | Refusal:
    asked = SeizeUnits(
        actor="registry:1",
        trader=trader,
        series=SERIES,
        quantity=quantity,
        why="freeze",
        document="示例裁定书",
    )
    outcome = decide(asked, table.market, table.at)
    if outcome.refusal is not None:
        return outcome.refusal
    for event in outcome.events:
        apply(table.market, event)
        table.journal.append(event)
    table.check()
    return [event.name.removeprefix("exchange.") for event in outcome.events]


def position(table: Table) -> tuple[int, int, int]:
    held = table.market.position("A", SERIES)
    return held.platform, held.selling, held.sold


def test_what_is_promised_to_nobody_goes_first() -> None:
    table = told()
    assert position(table) == (100, 80, 10)
    assert seize(table, 10) == ["units.seized"]
    assert position(table) == (90, 80, 10)


def test_then_orders_then_agreements_then_auctions() -> None:
    table = told()
    assert seize(table, 50) == ["units.seized"]  # 10 free, 20 and 20 from both orders
    assert position(table) == (50, 40, 10)
    assert seize(table, 20) == ["block.refused", "units.seized"]  # the block's 25 are enough
    assert position(table) == (30, 15, 10)
    assert seize(table, 20) == ["auction.cancelled", "units.seized"]  # 5 left over and the auction's 15
    assert position(table) == (10, 0, 10)


def test_all_at_once_but_what_is_sold() -> None:
    table = told()
    assert seize(table, 90) == ["block.refused", "auction.cancelled", "units.seized"]
    assert position(table) == (10, 0, 10)
    refusal = seize(table, 1)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not_transferable"
    sold = table.market.sold("A", SERIES)
    assert sold is not None
    assert (sold.quantity, sold.day.isoformat()) == (10, "2026-03-03")
    assert table.market.sold("B", SERIES) is None


def test_a_bid_to_sell_falls_with_the_auction_it_is_in() -> None:
    table = told()
    table.tell("trader C => ok")
    table.tell("fund C 100000")
    table.tell("announce-auction C buy A210001/2025 90.00 30 10:05 10:30 => ok")
    table.set_time("2026-03-03T10:10")
    bid = max(table.market.auctions)
    table.tell("arrive-units A A210001/2025 20 => ok")
    table.tell(f"bid-auction A auction={bid} price=85.00 quantity=20 => ok")
    names = seize(table, 110)
    assert names == ["block.refused", "auction.cancelled", "auction.cancelled", "units.seized"]
    assert position(table) == (10, 0, 10)
    assert table.market.traders["C"].reserved == 0
