"""What an error of sampling costs: tables of deductions as data, applied so that a doubt never adds a credit."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import BadInput
from ..core.text import Text

Of = Literal["estimate", "error"]

PLOTS_NEXT: Final = Text("增设样地，或者合并、重划碳层", "add plots, or stratify anew")


class Deduction(NamedTuple):
    """Steps of a deduction by relative error.

    Parameters
    ----------
    name : str
        ``ar-cm-001`` or ``ar-tool14``.
    limits : tuple of float
        Upper limit of each step, belonging to it: (0.10, 0.15] is the second where the first ends at 0.10. [1]
    shares : tuple of float
        Deduction of each step. [1]
    of : str
        ``estimate``: a share of the estimate (E3.30). ``error``: a share of the error (E3.31).
    """

    name: str
    limits: tuple[float, ...]
    shares: tuple[float, ...]
    of: Of = "estimate"

    def rate(self, relative: ArrayLike) -> NDArray[np.float64]:
        """Share of the estimate that is deducted; not a number where the error is too large for the table. [1]"""
        error = np.asarray(relative, dtype=float)
        step = np.searchsorted(np.asarray(self.limits), error - 1e-12, side="left")
        share = np.asarray((*self.shares, math.nan))[step]
        return share if self.of == "estimate" else np.where(share == 0, 0.0, share * error)

    def conservative(self, change: float, relative: float, *, credited: bool = True) -> float:
        """A change of stock after the deduction.

        Parameters
        ----------
        change : float
            [tCO2e]
        relative : float
            Half-width over estimate. [1]
        credited : bool
            True where more of it is more credits; False for a baseline.

        Returns
        -------
        float
            Smaller where it is a gain that is credited, larger as a loss; the other way round for a baseline. [tCO2e]

        Raises
        ------
        BadInput
            If the error is above the last step.
        """
        if change == 0:
            return 0.0
        sign = -1 if (change > 0) is credited else 1
        return change * (1 + sign * self.checked_rate(relative))

    def checked_rate(self, relative: float) -> float:
        """Share of the estimate that is deducted; BadInput where the error is above the last step. [1]"""
        rate = float(self.rate(relative))
        if math.isnan(rate):
            raise self._too_wide(relative)
        return rate

    def _too_wide(self, relative: float) -> BadInput:
        limit = f"{self.limits[-1]:.0%}"
        return BadInput(
            what=Text(
                f"抽样相对误差 {relative:.1%} 过大",
                f"the relative sampling error, {relative:.1%}, is too large",
            ),
            why=Text(f"超过 {limit} 不得核算", f"above {limit} nothing may be accounted for"),
            next=PLOTS_NEXT,
        )


def deduction(name: str, table: str, of: Of) -> Deduction:
    """A deduction from its table as text, ``0.10: 0; 0.15: 0.06; …`` (upper limit: deduction; ``inf`` for no limit).

    Raises
    ------
    BadInput
        If it is not such a table, with limits that rise and shares from 0 to 1 that do not fall.
    """
    try:
        rows = [(float(a), float(b)) for a, b in (row.split(":") for row in table.split(";") if row.strip())]
        limits, shares = tuple(a for a, _ in rows), tuple(b for _, b in rows)
        rising = all(a < b for a, b in pairwise(limits)) and limits[0] > 0
        if not (rising and list(shares) == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1):
            raise ValueError(table)
    except (ValueError, IndexError):
        raise BadInput(
            what=Text(f"精度扣减表“{table}”无法使用", f"the table of deductions {table!r} cannot be used"),
            why=Text(
                "上限须递增，扣减率在 0 到 1 之间且不递减",
                "limits must rise; shares from 0 to 1 must not fall",
            ),
            next=Text("写成：0.10: 0; 0.15: 0.06; 0.30: 0.11", "write it as 0.10: 0; 0.15: 0.06; 0.30: 0.11"),
        ) from None
    return Deduction(name, limits, shares, of)


AR_CM_001: Final = "0.10: 0; 0.15: 0.06; 0.20: 0.06; 0.30: 0.11"
AR_TOOL14: Final = "0.10: 0; 0.15: 0.25; 0.20: 0.5; 0.30: 0.75; inf: 1"
"""The two tables as recalled; a methodology holds them as dated parameters, these serve a notebook."""
