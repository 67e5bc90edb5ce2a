"""YAML as people write it: a key written twice and a day that does not exist are said by their line."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import yaml

from ..core.errors import BadInput
from ..core.text import Text

_DATE = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_REFERENCE = re.compile(r"[&*]\w")
_YES_NO, _WORD = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:str"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Loader):  # type: ignore[misc]
    """A safe loader that refuses a key written twice, and leaves a key such as ``on`` the word it is."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                raise _said(
                    Text(
                        f"{key.value} 写了两次：第 {seen[key.value]} 行和第 {line} 行",
                        f"{key.value} is written twice, on lines {seen[key.value]} and {line}",
                    )
                )
            seen[key.value] = line
            if key.tag == _YES_NO:
                key.tag = _WORD
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return made


class _Unreadable(ValueError):
    """Why a text cannot be read, in both languages."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def _said(why: Text) -> _Unreadable:
    return _Unreadable(why)


def load(data: bytes, name: str) -> Any:
    """Plain data of a YAML (or JSON) text.

    Raises
    ------
    BadInput
        Naming the line, if it is no YAML, not UTF-8, repeats a key, or holds a day that does not exist.
    """
    try:
        text = data.decode("utf-8-sig")
        _refuse_references(text)
        return yaml.load(text, Loader=_Strict)
    except UnicodeDecodeError as error:
        why = Text("编码不是 UTF-8", "it is not UTF-8")
        cause: Exception = error
    except _Unreadable as error:
        why, cause = error.why, error
    except yaml.YAMLError as error:
        said = str(error).replace("\n", " ")
        why, cause = Text(said, said), error
    except (ValueError, RecursionError) as error:
        why, cause = _no_such_day(text) or Text(str(error), str(error)), error
    raise BadInput(
        what=Text(f"{name} 无法读取", f"{name} cannot be read"),
        why=why,
        next=Text(
            "改正所指的行；缩进用空格，冒号后留空格，编码用 UTF-8。",
            "Correct that line: indent with spaces, a space after colons, UTF-8.",
        ),
    ) from cause


def _refuse_references(text: str) -> None:
    """A reference to another part of the file could grow without end; a file of facts needs none."""
    if not _REFERENCE.search(text):
        return
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, (yaml.AliasToken, yaml.AnchorToken)):
            line = token.start_mark.line + 1
            raise _said(
                Text(
                    f"第 {line} 行用了引用（& 或 *），项目文件不接受",
                    f"line {line} uses a reference (& or *), which a file of facts does not take",
                )
            )


def _no_such_day(text: str) -> Text | None:
    for number, line in enumerate(text.splitlines(), 1):
        for year, month, day in _DATE.findall(line):
            try:
                dt.date(int(year), int(month), int(day))
            except ValueError:
                wrong = f"{year}-{month}-{day}"
                return Text(f"第 {number} 行的日期 {wrong} 不存在", f"line {number}: there is no {wrong}")
    return None
