"""Paths of provisions and how people write them: ``art-10/para-1/item-3`` is 第十条第一款第（三）项 and art. 10(1)(3)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..core.text import Text
from .numerals import to_chinese

KINDS = ("chapter", "art", "para", "item", "sub", "sec", "eq", "table", "fig", "annex", "part")
_NO_HEADINGS: Mapping[str, Text] = MappingProxyType({})


def steps(path: str) -> list[tuple[str, str]]:
    """The path as (kind, number) pairs; a step without a number has an empty one."""
    return [(kind, number) for kind, _, number in (step.partition("-") for step in path.split("/"))]


def parents(path: str) -> list[str]:
    """The paths above, nearest first."""
    out = []
    while "/" in path:
        path = path.rpartition("/")[0]
        out.append(path)
    return out


def path_label(path: str, headings: Mapping[str, Text] = _NO_HEADINGS) -> Text:
    """How people write a path, in both languages; a step that is a name is shown by its heading, one that only groups others not at all."""
    zh, en, trail = "", "", [""]
    above = ""
    for kind, number in steps(path):
        step = f"{kind}-{number}" if number else kind
        above = f"{above}/{step}" if above else step
        if kind in KINDS:
            zh += _zh(kind, number)
            en += _en(kind, number, trail[-1])
        elif above in headings or path not in headings:
            name = headings.get(above) or Text(step, step)
            zh += f"“{name.zh}”"
            en += f" “{name.en}”" if en else f"“{name.en}”"
        trail.append(kind)
    return Text(zh, en)


def ref_label(short: Text, path: str, headings: Mapping[str, Text] = _NO_HEADINGS) -> Text:
    """How people write a whole citation: 「31号令 第十条」 / "Order 31 art. 10"."""
    if not path:
        return short
    label = path_label(path, headings)
    return Text(f"{short.zh} {label.zh}", f"{short.en} {label.en}")


def _cn(number: str) -> str:
    """Article 38-1 is 三十八条之一: only the first number goes before the noun, see `_zh`."""
    return to_chinese(int(number)) if number.isdecimal() else number


def _zh(kind: str, number: str) -> str:
    first, _, rest = number.partition("-")
    match kind:
        case "art":
            return f"第{_cn(first)}条" + (f"之{_cn(rest)}" if rest else "")
        case "para":
            return f"第{_cn(number)}款"
        case "item":
            return f"第（{_cn(number)}）项"
        case "sub":
            return f"第{number}目"
        case "chapter":
            return f"第{_cn(number)}章"
        case "part":
            return f"第{_cn(number)}部分" if number[:1].isdecimal() else f"{number.upper()}部分"
        case "sec":
            return f"第{number}条" if number[:1].isdecimal() else f"{number}节"
        case "eq":
            return f"公式（{number}）"
        case "table":
            return f"表{number}"
        case "fig":
            return f"图{number}"
        case "annex":
            return f"附件{number}" if number.isdecimal() or not number else f"附录{number.upper()}"
    return f"{kind}{number}"


def _en(kind: str, number: str, before: str) -> str:
    space = " " if before else ""
    match kind:
        case "art":
            return f"{space}art. {number}"
        case "para":
            return f"({number})" if before == "art" else f"{space}para. {number}"
        case "item":
            return f"({number})" if before == "para" else f"{space}item ({number})"
        case "sub":
            return f"({number})"
        case "sec":
            return f"{space}§{number}"
        case "eq":
            return f"{space}eq. ({number})"
        case "annex":
            return f"{space}annex {number.upper()}".rstrip()
    return f"{space}{kind} {number.upper()}"
