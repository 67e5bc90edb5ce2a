"""What the sheets of the field may hold: kinds of sheet, their columns, the units people write. The words are in ``fields.yaml``."""

from __future__ import annotations

import difflib
import functools
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..core.data import read_table
from ..core.text import Text

_FILE: Final = Path(__file__).parent / "fields.yaml"
_BETWEEN: Final = str.maketrans("", "", " _-.:：*#、\t\n\r\u3000")
_MINUS: Final = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-"})


class FieldUnit(NamedTuple):
    """A unit people write, what it measures, and its size in the first unit of that kind: times, then over."""

    name: str
    of: str
    times: int
    over: int

    def to(self, value: float, target: FieldUnit) -> float:
        """A quantity in another unit of the same kind."""
        return value * (self.times * target.over) / (self.over * target.times)


class Field(NamedTuple):
    """One column of a kind of sheet.

    ``unit`` is the one the equations take; ``given`` says that a column without a unit is in it; more than ``most`` is refused.
    """

    name: str
    title: Text
    also: frozenset[str]
    unit: FieldUnit | None
    given: bool
    most: float | None


class Kind(NamedTuple):
    """A kind of sheet, its columns, and which it cannot do without (of a group, one is enough)."""

    name: str
    title: Text
    fields: dict[str, Field]
    need: tuple[tuple[str, ...], ...]

    def missing(self, found: Iterable[str]) -> list[tuple[str, ...]]:
        """Groups of which there is no column."""
        here = set(found)
        return [group for group in self.need if not here & set(group)]


@functools.cache
def kinds() -> dict[str, Kind]:
    """Every kind of sheet, by name."""
    return {name: _kind(name, row) for name, row in _content()["kinds"].items()}


@functools.cache
def units() -> dict[str, FieldUnit]:
    """Word -> unit."""
    table = {}
    for name, row in _content()["units"].items():
        unit = FieldUnit(name, row["of"], row["times"], row["over"])
        table.update({unit_word(word): unit for word in (name, *row["also"])})
    return table


def unit_of(word: str) -> FieldUnit | None:
    """The unit a word names, or None."""
    return units().get(unit_word(word))


@functools.cache
def words(group: str) -> dict[str, str]:
    """Word -> name, of a group such as ``statuses`` or ``systems``."""
    return {plain(word): str(name) for name, also in _content()[group].items() for word in also}


@functools.cache
def marks(group: str) -> tuple[str, ...]:
    """The words of a group without names, such as ``blank`` or ``degree``; longest first."""
    return tuple(sorted((str(word) for word in _content()[group]), key=lambda word: (-len(word), word)))


@functools.lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """A heading or name as it is looked up: no blanks, no capitals, no points or dashes, half-width."""
    return unicodedata.normalize("NFKC", word).casefold().translate(_BETWEEN)


def unit_word(word: str) -> str:
    """A unit as it is looked up."""
    half = unicodedata.normalize("NFKC", word).translate(_MINUS)
    return "".join(half.split()).casefold()


def is_blank(text: str) -> bool:
    """True for an empty cell and for what people write in place of nothing."""
    return not text or (not text[0].isdigit() and text.casefold() in _blanks())


def is_total(text: str) -> bool:
    """True for the first words of a row that sums up others."""
    return bool(text) and not text[0].isdigit() and plain(text) in _totals()


def is_remark(text: str) -> bool:
    """True for the first words of a row below a table that explains it or names who filled it in."""
    return plain(text).startswith(_remarks())


def near(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Known names that look like a word, the nearest first."""
    by_key = {plain(name): name for name in known}
    found = difflib.get_close_matches(plain(word), list(by_key), n=most, cutoff=0.5)
    return [by_key[key] for key in found]


@functools.cache
def _blanks() -> frozenset[str]:
    return frozenset(word.casefold() for word in marks("blank"))


@functools.cache
def _remarks() -> tuple[str, ...]:
    return tuple(plain(word) for word in marks("remarks"))


@functools.cache
def _totals() -> frozenset[str]:
    return frozenset(plain(word) for word in marks("totals"))


def _kind(name: str, row: dict[str, Any]) -> Kind:
    fields = {key: _field(key, content) for key, content in row["fields"].items()}
    need = tuple((group,) if isinstance(group, str) else tuple(group) for group in row["need"])
    return Kind(name, Text(row["zh"], row["en"]), fields, need)


def _field(name: str, row: dict[str, Any]) -> Field:
    title = Text(row["zh"], row["en"])
    also = frozenset(plain(word) for word in (name, title.zh, title.en, *row["also"]))
    unit = units()[unit_word(row["unit"])] if "unit" in row else None
    return Field(name, title, also, unit, row.get("given", False), row.get("most"))


@functools.cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_table(_FILE)
    return content
