"""How sure is a plan: its saving over price paths drawn from the exchange's daily record, and how often it is the best choice.

``market-daily.csv`` is the national exchange's daily notices as read to 30 June 2026: day, tonnes, turnover, average price. The average is
over all products, so a single product's price may move otherwise; the allowance's price stays as given unless the case gives a daily
standard deviation, for no daily record of it is held.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.asof import AsOf
from ..core.text import Text
from ..core.workdays import Calendar
from .case import OffsetCase
from .planning import Line, OffsetPlan, lines_of, plan
from .solving import solve
from .terms import Terms, setting

FILE = Path(__file__).resolve().parent / "market-daily.csv"
LONGEST_GAP = 15
"""Calendar days between two prices above which no change is read: the market's first day stands alone, a year before the next. [day]"""
GRID = 9
"""Price levels of each product at which rival plans are worked out."""
Floats = NDArray[np.float64]


class Record(NamedTuple):
    """The daily average price. [CNY/t]"""

    days: tuple[dt.date, ...]
    price: Floats

    @property
    def changes(self) -> Floats:
        """Logarithmic changes from one priced day to the next, long gaps left out. [1]"""
        gaps = np.diff([day.toordinal() for day in self.days])
        changes: Floats = np.diff(np.log(self.price))[gaps <= LONGEST_GAP]
        return changes


@functools.cache
def record() -> Record:
    """The record shipped; days without a trade have no price."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["average_price_cny"]]
    days = tuple(dt.date.fromisoformat(row["trade_date"]) for row in rows)
    return Record(days, np.array([float(row["average_price_cny"]) for row in rows]))


class Drawn(NamedTuple):
    """How a plan fares over the paths. Money in fen.

    Parameters
    ----------
    saving_fen : dict of str to int
        Against allowances only, at P10, P50, P90.
    total_fen : dict of str to int
    ccer_factor, cea_factor : dict of str to float
        Price on the day of purchase over the price now. [1]
    best : float
        Share of paths on which no rival plan is cheaper. [1]
    saves : float
        Share of paths on which it saves anything. [1]
    rivals : int
        Plans compared with.
    """

    saving_fen: dict[str, int]
    total_fen: dict[str, int]
    ccer_factor: dict[str, float]
    cea_factor: dict[str, float]
    best: float
    saves: float
    rivals: int
    paths: int
    seed: int
    buy_in: int
    record: tuple[dt.date, dt.date, int]
    provisional: tuple[Text, ...]

    def rows(self) -> tuple[dict[str, object], ...]:
        """A line a percentile."""
        return tuple(
            {
                "percentile": p,
                "saving_fen": self.saving_fen[p],
                "total_fen": self.total_fen[p],
                "ccer_factor": self.ccer_factor[p],
                "cea_factor": self.cea_factor[p],
            }
            for p in PERCENTILES
        )


PERCENTILES = {"P10": 10, "P50": 50, "P90": 90}


def factors(changes: Floats, days: int, block: int, paths: int, rng: np.random.Generator) -> Floats:
    """Price after so many trading days over the price now, by a circular block bootstrap of daily changes.

    Parameters
    ----------
    changes : array
        Logarithmic daily changes. [1]
    days, block : int
        [trading day]

    Returns
    -------
    array
        One factor a path, positive. [1]

    References
    ----------
    Politis and Romano (1992), a circular block-resampling procedure for stationary data.
    """
    blocks = -(-days // block)
    starts = rng.integers(0, len(changes), size=(paths, blocks))
    where = (starts[:, :, None] + np.arange(block)) % len(changes)
    drawn: Floats = np.exp(changes[where].reshape(paths, blocks * block)[:, :days].sum(axis=1))
    return drawn


def outlook(case: OffsetCase, made: OffsetPlan, at: AsOf, calendar: Calendar) -> Drawn:
    """Draw prices on the day of purchase and see how the plan fares beside allowances only and the plans other prices call for.

    What is held counts at its sale value at the same prices. The plan's quantities stay as they are on every path.
    """
    ask, held = case.outlook, record()
    rng = np.random.Generator(np.random.Philox(ask.seed))
    f = factors(held.changes, ask.buy_in, ask.block, ask.paths, rng)
    sd = ask.cea_daily_sd * ask.buy_in**0.5
    g: Floats = np.exp(sd * rng.standard_normal(ask.paths))
    own = _parts(made.lines)
    rivals = _rivals(case, at, calendar, made.terms, f, g)
    alone = _parts(
        lines_of(
            solve(
                (s := setting(case, at, calendar, made.terms)).sources, [y._replace(room=0) for y in s.years]
            ),
            s,
        )
    )
    costs = np.array([ccer * f + cea * g for ccer, cea in sorted({own, alone, *rivals})])
    cost = own[0] * f + own[1] * g
    saving = alone[0] * f + alone[1] * g - cost
    return Drawn(
        saving_fen=_percentiles(saving),
        total_fen=_percentiles(cost),
        ccer_factor={name: float(np.percentile(f, p)) for name, p in PERCENTILES.items()},
        cea_factor={name: float(np.percentile(g, p)) for name, p in PERCENTILES.items()},
        best=float(np.mean(cost <= costs.min(axis=0) + 0.5)),
        saves=float(np.mean(saving > 0.5)),
        rivals=len(costs) - 1,
        paths=ask.paths,
        seed=ask.seed,
        buy_in=ask.buy_in,
        record=(held.days[0], held.days[-1], len(held.days)),
        provisional=_notes(case, held),
    )


def _parts(lines: tuple[Line, ...]) -> tuple[int, int]:
    """What a plan costs in CCERs and in allowances at the prices now: each part moves with its own price. [fen]"""
    units = sum(line.cost_fen for line in lines if line.product == "CCER")
    return units, sum(line.cost_fen for line in lines) - units


def _rivals(
    case: OffsetCase, at: AsOf, calendar: Calendar, terms: Terms, f: Floats, g: Floats
) -> set[tuple[int, int]]:
    """The plans that other prices among the paths would call for, at the prices now."""
    now = setting(case, at, calendar, terms)
    found = set()
    shares = np.linspace(0, 100, GRID)
    for ccer in np.percentile(f, shares):
        for cea in np.percentile(g, shares) if case.outlook.cea_daily_sd else [1.0]:
            sources = [
                source._replace(cost=int(source.cost * Fraction(str(float(ccer if source.ccer else cea)))))
                for source in now.sources
            ]
            found.add(_parts(lines_of(solve(sources, now.years), now)))
    return found


def _percentiles(values: Floats) -> dict[str, int]:
    return {name: int(np.percentile(values, p)) for name, p in PERCENTILES.items()}


def _notes(case: OffsetCase, held: Record) -> tuple[Text, ...]:
    notes = [
        Text(
            f"价格变化取自 {held.days[0]} 至 {held.days[-1]} 全市场日均价的记录，不是单个产品",
            f"price changes are of the market's daily average from {held.days[0]} to {held.days[-1]}, not of one product",
        ),
        Text(
            f"买入日暂定为 {case.outlook.buy_in} 个交易日后",
            f"the purchase is taken {case.outlook.buy_in} trading days from now",
        ),
    ]
    if not case.outlook.cea_daily_sd:
        notes.append(
            Text(
                "配额价格按给定值不变：没有其每日记录",
                "the allowance's price stays as given: no daily record of it is held",
            )
        )
    return tuple(notes)


def with_outlook(case: OffsetCase, at: AsOf, calendar: Calendar) -> tuple[OffsetPlan, Drawn]:
    """A plan and how sure it is."""
    made = plan(case, at, calendar)
    return made, outlook(case, made, at, calendar)


__all__: list[Any] = ["Drawn", "Record", "factors", "outlook", "record", "with_outlook"]
