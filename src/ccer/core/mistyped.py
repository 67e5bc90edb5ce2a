"""What a decoder says of a field that does not fit, in both languages."""

from __future__ import annotations

import re

from .text import Text

_TYPES = {
    "str": Text("文字", "text"),
    "int": Text("整数", "a whole number"),
    "float": Text("数", "a number"),
    "bool": Text("true 或 false", "true or false"),
    "date": Text("日期（形如 2026-08-20）", "a date like 2026-08-20"),
    "array": Text("列表", "a list"),
    "object": Text("「字段: 值」", "field: value"),
    "null": Text("空", "nothing"),
}
_AT = re.compile(r" - at `\$?\.?(.*?)`$")
_EXPECTED = re.compile(r"^Expected `(.+?)`, got `(.+?)`")
_UNKNOWN = re.compile(r"^Object contains unknown field `(.+?)`")
_MISSING = re.compile(r"^Object missing required field `(.+?)`")
_INVALID = re.compile(r"^Invalid (?:enum value|value) (.+)$")


def explain(error: Exception) -> Text:
    """The reason in words; a message that is not known stays as it is."""
    said = str(error)
    found = _AT.search(said)
    where = found[1] if found and found[1] else ""
    bare = _AT.sub("", said)
    reason = _reason(bare)
    if not where:
        return reason
    return Text(f"{where} ", f"{where} ") + reason


def _reason(said: str) -> Text:
    if found := _EXPECTED.match(said):
        wanted, got = _kinds(found[1]), _kinds(found[2])
        return Text(
            "类型不对：应为{wanted}，写的是{got}", "has the wrong type: {wanted} is expected, it reads {got}"
        ).fill(wanted=wanted, got=got)
    if found := _UNKNOWN.match(said):
        return Text(f"有不认识的字段 {found[1]}", f"has an unknown field {found[1]}")
    if found := _MISSING.match(said):
        return Text(f"缺少必填字段 {found[1]}", f"lacks the required field {found[1]}")
    if found := _INVALID.match(said):
        return Text(
            f"取值 {found[1]} 不在可选值之中", f"has the value {found[1]}, which is not one to choose from"
        )
    return Text(said, said)


def _kinds(names: str) -> Text:
    kinds = [_TYPES.get(name.strip(), Text(name.strip(), name.strip())) for name in names.split("|")]
    kinds = [
        kind for kind, name in zip(kinds, names.split("|"), strict=True) if name.strip() != "null"
    ] or kinds
    return Text("或".join(kind.zh for kind in kinds), " or ".join(kind.en for kind in kinds))
