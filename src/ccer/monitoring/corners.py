"""Parcels as lists of corner points in a spreadsheet: one row a corner, in any order."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from pathlib import Path
from typing import Final, NamedTuple

import shapely

from ..core.text import Text
from .columns import Units, read_tables
from .coordinates import read_degrees
from .fields import plain
from .records import Record
from .sheet import place, refuse
from .spreadsheet import read_sheets

_NUMBER: Final = re.compile(r"\D*(\d+)\D*")


class Corners(NamedTuple):
    """One parcel: where it stands, its outline in degrees, what its owner states."""

    where: Text
    record: Record
    outline: shapely.Polygon
    stated_ha: float | None
    stratum: str


class CornerTable(NamedTuple):
    """Parcels of a spreadsheet, the coordinate system it names, and notes on it."""

    parcels: tuple[Corners, ...]
    crs: str
    notes: tuple[Text, ...]


def read_corners(path: Path, declared: str = "", units: Units | None = None) -> CornerTable:
    """Parcels of a CSV or XLSX file with columns parcel, corner, longitude and latitude; area, stratum, CRS.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    tables = read_tables(read_sheets(path), "parcels", units)
    by_parcel: dict[str, list[Record]] = defaultdict(list)
    for table in tables:
        for record in table.records():
            by_parcel[record.text("parcel", needed=True)].append(record)
    records = [record for rows in by_parcel.values() for record in rows]
    crs = _system(path.name, records) or declared
    if not crs:
        why = Text("拐点表没有写坐标系", "the list of corners names no coordinate system")
        advice = Text("加一列坐标系，或声明", "add a column CRS, or declare it")
        raise refuse(path.name, why, advice, tables[0].sheet.name)
    parcels = tuple(_parcel(rows) for rows in by_parcel.values())
    return CornerTable(parcels, crs, tuple(note for table in tables for note in table.notes))


def _system(source: str, records: list[Record]) -> str:
    named: dict[str, tuple[Record, str]] = {}
    for record in sorted(records, key=lambda row: row.number):
        if text := record.text("crs"):
            named.setdefault(plain(text), (record, text))
    if len(named) > 1:
        (record, text), (other, another) = list(named.values())[:2]
        why = Text(
            f"第 {record.number} 行写“{text}”，第 {other.number} 行写“{another}”，坐标系混用",
            f"row {record.number} says “{text}”, row {other.number} “{another}”: coordinate systems are mixed",
        )
        raise other.bad("crs", why, Text("统一到一个坐标系", "bring all to one system"))
    return next((text for _, text in named.values()), "")


def _parcel(rows: list[Record]) -> Corners:
    numbered = sorted(((_corner(row), row) for row in rows), key=lambda item: (item[0], item[1].number))
    for (number, row), (following, other) in itertools.pairwise(numbered):
        if number == following:
            why = Text(
                f"拐点 {number} 在第 {row.number} 行已有",
                f"corner {number} stands in row {row.number} already",
            )
            raise other.bad("corner", why, Text("一个拐点一行", "one row for a corner"))
    first = min(rows, key=lambda row: row.number)
    places = [_place(row) for _, row in numbered]
    if places[0] == places[-1]:
        places.pop()
    if len(places) < 3:
        why = Text(f"该地块只有 {len(places)} 个拐点", f"the parcel has {len(places)} corners only")
        raise first.bad("parcel", why, Text("至少三个拐点", "three corners at least"))
    start = place(first.source, first.sheet)
    where = start + Text(f" 第 {first.number} 行起的", f", from row {first.number}:")
    return Corners(where, first, shapely.Polygon(places), _stated(rows), _one(rows, "stratum"))


def _place(row: Record) -> tuple[float, float]:
    found = read_degrees(row, "longitude"), read_degrees(row, "latitude")
    if found[0] is None or found[1] is None:
        field = "longitude" if found[0] is None else "latitude"
        raise row.bad(
            field, Text("拐点缺少坐标", "the corner lacks a coordinate"), Text("补上坐标", "add it")
        )
    return found[0], found[1]


def _corner(row: Record) -> int:
    found = _NUMBER.fullmatch(row.text("corner", needed=True))
    if found is None:
        why = Text("拐点号里没有一个序号", "the name of the corner holds no one number")
        raise row.bad("corner", why, Text("按顺序编号 1、2、3", "number them 1, 2, 3 in order"))
    return int(found[1])


def _stated(rows: list[Record]) -> float | None:
    stated: dict[float, Record] = {}
    for row in sorted(rows, key=lambda row: row.number):
        if (value := row.maybe("area")) is not None:
            stated.setdefault(value, row)
    if len(stated) > 1:
        (one, first), (other, row) = list(stated.items())[:2]
        why = Text(
            f"同一地块的面积在第 {first.number} 行是 {one:g} ha，这里是 {other:g} ha",
            f"row {first.number} gives the parcel {one:g} ha, this one {other:g} ha",
        )
        raise row.bad("area", why, Text("一个地块一个面积", "one area for a parcel"))
    return next(iter(stated), None)


def _one(rows: list[Record], field: str) -> str:
    return next((text for row in sorted(rows, key=lambda r: r.number) if (text := row.text(field))), "")
