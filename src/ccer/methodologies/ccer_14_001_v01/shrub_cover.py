"""Shrubs of a monitoring period by crown cover: ``monitoring.shrubs``, areas with the cover found on days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ...compute.plots_table import PlotTable
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq
from .stocks import Column, shrub_stock, year_of
from .strata import bad, positive
from .values import Values

FIELD: Final = "monitoring.shrubs"
WANTED: Final = Text(
    "stratum 或 area_ha，cover: {日期: 0 至 1 的盖度}，至少两个日期",
    "stratum or area_ha, cover: {day: share from 0 to 1}, two days or more",
)


class Cover(NamedTuple):
    """Crown cover of one area: the stratum it is, "" where it only gives an area [ha], and the share on each day [1]."""

    stratum: str
    area: float
    days: tuple[tuple[float, float], ...]


def by_cover(project: Project) -> frozenset[str]:
    """Strata whose shrubs are followed by their cover, so that they need no plots."""
    rows = project.monitoring.get("shrubs") or ()
    named = (
        (row.get("stratum") for row in rows if isinstance(row, Mapping))
        if isinstance(rows, (list, tuple))
        else ()
    )
    return frozenset(str(name) for name in named if name)


def shrub_changes(project: Project, table: PlotTable, times: Column, values: Values) -> Column:
    """Change of shrubs in each interval; between two days the cover is taken as even, beyond them as level. [tCO2e]"""
    rows = project.monitoring.get("shrubs") or ()
    if not rows:
        return np.zeros(len(times) - 1)
    if any(row.pool == "shrub" for row in table.rows):
        why = Text(
            "样地已逐株测了灌木，再计盖度就重复了",
            "shrubs were measured in the plots: cover would count them twice",
        )
        raise bad(project, FIELD, why, f"{FIELD}: []")
    if not isinstance(rows, (list, tuple)):
        raise bad(project, FIELD, Text("不是一组数据", "it is not a list"), WANTED)
    found = [_row(project, f"{FIELD}[{n}]", row, table.areas) for n, row in enumerate(rows, 1)]
    area = np.array([[one.area] for one in found])
    cover = np.stack([np.interp(times, *np.array(one.days).T) for one in found])
    stock = shrub_stock(area, cover, values)
    return np.asarray(eq.stock_change(stock[1:], stock[:-1]))


def _row(project: Project, place: str, row: Any, areas: Mapping[str, float]) -> Cover:
    if not isinstance(row, Mapping) or not isinstance(row.get("cover"), Mapping):
        raise bad(project, place, Text("没有盖度", "no cover is given"), WANTED)
    name = str(row.get("stratum") or "")
    if name and name not in areas:
        why = Text(f"碳层“{name}”没有实测面积", f"the stratum {name!r} has no measured area")
        raise bad(project, f"{place}.stratum", why, ", ".join(sorted(areas)))
    area = positive(project, f"{place}.area_ha", row.get("area_ha", areas.get(name)))
    if name and area > areas[name]:
        why = Text(
            f"大于该碳层的实测面积 {areas[name]:g} 公顷",
            f"it is more than the {areas[name]:g} ha of its stratum",
        )
        raise bad(project, f"{place}.area_ha", why, f"<= {areas[name]:g}")
    return Cover(name, area, tuple(sorted(_shares(project, place, row["cover"]))))


def _shares(project: Project, place: str, cover: Mapping[Any, Any]) -> list[tuple[float, float]]:
    found = []
    for on, share in cover.items():
        try:
            day = on if isinstance(on, dt.date) else dt.date.fromisoformat(str(on))
        except ValueError:
            raise bad(
                project, f"{place}.cover", Text(f"{on} 不是日期", f"{on} is not a day"), WANTED
            ) from None
        if positive(project, f"{place}.cover", share, least=0.0) > 1:
            why = Text(
                f"盖度 {share} 大于 1；百分数须除以 100",
                f"the cover of {share} is above 1; divide per cent by 100",
            )
            raise bad(project, f"{place}.cover", why, WANTED)
        found.append((year_of(day), float(share)))
    if len(found) < 2:
        raise bad(
            project,
            f"{place}.cover",
            Text("变化量需要两次盖度", "a change needs the cover of two days"),
            WANTED,
        )
    return found
