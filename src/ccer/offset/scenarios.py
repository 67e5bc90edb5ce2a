"""The same case under other terms: another cap, the draft rule, other prices, an earlier deadline."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ..core.asof import AsOf
from ..core.text import Text
from ..core.workdays import Calendar
from .case import OffsetCase
from .planning import OffsetPlan, plan
from .terms import Terms

EARLIER = 20
"""Of the scenario with an earlier deadline. [working day]"""
SCENARIOS: dict[str, tuple[Text, Terms]] = {
    "base": (Text("现行规则和价格", "law and prices as they are"), Terms()),
    "cap-half": (Text("抵销比例减半", "half the cap"), Terms(cap_factor=Fraction(1, 2))),
    "cap-double": (Text("抵销比例加倍", "twice the cap"), Terms(cap_factor=Fraction(2))),
    "draft": (Text("草案规则假定施行", "the draft rule as if in force"), Terms(draft=True)),
    "ccer-up": (Text("减排量价格 +10%", "CCER prices +10%"), Terms(ccer_factor=Fraction(11, 10))),
    "ccer-down": (Text("减排量价格 −10%", "CCER prices −10%"), Terms(ccer_factor=Fraction(9, 10))),
    "cea-up": (Text("配额价格 +10%", "allowance prices +10%"), Terms(cea_factor=Fraction(11, 10))),
    "cea-down": (Text("配额价格 −10%", "allowance prices −10%"), Terms(cea_factor=Fraction(9, 10))),
    "earlier": (
        Text(f"清缴截止提前 {EARLIER} 个工作日", f"the deadline {EARLIER} working days earlier"),
        Terms(earlier=EARLIER),
    ),
}


class Scenario(NamedTuple):
    """A plan under other terms."""

    name: str
    title: Text
    plan: OffsetPlan

    def row(self) -> dict[str, object]:
        """One line of the comparison. [t, fen]"""
        made = self.plan
        return {
            "scenario": self.name,
            "title": self.title,
            "ccer_t": sum(year.ccer_t for year in made.years),
            "ccer_bought_t": sum(
                line.tonnes for line in made.lines if (line.product, line.use) == ("CCER", "buy")
            ),
            "cea_t": sum(year.cea_t for year in made.years),
            "short_t": made.short_t,
            "total_fen": made.total_fen,
            "allowances_only_fen": made.allowances_only_fen,
            "saving_fen": made.saving_fen,
        }


def scenarios(case: OffsetCase, at: AsOf, calendar: Calendar) -> tuple[Scenario, ...]:
    """Every scenario, the law and prices as they are first."""
    return tuple(
        Scenario(name, title, plan(case, at, calendar, terms)) for name, (title, terms) in SCENARIOS.items()
    )
