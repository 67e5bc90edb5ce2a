"""Stories of the exchange as tables: what is asked on the left of ``=>``, what comes of it on the right.

    2026-03-02T09:00
    trader      A                                    => ok
    post-order  A  sell  A210001/2025  80.00  100    => ok
    book        A210001/2025                         => buy - sell 80.00x100

A time alone on a line is the time from there on; ``+1`` goes on to the next trading day at 10:00, closing this one and opening that one.
Prices and money are yuan. ``#`` begins a comment.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from ccer.core.asof import AsOf
from ccer.core.event import Event, seal, verify
from ccer.exchange import hours
from ccer.exchange.cash import BANK, CashPosting
from ccer.exchange.cash import trader as purse
from ccer.exchange.commands import MarketCommand
from ccer.exchange.exchange import Answer, answers, apply, decide, decoded, replay
from ccer.exchange.market import Market
from ccer.exchange.moment import CHINA, Moment
from ccer.exchange.orders import Side
from ccer.policy.corpus import corpus
from ccer.registry.commands import encoded
from ccer.registry.ledger import Outcome
from ccer.registry.serials import Series

DEAL = ("trader", "side", "series", "price", "quantity")
VERBS: dict[str, tuple[str, ...]] = {
    "open-day": (),
    "close-day": (),
    "announce-closing": ("day",),
    "open-mode": ("mode", "commission", "threshold"),
    "close-mode": ("mode",),
    "open-trader": ("trader", "subject", "kind"),
    "set-operator": ("trader", "operator"),
    "remove-operator": ("trader", "operator"),
    "restrict-trader": ("trader", "sides"),
    "release-trader": ("trader",),
    "close-trader": ("trader",),
    "arrive-units": ("trader", "series", "quantity"),
    "leave-units": ("trader", "series", "quantity"),
    "propose-listing": ("trader", "series", "price"),
    "confirm-listing": ("series",),
    "decline-listing": ("series",),
    "suspend": (),
    "resume": (),
    "post-order": DEAL,
    "take-order": DEAL,
    "withdraw-order": ("trader", "order"),
    "offer-block": ("trader", "counterparty", *DEAL[1:]),
    "answer-block": ("trader", "block"),
    "withdraw-block": ("trader", "block"),
    "confirm-block": ("block",),
    "refuse-block": ("block",),
    "announce-auction": ("trader", "side", "series", "reserve", "quantity", "opens", "closes"),
    "bid-auction": ("trader", "auction", "price", "quantity"),
    "close-auction": ("auction",),
    "cancel-auction": ("auction",),
}
GIVEN: dict[str, dict[str, Any]] = {
    "announce-closing": {"notice": "示例公告"},
    "open-mode": {"notice": "示例公告", "demonstration": True},
    "close-mode": {"notice": "示例公告"},
    "restrict-trader": {"why": "示例理由", "document": "示例文书"},
    "release-trader": {"document": "示例文书"},
    "decline-listing": {"why": "示例理由"},
    "suspend": {"why": "示例理由", "notice": "示例公告"},
    "resume": {"notice": "示例公告"},
    "answer-block": {"accept": True},
    "refuse-block": {"why": "示例理由"},
    "cancel-auction": {"why": "示例理由"},
}
OPERATED = frozenset(
    [
        "propose-listing",
        "post-order",
        "take-order",
        "withdraw-order",
        "offer-block",
        "answer-block",
        "withdraw-block",
        "announce-auction",
        "bid-auction",
    ]
)


def series(text: str) -> Series:
    project, _, vintage = text.partition("/")
    return Series(project, int(vintage))


def fen(yuan: str) -> int:
    return int(Decimal(yuan) * 100)


def yuan(amount: int) -> str:
    return f"{Decimal(amount) / 100:.2f}"


class Table:
    """A market that a story is told to."""

    def __init__(self) -> None:
        self.market = Market()
        self.journal: list[Event] = []
        self.laws: dict[dt.date, AsOf] = {}
        self.set_time("2026-03-02T09:00")

    def set_time(self, text: str) -> None:
        now = dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)
        law = self.laws.setdefault(now.date(), AsOf(corpus(), now.date()))
        self.at = Moment(law, now)

    def next_day(self) -> None:
        day = self.at.today
        if self.market.is_open:
            if self.at.clock < dt.time(15):
                self.set_time(f"{day}T15:00")
            assert self.do("close-day").events
        self.set_time(f"{hours.after(day, 1, self.market.closings)}T09:00")
        assert self.do("open-day").events
        self.set_time(f"{self.at.today}T10:00")

    def ask(self, command: Any) -> Outcome:
        assert decoded(encoded(command)) == command
        outcome = decide(command, self.market, self.at)
        for event in outcome.fresh:
            apply(self.market, event)
            self.journal.append(event)
        return outcome

    def do(self, line: str) -> Outcome:
        return self.ask(self.command(line.split()))

    def fund(self, trader: str, amount: int) -> None:
        self.market.cash.move(CashPosting(BANK, purse(trader), amount, "deposit"))

    def command(self, words: list[str]) -> Any:
        verb, *rest = words
        data: dict[str, Any] = {"do": verb, "actor": "exchange:示例", **GIVEN.get(verb, {})}
        if verb in OPERATED:
            data["operator"] = "op"
        names = iter(VERBS[verb])
        for word in rest:
            name, sign, value = word.partition("=")
            if not sign:
                name, value = next(names), word
            data[name] = self._value(name, value)
        return msgspec.convert(data, MarketCommand, strict=False)

    def _value(self, name: str, value: str) -> Any:
        match name:
            case "series":
                return list(series(value))
            case "price" | "reserve":
                return fen(value)
            case "sides":
                return value.split(",")
            case "opens" | "closes":
                text = value if "T" in value else f"{self.at.today}T{value}"
                return text if "+" in text else f"{text}:00+08:00"
        return value

    def tell(self, line: str) -> None:
        asked, _, expected = (part.strip() for part in line.partition("=>"))
        words = asked.split()
        if words[0] == "trader":
            assert self.do(f"open-trader {words[1]} licence-{words[1]} owner").events
            assert self.do(f"set-operator {words[1]} op").events
        elif words[0] == "fund":
            self.fund(words[1], fen(words[2]))
        elif words[0] in READERS:
            answer = READERS[words[0]](self, words[1:])
            assert answer == " ".join(expected.split()), f"{answer}"
        elif words[0].rstrip(":") == "batch":
            self.batch(asked, expected)
        else:
            self.expect(self.do(asked), expected)

    def batch(self, asked: str, expected: str) -> None:
        """``batch [key=…]: order ; order ; …``; ``times=n`` repeats them."""
        head, _, orders = asked.partition(":")
        named = dict(word.split("=") for word in head.split()[1:])
        times = int(named.pop("times", 1))
        made = [msgspec.to_builtins(self.command(each.split())) for each in orders.split(";") if each.strip()]
        data = {"do": "enter-orders", "actor": "exchange:示例", "orders": made * times, **named}
        outcome = self.ask(msgspec.convert(data, MarketCommand))
        verdict = expected.split()
        if verdict[0] in ("refused", "repeated"):
            self.expect(outcome, expected)
            return
        assert outcome.refusal is None, outcome.refusal
        told = [said(answer) for answer in answers(outcome.events[0], self.at.law)]
        if len(set(told)) == 1 < times:
            told = [f"{times}*{told[0]}"]
        assert told == verdict, told

    def expect(self, outcome: Outcome, expected: str) -> None:
        verdict, *rest = expected.split()
        refusal = outcome.refusal
        if verdict == "refused":
            assert refusal is not None, "it was granted"
            assert not outcome.events
            assert refusal.code == rest[0], refusal.lines("en")
            if len(rest) > 1:
                assert refusal.clause == f"bge-2023-trading-rules/{rest[1]}", refusal.clause
            return
        assert refusal is None, refusal and refusal.lines("en")
        assert verdict == ("repeated" if outcome.repeated else "ok")
        for cite in rest:
            assert any(f"bge-2023-trading-rules/{cite}" in event.cites for event in outcome.events)

    def check(self) -> None:
        """What holds after every story: the chain, and the replay through JSON."""
        sealed = seal(self.journal)
        verify(sealed)
        written = msgspec.json.decode(msgspec.json.encode(sealed), type=list[Event])
        base = Market()
        base.cash = self.market.cash
        assert replay(written, base).state() == self.market.state()


def said(answer: Answer) -> str:
    if answer.refusal:
        return answer.refusal.code
    return f"{answer.did}:{answer.filled}" if answer.did == "taken" else answer.did


def _book(table: Table, words: list[str]) -> str:
    """``book A210001/2025``: levels of both sides, best first."""
    sides = []
    for side in Side:
        levels = table.market.depth(series(words[0]), side)
        told = " ".join(f"{yuan(level.price)}x{level.quantity}" for level in levels)
        sides.append(f"{side.value} {told or '-'}")
    return " ".join(sides)


def _position(table: Table, words: list[str]) -> str:
    """``position A A210001/2025``: what is not nought."""
    held = msgspec.to_builtins(table.market.position(words[0], series(words[1])))
    shown = {name: value for name, value in held.items() if value and not name.startswith("last")}
    return " ".join(f"{name}={value}" for name, value in shown.items()) or "none"


def _money(table: Table, words: list[str]) -> str:
    """``money A``: balance, buying power, what may be paid out."""
    market, id = table.market, words[0]
    return f"{yuan(market.balance(id))} {yuan(market.buying_power(id))} {yuan(market.withdrawable(id))}"


def _instrument(table: Table, words: list[str]) -> str:
    """``instrument A210001/2025``: base price, limits, day's volume and turnover."""
    each = table.market.instruments[series(words[0])]
    low, high = table.market.limits(each.series)
    return f"base={yuan(each.base)} {yuan(low)}..{yuan(high)} {each.volume} {yuan(each.turnover)}"


def _trades(table: Table, words: list[str]) -> str:
    """``trades``: each of the day as seller>buyer quantity@price fees."""
    told = [
        f"{t.seller}>{t.buyer} {t.quantity}@{yuan(t.price)} {yuan(t.seller_fee)}/{yuan(t.buyer_fee)}"
        for t in table.market.trades.values()
    ]
    return " ; ".join(told[-int(words[0]) :] if words else told) or "none"


def _order(table: Table, words: list[str]) -> str:
    """``order 20260303-1``: state and what is left."""
    order = table.market.orders[words[0]]
    return f"{order.state.value} {order.left}"


READERS = {
    "book": _book,
    "position": _position,
    "money": _money,
    "instrument": _instrument,
    "trades": _trades,
    "order": _order,
}


def run(path: Path, table: Table | None = None) -> Table:
    """Tell a story to a market, to a new one unless one is given, and check it."""
    table = table or Table()
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = re.sub(r"(^|\s)#\s.*$", "", raw).strip()
        if not line:
            continue
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", line):
                table.set_time(line)
            elif line == "+1":
                table.next_day()
            else:
                table.tell(line)
        except AssertionError as error:
            raise AssertionError(f"{path.name}, line {number}: {line}\n{error}") from None
    table.check()
    return table
