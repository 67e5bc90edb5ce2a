"""Words of a readings file in either language, brought to the names used here."""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..core.data import read_table

_FILE: Final = Path(__file__).parent / "columns.yaml"


class Unit(NamedTuple):
    """A unit people write, the unit it is brought to, and how: times, then over."""

    name: str
    target: str
    times: int
    over: int

    def convert(self, value: float) -> float:
        """A quantity in the target unit."""
        return value * self.times / self.over


@functools.cache
def columns() -> dict[str, str]:
    """Header -> column."""
    return _inverse(_content()["columns"])


@functools.cache
def month_words() -> frozenset[str]:
    """Headers under which the first day of a month stands for the month."""
    return frozenset(plain(word) for word in _content()["months"])


@functools.cache
def directions() -> dict[str, str]:
    """Word -> ``export`` or ``import``."""
    return _inverse(_content()["directions"])


@functools.cache
def one_sided() -> frozenset[str]:
    """Words of a direction that say who speaks and not which way the power flows."""
    return frozenset(plain(word) for word in _content()["one_sided"])


@functools.cache
def titles() -> dict[str, str]:
    """Column -> its first Chinese heading."""
    return {
        name: next((w for w in also if not w.isascii()), name) for name, also in _content()["columns"].items()
    }


def called(direction: str) -> str:
    """A direction as Chinese text names it; a quantity of a methodology and a fuel by their own names."""
    return next(
        (word for word in _content()["directions"].get(direction, ()) if not word.isascii()), f" {direction} "
    )


@functools.cache
def fuel_words() -> tuple[str, ...]:
    """What stands before the colon of a fuel's direction."""
    return tuple(_content()["fuel"])


@functools.cache
def statuses() -> dict[str, str]:
    """Word -> name of the status."""
    return _inverse(_content()["statuses"])


@functools.cache
def units() -> dict[str, Unit]:
    """Word -> unit."""
    table: dict[str, Unit] = {}
    for name, row in _content()["units"].items():
        unit = Unit(name, row.get("to", name), row["times"], row["over"])
        table.update(dict.fromkeys((plain(word) for word in row["also"]), unit))
    return table


def unit_for(word: str, wanted: str) -> Unit | None:
    """The unit a word stands for, brought to a declared one; None where it does not give it."""
    unit = units().get(plain(word))
    if unit is not None:
        if unit.target == wanted:
            return unit
        rule = _content()["conversions"].get(wanted, {}).get(unit.name)
        if rule is not None:
            return Unit(unit.name, wanted, *rule)
    return Unit(wanted, wanted, 1, 1) if plain(word) == plain(wanted) else None


def usable_units(wanted: str) -> tuple[str, ...]:
    """Units, as people write them, that give a declared one."""
    names = [known.name for known in dict.fromkeys(units().values()) if unit_for(known.name, wanted)]
    return tuple(names) or (wanted,)


def plain(word: str) -> str:
    """A word as it is looked up: no blanks, no capitals."""
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


def _inverse(table: dict[str, list[str]]) -> dict[str, str]:
    return {plain(word): name for name, words in table.items() for word in words}


@functools.cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_table(_FILE)
    return content
