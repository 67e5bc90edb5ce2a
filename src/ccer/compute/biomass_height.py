"""Heights from diameters: a curve fitted to the trees of a survey whose height was measured, or one a user enters with its source.

``H = 1.3 + D^2 / (a + b D)^2``, after Näslund: it starts at breast height, rises, and levels off at ``1.3 + 1/b^2``. With
``y = D / sqrt(H - 1.3)`` it is the line ``y = a + b D``, which least squares fit without a start value.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import BadInput
from ..core.numeric import Numeric
from ..core.text import Text

BREAST_M: Final = 1.3
"""Where the diameter at breast height is taken. [m]"""
TREES_MIN: Final = 3
"""Fewest measured trees: a line has two coefficients, and a third tree says how well it fits."""


def height_by_curve(dbh: Numeric, a: Numeric, b: Numeric) -> Numeric:
    """``1.3 + (D / (a + b D))^2``, on numbers, columns and cells alike. [m]"""
    return BREAST_M + (dbh / (a + b * dbh)) ** 2


class HeightCurve(NamedTuple):
    """A curve of height by diameter.

    Parameters
    ----------
    a, b : float
        ``H = 1.3 + D^2 / (a + b D)^2``.
    trees : int
        How many trees it was fitted to; 0 where it was entered.
    deviation : float
        Root mean square of measured less fitted heights. [m]
    d_min, d_max : float
        Diameters of the trees it was fitted to. [cm]
    """

    a: float
    b: float
    trees: int = 0
    deviation: float = 0.0
    d_min: float = 0.0
    d_max: float = np.inf

    def at(self, dbh: ArrayLike) -> NDArray[np.float64]:
        """Height. [m]"""
        return np.asarray(height_by_curve(np.asarray(dbh, dtype=float), self.a, self.b))

    def outside(self, dbh: ArrayLike) -> NDArray[np.bool_]:
        """Where a diameter lies beyond those that were fitted."""
        d = np.asarray(dbh, dtype=float)
        return np.asarray((d < self.d_min) | (d > self.d_max))


def fit_heights(dbh: ArrayLike, height: ArrayLike) -> HeightCurve:
    """The curve through measured trees; those without both sizes, or below breast height, are left aside.

    Raises
    ------
    BadInput
        If fewer than three trees of two diameters were measured, or no rising curve fits them.
    """
    d, h = np.broadcast_arrays(np.asarray(dbh, dtype=float), np.asarray(height, dtype=float))
    used = np.isfinite(d) & np.isfinite(h) & (d > 0) & (h > BREAST_M)
    d, h = d[used], h[used]
    if len(d) < TREES_MIN or np.ptp(d) == 0:
        raise _bad(
            Text(
                f"只有 {len(d)} 株同时测了胸径和树高，或胸径都相同",
                f"only {len(d)} trees have diameter and height, or all are of one diameter",
            )
        )
    y = d / np.sqrt(h - BREAST_M)
    b = float(((d - d.mean()) * (y - y.mean())).sum() / ((d - d.mean()) ** 2).sum())
    a = float(y.mean() - b * d.mean())
    if not (a > 0 and b > 0):
        raise _bad(Text("拟合不出随胸径升高并趋平的曲线", "no curve that rises and levels off fits them"))
    curve = HeightCurve(a, b, len(d), 0.0, float(d.min()), float(d.max()))
    return curve._replace(deviation=float(np.sqrt(((h - curve.at(d)) ** 2).mean())))


def _bad(why: Text) -> BadInput:
    return BadInput(
        what=Text("树高曲线拟合不成", "a curve of heights cannot be fitted"),
        why=why,
        next=Text(
            "多测几株不同粗细的树，或填入有来源的曲线系数 a、b",
            "measure more trees of different size, or enter coefficients a and b with their source",
        ),
    )
