"""One measured number and what it is to be judged against."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """A row of the table that `make bench` prints.

    Parameters
    ----------
    name : str
        What was measured.
    value : float
        The number, in ``unit``.
    unit : str
        E.g. ``ms``, ``decisions/s``.
    against : str
        What it stands beside: a target or another way of doing the same, with its number and unit.
    ratio : float, optional
        ``value`` divided by that number; None where there is nothing to divide by.
    note : str
        How it was measured, in a few words.
    """

    name: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    note: str = ""
