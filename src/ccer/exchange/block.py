"""Block agreements (Trading Rules art. 14): offered to a named counterparty, answered, confirmed by the exchange.

Units and money of a side are reserved from its word on: of the offering side with the offer, of the other with its acceptance.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..core.event import Event
from .checks import acting, known, may_deal, money, priced, session, sized, traded_on, units
from .commands import AnswerBlock, ConfirmBlock, OfferBlock, RefuseBlock, WithdrawBlock
from .deals import BLOCK_STATE_TEXT, BlockDeal, BlockState
from .events import Applier, Handler, event
from .fees import commission, cost
from .market import Market
from .moment import Moment
from .opening import mode_terms, named
from .orders import SIDE_TEXT, Mode, Side, Trade
from .parts import Day
from .refusals import No


def offer(command: OfferBlock, market: Market, at: Moment) -> tuple[Event, ...]:
    """Both must be able to trade; the counterparty's units or money are looked at when it answers."""
    day, terms = session(market, at), mode_terms(market, Mode.BLOCK)
    side, series, quantity = command.side, command.series, command.quantity
    acting(market, command.trader, command.operator, side)
    known(market, command.counterparty)
    if command.counterparty == command.trader:
        raise No("own_posting")
    priced(command.price, traded_on(market, series, day).base, day.tick, day.block_limit)
    sized(quantity, day.lot)
    if quantity < terms.threshold:
        raise No("below_threshold", quantity=quantity, threshold=terms.threshold)
    block = BlockDeal(
        id=f"{day.prefix}-B{market.placed + 1}",
        trader=command.trader,
        operator=command.operator,
        counterparty=command.counterparty,
        series=series,
        side=side,
        price=command.price,
        quantity=quantity,
        commission=terms.commission,
    )
    _able(market, block, block.trader, side, day)
    return event(
        "exchange.block.offered", f"block:{block.id}", command, at, {"block": msgspec.to_builtins(block)}
    )


def _able(market: Market, block: BlockDeal, trader: str, side: Side, day: Day) -> None:
    """A side may deal and has what it takes."""
    may_deal(market, trader, block.series, side, day)
    if side is Side.BUY:
        money(market, trader, cost(0, block.turnover, 0, block.commission))
    else:
        units(market, trader, block.series, block.quantity)


def _offered(market: Market, event: Event) -> None:
    block = msgspec.convert(event.data["block"], BlockDeal)
    market.placed += 1
    market.blocks[block.id] = block
    _reserve(market, block, block.trader, block.side, 1)


def _reserve(market: Market, block: BlockDeal, trader: str, side: Side, sign: int) -> None:
    """Set a side's units or money aside, or free them."""
    held = market.held(trader, block.series)
    if side is Side.BUY:
        market.traders[trader].reserved += sign * cost(0, block.turnover, 0, block.commission)
        held.buying += sign * block.quantity
    else:
        held.selling += sign * block.quantity


def answer(command: AnswerBlock, market: Market, at: Moment) -> tuple[Event, ...]:
    """Accepting is the counterparty's word: from then on only the exchange can end it."""
    day = session(market, at)
    block = _known(market, command.block, BlockState.OFFERED)
    side = block.side.other
    acting(market, command.trader, command.operator, side if command.accept else None)
    if block.counterparty != command.trader:
        raise No("block_unknown", block=block.id)
    if command.accept:
        traded_on(market, block.series, day)
        _able(market, block, command.trader, side, day)
    data = {"block": block.id, "accept": command.accept, "operator": command.operator}
    return event("exchange.block.answered", f"block:{block.id}", command, at, data)


def _answered(market: Market, event: Event) -> None:
    block = market.blocks[event.data["block"]]
    if event.data["accept"]:
        block.state = BlockState.ACCEPTED
        _reserve(market, block, block.counterparty, block.side.other, 1)
    else:
        end(market, block.id, BlockState.DECLINED)


def withdraw(command: WithdrawBlock, market: Market, at: Moment) -> tuple[Event, ...]:
    """Only while it is not answered."""
    session(market, at)
    acting(market, command.trader, command.operator)
    block = _known(market, command.block, BlockState.OFFERED)
    if block.trader != command.trader:
        raise No("block_unknown", block=block.id)
    return event("exchange.block.withdrawn", f"block:{block.id}", command, at, {"block": block.id})


def _withdrawn(market: Market, event: Event) -> None:
    end(market, event.data["block"], BlockState.WITHDRAWN)


def confirm(command: ConfirmBlock, market: Market, at: Moment) -> tuple[Event, ...]:
    """What both reserved is traded, unless one was restricted or the instrument suspended meanwhile."""
    day = session(market, at)
    block = _known(market, command.block, BlockState.ACCEPTED)
    traded_on(market, block.series, day)
    for trader, side in ((block.buyer, Side.BUY), (block.seller, Side.SELL)):
        if side in known(market, trader).restricted:
            raise No("trader_restricted", trader=trader, side=SIDE_TEXT[side])
    fee = commission(block.turnover, block.commission)
    data: dict[str, Any] = {
        "block": block.id,
        "trade": f"{day.prefix}-T{market.traded + 1}",
        "buyer_fee": fee,
        "seller_fee": fee,
    }
    return event("exchange.block.confirmed", f"block:{block.id}", command, at, data)


def _confirmed(market: Market, event: Event) -> None:
    data = event.data
    block = market.blocks[data["block"]]
    end(market, block.id, BlockState.CONFIRMED)
    assert market.terms is not None
    market.agree(
        Trade(
            id=data["trade"], mode=Mode.BLOCK, series=block.series, buyer=block.buyer, seller=block.seller,
            quantity=block.quantity, price=block.price, buyer_fee=data["buyer_fee"], seller_fee=data["seller_fee"],
            at=event.at, on=market.terms.date, maker=block.side, buy_order=block.id, sell_order=block.id,
            place=market.traded + 1,
        )
    )  # fmt: skip


def refuse(command: RefuseBlock, market: Market, at: Moment) -> tuple[Event, ...]:
    """The exchange may refuse it at any stage; what was reserved is free."""
    named(command.why)
    block = _known(market, command.block, BlockState.OFFERED, BlockState.ACCEPTED)
    data = {"block": block.id, "why": command.why}
    return event("exchange.block.refused", f"block:{block.id}", command, at, data)


def _refused(market: Market, event: Event) -> None:
    end(market, event.data["block"], BlockState.REFUSED)


def end(market: Market, id: str, state: BlockState) -> None:
    """The agreement stands no more; what either side reserved is free."""
    block = market.blocks[id]
    _reserve(market, block, block.trader, block.side, -1)
    if block.state is BlockState.ACCEPTED:
        _reserve(market, block, block.counterparty, block.side.other, -1)
    block.state = state


def _known(market: Market, id: str, *states: BlockState) -> BlockDeal:
    block = market.blocks.get(id)
    if block is None:
        raise No("block_unknown", block=id)
    if block.state not in states:
        raise No("block_state", state=BLOCK_STATE_TEXT[block.state])
    return block


HANDLERS: dict[type, Handler] = {
    OfferBlock: offer,
    AnswerBlock: answer,
    WithdrawBlock: withdraw,
    ConfirmBlock: confirm,
    RefuseBlock: refuse,
}
APPLIERS: dict[str, Applier] = {
    "exchange.block.offered": _offered,
    "exchange.block.answered": _answered,
    "exchange.block.withdrawn": _withdrawn,
    "exchange.block.confirmed": _confirmed,
    "exchange.block.refused": _refused,
}
