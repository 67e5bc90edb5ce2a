"""Stems of sample plots with the equations that weigh them, so that a workbook can show each stem as a row with its own formula.

A `StemRule` holds lines of coefficients and bodies that read them: called with floats a body gives a stem's kilograms, called with cells
its formula. The arithmetic is that of `biomass`, `biomass_culm` and `mangrove`; only the choice among several equations by size is written
here for one stem, where those modules write it for columns.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..core.asof import Mark
from ..core.numeric import Numeric, maximum, where
from ..core.text import Text
from .biomass import Allometry, Branch, Power, Range, TwoVariable, allometric
from .biomass_culm import COEFFICIENTS, Culm, culm_biomass
from .expression import Expression
from .survey import TreeRow

Named = Mapping[str, Numeric]
Held = Mapping[str, tuple[Numeric, ...]]

SIZES: Final = {
    "dbh": "dbh_cm", "basal": "basal_cm", "height": "height_m", "crown": "crown_m", "age_class": "age_class",
}  # fmt: skip
"""Sizes of a stem by their short names, and the fields of `TreeRow` they stand in."""


class Line(NamedTuple):
    """Coefficients of one equation, of a limit or of a share.

    Parameters
    ----------
    title : Text
    form : str
        How they enter, with the letters a, b, c … in their order: ``a·D^b·H^c``.
    values : tuple of float
    parameter : str
        Full name of the dated value it is, where it is one.
    """

    title: Text
    form: str
    values: tuple[float, ...]
    parameter: str = ""


class StemRule(NamedTuple):
    """How a stem is weighed.

    Parameters
    ----------
    title, note : Text
        Species and equation; where the coefficients come from.
    mark : str
        How sure they are.
    lines : dict
        Coefficients by name.
    above : callable
        Sizes and coefficients -> above-ground biomass, or that of the whole stem where ``below`` is None. [kg]
    below : callable or None
        Sizes, coefficients, above-ground biomass -> below-ground biomass. [kg]
    carbon : callable
        Coefficients, above, below -> carbon. [kgC]
    """

    title: Text
    note: Text
    mark: Mark
    lines: Mapping[str, Line]
    above: Callable[[Named, Held], Numeric]
    below: Callable[[Named, Held, Numeric], Numeric] | None
    carbon: Callable[[Held, Numeric, Numeric], Numeric]

    @property
    def held(self) -> dict[str, tuple[Numeric, ...]]:
        """Coefficients as numbers."""
        return {name: line.values for name, line in self.lines.items()}


class Stem(NamedTuple):
    """One row of a list of trees.

    Parameters
    ----------
    tree : TreeRow
    plot : str
    day : date
        Of the survey of its plot.
    stratum, pool : str
    area_ha : float
        Of its plot. [ha]
    rule : int
        Place of its rule.
    curve : int or None
        Place of the curve of heights that its height, not measured, is taken from.
    """

    tree: TreeRow
    plot: str
    day: dt.date
    stratum: str
    pool: str
    area_ha: float
    rule: int
    curve: int | None = None

    @property
    def key(self) -> tuple[str, str, dt.date]:
        """Its pool on its plot on a day: what a row of the table of plots adds up."""
        return self.pool, self.plot, self.day


class Heights(NamedTuple):
    """A curve of heights ``1.3 + (D / (a + b D))^2`` of one species and survey, which stand from ``first`` to ``last`` in the list.

    ``fitted`` to its measured trees, or entered.
    """

    title: Text
    a: float
    b: float
    fitted: bool
    first: int
    last: int


class StemTable(NamedTuple):
    """Every living stem, and how each is weighed; stems of one species and survey stand together."""

    stems: tuple[Stem, ...]
    rules: tuple[StemRule, ...]
    curves: tuple[Heights, ...] = ()


def share(title: Text, value: float) -> Line:
    """A share that stands alone."""
    return Line(title, "a", (value,))


def sizes_of(tree: TreeRow) -> dict[str, float]:
    """The sizes of a stem that were measured."""
    return {name: float(v) for name, field in SIZES.items() if (v := getattr(tree, field)) is not None}


def weighs(rule: StemRule, tree: TreeRow) -> bool:
    """True where the sizes that were measured are enough for the rule."""
    try:
        return rule.above(sizes_of(tree), rule.held) is not None
    except KeyError:
        return False


_BRANCHES: Final = {
    "large": Text("胸径 5 cm 及以上", "5 cm and more"),
    "small": Text("胸径 5 cm 以下", "below 5 cm"),
}
_USED: Final = {
    "above": ("above",),
    "product": ("factor", "volume"),
    "below": ("below",),
    "ratio": ("ratio",),
}
_PARTS: Final = {
    "above": Text("地上生物量 kg", "above-ground biomass kg"),
    "factor": Text("地上生物量与材积之比 kg/dm3", "biomass over stem volume kg/dm3"),
    "volume": Text("材积 dm3", "stem volume dm3"),
    "below": Text("地下生物量 kg", "below-ground biomass kg"),
    "ratio": Text("根茎比", "root to shoot ratio"),
}
ROOTS: Final = Text("根茎比", "root to shoot ratio")
CARBON: Final = Text("含碳率 tC/t", "carbon fraction tC/t")
COMMA: Final = Text("：", ": ")


def power_lines(model: TwoVariable) -> dict[str, Line]:
    """The powers that a two-variable model uses, branch by branch."""
    found = {}
    for place, title in _BRANCHES.items():
        branch: Branch | None = getattr(model, place)
        if branch is None:
            continue
        above = _USED["above"] if branch.above is not None else _USED["product"]
        below = _USED["below"] if branch.below is not None else _USED["ratio"]
        for part in (*above, *below):
            power: Power | None = getattr(branch, part)
            if power is not None:
                found[f"{place}.{part}"] = Line(title + COMMA + _PARTS[part], "a·D^b·H^c", tuple(power))
    return found


def model_of(model: TwoVariable, held: Held) -> TwoVariable:
    """The same model with coefficients that are numbers or cells."""
    branches: dict[str, Any] = {}
    for place in _BRANCHES:
        parts = {part: Power(*held[f"{place}.{part}"]) for part in _PARTS if f"{place}.{part}" in held}
        branches[place] = Branch(**parts) if parts else None
    return TwoVariable(model.title, branches["large"], branches["small"], model.carbon)


def model_rule(
    title: Text, model: TwoVariable, others: Mapping[str, Line], note: Text, mark: Mark
) -> StemRule:
    """A two-variable model; ``others`` holds ``roots`` where it has no roots of its own, and ``carbon`` (one share, or two)."""

    def above(sizes: Named, held: Held) -> Numeric:
        return model_of(model, held).branched("above_kg", sizes["dbh"], sizes["height"])

    def below(sizes: Named, held: Held, whole: Numeric) -> Numeric:
        if "roots" in held:
            return whole * held["roots"][0]
        found = model_of(model, held)
        branches = [one for one in (found.large, found.small) if one is not None]
        if all(one.below is None for one in branches):
            ratio = found.large.ratio
            assert ratio is not None
            return whole * _by_branch(found, "ratio", sizes)
        return found.branched("below_kg", sizes["dbh"], sizes["height"])

    return StemRule(title, note, mark, {**power_lines(model), **others}, above, below, carbon_of)


def _by_branch(model: TwoVariable, part: str, sizes: Named) -> Numeric:
    """A power of the branch of the diameter."""
    powers = TwoVariable(
        model.title,
        Branch(above=getattr(model.large, part)),
        None if model.small is None else Branch(above=getattr(model.small, part)),
        model.carbon,
    )
    return powers.branched("above_kg", sizes["dbh"], sizes["height"])


def carbon_of(held: Held, above: Numeric, below: Numeric) -> Numeric:
    """Biomass times its carbon fraction; above and below each by its own where there are two. [kgC]"""
    shares = held["carbon"]
    return above * shares[0] + below * shares[1] if len(shares) == 2 else (above + below) * shares[0]


def culm_rule(title: Text, model: Culm, others: Mapping[str, Line]) -> StemRule:
    """Culms of the least diameter and more; ``others`` holds ``thin``, ``roots`` and ``carbon``."""
    values = tuple(getattr(model, name) for name in COEFFICIENTS)
    line = Line(model.title, "a·D^b·(c·A/(d+A))^e + f", values)

    def above(sizes: Named, held: Held) -> Numeric:
        whole = culm_biomass(sizes["dbh"], sizes["age_class"], *held["culm"])
        return where(sizes["dbh"] < held["thin"][0], 0.0, whole)

    def below(sizes: Named, held: Held, whole: Numeric) -> Numeric:
        return whole * held["roots"][0]

    return StemRule(title, model.note, model.mark, {"culm": line, **others}, above, below, carbon_of)


def allometry_lines(rows: Sequence[Allometry], key: str, title: Text) -> dict[str, Line]:
    """Coefficients and limits of equations that are chosen among by size."""
    found = {}
    for n, row in enumerate(rows):
        shown = title if len(rows) == 1 else title + Text(f"（{n + 1}）", f" ({n + 1})")
        values = (row.scale, *row.powers.values(), *((row.offset,) if row.offset else ()))
        found[f"{key}.{n}"] = Line(shown, _form(row), values)
        found |= range_lines(row.valid, f"{key}.{n}", row.of, shown)
    return found


_SYMBOLS: Final = {"dbh": "D", "basal": "D0", "height": "H", "density": "ρ", "crown": "C"}


def _form(row: Allometry) -> str:
    letters = iter("bcdefg")
    powers = "·".join(f"{_SYMBOLS[name]}^{next(letters)}" for name in row.powers)
    return f"a·{powers}" + (f" + {next(letters)}" if row.offset else "")


def range_lines(valid: Range, key: str, of: str, title: Text) -> dict[str, Line]:
    """The limits of an equation that bind at all."""
    found = {}
    for name, low, high, symbol in (
        ("diameter", valid.d_min, valid.d_max, _SYMBOLS[of]),
        ("height", valid.h_min, valid.h_max, "H"),
    ):
        ends = [(sign, end) for sign, end in (("≥", low), ("≤", high)) if 0 < end < math.inf]
        if ends:
            form = "，".join(
                f"{symbol} {sign} {letter}" for (sign, _), letter in zip(ends, "ab", strict=False)
            )
            shown = title + Text("，适用范围", ", its range")
            found[f"{key}.{name}"] = Line(shown, form.replace("，", ", "), tuple(end for _, end in ends))
    return found


def weigh_by_rows(rows: Sequence[Allometry], key: str, sizes: Named, held: Held) -> Numeric:
    """A stem by the first equation whose range it lies in, else by the last that has the sizes it needs: `biomass.tree_biomass`. [kg]"""
    usable = [(n, row) for n, row in enumerate(rows) if set(row.powers) <= set(sizes)]
    found: Numeric = None
    for n, row in reversed(usable):
        kg = weighed(row, sizes, held[f"{key}.{n}"])
        found = kg if found is None else inside(row.valid, f"{key}.{n}", row.of, sizes, held, kg, found)
    return maximum(found, 0) if any(row.offset < 0 for _, row in usable) else found


def weighed(row: Allometry, sizes: Named, values: tuple[Numeric, ...]) -> Numeric:
    """One equation on one stem; no constant is written where there is none. [kg]"""
    scale, *rest = values
    powers = [(sizes[name], power) for name, power in zip(row.powers, rest, strict=False)]
    return allometric(scale, powers, rest[-1] if row.offset else None)


def inside(
    valid: Range, key: str, of: str, sizes: Named, held: Held, then: Numeric, otherwise: Numeric
) -> Numeric:
    """``then`` where a stem lies in the range of an equation."""
    if "height" not in sizes and (valid.h_min > 0 or math.isfinite(valid.h_max)):
        return otherwise
    tests = []
    for name, low, high, size in (
        ("diameter", valid.d_min, valid.d_max, of),
        ("height", valid.h_min, valid.h_max, "height"),
    ):
        limits = list(held.get(f"{key}.{name}", ()))
        if low > 0:
            tests.append(sizes[size] >= limits.pop(0))
        if math.isfinite(high):
            tests.append(sizes[size] <= limits.pop(0))
    return where(functools.reduce(lambda a, b: a & b, tests), then, otherwise) if tests else then


def nothing(like: Numeric) -> Numeric:
    """What stands where no equation can be used: not a number; ``#N/A`` in a workbook."""
    return Expression("NA()") if isinstance(like, Expression) else math.nan
