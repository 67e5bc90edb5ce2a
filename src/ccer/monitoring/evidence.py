"""What a methodology is fed, read from a file by the reader of its kind of evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from ..compute.methodology import Evidence as Kind
from ..compute.quantities import measured_of
from ..compute.readings import Readings
from ..compute.survey import FieldSurvey
from ..core.errors import BadInput
from ..core.text import Text
from ..methodologies import Methodology
from .meters import read_readings
from .survey import read_survey

Evidence: TypeAlias = Readings | FieldSurvey


class Declared(NamedTuple):
    """What a person says of a data file because the file does not.

    Parameters
    ----------
    sheet : str
        Sheet of a workbook of readings.
    units : mapping
        Column -> unit of columns of plots, trees, soil and parcels whose heading has none.
    crs : str
        Coordinate system of outlines whose file names none.
    """

    sheet: str = ""
    units: Mapping[str, str] = MappingProxyType({})
    crs: str = ""

    @classmethod
    def of(cls, entry: Mapping[str, Any], source: str) -> Declared:
        """From one filing of a project file.

        Raises
        ------
        BadInput
            If it is written in another way than text, or ``column: unit``.
        """
        sheet, units, crs = entry.get("sheet", ""), entry.get("units", {}), entry.get("crs", "")
        for name, whole in (("sheet", isinstance(sheet, str)), ("crs", isinstance(crs, str))):
            if not whole:
                raise _unusable(source, name, Text("应为文字", "it must be text"))
        if not isinstance(units, Mapping) or not all(isinstance(unit, str) for unit in units.values()):
            raise _unusable(source, "units", Text("应为 {列: 单位}", "it must be {column: unit}"))
        return cls(sheet, dict(units), crs)


NOTHING: Final = Declared()


def _meters(method: Methodology, path: Path, declared: Declared) -> Evidence:
    return read_readings(path, sheet=declared.sheet)


def _quantities(method: Methodology, path: Path, declared: Declared) -> Evidence:
    return read_readings(path, quantities=measured_of(method.plan), sheet=declared.sheet)


def _plots(method: Methodology, path: Path, declared: Declared) -> Evidence:
    """One workbook or file, or every file of a folder."""
    return read_survey(*files_of(path), crs=declared.crs, units=declared.units)


READERS: Final[dict[Kind, Callable[[Methodology, Path, Declared], Evidence]]] = {
    "meters": _meters,
    "quantities": _quantities,
    "plots": _plots,
}
"""Kind of evidence -> its reader."""


def files_of(path: Path) -> tuple[Path, ...]:
    """The files that a piece of evidence is: itself, or the visible files of a folder in order of name."""
    if not path.is_dir():
        return (path,)
    return tuple(
        sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith((".", "~$")))
    )


def read_evidence(method: Methodology, path: Path | str, declared: Declared = NOTHING) -> Evidence:
    """What ``method.ex_post`` is given, from a file or, for plots, a folder of files.

    Parameters
    ----------
    method : Methodology
        Its ``evidence`` chooses the reader.
    path : Path
    declared : Declared
        What the file does not say of itself.

    Raises
    ------
    BadInput
        If the file cannot be used, something is declared that this kind of evidence does not ask for,
        or there is no reader of that kind yet.
    """
    reader = READERS.get(method.evidence)
    if reader is None:
        raise BadInput(
            what=Text(f"{method.code} 的监测数据还不能读取", f"data of {method.code} cannot be read yet"),
            why=Text(
                f"没有读取“{method.evidence}”的程序", f"there is no reader of the kind {method.evidence}"
            ),
            next=Text(
                "由程序直接给出数据，或等待后续版本",
                "give the data from a program, or wait for a later version",
            ),
        )
    unused = (
        {"sheet": declared.sheet}
        if method.evidence == "plots"
        else {"units": declared.units, "crs": declared.crs}
    )
    for name, value in unused.items():
        if value:
            why = Text("这类数据用不到它", "this kind of data makes no use of it")
            raise _unusable(Path(path).name, name, why)
    return reader(method, Path(path), declared)


def _unusable(source: str, name: str, why: Text) -> BadInput:
    return BadInput(
        what=Text(f"{source} 的 {name} 无法使用", f"{name} of {source} cannot be used"),
        why=why,
        next=Text(
            "电表和数量表写 sheet，样地写 units 和 crs，见 docs/project-file.md",
            "sheet is for readings, units and crs for plots; see docs/project-file.md",
        ),
    )


def span_of(data: Evidence) -> tuple[dt.date, dt.date]:
    """First and last day that the evidence speaks of."""
    if isinstance(data, Readings):
        return min(row.first_day for row in data.rows), max(row.last_day for row in data.rows)
    days = [plot.surveyed_on for plot in data.plots]
    return min(days), max(days)
