"""Heights that were not measured: from the curve of the same species and survey, or from one a design enters with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...compute.biomass import Sizes
from ...compute.biomass_height import HeightCurve, fit_heights
from ...compute.plots_table import SURVEY_GAP_DAYS
from ...compute.result import Adjustment, Reason
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .strata import bad, positive
from .values import Values

FIELD: Final = "height_curve"
FITTED: Final = "fitted"
Column = NDArray[np.float64]


def filled(
    project: Project, values: Values, name: str, sizes: Sizes, days: list[dt.date]
) -> tuple[Column, tuple[Adjustment, ...]]:
    """Heights with those missing put in, and a log of each curve.

    Parameters
    ----------
    name : str
        Species.
    days : list of date
        Day of each tree's survey: trees of two surveys do not share a curve.

    Returns
    -------
    array
        [m]
    tuple of Adjustment
    """
    given = project.design[FIELD]
    if given != FITTED and not isinstance(given, Mapping):
        raise bad(
            project, FIELD, Text("无法识别", "it is not understood"), "fitted, or species: {a, b, source}"
        )
    heights, log = sizes.height.copy(), []
    for trees in surveys_apart(days):
        wanted = trees[~np.isfinite(heights[trees]) & np.isfinite(sizes.dbh[trees])]
        if not len(wanted):
            continue
        if given == FITTED:
            curve = fit_heights(sizes.dbh[trees], sizes.height[trees])
            why = Text(
                "缺测树高按同树种同次调查的实测曲线推算；方法学是否允许未读到",
                "missing heights come from a curve of the same species and survey; whether the methodology allows it was not read",
            )
        else:
            curve, why = entered_curve(project, name, given.get(name))
        values.because(Reason(f"{FIELD}.{name}", "uncertain" if given == FITTED else "secondary", why))
        heights[wanted] = curve.at(sizes.dbh[wanted])
        log.append(_logged(name, curve, wanted, sizes))
    return heights, tuple(log)


def surveys_apart(days: list[dt.date]) -> list[NDArray[np.int64]]:
    """Places of the trees of each survey: days far enough apart are two."""
    ordered = np.argsort(np.array([day.toordinal() for day in days]), kind="stable")
    numbers = np.array([days[n].toordinal() for n in ordered])
    breaks = np.flatnonzero(np.diff(numbers) > SURVEY_GAP_DAYS) + 1
    return list(np.split(ordered, breaks))


def entered_curve(project: Project, name: str, row: Any) -> tuple[HeightCurve, Text]:
    place = f"{FIELD}.{name}"
    source = str(row.get("source") or "").strip() if isinstance(row, Mapping) else ""
    if not source:
        raise bad(project, place, Text("须有 a、b 和 source", "a, b and source are needed"))
    curve = HeightCurve(
        positive(project, f"{place}.a", row.get("a")), positive(project, f"{place}.b", row.get("b"))
    )
    return curve, Text(f"树高曲线由使用者填入：{source}", f"curve of heights entered by the user: {source}")


def _logged(name: str, curve: HeightCurve, wanted: NDArray[np.int64], sizes: Sizes) -> Adjustment:
    beyond = int(curve.outside(sizes.dbh[wanted]).sum())
    fitted = (
        Text(
            f"，曲线由 {curve.trees} 株实测拟合，均方根偏差 {curve.deviation:.2f} m，{beyond} 株在实测胸径范围外",
            f"; fitted to {curve.trees} trees, root mean square deviation {curve.deviation:.2f} m, {beyond} beyond the diameters measured",
        )
        if curve.trees
        else Text("，曲线由使用者填入", "; by a curve that was entered")
    )
    what = Text(f"{len(wanted)} 株树高由胸径推算", f"{len(wanted)} heights worked out from diameters")
    return Adjustment(
        name, what + fitted, float(len(wanted)), float(len(wanted)), "1", f"{PLAN.instrument}/monitoring"
    )
