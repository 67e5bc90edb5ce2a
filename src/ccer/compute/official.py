"""Values of the official text that a user enters where this base holds only what is recalled: with their source, never silently.

``project.design["official"] = {"nonpermanence_deduction": {"value": 0.1, "source": "…, section 6.7"}}``. The result then rests on the
user's reading: its mark is ``secondary`` and the reason names the source.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project

FIELD: Final = "official"
VALUE: Final = "value"
SOURCE: Final = "source"
NAMED: Final = Text(
    "由使用者据官方文本填入：{source}", "entered by the user from the official text: {source}"
)


class Official(NamedTuple):
    """A value a user read in the official text, and where."""

    value: str | int | float | bool | dt.date
    source: str


def officials(project: Project) -> dict[str, Official]:
    """The values a project brings, by short name of their parameter.

    Raises
    ------
    BadInput
        If an entry has no value or no source.
    """
    given = project.design.get(FIELD) or {}
    if not isinstance(given, Mapping):
        raise _bad(project, FIELD, Text("不是“名称: {value, source}”", "it is not name: {value, source}"))
    return {str(name): _entry(project, str(name), entry) for name, entry in given.items()}


def overruled(project: Project, held: DatedValue, name: str = "") -> DatedValue:
    """A dated value, or in its place what the project brings from the official text.

    Parameters
    ----------
    held : DatedValue
        As this base holds it.
    name : str
        Name under ``design.official``; the part after the methodology's where empty.

    Raises
    ------
    BadInput
        If the base read the value itself, or the project's is of another kind.
    """
    short = name or short_name(held.name)
    entry = officials(project).get(short)
    if entry is None:
        return held
    if not held.provisional:
        why = Text(
            "该值已在官方文本中读到，不能改写", "this base read that value in the official text; it stands"
        )
        raise _bad(project, f"{FIELD}.{short}", why)
    if not _alike(entry.value, held.value):
        why = Text(
            f"{entry.value!r} 与原值 {held.value!r} 不是同一种数据",
            f"{entry.value!r} is not of the kind of {held.value!r}",
        )
        raise _bad(project, f"{FIELD}.{short}", why)
    note = NAMED.fill(source=entry.source)
    return msgspec.structs.replace(held, value=entry.value, mark="secondary", note=note)


def parameter(project: Project, at: AsOf, name: str) -> DatedValue:
    """A dated parameter by its full name, overruled by the project's official form where it has one."""
    return overruled(project, at.parameter(name))


def refuse_unknown(project: Project, known: Iterable[str]) -> None:
    """Refuse an entry that no parameter of the methodology is called: a misspelt one would be lost without a word."""
    names = sorted(set(known))
    for name in officials(project):
        if name not in names:
            near = difflib.get_close_matches(name, names, n=3) or names
            why = Text(f"没有叫“{name}”的参数", f"no parameter is called {name!r}")
            listed = Text(f"可用：{'、'.join(near)}", f"use one of: {', '.join(near)}")
            raise _bad(project, f"{FIELD}.{name}", why, listed)


def short_name(name: str) -> str:
    """``methodology.ccer-14-001-v01.shrub.carbon`` is called ``shrub.carbon``."""
    parts = name.split(".", 2)
    return parts[2] if parts[0] == "methodology" and len(parts) == 3 else name


def _entry(project: Project, name: str, entry: Any) -> Official:
    if not isinstance(entry, Mapping) or VALUE not in entry or not str(entry.get(SOURCE) or "").strip():
        why = Text("须写明 value 和 source（文本、条款）", "it needs a value and a source (text and clause)")
        raise _bad(project, f"{FIELD}.{name}", why)
    return Official(entry[VALUE], str(entry[SOURCE]).strip())


def _alike(given: Any, held: Any) -> bool:
    if isinstance(given, bool) or isinstance(held, bool):
        return isinstance(given, bool) and isinstance(held, bool)
    if isinstance(held, (int, float)):
        return isinstance(given, (int, float)) and given == given
    return isinstance(given, type(held))


def _bad(project: Project, field: str, why: Text, then: Text | None = None) -> BadInput:
    return BadInput(
        what=Text(
            f"{project.name} 的 design.{field} 无法使用", f"design.{field} of {project.name} cannot be used"
        ),
        why=why,
        next=then or Text("写成 名称: {value: …, source: …}", "write name: {value: …, source: …}"),
    )
