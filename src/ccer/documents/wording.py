"""Fixed wording in both languages, kept in YAML files beside this module, and how numbers and dates are written."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from ..core.data import read_table
from ..core.text import Lang, Text

Book = Literal["wording", "design", "sink", "neutral", "report", "papers", "method", "hand"]
_PRINTED = (
    ("CO2", "CO₂"), ("CH4", "CH₄"), ("N2O", "N₂O"), ("SF6", "SF₆"), ("^2", "²"), ("^3", "³"), ("m2", "m²"), ("m3", "m³"),
    ("10^4", "10⁴"),
)  # fmt: skip
_NO_UNIT = ("1", "", "text", "flag", "date")
_FOLDER = Path(__file__).parent


@functools.cache
def book(name: Book) -> Mapping[str, Text]:
    """All wording of one file, by dotted key."""
    raw = read_table(_FOLDER / f"{name}.yaml")
    return dict(_leaves(raw, ""))


def text(key: str, source: Book = "wording") -> Text:
    """A sentence in both languages; KeyError where there is none of that key."""
    return book(source)[key]


def say(key: str, lang: Lang, /, **values: object) -> str:
    """A sentence of ``wording.yaml`` in one language, its ``{names}`` filled in."""
    return text(key).say(lang, **values)


def say_of(source: Book, key: str, lang: Lang, /, **values: object) -> str:
    """A sentence of another file in one language, its ``{names}`` filled in."""
    return text(key, source).say(lang, **values)


def _leaves(node: Mapping[str, Any], prefix: str) -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for key, value in node.items():
        name = f"{prefix}{key}"
        if set(value) == {"zh", "en"}:
            found.append((name, Text(str(value["zh"]).strip("\n"), str(value["en"]).strip("\n"))))
        else:
            found.extend(_leaves(value, f"{name}."))
    return found


def number(value: float | int, decimals: int = 6) -> str:
    """A number with thousands separators and no useless zeros: ``522,070`` and ``0.48665``."""
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    shown = f"{value:,.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def numbers(values: Sequence[float | int], decimals: int) -> list[str]:
    """The numbers of a column, all with as many decimals as the one that needs most of them, at most ``decimals``."""
    needed = max((len(number(value, decimals).partition(".")[2]) for value in values), default=0)
    return [f"{value:,.{needed}f}" for value in values]


def unit(printed: str, lang: Lang) -> str:
    """A unit as people print it: ``tCO2/MWh`` as ``tCO₂/MWh``, ``m^3`` as ``m³``, ``year`` as 年; what has none as a dash."""
    if printed in _NO_UNIT:
        return "—"
    for written, shown in _PRINTED:
        printed = printed.replace(written, shown)
    return re.sub("(?<![A-Za-z])[a-z]+(?![A-Za-z])", lambda word: _unit_word(word.group(), lang), printed)


def _unit_word(word: str, lang: Lang) -> str:
    """A unit that is a word, such as ``year``; others as they are."""
    held = book("wording").get(f"unit.{word}")
    return held.say(lang) if held else word


def factor_name(name: str, lang: Lang) -> str:
    """A grid factor such as ``East 2023`` in one language; a dash where none is used."""
    from ..compute.places import grid_names

    head, _, label = name.partition(" ")
    grid = grid_names().get(head)
    return f"{grid.say(lang) if grid else head} {label}".strip() or "—"
