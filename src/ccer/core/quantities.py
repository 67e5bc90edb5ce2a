"""The one place where tonnes are rounded, and the constants of chemistry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CARBON_TO_CO2 = 44 / 12
"""Ratio of the relative molecular masses of CO2 and C. [tCO2/tC]"""

NOISE_T = 1e-6
"""Binary arithmetic may leave a whole number this little below itself; no meter resolves a gram of CO2."""


def whole_tonnes(tonnes: float) -> int:
    """Round a quantity of reductions down to whole tonnes.

    Parameters
    ----------
    tonnes : float
        Reductions before rounding. [tCO2e]

    Returns
    -------
    int
        The largest whole number not above ``tonnes`` once binary noise below `NOISE_T` is removed. [tCO2e]
        A loss (negative) is rounded down too, so that it is never understated.

    Raises
    ------
    ValueError
        If ``tonnes`` is not finite.

    References
    ----------
    Order 31 art. 17 para. 1 item 1 (conservative) and art. 22 para. 2 (unit tCO2e).
    """
    if not math.isfinite(tonnes):
        raise ValueError(f"not a quantity of reductions: {tonnes}")
    return math.floor(round(tonnes, 6))


def nearest_tonnes(tonnes: float) -> int:
    """Half a tonne and more counted as one: seen in some public documents, never used to credit. [tCO2e]"""
    return math.floor(round(tonnes, 6) + 0.5)


def whole_tonnes_column(tonnes: NDArray[np.float64]) -> NDArray[np.int64]:
    """`whole_tonnes` of every element of a column. [tCO2e]"""
    import numpy as np

    if not np.isfinite(tonnes).all():
        raise ValueError("a column of reductions holds a value that is not finite")
    return np.floor(np.round(tonnes, 6)).astype(np.int64)
