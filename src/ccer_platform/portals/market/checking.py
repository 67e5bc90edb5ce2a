"""What the exchange will check before it takes an order, with the figures as they stand: shown before anything is sent."""

from __future__ import annotations

from typing import Any, NamedTuple

from ccer.core.text import Text
from ccer.exchange.fees import cost
from ccer.exchange.orders import Side
from ccer.registry.serials import Series

from ...actions.base import Actor
from ...actions.market import owns
from ...components.money import price, yuan
from ...language import lang
from ...store.reading import market, trading

RULES = "bge-2023-trading-rules"
ORDERS = ("post-order", "take-order")


class Check(NamedTuple):
    """One thing that is checked: what is asked, what is required, by which clause."""

    title: Text
    fact: str
    requires: Text
    clause: str


def checks(actor: Actor, do: str, data: dict[str, Any]) -> list[Check]:
    """The checks of an order with what they compare; none for what is no order, or of another's account."""
    day = market.day()
    if do not in ORDERS or day is None or not {"trader", "series", "side", "price", "quantity"} <= set(data):
        return []
    row = market.instrument(Series(*data["series"]))
    if row is None or not owns(actor, data["trader"]):
        return []
    mine, quantity, fen = trading.portfolio(data["trader"]), data["quantity"], data["price"]
    found = [
        Check(
            Text("价格", "Price"),
            price(fen),
            Text("{low} 至 {high}", "{low} to {high}").fill(low=price(row.lower), high=price(row.upper)),
            f"{RULES}/art-16",
        ),
    ]
    if data["side"] == Side.BUY.value:
        needed = cost(0, fen * quantity, 0, tuple(day.terms["commission"]))
        found.append(
            Check(
                Text("资金（含手续费）", "Money, commission included"),
                yuan(needed),
                Text("不超过可用 {fen}", "at most {fen}, the buying power").fill(fen=yuan(mine.buying_power)),
                f"{RULES}/art-18",
            )
        )
    else:
        free = next((held.available for held in mine.positions if held.series == row.series), 0)
        found.append(
            Check(
                Text("减排量", "Units"),
                f"{quantity:,} t",
                Text("不超过可用 {t} t", "at most {t} t, what is available").fill(t=f"{free:,}"),
                f"{RULES}/art-18",
            )
        )
    found.append(_opposite(mine, row.series, Side(data["side"]), int(day.terms["gap"])))
    if do == "take-order":
        best = market.levels(row.series, Side(data["side"]).other, 1)
        shown = f"{price(best[0].price)} · {best[0].quantity:,} t" if best else "—"
        found.append(
            Check(
                Text("对方最优价", "Best price of the other side"),
                shown,
                Text("与所见价格一致；不足部分失效", "the price as seen; what it does not give lapses"),
                f"{RULES}/art-13",
            )
        )
    return found


def _opposite(mine: trading.Portfolio, series: Series, side: Side, gap: int) -> Check:
    held = next((held for held in mine.positions if held.series == series), None)
    since = (held.sellable_from if side is Side.SELL else held.buyable_from) if held else None
    fact = since.isoformat() if since else Text("无限制", "free").say(lang())
    requires = Text("与反向交易相隔 {n} 个交易日", "{n} trading days after an opposite trade").fill(n=gap)
    return Check(Text("反向交易", "Opposite trade"), fact, requires, f"{RULES}/art-29")
