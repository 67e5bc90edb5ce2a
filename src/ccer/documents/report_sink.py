"""What an accounting report of a sink shows besides: measured areas, plots by survey, the change between surveys with its precision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..compute.plots_table import PlotTable
from ..compute.survey import FieldSurvey
from ..core.asof import AsOf
from ..core.errors import CcerError
from ..policy.corpus import corpus
from ..project.model import Claim
from .compose import Composer
from .parts import Align, Block, Spans, plain
from .wording import number, numbers

_M2_PER_HA = 10_000.0
_MOST_PLOTS = 200


def areas(c: Composer) -> Mapping[str, float]:
    """Area of each stratum that was counted. [ha]"""
    inputs: Mapping[str, Any] = c.calculation.inputs if c.calculation else {}
    found = inputs.get("areas_ha", inputs.get("strata", {}))
    return found if isinstance(found, Mapping) else {}


def surveyed(c: Composer, claim: Claim) -> list[Block]:
    """4.3: areas of the strata and the plots of every survey."""
    held = areas(c)
    shown = numbers([*held.values(), sum(held.values())], 4)
    names = [*(name or c.common("none") for name in held), c.say("b6.sum")]
    rows = [(plain(name), plain(value)) for name, value in zip(names, shown, strict=True)]
    blocks: list[Block] = []
    if held:
        heads = c.heads("stratum", "area_ha")
        blocks.append(c.table("4", c.say("table.areas"), heads, rows, (6, 4), ("left", "right"), engine=True))
    return [*blocks, *_plots(c, claim)]


def _plots(c: Composer, claim: Claim) -> list[Block]:
    evidence = claim.readings
    if isinstance(evidence, PlotTable):
        rows = [
            (row.surveyed_on.isoformat(), row.stratum, row.plot, None, None, row.biomass, row.carbon)
            for row in evidence.rows
        ]
    elif isinstance(evidence, FieldSurvey) and evidence.plots:
        rows = _of_survey(c, evidence)
    else:
        return [c.paragraph("r.no_readings")]
    if len(rows) > _MOST_PLOTS:
        return [c.paragraph("r.more_plots", n=len(rows))]
    rows.sort(key=lambda row: (row[1], row[2], row[0]))
    columns = ("survey_day", "stratum", "plot", "plot_area", "stems", "plot_biomass", "plot_carbon")
    kept = [n for n, _ in enumerate(columns) if any(row[n] is not None for row in rows)]
    cells = [_column(c, [row[n] for row in rows]) for n in kept]
    right: list[Align] = ["left" if n < 3 else "right" for n in kept]
    heads = c.heads(*(columns[n] for n in kept))
    made = list(zip(*cells, strict=True))
    widths = [3.0 if n < 3 else 2.4 for n in kept]
    return [
        c.table("4", c.say("table.plots"), heads, made, widths, right, engine=True),
        c.paragraph("r.stems_in_workbook", "note"),
    ]


def _of_survey(c: Composer, survey: FieldSurvey) -> list[tuple[Any, ...]]:
    """Plots with their area [m2], living stems, biomass and carbon by the hectare where the methodology gives them by plot."""
    worked: dict[tuple[str, Any], tuple[float, float]] = {}
    if c.methodology.plots is not None:
        try:
            table = c.methodology.plots(c.project, survey, AsOf(corpus(), c.on))
            for row in table.rows:
                old = worked.get((row.plot, row.surveyed_on), (0.0, 0.0))
                worked[row.plot, row.surveyed_on] = (old[0] + row.biomass, old[1] + row.carbon)
        except CcerError:
            worked = {}
    stems = Counter(
        {
            key: sum(tree.count for tree in trees if tree.status == "live")
            for key, trees in survey.trees_of().items()
        }
    )
    return [
        (
            plot.surveyed_on.isoformat(),
            plot.stratum or c.common("none"),
            plot.plot,
            plot.area_ha * _M2_PER_HA,
            stems[plot.plot, plot.surveyed_on],
            *worked.get((plot.plot, plot.surveyed_on), (None, None)),
        )
        for plot in survey.plots
    ]


def _column(c: Composer, values: list[Any]) -> list[Spans]:
    """A column of figures with as many decimals each, or of words."""
    if any(isinstance(value, (int, float)) for value in values):
        shown = numbers([0 if value is None else value for value in values], 3)
        return [
            plain(text if v is not None else c.common("none")) for text, v in zip(shown, values, strict=True)
        ]
    return [plain(str(value) or c.common("none")) for value in values]


def precision(c: Composer) -> list[Block]:
    """5.2: stocks at two surveys, their change, its error and what is deducted for it."""
    inputs: Mapping[str, Any] = c.calculation.inputs if c.calculation else {}
    found = inputs.get("surveys")
    if not isinstance(found, (list, tuple)) or not found:
        return []
    keys = ("pool", "days", "measured", "half", "relative", "rate", "credited")
    heads = c.heads(*(f"survey_{key}" for key in keys))
    rows = [_interval(c, one) for one in found]
    align: list[Align] = ["left", "left", *("right" for _ in keys[2:])]  # type: ignore[list-item]
    widths = (1.6, 3.4, 2.4, 2.2, 1.9, 1.6, 2.4)
    return [
        c.table("5", c.say("table.surveys"), heads, rows, widths, align, engine=True),
        c.paragraph("r.precision", "note"),
    ]


def _interval(c: Composer, one: Mapping[str, Any]) -> tuple[Spans, ...]:
    return (
        plain(c.say(f"pool.{one['pool']}")),
        plain(c.common("period", start=one["then"], end=one["now"])),
        plain(number(float(one["measured"]), 3)),
        plain(number(float(one["half_width"]), 3)),
        plain(f"{float(one['relative_error']) * 100:.2f}%"),
        plain(f"{float(one['rate']) * 100:g}%"),
        plain(number(float(one["credited"]), 3)),
    )
