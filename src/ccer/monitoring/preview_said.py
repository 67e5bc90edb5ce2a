"""What a preview says of the records that were read: how many of what, and what was converted on the way."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..compute.readings import Readings, series_of
from ..compute.survey import FieldSurvey
from ..core.text import Text
from . import words
from .species import all_species

MOST: Final = 8
"""Species, and series of readings, that are listed."""


def said_of(read: Any) -> tuple[Text, ...]:
    """Lines on a survey, on readings, or on a list of either."""
    found = read if isinstance(read, list) else [read]
    lines: list[Text] = []
    for one in found:
        if isinstance(one, FieldSurvey):
            lines += [*_survey(one), *(entry.what for entry in one.adjustments)]
        elif isinstance(one, Readings):
            lines += [*_series(one), *(entry.what for entry in one.adjustments)]
    return tuple(dict.fromkeys(lines))


def _survey(found: FieldSurvey) -> Iterator[Text]:
    if found.plots:
        hectares = math.fsum(plot.area_ha for plot in found.plots)
        days = sorted(plot.surveyed_on for plot in found.plots)
        strata = len({plot.stratum for plot in found.plots})
        yield Text(
            f"{len(found.plots):,} 个样地（{strata} 个碳层），共 {hectares:,.4f} ha，调查日期 {days[0]} 至 {days[-1]}",
            f"{len(found.plots):,} plots ({strata} strata), {hectares:,.4f} ha in all, surveyed {days[0]} to {days[-1]}",
        )
    if found.trees:
        stems: Counter[str] = Counter()
        for tree in found.trees:
            stems[tree.species] += tree.count
        known = all_species()
        kinds = [
            Text(f"{known[name].title.zh} {count:,} 株", f"{count:,} of {known[name].title.en}")
            for name, count in stems.most_common(MOST)
        ]
        zh, en = "、".join(one.zh for one in kinds), ", ".join(one.en for one in kinds)
        more = " …" if len(stems) > MOST else ""
        plots = len({tree.plot for tree in found.trees})
        yield Text(
            f"{plots:,} 个样地 {stems.total():,} 株：{zh}{more}",
            f"{stems.total():,} stems in {plots:,} plots: {en}{more}",
        )
        yield from _span("胸径", "DBH", "cm", (tree.dbh_cm for tree in found.trees))
        yield from _span("树高", "height", "m", (tree.height_m for tree in found.trees))
    if found.soil:
        yield from _span("容重", "bulk density", "g/cm3", (layer.bulk_density for layer in found.soil))
        yield from _span("有机碳", "organic carbon", "%", (layer.carbon_percent for layer in found.soil))


def _span(zh: str, en: str, unit: str, values: Iterable[float | None]) -> Iterator[Text]:
    """Least and greatest of a quantity: a slip shows there."""
    held = [value for value in values if value is not None]
    if held:
        yield Text(f"{zh} {min(held):g}–{max(held):g} {unit}", f"{en} {min(held):g}–{max(held):g} {unit}")


def _series(found: Readings) -> Iterator[Text]:
    for (point, direction), rows in list(series_of(found.rows).items())[:MOST]:
        total = math.fsum(row.value for row in rows)
        first, last, unit = rows[0].first_day, rows[-1].last_day, rows[0].unit
        yield Text(
            f"{point} {words.called(direction).strip()}：{first} 至 {last}，{len(rows):,} 期，合计 {total:,.6g} {unit}",
            f"{point} {direction}: {first} to {last}, {len(rows):,} intervals, {total:,.6g} {unit} in all",
        )
