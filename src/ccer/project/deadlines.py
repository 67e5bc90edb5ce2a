"""The clocks of a project: public notice, registry review, verifier's report, look-back, keeping of records.

How a day is counted is law as much as the number of days. Where the clause leaves it open, the reading taken
here is in ``INTERPRETATIONS`` and travels with every result:

- *Public notice* (Order 31, Art. 12 and 19): both ends counted, both working days, as the registry counts.
- *Registry review* (Art. 15 and 22): the clause runs from the day the application is received; that day is not
  counted, which is how the Civil Code (Art. 201) reads such a period.
- *Verifier's report* (CNCA-CCER-01:2023): 100 days in principle from publication to report; calendar days,
  the day of publication not counted; delay caused by the owner is excluded.
- *Look-back* (Art. 17): the five years end on the day before the application and begin on the same calendar day
  five years earlier, that day included ("within" includes its limit: Civil Code, Art. 1259). So owners set their
  starts: 4 June 2021 to 3 June 2026 is exactly the five years before 4 June 2026. A stricter reading, which
  counts the day of application among the five years, would lose one day more; no public filing bears it out.
- *Accounts* (Registration Rules, Art. 7 and 8): working days, the day of receipt or of the change not counted.
- *Records* (Art. 11 and 18): at least ten years, to the anniversary of the last registration, that day included.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import msgspec

from ccer.core.dates import ONE_DAY, add_years, first_claimable_day, last_application_day
from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.core.workdays import Calendar

from .deadline_texts import INTERPRETATIONS as INTERPRETATIONS
from .deadline_texts import MEANINGS
from .deadline_texts import Kind as Kind

Unit = Literal["working-day", "day", "year"]

_NOTICES: tuple[Kind, ...] = ("pdd-notice", "reduction-notice")
_REVIEWS: tuple[Kind, ...] = (
    "registry-review",
    "reduction-review",
    "account-review",
    "account-change-review",
)
_FILINGS: tuple[Kind, ...] = ("account-change-filing",)
_REPORTS: tuple[Kind, ...] = ("vvb-report", "validation-report")

LOOK_BACK_YEARS = "reduction.look_back_years"

PARAMETERS: dict[Kind, str] = {
    "pdd-notice": "project.notice_working_days",
    "reduction-notice": "reduction.notice_working_days",
    "registry-review": "project.review_working_days",
    "reduction-review": "reduction.review_working_days",
    "vvb-report": "verification.report_days",
    "validation-report": "validation.report_days",
    "look-back": LOOK_BACK_YEARS,
    "records": "records.keep_years",
    "account-review": "account.review_days",
    "account-change-filing": "account.change_filing_days",
    "account-change-review": "account.change_review_days",
}
"""The dated parameter that gives the length of each period."""


class Dated(Protocol):
    """What is read of a dated value."""

    @property
    def value(self) -> object: ...

    @property
    def cite(self) -> str: ...

    @property
    def provisional(self) -> bool: ...


class Parameters(Protocol):
    """The law on a day, as far as deadlines ask for it; ``ccer.core.asof.AsOf`` is one."""

    def parameter(self, name: str, /) -> Dated: ...


@dataclass(frozen=True)
class Deadline:
    """A period with its clause and the way its days were counted.

    Parameters
    ----------
    kind : Kind
    start : date
        The day of the event: publication, receipt, application, last registration.
    first_day, end : date
        First and last day of the period, both in it; ``meaning`` says of what. Of a look-back ``first_day`` is
        the answer, the oldest claimable day, and ``end`` the day before the application.
    days : int
        Length in ``unit``, pauses not included.
    unit : Unit
    citation : str
        The provision that gives the length.
    meaning, interpretation : Text
    notices : tuple of str
        Holiday notices counted with; empty for calendar days and years.
    why : Text or None
        Why the dates are provisional; None when they are not.
    reaches_back_to : date or None
        For a look-back, the oldest production day an application filed on ``start`` would reach.
    """

    kind: Kind
    start: dt.date
    first_day: dt.date
    end: dt.date
    days: int
    unit: Unit
    citation: str
    meaning: Text
    interpretation: Text
    notices: tuple[str, ...] = ()
    why: Text | None = None
    reaches_back_to: dt.date | None = None

    @property
    def provisional(self) -> bool:
        """True when the dates may still change."""
        return self.why is not None

    def to_dict(self) -> dict[str, Any]:
        """The deadline as a machine reads it, dates in ISO form."""
        return {**msgspec.json.decode(msgspec.json.encode(self)), "provisional": self.provisional}


def deadline(
    kind: Kind, start: dt.date, *, calendar: Calendar, at: Parameters, pause_days: int = 0
) -> Deadline:
    """When a period that begins on a day ends.

    Parameters
    ----------
    start : date
        Publication (notices, verifier's report), receipt (review), production (look-back: the end is the last day to
        apply for what was produced then), last registration (records).
    at : Parameters
        The law whose numbers of days apply.
    pause_days : int
        Calendar days of delay caused by the owner; only a verifier's report takes them.
    """
    if kind not in PARAMETERS:
        raise _unknown_kind(kind)
    if pause_days < 0 or (pause_days and kind not in _REPORTS):
        raise _no_pause(kind, pause_days)
    given = at.parameter(PARAMETERS[kind])
    length = _whole(PARAMETERS[kind], given)
    try:
        first_day, end, unit = _period(kind, start, length, calendar, pause_days)
        reached = first_claimable_day(start, length) if kind == "look-back" else None
    except (OverflowError, ValueError) as error:
        raise _out_of_range(start) from error
    by_notice = unit == "working-day"
    return Deadline(
        kind=kind,
        start=start,
        first_day=first_day,
        end=end,
        days=length,
        unit=unit,
        citation=given.cite,
        meaning=MEANINGS[kind],
        interpretation=INTERPRETATIONS[kind],
        notices=calendar.notices_for(start, end) if by_notice else (),
        why=_why(given, calendar.missing_years(start, end) if by_notice else ()),
        reaches_back_to=reached,
    )


def _period(
    kind: Kind, start: dt.date, length: int, calendar: Calendar, pause_days: int
) -> tuple[dt.date, dt.date, Unit]:
    """First day, last day and unit of a period."""
    if kind in _NOTICES or kind in _REVIEWS or kind in _FILINGS:
        count_first = kind in _NOTICES
        first = calendar.add_workdays(start, 1, count_first)
        return first, calendar.add_workdays(start, length, count_first), "working-day"
    if kind in _REPORTS:
        return start + ONE_DAY, start + dt.timedelta(days=length + pause_days), "day"
    if kind == "look-back":
        return start, last_application_day(start, length), "year"
    return start + ONE_DAY, add_years(start, length), "year"


@dataclass(frozen=True)
class LookBackWarning:
    """What an accounting period loses to the look-back if the application is filed on the day expected.

    Parameters
    ----------
    period_start, expected_application : date
        As asked.
    first_claimable : date
        Oldest day that application can claim.
    last_application : date
        Last day to apply without losing ``period_start``.
    lost_to : date or None
        Last day lost; the days from ``period_start`` to it cannot be claimed. None when nothing is lost.
    why : Text or None
        Why the answer is provisional; None when it is not.
    """

    period_start: dt.date
    expected_application: dt.date
    first_claimable: dt.date
    last_application: dt.date
    lost_to: dt.date | None
    citation: str
    interpretation: Text
    why: Text | None = None

    @property
    def lost_days(self) -> int:
        """How many of the oldest days are lost."""
        return (self.lost_to - self.period_start).days + 1 if self.lost_to else 0

    @property
    def days_left(self) -> int:
        """Days from the expected application to the last that loses nothing; negative when it is too late."""
        return (self.last_application - self.expected_application).days

    @property
    def provisional(self) -> bool:
        """True when the answer may still change."""
        return self.why is not None

    def to_dict(self) -> dict[str, Any]:
        """The warning as a machine reads it, dates in ISO form."""
        reckoned = {"lost_days": self.lost_days, "days_left": self.days_left, "provisional": self.provisional}
        return {**msgspec.json.decode(msgspec.json.encode(self)), **reckoned}


def look_back_warning(
    period_start: dt.date, expected_application_date: dt.date, at: Parameters
) -> LookBackWarning:
    """Which oldest days an application loses, and the last day to apply without losing any.

    The window is measured on the day of application, which comes after the notice and the verification: a
    report can lose its oldest days while it waits. Source: Order 31, Art. 17.
    """
    given = at.parameter(LOOK_BACK_YEARS)
    years = _whole(LOOK_BACK_YEARS, given)
    try:
        first = first_claimable_day(expected_application_date, years)
        last = last_application_day(period_start, years)
    except (OverflowError, ValueError) as error:
        raise _out_of_range(min(period_start, expected_application_date)) from error
    return LookBackWarning(
        period_start=period_start,
        expected_application=expected_application_date,
        first_claimable=first,
        last_application=last,
        lost_to=first - ONE_DAY if first > period_start else None,
        citation=given.cite,
        interpretation=INTERPRETATIONS["look-back"],
        why=_why(given, ()),
    )


def _why(given: Dated, missing_years: tuple[int, ...]) -> Text | None:
    """Why a result is provisional, if it is."""
    reasons = []
    if missing_years:
        years = "、".join(map(str, missing_years)), ", ".join(map(str, missing_years))
        reasons.append(
            Text(
                f"未收录{years[0]}年的节假日安排通知，所涉日子暂按周一至周五计",
                f"no holiday notice is held for {years[1]}; the days it decides are counted Monday to Friday",
            )
        )
    if given.provisional:
        reasons.append(
            Text(
                f"期限长度（{given.cite}）未经原文核对",
                f"the length ({given.cite}) was not read in an official text",
            )
        )
    if not reasons:
        return None
    return Text("；".join(r.zh for r in reasons), "; ".join(r.en for r in reasons))


def _whole(name: str, given: Dated) -> int:
    """The parameter as a whole number of days or years."""
    if isinstance(given.value, int) and not isinstance(given.value, bool) and given.value > 0:
        return given.value
    raise BadInput(
        Text("期限长度无法使用", "The length of the period cannot be used"),
        Text(
            f"参数{name}为{given.value!r}，应为正整数",
            f"the parameter {name} is {given.value!r}, not a whole number above 0",
        ),
        Text("更正该参数的记录", "Correct the record of that parameter"),
        clause=given.cite,
    )


def _unknown_kind(kind: str) -> BadInput:
    return BadInput(
        Text("没有这种期限", "There is no such deadline"),
        Text(f"给出的是{kind}", f"{kind} was given"),
        Text(f"可用：{'、'.join(PARAMETERS)}", f"Use one of {', '.join(PARAMETERS)}"),
    )


def _no_pause(kind: Kind, pause_days: int) -> BadInput:
    return BadInput(
        Text("扣除天数无法使用", "The pause cannot be used"),
        Text(
            f"{kind}给出{pause_days}天；只有审定、核查报告（{'、'.join(_REPORTS)}）可扣除，且不得为负",
            f"{pause_days} for {kind}; only a report ({', '.join(_REPORTS)}) can be paused, by 0 or more",
        ),
        Text("去掉扣除天数", "Leave the pause out"),
    )


def _out_of_range(day: dt.date) -> BadInput:
    return BadInput(
        Text("日期超出日历范围", "The date is outside the calendar"),
        Text(
            f"自{day}推算的期限早于公元1年或晚于9999年",
            f"a period reckoned from {day} leaves the years 1 to 9999",
        ),
        Text("核对日期", "Check the date"),
    )
