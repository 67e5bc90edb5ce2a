"""What a meter shows: the quantity of an interval, from its figure or from two states of a register and the multiplier."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from ..compute.readings import EXPORT, IMPORT, Readings, series_of
from ..core.text import Text
from .meter_sheet import Row

NUMBER: Final = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][+-]?\d+)?")
STEPS: Final = (1.0, 1000.0, 10_000.0)
"""A register shows kWh as a rule; the quantity beside it may be in kWh, MWh or 10^4 kWh. [1]"""
ROUNDED: Final = 1e-3
"""Quantity and states of the register agree to this share. [1]"""
LONG: Final = 6
"""So many intervals that only rise look like a register. [1]"""
STEEP: Final = 50.0
"""A register begins at many times what one interval adds. [1]"""


def figure(row: Row, column: str) -> float:
    """A number of a row, not negative.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    text = unicodedata.normalize("NFKC", row.get(column))
    value = float(text.replace(",", "")) if NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise row.bad(
            column,
            Text("读数不是数", "the reading is no number"),
            Text("只写数字，小数点用句点；没有的写 0", "write digits with a point; 0 where there was none"),
        )
    if value < 0:
        why = Text("计量值不能为负", "a metered quantity cannot be negative")
        raise row.bad(
            column,
            why,
            Text(
                "反向电量单列一行，方向写上网或下网",
                "give the reverse flow a row of its own, as import or export",
            ),
        )
    return value


def metered(row: Row) -> float:
    """The quantity of a row in the unit of the row; a multiplier is used once, and never left open.

    Raises
    ------
    BadInput
        If the multiplier may or may not be in the figure, or figure and register disagree.
    """
    times = figure(row, "multiplier") if row.get("multiplier") else None
    both = bool(row.get("before") and row.get("register"))
    if times == 0:
        raise row.bad(
            "multiplier", Text("倍率不能为零", "a multiplier cannot be zero"), Text("核对倍率", "check it")
        )
    if not both:
        if times not in (None, 1.0):
            why = Text(
                f"有倍率 {times:g}，看不出读数是否已乘",
                f"whether the multiplier {times:g} is in the figure is open",
            )
            advice = Text(
                "另列上期表底和本期表底；或写乘过倍率的电量，删去倍率列",
                "give the register before and after; or the quantity with the multiplier in it, and take its column out",
            )
            raise row.bad("multiplier", why, advice)
        return figure(row, "value")
    shown = figure(row, "register") - figure(row, "before")
    if shown < 0:
        why = Text("本期表底小于上期表底", "the register is below the one before")
        advice = Text(
            "换表或翻转（过零）的，该行只写电量，两格表底留空",
            "where the meter was changed or ran through zero give the quantity and leave both states empty",
        )
        raise row.bad("register", why, advice)
    if not row.get("value"):
        if times is None:
            why = Text(
                "没有倍率，不能由表底算出电量",
                "without a multiplier the states of a register give no quantity",
            )
            raise row.bad(
                "multiplier",
                why,
                Text("填写倍率；没有互感器的写 1", "give it; 1 where there is no transformer"),
            )
        return shown * times
    value = figure(row, "value")
    _check_agrees(row, value, shown, 1.0 if times is None else times)
    return value


def _check_agrees(row: Row, value: float, shown: float, times: float) -> None:
    """Refuse a quantity that is not the difference of the register times the multiplier."""
    if any(math.isclose(value * step, shown * times, rel_tol=ROUNDED, abs_tol=ROUNDED) for step in STEPS):
        return
    if math.isclose(value, shown, rel_tol=ROUNDED):
        why = Text(
            "电量等于表底之差，没有乘倍率",
            "the quantity is the difference of the register, without the multiplier",
        )
        raise row.bad("value", why, Text(f"乘以倍率 {times:g}", f"multiply it by {times:g}"))
    why = Text(
        f"与表底之差 × 倍率 = {shown * times:,.6g} 不符",
        f"it is not the difference of the register × multiplier = {shown * times:,.6g}",
    )
    raise row.bad(
        "value", why, Text("核对表底、倍率和单位", "check the register, the multiplier and the unit")
    )


def check_not_cumulative(table: Sequence[Row], readings: Readings) -> None:
    """Refuse a meter whose figures only rise, each by little: the states of a register in place of quantities."""
    where = {reading.row: row for row, reading in zip(table, readings.rows, strict=True)}
    for (point, direction), series in series_of(readings.rows).items():
        values = [reading.value for reading in series]
        steps = [after - before for before, after in itertools.pairwise(values)]
        if direction not in (EXPORT, IMPORT) or len(values) < LONG or where[series[0].row].get("register"):
            continue
        if min(steps) > 0 and values[0] > STEEP * max(steps):
            why = Text(
                f"{point} 的 {len(values)} 期读数一路增大，像累计表底，不是各期电量",
                f"the {len(values)} figures of {point} only rise, as a register does, not quantities of intervals",
            )
            advice = Text(
                "写各期电量；累计表底写在“表底数”列",
                "give the quantity of each interval, the register in a column of its own",
            )
            raise where[series[0].row].bad("value", why, advice)


def check_registers(table: Sequence[Row], readings: Readings) -> None:
    """Refuse a cumulative register that runs backwards; an empty cell breaks the row of registers, as a change of meter does."""
    latest: dict[tuple[str, str], tuple[Row, float]] = {}
    for row, reading in zip(table, readings.rows, strict=True):
        if not row.get("register"):
            latest.pop(reading.series, None)
            continue
        shown = figure(row, "register")
        before = latest.get(reading.series)
        if before and shown < before[1]:
            why = Text(
                f"累计读数小于第 {before[0].number} 行的 {before[1]:,}",
                f"the register is below {before[1]:,} in row {before[0].number}",
            )
            advice = Text(
                "核对读数；当月换表或翻转（过零）的，该格留空",
                "check the figure; where the meter was changed or ran through zero that month leave the cell empty",
            )
            raise row.bad("register", why, advice)
        latest[reading.series] = (row, shown)
