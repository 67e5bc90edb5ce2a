"""Which regional grid a place is on: province names in Chinese or English to the grids of the factor tables."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..core.asof import Mark
from ..core.data import read_table
from ..core.errors import BadInput
from ..core.text import Text

_FILE: Final = Path(__file__).parent / "grids.yaml"
_ENGLISH_TAILS: Final = (" province", " municipality", " autonomous region", " region", " grid", " china")


class Place(NamedTuple):
    """A grid and how sure it is that the place is on it."""

    grid: str
    mark: Mark
    note: Text | None


def grid_of(name: str) -> Place:
    """The regional grid of a province, or of a grid's own name.

    Parameters
    ----------
    name : str
        Chinese with or without its suffix, or English; a grid's name gives that grid.

    Raises
    ------
    BadInput
        If no grid is known for the name.
    """
    key = _key(name)
    table = _table()
    if key in table:
        return table[key]
    found = [place for known, place in table.items() if not known.isascii() and key.startswith(known)]
    if not found:
        raise _unknown(name)
    return found[0]


@functools.cache
def grid_names() -> dict[str, Text]:
    """Every grid, by the name the factor tables use."""
    content = _content()
    return {name: Text(row["zh"], row["en"]) for name, row in content.items() if name != "places"}


def factor_title(name: str) -> Text:
    """A grid factor such as ``East 2023`` in words: the grid's name, then whatever tells its year."""
    head, _, label = name.partition(" ")
    grid = grid_names().get(head, Text(head, head))
    return grid + Text(f" {label}", f" {label}") if label else grid


@functools.cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_table(_FILE)
    return content


@functools.cache
def _table() -> dict[str, Place]:
    """Every known name, longest first, so that a part of a province is found before the province."""
    table: dict[str, Place] = {}
    for name, text in grid_names().items():
        for spelling in (name, text.zh, text.en):
            table[_key(spelling)] = Place(name, "found", None)
    for row in _content()["places"]:
        note = Text(**row["note"]) if "note" in row else None
        place = Place(row["grid"], row.get("mark", "found"), note)
        for spelling in (row["zh"], row["en"], *row.get("also", ())):
            table[_key(spelling)] = place
    return dict(sorted(table.items(), key=lambda item: -len(item[0])))


def _key(name: str) -> str:
    key = " ".join(name.split()).casefold()
    for tail in _ENGLISH_TAILS:
        key = key.removesuffix(tail)
    return key


def _unknown(name: str) -> BadInput:
    known = grid_names()
    return BadInput(
        what=Text(f"不知道“{name}”属于哪个区域电网", f"it is not known which regional grid {name!r} is on"),
        why=Text(
            f"排放因子按区域电网公布，“{name}”既不是电网也不是省份",
            f"emission factors are published by regional grid, and {name} is neither a grid nor a province",
        ),
        next=Text(
            f"写明省份，或直接写电网：{'、'.join(t.zh for t in known.values())}",
            f"give the province, or the grid itself: {', '.join(known)}",
        ),
    )
