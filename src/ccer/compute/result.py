"""What a calculation gives: per calendar year, every quantity of the equations, whole tonnes, and what they rest on."""

from __future__ import annotations

import datetime as dt
from typing import Literal

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
        Inputs by their share of the variance, largest first. [1]
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


def title_of(name: str) -> Text:
    """Title of a quantity of the equations; its name where it is none."""
    known = quantities().get(name)
    return known.title if known is not None else Text(name, name)


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
    simulated: Interval | None = None

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
