"""The official form of a methodology as a file: what the official text must still settle, to be filled with figure, source and clause."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from ..compute.official import CLAUSE, FIELD, SOURCE, UNIT, VALUE, Blank, blanks
from ..core.asof import MARK_TEXT, AsOf
from ..core.errors import BadInput, NotInForce, NotKnown
from ..core.text import Text
from ..methodologies import Methodology
from ..rules.subjects import Project
from .file import read_mapping

CODE: Final = "methodology"
HEAD: Final = Text(
    "官方文本填报表。下列取值没有在官方文本中读到。读到一项填一项：value 为数值（按所列单位），source 为文本名称和版本，"
    "clause 为页码或条款；"
    "空着的仍用替代值，结果照样写明。填好后：ccer calculate … --official 文件，或在项目文件写 design: {official: 文件}。",
    "Official form. The values below were not read in the official text. Fill in what you have read: value in the unit given, source the "
    "text and its version, clause the page or clause; what stays empty keeps its stand-in, and results say so. Then: "
    "ccer calculate … --official FILE, or design: {official: FILE} in the project file.",
)
NO_VALUE: Final = Text("没有替代值，须填写才能核算", "no stand-in; asked for before anything is calculated")
WIDTH: Final = 120


def form_of(method: Methodology, at: AsOf) -> str:
    """The form of a methodology as commented YAML, Chinese first; every line of it empty."""
    lines = [*_comment(HEAD.zh), *_comment(HEAD.en), f"{CODE}: {method.code}", f"{FIELD}:"]
    rows = blanks(method.plan, at)
    for blank in rows:
        lines += [
            "",
            *(f"  {line}" for said in _said(blank, at) for line in _comment(said)),
            f"  {blank.name}:",
        ]
        lines += [f"    {VALUE}:", f'    {UNIT}: "{blank.unit}"', f"    {SOURCE}:", f"    {CLAUSE}:"]
    return "\n".join(lines if rows else [*lines[:-1], f"{FIELD}: {{}}"]) + "\n"


def form_rows(method: Methodology, at: AsOf) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "name": blank.name,
            "title": blank.title,
            "unit": blank.unit,
            "stand_in": blank.held.value if blank.held else None,
            "mark": blank.held.mark if blank.held else None,
            "why": (blank.held.note if blank.held else None) or blank.unknown,
            "expected_in": blank.cite,
        }
        for blank in blanks(method.plan, at)
    ]


def refuse_present(path: Path) -> None:
    """Refuse to write over a form that somebody may have filled."""
    if path.exists():
        raise BadInput(
            what=Text(f"{path} 已存在", f"{path} is there already"),
            why=Text("其中可能有已填的内容，不覆盖", "it may have been filled; it is not written over"),
            next=Text("换一个文件名，或先移走原文件。", "Choose another name, or move it away first."),
        )


def read_form(path: Path, methodology: str) -> dict[str, Any]:
    """The filled lines of a form by name of their parameter; what they say is checked where it is used.

    Raises
    ------
    BadInput
        If it is no form, or that of another methodology.
    """
    if not path.is_file():
        raise BadInput(
            what=Text(f"找不到填报表 {path}", f"There is no form {path}"),
            why=Text("该路径不是文件", "the path is no file"),
            next=Text(
                "用 ccer methodology form 代码 --out 文件 写一份。",
                "Write one: ccer methodology form CODE --out FILE",
            ),
        )
    raw = read_mapping(path)
    code, entries = raw.get(CODE), raw.get(FIELD)
    if not isinstance(code, str) or not isinstance(entries, Mapping) or set(raw) - {CODE, FIELD}:
        raise BadInput(
            what=Text(f"{path.name} 不是官方文本填报表", f"{path.name} is no official form"),
            why=Text(
                f"填报表只有 {CODE} 和 {FIELD} 两项，后者为“名称: {{value, unit, source, clause}}”",
                f"a form has {CODE} and {FIELD} only, the latter name: {{value, unit, source, clause}}",
            ),
            next=Text(
                "用 ccer methodology form 代码 --out 文件 重写一份。",
                "Write a new one: ccer methodology form CODE --out FILE",
            ),
        )
    if code.strip().upper() != methodology.strip().upper():
        raise BadInput(
            what=Text(
                f"{path.name} 不是 {methodology} 的填报表", f"{path.name} is not the form of {methodology}"
            ),
            why=Text(f"它属于 {code}", f"it belongs to {code}"),
            next=Text(
                f"用 ccer methodology form {methodology} 写一份。",
                f"Write one: ccer methodology form {methodology}",
            ),
        )
    return {str(name): entry for name, entry in entries.items() if not _empty(entry)}


def with_form(project: Project, filled: Mapping[str, Any]) -> Project:
    """A project with the lines of a form beside what its own file already enters.

    Raises
    ------
    BadInput
        If both enter one parameter and differ.
    """
    own = project.design.get(FIELD) or {}
    if not filled or not isinstance(own, Mapping):
        return project
    for name, entry in own.items():
        if name in filled and not _empty(entry) and filled[name] != entry:
            raise BadInput(
                what=Text(f"{name} 填了两次且不同", f"{name} is entered twice and differs"),
                why=Text(
                    f"项目文件为 {entry}，填报表为 {filled[name]}",
                    f"the project file has {entry}, the form has {filled[name]}",
                ),
                next=Text("核对原文，只留一处。", "Check the official text and keep one of them."),
            )
    return msgspec.structs.replace(project, design={**project.design, FIELD: {**own, **filled}})


def _empty(entry: object) -> bool:
    return isinstance(entry, Mapping) and VALUE in entry and entry[VALUE] is None


def _said(blank: Blank, at: AsOf) -> list[str]:
    """What it is, what stands in for it and why, where in the text it is expected; each in both languages."""
    held, place = blank.held, _place(blank, at)
    why = (held.note if held else None) or blank.unknown
    now = Text("现用 {now} ", "now {now} ").fill(now=f"{held.value} [{blank.unit}]") if held else Text("", "")
    now += MARK_TEXT[held.mark] if held else NO_VALUE
    if why is not None:
        now += Text("：", ": ") + why
    expected = Text(f"应见于 {place.zh}", f"expected in {place.en}")
    return [
        f"{blank.title.zh} · {blank.title.en}",
        now.zh,
        now.en,
        f"{expected.zh} · {expected.en} [{blank.cite}]",
    ]


def _place(blank: Blank, at: AsOf) -> Text:
    try:
        return at.cite(blank.cite, allow_draft=True).label
    except (NotInForce, NotKnown):
        return Text(blank.cite, blank.cite)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False)]
