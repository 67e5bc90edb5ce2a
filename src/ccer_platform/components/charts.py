"""Charts with the table that says the same, strips of serials, and the provinces as tiles."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, NamedTuple

import msgspec

from ccer.core.text import Lang, Text


class ChartSeries(NamedTuple):
    """One row of values of a chart."""

    title: Text
    values: tuple[int | float | None, ...]


class Chart(NamedTuple):
    """A chart and its table.

    Parameters
    ----------
    name : str
        Id in the page.
    categories : tuple of Text or str
    unit : Text
    across : bool
        Bars lie on their side; of use where the categories have long names.
    note : Text, optional
        Source and date.
    digits : int
        After the point, in the table.
    from_zero : bool
        False where the axis shows the range of the values only, as for prices.
    """

    name: str
    title: Text
    categories: tuple[Text | str, ...]
    series: tuple[ChartSeries, ...]
    unit: Text
    kind: Literal["bar", "line", "radar"] = "bar"
    stacked: bool = False
    across: bool = False
    head: Text = Text("年度", "Year")
    note: Text | None = None
    digits: int = 0
    from_zero: bool = True

    def spec(self, lang: Lang) -> dict[str, Any]:
        """What the script draws, as plain values."""
        return {
            "kind": self.kind,
            "stacked": self.stacked,
            "across": self.across,
            "scale": not self.from_zero,
            "unit": self.unit.say(lang),
            "categories": [_said(c, lang) for c in self.categories],
            "series": [{"name": s.title.say(lang), "values": list(s.values)} for s in self.series],
        }

    def rows(self, lang: Lang) -> list[tuple[str, list[str]]]:
        """The same as a table."""
        return [
            (_said(category, lang), [_shown(s.values[place], self.digits) for s in self.series])
            for place, category in enumerate(self.categories)
        ]

    def height(self) -> int:
        """Room for the bars that lie. [px]"""
        return 80 + 34 * len(self.categories) if self.across else 300


def _said(value: Text | str, lang: Lang) -> str:
    return value.say(lang) if isinstance(value, Text) else value


def _shown(value: int | float | None, digits: int) -> str:
    return "—" if value is None else f"{value:,.{digits}f}" if digits else f"{value:,}"


class Part(NamedTuple):
    """A part of a strip: how much of it, in which colour (1 to 6), and what it is."""

    title: Text | str
    quantity: int
    colour: int
    note: str = ""
    href: str = ""


class Province(msgspec.Struct, frozen=True):
    """A province with its place on the grid of tiles. ``short`` is what fits on a tile."""

    zh: str
    en: str
    short: Text
    column: int
    row: int

    @property
    def title(self) -> Text:
        return Text(self.zh, self.en)


@functools.cache
def provinces() -> dict[str, Province]:
    """Every province by its Chinese name."""
    text = (resources.files(__package__) / "provinces.yaml").read_bytes()
    rows = msgspec.yaml.decode(text, type=list[tuple[str, str, str, str, int, int]])
    return {zh: Province(zh, en, Text(short, mark), column, row) for zh, en, short, mark, column, row in rows}


def province(name: str) -> Text:
    """A province in both languages; a name that is not one stays as it is."""
    held = provinces().get(name)
    return held.title if held else Text(name, name)


@dataclass(frozen=True)
class Tile:
    """A province with its count and the strength of its colour, 0 to 3."""

    province: Province
    count: int
    strength: int
    href: str


def tiles(counts: Mapping[str, int], address: str) -> Sequence[Tile]:
    """Every province as a tile; ``address`` ends where its name goes."""
    most = max(counts.values(), default=0)
    return [
        Tile(
            held,
            counts.get(zh, 0),
            0 if not counts.get(zh) else 1 + (3 * counts[zh] > most) + (3 * counts[zh] > 2 * most),
            address + zh,
        )
        for zh, held in provinces().items()
    ]
