"""Policy records: what people say of an instrument. JSON between ``---``, then Markdown; read and written byte for byte.

A record is never law: no rule may cite it. The container is that of the public collection the format comes from: keys sorted at
every depth, ``url`` last and only when it is an address, no nulls, ``description`` derived from the body.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from ..core.errors import BadInput
from ..core.text import Text
from .numerals import has_han

FENCE = "---"
DESCRIPTION_LENGTH = 500


class Record(msgspec.Struct, frozen=True):
    """A policy record.

    Parameters
    ----------
    data : dict
        The JSON as it was read, every key kept.
    body : str
        The Markdown, without the blank lines around it.
    raw : str
        The text of the file, or "" when it was made here.
    source : str
        Name of the file, for messages.
    """

    data: dict[str, Any]
    body: str
    raw: str = ""
    source: str = ""

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def lang(self) -> str:
        """Language of the record: zh when its title or body has Chinese characters."""
        return "zh" if has_han(self.text("title") + self.body) else "en"

    def text(self, path: str) -> str:
        """The text at a dotted path; "" where there is none."""
        value = self.get(path)
        return value if isinstance(value, str) else ""

    def get(self, path: str) -> Any:
        """The value at a dotted path; None where there is none."""
        value: Any = self.data
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return value

    @property
    def dimensions(self) -> dict[str, dict[str, Any]]:
        """The scores, by dimension."""
        analysis = self.data.get("analysis")
        return (
            {k: v for k, v in analysis.items() if isinstance(v, dict)} if isinstance(analysis, dict) else {}
        )


def parse(text: str, source: str = "") -> Record:
    """Read a record.

    Raises
    ------
    BadInput
        The container has the wrong shape; the message names the line.
    """
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise _shape(source, line, Text("行末须为 LF", "lines must end in LF"))
    lines = text.split("\n")
    if lines[0] != FENCE:
        raise _shape(source, 1, Text("首行须为 ---", "the first line must be ---"))
    try:
        end = lines.index(FENCE, 1)
    except ValueError:
        raise _shape(
            source, len(lines), Text("JSON 之后缺少 ---", "there is no --- after the JSON")
        ) from None
    data = _json(lines[1:end], source)
    if lines[end + 1 : end + 2] != [""]:
        raise _shape(source, end + 2, Text("--- 之后须空一行", "a blank line must follow ---"))
    if lines[-1] != "":
        raise _shape(source, len(lines), Text("文件须以换行结尾", "the file must end with a line feed"))
    return Record(data, "\n".join(lines[end + 2 : -1]), text, source)


def read(path: Path) -> Record:
    """Read a record's file; see `parse`."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise _shape(path.name, 1, Text(f"无法读取：{error}", f"cannot be read: {error}")) from error
    except UnicodeDecodeError as error:
        raise _shape(path.name, 1, Text("不是 UTF-8", "it is not UTF-8")) from error
    return parse(text, path.name)


def _json(lines: list[str], source: str) -> dict[str, Any]:
    try:
        data = json.loads("\n".join(lines), object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        why = Text(f"JSON 有误：{error.msg}", f"not valid JSON: {error.msg}")
        raise _shape(source, error.lineno + 1, why) from error
    except KeyError as error:
        raise _shape(source, 2, Text(f"键 {error} 重复", f"key {error} is there twice")) from error
    if not isinstance(data, dict):
        raise _shape(source, 2, Text("JSON 须为对象", "the JSON must be an object"))
    return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise KeyError(key)
        found[key] = value
    return found


def _shape(source: str, line: int, why: Text) -> BadInput:
    where = source or "record"
    return BadInput(
        Text(f"政策记录 {where} 第{line}行格式不符", f"Policy record {where}, line {line}: wrong shape"),
        why,
        Text("按“--- JSON --- 空行 正文”的格式更正", "Correct it to: ---, JSON, ---, blank line, Markdown"),
    )


def describe(body: str) -> str:
    """The description a body gives: its first 500 characters on one line."""
    return body.strip()[:DESCRIPTION_LENGTH].replace("\n", " ")


def format(record: Record) -> str:
    """The record as its file holds it.

    Keys are sorted by code point at every depth, except that ``url`` comes last and only when it starts with http; a null
    becomes the empty string. A file in this form is reproduced byte for byte.
    """
    data = {key: value for key, value in _ordered(record.data).items() if key != "url"}
    url = record.data.get("url")
    if isinstance(url, str) and url.startswith("http"):
        data["url"] = url
    front = json.dumps(data, ensure_ascii=False, indent=2)
    return f"{FENCE}\n{front}\n{FENCE}\n\n{record.body}\n"


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return "" if value is None else value


def renewed(record: Record) -> Record:
    """The record with its description derived from its body and no memory of an older file."""
    return Record({**record.data, "description": describe(record.body)}, record.body, "", record.source)


def read_folder(folder: Path) -> dict[str, Record]:
    """All records of a folder, by id."""
    records = (read(path) for path in sorted(folder.rglob("*.md")))
    return {record.id: record for record in records}
