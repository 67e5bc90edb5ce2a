"""Draws of inputs with stated errors: shapes, limits, what is common, and a Philox stream for each input.

A stream is made from the seed and the input's name and is cut into blocks whose length follows from that input alone, so that another
input more or less, another order of them or another number of threads leaves every draw as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..core.errors import BadInput
from ..core.text import Text

Shape = Literal["normal", "uniform", "triangular", "lognormal"]
SHAPES: Final[dict[str, Text]] = {
    "normal": Text("正态分布，标准差", "normal, standard deviation"),
    "uniform": Text("均匀分布，半宽", "uniform, half-width"),
    "triangular": Text("三角分布，半宽", "triangular, half-width"),
    "lognormal": Text("对数正态分布，标准差", "lognormal, standard deviation"),
}
Floats = NDArray[np.float64]

BLOCK: Final = 1 << 16
"""Numbers of one input drawn at a time; part of what a seed means."""
FEWEST, MOST = 100, 10_000_000
ALL: Final = "all"
EACH: Final = "each"
NARROWEST: Final = 0.05
"""Limits nearer to each other than this share of the error's size are no limits of it."""
STATE: Final = Text(
    "核对所写的分布、大小、上下限、是否相对、是否不能为负、何者共有，以及种子、次数和置信度",
    "check shape, size, limits, whether it is relative or cannot be negative, what is common, and the seed, draws and confidence",
)


class InputError(msgspec.Struct, frozen=True):
    """The stated error of one input.

    Parameters
    ----------
    shape : str
        ``normal``, ``uniform`` or ``triangular``, each about the stated value; ``lognormal`` with the stated value as its mean.
    size : float
        Standard deviation of a normal or lognormal error, half the width of the others: a share of the value where ``relative``, else in
        the input's own unit.
    relative : bool
    non_negative : bool
        True cuts the distribution off at 0.
    common : str
        What has one error in common: all elements (``all``), none (``each``), or those alike in a label of theirs (``meter``: a meter
        that reads high does so every month; ``project`` of a table). With "" it is none, or what the input's own way is.
    low, high : float, optional
        Limits in the input's own unit: what falls beyond is drawn again.
    """

    shape: Shape
    size: float
    relative: bool = True
    non_negative: bool = True
    common: str = ""
    low: float | None = None
    high: float | None = None


class Sampling(msgspec.Struct, frozen=True):
    """How it is drawn: a seed, which has no default because it belongs to the result; draws; confidence. [1]"""

    seed: int
    draws: int = 10_000
    confidence: float = 0.9


class Drawn(NamedTuple):
    """One input ready to be drawn: its values, its error, and for each element the number of the error it has."""

    name: str
    values: Floats
    error: InputError
    groups: NDArray[np.int64] | None = None

    @property
    def own_block(self) -> int:
        """Draws made at a time: a power of two, so that those of several inputs fit into one another."""
        return 1 << max(0, int(math.log2(BLOCK / max(1, self.values.size))))

    def blocks(self, sampling: Sampling, step: int, stream: int = 0) -> Iterator[Floats]:
        """Values with their errors, ``step`` draws at a time along the last axis; ``stream`` 1 gives other draws of the same."""
        floor, ceiling, place = self._limits()
        for number, start in enumerate(range(0, sampling.draws, self.own_block)):
            random = np.random.Generator(np.random.Philox(self._seed(sampling.seed, stream, number)))
            count = min(self.own_block, sampling.draws - start)
            drawn = np.moveaxis(_standard(random, self.error.shape, floor, ceiling, count), 0, -1)
            for first in range(0, count, step):
                yield self._with(drawn[..., first : first + step][place])

    def _with(self, drawn: Floats) -> Floats:
        """Values that such standard deviations give."""
        scale, values = self._scale[..., None], self.values[..., None]
        if self.error.shape != "lognormal":
            varied: Floats = scale * drawn
            varied += values
            return varied
        spread = _log_spread(scale, values)
        return np.asarray(values * np.exp(spread * drawn - spread**2 / 2))

    @property
    def _scale(self) -> Floats:
        size = self.error.size
        return size * np.abs(self.values) if self.error.relative else np.full(self.values.shape, size)

    def _limits(self) -> tuple[Floats, Floats, Any]:
        """For each error the least and greatest deviation that keep all its elements inside, and where each element's error lies."""
        low = 0.0 if self.error.non_negative and self.error.low is None else self.error.low
        least, most = self._standardised(low, -np.inf), self._standardised(self.error.high, np.inf)
        if self.groups is None:
            return least, most, ...
        floor = np.full(int(self.groups.max()) + 1, -np.inf)
        ceiling = -floor
        np.maximum.at(floor, self.groups, least)
        np.minimum.at(ceiling, self.groups, most)
        return floor, ceiling, self.groups

    def _standardised(self, limit: float | None, none: float) -> Floats:
        scale = self._scale
        found = np.full(self.values.shape, none)
        lognormal = self.error.shape == "lognormal"
        if limit is None or (lognormal and limit <= 0):
            return found
        moving = scale > 0
        with np.errstate(over="ignore"):  # an error so small that its limit is out of reach
            if lognormal:
                spread = _log_spread(scale[moving], self.values[moving])
                found[moving] = np.log(limit / self.values[moving]) / spread + spread / 2
            else:
                np.divide(limit - self.values, scale, out=found, where=moving)
        return found

    def _seed(self, seed: int, stream: int, number: int) -> np.random.SeedSequence:
        return np.random.SeedSequence(seed, spawn_key=(stream, number, *self.name.encode()))

    def checked(self) -> Drawn:
        """Itself, where its draws end.

        Raises
        ------
        BadInput
            If shape or size cannot be, or a value lies outside the limits or too near between them.
        """
        error, values = self.error, self.values
        if error.shape not in SHAPES or not 0 <= error.size < math.inf:
            raise self._unusable(Text(f"{error.shape}，{error.size}", f"{error.shape}, {error.size}"))
        if not np.isfinite(values).all():
            raise self._unusable(Text("其值不是数", "its value is not a number"))
        if error.non_negative and (values < 0).any():
            raise self._unusable(
                Text("其值为负，却写明不能为负", "its value is negative, though stated never to be")
            )
        if error.shape == "lognormal" and (values <= 0).any():
            raise self._unusable(
                Text("对数正态的值须大于 0", "a lognormal needs a value above 0; use normal")
            )
        if error.low is not None and (values < error.low).any():
            found = f"{values.min():g}"
            raise self._unusable(
                Text(
                    f"其值 {found} 低于下限 {error.low:g}",
                    f"its value {found} is below its lower limit {error.low:g}",
                )
            )
        if error.high is not None and (values > error.high).any():
            found = f"{values.max():g}"
            raise self._unusable(
                Text(
                    f"其值 {found} 高于上限 {error.high:g}",
                    f"its value {found} is above its upper limit {error.high:g}",
                )
            )
        floor, ceiling, _ = self._limits()
        if (ceiling - floor < NARROWEST).any():
            why = Text(
                "上下限比误差窄得多，改用均匀分布",
                "its limits are far narrower than the error: state it as uniform",
            )
            raise self._unusable(why)
        return self

    def _unusable(self, why: Text) -> BadInput:
        return bad(
            Text(f"输入“{self.name}”的误差无法使用", f"the error of the input {self.name!r} cannot be used"),
            why,
        )


def drawn_input(
    name: str,
    error: InputError,
    columns: Mapping[str, Any],
    labels: Mapping[str, Mapping[str, Any]],
) -> Drawn:
    """An input with its error, checked; ``labels`` are what the elements of a column may be alike in.

    Raises
    ------
    BadInput
        If there is no such column, or its error cannot be used.
    """
    if name not in columns:
        raise bad(
            Text(f"输入“{name}”不存在", f"there is no input {name!r}"),
            Text("误差须写给核算的起点", "an error must be that of something the calculation starts from"),
            Text(f"可用：{'、'.join(columns)}", f"use one of: {', '.join(columns)}"),
        )
    values = np.asarray(columns[name], float)
    known = labels.get(name, {})
    if error.common == ALL:
        return Drawn(name, values, error, np.zeros(values.shape, np.int64)).checked()
    if error.common == EACH:
        return Drawn(name, values, error).checked()
    if error.common and error.common not in known:
        why = Text(f"没有可按“{error.common}”归并的列", f"there is no column {error.common!r} to group by")
        can = ", ".join((ALL, EACH, *known))
        raise bad(
            Text(f"输入“{name}”的误差无法使用", f"the error of the input {name!r} cannot be used"),
            why,
            Text(f"可用：{can}", f"use one of: {can}"),
        )
    groups = np.unique(known[error.common], return_inverse=True)[1] if error.common else None
    return Drawn(name, values, error, groups).checked()


def check_sampling(sampling: Sampling) -> None:
    """Refuse a seed, a number of draws or a confidence that cannot be."""
    if not (
        0 <= sampling.seed < 1 << 63 and FEWEST <= sampling.draws <= MOST and 0 < sampling.confidence < 1
    ):
        raise bad(
            Text("抽样设置无法使用", "the sampling cannot be used"),
            Text(
                f"种子须为 0 或正整数，抽样次数须在 {FEWEST} 至 {MOST} 之间，置信度须在 0 与 1 之间",
                f"a seed of 0 or more, {FEWEST} to {MOST} draws and a confidence between 0 and 1 are needed",
            ),
        )


def bad(what: Text, why: Text, next: Text = STATE) -> BadInput:
    return BadInput(what=what, why=why, next=next)


def _log_spread(scale: Floats, values: Floats) -> Floats:
    """Standard deviation of the logarithm, so that mean and standard deviation are those stated."""
    return np.asarray(np.sqrt(np.log1p((scale / values) ** 2)))


def _standard(
    random: np.random.Generator, shape: Shape, floor: Floats, ceiling: Floats, count: int
) -> Floats:
    """Deviations in units of the error's size, none beyond its limits: what falls there is drawn again."""

    def draw(size: tuple[int, ...]) -> Floats:
        if shape == "uniform":
            return random.uniform(-1.0, 1.0, size)
        if shape == "triangular":
            return random.triangular(-1.0, 0.0, 1.0, size)
        return random.standard_normal(size)

    drawn = draw((count, *floor.shape))
    if not (np.isfinite(floor).any() or np.isfinite(ceiling).any()):
        return drawn
    while (beyond := (drawn < floor) | (drawn > ceiling)).any():
        drawn[beyond] = draw((int(np.count_nonzero(beyond)),))
    return drawn
