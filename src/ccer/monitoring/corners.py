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
from .coordinates import inside, read_degrees
from .fields import plain
from .gauss import EPSG_OF_ZONE, grid_of, zone_of
from .geodesy import System, system_of
from .records import Record
from .sheet import place, refuse
from .spreadsheet import read_sheets

EASTING: Final = (100_000.0, 900_000.0)
NORTHING: Final = (300_000.0, 6_000_000.0)
"""Metres a grid of China can show, the number of the zone left aside."""
_TURNED: Final = Text(
    "X 是北坐标、Y 是东坐标（测量习惯）", "X is the northing and Y the easting, as surveyors write them"
)
_STRAIGHT: Final = Text("X 是东坐标、Y 是北坐标", "X is the easting and Y the northing")
_NUMBER: Final = re.compile(r"\D*(\d+)\D*")


class Corners(NamedTuple):
    """One parcel: where it stands, its outline in degrees, what its owner states."""

    where: Text
    record: Record
    outline: shapely.Polygon
    stated_ha: float | None
    stratum: str


class CornerTable(NamedTuple):
    """Parcels of a spreadsheet, the coordinate system they are in, and notes on it."""

    parcels: tuple[Corners, ...]
    system: System
    notes: tuple[Text, ...]


def read_corners(path: Path, declared: str = "", units: Units | None = None) -> CornerTable:
    """Parcels of a CSV or XLSX file with columns parcel, corner, longitude and latitude (or X and Y); area, stratum, CRS.

    Which of X and Y is the easting shows in their size, as does the number of the zone an easting begins with.

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
    notes = [note for table in tables for note in table.notes]
    system, places = _places(path.name, records, crs, notes)
    parcels = tuple(_parcel(rows, places) for rows in by_parcel.values())
    return CornerTable(parcels, system, tuple(notes))


Place = tuple[float, float]
Places = dict[tuple[str, int], Place]
"""(Sheet, row) -> longitude and latitude, or easting and northing."""


def _places(source: str, records: list[Record], crs: str, notes: list[Text]) -> tuple[System, Places]:
    """Where each corner is, and in which system: degrees, or a grid whose zone the name or the eastings give."""
    first = records[0]
    if all("longitude" in row.cells for row in records):
        system = system_of(crs, source, first.sheet)
        if system.to_degrees is not None:
            why = Text(
                f"列名是经纬度，坐标系 {system.name} 却是投影坐标",
                f"its columns are longitude and latitude, yet {system.name} is projected",
            )
            advice = Text("列名改为 X、Y，或改正坐标系", "head them X and Y, or mend the system")
            raise refuse(source, why, advice, first.sheet)
        return system, {(row.sheet, row.number): _place(row) for row in records}
    pairs = {(row.sheet, row.number): (row.number_of("x"), row.number_of("y")) for row in records}
    for turned in (False, True):
        places = {at: (y, x) if turned else (x, y) for at, (x, y) in pairs.items()}
        if all(inside(x, y) for x, y in places.values()):
            return system_of(crs, source, first.sheet), places
        if all(_on_grid(x, y) for x, y in places.values()):
            notes.append(_TURNED if turned else _STRAIGHT)
            return system_of(_zoned(crs, places), source, first.sheet), places
    why = Text(
        "X、Y 既不像经纬度，也不像高斯投影的东、北坐标",
        "X and Y look neither like degrees nor like a grid's metres",
    )
    raise first.bad("x", why, Text("核对坐标和列名", "check the coordinates and their headings"))


def _on_grid(easting: float, northing: float) -> bool:
    """True for metres of a grid in China: an easting around 500 km, with or without its zone, and a northing."""
    zone = zone_of(easting)
    return (
        zone in (0, *EPSG_OF_ZONE)
        and EASTING[0] <= easting % 1e6 <= EASTING[1]
        and NORTHING[0] <= northing <= NORTHING[1]
    )


def _zoned(crs: str, places: Places) -> str:
    """The name of a system, made whole by the zone that all eastings begin with where it names none itself."""
    grid = grid_of(crs)
    zones = {zone_of(easting) for easting, _ in places.values()}
    plain_datum = plain(crs) in ("4490", "epsg4490") or (grid is not None and grid.code in ("", "EPSG:4490"))
    if plain_datum and len(zones) == 1 and (zone := zones.pop()):
        return f"EPSG:{EPSG_OF_ZONE[zone]}"
    return f"{crs} gauss" if plain_datum else crs


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


def _parcel(rows: list[Record], of: Places) -> Corners:
    numbered = sorted(((_corner(row), row) for row in rows), key=lambda item: (item[0], item[1].number))
    for (number, row), (following, other) in itertools.pairwise(numbered):
        if number == following:
            why = Text(
                f"拐点 {number} 在第 {row.number} 行已有",
                f"corner {number} stands in row {row.number} already",
            )
            raise other.bad("corner", why, Text("一个拐点一行", "one row for a corner"))
    first = min(rows, key=lambda row: row.number)
    places = [of[row.sheet, row.number] for _, row in numbered]
    if places[0] == places[-1]:
        places.pop()
    if len(places) < 3:
        why = Text(f"该地块只有 {len(places)} 个拐点", f"the parcel has {len(places)} corners only")
        raise first.bad("parcel", why, Text("至少三个拐点", "three corners at least"))
    start = place(first.source, first.sheet)
    where = start + Text(f" 第 {first.number} 行起的", f", from row {first.number}:")
    return Corners(where, first, shapely.Polygon(places), _stated(rows), _one(rows, "stratum"))


def _place(row: Record) -> Place:
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
