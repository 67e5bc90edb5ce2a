"""The strata of a design: area, planting, species with its coefficients, growth curve; read and checked, one by one."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ...compute.biomass_growth import FORMS, Curve, curve
from ...compute.biomass_species import species
from ...compute.result import Reason
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .values import Values

POOLS: Final = ("tree", "bamboo", "shrub")
MEASURES: Final = ("volume", "above", "biomass")
NEEDED: Final = {
    "volume": ("density", "expansion", "root_shoot", "carbon"),
    "bcef": ("bcef", "root_shoot", "carbon"),
    "power": ("root_shoot", "carbon"),
    "linear": ("root_shoot", "carbon"),
    "above": ("root_shoot", "carbon"),
    "biomass": ("carbon",),
}
"""Coefficients by what the curve gives and how it becomes biomass; a volume by density and expansion, by one factor, or by a regression."""
COEFFICIENTS: Final = NEEDED | {
    form: ("regression_a", "regression_b", *NEEDED[form]) for form in ("power", "linear")
}
"""All coefficients of a stratum by what its curve gives, those of its own regression among them."""
BY_REGRESSION: Final = ("above", "power", "linear")
"""Where roots may come from the default regression, if there is no species to take their ratio from."""
BY_TABLE: Final = ("density", "expansion", "root_shoot", "carbon")
SOIL_FACTORS: Final = ("reference", "land_use", "management", "input", "disturbed_share")
BASELINE_MODES: Final = ("computed", "zero-if-preexisting-excluded")


NO_AGE: Final = Text(
    "设计没有写竹林稳定年龄（stable_age），竹林的增量全部计入；稳定后的增量不应计入",
    "the design names no stable age of the bamboo (stable_age): all its gains count, though none should once it is stable",
)


class Stratum(NamedTuple):
    """One stratum of a design.

    Parameters
    ----------
    name : str
    pool : str
        ``tree``, ``bamboo`` or ``shrub``.
    area : float
        [ha]
    planted : date
    measure : str
        What the curve gives: ``volume`` of stems [m^3/ha], which becomes biomass by density and expansion, or by ``bcef``, or by a
        ``power`` or ``linear`` regression; biomass ``above`` ground or all ``biomass`` [t/ha]; crown cover for shrubs.
    curve : Curve
    coefficients : dict
        Those that the measure needs: ``density``, ``expansion``, ``bcef``, ``root_shoot``, ``carbon``, ``regression_a``, ``regression_b``.
    stable_age : float
        Age from which bamboo no longer grows. [year]
    soil : dict, optional
        ``reference`` [tC/ha], factors and ``disturbed_share`` [1].
    """

    name: str
    pool: str
    area: float
    planted: dt.date
    measure: str
    curve: Curve
    coefficients: dict[str, float]
    stable_age: float = math.inf
    soil: dict[str, float] | None = None


def strata_of(project: Project, values: Values, field: str = "strata") -> tuple[Stratum, ...]:
    """The strata under ``design.<field>``.

    Raises
    ------
    BadInput
        If there is none, or one cannot be used.
    """
    given = project.design.get(field)
    if not isinstance(given, (list, tuple)) or (not given and field == "strata"):
        raise bad(project, field, Text("没有碳层", "no strata are given"))
    found = tuple(_stratum(project, values, f"{field}[{n}]", row) for n, row in enumerate(given, 1))
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise bad(project, field, Text("碳层重名", "two strata have one name"))
    return found


def baseline_computed(project: Project) -> bool:
    """Whether the baseline is computed; else it is nought and existing vegetation is left out of the plots."""
    mode = project.design.get("baseline_mode", BASELINE_MODES[0])
    if mode not in BASELINE_MODES:
        why = Text(f"没有“{mode}”", f"there is no {mode!r}")
        raise bad(project, "baseline_mode", why, ", ".join(BASELINE_MODES))
    return bool(mode == BASELINE_MODES[0])


def baseline_of(project: Project, values: Values) -> tuple[Stratum, ...]:
    """The strata of the baseline: computed from those given, or none where existing vegetation is left out of the plots."""
    if not baseline_computed(project):
        why = Text(
            "基准线计为零：原有植被不计入样地；方法学是否如此规定，未读到",
            "the baseline is nought since existing vegetation is left out of the plots; whether the methodology says so was not read",
        )
        values.because(Reason("baseline_mode", "uncertain", why))
        return ()
    if "baseline_strata" not in project.design:
        why = Text("没有写明基准线上原有的木、竹和灌木", "the vegetation of the baseline is not given")
        wanted = "baseline_strata: [] (none), or baseline_mode: zero-if-preexisting-excluded"
        raise bad(project, "baseline_strata", why, wanted)
    return strata_of(project, values, "baseline_strata")


def _stratum(project: Project, values: Values, place: str, row: Any) -> Stratum:
    if not isinstance(row, Mapping):
        raise bad(project, place, Text("不是一组数据", "it is not a mapping"))
    pool = str(row.get("pool", "tree"))
    if pool not in POOLS:
        raise bad(project, f"{place}.pool", Text(f"没有“{pool}”", f"there is no {pool!r}"), ", ".join(POOLS))
    measure = str(
        row.get("measure", "cover" if pool == "shrub" else "biomass" if pool == "bamboo" else "volume")
    )
    if pool != "shrub" and measure not in MEASURES:
        why = Text(f"没有“{measure}”", f"there is no {measure!r}")
        raise bad(project, f"{place}.measure", why, ", ".join(MEASURES))
    if measure == "volume" and pool != "shrub":
        measure = _volume_way(project, place, row)
    stable = row.get("stable_age", math.inf)
    if pool == "bamboo" and stable == math.inf:
        values.because(Reason("bamboo.stable_age", "uncertain", NO_AGE))
    _said_of(values, str(row.get("name", place)), row)
    return Stratum(
        name=str(row.get("name", place)),
        pool=pool,
        area=positive(project, f"{place}.area_ha", row.get("area_ha")),
        planted=_day(project, f"{place}.planted", row.get("planted")),
        measure=measure,
        curve=_curve(project, f"{place}.curve", row.get("curve"), cover=pool == "shrub"),
        coefficients=_coefficients(project, values, place, pool, measure, row),
        stable_age=stable if stable == math.inf else positive(project, f"{place}.stable_age", stable),
        soil=_soil(project, f"{place}.soil", row.get("soil")),
    )


def _curve(project: Project, place: str, given: Any, *, cover: bool) -> Curve:
    if not isinstance(given, Mapping) or "form" not in given:
        raise bad(project, place, Text("没有给出", "is not given"), f"form: {', '.join(FORMS)}")
    numbers = {name: value for name, value in given.items() if name not in ("form", "source")}
    made = curve(str(given["form"]), str(given.get("source", "")), **numbers)
    if cover and made.coefficients[0] > 1:
        raise bad(
            project, f"{place}.limit", Text("灌木盖度不超过 1", "the crown cover of shrubs is at most 1")
        )
    return made


def _coefficients(
    project: Project, values: Values, place: str, pool: str, measure: str, row: Mapping[str, Any]
) -> dict[str, float]:
    """Coefficients the measure needs: the stratum's own, else those of its species."""
    if pool == "shrub":
        return {}
    needed = NEEDED[measure]
    own = {name: positive(project, f"{place}.{name}", row[name]) for name in needed if name in row}
    if measure in ("power", "linear"):
        own |= _regression(project, f"{place}.regression", row["regression"])
    lacking = [name for name in needed if name not in own]
    if pool == "bamboo" and "carbon" in lacking:
        own["carbon"] = values.number("bamboo.carbon_fraction")
        lacking.remove("carbon")
    if "root_shoot" in lacking and not row.get("species") and measure in BY_REGRESSION:
        values.because(Reason("root_shoot", "recalled", ROOTS))
        own["root_shoot"] = math.nan
        lacking.remove("root_shoot")
    if lacking:
        if not row.get("species"):
            raise bad(project, f"{place}.species", Text(f"缺少 {lacking[0]}", f"{lacking[0]} is not given"))
        found = species(str(row["species"]))
        values.because(*found.reasons)
        own |= {name: getattr(found, name) for name in lacking}
    return own


ROOTS: Final = Text(
    "没有给出树种和根茎比的碳层，按AR-TOOL14的缺省回归，凭记忆",
    "strata without species or ratio of roots take the default regression of AR-TOOL14, from memory",
)


def _volume_way(project: Project, place: str, row: Mapping[str, Any]) -> str:
    """How a stem volume becomes biomass: ``bcef``, a regression, or density and expansion."""
    if "bcef" in row and "regression" in row:
        why = Text("bcef 和 regression 只能写一种", "bcef and regression exclude each other")
        raise bad(project, place, why, "bcef, or regression: {form, a, b, source}")
    if "regression" in row:
        form = row["regression"].get("form") if isinstance(row["regression"], Mapping) else None
        if form not in ("power", "linear"):
            why = Text(f"没有“{form}”", f"there is no {form!r}")
            raise bad(project, f"{place}.regression.form", why, "power, linear")
        return str(form)
    return "bcef" if "bcef" in row else "volume"


def _regression(project: Project, place: str, given: Mapping[str, Any]) -> dict[str, float]:
    """Above-ground biomass of stem volume: ``a V^b`` or ``a + b V``, with its source. [t/ha] from [m3/ha]"""
    if not str(given.get("source") or "").strip():
        raise bad(
            project, f"{place}.source", Text("没有写明来源", "no source is given"), "form, a, b, source"
        )
    least = 0.0 if given["form"] == "linear" else math.ulp(0.0)
    return {
        "regression_a": positive(project, f"{place}.a", given.get("a"), least=least),
        "regression_b": positive(project, f"{place}.b", given.get("b")),
    }


def _said_of(values: Values, name: str, row: Mapping[str, Any]) -> None:
    """What a result owes to the user's own figures: the growth curve, a regression, coefficients beside those of the species table."""
    sourced = {"curve": row.get("curve"), "regression": row.get("regression")}
    for what, given in sourced.items():
        if isinstance(given, Mapping):
            source = str(given.get("source") or "").strip()
            values.because(_entered(what, source) if source else _no_source(what, name))
    own = [key for key in (*BY_TABLE, "bcef") if key in row]
    if own:
        source = str(row.get("source") or "").strip()
        values.because(_entered("coefficients", source) if source else _no_source("coefficients", name))


_WHAT: Final = {
    "curve": Text("生长曲线", "growth curve"),
    "regression": Text("蓄积量与生物量的回归", "regression of biomass on volume"),
    "coefficients": Text("碳层系数", "coefficients of a stratum"),
}


def _entered(what: str, source: str) -> Reason:
    said = Text("由使用者填入：", " entered by the user: ") + Text(source, source)
    return Reason(f"{what}.{source}", "secondary", _WHAT[what] + said)


def _no_source(what: str, name: str) -> Reason:
    said = Text(f"没有写明来源（{name}）", f" without a source ({name})")
    return Reason(f"{what}.{name}", "uncertain", _WHAT[what] + said)


def _soil(project: Project, place: str, given: Any) -> dict[str, float] | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise bad(project, place, Text("不是一组数据", "it is not a mapping"), ", ".join(SOIL_FACTORS))
    return {name: positive(project, f"{place}.{name}", given.get(name), least=0.0) for name in SOIL_FACTORS}


def _day(project: Project, place: str, value: Any) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise bad(project, place, Text("不是日期", "it is not a date"), "2015-04-01") from None


def positive(project: Project, place: str, value: Any, least: float = math.ulp(0.0)) -> float:
    """A figure of the design above 0 (or from ``least`` on)."""
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not usable or value < least:
        raise bad(project, place, Text(f"{value!r} 不是可用的数", f"{value!r} is not a usable number"))
    return float(value)


def bad(project: Project, place: str, why: Text, wanted: str | Text = "") -> BadInput:
    """A refusal that names a field of the design, or of ``monitoring`` where the place begins so."""
    field = place if place.startswith("monitoring.") else f"design.{place}"
    listed = Text("应为：", "needed: ") + (Text(wanted, wanted) if isinstance(wanted, str) else wanted)
    plain = Text("按方法学说明填写碳层数据", "fill in the strata as the methodology's page shows")
    return BadInput(
        what=Text(f"{project.name} 的 {field} 无法使用", f"{field} of {project.name} cannot be used"),
        why=why,
        next=listed if wanted else plain,
        clause=f"{PLAN.instrument}/monitoring",
    )
