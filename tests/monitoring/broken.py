"""What a broken file is, and the list they are entered in: made here, refused there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from ccer.monitoring.plots import read_plots


class Broken(NamedTuple):
    """A broken file: its name, how it is made, how it is read, what the refusal says."""

    file: str
    make: Callable[[Path], object]
    read: Callable[[Path], object]
    says: tuple[str, ...]


BROKEN: dict[str, Broken] = {}


def broken(
    name: str,
    file: str,
    make: Callable[[Path], object],
    *says: str,
    read: Callable[[Path], object] = read_plots,
) -> None:
    assert name not in BROKEN
    BROKEN[name] = Broken(file, make, read, says)


def content(held: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(held)


def text(held: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(held, encoding="utf-8")


def with_cells(header: list[Any], row: list[Any], **cells: Any) -> list[list[Any]]:
    """Header and one row with some of its cells changed, by the letter of the column."""
    changed = list(row)
    for letter, value in cells.items():
        changed[ord(letter) - ord("A")] = value
    return [header, changed]
