"""Strata of an afforestation design as cells, one figure a line, and the beginning of a day as a year."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Final

from ..core.numeric import Numeric, maximum, minimum
from ..rules.subjects import Project
from ._workbook_pen import Pen, Spot, serial
from .biomass_growth import FORMS

_LABELS: Final = {
    "area_ha": "stratum_area",
    "density": "wood_density",
    "expansion": "expansion_factor",
    "bcef": "conversion_expansion",
    "regression_a": "regression_a",
    "regression_b": "regression_b",
    "root_shoot": "root_shoot",
    "carbon": "carbon_fraction",
    "stable_age": "stable_age",
    "soil_reference": "soil_reference",
    "soil_land_use": "land_use_factor",
    "soil_management": "management_factor",
    "soil_input": "input_factor",
    "soil_disturbed_share": "disturbed_share",
}
Stratum = Mapping[str, Any]


class Lines:
    """What the design says of each stratum, one figure a line."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen

    def stratum(self, one: Stratum, prefix: str) -> dict[str, Spot]:
        pen, say = self.pen, self.pen.frame.say
        key = "section.baseline_stratum" if prefix else "section.stratum"
        pen.text(pen.row, 0, say(key, what=one["name"]), "section")
        pen.row += 1
        day = dt.date.fromisoformat(str(one["planted"]))
        found = {"planted": year_of(pen.dated("planted", day))}
        for name, label in _LABELS.items():
            value = one.get(name)
            if isinstance(value, (int, float)) and math.isfinite(value):
                found[name] = pen.figure(label, value)
        form, *coefficients = one["curve"]
        for name, value in zip(FORMS[form], coefficients, strict=True):
            found[name] = pen.figure(f"curve_{name}", value, str(one.get("curve_source", "")))
        pen.row += 1
        return found

    def forest_biomass(self, project: Project) -> Spot:
        """Above-ground biomass of the region's forests, which shrubs are a share of."""
        self.pen.row += 1
        return self.pen.figure("forest_biomass", float(project.design["forest_biomass_t_ha"]))


def year_of(day: Spot) -> Spot:
    """The beginning of a day as a year with its fraction. [year]"""
    d = day.at
    formula = f"YEAR({d})+({d}-DATE(YEAR({d}),1,1))/(DATE(YEAR({d})+1,1,1)-DATE(YEAR({d}),1,1))"
    found = dt.date(1899, 12, 30) + dt.timedelta(days=int(day.value))
    begin, end = (serial(dt.date(found.year + n, 1, 1)) for n in (0, 1))
    return Spot(f"({formula})", found.year + (day.value - begin) / (end - begin))


def years_inside(then: Numeric, now: Numeric, begun: Numeric, years: Numeric) -> Numeric:
    """Years of an interval that lie within so many years from the beginning. [year]"""

    def held(time: Numeric) -> Numeric:
        return minimum(maximum(time, begun), begun + years)

    return held(now) - held(then)
