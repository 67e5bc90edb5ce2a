"""Which practice gives the published tonnes of a record, to the tonne; and where none does, why not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..compute.grid import FACTOR_RULE_TEXT, FactorRule, Factors
from ..compute.periods import PRACTICE_TEXT, Practice, whole_years
from ..compute.places import grid_of
from ..compute.result import Calculation
from ..core.asof import AsOf
from ..core.errors import CcerError
from ..core.text import Text
from ..methodologies import load
from ..policy.corpus import corpus
from ..rules.subjects import Project

CLOSE_T = 12
"""Seven public records lie this near to a known practice. [tCO2e]"""
SAME_FACTOR = 2e-6
"""A published total of a million tonnes fixes the factor behind it to about this. [tCO2/MWh]"""
DAY_TEXT = {
    "vvb_upload": Text("审定报告上传日", "upload of the validation report"),
    "project_registered_at": Text("登记日", "registration"),
    "notice_start": Text("公示首日", "first day of notice"),
    "crediting_start": Text("计入期首日", "first day of crediting"),
}


def reproduce(
    project: Project, total: int, annual: int, days: dict[str, dt.date], factors: Factors
) -> dict[str, Any]:
    """The first practice that gives the published tonnes; else the engine's own figure and the reason."""
    first: Calculation | None = None
    nearest: Calculation | None = None
    refusal: Text | None = None
    for name, day in days.items():
        for factor_rule in FactorRule:
            for practice in Practice:
                try:
                    found = _estimate(project, day, factors, factor_rule, practice)
                except CcerError as error:
                    refusal = refusal or error.what + Text("：", ": ") + error.why
                    continue
                first = first or found
                mean = _annual_reading(found.tonnes, annual, found)
                if found.tonnes == total and mean is not None:
                    return _reproduced(found, annual, practice, factor_rule, DAY_TEXT[name], mean)
                if nearest is None or abs(found.tonnes - total) < abs(nearest.tonnes - total):
                    nearest = found
    if first is None or nearest is None:
        return {
            "status": "not-reproduced",
            "reason": refusal or Text("没有可用的排放因子", "no usable factor"),
        }
    close = abs(nearest.tonnes - total) <= CLOSE_T
    return {
        "status": "close" if close else "not-reproduced",
        "expected_total_t": nearest.tonnes if close else first.tonnes,
        "expected_annual_t": nearest.annual_mean_tonnes if close else first.annual_mean_tonnes,
        "provisional": bool(first.provisional),
        "reason": _why_not(project, total, annual, nearest, close, factors),
    }


def _estimate(
    project: Project, day: dt.date, factors: Factors, factor_rule: FactorRule, practice: Practice
) -> Calculation:
    at = AsOf(corpus(), day)
    return load(project.methodology).ex_ante(
        project, at=at, factors=factors, factor_day=day, practice=practice, factor_rule=factor_rule
    )


def _annual_reading(total: int, annual: int, found: Calculation) -> Text | None:
    """How the published yearly mean follows from the total: rounded down, or to the nearest."""
    if annual == found.annual_mean_tonnes:
        return Text("年均向下取整", "yearly mean rounded down")
    span = max(1, whole_years(*found.period))
    if annual == int(total / span + 0.5):
        return Text("年均四舍五入", "yearly mean rounded to the nearest")
    return None


def _reproduced(
    found: Calculation, annual: int, practice: Practice, factor_rule: FactorRule, day: Text, mean: Text
) -> dict[str, Any]:
    said = Text("{how}；{factor}，以{day}为准；{mean}", "{how}; {factor}, as at {day}; {mean}").fill(
        how=PRACTICE_TEXT[practice], factor=FACTOR_RULE_TEXT[factor_rule], day=day, mean=mean
    )
    return {
        "status": "reproduced",
        "expected_total_t": found.tonnes,
        "expected_annual_t": annual,
        "practice": said,
        "provisional": bool(found.provisional),
    }


def _why_not(
    project: Project, total: int, annual: int, nearest: Calculation, close: bool, factors: Factors
) -> Text:
    """The likeliest reason, from what the published figures themselves imply."""
    if abs(total - 10 * annual) > 20:
        return Text(
            f"公布的合计 {total:,} 与年均 {annual:,} 互相矛盾（相当于 {total / annual:.1f} 年）",
            f"the published total {total:,} and yearly {annual:,} contradict each other ({total / annual:.1f} years)",
        )
    if close:
        gap = total - nearest.tonnes
        return Text(
            f"最接近的做法相差 {gap:+d} 吨，取整方式未能辨明",
            f"off by {gap:+d} t under the nearest practice; its rounding is not identified",
        )
    export = float(project.design["annual_net_export_mwh"])
    factor = nearest.years[0].values["combined_margin"]
    implied = total / 10 / export
    grid = grid_of(project.province or "").grid
    same = [
        row for row in factors.rows if abs(row.combined_margin - implied) < SAME_FACTOR and row.grid == grid
    ]
    if same:
        return Text(
            f"公布值相当于全期采用 {same[0].label} 年度因子 {same[0].combined_margin}，不符合现有取值规则",
            f"the published figure is that of label {same[0].label} ({same[0].combined_margin}) in every year, "
            "which no rule of choice gives",
        )
    if total < nearest.tonnes:
        return _less(project.methodology, export, implied, factor, total)
    return Text(
        f"公布值相当于组合边际因子 {implied:.5f} tCO₂/MWh，所持因子中没有",
        f"the published total implies a combined margin of {implied:.5f} tCO₂/MWh, which no held factor is",
    )


def _less(methodology: str, export: float, implied: float, factor: float, total: int) -> Text:
    tonnes = export * factor - total / 10
    if methodology.startswith("CCER-01-001"):
        return Text(
            f"公布值每年少 {tonnes:,.0f} 吨：应已扣除防凝用化石燃料或下网电量，而记录未载明",
            f"the published figure is {tonnes:,.0f} t a year lower: fossil fuel or imported power was taken off, "
            "which the record does not state",
        )
    fits = total / 10 / factor
    return Text(
        f"公布值相当于年净上网电量 {fits:,.0f} MWh，少于所载 {export:,.0f} MWh：应已扣除下网电量，或电量为旧值",
        f"the published figure fits a net export of {fits:,.0f} MWh, below the stated {export:,.0f}: imports were taken off, "
        "or the stated export is an older one",
    )
