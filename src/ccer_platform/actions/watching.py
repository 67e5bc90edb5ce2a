"""The watch after the close: the detectors over a day's record, each finding raised once; who holds much (Trading Rules art. 37, 38, 44).

An alert's number is made of the day, the test and the trader, so that the same is never raised twice, whatever is run again. A test
without a threshold is not run, and the day's `WatchRun` shows it. What moves prices and which accounts are linked is in no record here:
alerts about them are raised by people.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction

from ccer.core.text import Text
from ccer.exchange import watch
from ccer.exchange.office_commands import RaiseAlert
from ccer.exchange.orders import Order, OrderState, Side
from ccer.exchange.watch import PARAMETERS, LargeHolding, Observed, Suspicion, Thresholds
from ccer.policy.corpus import corpus
from ccer.registry.serials import Series

from .. import clock
from ..store.level import level
from ..store.models import DayBar, MarketDay, MarketRecord, Position, Trade, WatchRun
from ..store.models import Order as OrderRow
from ..store.reading.trading import agreed
from .base import system, writing
from .market import authorised, signed
from .trading import desk

ACTOR = system("watch")
OTHER = 6
"""The item of art. 44 under which a holder's alert stands."""


def run(day: dt.date) -> WatchRun:
    """Looks at a day that is closed, for what has a threshold, and raises an alert for each trader and test; once for each day.

    Raises
    ------
    ccer.registry.refusals.Refusal
        An alert cannot be raised; the day counts as not looked at.
    """
    level()
    limits = watch.thresholds(clock.at(day))
    looked = {name: value for name in PARAMETERS if (value := getattr(limits, name)) is not None}
    found = _of_the_day(watch.watch(observed(day, limits), limits), day) if looked else []
    holders = watch.large_holdings(_positions(), limits)
    raised = [_alert(day, of) for of in _by_trader(found)] + [_holder(day, of) for of in _newly(day, holders)]
    granted = sum(_raise(command) for command in raised)
    with writing(), transaction.atomic():
        row, _ = WatchRun.objects.get_or_create(
            on=day,
            defaults={
                "at": clock.now(),
                "thresholds": looked,
                "raised": granted,
                "holders": [holder._asdict() for holder in holders],
            },
        )
    return row


def observed(day: dt.date, limits: Thresholds) -> Observed:
    """A day as the detectors look at it: its orders and base prices, and the trades of the period."""
    first = day
    if limits.period_days is not None:
        since = MarketDay.objects.get(date=day).number - limits.period_days
        first = MarketDay.objects.filter(number__gt=since, date__lte=day).earliest("date").date
    bars = DayBar.objects.filter(on=day)
    return Observed(
        orders=[_order(row) for row in OrderRow.objects.filter(on=day).order_by("place")],
        trades=[agreed(row) for row in Trade.objects.filter(on__gte=first, on__lte=day).order_by("place")],
        bases={Series(bar.project, bar.vintage): bar.base for bar in bars},
    )


def title(test: str) -> Text:
    """What a threshold is called in the law base."""
    (held,) = (each for each in corpus().parameters(PARAMETERS[test]) if each.name == PARAMETERS[test])
    return held.title


def _order(row: OrderRow) -> Order:
    return Order(
        id=row.id, trader=row.trader, operator=row.operator, series=Series(row.project, row.vintage), side=Side(row.side),
        price=row.price, quantity=row.quantity, left=row.remaining, at=row.at, place=row.place, turnover=row.turnover, fee=row.fee,
        state=OrderState(row.state),
    )  # fmt: skip


def _positions() -> dict[str, int]:
    """What each trader holds on the platform once all is delivered, all instruments together. [t]"""
    held: dict[str, int] = defaultdict(int)
    for row in Position.objects.all():
        held[row.trader] += row.platform + row.bought - row.sold
    return held


def _of_the_day(found: Iterable[Suspicion], day: dt.date) -> list[Suspicion]:
    """Those that rest on an order or a trade of the day: the others were raised on the day they rest on."""
    mark = f"{day:%Y%m%d}-"
    return [each for each in found if any(ref.startswith(mark) for ref in each.refs)]


def _by_trader(found: Iterable[Suspicion]) -> list[tuple[str, list[Suspicion]]]:
    """Each trader with what one test found of it."""
    grouped: dict[tuple[str, str], list[Suspicion]] = defaultdict(list)
    for each in found:
        for trader in each.traders:
            grouped[trader, each.test].append(each)
    return [(trader, of) for (trader, _), of in grouped.items()]


def _alert(day: dt.date, found: tuple[str, Collection[Suspicion]]) -> RaiseAlert:
    """The worst of what one test found of a trader, with all orders and trades behind it."""
    trader, of = found
    worst = max(of, key=lambda each: each.figure)
    said = worst.evidence(title(worst.test))
    refs = list(dict.fromkeys(ref for each in of for ref in each.refs))
    return _raised(day, worst.test, trader, worst.kind, said, refs)


def _newly(day: dt.date, holders: Collection[LargeHolding]) -> list[LargeHolding]:
    """Holders who were not as high at the day's last look before: who stays there is not told of again every day."""
    before = WatchRun.objects.filter(on__lt=day).order_by("-on").first()
    known = {(held["trader"], held["over"]) for held in before.holders} if before else set()
    return [each for each in holders if (each.trader, each.over) not in known]


def _holder(day: dt.date, held: LargeHolding) -> RaiseAlert:
    test = "position_limit" if held.over else "report_share"
    said = Text("{trader} 持仓 {t} 吨，最大持仓量 {limit} 吨", "{trader} holds {t} t, the position limit is {limit} t").fill(
        trader=held.trader, t=held.quantity, limit=held.limit
    )  # fmt: skip
    return _raised(day, test, held.trader, OTHER, said, [])


def _raised(day: dt.date, test: str, trader: str, kind: int, said: Text, refs: Collection[str]) -> RaiseAlert:
    id = f"W{day:%Y%m%d}-{test.replace('_', '-')}-{trader}"
    evidence = f"{said.zh} / {said.en}"
    return RaiseAlert(
        key=id, id=id, trader=trader, kind=kind, day=day, evidence=evidence, refs=tuple(refs)[:10_000]
    )


def _raise(command: RaiseAlert) -> bool:
    """Whether it stands: it may do so from a run that was broken off. Whoever left the exchange since is not looked into."""
    authorised(ACTOR, command)
    if MarketRecord.objects.filter(kind="alert", code=command.id).exists():
        return True
    no = desk().submit(signed(ACTOR, command)).refusal
    if no is not None and no.code != "trader_without_account":
        raise no
    return no is None
