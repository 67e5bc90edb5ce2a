"""The chain of CCER-07-001-V01: hours lit by segment, electricity of the circuits, equations of the year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...compute.methodology import Branch, Statement, Step
from ...compute.points import figure, named_rows
from ...compute.quantities import Measured, PointFigures, QuantityPlan, amounts, bad_design
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = eq.CODE.lower()
TABLE: Final = "segments"
W_TO_MW: Final = 1e-6
HOURS_IN_A_MONTH: Final = 744.0
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式，暂以“照明功率×时间－计量电量，再乘组合边际排放因子”代替；编号由本库自拟",
        "the equations of the text were not read; lighting power times hours less metered electricity, times the combined margin, "
        "stands in, numbered by us",
    ),
    f"{TEXT}/eq-2",
)
BY_AREA: Final = ("power_density_w_m2", "length_m", "width_m")
BY_LAMP: Final = ("lamp_power_w", "lamps")
WANTED: Final = Text(
    "列表，每项含 name、annual_hours，以及 power_density_w_m2、length_m、width_m（按面积）或 lamp_power_w、lamps（按灯具）",
    "a list, each with name, annual_hours, and either power_density_w_m2, length_m, width_m (by area) or lamp_power_w, lamps (by lamp)",
)


def segments(project: Project) -> dict[str, dict[str, float]]:
    """Figures of each segment of the tunnel by its name, in the units of the equations."""
    return {row["name"]: _segment(project, row) for row in named_rows(project, TABLE, WANTED)}


def yearly(project: Project) -> dict[str, list[dict[str, float]]]:
    """The segments with the hours of a year, as rows of the table ``lighting``."""
    rows = named_rows(project, TABLE, WANTED)
    hours = [figure(project, TABLE, row, "annual_hours") for row in rows]
    lit = [_segment(project, row) | {"annual_lit_hours": on} for row, on in zip(rows, hours, strict=True)]
    return {"lighting": lit}


def _segment(project: Project, row: Mapping[str, Any]) -> dict[str, float]:
    """By area or by lamp, never both: the same lamps would count twice."""
    lamps = any(row.get(name) is not None for name in BY_LAMP)
    if lamps and any(row.get(name) is not None for name in BY_AREA):
        why = Text("同时按面积和按灯具给出", "it is given both by area and by lamp")
        raise bad_design(project, f"{TABLE}.{row['name']}", why, WANTED)

    def given(names: tuple[str, ...], field: str, times: float = 1.0) -> float:
        return figure(project, TABLE, row, field, times) if (names is BY_LAMP) is lamps else 0.0

    return {
        "lighting_power_density": given(BY_AREA, "power_density_w_m2", W_TO_MW),
        "lit_length": given(BY_AREA, "length_m"),
        "lit_width": given(BY_AREA, "width_m"),
        "lamp_power": given(BY_LAMP, "lamp_power_w", W_TO_MW),
        "lamp_count": given(BY_LAMP, "lamps"),
    }


PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch("lighting", (Step(eq.lighting_power),), total=Step(eq.baseline_electricity)),
        amounts("electricity", "grid_electricity"),
    ),
    years=(
        Step(eq.baseline_emissions),
        Step(eq.electricity_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(
        Measured("lit_hours", "lower", largest=HOURS_IN_A_MONTH, words=("hours",)),
        Measured("lighting_power_density", "as-read", level=True),
        Measured("lit_length", "as-read", level=True),
        Measured("lit_width", "as-read", level=True),
        Measured("lamp_power", "as-read", level=True),
        Measured("lamp_count", "as-read", level=True),
        Measured("grid_electricity", "raise"),
    ),
    design=yearly,
    beside=(PointFigures("lit_hours", TABLE, segments),),
    grid_quantity="lit_hours",  # lamps that burn are what is credited and charged by the grid factor
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-3",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
