"""The listed agreement (Trading Rules art. 13): an order is posted; others take at the best price, best first, then in order of posting.

Each order is worked out as a row; a batch is many rows in one event, each decided on what those before it leave.
"""

from __future__ import annotations

from typing import Any

from ..core.event import Event
from .checks import acting, may_deal, money, priced, session, sized, traded_on, units
from .commands import EnterOrders, PostOrder, TakeOrder, WithdrawOrder
from .events import Applier, Filled, Handler, Posted, Refused, Taken, Withdrawn, event, series_of
from .fees import commission, cost
from .market import Market, MarketDraft
from .moment import Moment
from .orders import ORDER_STATE_TEXT, Mode, Order, OrderState, Side, Trade
from .parts import Day
from .refusals import No

OPEN_MOST = 1_000
"""Open postings of one trader: a limit of the software, not of the rules."""
BATCH_MOST = 10_000
"""Orders in one batch: a limit of the software."""
_BUY, _SELL = Side.BUY, Side.SELL
Row = Posted | Taken | Withdrawn | Refused
AnyOrder = PostOrder | TakeOrder | WithdrawOrder


def _post(order: PostOrder, market: Market, day: Day) -> Posted:
    side, series, price, quantity = order.side, order.series, order.price, order.quantity
    trader = acting(market, order.trader, order.operator, side)
    instrument = traded_on(market, series, day)
    priced(price, instrument.base, day.tick, day.limit)
    sized(quantity, day.lot)
    book = market.books[series]
    if book.crosses(side, price):
        raise No("take_instead", best=book.best(side.other))
    if trader.orders >= OPEN_MOST:
        raise No("too_many_orders", most=OPEN_MOST)
    may_deal(market, trader.id, series, side, day)
    if side is _BUY:
        money(market, trader.id, cost(0, price * quantity, 0, day.commission))
    else:
        units(market, trader.id, series, quantity)
    id = f"{day.prefix}-{market.placed + 1}"
    return Posted("posted", id, trader.id, order.operator, series, side.value, price, quantity)


def _take(order: TakeOrder, market: Market, day: Day) -> Taken:
    side, series, price, quantity = order.side, order.series, order.price, order.quantity
    trader = acting(market, order.trader, order.operator, side)
    instrument = traded_on(market, series, day)
    priced(price, instrument.base, day.tick, day.limit)
    sized(quantity, day.lot)
    buys, book, orders = side is _BUY, market.books[series], market.orders
    best = book.best(_SELL if buys else _BUY)
    if best != price:
        raise No("nothing_to_take") if best is None else No("not_best", best=best)
    found = book.first(_SELL if buys else _BUY, quantity)
    fills, turnover, charged = [], 0, 0
    rate, own = day.commission, trader.id
    for number, (maker, _, given) in enumerate(found, market.traded + 1):
        value = price * given
        turnover += value
        fee = commission(turnover, rate) - charged
        charged += fee
        stood = orders[maker]
        if stood.trader == own:
            raise No("own_posting")
        other = commission(stood.turnover + value, rate) - stood.fee
        id = f"{day.prefix}-T{number}"
        fills.append(Filled(id, maker, given, fee, other) if buys else Filled(id, maker, given, other, fee))
    may_deal(market, own, series, side, day)
    if buys:
        money(market, own, cost(0, price * quantity, 0, rate))
    else:
        units(market, own, series, quantity)
    id = f"{day.prefix}-{market.placed + 1}"
    return Taken("taken", id, trader.id, order.operator, series, side.value, price, quantity, fills)


def _withdraw(order: WithdrawOrder, market: Market, day: Day) -> Withdrawn:
    acting(market, order.trader, order.operator)
    try:
        found = market.orders[order.order]
    except KeyError:
        raise No("order_unknown", order=order.order) from None
    if found.trader != order.trader:
        raise No("order_unknown", order=order.order)
    if found.state is not OrderState.OPEN:
        raise No("order_not_open", order=order.order, state=ORDER_STATE_TEXT[found.state])
    return Withdrawn("withdrawn", order.order)


_ROWS: dict[type, Any] = {PostOrder: _post, TakeOrder: _take, WithdrawOrder: _withdraw}


def _one(command: AnyOrder, market: Market, at: Moment) -> tuple[Event, ...]:
    row = _ROWS[type(command)](command, market, session(market, at))
    return event(f"exchange.order.{row.did}", f"order:{row.order}", command, at, {"row": row})


def enter(command: EnterOrders, market: Market, at: Moment) -> tuple[Event, ...]:
    """A batch: what one order is refused for stops no other."""
    day = session(market, at)
    if not command.orders:
        raise No("no_orders")
    if len(command.orders) > BATCH_MOST:
        raise No("too_many_orders", most=BATCH_MOST)
    draft = MarketDraft(market)
    rows: list[Row] = []
    keep, work, book = rows.append, _ROWS, _APPLY
    now = at.now
    for order in command.orders:
        try:
            row = work[type(order)](order, draft, day)
        except No as no:
            keep(Refused("refused", no.code, no.by, no.facts))
            continue
        book[row[0]](draft, now, day, *row[1:])
        keep(row)
    events = event("exchange.orders.entered", f"day:{day.date}", command, at, {"rows": rows})
    market.tried = events[0], draft
    return events


# what rows do to the state


def _posted(
    market: Market,
    at: Any,
    day: Day,
    id: str,
    trader: str,
    operator: str,
    series: Any,
    side: str,
    price: int,
    quantity: int,
) -> None:
    series = series_of(series)
    market.placed = place = market.placed + 1
    asked = _BUY if side == "buy" else _SELL
    market.orders[id] = Order(
        id=id, trader=trader, operator=operator, series=series, side=asked, price=price,
        quantity=quantity, left=quantity, at=at, place=place,
    )  # fmt: skip
    market.books[series].post(id, asked, price, quantity)
    account = market.traders[trader]
    account.orders += 1
    held = market.held(trader, series)
    if asked is _BUY:
        account.reserved += cost(0, price * quantity, 0, day.commission)
        held.buying += quantity
    else:
        held.selling += quantity


def _taken(
    market: Market,
    at: Any,
    day: Day,
    id: str,
    trader: str,
    operator: str,
    series: Any,
    side: str,
    price: int,
    quantity: int,
    fills: list[Any],
) -> None:
    series = series_of(series)
    market.placed = place = market.placed + 1
    buys = side == "buy"
    asked = _BUY if buys else _SELL
    maker_side = _SELL if buys else _BUY
    book, orders = market.books[series], market.orders
    taken = charged = 0
    for trade, maker, given, buyer_fee, seller_fee in fills:
        stood = orders[maker]
        book.fill(maker, maker_side, price, given)
        value = price * given
        taken += given
        stood.left -= given
        stood.turnover += value
        account = market.traders[stood.trader]
        if buys:
            charged += buyer_fee
            stood.fee += seller_fee
            market.held(stood.trader, series).selling -= given
            sides = trader, stood.trader, id, maker
        else:
            charged += seller_fee
            stood.fee += buyer_fee
            account.reserved -= value + buyer_fee
            market.held(stood.trader, series).buying -= given
            sides = stood.trader, trader, maker, id
        if not stood.left:
            stood.state = OrderState.FILLED
            account.orders -= 1
        buyer, seller, buy_order, sell_order = sides
        market.agree(
            Trade(
                id=trade, mode=Mode.LISTED, series=series, buyer=buyer, seller=seller, quantity=given, price=price,
                buyer_fee=buyer_fee, seller_fee=seller_fee, at=at, on=day.date, maker=maker_side,
                buy_order=buy_order, sell_order=sell_order, place=market.traded + 1,
            ),
        )  # fmt: skip
    turnover = price * taken
    orders[id] = Order(
        id=id, trader=trader, operator=operator, series=series, side=asked, price=price,
        quantity=quantity, left=quantity - taken, at=at, place=place, turnover=turnover, fee=charged,
        state=OrderState.FILLED if taken == quantity else OrderState.WITHDRAWN,
    )  # fmt: skip
    instrument = market.instruments[series]
    instrument.volume += taken
    instrument.turnover += turnover
    instrument.last = price


def _withdrawn(market: Market, at: Any, day: Day, id: str) -> None:
    market.release(id, OrderState.WITHDRAWN)


def _ignored(market: Market, at: Any, day: Day, *refused: Any) -> None:
    """A refused order changes nothing."""


_APPLY: dict[str, Any] = {"posted": _posted, "taken": _taken, "withdrawn": _withdrawn, "refused": _ignored}


def _apply_row(market: Market, event: Event) -> None:
    row = event.data["row"]
    assert market.terms is not None
    _APPLY[row[0]](market, event.at, market.terms, *row[1:])


def _apply_rows(market: Market, event: Event) -> None:
    if market.tried is not None and market.tried[0] is event:
        market.tried[1].adopted_by(market)
        return
    day, at, work = market.terms, event.at, _APPLY
    for row in event.data["rows"]:
        work[row[0]](market, at, day, *row[1:])


HANDLERS: dict[type, Handler] = {
    PostOrder: _one,
    TakeOrder: _one,
    WithdrawOrder: _one,
    EnterOrders: enter,
}
APPLIERS: dict[str, Applier] = {
    "exchange.order.posted": _apply_row,
    "exchange.order.taken": _apply_row,
    "exchange.order.withdrawn": _apply_row,
    "exchange.orders.entered": _apply_rows,
}
