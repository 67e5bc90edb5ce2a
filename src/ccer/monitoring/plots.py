"""Plot lists and tree lists: every row is checked, and the two lists are checked against each other."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ..compute.result import Adjustment
from ..compute.survey import FieldSurvey, PlotSurvey, TreeRow, TreeStatus, horizontal_area
from ..core.text import Text
from .columns import Table, Units, read_tables
from .coordinates import read_place
from .fields import near, plain, words
from .records import Record, same_name
from .sizes import size_of
from .species import species_of
from .spreadsheet import read_sheets

_SIZES: Final = ("area", "slope_area")
_STATUSES: Final[dict[str, TreeStatus]] = {
    "live": "live",
    "dead": "dead",
    "cut": "cut",
    "existing": "existing",
}


def read_plots(path: Path | str, units: Units | None = None) -> FieldSurvey:
    """Plots of a CSV or XLSX file.

    Parameters
    ----------
    path : Path
        Columns plot, area (or slope area) and survey date; stratum, slope, longitude, latitude where there are any.
    units : dict, optional
        Units of columns whose heading has none, e.g. ``{"area": "mu"}``.

    Returns
    -------
    FieldSurvey
        With ``plots`` in order of name and day, whatever the order of the rows.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    tables = read_tables(read_sheets(path), "plots", units)
    worked = [(record, _plot(record)) for table in tables for record in table.records()]
    _refuse_twins(worked)
    log = tuple(entry for table in tables for entry in log_of(table)) + _sides(worked) + _slopes(worked)
    plots = sorted((plot for _, plot in worked), key=lambda plot: (plot.plot, plot.surveyed_on))
    return FieldSurvey(plots=tuple(plots), sources=(Path(path).name,), adjustments=log)


def read_trees(path: Path | str, plots: FieldSurvey | None = None, units: Units | None = None) -> FieldSurvey:
    """Trees of a CSV or XLSX file.

    Parameters
    ----------
    path : Path
        Columns plot, species and DBH, basal diameter or height; tag, count, status, date where there are any.
    plots : FieldSurvey, optional
        Its plots: a tree of another plot is refused, and the result holds both.
    units : dict, optional
        As in `read_plots`.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    found = only_trees(path, plots, units)
    return plots.joined(found) if plots is not None else found


def only_trees(path: Path | str, plots: FieldSurvey | None, units: Units | None) -> FieldSurvey:
    """As `read_trees`, without the plots that the trees are held against."""
    tables = read_tables(read_sheets(path), "trees", units)
    worked = [(record, _tree(record)) for table in tables for record in table.records()]
    _refuse_twice_tagged(worked)
    if plots is not None:
        _check_plots(worked, plots)
    log = tuple(entry for table in tables for entry in log_of(table))
    trees = tuple(sorted((tree for _, tree in worked), key=_tree_order))
    return FieldSurvey(trees=trees, sources=(Path(path).name,), adjustments=log)


_READ_AS: Final = {
    "class_dbh": Text("按径阶中值作胸径", "the middle of a diameter class was taken as DBH"),
    "girth": Text("胸径 = 胸围 ÷ π", "DBH = girth ÷ π"),
}


def log_of(table: Table) -> Iterator[Adjustment]:
    """What was done to a table on the way: notes of its sheet, and one entry for each converted column."""
    for note in (*table.notes, *(said for field, said in _READ_AS.items() if field in table.fields)):
        yield Adjustment(table.sheet.place.en, note, 0.0, 0.0, "", "")
    for column in table.fields.values():
        field = table.kind.fields[column.field]
        if column.unit is None or field.unit is None or column.unit == field.unit:
            continue
        what = Text(
            f"“{column.heading}”由 {column.unit.name} 换算为 {field.unit.name}",
            f"“{column.heading}” converted from {column.unit.name} to {field.unit.name}",
        )
        once = column.unit.to(1.0, field.unit) if column.unit.of == field.unit.of else 0.0
        yield Adjustment(table.sheet.place.en, what, 1.0, once, field.unit.name, "")


def _plot(record: Record) -> PlotSurvey:
    longitude, latitude = read_place(record)
    slope = _slope(record)
    day = record.day("date", needed=True)
    assert day is not None
    return PlotSurvey(
        plot=record.text("plot", needed=True),
        stratum=record.text("stratum"),
        area_ha=_area(record, slope),
        surveyed_on=day,
        slope_deg=slope,
        longitude=longitude,
        latitude=latitude,
        row=record.number,
    )


def _area(record: Record, slope: float | None) -> float:
    """Horizontal area: as it is written, or from the area along the slope. [ha]"""
    area = record.maybe("area") if record.has("area") else None
    along = record.maybe("slope_area") if record.has("slope_area") else None
    if along is not None and slope is None:
        why = Text(
            "斜面积须有坡度才能换算为水平面积", "an area along the slope needs the slope to become horizontal"
        )
        raise record.bad("slope_area", why, Text("填写坡度", "give the slope"))
    if along is not None and slope is not None:
        level = horizontal_area(along, slope)
        if area is not None and area > along:
            why = Text(
                "水平面积大于斜面积，不可能",
                "the horizontal area is above the one along the slope, which cannot be",
            )
            raise record.bad("area", why, Text("核对两列是否写反", "check whether the two are swapped"))
        area = level if area is None else area
    if area is None:
        record.text("area" if "area" in record.cells else "slope_area", needed=True)
    if not area:
        why = Text("面积为零的样地无法推算每公顷", "a plot of no area cannot be brought to one hectare")
        raise record.bad(
            "area" if record.has("area") else "slope_area", why, Text("填写面积", "give its area")
        )
    return area


def _slope(record: Record) -> float | None:
    """Slope in degrees; written in per cent it is the tangent. [°]"""
    value = record.maybe("slope")
    unit = record.units.get("slope")
    return (
        math.degrees(math.atan(value / 100)) if value is not None and unit and unit.of == "share" else value
    )


_MEASURED: Final = ("dbh", "class_dbh", "girth", "basal", "height", "crown")
SLENDER: Final = 400.0
"""No tree of 5 cm and more is so many times as high as thick: a slip, or columns that are swapped. [1]"""
THICK_CM: Final = 5.0


def _tree(record: Record) -> TreeRow:
    sizes = {field: record.maybe(field) for field in (*_MEASURED, "age_class")}
    status = _status(record)
    if all(sizes[field] is None for field in _MEASURED) and status in ("live", "existing"):
        why = Text(
            "活立木没有胸径、地径、树高或冠幅", "a live tree has no DBH, basal diameter, height or crown"
        )
        column = next(name for name in _MEASURED if name in record.cells)
        raise record.bad(
            column, why, Text("补测，或把状态写成缺失", "measure it, or give its status as missing")
        )
    for field, value in sizes.items():
        if value == 0:
            why = Text("没有测量的不能写零", "what was not measured is not zero")
            raise record.bad(field, why, Text("没有测的留空", "leave it empty"))
    dbh = _dbh(record, sizes)
    _check_slender(record, dbh, sizes["height"])
    return TreeRow(
        plot=record.text("plot", needed=True),
        species=_species(record),
        dbh_cm=dbh,
        basal_cm=sizes["basal"],
        height_m=sizes["height"],
        crown_m=sizes["crown"],
        age_class=sizes["age_class"],
        count=record.whole("count", 1),
        status=status,
        surveyed_on=record.day("date"),
        row=record.number,
    )


def _dbh(record: Record, sizes: dict[str, float | None]) -> float | None:
    """Diameter at breast height: as measured, the middle of its class, or the girth over π. [cm]"""
    given = [name for name in ("dbh", "class_dbh", "girth") if sizes[name] is not None]
    if len(given) > 1:
        one, two = (record.kind.fields[name].title for name in given[:2])
        why = Text(f"{one.zh}和{two.zh}都写了", f"both {one.en} and {two.en} are given")
        raise record.bad(given[1], why, Text("只留一个", "keep one of them"))
    if sizes["class_dbh"] is not None and not record.has("count"):
        why = Text("按径阶记录的须有株数", "a diameter class needs the number of its stems")
        raise record.bad("class_dbh", why, Text("加一列株数", "add a column with the number of stems"))
    girth = sizes["girth"]
    return girth / math.pi if girth is not None else sizes[given[0]] if given else None


def _check_slender(record: Record, dbh: float | None, height: float | None) -> None:
    if dbh is None or height is None or dbh < THICK_CM or height * 100 <= SLENDER * dbh:
        return
    why = Text(
        f"胸径 {dbh:g} cm 的树不会有 {height:g} m 高", f"a tree of {dbh:g} cm is not {height:g} m high"
    )
    raise record.bad(
        "height",
        why,
        Text("核对单位，以及两列是否写反", "check the units, and whether the columns are swapped"),
    )


def _species(record: Record) -> str:
    name = record.text("species", needed=True)
    known = species_of(name)
    if known is not None:
        return known.name
    raise record.bad("species", *unknown_species(name))


def unknown_species(name: str) -> tuple[Text, Text]:
    """Why a species cannot be taken, and the names that look alike."""
    from .species import alike

    why = Text(f"不认识树种“{name}”", f"the species “{name}” is not known")
    found = alike(name)
    if not found:
        return why, Text("写中文名、拉丁学名或英文名", "write its Chinese, Latin or English name")
    return why, Text(
        f"是否指：{'、'.join(f'{one.title.zh}（{one.latin}）' for one in found)}",
        f"did you mean: {', '.join(f'{one.title.en} ({one.latin})' for one in found)}",
    )


def _status(record: Record) -> TreeStatus:
    text = record.text("status")
    if not text:
        return "live"
    known = words("statuses").get(plain(text))
    if known is None:
        why = Text("不是已知的立木状态", "it is not a known status of a tree")
        raise record.bad(
            "status",
            why,
            Text(
                "写 活、死、采伐 或 原有（造林前就有的）",
                "write live, dead, cut, or existing (there before planting)",
            ),
        )
    return _STATUSES[known]


def _tree_order(tree: TreeRow) -> tuple[object, ...]:
    """An order of trees that does not depend on the order of rows."""
    measured = (tree.dbh_cm, tree.basal_cm, tree.height_m, tree.crown_m, tree.age_class)
    sizes = tuple(-1.0 if size is None else size for size in measured)
    day = tree.surveyed_on or dt.date.min
    return tree.plot, day, tree.species, tree.status, sizes, tree.count


def _refuse_twins(worked: Iterable[tuple[Record, PlotSurvey]]) -> None:
    """Refuse a plot given twice on one day, in two strata, or written in two ways."""
    seen: dict[tuple[str, dt.date], Record] = {}
    strata: dict[str, tuple[Record, str]] = {}
    for record, plot in worked:
        other = seen.setdefault((plot.plot, plot.surveyed_on), record)
        if other is not record:
            why = Text(
                f"该样地当日在第 {other.number} 行已有",
                f"the plot has that day in row {other.number} already",
            )
            raise record.bad(
                "plot", why, Text("每个样地每次调查只留一行", "keep one row for a plot and survey")
            )
        first, stratum = strata.setdefault(plot.plot, (record, plot.stratum))
        if stratum != plot.stratum:
            why = Text(
                f"该样地在第 {first.number} 行属于碳层“{stratum}”",
                f"row {first.number} puts the plot in stratum “{stratum}”",
            )
            raise record.bad(
                "stratum",
                why,
                Text(
                    "一个样地只属于一个碳层；重划碳层的，各次调查都写最新的碳层",
                    "a plot belongs to one stratum; where strata were drawn anew, write the new one for every survey",
                ),
            )
    _refuse_spellings(list(strata), {name: record for name, (record, _) in strata.items()}, "plot")


def _refuse_spellings(names: list[str], where: dict[str, Record], field: str) -> None:
    by_key: dict[str, str] = {}
    for name in names:
        other = by_key.setdefault(plain(name), name)
        if same_name(name, other):
            why = Text(
                f"与第 {where[other].number} 行的“{other}”只差大小写、空格或横线",
                f"it differs from “{other}” in row {where[other].number} by case, blanks or dashes only",
            )
            raise where[name].bad(field, why, Text("统一写法", "write one name in one way"))


def _refuse_twice_tagged(worked: Iterable[tuple[Record, TreeRow]]) -> None:
    seen: dict[tuple[str, str, dt.date | None], Record] = {}
    for record, tree in worked:
        tag = record.text("tag")
        other = seen.setdefault((tree.plot, tag, tree.surveyed_on), record)
        if tag and other is not record:
            why = Text(
                f"样地 {tree.plot} 的 {tag} 号树在第 {other.number} 行已有",
                f"tree {tag} of plot {tree.plot} stands in row {other.number} already",
            )
            raise record.bad("tag", why, Text("一株树一行", "one row for a tree"))


def _check_plots(worked: Iterable[tuple[Record, TreeRow]], plots: FieldSurvey) -> None:
    """Refuse trees whose plot, or whose day, is not in the list of plots."""
    days: dict[str, list[dt.date]] = {}
    for plot in plots.plots:
        days.setdefault(plot.plot, []).append(plot.surveyed_on)
    for record, tree in worked:
        if tree.plot not in days:
            why = Text(f"样地表里没有样地 {tree.plot}", f"the list of plots has no plot {tree.plot}")
            found = near(tree.plot, days)
            alike = Text(f"相近的：{'、'.join(found)}", f"alike: {', '.join(found)}")
            raise record.bad("plot", why, alike if found else Text("补上该样地", "add the plot"))
        if tree.surveyed_on is not None and tree.surveyed_on not in days[tree.plot]:
            why = Text(
                f"样地表里 {tree.plot} 没有 {tree.surveyed_on} 的调查",
                f"the list of plots has no survey of {tree.plot} on {tree.surveyed_on}",
            )
            raise record.bad("date", why, Text("核对调查日期", "check the survey dates"))
        if tree.surveyed_on is None and len(days[tree.plot]) > 1:
            why = Text(
                f"样地 {tree.plot} 有 {len(days[tree.plot])} 次调查，不知道属于哪一次",
                f"plot {tree.plot} was surveyed {len(days[tree.plot])} times: which one it belongs to is open",
            )
            raise record.bad("plot", why, Text("加一列调查日期", "add a column with the survey date"))


def _sides(worked: Iterable[tuple[Record, PlotSurvey]]) -> tuple[Adjustment, ...]:
    """One entry for plots whose size was written as sides or a radius."""
    rows = [record for record, _ in worked if any(size_of(record.cells.get(name, "")) for name in _SIZES)]
    if not rows:
        return ()
    what = Text(
        f"{len(rows)} 个样地的面积由边长或半径算出",
        f"areas of {len(rows)} plots worked out from their sides or radius",
    )
    return (Adjustment(rows[0].source, what, 0.0, 0.0, "", ""),)


def _slopes(worked: Iterable[tuple[Record, PlotSurvey]]) -> tuple[Adjustment, ...]:
    """One entry for plots whose area was measured along the slope."""
    rows = [(record, plot) for record, plot in worked if record.has("slope_area")]
    if not rows:
        return ()
    before = math.fsum(record.maybe("slope_area") or 0.0 for record, _ in rows)
    after = math.fsum(plot.area_ha for _, plot in rows)
    what = Text(
        f"{len(rows)} 个样地的斜面积按坡度折算", f"slope areas of {len(rows)} plots brought to the horizontal"
    )
    return (Adjustment(rows[0][0].source, what, before, after, "ha", ""),)
