"""Reviews on this machine: the events of records in one file, a line each, every line bound to the one before it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from ..core.digest import digest
from ..core.errors import BadInput
from ..core.text import Text
from ..policy.dossier import Dossier, ReviewEvent, fold

NAME = "reviews.jsonl"


class Line(msgspec.Struct, frozen=True):
    """An event with the hash of the line before and its own."""

    event: ReviewEvent
    previous: str
    digest: str


def events(folder: Path) -> list[ReviewEvent]:
    """The events kept in a folder, in order.

    Raises
    ------
    BadInput
        A line was altered, taken out or moved.
    """
    return [line.event for line in _lines(folder)]


def _lines(folder: Path) -> list[Line]:
    path = folder / NAME
    found: list[Line] = []
    previous = ""
    for number, data in enumerate(path.read_bytes().splitlines() if path.is_file() else (), 1):
        try:
            line = msgspec.json.decode(data, type=Line)
        except msgspec.DecodeError as error:
            raise _broken(path, number, Text(f"格式不符：{error}", f"not in the format: {error}")) from error
        if line.previous != previous or line.digest != _sealed(line.event, previous):
            why = Text(
                "与前一行接不上，可能被改动", "it does not follow the line before; it may have been altered"
            )
            raise _broken(path, number, why)
        found.append(line)
        previous = line.digest
    return found


def _sealed(event: ReviewEvent, previous: str) -> str:
    return digest([previous, event])


def _broken(path: Path, number: int, why: Text) -> BadInput:
    return BadInput(
        Text(f"{path} 第 {number} 行无法使用", f"{path}, line {number}, cannot be used"),
        why,
        Text("用备份恢复该文件", "Restore the file from its backup"),
    )


def dossiers(folder: Path) -> dict[str, Dossier]:
    """The records kept in a folder, by id."""
    return fold(events(folder))


def dossier(folder: Path, record: str) -> Dossier:
    """One record; refuses one that was not imported."""
    held = dossiers(folder)
    if record not in held:
        raise BadInput(
            Text(f"没有记录 {record}", f"There is no record {record}"),
            Text("已导入：" + "、".join(held), "imported: " + ", ".join(held)),
            Text("先用 ccer policy record import 导入", "Import it first: ccer policy record import"),
        )
    return held[record]


def keep(folder: Path, event: ReviewEvent) -> None:
    """Add an event; it is on the disk when this returns."""
    held = _lines(folder)
    previous = held[-1].digest if held else ""
    line: Any = Line(event, previous, _sealed(event, previous))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("ab") as file:
        file.write(msgspec.json.encode(line) + b"\n")
        file.flush()
        os.fsync(file.fileno())
