"""One-way auctions (Trading Rules art. 15): one side quotes, within a limited time others bid, and the best bids win.

Units and money are reserved from the announcement and from each bid on; a bid binds.
"""

from __future__ import annotations

import msgspec

from ..core.event import Event
from .allocation import Award, Bid, allocate
from .checks import acting, known, may_deal, money, open_day, priced, sized, traded_on, units
from .commands import AnnounceAuction, BidAuction, CancelAuction, CloseAuction
from .deals import AUCTION_STATE_TEXT, Auction, AuctionBid, AuctionState
from .events import Applier, Handler, event
from .fees import commission, cost
from .hours import is_trading_day
from .listed import OPEN_MOST
from .market import Market
from .moment import CHINA, Moment
from .opening import mode_terms, named
from .orders import SIDE_TEXT, Mode, Side, Trade
from .parts import Day
from .refusals import No


def announce(command: AnnounceAuction, market: Market, at: Moment) -> tuple[Event, ...]:
    """No price limit is known for auctions; the quoting side sets a reserve."""
    day, terms = open_day(market, at), mode_terms(market, Mode.AUCTION)
    side, series, quantity = command.side, command.series, command.quantity
    acting(market, command.trader, command.operator, side)
    traded_on(market, series, day)
    priced(command.reserve, 0, day.tick)
    sized(quantity, day.lot)
    _timed(command, market, at)
    auction = Auction(
        id=f"{day.prefix}-A{market.placed + 1}",
        trader=command.trader,
        operator=command.operator,
        series=series,
        side=side,
        quantity=quantity,
        reserve=command.reserve,
        opens=command.opens,
        closes=command.closes,
        winners=command.winners,
        pricing=command.pricing,
        commission=terms.commission,
    )
    _able(market, auction, command.trader, side, command.reserve, quantity, day)
    data = {"auction": msgspec.to_builtins(auction)}
    return event("exchange.auction.announced", f"auction:{auction.id}", command, at, data)


def _timed(command: AnnounceAuction, market: Market, at: Moment) -> None:
    """Within one trading day, not in the past."""
    opens, closes = command.opens, command.closes
    if opens.tzinfo is None or closes.tzinfo is None or not at.now <= opens < closes:
        raise No("auction_times")
    day = closes.astimezone(CHINA).date()
    if opens.astimezone(CHINA).date() != day or not is_trading_day(day, market.closings):
        raise No("auction_times")


def _able(
    market: Market, auction: Auction, trader: str, side: Side, price: int, quantity: int, day: Day
) -> None:
    may_deal(market, trader, auction.series, side, day)
    if side is Side.BUY:
        money(market, trader, cost(0, price * quantity, 0, auction.commission))
    else:
        units(market, trader, auction.series, quantity)


def _reserve(
    market: Market, auction: Auction, trader: str, side: Side, price: int, quantity: int, sign: int
) -> None:
    """Set units or money aside, or free them."""
    held = market.held(trader, auction.series)
    if side is Side.BUY:
        market.traders[trader].reserved += sign * cost(0, price * quantity, 0, auction.commission)
        held.buying += sign * quantity
    else:
        held.selling += sign * quantity


def _announced(market: Market, event: Event) -> None:
    auction = msgspec.convert(event.data["auction"], Auction)
    market.placed += 1
    market.auctions[auction.id] = auction
    _reserve(market, auction, auction.trader, auction.side, auction.reserve, auction.quantity, 1)


def bid(command: BidAuction, market: Market, at: Moment) -> tuple[Event, ...]:
    """From the opening until before the close, at the reserve or better."""
    day = open_day(market, at)
    auction = _known(market, command.auction)
    side = auction.side.other
    acting(market, command.trader, command.operator, side)
    if command.trader == auction.trader:
        raise No("own_posting")
    if not auction.opens <= at.now < auction.closes:
        raise No("auction_state", state=AUCTION_STATE_TEXT[auction.state])
    traded_on(market, auction.series, day)
    price, quantity = command.price, command.quantity
    priced(price, 0, day.tick)
    sized(quantity, day.lot)
    if (price < auction.reserve) if auction.side is Side.SELL else (price > auction.reserve):
        raise No("auction_reserve", price=price, reserve=auction.reserve)
    if quantity > auction.quantity or (auction.winners == "one" and quantity < auction.quantity):
        raise No("auction_quantity", quantity=quantity, whole=auction.quantity)
    if len(auction.bids) >= OPEN_MOST:
        raise No("too_many_orders", most=OPEN_MOST)
    _able(market, auction, command.trader, side, price, quantity, day)
    place = market.placed + 1
    made = AuctionBid(
        id=f"{day.prefix}-{place}",
        trader=command.trader,
        operator=command.operator,
        price=price,
        quantity=quantity,
        place=place,
    )
    data = {"auction": auction.id, "bid": msgspec.to_builtins(made)}
    return event("exchange.auction.bid", f"auction:{auction.id}", command, at, data)


def _bid(market: Market, event: Event) -> None:
    auction, made = market.auctions[event.data["auction"]], msgspec.convert(event.data["bid"], AuctionBid)
    market.placed += 1
    auction.bids = [*auction.bids, made]
    _reserve(market, auction, made.trader, auction.side.other, made.price, made.quantity, 1)


def close(command: CloseAuction, market: Market, at: Moment) -> tuple[Event, ...]:
    """The winners; bids of traders who were restricted meanwhile are passed over."""
    day = open_day(market, at)
    auction = _known(market, command.auction)
    if at.now < auction.closes or auction.closes.astimezone(CHINA).date() != day.date:
        raise No("auction_state", state=AUCTION_STATE_TEXT[auction.state])
    traded_on(market, auction.series, day)
    if auction.side in known(market, auction.trader).restricted:
        raise No("trader_restricted", trader=auction.trader, side=SIDE_TEXT[auction.side])
    trades = []
    turnover = charged = 0
    for number, award in enumerate(_awards(market, auction), market.traded + 1):
        value = award.price * award.quantity
        turnover += value
        quoting = commission(turnover, auction.commission) - charged
        charged += quoting
        other = commission(value, auction.commission)
        fees = (quoting, other) if auction.side is Side.BUY else (other, quoting)
        trades.append([f"{day.prefix}-T{number}", award.bid.id, award.quantity, award.price, *fees])
    data = {"auction": auction.id, "trades": trades}
    return event("exchange.auction.closed", f"auction:{auction.id}", command, at, data)


def _awards(market: Market, auction: Auction) -> list[Award]:
    able = [b for b in auction.bids if auction.side.other not in market.traders[b.trader].restricted]
    bids = [Bid(b.id, b.trader, b.quantity, b.price, b.place) for b in able]
    return allocate(bids, auction.quantity, auction.reserve, auction.side, auction.winners, auction.pricing)


def _closed(market: Market, event: Event) -> None:
    auction = market.auctions[event.data["auction"]]
    _end(market, auction, AuctionState.CLOSED)
    bids = {made.id: made for made in auction.bids}
    assert market.terms is not None
    for id, won, quantity, price, buyer_fee, seller_fee in event.data["trades"]:
        made = bids[won]
        buys = auction.side is Side.BUY
        market.agree(
            Trade(
                id=id, mode=Mode.AUCTION, series=auction.series, quantity=quantity, price=price,
                buyer=auction.trader if buys else made.trader, seller=made.trader if buys else auction.trader,
                buyer_fee=buyer_fee, seller_fee=seller_fee, at=event.at, on=market.terms.date, maker=auction.side,
                buy_order=auction.id if buys else won, sell_order=won if buys else auction.id, place=market.traded + 1,
            )
        )  # fmt: skip


def cancel(command: CancelAuction, market: Market, at: Moment) -> tuple[Event, ...]:
    """The exchange calls it off; what was reserved is free."""
    named(command.why)
    auction = _known(market, command.auction)
    data = {"auction": auction.id, "why": command.why}
    return event("exchange.auction.cancelled", f"auction:{auction.id}", command, at, data)


def _cancelled(market: Market, event: Event) -> None:
    _end(market, market.auctions[event.data["auction"]], AuctionState.CANCELLED)


def _end(market: Market, auction: Auction, state: AuctionState) -> None:
    """It stands no more; what all sides reserved is free."""
    _reserve(market, auction, auction.trader, auction.side, auction.reserve, auction.quantity, -1)
    for made in auction.bids:
        _reserve(market, auction, made.trader, auction.side.other, made.price, made.quantity, -1)
    auction.state = state


def _known(market: Market, id: str) -> Auction:
    auction = market.auctions.get(id)
    if auction is None:
        raise No("auction_unknown", auction=id)
    if auction.state is not AuctionState.ANNOUNCED:
        raise No("auction_state", state=AUCTION_STATE_TEXT[auction.state])
    return auction


HANDLERS: dict[type, Handler] = {
    AnnounceAuction: announce,
    BidAuction: bid,
    CloseAuction: close,
    CancelAuction: cancel,
}
APPLIERS: dict[str, Applier] = {
    "exchange.auction.announced": _announced,
    "exchange.auction.bid": _bid,
    "exchange.auction.closed": _closed,
    "exchange.auction.cancelled": _cancelled,
}
