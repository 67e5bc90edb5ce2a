"""What a calculation gives: per calendar year, every quantity of the equations, whole tonnes, and what they rest on."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

import msgspec

from ..core.asof import MARK_TEXT, DatedValue, Mark
from ..core.text import Text
from .equation import quantities

Kind = Literal["ex-ante", "ex-post"]


class Reason(msgspec.Struct, frozen=True):
    """One value that makes a result provisional."""

    name: str
    mark: Mark
    why: Text


class YearResult(msgspec.Struct, frozen=True):
    """One calendar year (or the part of it inside the period).

    Parameters
    ----------
    year : int
    first_day, last_day : date
        Both ends included.
    days, year_days : int
        Days inside the period; 365 or 366.
    values : dict
        Quantity name -> value, in the unit of the methodology's quantity table, in the order of the equations.
    tonnes : int
        Reductions, rounded down. [tCO2e]
    factor : str
        Label of the grid factor used, "" where none is.
    provisional : tuple of Reason
    """

    year: int
    first_day: dt.date
    last_day: dt.date
    days: int
    year_days: int
    values: dict[str, float]
    tonnes: int
    factor: str = ""
    provisional: tuple[Reason, ...] = ()


class Adjustment(msgspec.Struct, frozen=True):
    """One correction made to what was metered, for the QA log."""

    where: str
    what: Text
    before: float
    after: float
    unit: str
    cite: str


class Interval(msgspec.Struct, frozen=True):
    """How sure a quantity is.

    Parameters
    ----------
    low, high : float
        Ends of the interval. [tCO2e]
    confidence : float
        E.g. 0.9. [1]
    relative : float
        Half-width over the estimate. [1]
    method : Text
        The estimator: that of the methodology, or Monte Carlo with its draws and seed.
    drivers : tuple of (str, float)
        Inputs by their share of the variance, largest first, and what they do together (`TOGETHER`); they add up to 1. [1]
    """

    low: float
    high: float
    confidence: float
    relative: float
    method: Text
    drivers: tuple[tuple[str, float], ...] = ()

    @property
    def text(self) -> Text:
        """In a sentence: confidence, ends, relative half-width, method, and what drives it, largest share first."""
        confidence, relative = f"{self.confidence * 100:g}", f"{self.relative:.1%}"
        ends = f"{self.low:,.0f} – {self.high:,.0f} tCO₂e"
        said = Text(
            f"{confidence}% 区间 {ends}（±{relative}），", f"{confidence} % interval {ends} (±{relative}), "
        )
        if not self.drivers:
            return said + self.method
        shares = [(title_of(name), f"{share:.1%}") for name, share in self.drivers]
        return (
            said
            + self.method
            + Text(
                f"；主要来源（占方差）：{'、'.join(f'{title.zh} {share}' for title, share in shares)}",
                f"; driven by (share of the variance): {', '.join(f'{title.en} {share}' for title, share in shares)}",
            )
        )

    @property
    def notes(self) -> tuple[Text, ...]:
        """What else is known of it, a sentence each."""
        return ()


class Simulation(Interval, frozen=True):
    """The interval of a Monte Carlo.

    Parameters
    ----------
    mean, median : float
        Of the draws. [tCO2e]
    ends_error : tuple of float
        Standard errors of the two ends: by so much another seed would move them. [tCO2e]
    totals : tuple of (str, float)
        Where inputs work together: each one's share of the variance with all it does with others; these add up to more than 1. [1]
    stated : tuple of Text
        The errors it rests on, a sentence each.
    """

    mean: float = 0.0
    median: float = 0.0
    ends_error: tuple[float, float] = (0.0, 0.0)
    totals: tuple[tuple[str, float], ...] = ()
    stated: tuple[Text, ...] = ()

    @property
    def notes(self) -> tuple[Text, ...]:
        """Mean, median, how settled the ends are; totals where inputs work together; the stated errors."""
        low, high = (f"{error:,.1f}" for error in self.ends_error)
        found = [
            Text(
                f"均值 {self.mean:,.0f}，中位数 {self.median:,.0f} tCO₂e；两端的标准误 {low} 和 {high} tCO₂e（抽样次数越多越小）",
                f"mean {self.mean:,.0f}, median {self.median:,.0f} tCO₂e; standard errors of the ends {low} and {high} tCO₂e (less with "
                "more draws)",
            )
        ]
        if self.totals:
            shares = [(title_of(name), f"{share:.1%}") for name, share in self.totals]
            found.append(
                Text(
                    f"连同与其他输入的共同作用：{'、'.join(f'{title.zh} {share}' for title, share in shares)}",
                    f"with what each does together with others: {', '.join(f'{title.en} {share}' for title, share in shares)}",
                )
            )
        return (*found, *(Text("所写误差——", "stated error: ") + one for one in self.stated))


TOGETHER: Final = "together"
_TABLES: Final = {
    "exports": Text("上网电量读数", "readings of exported electricity"),
    "imports": Text("下网电量读数", "readings of imported electricity"),
    "certificates": Text("绿证电量", "certificates"),
    "fuels": Text("燃料", "fuels"),
    "strata": Text("碳层", "strata"),
    "factors": Text("电网因子", "grid factors"),
    TOGETHER: Text("几项共同作用", "what they do together"),
}
_COLUMNS: Final = {
    "metered": Text("计量值", "metered"),
    "area": Text("面积", "area"),
    "growth": Text("生长曲线整体", "the growth curve as a whole"),
    "soil": Text("土壤碳累积整体", "soil accumulation as a whole"),
    "limit": Text("生长曲线上限", "upper limit of the growth curve"),
    "rate": Text("生长曲线速率", "rate of the growth curve"),
    "scale": Text("生长曲线尺度", "scale of the growth curve"),
    "shape": Text("生长曲线形状", "shape of the growth curve"),
    "density": Text("木材基本密度", "wood density"),
    "expansion": Text("生物量扩展系数", "expansion factor"),
    "root_shoot": Text("根茎比", "root-to-shoot ratio"),
    "carbon": Text("含碳率", "carbon fraction"),
}


def title_of(name: str) -> Text:
    """Title of a quantity of the equations, or of a column of a table; its name where it is neither."""
    known = quantities().get(name)
    if known is not None:
        return known.title
    table, dot, column = name.partition(".")
    if not dot:
        return _TABLES.get(name, Text(name, name))
    head = _TABLES.get(table, Text(table, table))
    tail = _COLUMNS.get(column) or title_of(column)
    return Text(f"{head.zh}·{tail.zh}", f"{head.en}: {tail.en}")


class Calculation(msgspec.Struct, frozen=True):
    """The reductions of one project over a period under one version of a methodology.

    ``tonnes`` is the total by the stated rounding practice and ``annual_mean_tonnes`` its floored yearly mean; both whole. [tCO2e]
    ``interval`` is that of the methodology's own estimator, ``simulated`` that of a Monte Carlo over stated errors.
    """

    methodology: str
    in_force_since: dt.date
    kind: Kind
    on: dt.date
    period: tuple[dt.date, dt.date]
    practice: str
    years: tuple[YearResult, ...]
    tonnes: int
    annual_mean_tonnes: int
    parameters: tuple[DatedValue, ...] = ()
    provisional: tuple[Reason, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    inputs: dict[str, object] = {}
    interval: Interval | None = None
    simulated: Simulation | None = None

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Those there are, the methodology's own estimator first."""
        return tuple(found for found in (self.interval, self.simulated) if found is not None)

    @property
    def entered(self) -> tuple[DatedValue, ...]:
        """Values the user entered from the official text, each once."""
        held = {value.name: value for value in self.parameters if value.mark == "entered"}
        return tuple(held.values())

    def rests_on(self, reason: Reason) -> Text:
        """A reason with the parameter it is about: name, present value and how sure it is."""
        short = reason.name.split(".", 2)[-1] if reason.name.startswith("methodology.") else reason.name
        for value in self.parameters:
            if value.name == reason.name:
                said, unit = (
                    MARK_TEXT[value.mark],
                    "" if value.unit in ("1", "text", "flag") else f" {value.unit}",
                )
                head = Text(
                    f"{value.title.zh}（{short} = {value.value}{unit}，{said.zh}）：",
                    f"{value.title.en} ({short} = {value.value}{unit}, {said.en}): ",
                )
                return head + reason.why
        return Text(f"{short}：", f"{short}: ") + reason.why
