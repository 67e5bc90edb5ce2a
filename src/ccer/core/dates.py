"""Calendar arithmetic of periods; working days are in `workdays`."""

from __future__ import annotations

import datetime as dt

ONE_DAY = dt.timedelta(days=1)


def day_of(value: object) -> dt.date | None:
    """A fact that should be a day, which plain data (JSON, a receipt) holds as ISO text; None where it is none."""
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def add_years(day: dt.date, years: int) -> dt.date:
    """The same calendar day some years on (or back, if negative); 29 February becomes 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the first day of the next month where that month is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return dt.date(day.year + years, month + 1, day.day)
    except ValueError:
        return dt.date(day.year + years, month + 2, 1)


def whole_period_end(start: dt.date, years: int) -> dt.date:
    """Last day of a period of whole years, both ends included: 2020-09-23 and ten years give 2030-09-22."""
    return add_years(start, years) - ONE_DAY


def first_claimable_day(application: dt.date, years: int) -> dt.date:
    """The oldest production day an application still reaches: its own calendar day, years earlier.

    The years end on the day before the application. An application of 4 June 2026 reaches back to 4 June 2021, one of
    29 February 2028 to 1 March 2023.

    References
    ----------
    Order 31 art. 17 para. 2; that the first day itself counts is our reading ("within" includes its limit: Civil Code art. 1259).
    """
    return add_years(application, -years)


def last_application_day(first_day: dt.date, years: int) -> dt.date:
    """The last day on which an application still reaches back to a production day (Order 31 art. 17 para. 2)."""
    day = add_years(first_day, years)
    return day if first_claimable_day(day, years) <= first_day else day - ONE_DAY
