"""The facts and papers a step carries, read by the table of fields; anything it does not name is refused."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

import msgspec

from ...core.errors import BadInput
from ...core.mistyped import explain
from ...core.text import Text
from ...rules.subjects import Reduction
from ..file import parse_project
from .tables import Named, fields_file

LONGEST_TEXT = 20_000
"""Characters of a text fact."""
MOST_TONNES = 10**12
"""Far above any project. [tCO2e]"""


class Independence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a body declares on taking an engagement (Order 31 art. 37 para. 2)."""

    funded_by_interested: bool
    develops_or_consults: bool
    tied_to_owner: bool
    wrote_documents: bool
    same_group_as_validator: bool = False


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member of a team: full-time staff or not, competent in the sector or not, with an interest in the project or not."""

    person: str
    full_time: bool
    competent: bool
    interest: bool = False


def field(name: str) -> Named:
    """A field of the table."""
    return fields_file().fields[name]


def read_fact(name: str, value: Any, place: str = "") -> Any:
    """A fact as plain values.

    Raises
    ------
    BadInput
        It is not what the field holds.
    """
    kind = field(name).type
    try:
        return _READERS[kind](name, value)
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        why = (
            explain(error) if isinstance(error, msgspec.ValidationError) else Text(f"{value!r}", f"{value!r}")
        )
        raise _unusable(name, why) from error


def _text(name: str, value: Any) -> str:
    text = msgspec.convert(value, str).strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise _unusable(
            name, Text(f"应为 1 至 {LONGEST_TEXT} 个字符", f"it needs 1 to {LONGEST_TEXT} characters")
        )
    return text


def _whole(name: str, value: Any) -> int:
    number = msgspec.convert(value, int)
    if not 0 <= number <= MOST_TONNES:
        raise _unusable(name, Text("应为非负整数", "it must be a whole number of 0 or more"))
    return number


def _choice(name: str, value: Any) -> str:
    choices = field(name).choices
    if value not in choices:
        raise _unusable(name, Text("可选：" + "、".join(choices), "choose one of: " + ", ".join(choices)))
    return str(value)


def _day(name: str, value: Any) -> str:
    return msgspec.convert(value, dt.date, strict=False).isoformat()


def _vintages(name: str, value: Any) -> dict[str, int]:
    years = msgspec.convert(value, dict[int, int], strict=False)
    if not years or min(years.values()) < 0 or max(years.values()) > MOST_TONNES:
        raise _unusable(
            name, Text("应为各年度的非负整数", "it must hold a whole number of 0 or more for each year")
        )
    return {str(year): years[year] for year in sorted(years)}


def _team(name: str, value: Any) -> list[dict[str, Any]]:
    members = msgspec.convert(value, tuple[Member, ...])
    if len({m.person for m in members}) != len(members):
        raise _unusable(name, Text("有人员重复", "a person is named twice"))
    return [msgspec.to_builtins(m) for m in members]


def _project(name: str, value: Any) -> dict[str, Any]:
    project = msgspec.to_builtins(parse_project(dict(value), "project"))
    return {key: held for key, held in project.items() if held not in (None, {}, ())}


def _reduction(name: str, value: Any) -> dict[str, Any]:
    """The facts of a filing without its project, which is another life."""
    whole = {**value, "project": {"name": "-", "methodology": "-"}}
    facts = msgspec.to_builtins(msgspec.convert(whole, Reduction, strict=False))
    del facts["project"]
    return {key: held for key, held in facts.items() if held is not None}


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "text": _text,
    "code": _text,
    "codes": lambda name, value: [_text(name, each) for each in msgspec.convert(value, list[str])],
    "day": _day,
    "yes": lambda name, value: msgspec.convert(value, bool),
    "count": _whole,
    "tonnes": _whole,
    "choice": _choice,
    "vintages": _vintages,
    "team": _team,
    "independence": lambda name, value: msgspec.to_builtins(msgspec.convert(value, Independence)),
    "project": _project,
    "reduction": _reduction,
}


def _unusable(name: str, why: Text) -> BadInput:
    title = field(name).title
    return BadInput(
        what=Text("“{title}”无法使用", "{title} cannot be used").fill(title=title),
        why=why,
        next=Text("改正后重新提交。", "Correct it and send it again."),
    )


@functools.cache
def titles() -> dict[str, Text]:
    """Every field, paper and role in words."""
    held = fields_file()
    return {
        name: entry.title for part in (held.fields, held.papers, held.roles) for name, entry in part.items()
    }
