"""Species as they are named in the field, in Chinese, Latin or English, brought to one name; what looks alike is offered, never taken."""

from __future__ import annotations

import difflib
import functools
import re
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..core.data import read_table
from ..core.text import Text
from .fields import plain

_OWN: Final = Path(__file__).parent / "species.yaml"
_OF_EQUATIONS: Final = Path(__file__).parent.parent / "compute" / "species.yaml"
"""Where the species of the equations stand, their names go first."""
_AUTHOR: Final = re.compile(r"^([A-Z][a-z]+ [a-z-]+(?: (?:var|subsp|f)\. [a-z-]+)?) \(?[A-Z].*$")


class Species(NamedTuple):
    """A species: its name in data, its titles, its Latin name."""

    name: str
    title: Text
    latin: str
    also: tuple[str, ...] = ()


@functools.cache
def all_species() -> dict[str, Species]:
    """Every species, by name."""
    own = _read(_OWN)
    first = _read(_OF_EQUATIONS) if _OF_EQUATIONS.exists() else {}
    return joined(first, own)


def joined(first: dict[str, Species], own: dict[str, Species]) -> dict[str, Species]:
    """Two tables as one: a species of both keeps the name of the first and the words of both."""
    by_word = {plain(word): name for name, one in first.items() for word in _words(one)}
    found = dict(first)
    for one in own.values():
        twin = next((by_word[key] for word in _titles(one) if (key := plain(word)) in by_word), None)
        if twin is None:
            found[one.name] = one
        else:
            held = found[twin]
            words = tuple(dict.fromkeys((*held.also, *_words(one))))
            found[twin] = held._replace(latin=held.latin or one.latin, also=words)
    return found


def species_of(name: str) -> Species | None:
    """The species a name stands for, or None; the author of a Latin name may follow it."""
    bare = " ".join(name.split())
    found = _AUTHOR.match(bare)
    for word in (bare, found[1] if found else bare):
        if plain(word) in _table():
            return _table()[plain(word)]
    return None


def alike(name: str, most: int = 3) -> tuple[Species, ...]:
    """Species whose names look like a name, the nearest first."""
    keys = list(_table())
    key = plain(name)
    near = difflib.get_close_matches(key, keys, n=3 * most, cutoff=0.5 if key.isascii() else 0.4)
    ranked = dict.fromkeys(_table()[found].name for found in near)
    return tuple(all_species()[found] for found in ranked)[:most]


@functools.cache
def _table() -> dict[str, Species]:
    table: dict[str, Species] = {}
    for one in all_species().values():
        for word in _words(one):
            table.setdefault(plain(word), one)
    return table


def _words(one: Species) -> tuple[str, ...]:
    return (*_titles(one), one.name, *one.also)


def _titles(one: Species) -> tuple[str, ...]:
    return tuple(word for word in (one.title.zh, one.latin, one.title.en) if word)


def _read(path: Path) -> dict[str, Species]:
    """Species of a file: name -> mapping with ``zh`` and ``en``, and ``latin`` and ``also`` where there are any."""
    content: dict[str, Any] = read_table(path)
    rows = content.get("species", content)
    return {
        name: Species(name, Text(row["zh"], row["en"]), row.get("latin", ""), tuple(row.get("also", ())))
        for name, row in rows.items()
        if isinstance(row, dict) and {"zh", "en"} <= row.keys()
    }
