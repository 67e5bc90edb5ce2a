"""The six kinds of abnormal trading (Trading Rules art. 44) as pure detectors, and who holds how much (art. 37, 38).

The rules give no figures. Every threshold is a dated parameter that the exchange's operator sets: one that is not set switches its test
off, and whatever is found is provisional. A finding is a reason to look, not a judgment: it names the orders and trades, the figure and
the threshold.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..core.asof import AsOf
from ..core.errors import NotInForce, NotKnown
from ..core.text import Text
from ..registry.serials import Series
from .moment import share
from .orders import Order, OrderState, Trade


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of the operator; None switches a test off. Shares in hundredths of a percent, quantities in tonnes.

    Parameters
    ----------
    period_days : int or None
        2, 5: trading days whose trades are looked at, the day itself the last; that day alone where it is not set.
    news_days, news_quantity : int or None
        1: calendar days before a disclosure, and what one trader bought or sold net in them.
    pair_trades, pair_quantity, linked_trades : int or None
        2: trades of one pair in both directions, their quantity, and trades of a pair that counts as linked.
    large_order, dense_orders, dense_seconds, far_share : int or None
        3: one order; orders of one trader within seconds; distance of an order's price from the last trade.
    cancels, cancel_share, large_cancel : int or None
        4: withdrawn orders of a day and their share of all; one withdrawn order.
    losing_trips, losing_quantity : int or None
        5: sales below the purchase they follow, and their quantity.
    day_share : int or None
        6: one trader's share of an instrument's volume on a side; what else the exchange thinks worth watching.
    position_limit, report_share : int or None
        Largest position, and the share of it at which a holder reports.
    """

    period_days: int | None = None
    news_days: int | None = None
    news_quantity: int | None = None
    pair_trades: int | None = None
    pair_quantity: int | None = None
    linked_trades: int | None = None
    large_order: int | None = None
    dense_orders: int | None = None
    dense_seconds: int | None = None
    far_share: int | None = None
    cancels: int | None = None
    cancel_share: int | None = None
    large_cancel: int | None = None
    losing_trips: int | None = None
    losing_quantity: int | None = None
    day_share: int | None = None
    position_limit: int | None = None
    report_share: int | None = None


PARAMETERS: dict[str, str] = {
    name: f"exchange.watch_{name}"
    for name in Thresholds.__struct_fields__
    if name not in ("news_days", "news_quantity", "linked_trades", "position_limit", "report_share")
} | {"position_limit": "exchange.position_limit", "report_share": "exchange.large_holder_share"}
"""The parameter behind each threshold. Disclosures and linked accounts are known to no record, so their tests have none here."""
SHARES = ("far_share", "cancel_share", "day_share", "report_share")
"""Written as shares of one in the law base."""


def thresholds(law: AsOf) -> Thresholds:
    """What is set on a day; what the law base does not hold stays None."""
    found: dict[str, int] = {}
    for name, parameter in PARAMETERS.items():
        try:
            value = law.parameter(parameter)
        except (NotInForce, NotKnown):
            continue
        numerator, denominator = share(str(value.value)) if name in SHARES else (value.count, 10_000)
        found[name] = numerator * 10_000 // denominator
    return Thresholds(**found)


KIND_TEXT: dict[int, Text] = {
    1: Text("重大信息披露前大量或者持续买卖", "large or sustained dealing before price-moving information"),
    2: Text(
        "固定或者涉嫌关联账户之间反向交易", "opposite trades between fixed or apparently linked accounts"
    ),
    3: Text(
        "大笔、连续、密集申报或者偏离最新价", "large, continuous or dense orders, or far from the last price"
    ),
    4: Text("频繁申报撤单或者大额申报后撤单", "frequent order and withdrawal, or a large order withdrawn"),
    5: Text("大量或者频繁高买低卖", "large or frequent buying high and selling low"),
    6: Text("其他需要监控的行为", "other conduct worth watching"),
}


class Disclosure(NamedTuple):
    """Information that moves the price of an instrument, or of all where ``series`` is None."""

    at: dt.datetime
    series: Series | None
    what: str


class Observed(NamedTuple):
    """What the detectors look at: orders of the day, trades of the period, and what is known besides.

    Parameters
    ----------
    orders : sequence of Order
    trades : sequence of Trade
        In the order of ``place``; also of earlier days, for kinds 1, 2 and 5.
    bases : mapping
        Base price of each instrument, for orders before its first trade. [fen/t]
    disclosures : sequence of Disclosure
    linked : collection of frozenset
        Pairs of accounts that count as linked.
    """

    orders: Sequence[Order]
    trades: Sequence[Trade]
    bases: Mapping[Series, int] = {}
    disclosures: Sequence[Disclosure] = ()
    linked: frozenset[frozenset[str]] = frozenset()


class Suspicion(NamedTuple):
    """What a detector found.

    Parameters
    ----------
    kind : int
        1 to 6, the item of art. 44.
    test : str
        Name of the threshold that was reached.
    traders : tuple of str
    figure, threshold : int
    refs : tuple of str
        Orders or trades that show it.
    """

    kind: int
    test: str
    traders: tuple[str, ...]
    figure: int
    threshold: int
    refs: tuple[str, ...]

    def evidence(self, test: Text) -> Text:
        """What was found, in a sentence; ``test`` is what the threshold is called."""
        who, what = "、".join(self.traders), KIND_TEXT[self.kind]
        unit = Text("（万分之一）", " (of ten thousand)") if self.test in SHARES else Text("", "")
        return Text(
            f"{what.zh}：{who}；{test.zh}：实际 {self.figure}，阈值 {self.threshold}{unit.zh}（运营设置，暂定）",
            f"{what.en}: {who}; {test.en}: {self.figure}, threshold {self.threshold}{unit.en} (a setting, provisional)",
        )


def _reached(
    kind: int, test: str, who: Iterable[str], figure: int, threshold: int | None, refs: Iterable[str]
) -> list[Suspicion]:
    if threshold is None or figure < threshold:
        return []
    return [Suspicion(kind, test, tuple(who), figure, threshold, tuple(refs))]


def before_news(seen: Observed, limits: Thresholds) -> list[Suspicion]:
    """1: what a trader bought or sold net in the days before a disclosure."""
    found: list[Suspicion] = []
    if limits.news_days is None:
        return found
    for news in seen.disclosures:
        since = news.at - dt.timedelta(days=limits.news_days)
        net: dict[tuple[str, Series], int] = defaultdict(int)
        refs: dict[tuple[str, Series], list[str]] = defaultdict(list)
        for trade in seen.trades:
            if since <= trade.at < news.at and news.series in (None, trade.series):
                for trader, sign in ((trade.buyer, 1), (trade.seller, -1)):
                    net[trader, trade.series] += sign * trade.quantity
                    refs[trader, trade.series].append(trade.id)
        for key in sorted(net):
            found += _reached(1, "news_quantity", key[:1], abs(net[key]), limits.news_quantity, refs[key])
    return found


def between_pairs(seen: Observed, limits: Thresholds) -> list[Suspicion]:
    """2: a pair that trades with itself in both directions."""
    pairs: dict[tuple[str, str], list[Trade]] = defaultdict(list)
    for trade in seen.trades:
        first, second = sorted((trade.buyer, trade.seller))
        pairs[first, second].append(trade)
    found: list[Suspicion] = []
    for pair, trades in sorted(pairs.items()):
        if len({trade.buyer for trade in trades}) < 2:
            continue
        refs, count = [trade.id for trade in trades], len(trades)
        quantity = sum(trade.quantity for trade in trades)
        if frozenset(pair) in seen.linked:
            found += _reached(2, "linked_trades", pair, count, limits.linked_trades, refs)
        found += _reached(2, "pair_trades", pair, count, limits.pair_trades, refs)
        found += _reached(2, "pair_quantity", pair, quantity, limits.pair_quantity, refs)
    return found


def heavy_orders(seen: Observed, limits: Thresholds) -> list[Suspicion]:
    """3: one large order; many in a short time; a price far from the last trade before it, or from the base price."""
    found: list[Suspicion] = []
    mine: dict[str, list[Order]] = defaultdict(list)
    prices: dict[Series, list[tuple[dt.datetime, int]]] = defaultdict(list)
    for trade in seen.trades:
        prices[trade.series].append((trade.at, trade.price))
    for order in sorted(seen.orders, key=lambda order: order.place):
        mine[order.trader].append(order)
        found += _reached(3, "large_order", [order.trader], order.quantity, limits.large_order, [order.id])
        before = [price for at, price in prices[order.series] if at < order.at]
        last = before[-1] if before else seen.bases.get(order.series, 0)
        if last:
            off = abs(order.price - last) * 10_000 // last
            found += _reached(3, "far_share", [order.trader], off, limits.far_share, [order.id])
    if limits.dense_seconds is not None:
        for trader, orders in sorted(mine.items()):
            dense = _densest(orders, limits.dense_seconds)
            refs = [order.id for order in dense]
            found += _reached(3, "dense_orders", [trader], len(dense), limits.dense_orders, refs)
    return found


def _densest(orders: Sequence[Order], seconds: int) -> Sequence[Order]:
    """The most orders within so many seconds, both ends counted."""
    best: Sequence[Order] = ()
    start = 0
    for end, order in enumerate(orders):
        while (order.at - orders[start].at).total_seconds() > seconds:
            start += 1
        if end + 1 - start > len(best):
            best = orders[start : end + 1]
    return best


def withdrawn(seen: Observed, limits: Thresholds) -> list[Suspicion]:
    """4: many orders taken back, and most of them; a large one taken back. What the close cancelled does not count."""
    found: list[Suspicion] = []
    mine: dict[str, list[Order]] = defaultdict(list)
    for order in sorted(seen.orders, key=lambda order: order.place):
        mine[order.trader].append(order)
    for trader, orders in sorted(mine.items()):
        back = [order for order in orders if order.state is OrderState.WITHDRAWN]
        for order in back:
            found += _reached(4, "large_cancel", [trader], order.left, limits.large_cancel, [order.id])
        if limits.cancel_share is not None and len(back) * 10_000 >= limits.cancel_share * len(orders):
            refs = [order.id for order in back]
            found += _reached(4, "cancels", [trader], len(back), limits.cancels, refs)
    return found


def losing(seen: Observed, limits: Thresholds) -> list[Suspicion]:
    """5: sales at a lower price than the purchases they follow, first bought first sold; purchases before the period are not known."""
    bought: dict[tuple[str, Series], list[list[int]]] = defaultdict(list)
    lost: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for trade in sorted(seen.trades, key=lambda trade: trade.place):
        bought[trade.buyer, trade.series].append([trade.price, trade.quantity])
        held, left, below = bought[trade.seller, trade.series], trade.quantity, 0
        while held and left:
            part = min(held[0][1], left)
            below += part if held[0][0] > trade.price else 0
            held[0][1] -= part
            left -= part
            if not held[0][1]:
                held.pop(0)
        if below:
            lost[trade.seller].append((trade.id, below))
    found: list[Suspicion] = []
    for trader, sales in sorted(lost.items()):
        refs = [id for id, _ in sales]
        found += _reached(5, "losing_trips", [trader], len(sales), limits.losing_trips, refs)
        quantity = sum(below for _, below in sales)
        found += _reached(5, "losing_quantity", [trader], quantity, limits.losing_quantity, refs)
    return found


def dominant(seen: Observed, limits: Thresholds) -> list[Suspicion]:
    """6: one trader makes most of an instrument's last day, on one side."""
    if not seen.trades:
        return []
    day = max(trade.on for trade in seen.trades)
    whole: dict[Series, int] = defaultdict(int)
    part: dict[tuple[Series, str, str], list[Trade]] = defaultdict(list)
    for trade in seen.trades:
        if trade.on == day:
            whole[trade.series] += trade.quantity
            part[trade.series, "buy", trade.buyer].append(trade)
            part[trade.series, "sell", trade.seller].append(trade)
    found: list[Suspicion] = []
    for (series, _, trader), trades in sorted(part.items()):
        share = sum(trade.quantity for trade in trades) * 10_000 // whole[series]
        found += _reached(6, "day_share", [trader], share, limits.day_share, [trade.id for trade in trades])
    return found


DETECTORS: dict[int, Callable[[Observed, Thresholds], list[Suspicion]]] = {
    1: before_news,
    2: between_pairs,
    3: heavy_orders,
    4: withdrawn,
    5: losing,
    6: dominant,
}


def watch(seen: Observed, thresholds: Thresholds) -> list[Suspicion]:
    """All six, in their order."""
    return [found for kind in DETECTORS for found in DETECTORS[kind](seen, thresholds)]


class LargeHolding(NamedTuple):
    """A position at or above what must be reported; ``over`` when it is above the limit itself. [t]"""

    trader: str
    quantity: int
    limit: int
    over: bool


def large_holdings(positions: Mapping[str, int], limits: Thresholds) -> list[LargeHolding]:
    """Who must report, the largest first; empty while the operator has set no limit.

    Parameters
    ----------
    positions : mapping
        Trader to what it holds on the platform, all instruments together or one, as the limit is meant. [t]
    limits : Thresholds
        ``report_share`` of the limit counts as reached; only more than the limit exceeds it (art. 55).
    """
    limit = limits.position_limit
    if limit is None:
        return []
    share = 10_000 if limits.report_share is None else limits.report_share
    found = [
        LargeHolding(trader, held, limit, held > limit)
        for trader, held in positions.items()
        if held > limit or held * 10_000 >= share * limit
    ]
    return sorted(found, key=lambda each: (-each.quantity, each.trader))
