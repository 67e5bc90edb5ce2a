"""Which provision a piece of writing means: 第17条第1款第(3)项, art. 17(1)(3), §5.2.2, 公式(1), art-17/item-3."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..core.text import Text
from .labels import KINDS, path_label, steps
from .windows import Version

_SEC = r"(\d+(?:\.\d+)*)"
_ITEM = r"\d+(?:\.\d+)*|[a-h]"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("eq", r"(?:公式|式)\(?(\d+)\)?|(?<![a-z])eq(?:uation|n)?s?\.?\s*\(?(\d+)\)?"),
        ("table", r"(?<![列报])表(\d+)|(?<![a-z])table\s*(\d+)"),
        ("annex", r"附件?\s*(\d+)|附录\s*([a-z\d]+)|(?<![a-z])(?:annex|appendix)\s*([a-z\d]+)\b"),
        ("part", r"第(\d+(?:\.\d+)?)部分|(?<![a-z])part\s*(\d+(?:\.\d+)*|[a-z]\b)|([a-z])部分"),
        ("sub", r"第?(\d+)目"),
        (
            "sec",
            rf"§\s*{_SEC}|(?<![a-z])(?:section|sec|clause|cl)s?\.?\s*{_SEC}|第(\d+(?:\.\d+)+)[条节款]?|第?(\d+)[章节]",
        ),
        ("art", r"第(\d+)条|(?<![\d.])(\d+)条|(?<![a-z])art(?:icle)?s?\.?\s*(\d+)"),
        ("para", r"第?(\d+)款|(?<![a-z])para(?:graph)?s?\.?\s*\(?(\d+)\)?"),
        (
            "item",
            rf"第?\(?({_ITEM})\)?项|(?<=[\s\d.条款节])([a-h])\)|(?<![a-z])(?:item|point|subpara(?:graph)?)s?\.?\s*\(?({_ITEM})(?![a-z])\)?",
        ),
    )
)
_BRACKETS = re.compile(r"(?:art(?:icle)?s?\.?|§|section|clause)\s*[\d.]+\s*\((\d+)\)\s*(?:\((\d+)\))?")
_PARA_ITEM = re.compile(r"(?<![a-z])para(?:graph)?s?\.?\s*\d+\s*\(([\da-z]+)\)")
_AFTER = re.compile(r"条之(\d+)")
_BARE = re.compile(r"(?<![\d年月./-])(\d+(?:\.\d+)+)(?![\d年月])")


class Wanted(NamedTuple):
    """The steps a text names; ``bracket`` is a lone number in brackets, which may be a paragraph or an item."""

    top: tuple[tuple[str, str], ...] = ()
    para: str | None = None
    item: str | None = None
    bracket: str | None = None

    @property
    def empty(self) -> bool:
        return not self.top


class Place(NamedTuple):
    """Where a citation leads: a path, else what is missing; ``why`` says how it was read."""

    path: str | None
    why: Text | None = None
    missing: str = ""
    below: str = ""
    choices: tuple[str, ...] = ()


def read_path(path: str) -> Wanted:
    """The steps of a path written out: ``art-10/item-3``."""
    named = dict(steps(path))
    top = tuple((kind, number) for kind, number in steps(path) if kind not in ("para", "item"))
    return Wanted(top, named.get("para"), named.get("item"))


def read_words(text: str) -> Wanted:
    """The steps a text names, once the name of the instrument is taken out of it."""
    found: dict[str, str] = {}
    rest = text
    for kind, pattern in _PATTERNS:
        match = pattern.search(rest)
        if match:
            found[kind] = next(group for group in match.groups() if group)
            if kind in ("eq", "table", "annex", "part"):
                rest = rest.replace(match.group(), " ", 1)
    if "art" in found and (extra := _AFTER.search(text)):
        found["art"] += f"-{extra.group(1)}"
    if "sec" in found and "art" in found:
        found.pop("art" if "." in found["sec"] else "sec")
    if not found.keys() & {"art", "sec", "part", "annex", "eq", "table"} and (bare := _BARE.search(text)):
        found["sec"] = bare.group(1)
    para, item, bracket = found.get("para"), found.get("item"), None
    if brackets := _BRACKETS.search(text):
        first, second = brackets.groups()
        if second:
            para, item = first, second
        elif para is None and item is None:
            bracket = first
    if item is None and (following := _PARA_ITEM.search(text)):
        item = following.group(1)
    order = ("annex", "part", "sec", "art", "eq", "table")
    return Wanted(tuple((kind, found[kind]) for kind in order if kind in found), para, item, bracket)


def locate(version: Version, wanted: Wanted) -> Place:
    """The provision of an instrument that the steps lead to."""
    base = _top(version, wanted.top)
    if base is None:
        return Place(None, missing=_written(wanted.top))
    if wanted.bracket is not None:
        return _bracket(version, base, wanted.bracket)
    node, why = base, None
    if wanted.para is not None:
        if f"{base}/para-{wanted.para}" in version.paths:
            node = f"{base}/para-{wanted.para}"
        elif wanted.para == "1" and not _below(version, base, "para"):
            why = Text("该条只有一款", "it has a single paragraph")
        else:
            return Place(None, missing=f"{base}/para-{wanted.para}", below=base)
    if wanted.item is None:
        return Place(node, why)
    if f"{node}/item-{wanted.item}" in version.paths:
        return Place(f"{node}/item-{wanted.item}", why)
    return (
        _item(version, base, wanted.item)
        if wanted.para is None
        else Place(None, missing=f"{node}/item-{wanted.item}", below=node)
    )


def _top(version: Version, top: tuple[tuple[str, str], ...]) -> str | None:
    """The first steps, allowing for 条, 节 and 部分 being used for one another."""
    swaps = {"art": ("art", "sec", "part"), "sec": ("sec", "part", "art"), "part": ("part", "sec")}
    base = ""
    for kind, number in top:
        for name in swaps.get(kind, (kind,)):
            step = f"{name}-{number}" if number else name
            path = f"{base}/{step}" if base else step
            if path in version.paths:
                base = path
                break
        else:
            nested = [path for path in version.paths if path.endswith(f"/{kind}-{number}")]
            if base or len(nested) != 1:
                return None
            base = nested[0]
    return base


def _bracket(version: Version, base: str, number: str) -> Place:
    """A lone number in brackets is the paragraph where there is one, else the item."""
    para = f"{base}/para-{number}"
    items = _items(version, base, number)
    if para in version.paths:
        if not items:
            return Place(para)
        other = path_label(items[0])
        return Place(
            para,
            Text(f"按款理解；如指项，应为{other.zh}", f"read as the paragraph; the item would be {other.en}"),
        )
    if not items and number == "1" and not _below(version, base, "para"):
        return Place(base, Text("该条只有一款", "it has a single paragraph"))
    return _item(version, base, number)


def _item(version: Version, base: str, number: str) -> Place:
    """An item cited without its paragraph: clear where only one paragraph has it."""
    items = _items(version, base, number)
    if not items:
        return Place(None, missing=f"{base}/item-{number}", below=base)
    if len(items) > 1:
        return Place(None, choices=tuple(items))
    label = path_label(items[0])
    return Place(items[0], Text(f"未写款，按{label.zh}理解", f"no paragraph is named; read as {label.en}"))


def _items(version: Version, base: str, number: str) -> list[str]:
    pattern = re.compile(rf"{re.escape(base)}(?:/para-\d+)?/item-{re.escape(number)}")
    return [path for path in version.paths if pattern.fullmatch(path)]


def _below(version: Version, base: str, kind: str) -> list[str]:
    return [path for path in version.paths if path.startswith(f"{base}/{kind}-")]


def by_heading(version: Version, text: str) -> Place | None:
    """The provision whose path is a name, by its heading: 造林方法学 计入期."""
    found = [
        path
        for path, heading in version.headings.items()
        if "/" not in path
        and steps(path)[0][0] not in KINDS
        and (heading.zh.removeprefix("项目") in text or heading.en.casefold() in text)
    ]
    return Place(max(found, key=len)) if found else None


def _written(top: tuple[tuple[str, str], ...]) -> str:
    return "/".join(f"{kind}-{number}" if number else kind for kind, number in top)
