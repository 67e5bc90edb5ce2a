"""A survey from one workbook or several files: what each sheet is shows in its header."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from ..compute.survey import FieldSurvey, PlotSurvey
from ..core.text import Text
from .columns import Units, understand
from .fields import kinds
from .laboratory import read_soil
from .parcels import read_parcels
from .plots import only_trees, read_plots
from .sheet import Sheet, refuse
from .spreadsheet import read_sheets
from .vector import READERS as OUTLINES

_BESIDE: Final = (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".xml")
_JOURNALS: Final = (".gpkg-wal", ".gpkg-shm")
KINDS: Final = ("plots", "soil", "trees", "parcels")


def read_survey(*paths: Path | str, crs: str = "", units: Units | None = None) -> FieldSurvey:
    """Plots, trees, soil and parcels of one workbook or of several files, held against each other.

    Parameters
    ----------
    paths : Path
        Spreadsheets and files of outlines, in any order.
    crs : str
        Coordinate system of outlines whose file names none.
    units : dict, optional
        Units of columns whose heading has none.

    Raises
    ------
    BadInput
        Naming file, sheet and row; also where a tree's plot is in no list of plots.
    """
    held: dict[str, list[Path]] = {name: [] for name in KINDS}
    for file in _alone([Path(path) for path in paths]):
        for name in ("parcels",) if file.suffix.casefold() in OUTLINES else _kinds_of(file, units):
            held[name].append(file)
    survey = FieldSurvey()
    for file in held["plots"]:
        found = read_plots(file, units)
        _refuse_twice(survey.plots, found.plots, file.name)
        survey = survey.joined(found)
    plots = survey if survey.plots else None
    for file in held["trees"]:
        survey = survey.joined(only_trees(file, plots, units))
    for file in held["soil"]:
        survey = survey.joined(read_soil(file, units))
    if held["parcels"]:
        survey = survey.joined(read_parcels(*held["parcels"], crs=crs, units=units).survey())
    return survey


def _alone(files: list[Path]) -> list[Path]:
    """Files that are read by themselves: a Shapefile brings the others of its set, a GeoPackage its journal."""
    sets = {file.with_suffix("") for file in files if file.suffix.casefold() == ".shp"}
    return [
        file
        for file in files
        if file.suffix.casefold() not in _JOURNALS
        and not (
            file.suffix.casefold() in _BESIDE
            and {file.with_suffix(""), file.with_suffix("").with_suffix("")} & sets
        )
    ]


def kinds_of(sheets: tuple[Sheet, ...], units: Units | None = None) -> tuple[str, ...]:
    """Kinds of which the sheets hold a whole table."""
    found = []
    for name in KINDS:
        tables = [understand(sheet, kinds()[name], units) for sheet in sheets]
        if any(table and not kinds()[name].missing(table.fields) for table in tables):
            found.append(name)
    return tuple(found)


def _kinds_of(file: Path, units: Units | None) -> tuple[str, ...]:
    found = kinds_of(read_sheets(file), units)
    if not found:
        zh = "、".join(kinds()[name].title.zh for name in KINDS)
        en = ", ".join(kinds()[name].title.en for name in KINDS)
        why = Text(f"没有一张工作表是：{zh}", f"no sheet of it is one of: {en}")
        advice = Text(
            "用 ccer data preview 查看认出了什么", "run ccer data preview to see what was understood"
        )
        raise refuse(file.name, why, advice)
    return found


def _refuse_twice(held: tuple[PlotSurvey, ...], found: tuple[PlotSurvey, ...], source: str) -> None:
    seen: set[tuple[str, dt.date]] = {(plot.plot, plot.surveyed_on) for plot in held}
    for plot in found:
        if (plot.plot, plot.surveyed_on) in seen:
            why = Text(
                f"第 {plot.row} 行的样地 {plot.plot} 当日在另一文件里已有",
                f"row {plot.row}: plot {plot.plot} has that day in another file already",
            )
            raise refuse(source, why, Text("两个文件只留一个", "keep one of the two files"))
