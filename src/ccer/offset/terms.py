"""Under which terms a plan is made, and what each source may be used for under them: eligibility, windows, the gap between trades."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from ..core.asof import AsOf, Citation, DatedValue
from ..core.text import Text
from ..core.workdays import Calendar
from ..project.life.fields import titles
from .case import OffsetCase, Units, fen
from .eligibility import DRAFT_RULE, eligibility
from .obligations import Standing, standing
from .solving import ENDLESS, Source, Year
from .timing import GAP, Schedule, not_before, schedule, workdays_before

COMMISSION = "fee.listed_commission_share"


class Terms(NamedTuple):
    """What differs from the law and the prices as they are.

    Parameters
    ----------
    cap_factor : Fraction
        Times the law's share of the cap.
    draft : bool
        The draft plan's rule as if in force.
    ccer_factor, cea_factor : Fraction
        Times the prices given.
    earlier : int
        Working days by which the last day to surrender comes earlier.
    """

    cap_factor: Fraction = Fraction(1)
    draft: bool = False
    ccer_factor: Fraction = Fraction(1)
    cea_factor: Fraction = Fraction(1)
    earlier: int = 0


AS_IT_IS = Terms()


class Good(NamedTuple):
    """A source with what it is; ``price_fen`` a tonne before commission, ``not_before`` the first day it may be bought."""

    use: str
    product: str
    name: str
    price_fen: int
    share: Fraction
    not_before: dt.date | None

    def cost(self, scale: int) -> int:
        """Of one tonne, commission included, in 1/scale fen; of what is held, what its sale would bring."""
        sign = 1 if self.use == "buy" else -1
        return int(self.price_fen * (1 + sign * self.share) * scale)


class Excluded(NamedTuple):
    """A lot that does not count for a year, why, and by which clause."""

    name: str
    year: int
    why: Text
    clause: str


class Setting(NamedTuple):
    """A case under terms, as the solver takes it; costs are in 1/scale fen."""

    goods: tuple[Good, ...]
    sources: tuple[Source, ...]
    years: tuple[Year, ...]
    standings: tuple[Standing, ...]
    schedules: tuple[Schedule | None, ...]
    excluded: tuple[Excluded, ...]
    scale: int
    citations: tuple[Citation, ...]
    parameters: tuple[DatedValue, ...]
    provisional: tuple[Text, ...]


def setting(case: OffsetCase, at: AsOf, calendar: Calendar, terms: Terms = AS_IT_IS) -> Setting:
    """Ask the rules about every lot and year, and price every source."""
    share = at.parameter("offset.cap_share")
    commission = at.parameter(COMMISSION)
    cap = float(Fraction(str(share.number)) * terms.cap_factor)
    held = sorted(case.obligations, key=lambda each: each.year)
    standings = tuple(standing(each, at, share=cap) for each in held)
    schedules = tuple(_schedule(each, case, terms, calendar) for each in standings)
    ccer, cea = Fraction(str(commission.number)), Fraction(str(case.cea_commission_share or 0))
    scale = lcm(ccer.denominator, cea.denominator)
    judge = _Judge(case, at, calendar, terms, standings, schedules)
    goods: list[Good] = []
    sources: list[Source] = []
    for use, lots in (("held", case.held), ("buy", case.offers)):
        for lot in lots:
            usable, first = judge.years(lot, use == "buy")
            good = Good(use, "CCER", lot.units, _times(fen(lot.price), terms.ccer_factor), ccer, first)
            goods.append(good)
            sources.append(Source(good.cost(scale), lot.quantity, usable, True))
    every = frozenset(each.year for each in held)
    for use, allowances in (("held", case.cea_held), ("buy", case.cea_offers)):
        for each in allowances:
            good = Good(use, "CEA", each.name, _times(fen(each.price), terms.cea_factor), cea, None)
            goods.append(good)
            quantity = ENDLESS if each.quantity is None else each.quantity
            sources.append(
                Source(
                    good.cost(scale), quantity, frozenset(each.years) & every if each.years else every, False
                )
            )
    years = tuple(Year(each.obligation.year, each.owed_t, each.room_t) for each in standings)
    return Setting(
        tuple(goods), tuple(sources), years, standings, schedules, tuple(judge.excluded), scale,
        tuple(judge.citations.values()), (share, commission, *judge.parameters.values()), _provisional(case, standings, schedules),
    )  # fmt: skip


class _Judge:
    """For which years a lot counts; keeps what it was refused for and the law it asked."""

    def __init__(
        self, case: OffsetCase, at: AsOf, calendar: Calendar, terms: Terms, standings: tuple[Standing, ...],
        schedules: tuple[Schedule | None, ...],
    ) -> None:  # fmt: skip
        self.case, self.at, self.calendar, self.terms = case, at, calendar, terms
        self.standings, self.schedules = standings, schedules
        self.excluded: list[Excluded] = []
        self.citations: dict[str, Citation] = {}
        self.parameters: dict[str, DatedValue] = {}

    def years(self, lot: Units, bought: bool) -> tuple[frozenset[int], dt.date | None]:
        """The years, and the first day on which it may be bought."""
        first = not_before(lot.opposite_on, self.at, self.calendar) if bought else None
        start = max(self.at.on, first) if first else self.at.on
        usable = set()
        for stand, plan in zip(self.standings, self.schedules, strict=True):
            year = stand.obligation.year
            last = None if plan is None else plan.buy_by if bought else plan.apply_by
            if last is not None and start > last:
                late = bool(first and first > self.at.on)
                self.excluded.append(
                    Excluded(
                        lot.units, year, _late(start, last, late), self._gap() if late else stand.share.cite
                    )
                )
            elif self._eligible(lot, stand):
                usable.add(year)
        return frozenset(usable), first

    def _eligible(self, lot: Units, stand: Standing) -> bool:
        quantity = min(lot.quantity, stand.room_t)
        found = eligibility(
            lot.lot, quantity, self.case.entity, stand.obligation, self.at, draft_in_force=self.terms.draft
        )
        for finding in found.decision.findings:
            self.citations |= {c.ref: c for c in finding.citations if not c.draft}
            self.parameters |= {p.name: p for p in finding.parameters}
        year = stand.obligation.year
        others = [
            f for f in (*found.decision.refusals, *found.decision.open_points) if f.rule != "offset.cap"
        ]
        for f in others:
            why = Text(f"{f.title.zh}：{f.fact_text('zh')}", f"{f.title.en}: {f.fact_text('en')}")
            if f.missing:
                named = [titles().get(name, Text(name, name)) for name in f.missing]
                why = Text(
                    f"{f.title.zh}：缺少事实“{'、'.join(name.zh for name in named)}”",
                    f"{f.title.en}: missing: {', '.join(name.en for name in named)}",
                )
            self.excluded.append(Excluded(lot.units, year, why, f.citations[0].ref if f.citations else ""))
        if others:
            return False
        if found.as_if and found.would is False:
            clause = found.draft.citations[0].ref if found.draft and found.draft.citations else DRAFT_RULE
            why = Text("按草案（假定施行）不可用", "not usable under the draft, taken as in force")
            self.excluded.append(Excluded(lot.units, year, why, clause))
            return False
        return True

    def _gap(self) -> str:
        return self.at.parameter(GAP).cite


def _schedule(stand: Standing, case: OffsetCase, terms: Terms, calendar: Calendar) -> Schedule | None:
    day = stand.deadline.day
    return (
        None if day is None else schedule(workdays_before(day, terms.earlier, calendar), case.lead, calendar)
    )


def _late(start: dt.date, last: dt.date, gap: bool) -> Text:
    why = Text("，因同一标的反向交易间隔", ", for the gap between opposite trades") if gap else Text("", "")
    return Text(
        f"最早 {start}{why.zh}，迟于最后一日 {last}",
        f"{start} at the earliest{why.en}, later than the last day {last}",
    )


def _times(price_fen: int, factor: Fraction) -> int:
    """A price times a factor, to the nearest fen."""
    return (2 * price_fen * factor.numerator + factor.denominator) // (2 * factor.denominator)


def _provisional(
    case: OffsetCase, standings: tuple[Standing, ...], schedules: tuple[Schedule | None, ...]
) -> tuple[Text, ...]:
    """Inputs no text held stands behind."""
    found = [
        Text(f"{s.obligation.year} 年度：", f"{s.obligation.year}: ") + s.deadline.why
        for s in standings
        if s.deadline.why
    ]
    found += [why for plan in schedules if plan for why in plan.provisional]
    if case.cea_commission_share is None:
        found.append(
            Text("配额交易手续费未知，按 0 计", "the commission on allowances is not known and taken as 0")
        )
    if any(lot.price is None for lot in case.held):
        found.append(Text("未给售价的持有减排量按 0 计值", "units held without a sale price are valued at 0"))
    return tuple(dict.fromkeys(found))
