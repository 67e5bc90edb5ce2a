"""Leakage where the project's land was farmed or grazed and the activity moves elsewhere: ``design.displacement``, none by default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...compute.biomass_stand import default_root_shoot
from ...compute.result import Reason
from ...core.text import Text
from ...rules.subjects import Project
from . import equations_leakage as eq
from .stocks import year_of
from .strata import bad, positive
from .values import Values

FIELD: Final = "displacement"
WANTED: Final = "on, area_ha, tree_t_ha, source"
WHY: Final = Text(
    "农业活动转移的泄漏按AR-TOOL15计，凭记忆；方法学是否要求未读到",
    "leakage of displaced agriculture follows AR-TOOL15, from memory; whether the methodology asks for it was not read",
)


class Displacement(NamedTuple):
    """One displacement.

    Parameters
    ----------
    on : date
        The day the land was taken.
    area : float
        [ha]
    tree, shrub : float
        Above-ground biomass where the activity goes. [t/ha]
    root_shoot : float
        Of the trees there; by the default regression where it is not known. [1]
    soil_loss : float
        [tC/ha]
    """

    on: dt.date
    area: float
    tree: float
    shrub: float
    root_shoot: float
    soil_loss: float


def leakage_of(
    project: Project, times: NDArray[np.float64], values: Values, *, once_only: bool = False
) -> NDArray[np.float64]:
    """Leakage of each interval: the methodology's own figure, and the displacements that fall into it. [tCO2e]

    Parameters
    ----------
    times : array
        Ends of the intervals, the beginning of the first one first. [year]
    once_only : bool
        Leave out displacements that ``counted_in`` says an earlier report has counted.

    Notes
    -----
    A displacement before the first interval counts in it, since the loss is none the smaller for having come early; one after the last does
    not count yet.
    """
    leakage = np.full(len(times) - 1, values.number("leakage"))
    for found in displacements(project, once_only=once_only):
        values.because(Reason(FIELD, "recalled", WHY))
        place = max(0, int(np.searchsorted(times, year_of(found.on), side="right")) - 1)
        if place < len(leakage):
            leakage[place] += _tonnes(found, values)
    return leakage


def displacements(project: Project, *, once_only: bool = False) -> tuple[Displacement, ...]:
    """The rows of ``design.displacement``."""
    given = project.design.get(FIELD) or ()
    if not isinstance(given, (list, tuple)):
        raise bad(project, FIELD, Text("不是一组数据", "it is not a list"), WANTED)
    return tuple(
        _row(project, f"{FIELD}[{n}]", row)
        for n, row in enumerate(given, 1)
        if not (once_only and isinstance(row, Mapping) and str(row.get("counted_in") or "").strip())
    )


def _row(project: Project, place: str, row: Any) -> Displacement:
    if not isinstance(row, Mapping) or not str(row.get("source") or "").strip():
        raise bad(project, place, Text("缺少数据或来源", "data or source is missing"), WANTED)
    try:
        on = row["on"] if isinstance(row["on"], dt.date) else dt.date.fromisoformat(str(row["on"]))
    except (KeyError, ValueError):
        raise bad(project, f"{place}.on", Text("不是日期", "it is not a date"), WANTED) from None
    figures = {
        name: positive(project, f"{place}.{name}", row.get(name, default), least=0.0)
        for name, default in (
            ("area_ha", None),
            ("tree_t_ha", None),
            ("shrub_t_ha", 0.0),
            ("soil_loss_tc_ha", 0.0),
        )
    }
    roots = (
        positive(project, f"{place}.root_shoot", row["root_shoot"], least=0.0)
        if "root_shoot" in row
        else float(default_root_shoot(figures["tree_t_ha"]))
    )
    return Displacement(
        on,
        figures["area_ha"],
        figures["tree_t_ha"],
        figures["shrub_t_ha"],
        roots,
        figures["soil_loss_tc_ha"],
    )


def _tonnes(found: Displacement, values: Values) -> float:
    return float(
        eq.displacement_leakage(
            found.area,
            found.tree,
            found.root_shoot,
            values.number("displacement.dead_matter_factor"),
            found.shrub,
            values.number("shrub.root_shoot"),
            values.number("carbon_fraction"),
            found.soil_loss,
        )
    )
