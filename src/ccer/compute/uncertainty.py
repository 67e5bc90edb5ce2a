"""How sure a quantity of reductions is: the inputs' stated errors carried through the methodology's own equations, by Monte Carlo.

`monte_carlo` takes any chain that works on arrays; `with_interval` a calculation, ex ante or ex post, of any methodology whose yearly
quantities are inputs of its equations; `plan_interval` the meter rows of many projects. The same seed gives the same bytes: each input
has its own Philox stream, made from the seed and its name, so that an input more or less leaves the draws of the others as they are.

The share of an input in the variance is the variance with that input alone in error, over the sum of these: exact where the chain is
linear; where errors multiply, what they do together is shared out in proportion.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..core.errors import BadInput
from ..core.text import Text
from ._chains import Path, Sums, columns_by_year
from .calculate import WHOLE, Data, calculate, columns_of
from .methodology import Methodology, Plan, Step
from .result import Calculation, Interval

Shape = Literal["normal", "uniform", "triangular"]
Floats = NDArray[np.float64]
Chain = Callable[[Mapping[str, Any]], Any]
"""From columns to the quantity asked for; elements lie along the first axes, draws along the last."""

BLOCK: Final = 1 << 18
"""Elements of one input worked on at a time; part of what a seed means."""
FEWEST, MOST = 100, 10_000_000
ALL: Final = "all"
STATE: Final = Text(
    "核对所写的分布、大小、是否相对、是否不能为负、何者共有，以及种子、次数和置信度",
    "check shape, size, whether it is relative or cannot be negative, what is common, and the seed, draws and confidence",
)


class InputError(msgspec.Struct, frozen=True):
    """The stated error of one input.

    Parameters
    ----------
    shape : str
        ``normal``, ``uniform`` or ``triangular``, each about the stated value.
    size : float
        Standard deviation of a normal error, half the width of the others: a share of the value where ``relative``, else in the
        input's own unit.
    relative : bool
    non_negative : bool
        True cuts the distribution off at 0.
    common : str
        What has one error in common: nothing (""), all elements (``all``), or those alike in a column of their table (``project``: a
        meter that reads high does so every month).
    """

    shape: Shape
    size: float
    relative: bool = True
    non_negative: bool = True
    common: str = ""


class Sampling(msgspec.Struct, frozen=True):
    """How it is drawn: a seed, which has no default because it belongs to the result; draws; confidence. [1]"""

    seed: int
    draws: int = 10_000
    confidence: float = 0.9


class _Input(NamedTuple):
    """One input ready to be drawn: values, error, and for each element the number of the error it has."""

    name: str
    values: Any
    error: InputError
    groups: Any = None

    def blocks(self, sampling: Sampling, step: int) -> Iterator[Floats]:
        """Values with their errors, so many draws at a time along the last axis."""
        random = np.random.Generator(np.random.Philox(_seed(self.name, sampling.seed)))
        scale = self.error.size * (np.abs(self.values) if self.error.relative else np.ones_like(self.values))
        floor, place = self._floor(scale)
        for start in range(0, sampling.draws, step):
            count = min(step, sampling.draws - start)
            drawn = np.moveaxis(_deviations(random, self.error.shape, floor, count), 0, -1)
            yield self.values[..., None] + scale[..., None] * drawn[place]

    def _floor(self, scale: Floats) -> tuple[Floats, Any]:
        """For each error the least deviation that leaves all its elements at 0 or more, and where each element's error lies."""
        least = np.full(self.values.shape, -np.inf)
        if self.error.non_negative:
            with np.errstate(over="ignore"):  # an error so small that its floor is out of reach
                np.divide(-self.values, scale, out=least, where=scale > 0)
        if self.groups is None:
            return least, ...
        floor = np.full(int(self.groups.max()) + 1, -np.inf)
        np.maximum.at(floor, self.groups, least)
        return floor, self.groups


def monte_carlo(
    chain: Chain,
    columns: Mapping[str, Any],
    errors: Mapping[str, InputError],
    sampling: Sampling,
    *,
    groups: Mapping[str, NDArray[np.int64]] | None = None,
) -> Interval:
    """The interval of what a chain gives when its inputs have errors.

    Parameters
    ----------
    chain : callable
        From columns to one quantity. It is given arrays with the draws along the last axis and answers with one number a draw.
    columns : mapping
        Name -> stated value or array of values.
    errors : mapping
        Name -> error of that column; the others are exact.
    sampling : Sampling
    groups : mapping
        Name -> for each element the number of the error it has in common with others.

    Returns
    -------
    Interval
        Quantiles of the draws; ``relative`` is half the width over the chain on the stated values.

    Raises
    ------
    BadInput
        If an error names no column, or it, a value or the sampling cannot be used.
    """
    _check(sampling)
    exact = {name: np.asarray(value, float)[..., None] for name, value in columns.items()}
    inputs = [_input(name, error, columns, groups or {}) for name, error in sorted(errors.items())]
    estimate = float(np.squeeze(chain(exact)))
    if not inputs or not math.isfinite(estimate) or estimate == 0:
        why = Text(
            f"没有写明误差的输入，或估计值为 {estimate}",
            f"no input has an error, or the estimate is {estimate}",
        )
        raise _bad(Text("不确定性无法核算", "the uncertainty cannot be calculated"), why)
    step = max(1, BLOCK // max(entry.values.size for entry in inputs))
    parts: list[list[Floats]] = [[] for _ in range(len(inputs) + 1)]
    for drawn in zip(*(entry.blocks(sampling, step) for entry in inputs), strict=True):
        given = {entry.name: values for entry, values in zip(inputs, drawn, strict=True)}
        for part, varied in zip(parts, [given, *({name: given[name]} for name in given)], strict=True):
            part.append(np.broadcast_to(chain(exact | varied), drawn[0].shape[-1]))
    all_in, *alone = (np.concatenate(part) for part in parts)
    return _interval(all_in, estimate, sampling, _shares([entry.name for entry in inputs], alone))


def with_interval(
    methodology: Methodology,
    calculation: Calculation,
    errors: Mapping[str, InputError],
    sampling: Sampling,
) -> Calculation:
    """A calculation with the simulated interval of its total, before rounding; its inputs, and so the receipt, hold errors and seed.

    Parameters
    ----------
    errors : mapping
        Quantity of the equations (``exported_energy``, ``operating_margin``, ``fuel_consumed``, …) or short name of a dated parameter
        (``om_weight``) -> its error. Each calendar year has its own error unless ``common`` is ``all``. An error stated for a quantity
        that is itself calculated (``combined_margin``) replaces those of what it is calculated from.

    Raises
    ------
    BadInput
        As `monte_carlo`; naming the inputs where an error is that of none.
    """
    columns = columns_by_year(methodology, calculation)
    target, path = methodology.plan.tonnes, _path(methodology, columns, errors)

    def chain(given: Mapping[str, Any]) -> Any:
        return path.run(given)[target].sum(axis=0)

    interval = monte_carlo(chain, {name: columns[name] for name in path.leaves}, errors, sampling)
    stated = {"errors": msgspec.to_builtins(errors), "sampling": msgspec.to_builtins(sampling)}
    return msgspec.structs.replace(
        calculation, simulated=interval, inputs={**calculation.inputs, "uncertainty": stated}
    )


def starting_points(
    methodology: Methodology, calculation: Calculation, kept: Iterable[str] = ()
) -> tuple[str, ...]:
    """The quantities a calculation starts from, whose errors `with_interval` takes; ``kept`` are taken as such though calculated."""
    return tuple(_path(methodology, columns_by_year(methodology, calculation), kept).leaves)


def _path(methodology: Methodology, columns: Mapping[str, Floats], kept: Iterable[str]) -> Path:
    path = Path((*methodology.plan.years, *map(Step, methodology.equations)), columns, frozenset(kept))
    path.need(methodology.plan.tonnes)
    return path


def plan_interval(plan: Plan, data: Data, errors: Mapping[str, InputError], sampling: Sampling) -> Interval:
    """The interval of the reductions of all projects and years of some tables together, before rounding.

    Parameters
    ----------
    data : mapping
        Tables as ``ccer.compute.calculate`` takes them.
    errors : mapping
        Table and column (``exports.metered``, ``factors.combined_margin``) -> error. Each row has its own unless ``common`` is ``all`` or
        a column of the table.
    """
    sums = Sums(plan, data, calculate(plan, data))
    held = {
        f"{table}.{column}": np.asarray(data[table][column])
        for table, wanted in columns_of(plan).items()
        if table in WHOLE or np.size(data.get(table, {}).get("year", ()))
        for column in wanted
    }
    columns = {name: values for name, values in held.items() if values.dtype.kind in "iuf"}
    groups = {}
    for name, error in errors.items():
        alike = f"{name.partition('.')[0]}.{error.common}"
        if alike in held:
            groups[name] = np.unique(held[alike], return_inverse=True)[1]
    return monte_carlo(sums.total, columns, errors, sampling, groups=groups)


def _interval(
    draws: Floats, estimate: float, sampling: Sampling, drivers: tuple[tuple[str, float], ...]
) -> Interval:
    tail = (1 - sampling.confidence) / 2
    low, high = (float(end) for end in np.quantile(draws, [tail, 1 - tail]))
    method = Text(
        f"蒙特卡洛模拟：{sampling.draws:,} 次抽样，种子 {sampling.seed}（NumPy Philox）",
        f"Monte Carlo: {sampling.draws:,} draws, seed {sampling.seed} (NumPy Philox)",
    )
    return Interval(low, high, sampling.confidence, (high - low) / 2 / abs(estimate), method, drivers)


def _shares(names: list[str], alone: list[Floats]) -> tuple[tuple[str, float], ...]:
    """Each input's share of the variance, largest first; none where nothing varies."""
    variances = [float(np.var(draws)) for draws in alone]
    whole = math.fsum(variances)
    if whole == 0:
        return ()
    shares = [(name, variance / whole) for name, variance in zip(names, variances, strict=True)]
    return tuple(sorted(shares, key=lambda share: (-share[1], share[0])))


def _seed(name: str, seed: int) -> np.random.SeedSequence:
    return np.random.SeedSequence(seed, spawn_key=(zlib.crc32(name.encode()),))


def _deviations(random: np.random.Generator, shape: Shape, floor: Floats, count: int) -> Floats:
    """Deviations in units of the error's size, none below the floor: what falls below it is drawn again."""

    def draw(size: tuple[int, ...]) -> Floats:
        if shape == "normal":
            return random.standard_normal(size)
        if shape == "uniform":
            return random.uniform(-1.0, 1.0, size)
        return random.triangular(-1.0, 0.0, 1.0, size)

    drawn = draw((count, *floor.shape))
    while (below := drawn < floor).any():
        drawn[below] = draw((int(np.count_nonzero(below)),))
    return drawn


def _input(
    name: str, error: InputError, columns: Mapping[str, Any], groups: Mapping[str, NDArray[np.int64]]
) -> _Input:
    """An input with its error, checked."""
    if name not in columns:
        raise _bad(
            Text(f"输入“{name}”不存在", f"there is no input {name!r}"),
            Text(
                "误差须写给计算所用的输入", "an error must be that of something the calculation starts from"
            ),
            Text(f"可用：{'、'.join(columns)}", f"use one of: {', '.join(columns)}"),
        )
    values = np.asarray(columns[name], float)
    what = Text(f"输入“{name}”的误差无法使用", f"the error of the input {name!r} cannot be used")
    if error.shape not in ("normal", "uniform", "triangular") or not (0 <= error.size < math.inf):
        raise _bad(what, Text(f"{error.shape}，{error.size}", f"{error.shape}, {error.size}"))
    if not np.isfinite(values).all():
        raise _bad(what, Text("其值不是数", "its value is not a number"))
    if error.non_negative and (values < 0).any():
        raise _bad(what, Text("其值为负，却写明不能为负", "its value is negative, though stated never to be"))
    if error.common == ALL:
        return _Input(name, values, error, np.zeros(values.shape, np.int64))
    if error.common and name not in groups:
        why = Text(f"没有可按“{error.common}”归并的列", f"there is no column {error.common!r} to group by")
        raise _bad(what, why)
    return _Input(name, values, error, groups[name] if error.common else None)


def _check(sampling: Sampling) -> None:
    if not (
        0 <= sampling.seed < 1 << 63 and FEWEST <= sampling.draws <= MOST and 0 < sampling.confidence < 1
    ):
        raise _bad(
            Text("抽样设置无法使用", "the sampling cannot be used"),
            Text(
                f"种子须为 0 或正整数，抽样次数须在 {FEWEST} 至 {MOST} 之间，置信度须在 0 与 1 之间",
                f"a seed of 0 or more, {FEWEST} to {MOST} draws and a confidence between 0 and 1 are needed",
            ),
        )


def _bad(what: Text, why: Text, next: Text = STATE) -> BadInput:
    return BadInput(what=what, why=why, next=next)
