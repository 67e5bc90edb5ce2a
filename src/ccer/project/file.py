"""A project's folder: ``project.yaml`` and the data files it names. Reading refuses what is missing, misspelt or contradictory."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ..compute.official import FIELD
from ..core.errors import BadInput
from ..core.mistyped import explain
from ..core.text import Text
from ..rules.subjects import Project, Reduction
from . import coordinates
from .known_parts import known_parts

FILE = "project.yaml"
LONGEST_LIFE = 200
"""No project lives longer. [year]"""
FIRST_DAY, LAST_DAY = dt.date(1949, 10, 1), dt.date(2200, 12, 31)
LIMIT_BYTES = 4 * 1024 * 1024
METERED = ("readings", "certificates", "sheet", "units", "crs")
"""Keys of a filing that name data, not facts."""
_ALIASES = {"commencement": "start_of_construction", "crediting_period": "crediting"}


def read_project(folder: Path) -> Project:
    """The project described in a folder (or in a YAML file).

    Raises
    ------
    BadInput
        Missing or unreadable file, unknown or mistyped field, dates that contradict each other, coordinates swapped or outside China.
    """
    path = folder / FILE if folder.is_dir() else folder
    raw = read_mapping(path)
    project = _official_of(parse_project(raw, path.name), path)
    for name, relative in project.files.items():
        if not (path.parent / relative).is_file():
            raise BadInput(
                what=Text(
                    f"{path.name} 的 files.{name} 指向的文件不存在：{relative}",
                    f"files.{name} of {path.name} names a file that is not there: {relative}",
                ),
                why=Text("数据文件须与项目文件放在同一文件夹", "data files lie beside the project file"),
                next=Text("补上该文件，或删去这一行。", "Add the file, or delete the line."),
            )
    return project


def _official_of(project: Project, path: Path) -> Project:
    """The project with the form that ``design.official`` names in place of its name."""
    named = project.design.get(FIELD)
    if not isinstance(named, str):
        return project
    from .official_form import read_form, with_form

    design = {key: value for key, value in project.design.items() if key != FIELD}
    filled = read_form(path.parent / named, project.methodology)
    return with_form(msgspec.structs.replace(project, design=design), filled)


def parse_project(raw: dict[str, Any], source: str = FILE) -> Project:
    """A project from plain data; the same checks as for a file."""
    raw = {_ALIASES.get(key, key): value for key, value in raw.items() if value is not None}
    for part in ("site", "design"):
        if isinstance(raw.get(part), dict):
            raw[part] = {key: value for key, value in raw[part].items() if value is not None}
    for axis in ("longitude", "latitude"):
        if raw.get(axis) is not None:
            raw[axis] = coordinates.degrees(raw[axis])
    _known_fields(raw, source)
    _named(raw, source)
    try:
        project = msgspec.convert(raw, Project)
    except msgspec.ValidationError as error:
        raise _mistyped(source, error) from error
    known_parts(project, source)
    _consistent(project, source)
    return project


def reductions_of(project: Project, source: str = FILE) -> tuple[Reduction, ...]:
    """The filings the project file lists; their own data file, if any, is named ``readings`` and handled by the caller."""
    found = []
    for number, entry in enumerate(project.reductions, 1):
        facts = {key: value for key, value in entry.items() if key not in METERED}
        try:
            reduction = msgspec.convert({**facts, "project": msgspec.to_builtins(project)}, Reduction)
        except msgspec.ValidationError as error:
            raise _mistyped(f"{source} reductions[{number}]", error) from error
        if reduction.period.end < reduction.period.start:
            raise _contradiction(
                source, f"reductions[{number}].period", reduction.period.start, reduction.period.end
            )
        found.append(reduction)
    return tuple(found)


def read_mapping(path: Path) -> dict[str, Any]:
    """The fields of a YAML or JSON file; refuses what is none."""
    if not path.is_file():
        raise BadInput(
            what=Text(f"找不到项目文件 {path}", f"There is no project file {path}"),
            why=Text(f"项目文件夹须含 {FILE}", f"a project folder holds a {FILE}"),
            next=Text(
                "运行 ccer project new 文件夹 生成一份带说明的项目文件。",
                "Run: ccer project new FOLDER for a commented one.",
            ),
        )
    if path.stat().st_size > LIMIT_BYTES:
        raise BadInput(
            what=Text(
                f"{path.name} 过大（{path.stat().st_size:,} 字节）",
                f"{path.name} is too large ({path.stat().st_size:,} bytes)",
            ),
            why=Text(
                "项目文件只写事实，不超过 4 MiB；读数另存为数据文件",
                "it holds facts only, up to 4 MiB; readings go into data files",
            ),
            next=Text("把数据移到 files 所列的文件中。", "Move the data into files named under files."),
        )
    from .yaml_file import load

    raw = load(path.read_bytes(), path.name)
    if not isinstance(raw, dict):
        raise BadInput(
            what=Text(f"{path.name} 不是项目文件", f"{path.name} is not a project file"),
            why=Text("最外层须为「字段: 值」", "its top level must be “field: value”"),
            next=Text("参照 ccer project new 生成的文件。", "See what ccer project new writes."),
        )
    return raw


def _known_fields(raw: dict[str, Any], source: str) -> None:
    known = Project.__struct_fields__
    for key in raw:
        if key in known:
            continue
        near = difflib.get_close_matches(str(key), known, 1)
        hint = Text(f"是否为 {near[0]}？", f"Did you mean {near[0]}?") if near else Text("", "")
        raise BadInput(
            what=Text(f"{source} 有不认识的字段 {key}", f"{source} has an unknown field {key}"),
            why=Text(
                "拼写不同的字段会被忽略而不为人知，因此拒绝",
                "a misspelt field would be ignored unseen, so it is refused",
            ),
            next=hint
            + Text(
                "字段清单见 ccer project new 生成的文件。",
                " See the file that ccer project new writes for all fields.",
            ),
        )


def _named(raw: dict[str, Any], source: str) -> None:
    """A project says at least its name and its methodology."""
    asked = {
        "name": Text("项目名称", "the project's name"),
        "methodology": Text("方法学代码", "the methodology's code"),
    }
    for field, what in asked.items():
        if field not in raw:
            raise BadInput(
                what=Text(f"{source} 还没有写{what.zh}", f"{source} does not say {what.en} yet"),
                why=Text(f"缺少必填字段 {field}", f"lacks the required field {field}"),
                next=Text(
                    f"在 {source} 的「{field}:」后写上{what.zh}，然后重试。",
                    f"Write {what.en} behind “{field}:” in {source} and try again.",
                ),
            )


def _mistyped(source: str, error: msgspec.ValidationError) -> BadInput:
    return BadInput(
        what=Text(f"{source} 无法使用", f"{source} cannot be used"),
        why=explain(error),
        next=Text(
            "改正该字段：日期写 2026-08-20，是否写 true/false，数字不带单位。",
            "Correct the field: dates as 2026-08-20, true or false, numbers without units.",
        ),
    )


def _contradiction(source: str, field: str, earlier: dt.date, later: dt.date) -> BadInput:
    return BadInput(
        what=Text(f"{source} 的 {field} 前后矛盾", f"{field} in {source} contradicts itself"),
        why=Text(f"{earlier} 应不晚于 {later}", f"{earlier} should not be after {later}"),
        next=Text("核对原始文件后改正日期。", "Check the papers and correct the dates."),
    )


def _consistent(project: Project, source: str) -> None:
    """Dates in their only possible order, coordinates where China is, quantities that can be."""
    pairs: list[tuple[str, dt.date | None, dt.date | None]] = [
        ("start_of_construction / operation_start", project.start_of_construction, project.operation_start),
        (
            "notice.start / application_on",
            project.notice.start if project.notice else None,
            project.application_on,
        ),
        ("application_on / registered_on", project.application_on, project.registered_on),
    ]
    if project.crediting:
        pairs.append(("crediting", project.crediting.start, project.crediting.end))
    if project.notice and project.notice.end:
        pairs.append(("notice", project.notice.start, project.notice.end))
    for field, earlier, later in pairs:
        if earlier and later and earlier > later:
            raise _contradiction(source, field, earlier, later)
    if project.longitude is not None and project.latitude is not None:
        coordinates.check(project.longitude, project.latitude)
    if project.lifetime_years is not None and not 0 < project.lifetime_years <= LONGEST_LIFE:
        raise BadInput(
            what=Text(f"{source} 的 lifetime_years 不合理", f"lifetime_years in {source} cannot be"),
            why=Text(
                f"写的是 {project.lifetime_years:g}，应大于 0、不超过 {LONGEST_LIFE}",
                f"it reads {project.lifetime_years:g}; it must be above 0 and at most {LONGEST_LIFE}",
            ),
            next=Text("写项目寿命年数，例如 25。", "Write the project's life in years, e.g. 25."),
        )
    _possible_days(project, source)


def _possible_days(project: Project, source: str) -> None:
    """Every date lies where a project's can: 9999 or year 1 is a slip."""
    found = msgspec.to_builtins(project, builtin_types=(dt.date,))
    for field, day in _days(found, ""):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise BadInput(
                what=Text(f"{source} 的日期 {field} 不合理", f"the date {field} in {source} cannot be"),
                why=Text(
                    f"写的是 {day}，应在 {FIRST_DAY} 至 {LAST_DAY} 之间",
                    f"it reads {day}; it must lie between {FIRST_DAY} and {LAST_DAY}",
                ),
                next=Text(
                    "核对年份；不知道就留空。", "Check the year; leave it empty where it is not known."
                ),
            )


def _days(value: object, name: str) -> Iterator[tuple[str, dt.date]]:
    if isinstance(value, dt.date):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _days(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _days(inner, name)
