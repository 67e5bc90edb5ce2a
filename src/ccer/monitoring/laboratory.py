"""Laboratory sheets of soil: layers by plot and depth with bulk density and organic carbon."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ..compute.result import Adjustment
from ..compute.survey import FieldSurvey, SoilLayer
from ..core.text import Text
from .columns import Units, read_tables
from .fields import marks, unit_of
from .plots import log_of
from .records import Record
from .spreadsheet import read_sheets

Profile = tuple[str, str, dt.date | None]
Worked = list[tuple[Record, SoilLayer]]


def read_soil(path: Path | str, units: Units | None = None) -> FieldSurvey:
    """Soil layers of a CSV or XLSX file.

    Parameters
    ----------
    path : Path
        Columns plot, depth (``0-10``, or from and to), bulk density and organic carbon; profile, sample, coarse fragments, date.
    units : dict, optional
        Units of columns whose heading has none, e.g. ``{"carbon": "g/kg"}``.

    Returns
    -------
    FieldSurvey
        With ``soil`` in order of plot, profile and depth.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    tables = read_tables(read_sheets(path), "soil", units)
    worked = [(record, _layer(record)) for table in tables for record in table.records()]
    log = [entry for table in tables for entry in log_of(table)]
    _refuse_same_samples(worked)
    log += _check_profiles(worked)
    layers = sorted((layer for _, layer in worked), key=_order)
    return FieldSurvey(soil=tuple(layers), sources=(Path(path).name,), adjustments=tuple(log))


def _layer(record: Record) -> SoilLayer:
    top, bottom = _depths(record)
    return SoilLayer(
        plot=record.text("plot", needed=True),
        stratum=record.text("stratum"),
        profile=record.text("profile"),
        sample=record.text("sample"),
        from_cm=top,
        to_cm=bottom,
        bulk_density=_above_zero(record, "bulk_density"),
        carbon_percent=_carbon(record),
        coarse_percent=record.maybe("coarse") or 0.0,
        sampled_on=record.day("date"),
        row=record.number,
    )


def _carbon(record: Record) -> float:
    if "carbon" not in record.cells:
        why = Text("有机质不是有机碳", "organic matter is not organic carbon")
        advice = Text("向实验室索要有机碳含量", "ask the laboratory for organic carbon")
        raise record.bad("matter", why, advice)
    return record.number_of("carbon")


def _above_zero(record: Record, field: str) -> float:
    value = record.number_of(field)
    if value == 0:
        why = Text("容重不能为零", "a bulk density cannot be zero")
        raise record.bad(field, why, Text("没有测的，整行删去", "take the row out where it was not measured"))
    return value


def _depths(record: Record) -> tuple[float, float]:
    """Upper and lower limit of a layer, in cm."""
    if "from" in record.cells and "to" in record.cells:
        top, bottom, field = record.number_of("from"), record.number_of("to"), "to"
    elif "depth" in record.cells:
        (top, bottom), field = _range(record), "depth"
    else:
        why = Text("只有上界深度，没有下界深度", "there is an upper depth and no lower one")
        raise record.bad("from", why, Text("加一列下界深度", "add a column with the lower depth"))
    if bottom <= top:
        why = Text(
            f"下界 {bottom:g} cm 不深于上界 {top:g} cm",
            f"its lower limit {bottom:g} cm is not below {top:g} cm",
        )
        raise record.bad(field, why, Text("核对深度", "check the depths"))
    return top, bottom


def _range(record: Record) -> tuple[float, float]:
    text = "".join(record.text("depth", needed=True).split())
    if _as_day().fullmatch(text):
        why = Text("深度被电子表格当成了日期", "the spreadsheet took the depth for a date")
        raise record.bad(
            "depth",
            why,
            Text("把该列设成文本后重新填写", "set the column to text and write the depths again"),
        )
    found = _pattern().fullmatch(text)
    own = unit_of(found[3]) if found and found[3] else record.units.get("depth")
    if found is None or own is None or own.of != "length":
        why = Text("不是“起–止”形式的深度", "it is not a depth from and to")
        raise record.bad("depth", why, Text("写成 0-10", "write 0-10"))
    field = record.kind.fields["depth"]
    assert field.unit is not None
    top, bottom = (own.to(float(part), field.unit) for part in found.group(1, 2))
    if field.most is not None and bottom > field.most:
        why = Text(f"深 {bottom:g} cm，多半是单位不对", f"it is {bottom:g} cm deep, probably a wrong unit")
        raise record.bad("depth", why, Text("核对深度的单位", "check the unit of the depth"))
    return top, bottom


@functools.cache
def _as_day() -> re.Pattern[str]:
    """What a spreadsheet makes of 10-20: a day of this year, in the ways it shows one."""
    month, day = ("".join(marks(group)) for group in ("month_sign", "day_sign"))
    return re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[{month}]\d{{1,2}}[{day}]|\d{{1,2}}-[A-Za-z]{{3}}")


@functools.cache
def _pattern() -> re.Pattern[str]:
    between = "|".join(map(re.escape, marks("range")))
    return re.compile(rf"(\d+(?:\.\d+)?)(?:{between})(\d+(?:\.\d+)?)(\D*)")


def _refuse_same_samples(worked: Worked) -> None:
    seen: dict[str, Record] = {}
    for record, layer in worked:
        other = seen.setdefault(layer.sample, record)
        if layer.sample and other is not record:
            why = Text(
                f"样品号在第 {other.number} 行已用过", f"the sample stands in row {other.number} already"
            )
            raise record.bad("sample", why, Text("核对样品号", "check the sample numbers"))


def _check_profiles(worked: Worked) -> list[Adjustment]:
    """Refuse layers of one profile that overlap; say where soil between layers was not sampled."""
    profiles: dict[Profile, Worked] = defaultdict(list)
    for record, layer in worked:
        profiles[layer.plot, layer.profile, layer.sampled_on].append((record, layer))
    log = []
    for rows in profiles.values():
        rows.sort(key=lambda item: (item[1].from_cm, item[0].number))
        for (upper, above), (lower, below) in itertools.pairwise(rows):
            if below.from_cm < above.to_cm:
                raise _overlap(lower, below, upper, above)
        log += list(_gaps(rows))
    return log


def _overlap(lower: Record, below: SoilLayer, upper: Record, above: SoilLayer) -> Exception:
    field = "depth" if "depth" in lower.cells else "from"
    why = Text(
        f"与第 {upper.number} 行的 {above.from_cm:g}–{above.to_cm:g} cm 重叠",
        f"it overlaps {above.from_cm:g}–{above.to_cm:g} cm in row {upper.number}",
    )
    advice = Text(
        "同一样地有几个剖面的，加一列剖面号", "where a plot has several profiles add a column that names them"
    )
    return lower.bad(field, why, advice)


def _gaps(rows: Worked) -> Iterable[Adjustment]:
    reached = 0.0
    for record, layer in rows:
        if layer.from_cm > reached:
            what = Text(
                f"样地 {layer.plot} 的 {reached:g}–{layer.from_cm:g} cm 没有化验",
                f"plot {layer.plot}: {reached:g}–{layer.from_cm:g} cm was not analysed",
            )
            yield Adjustment(record.source, what, 0.0, 0.0, "", "")
        reached = layer.to_cm


def _order(layer: SoilLayer) -> tuple[object, ...]:
    day = layer.sampled_on or dt.date.min
    return layer.plot, day, layer.profile, layer.from_cm, layer.sample
