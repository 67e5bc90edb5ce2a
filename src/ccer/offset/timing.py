"""The last day to buy: backwards from the last day to surrender, through the province, the lock, the transfer and the settlement."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ..core.asof import AsOf
from ..core.errors import NotInForce
from ..core.text import Text
from ..core.workdays import Calendar
from .case import Lead

GAP = "exchange.opposite_trade_gap_days"
ONE = dt.timedelta(days=1)


def is_trading_day(day: dt.date, calendar: Calendar) -> bool:
    """Monday to Friday and no day off; a weekend worked to make up for a holiday is none (Trading Rules art. 21)."""
    return day.weekday() < 5 and calendar.is_workday(day)


def trading_days_after(day: dt.date, count: int, calendar: Calendar) -> dt.date:
    """The ``count``-th trading day after a day; the day itself, or the next trading day, for 0."""
    while count or not is_trading_day(day, calendar):
        day += ONE
        count -= 1 if count and is_trading_day(day, calendar) else 0
    return day


def trading_days_before(day: dt.date, count: int, calendar: Calendar) -> dt.date:
    """The ``count``-th trading day before a day; the day itself, or the trading day before it, for 0."""
    while count or not is_trading_day(day, calendar):
        day -= ONE
        count -= 1 if count and is_trading_day(day, calendar) else 0
    return day


def workdays_before(day: dt.date, count: int, calendar: Calendar) -> dt.date:
    """The ``count``-th working day before a day; the day itself, or the working day before it, for 0."""
    while count or not calendar.is_workday(day):
        day -= ONE
        count -= 1 if count and calendar.is_workday(day) else 0
    return day


class Schedule(NamedTuple):
    """Last days, each for what it names; ``provisional`` where a lead time or a holiday notice is not from a text held.

    Parameters
    ----------
    buy_by, transfer_by, apply_by, file_by, surrender_by : date
        To buy; to ask for the transfer to the registry; to start the offset; to file the form; to surrender.
    """

    buy_by: dt.date
    transfer_by: dt.date
    apply_by: dt.date
    file_by: dt.date
    surrender_by: dt.date
    provisional: tuple[Text, ...]

    def rows(self) -> tuple[dict[str, object], ...]:
        """What by when, in order."""
        names = (
            ("buy_by", Text("买入", "buy")),
            ("transfer_by", Text("转至登记账户", "move to the registry account")),
            ("apply_by", Text("发起全国履约抵销", "start the offset")),
            ("file_by", Text("提交履约清缴", "file the surrender")),
            ("surrender_by", Text("清缴截止", "surrender")),
        )
        return tuple({"step": name, "title": title, "by": getattr(self, name)} for name, title in names)


def schedule(surrender_by: dt.date, lead: Lead, calendar: Calendar) -> Schedule:
    """Work backwards from the last day to surrender."""
    file_by = workdays_before(surrender_by, lead.province, calendar)
    apply_by = workdays_before(file_by, lead.lock, calendar)
    transfer_by = trading_days_before(apply_by, lead.transfer, calendar)
    buy_by = trading_days_before(transfer_by, lead.settlement, calendar)
    why = [
        Text(
            f"结算 {lead.settlement}、划转 {lead.transfer} 个交易日，绑定冻结 {lead.lock}、省级办理 {lead.province} 个工作日为暂定",
            f"settlement {lead.settlement} and transfer {lead.transfer} trading days, lock {lead.lock} and province {lead.province} "
            "working days are provisional settings",
        )
    ]
    if years := calendar.missing_years(buy_by, surrender_by):
        said = ", ".join(map(str, years))
        why.append(Text(f"{said} 年放假安排未公布", f"the holiday notice of {said} is not out"))
    return Schedule(buy_by, transfer_by, apply_by, file_by, surrender_by, tuple(why))


def not_before(opposite_on: dt.date | None, at: AsOf, calendar: Calendar) -> dt.date | None:
    """The first day on which the same product may be traded the other way (Trading Rules art. 29); None where nothing binds."""
    if opposite_on is None:
        return None
    try:
        gap = at.parameter(GAP).count
    except NotInForce:
        return None
    return trading_days_after(opposite_on, gap, calendar)
