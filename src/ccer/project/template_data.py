"""The parts of a project file that are lists: filings with their data, papers, stated errors, sources; written out as comments."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final

from ..compute.equation import quantity
from ..compute.quantities import QuantityPlan
from ..compute.uncertainty import starting_points
from ..core.data import read_table
from ..core.errors import CcerError
from ..core.text import Lang, Text
from ..methodologies import Methodology
from .example import example_estimate

WORDS: Final = Path(__file__).parent / "template.yaml"
DATA: Final = {"meters": "readings.csv", "quantities": "readings.csv", "plots": "field"}


def word(name: str) -> Text:
    """A sentence of ``template.yaml``."""
    held = _words()[name]
    return Text(held["zh"], held["en"])


@functools.cache
def _words() -> dict[str, Any]:
    return dict(read_table(WORDS))


def lists(method: Methodology, lang: Lang) -> list[str]:
    """Commented lines for everything that is a list.

    Parameters
    ----------
    method : Methodology
        Decides which data a filing names, and of which inputs an error can be stated.
    lang : Lang
        Language of the comments.
    """
    parts = [
        [word("start").say(lang)],
        [*_rows("filing", method, lang), *(f"  {line}" for line in _data(method, lang))],
        _rows("papers", method, lang),
        [*_rows("errors", method, lang), *_inputs(method, lang)],
        _rows("sources", method, lang),
    ]
    return ["", *(f"# {line}".rstrip() for part in parts for line in (*part, ""))][:-1]


def _rows(name: str, method: Methodology, lang: Lang) -> list[str]:
    found = []
    for row in _words()[name]:
        if row.get("only", method.evidence) == method.evidence:
            line = row["line"].replace("{data}", DATA[method.evidence])
            found.append(f"{line}  # {row[lang]}" if lang in row else line)
    return found


def _inputs(method: Methodology, lang: Lang) -> list[str]:
    """The inputs this methodology starts from, each with its title and unit."""
    try:
        found = example_estimate(method)
    except CcerError:
        found = None
    known = list(starting_points(method, found)) if found else []
    return [f"    {name}: <2%>  # {quantity(name).title.say(lang)} [{quantity(name).unit}]" for name in known]


def _data(method: Methodology, lang: Lang) -> list[str]:
    """What a data file of this methodology holds."""
    if method.evidence == "plots":
        return [word("plots").say(lang)]
    head = word("columns").say(lang)
    if method.evidence == "meters":
        burnt = any(field.name == "fuels" for field in method.design_fields)
        return [head, word("meters").say(lang), *([word("fuel").say(lang)] if burnt else [])]
    plan = method.plan
    assert isinstance(plan, QuantityPlan)
    found = [head, word("directions").say(lang)]
    for one in plan.measured:
        optional = "" if one.required else word("optional").say(lang)
        found.append(f"  {one.name}  {one.title.say(lang)} [{one.target}]{optional}")
    if plan.burns_fuel:
        found.append(f"  {word('fuel').say(lang)}")
    return [*found, word("together").say(lang)]
