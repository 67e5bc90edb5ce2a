"""The least-cost mix of CCERs and allowances: what to use, what to buy, what it saves, what one more tonne of cap is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import msgspec

from ..core.asof import AsOf
from ..core.decision import Receipt
from ..core.text import Text
from ..core.workdays import Calendar
from ..rules.receipt import law_of, seal
from .case import OffsetCase
from .solving import Solution, Year, solve
from .terms import AS_IT_IS, Excluded, Good, Setting, Terms, setting

KIND = "offset-plan"


class Line(NamedTuple):
    """So many tonnes of one source for one year. Money in fen.

    Parameters
    ----------
    year : int
    use : str
        ``held`` or ``buy``.
    product : str
        ``CCER`` or ``CEA``.
    name : str
    tonnes : int
    price_fen : int
        A tonne: asked for, or what a sale would bring before commission.
    principal_fen, commission_fen : int
        Of a purchase; 0 for what is held.
    forgone_fen : int
        What the sale of held tonnes would have brought, after commission; 0 for a purchase.
    not_before, by : date or None
        First and last day to buy; for what is held, the last day to start the offset.
    """

    year: int
    use: str
    product: str
    name: str
    tonnes: int
    price_fen: int
    principal_fen: int
    commission_fen: int
    forgone_fen: int
    not_before: dt.date | None
    by: dt.date | None

    @property
    def cost_fen(self) -> int:
        return self.principal_fen + self.commission_fen + self.forgone_fen


class YearPlan(NamedTuple):
    """One year of a plan. [tCO2e, fen]

    ``cap_value_fen`` is what one more tonne of cap would save; ``short_t`` what no source could meet.
    """

    year: int
    due_t: int
    cap_t: int
    room_t: int
    owed_t: int
    ccer_t: int
    cea_t: int
    short_t: int
    cap_value_fen: int
    deadline: dt.date | None
    buy_by: dt.date | None


class OffsetPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The least-cost plan of a case.

    Parameters
    ----------
    lines : tuple of Line
    years : tuple of YearPlan
    excluded : tuple of Excluded
        Lots and years that do not go together, and why.
    outlay_fen, forgone_fen, total_fen : int
        Paid with commission; sale value given up; their sum.
    allowances_only_fen : int or None
        The same with allowances alone; None where they could not meet what the plan meets.
    provisional : tuple of Text
        Inputs no text held stands behind.
    """

    lines: tuple[Line, ...]
    years: tuple[YearPlan, ...]
    excluded: tuple[Excluded, ...]
    outlay_fen: int
    forgone_fen: int
    total_fen: int
    allowances_only_fen: int | None
    provisional: tuple[Text, ...]
    terms: Terms = AS_IT_IS

    @property
    def saving_fen(self) -> int | None:
        """Against allowances only."""
        return None if self.allowances_only_fen is None else self.allowances_only_fen - self.total_fen

    @property
    def short_t(self) -> int:
        """What no source could meet. [t]"""
        return sum(year.short_t for year in self.years)

    def rows(self) -> tuple[dict[str, object], ...]:
        """A line a source and year, for tables and files."""
        return tuple({**line._asdict(), "cost_fen": line.cost_fen} for line in self.lines)

    def year_rows(self) -> tuple[dict[str, object], ...]:
        """A line a year."""
        return tuple(year._asdict() for year in self.years)

    def excluded_rows(self) -> tuple[dict[str, object], ...]:
        """A line a lot and year that do not go together."""
        return tuple(each._asdict() for each in self.excluded)


def plan(case: OffsetCase, at: AsOf, calendar: Calendar, terms: Terms = AS_IT_IS) -> OffsetPlan:
    """The plan of least cost.

    Parameters
    ----------
    case : OffsetCase
    at : AsOf
        The law of the day on which the plan is made; lots are judged as if filed that day.
    calendar : Calendar
    terms : Terms, optional
        Of a scenario.

    Raises
    ------
    NotInForce
        On a day without a cap or a commission in force.
    """
    held = setting(case, at, calendar, terms)
    best = solve(held.sources, held.years)
    only = solve(held.sources, _without_units(held.years))
    lines = lines_of(best, held)
    alone = lines_of(only, held)
    outlay = sum(line.principal_fen + line.commission_fen for line in lines)
    forgone = sum(line.forgone_fen for line in lines)
    return OffsetPlan(
        lines=lines,
        years=tuple(_year(number, best, held) for number in range(len(held.years))),
        excluded=held.excluded,
        outlay_fen=outlay,
        forgone_fen=forgone,
        total_fen=outlay + forgone,
        allowances_only_fen=sum(line.cost_fen for line in alone) if only.short == best.short else None,
        provisional=held.provisional,
        terms=terms,
    )


def lines_of(solution: Solution, held: Setting) -> tuple[Line, ...]:
    """A solution as lines, by year, what is held first; commission to the nearest fen a line."""
    lines = []
    for (number, year), tonnes in solution.taken.items():
        good = held.goods[number]
        place = next(i for i, each in enumerate(held.years) if each.year == year)
        by = held.schedules[place]
        principal = good.price_fen * tonnes
        commission = _nearest(principal * good.share)
        bought = good.use == "buy"
        last = None if by is None or good.product == "CEA" else by.buy_by if bought else by.apply_by
        lines.append(
            Line(
                year, good.use, good.product, good.name, tonnes, good.price_fen,
                principal if bought else 0, commission if bought else 0, 0 if bought else principal - commission,
                good.not_before, last,
            )
        )  # fmt: skip
    return tuple(
        sorted(
            lines,
            key=lambda line: (line.year, line.product == "CEA", line.use == "buy", line.price_fen, line.name),
        )
    )


def receipt_of(case: OffsetCase, made: OffsetPlan, at: AsOf, calendar: Calendar) -> Receipt:
    """The receipt of a plan: all inputs, the clauses and values read, the answer."""
    held = setting(case, at, calendar, made.terms)
    terms = {name: str(value) for name, value in made.terms._asdict().items()}
    result = {
        "total_fen": made.total_fen,
        "allowances_only_fen": made.allowances_only_fen,
        "lines": list(made.rows()),
    }
    inputs = {"case": msgspec.to_builtins(case), "terms": terms}
    return seal(KIND, at, inputs, law_of(held.citations, held.parameters), result)


def _year(number: int, best: Solution, held: Setting) -> YearPlan:
    year, stand, plan = held.years[number], held.standings[number], held.schedules[number]
    used = {True: 0, False: 0}
    for (source, of), tonnes in best.taken.items():
        if of == year.year:
            used[held.sources[source].ccer] += tonnes
    more = solve(held.sources, _with_room(held.years, number))
    worth = best.cost - more.cost if more.short == best.short else 0
    return YearPlan(
        year=year.year,
        due_t=stand.obligation.due_t,
        cap_t=stand.cap_t,
        room_t=stand.room_t,
        owed_t=stand.owed_t,
        ccer_t=used[True],
        cea_t=used[False],
        short_t=best.short.get(year.year, 0),
        cap_value_fen=_nearest(Fraction(worth, held.scale)),
        deadline=stand.deadline.day,
        buy_by=plan.buy_by if plan else None,
    )


def _without_units(years: Iterable[Year]) -> tuple[Year, ...]:
    return tuple(year._replace(room=0) for year in years)


def _with_room(years: tuple[Year, ...], number: int) -> tuple[Year, ...]:
    return tuple(year._replace(room=year.room + (place == number)) for place, year in enumerate(years))


def _nearest(amount: Fraction | int) -> int:
    """To the nearest whole fen, half up. [fen]"""
    exact = Fraction(amount)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


__all__ = ["KIND", "Good", "Line", "OffsetPlan", "YearPlan", "lines_of", "plan", "receipt_of"]
