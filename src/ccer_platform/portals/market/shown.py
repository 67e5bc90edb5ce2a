"""Cells and words that the pages of the market share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from ccer.core.text import Text
from ccer.exchange import hours
from ccer.exchange.moment import Moment
from ccer.exchange.office import Objection
from ccer.exchange.orders import (
    MODE_TEXT,
    ORDER_STATE_TEXT,
    SIDE_TEXT,
    TRADE_STATE_TEXT,
    Mode,
    OrderState,
    Side,
    TradeState,
)
from ccer.registry.serials import Series

from ... import clock
from ...components import money
from ...components.sheet import Cell, Column
from ...components.templatetags.prices import Face
from ...language import lang
from ...store.models import MarketDay, MarketRecord, Order, Trade
from ...store.reading import market
from ...store.reading.market import Listed

NO_TRADE = (Text("还没有成交", "No trade yet"), Text("成交后在此列出。", "Trades stand here once made."))
NO_INSTRUMENT = (
    Text("还没有上市的标的", "Nothing is listed yet"),
    Text(
        "最先划入的主体申报初始价格，交易机构确认后在此列出。",
        "Its first holder proposes a price; once confirmed it stands here.",
    ),
)
DAY_STATES = {
    "open": (Text("交易中", "open"), "green"),
    "closed": (Text("已收市", "closed"), "amber"),
    "cleared": (Text("已清算，待确认和交收", "cleared, to be confirmed and delivered"), "amber"),
    "settled": (Text("已交收", "settled"), "blue"),
}
ORDER_COLOUR = {"open": "green", "filled": "blue", "withdrawn": "", "closed": ""}
TRADE_COLOUR = {"matched": "amber", "settled": "green", "failed": "red"}
SESSIONS = (
    "exchange.morning_open",
    "exchange.morning_close",
    "exchange.afternoon_open",
    "exchange.afternoon_close",
)


def moment() -> Moment:
    """The law and the instant of now."""
    return Moment(clock.at(), clock.now())


def sessions() -> list[str]:
    """The hours of the law: 09:30, 11:30, 13:00, 15:00."""
    return [f"{moment().time(name):%H:%M}" for name in SESSIONS]


def now_on(day: MarketDay | None) -> dict[str, Any]:
    """The day as the head of a page shows it."""
    today = hours.is_trading_day(clock.today())
    return {
        "day": day,
        "state": DAY_STATES[day.state] if day else None,
        "trading_day": today,
        "sessions": sessions(),
        "phase": hours.PHASE_TEXT[hours.phase(moment())] if today else Text("非交易日", "no trading day"),
        "halted": market.halted(),
        "is_today": day is not None and day.date == clock.today(),
    }


def face(series: Series) -> Face | None:
    """The board of an instrument with its tape; None before its first day."""
    board = market.board(series)
    row = market.instrument(series) if board else None
    if board is None or row is None:
        return None
    return Face(
        board,
        tuple(reversed(market.ticks(series, most=60))),
        tuple(market.price_table(series)),
        row.suspended or market.halted(),
    )


def code_of(series: Series) -> str:
    """Project and year, as people write it."""
    return f"{series.project}-{series.vintage}"


def moved(value: int | None, text: str) -> Cell:
    """A number that rose or fell."""
    return Cell(text, "moved", colour=money.moved(value))


def quotes(page: str) -> tuple[Column, ...]:
    """The instruments with their figures of the day; ``page`` is where each leads."""
    return (
        Column(
            Text("标的", "Instrument"),
            lambda r: Cell(
                code_of(r.series),
                "text",
                reverse(page, args=[r.series.project, r.series.vintage]),
                below=(r.name,) if r.name else (),
            ),
        ),
        Column(Text("基准价 元/t", "Base CNY/t"), lambda r: Cell(money.amount(r.base), "number"), "number"),
        Column(Text("最新价 元/t", "Last CNY/t"), lambda r: moved(r.change, money.amount(r.last)), "number"),
        Column(
            Text("涨跌 元/t", "Change CNY/t"),
            lambda r: moved(
                r.change,
                "—" if r.change is None else f"{money.signed(r.change)} ({money.percent(r.change_share)})",
            ),
            "number",
        ),
        Column(Text("成交量 t", "Volume t"), lambda r: Cell(f"{r.volume:,}", "number"), "number"),
        Column(
            Text("成交额 元", "Turnover CNY"), lambda r: Cell(money.amount(r.turnover), "number"), "number"
        ),
        Column(
            Text("跌停–涨停 元/t", "Limits CNY/t"),
            lambda r: Cell(f"{money.amount(r.lower)}–{money.amount(r.upper)}", "number"),
            "number",
        ),
        Column(Text("状态", "State"), listing_state, "status"),
    )


def listing_state(row: Listed) -> Cell:
    """Whether an instrument trades."""
    if row.suspended:
        return Cell(Text("暂停交易", "suspended").say(lang()), "status", colour="red")
    if row.state == "proposed":
        return Cell(Text("待确认", "to be confirmed").say(lang()), "status", colour="amber")
    if row.listed_on and row.listed_on > clock.today():
        return Cell(Text("{day} 上市", "from {day}").say(lang(), day=row.listed_on), "status", colour="blue")
    return Cell(Text("正常", "trading").say(lang()), "status", colour="green")


def when(at: dt.datetime) -> Cell:
    """Day and time in Beijing."""
    return Cell(at.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M:%S"), "day")


def order_columns(page: str) -> tuple[Column, ...]:
    """A trader's orders; ``page`` is where each leads."""
    return (
        Column(
            Text("编号", "Order"),
            lambda o: Cell(o.id, "text", f"{reverse(page, args=[o.id])}?trader={o.trader}"),
        ),
        Column(Text("时间", "Time"), lambda o: when(o.at)),
        Column(Text("标的", "Instrument"), lambda o: Cell(f"{o.project}-{o.vintage}")),
        Column(Text("方向", "Side"), lambda o: Cell(SIDE_TEXT[Side(o.side)].say(lang()))),
        Column(Text("价格 元/t", "Price CNY/t"), lambda o: Cell(money.amount(o.price), "number"), "number"),
        Column(Text("数量 t", "Quantity t"), lambda o: Cell(f"{o.quantity:,}", "number"), "number"),
        Column(Text("未成交 t", "Open t"), lambda o: Cell(f"{o.remaining:,}", "number"), "number"),
        Column(Text("状态", "State"), order_state, "status"),
    )


def order_state(order: Order) -> Cell:
    """An order's state."""
    return Cell(
        ORDER_STATE_TEXT[OrderState(order.state)].say(lang()), "status", colour=ORDER_COLOUR[order.state]
    )


def trade_columns(trader: str = "") -> tuple[Column, ...]:
    """Trades, from the side of a trader where one is named."""

    def side(t: Trade) -> Cell:
        return Cell(SIDE_TEXT[Side.BUY if t.buyer == trader else Side.SELL].say(lang()))

    def other(t: Trade) -> Cell:
        return Cell((t.seller if t.buyer == trader else t.buyer) if trader else f"{t.seller} → {t.buyer}")

    return (
        Column(Text("编号", "Trade"), lambda t: Cell(t.id)),
        Column(Text("时间", "Time"), lambda t: when(t.at)),
        Column(Text("标的", "Instrument"), lambda t: Cell(f"{t.project}-{t.vintage}")),
        *((Column(Text("方向", "Side"), side),) if trader else ()),
        Column(Text("对方", "Other side") if trader else Text("卖方 → 买方", "Seller → buyer"), other),
        Column(Text("价格 元/t", "Price CNY/t"), lambda t: Cell(money.amount(t.price), "number"), "number"),
        Column(Text("数量 t", "Quantity t"), lambda t: Cell(f"{t.quantity:,}", "number"), "number"),
        Column(
            Text("手续费 元", "Commission CNY"),
            lambda t: Cell(money.amount(_fee(t, trader)), "number"),
            "number",
        ),
        Column(Text("方式", "Mode"), lambda t: Cell(MODE_TEXT[Mode(t.mode)].say(lang()))),
        Column(Text("状态", "State"), trade_state, "status"),
    )


def _fee(trade: Trade, trader: str) -> int:
    if not trader:
        return trade.buyer_fee + trade.seller_fee
    return trade.buyer_fee if trade.buyer == trader else trade.seller_fee


def trade_state(trade: Trade) -> Cell:
    """A trade's state."""
    return Cell(
        TRADE_STATE_TEXT[TradeState(trade.state)].say(lang()), "status", colour=TRADE_COLOUR[trade.state]
    )


def failure(trade: Trade) -> dict[str, Any]:
    """Why a trade was not delivered, and which trades that failed before it were the cause."""
    held = [*trade.failure, *[""] * 5][:5]
    return {
        "trade": trade,
        "code": held[0],
        "zh": held[1],
        "en": held[2],
        "clause": held[3],
        "because": held[4] or [],
    }


def objections(rows: list[MarketRecord]) -> list[Objection]:
    """Objections to settlements as the core knows them."""
    return [Objection(*row.view) for row in rows]


def day_asked(text: str, otherwise: dt.date) -> dt.date:
    """A day from an address."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return otherwise
