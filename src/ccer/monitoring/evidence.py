"""What a methodology is fed, read from a file by the reader of its kind of evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

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


def _meters(method: Methodology, path: Path) -> Evidence:
    return read_readings(path)


def _quantities(method: Methodology, path: Path) -> Evidence:
    return read_readings(path, quantities=measured_of(method.plan))


def _plots(method: Methodology, path: Path) -> Evidence:
    """One workbook or file, or every file of a folder."""
    if not path.is_dir():
        return read_survey(path)
    return read_survey(
        *sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    )


READERS: Final[dict[Kind, Callable[[Methodology, Path], Evidence]]] = {
    "meters": _meters,
    "quantities": _quantities,
    "plots": _plots,
}
"""Kind of evidence -> its reader."""


def read_evidence(method: Methodology, path: Path | str) -> Evidence:
    """What ``method.ex_post`` is given, from a file.

    Parameters
    ----------
    method : Methodology
        Its ``evidence`` chooses the reader.
    path : Path

    Raises
    ------
    BadInput
        If the file cannot be used, or there is no reader of that kind of evidence yet.
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
    return reader(method, Path(path))


def span_of(data: Evidence) -> tuple[dt.date, dt.date]:
    """First and last day that the evidence speaks of."""
    if isinstance(data, Readings):
        return min(row.first_day for row in data.rows), max(row.last_day for row in data.rows)
    days = [plot.surveyed_on for plot in data.plots]
    return min(days), max(days)
