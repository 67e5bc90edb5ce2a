"""A supposed change of law as a form states it: one of four kinds, with the fields of that kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccer.cli.doors import read_changes
from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.policy.hypothesis import Change

KIND_TEXT = {
    "value": Text("参数取新值（如新的抵销上限）", "a parameter takes another value (e.g. a new cap)"),
    "end": Text("文件或条款终止", "an instrument or provision ends"),
    "version": Text("方法学出新版本", "a methodology gets a new version"),
    "correct": Text("摘要有误，条款更正", "a provision is corrected"),
}
FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "value": (("name", "name"), ("value", "value"), ("from", "day")),
    "end": (("ref", "ref"), ("until", "day")),
    "version": (("ref", "ref"), ("code", "code"), ("from", "day")),
    "correct": (("ref", "ref"), ("zh", "text"), ("en", "text")),
}
"""For each kind: the field of the change, and the field of the form it is read from."""


def from_form(given: Mapping[str, Any]) -> list[Change]:
    """The change that a form states.

    Raises
    ------
    BadInput
        A field is missing, or the base does not hold what it names.
    """
    kind = str(given.get("kind", ""))
    if kind not in FIELDS:
        raise _bad(Text("没有选择变更的种类", "no kind of change was chosen"))
    change: dict[str, Any] = {"type": kind}
    for field, source in FIELDS[kind]:
        value = str(given.get(source, "")).strip()[:2000]
        if not value and kind != "correct":
            raise _bad(Text(f"没有填写 {source}", f"{source} is empty"))
        change[field] = _value(value) if field == "value" else value
    if kind == "correct" and not change["zh"]:
        raise _bad(Text("没有填写更正后的文字", "the corrected text is empty"))
    if kind != "value":
        corpus().clause(change["ref"])
    return list(read_changes([change]))


def _value(text: str) -> int | float | str:
    """A number where it is one; ``5%`` is a share."""
    share = text.endswith("%")
    try:
        number = float(text.rstrip("% "))
    except ValueError:
        return text
    if share:
        return number / 100
    return int(number) if number.is_integer() and "." not in text else number


def _bad(why: Text) -> BadInput:
    return BadInput(
        Text("不能推演", "It cannot be worked out"), why, Text("填写后再推演", "Fill it in and try again")
    )
