"""What the yearly quantities of a calculation come from: rows of tables, strata on their curves. Offered by it, taken by the Monte Carlo.

A calculation gives years; its readings and strata are gone by then. Who wants them listens while it runs::

    with listening() as offered:
        found = methodology.ex_post(…)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..core.text import Text


class Source(Protocol):
    """Where some yearly quantities come from.

    ``columns`` are the stated values by name (``exports.metered``, ``strata.density``); ``labels`` what the elements of a column may be
    alike in; ``element`` says what has its own error where nothing is common.
    """

    @property
    def columns(self) -> Mapping[str, NDArray[np.float64]]: ...

    @property
    def labels(self) -> Mapping[str, Mapping[str, Any]]: ...

    @property
    def constants(self) -> Collection[str]:
        """Columns that are not measured but taken from a table: the same number has the same error."""
        ...

    @property
    def element(self) -> Text: ...

    @property
    def feeds(self) -> Mapping[str, frozenset[str]]:
        """Yearly quantity -> columns it comes from."""
        ...

    def run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The yearly quantities, year by draw, from columns whose last axis is the draws."""
        ...


_LISTENERS: ContextVar[list[Any] | None] = ContextVar("sources", default=None)


@contextmanager
def listening() -> Iterator[list[Any]]:
    """Collect what the calculations made inside offer."""
    offered: list[Any] = []
    token = _LISTENERS.set(offered)
    try:
        yield offered
    finally:
        _LISTENERS.reset(token)


def offer(make: Callable[[], Any]) -> None:
    """Offer a source, as what makes it: nothing is made unless somebody listens."""
    offered = _LISTENERS.get()
    if offered is not None:
        offered.append(make())
