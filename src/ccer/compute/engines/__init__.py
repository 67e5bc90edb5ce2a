"""Engines: how a methodology's chain is carried out. Only this folder knows one.

An engine is a module with ``calculate(plan, tables) -> Table``. A further one is a module here and a line in `ENGINES`; what it must
answer is fixed by the parity suite.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final, Literal, Protocol, cast

from numpy.typing import NDArray

from ..methodology import Plan

Table = dict[str, NDArray[Any]]
"""Columns of one length, by name."""

EngineName = Literal["numpy", "duckdb", "spark", "float"]
KEYS: Final = ("project", "year")
GRID_KEYS: Final = ("grid", "year")
FACTOR: Final = "combined_margin"

ENGINES: Final[dict[EngineName, str]] = {
    "numpy": "arrays",
    "duckdb": "duckdb",
    "spark": "spark",
    "float": "floats",
}


class Engine(Protocol):
    """What a module of this folder offers."""

    def calculate(self, plan: Plan, tables: Mapping[str, Table]) -> Table:
        """Every quantity of the chain by project and year, ordered by both; a factor that is not held is NaN."""


def load_engine(name: EngineName) -> Engine:
    """An engine by name; imported when it is asked for."""
    return cast(Engine, importlib.import_module(f".{ENGINES[name]}", __name__))
