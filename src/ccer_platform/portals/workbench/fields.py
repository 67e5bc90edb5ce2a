"""What a person types for a step, read by the type of each field; what cannot be read is said beside it and stays as it was typed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

import msgspec

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.project.life.fields import field, read_fact
from ccer.project.yaml_file import load

Typed = Mapping[str, Sequence[str]]
"""What came in: name to values, as a browser sends them."""
TEAM_PARTS = ("full_time", "competent", "interest")
INDEPENDENCE_PARTS = (
    "funded_by_interested",
    "develops_or_consults",
    "tied_to_owner",
    "wrote_documents",
    "same_group_as_validator",
)
AMOUNTS = ("credited_mwh", "net_export_mwh", "certificates_traded_mwh")
TEAM_ROWS = 6
LONGEST_FILE = 2**20
"""Of a project file. [byte]"""
NOT_GIVEN = Text("请填写这一项", "Give this")
NOT_A_NUMBER = Text("请填写数字，例如 1062043", "Give a number, e.g. 1062043")
NOT_ANSWERED = Text("请选择“是”或“否”", "Say yes or no")


class Unreadable(Exception):
    """Why what was typed cannot be a fact; ``part`` names the line of a structured field."""

    def __init__(self, why: Text, part: str = "") -> None:
        super().__init__(why.en)
        self.why, self.part = why, part


class Words(msgspec.Struct, frozen=True):
    """A choice or a part of a structured field in words."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class _File(msgspec.Struct, frozen=True):
    choices: dict[str, Words]
    parts: dict[str, Words]


@functools.cache
def _file() -> _File:
    text = (resources.files(__package__) / "choices.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=_File)


def choice_text(name: str) -> Text:
    """A choice in words."""
    held = _file().choices.get(name)
    return held.text if held else Text(name, name)


def part_text(name: str) -> Text:
    """A part of a structured field in words."""
    return _file().parts[name].text


def read(name: str, typed: Typed, *, needed: bool) -> Any:
    """The fact a field gives; None where nothing was typed and nothing is needed.

    Raises
    ------
    Unreadable
        Nothing was typed though it is needed, or it is not what the field holds.
    """
    kind = field(name).type
    reader = _READERS.get(kind, _plain)
    value = reader(name, typed)
    if value is None:
        if needed:
            raise Unreadable(NOT_ANSWERED if kind == "yes" else NOT_GIVEN)
        return None
    try:
        return read_fact(name, value)
    except CcerError as error:
        raise Unreadable(error.why) from error


def one(typed: Typed, name: str) -> str:
    """The last value of a name, without the blanks around it."""
    values = typed.get(name) or [""]
    return values[-1].strip()


def _plain(name: str, typed: Typed) -> str | None:
    return one(typed, name) or None


def _yes(name: str, typed: Typed) -> bool | None:
    return {"yes": True, "no": False}.get(one(typed, name))


def _whole(name: str, typed: Typed) -> int | None:
    text = one(typed, name)
    return None if not text else whole(text)


def whole(text: str) -> int:
    """A whole number as people write it: 1,062,043."""
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 15:
        raise Unreadable(NOT_A_NUMBER)
    return int(plain)


def amount(text: str) -> float:
    """A number with or without a fraction."""
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    head, _, tail = plain.partition(".")
    if not all(part.isascii() and part.isdigit() for part in (head, *([tail] if tail else []))):
        raise Unreadable(NOT_A_NUMBER)
    return float(plain)


def _codes(name: str, typed: Typed) -> list[str]:
    """None ticked is an answer too: an empty list."""
    return [value.strip() for value in typed.get(name, ()) if value.strip()]


def _vintages(name: str, typed: Typed) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for key in typed:
        year = key.removeprefix(f"{name}.")
        if year != key and year.isdigit() and one(typed, key):
            try:
                found[year] = whole(one(typed, key))
            except Unreadable as error:
                raise Unreadable(error.why, year) from error
    return found or None


def _independence(name: str, typed: Typed) -> dict[str, bool] | None:
    answers = {part: _yes(f"{name}.{part}", typed) for part in INDEPENDENCE_PARTS}
    if answers["same_group_as_validator"] is None:
        del answers["same_group_as_validator"]
    for part, said in answers.items():
        if said is None:
            raise Unreadable(NOT_ANSWERED, part)
    return {part: bool(said) for part, said in answers.items()}


def team_rows(name: str, typed: Typed) -> list[dict[str, Any]]:
    """Every row of a team as typed, blank ones too, two more than are filled."""
    numbers = [
        int(key.split(".")[1]) for key in typed if key.startswith(f"{name}.") and key.endswith(".person")
    ]
    filled = [n for n in numbers if one(typed, f"{name}.{n}.person")]
    count = max(TEAM_ROWS, *(n + 3 for n in filled)) if filled else TEAM_ROWS
    return [
        {"number": n, "person": one(typed, f"{name}.{n}.person")}
        | {part: bool(one(typed, f"{name}.{n}.{part}")) for part in TEAM_PARTS}
        for n in range(count)
    ]


def _team(name: str, typed: Typed) -> list[dict[str, Any]] | None:
    rows = [row for row in team_rows(name, typed) if row["person"]]
    return [{key: row[key] for key in ("person", *TEAM_PARTS)} for row in rows] or None


def _project(name: str, typed: Typed) -> dict[str, Any] | None:
    text = one(typed, name)
    if not text:
        return None
    try:
        data = load(text.encode(), "project.yaml")
    except CcerError as error:
        raise Unreadable(error.why) from error
    if not isinstance(data, dict):
        raise Unreadable(Text("最外层须为「字段: 值」", "its top level must be “field: value”"))
    return data


def _reduction(name: str, typed: Typed) -> dict[str, Any] | None:
    if not any(one(typed, key) for key in typed if key.startswith(f"{name}.")):
        return None
    found: dict[str, Any] = {}
    for key in ("start", "end"):
        if not one(typed, f"{name}.{key}"):
            raise Unreadable(NOT_GIVEN, key)
    found["period"] = {key: one(typed, f"{name}.{key}") for key in ("start", "end")}
    said = _yes(f"{name}.conservative", typed)
    if said is not None:
        found["conservative"] = said
    for key in AMOUNTS:
        if text := one(typed, f"{name}.{key}"):
            try:
                found[key] = amount(text)
            except Unreadable as error:
                raise Unreadable(error.why, key) from error
    if found["period"]["end"] < found["period"]["start"]:
        raise Unreadable(Text("末日早于首日", "the last day is before the first"), "end")
    return found


_READERS: dict[str, Callable[[str, Typed], Any]] = {
    "yes": _yes,
    "count": _whole,
    "tonnes": _whole,
    "codes": _codes,
    "vintages": _vintages,
    "independence": _independence,
    "team": _team,
    "project": _project,
    "reduction": _reduction,
}
