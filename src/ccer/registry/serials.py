"""Units are whole tonnes, numbered from 1 within a series: one project and one year of production."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from ..core.asof import AsOf
from ..core.errors import BadInput
from ..core.text import Text

FORMAT = "registry.serial_format"
"""The dated parameter that says how a serial is written; provisional, for no official form was found."""


class Series(NamedTuple):
    """Units of one project and one year of production (Trading Rules art. 10).

    Parameters
    ----------
    project : str
        Registration number, e.g. ``A210001``.
    vintage : int
        Year of production.
    """

    project: str
    vintage: int


class Block(NamedTuple):
    """Serials of one series from ``first`` to ``last``, both included. [tCO2e]"""

    first: int
    last: int


class Serial(NamedTuple):
    """One tonne."""

    series: Series
    number: int


def size(blocks: Iterable[Block]) -> int:
    """How many units the blocks hold. [tCO2e]"""
    return sum(last - first + 1 for first, last in blocks)


class Blocks:
    """The serials of one holding.

    What leaves is taken from the largest block, its lowest serials first: so a move takes one block as long as one is large enough,
    and the cost of a move does not grow with the moves before it.
    """

    __slots__ = ("_ends", "_heap")

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self._ends = dict(blocks)
        self._heap = [(first - last, first) for first, last in self._ends.items()]
        heapify(self._heap)

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[Block]:
        """Lowest serial first."""
        return (Block(first, self._ends[first]) for first in sorted(self._ends))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blocks) and self._ends == other._ends

    __hash__ = None  # type: ignore[assignment]

    def add(self, block: Block) -> None:
        """Put a block in; it overlaps none."""
        first, last = block
        self._ends[first] = last
        heappush(self._heap, (first - last, first))

    def remove(self, first: int, last: int) -> Block | None:
        """Take serials out of the block that holds them all, and return that block as it was; None where there is none."""
        start = first if first in self._ends else self._around(first)
        if start is None or last > self._ends[start]:
            return None
        end = self._ends.pop(start)
        if start < first:
            self.add(Block(start, first - 1))
        if last < end:
            self.add(Block(last + 1, end))
        return Block(start, end)

    def take(self, quantity: int) -> list[Block]:
        """As many serials as asked for, or all there are where that is fewer; nothing is changed. [tCO2e]"""
        taken: list[Block] = []
        looked_at: list[tuple[int, int]] = []
        heap, left = self._heap, quantity
        while left > 0 and heap:
            less_one, first = heap[0]
            last = first - less_one
            if self._ends.get(first) != last or (looked_at and heap[0] == looked_at[-1]):
                heappop(heap)  # it was cut or has left since, or came back and stands here twice
                continue
            if len(taken) or -less_one + 1 < left:
                looked_at.append(heappop(heap))
            taken.append(Block(first, min(last, first + left - 1)))
            left -= last - first + 1
        for entry in looked_at:
            heappush(heap, entry)
        return taken

    def within(self, wanted: Block) -> list[Block]:
        """Those serials of a range that are held, as parts of the blocks."""
        first, last = wanted
        return [
            Block(max(start, first), min(end, last)) for start, end in self if start <= last and end >= first
        ]

    def _around(self, serial: int) -> int | None:
        """First serial of the block that holds a serial."""
        return next((first for first, last in self._ends.items() if first <= serial <= last), None)


def joined(blocks: Iterable[Block]) -> list[Block]:
    """The same serials as the fewest ranges, in order: how a person reads them."""
    found: list[Block] = []
    for first, last in sorted(blocks):
        if found and first <= found[-1].last + 1:
            found[-1] = Block(found[-1].first, max(found[-1].last, last))
        else:
            found.append(Block(first, last))
    return found


def written(series: Series, number: int, at: AsOf) -> str:
    """A serial as it is written on that day; the form is provisional (`FORMAT`)."""
    return str(at.parameter(FORMAT).value).format(
        project=series.project, vintage=series.vintage, serial=number
    )


def parsed(text: str, at: AsOf) -> Serial:
    """The unit a written serial names.

    Raises
    ------
    BadInput
        It does not have the form in use on that day.
    """
    value = at.parameter(FORMAT)
    found = _pattern(str(value.value)).fullmatch(text.strip())
    if found is None or int(found["serial"]) < 1:
        raise BadInput(
            what=Text(f"“{text}”不是减排量编号", f'"{text}" is not the serial number of a unit'),
            why=Text("编号的写法（暂定）是{form}", "the form in use, which is provisional, is {form}").fill(
                form=value.value
            ),
            next=Text("照证书或者账户明细上的编号填写。", "Copy it from the certificate or the statement."),
            clause=value.cite,
        )
    return Serial(Series(found["project"], int(found["vintage"])), int(found["serial"]))


@functools.cache
def _pattern(form: str) -> re.Pattern[str]:
    """A form such as ``{project}-{vintage}-{serial:09d}`` as the expression that reads it back."""
    parts = {"project": r"[A-Za-z0-9]+", "vintage": r"\d{4}", "serial": r"\d{1,18}"}
    pattern = ""
    for piece in re.split(r"(\{\w+(?::\w+)?\})", form):
        field = re.fullmatch(r"\{(\w+)(?::\w+)?\}", piece)
        pattern += f"(?P<{field[1]}>{parts[field[1]]})" if field else re.escape(piece)
    return re.compile(pattern)
