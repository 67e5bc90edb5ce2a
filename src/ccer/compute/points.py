"""Figures of the design that belong to one metering point, put beside the readings of that point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project
from .quantities import bad_design, positive
from .readings import Reading, Readings

PointRows = Mapping[str, Mapping[str, float]]
"""Name of a point -> its figures by quantity, in the units of the equations."""


def named_rows(project: Project, table: str, wanted: Text) -> list[Mapping[str, Any]]:
    """The rows of a list under ``design``; each has a name of its own.

    Raises
    ------
    BadInput
        If there is no such list, a row has no name, or two have the same.
    """
    rows = project.design.get(table)
    if not isinstance(rows, (list, tuple)) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise bad_design(project, table, Text("没有给出，或不是列表", "it is not given, or no list"), wanted)
    names = [row.get("name") for row in rows]
    if not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise bad_design(
            project,
            table,
            Text("每项须有不重复的 name", "each entry needs a name of its own"),
            wanted,
        )
    return list(rows)


def figure(project: Project, table: str, row: Mapping[str, Any], field: str, times: float = 1.0) -> float:
    """A figure of a named row, brought to the unit of the equations."""
    return positive(project, f"{table}.{row['name']}.{field}", row.get(field)) * times


def beside(readings: Readings, lead: str, rows: PointRows, table: str) -> Readings:
    """Readings with the figures of each point put beside every reading of one quantity.

    Parameters
    ----------
    readings : Readings
    lead : str
        The quantity whose readings are accompanied.
    rows : mapping
        Figures by point.
    table : str
        Where under ``design`` they stand, for a refusal.

    Raises
    ------
    BadInput
        If a reading is of a point that the design does not name.
    """
    added: list[Reading] = []
    for row in readings.rows:
        if row.direction != lead:
            continue
        if row.point not in rows:
            raise _unnamed(readings.source, row, rows, table)
        added += [
            Reading(row.first_day, row.last_day, row.point, name, value, "", row=row.row)
            for name, value in rows[row.point].items()
        ]
    return msgspec.structs.replace(readings, rows=(*readings.rows, *added))


def _unnamed(source: str, row: Reading, rows: PointRows, table: str) -> BadInput:
    return BadInput(
        what=Text(
            f"{source} 第 {row.row} 行的计量点“{row.point}”无法使用",
            f"{source}, row {row.row}: the point {row.point!r} cannot be used",
        ),
        why=Text(f"design.{table} 没有这一项", f"design.{table} has no entry of that name"),
        next=Text(
            f"可用：{'、'.join(rows)}；或在 design.{table} 补上",
            f"use one of: {', '.join(rows)}; or add it to design.{table}",
        ),
    )
