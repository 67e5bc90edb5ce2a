"""Biomass of single trees: equations as rows of data with the range they were made for, and two-variable models in two branches.

A row of the general form covers the usual ones, since ``a (D^2 H)^b`` is ``a D^2b H^b`` and ``10^(a + b log10 x)`` is ``10^a x^b``::

    kandelia = Allometry("kandelia, tree", "above", "dbh", 0.03999, 2.106, 1.053, valid=Range(4, 15, 3))
    worked = tree_biomass([kandelia, generic], Sizes.of(dbh=[6.0, 20.0], height=[4.0, 5.0]))
    worked.kg, worked.outside, worked.clipped

Stands, growth and the species table are in `biomass_stand`, `biomass_growth` and `biomass_species`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.asof import Mark
from ..core.numeric import Numeric, where
from ..core.text import Text

Part = Literal["above", "below", "total"]
Diameter = Literal["dbh", "basal", "crown"]
Column = NDArray[np.float64]

BRANCH_CM: Final = 5.0
"""Diameter where the two branches of a two-variable model meet. [cm]"""
NO_NOTE: Final = Text("", "")


class Sizes(NamedTuple):
    """Trees as columns; not a number where it was not measured.

    Parameters
    ----------
    dbh, basal : array
        Diameter at breast height; at the ground. [cm]
    height : array
        [m]
    density : array
        Basic wood density. [t/m3]
    crown : array
        Mean diameter of the crown, of shrubs. [m]
    """

    dbh: Column
    basal: Column
    height: Column
    density: Column
    crown: Column

    @classmethod
    def of(
        cls,
        *,
        dbh: ArrayLike = math.nan,
        basal: ArrayLike = math.nan,
        height: ArrayLike = math.nan,
        density: ArrayLike = math.nan,
        crown: ArrayLike = math.nan,
    ) -> Sizes:
        """Columns of one length from numbers and arrays."""
        given = (np.atleast_1d(np.asarray(one, dtype=float)) for one in (dbh, basal, height, density, crown))
        return cls(*np.broadcast_arrays(*given))


@dataclass(frozen=True, slots=True)
class Range:
    """Diameters and heights an equation was made for; both ends belong to it. [cm, m]"""

    d_min: float = 0.0
    d_max: float = math.inf
    h_min: float = 0.0
    h_max: float = math.inf

    def holds(self, diameter: Column, height: Column) -> NDArray[np.bool_]:
        """Where a tree lies inside; a height counts only where the range names one."""
        inside = (diameter >= self.d_min) & (diameter <= self.d_max)
        if self.h_min > 0 or math.isfinite(self.h_max):
            inside = inside & (height >= self.h_min) & (height <= self.h_max)
        return inside


@dataclass(frozen=True, slots=True)
class Allometry:
    """One equation of single trees or shrubs: ``scale * density^p * diameter^q * height^r * crown^s + offset``. [kg]

    Parameters
    ----------
    name : str
    part : str
        ``above``, ``below`` ground or ``total``.
    of : str
        Which diameter: ``dbh`` or ``basal`` [cm], or that of the ``crown`` [m].
    scale, exponent, height_exponent, density_exponent, offset, crown_exponent : float
    valid : Range
    mark, note
        How sure the coefficients are, and why.
    """

    name: str
    part: Part
    of: Diameter
    scale: float
    exponent: float
    height_exponent: float = 0.0
    density_exponent: float = 0.0
    offset: float = 0.0
    valid: Range = Range()
    mark: Mark = "found"
    note: Text = NO_NOTE
    crown_exponent: float = 0.0

    def kg(self, sizes: Sizes) -> Column:
        """Dry biomass before any limit; not a number where a size it needs was not measured. [kg]"""
        needed = [(getattr(sizes, name), power) for name, power in self.powers.items()]
        return np.asarray(allometric(self.scale, needed, self.offset or None))

    @property
    def powers(self) -> dict[str, float]:
        """The sizes it needs, by their names in `Sizes`, and their exponents."""
        powers: dict[str, float] = {self.of: self.exponent}
        for name, power in (
            ("height", self.height_exponent),
            ("density", self.density_exponent),
            ("crown", self.crown_exponent),
        ):
            if power:
                powers[name] = powers.get(name, 0.0) + power
        return powers

    def diameter(self, sizes: Sizes) -> Column:
        return {"dbh": sizes.dbh, "basal": sizes.basal, "crown": sizes.crown}[self.of]

    def inside(self, sizes: Sizes) -> NDArray[np.bool_]:
        """Where a tree lies in the range of the equation and all it needs was measured."""
        return self.valid.holds(self.diameter(sizes), sizes.height) & np.isfinite(self.kg(sizes))


def allometric(
    scale: Numeric, powers: Iterable[tuple[Numeric, Numeric]], offset: Numeric | None = None
) -> Numeric:
    """``scale`` times each size to its power, plus ``offset``; on numbers, columns and cells alike. [kg]"""
    value = scale
    for size, power in powers:
        value = value * size**power
    return value if offset is None else value + offset


class Worked(NamedTuple):
    """Biomass of trees, and what was done to it.

    Parameters
    ----------
    kg : array
        Not a number where no equation had what it needs. [kg]
    outside : array of bool
        Outside the range of every equation: the fallback was used.
    clipped : array of bool
        Held at 0, since the equation gave less.
    row : array of int
        Which equation was used; -1 for none.
    """

    kg: Column
    outside: NDArray[np.bool_]
    clipped: NDArray[np.bool_]
    row: NDArray[np.int64]


def tree_biomass(rows: Sequence[Allometry], sizes: Sizes) -> Worked:
    """Each tree by the first equation whose range it lies in; else by the last that has the sizes it needs, and flagged.

    Parameters
    ----------
    rows : sequence of Allometry
        Of one part, the preferred first, the generic one last.
    sizes : Sizes
    """
    value = np.full(sizes.dbh.shape, np.nan)
    used = np.full(sizes.dbh.shape, -1, dtype=np.int64)
    worked = [row.kg(sizes) for row in rows]
    for place, row in enumerate(rows):
        here = (used < 0) & row.inside(sizes)
        value, used = np.where(here, worked[place], value), np.where(here, place, used)
    outside = used < 0
    for place in reversed(range(len(rows))):
        here = (used < 0) & np.isfinite(worked[place])
        value, used = np.where(here, worked[place], value), np.where(here, place, used)
    clipped = value < 0
    return Worked(np.where(clipped, 0.0, value), outside & (used >= 0), clipped, used)


class Power(NamedTuple):
    """``a * D^b * H^c``."""

    a: float
    b: float
    c: float

    def __call__(self, dbh: Any, height: Any) -> Any:
        return self.a * dbh**self.b * height**self.c


class Branch(NamedTuple):
    """One branch of a two-variable model.

    Parameters
    ----------
    above, below : Power or None
        Biomass above and below ground. [kg]
    factor : Power or None
        Above-ground biomass over stem volume. [kg/dm3]
    volume : Power or None
        Stem volume. [dm3]
    ratio : Power or None
        Below- over above-ground biomass. [1]
    """

    above: Power | None = None
    below: Power | None = None
    factor: Power | None = None
    volume: Power | None = None
    ratio: Power | None = None

    def above_kg(self, dbh: Numeric, height: Numeric) -> Numeric:
        if self.above is not None:
            return self.above(dbh, height)
        assert self.factor is not None
        assert self.volume is not None
        return self.factor(dbh, height) * self.volume(dbh, height)

    def below_kg(self, dbh: Numeric, height: Numeric) -> Numeric:
        if self.below is not None:
            return self.below(dbh, height)
        if self.ratio is None:
            return dbh * np.nan
        return self.ratio(dbh, height) * self.above_kg(dbh, height)


@dataclass(frozen=True, slots=True)
class TwoVariable:
    """A two-variable model of diameter and height in two branches that meet at 5 cm, as forestry standards print them.

    Parameters
    ----------
    title : Text
    large, small : Branch
        5 cm and more; less than 5 cm (None where it is not known: the other then stands in, and the tree is flagged).
    carbon : mapping
        Carbon fractions of its own: ``above``, ``below``, ``tree``. [tC/t]
    """

    title: Text
    large: Branch
    small: Branch | None
    carbon: dict[str, float]
    mark: Mark = "found"
    note: Text = NO_NOTE

    def above(self, dbh: ArrayLike, height: ArrayLike) -> Column:
        """Above-ground biomass. [kg]"""
        return np.asarray(self.branched("above_kg", *_columns(dbh, height)))

    def below(self, dbh: ArrayLike, height: ArrayLike) -> Column:
        """Below-ground biomass; not a number where the model has none. [kg]"""
        return np.asarray(self.branched("below_kg", *_columns(dbh, height)))

    def outside(self, dbh: ArrayLike) -> NDArray[np.bool_]:
        """Where a tree lies in a branch that is not known."""
        return np.asarray((np.asarray(dbh, dtype=float) < BRANCH_CM) & (self.small is None))

    def branched(self, part: str, dbh: Numeric, height: Numeric) -> Numeric:
        """``above_kg`` or ``below_kg`` by the branch of the diameter; on columns and cells alike. [kg]"""
        large = getattr(self.large, part)(dbh, height)
        if self.small is None:
            return large
        return where(dbh >= BRANCH_CM, large, getattr(self.small, part)(dbh, height))


def _columns(dbh: ArrayLike, height: ArrayLike) -> tuple[Column, ...]:
    return tuple(np.broadcast_arrays(np.asarray(dbh, dtype=float), np.asarray(height, dtype=float)))
