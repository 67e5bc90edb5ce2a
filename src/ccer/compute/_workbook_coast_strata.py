"""Strata of a coastal sink as cells: what the design says of each, and the soil accumulation of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.numeric import Numeric
from ._workbook_pen import Pen, Source, Spot, spot_of
from ._workbook_sampling import changed, interpolated
from ._workbook_years import day_of
from .biomass_growth import FORMS
from .coastal import SOIL_DEFAULT
from .coastal_plots import core_rates
from .coastal_soil import CAP, EROSION, Part, soil_course
from .coastal_strata import CORES, DAYS_OF_YEAR, Stratum
from .mangrove import find_species
from .soil import (
    allochthonous_share,
    autochthonous_matter,
    measured_accumulation,
)

if TYPE_CHECKING:
    from ._workbook_coast import Coast


class Lines:
    """What the design says of each stratum, one figure a line; ``grown`` where its growth is part of the calculation."""

    def __init__(self, pen: Pen, *, grown: bool) -> None:
        self.pen, self.grown = pen, grown

    def stratum(self, one: Stratum) -> dict[str, Spot]:
        pen = self.pen
        pen.text(self.pen.row, 0, pen.frame.say("section.stratum", what=one.name or "—"), "section")
        self.pen.row += 1
        found = {"stratum_area": self.pen.figure("stratum_area", one.area)}
        entry = one.entry
        if isinstance(entry.get("planted"), dt.date):
            found["planted"] = pen.dated("planted", entry["planted"])
        found |= self._either("vegetation_cover", entry.get("cover"), "cover")
        found |= self._growth(entry) if self.grown else {}
        found |= self._soil(entry)
        sinking = entry.get("submergence")
        if isinstance(sinking, Mapping):
            found["submerged_share"] = self.pen.figure("submerged_share", sinking["share"])
            found["submerged_years"] = self.pen.figure("submerged_years", sinking["years"])
        self.pen.row += 1
        return found

    def table(self, name: str, rows: Mapping[Any, Any], key: str, source: str = "") -> dict[str, Spot]:
        """A table by age, one pair a line."""
        pairs = sorted((float(a), float(v)) for a, v in rows.items())
        first = self.pen.row
        for age, value in pairs:
            self.pen.text(self.pen.row, 0, self.pen.frame.say("column.by_age"))
            self.pen.given(self.pen.row, 1, age, "text")
            self.pen.given(self.pen.row, 2, value, "text")
            self.pen.row += 1
        if source:
            self.pen.text(first, 4, source, "quiet")
        ages, values = zip(*pairs, strict=True)
        last = self.pen.row - 1
        return {
            f"{key}_age": self.pen.span(first, last, 1, ages),
            f"{key}_value": self.pen.span(first, last, 2, values),
        }

    def _either(self, name: str, given: Any, key: str) -> dict[str, Spot]:
        if isinstance(given, Mapping):
            return self.table(name, given, key)
        return {} if given is None else {name: self.pen.figure(name, float(given))}

    def _growth(self, entry: Mapping[str, Any]) -> dict[str, Spot]:
        growth = entry.get("growth")
        if not isinstance(growth, Mapping):
            return {}
        source = str(growth.get("source", ""))
        found: dict[str, Spot] = {}
        if isinstance(growth.get("table"), Mapping):
            found |= self.table("stand_biomass", growth["table"], "growth", source)
        else:
            for name in FORMS[str(growth["form"])]:
                found[name] = self.pen.figure(f"curve_{name}", float(growth[name]), source)
        given = entry.get("carbon_fraction")
        if given is None and "species" in entry:
            given = find_species(str(entry["species"])).carbon
        if "root_shoot" in growth:
            found["root_shoot"] = self.pen.figure("root_shoot", float(growth["root_shoot"]), source)
        found["carbon_fraction"] = self.pen.figure("carbon_fraction", float(given or 0.0))
        return found

    def _soil(self, entry: Mapping[str, Any]) -> dict[str, Spot]:
        found: dict[str, Spot] = {}
        soil, foreign = entry.get("soil"), entry.get("allochthonous")
        if isinstance(soil, Mapping):
            for name, value in soil.items():
                if isinstance(value, (int, float)):
                    found[f"soil_{name}"] = self.pen.figure(
                        f"soil_{name}", value, str(soil.get("source", ""))
                    )
        if isinstance(foreign, Mapping):
            for name, value in foreign.items():
                found[f"foreign_{name}"] = self.pen.figure(f"foreign_{name}", value)
        elif foreign is not None:
            found["allochthonous_share"] = self.pen.figure("allochthonous_share", foreign)
        return found


class Rates:
    """Soil accumulation of a stratum in a year: gross, what came from elsewhere, net."""

    def __init__(self, coast: Coast, pen: Pen) -> None:
        self.coast, self.pen, self.plan = coast, pen, coast.plan
        self.cored: Mapping[str, tuple[float, float]] = {}
        self.raw: dict[str, list[float]] = {}
        if coast.survey is not None:
            chosen = [one for one in coast.strata if one.entry.get("soil") == CORES]
            self.cored = core_rates(coast.survey, chosen, *coast.calculation.period)

    def write(self, row: int, stratum: Stratum, place: int) -> dict[str, Spot]:
        gross, found = self._gross(row, stratum, place)
        share = self._foreign(row, stratum)
        net = spot_of(self.plan.net_rate, gross, share)
        taken = self._taken_off(place, stratum, net.value)
        if taken:
            off = self.pen.given(row, 9, taken, "number")
            net = spot_of(changed, net, off)
        net = self.pen.formula(row, 6, f"={net.at}", net.value, "number")
        return {**found, "gross_accumulation": gross, "allochthonous_share": share, "soil_accumulation": net}

    def _taken_off(self, place: int, stratum: Stratum, net: float) -> float:
        """What erosion and the cap take off the accumulation of a year; 0 where the design states neither. [tC/ha/yr]"""
        if not {EROSION, CAP} & set(stratum.entry):
            return 0.0
        raw = self.raw.setdefault(stratum.name, [])
        raw.append(net)
        years = self.coast.calculation.years[: place + 1]
        parts = [Part(year.first_day, year.last_day, year.days / year.year_days) for year in years]
        return net - soil_course(self.coast.project, [stratum], parts, [[rate] for rate in raw])[-1][0]

    def _gross(self, row: int, stratum: Stratum, place: int) -> tuple[Spot, dict[str, Spot]]:
        held, pen, soil = self.coast.held[stratum.name], self.pen, stratum.entry.get("soil")
        if soil == CORES and stratum.name in self.cored:
            return pen.given(row, 4, self.cored[stratum.name][0], "number"), {}
        if isinstance(soil, Mapping) and "rate" in soil:
            return pen.link(row, 4, held["soil_rate"], "number"), {}
        if isinstance(soil, Mapping):
            names = ("bulk_density", "carbon_percent", "accretion_cm_per_year")
            sources = [held[f"soil_{name}"] for name in names]
            return pen.made(row, 4, _measured, *sources), {}
        chosen = str(self.coast.project.design.get(SOIL_DEFAULT, self.plan.soil_sets[0]))
        rate = self.coast.number(f"soil_accumulation.{chosen}")
        if chosen not in self.plan.by_cover:
            return pen.link(row, 4, rate, "number"), {}
        cover = self._cover(row, stratum, place)
        least, full = (self.coast.number(f"cover.{name}") for name in ("least", "full"))
        return pen.made(row, 4, self.plan.cover_rate, cover, rate, least, full), {"vegetation_cover": cover}

    def _cover(self, row: int, stratum: Stratum, place: int) -> Spot:
        """Cover about the middle of the year of an estimate, of the whole period for removals achieved."""
        held, pen = self.coast.held[stratum.name], self.pen
        if "cover_age" not in held:
            return pen.link(row, 3, held["vegetation_cover"], "share")
        years = self.coast.calculation.years
        whole = self.coast.survey is not None
        a, b = (0, len(years) - 1) if whole else (place, place)
        first = day_of(a, "first", years[a], self.coast.frame)
        last = day_of(b, "last", years[b], self.coast.frame)
        planted = held["planted"]
        age = Spot(
            f"((INT(({first.at}+{last.at})/2)-{planted.at})/{DAYS_OF_YEAR})",
            ((first.value + last.value) // 2 - planted.value) / DAYS_OF_YEAR,
        )
        formula, value = interpolated(age, held["cover_age"], held["cover_value"])
        return pen.formula(row, 3, formula, value, "share")

    def _foreign(self, row: int, stratum: Stratum) -> Spot:
        held, pen = self.coast.held[stratum.name], self.pen
        if self._converted(held):
            deposited: Source
            if "foreign_deposited_percent" in held:
                deposited = Spot(
                    f"({held['foreign_deposited_percent'].at}/100)",
                    held["foreign_deposited_percent"].value / 100,
                )
            else:
                deposited = self.coast.number("deposited_matter_share")
            if "foreign_matter_percent" not in held:
                return pen.made(
                    row, 5, self._by_carbon, held["foreign_carbon_percent"], deposited, kind="share"
                )
            return pen.made(row, 5, self._by_matter, held["foreign_matter_percent"], deposited, kind="share")
        if "foreign_carbon_percent" in held:
            pair = (held["foreign_carbon_percent"], held["foreign_autochthonous_percent"])
            return pen.made(row, 5, allochthonous_share, *pair, kind="share")
        own = held.get("allochthonous_share")
        return pen.link(row, 5, own or self.coast.number("allochthonous_share"), "share")

    @staticmethod
    def _converted(held: Mapping[str, Spot]) -> bool:
        """Whether carbon from elsewhere is worked out from the organic matter or the carbon of the soil."""
        return "foreign_autochthonous_percent" not in held and (
            "foreign_matter_percent" in held or "foreign_carbon_percent" in held
        )

    def _by_carbon(self, carbon_percent: Numeric, deposited: Numeric) -> Numeric:
        assert self.plan.to_matter is not None
        return self._by_matter(self.plan.to_matter(carbon_percent / 100) * 100, deposited)

    def _by_matter(self, matter_percent: Numeric, deposited: Numeric) -> Numeric:
        assert self.plan.to_carbon is not None
        matter = matter_percent / 100
        own = autochthonous_matter(matter, deposited)
        return allochthonous_share(self.plan.to_carbon(matter), self.plan.to_carbon(own))


def _measured(density: Numeric, carbon_percent: Numeric, accretion: Numeric) -> Numeric:
    return measured_accumulation(density, carbon_percent / 100, accretion)
