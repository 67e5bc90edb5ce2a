"""Biomass and carbon of the trees, culms or shrubs of one species: its model, or the equations a design brings with their source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...compute.biomass import Allometry, Range, Sizes, TwoVariable, tree_biomass
from ...compute.biomass_culm import Culm, culm
from ...compute.biomass_species import Species, species
from ...compute.result import Adjustment, Reason
from ...compute.survey import TreeRow
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Project
from .equations import volume_biomass
from .heights import filled
from .plan import PLAN
from .strata import BY_TABLE, POOLS, bad
from .values import Values

KG_PER_T: Final = 1000.0
CARBON_SOURCES: Final = ("model", "species", "default")
ROW_FIELDS: Final = (
    "of", "valid", "scale", "exponent", "height_exponent", "density_exponent", "crown_exponent", "offset",
)  # fmt: skip
Column = NDArray[np.float64]


class Mass(NamedTuple):
    """Biomass above and below ground, and carbon, of one stem each [kg]; its pool, and what was done on the way."""

    biomass: Column
    carbon: Column
    pool: str = "tree"
    notes: tuple[Adjustment, ...] = ()


class Stems(NamedTuple):
    """Stems of one species with their sizes and age classes."""

    name: str
    sizes: Sizes
    age_class: Column


def species_mass(
    project: Project, values: Values, name: str, trees: tuple[TreeRow, ...], days: list[dt.date]
) -> Mass:
    """Biomass and carbon of the stems of one species.

    Raises
    ------
    BadInput
        If there is no equation, or a size that it needs was not measured and no curve of heights was asked for.
    """
    sizes = Sizes.of(**{field: _column(trees, of) for field, of in _MEASURED})
    stems = Stems(name, sizes, _column(trees, "age_class"))
    mass = _mass(project, values, stems)
    if not np.isfinite(mass.biomass).all() and project.design.get("height_curve") is not None:
        heights, log = filled(project, values, name, sizes, days)
        mass = _mass(project, values, stems._replace(sizes=sizes._replace(height=heights)))
        mass = mass._replace(notes=(*log, *mass.notes))
    lacking = np.flatnonzero(~np.isfinite(mass.biomass))
    if len(lacking):
        raise _not_measured(trees[int(lacking[0])])
    return mass


_MEASURED: Final = (("dbh", "dbh_cm"), ("basal", "basal_cm"), ("height", "height_m"), ("crown", "crown_m"))


def _mass(project: Project, values: Values, stems: Stems) -> Mass:
    own = (project.design.get("allometry") or {}).get(stems.name)
    model = culm(stems.name)
    if own is not None and not isinstance(own, Mapping):
        raise bad(project, f"allometry.{stems.name}", Text("不是一组数据", "it is not a mapping"))
    if model is not None and (own is None or "above" not in own):
        return _by_culm(project, values, model, own or {}, stems)
    if own is not None and "volume" in own:
        return _by_volume(project, values, own, stems)
    if own is not None:
        return _by_design(project, values, own, stems)
    held = species(stems.name)
    if held.model is None:
        raise _no_model(held)
    return _by_model(project, values, held, held.model, stems.sizes)


def _by_model(project: Project, values: Values, held: Species, model: TwoVariable, sizes: Sizes) -> Mass:
    """A two-variable model; roots by the species' ratio where it has none."""
    values.because(*held.model_reasons)
    above = model.above(sizes.dbh, sizes.height)
    below = model.below(sizes.dbh, sizes.height)
    if model.large.ratio is None and model.large.below is None:
        values.because(*held.reasons)
        below = above * held.root_shoot
    own = bool(model.carbon)
    source = project.design.get("carbon_source", "model" if own else "species")
    if source not in CARBON_SOURCES or (source == "model" and not own):
        why = Text("该来源没有含碳率", "that source has no carbon fraction")
        raise bad(project, "carbon_source", why, ", ".join(CARBON_SOURCES))
    if source == "model":
        carbon = above * model.carbon["above"] + below * model.carbon["below"]
    else:
        carbon = (above + below) * _fraction(values, held, source)
    return Mass(above + below, carbon, notes=_outside(held.name, int(model.outside(sizes.dbh).sum())))


def _fraction(values: Values, held: Species, source: str) -> float:
    """Carbon fraction from the species table or the default. [tC/t]"""
    if source == "default":
        return values.number("carbon_fraction")
    values.because(*held.reasons)
    return held.carbon


def _by_culm(project: Project, values: Values, model: Culm, own: Mapping[str, Any], stems: Stems) -> Mass:
    """Culms of the least diameter and more by their model; roots only where the design gives their ratio with its source."""
    values.because(*model.reasons)
    place = f"allometry.{model.name}"
    if own and not str(own.get("source") or "").strip():
        raise bad(project, f"{place}.source", Text("没有写明来源", "no source is given"))
    roots = _number(project, place, own, "root_shoot", 0.0)
    if "root_shoot" in own:
        _entered(values, model.name, own)
    else:
        why = Text(
            "竹子根茎比没有读到来源，地下部分不计，结果偏低",
            "no ratio of roots to culms was read: below ground nothing is counted, which is too little",
        )
        values.because(Reason(f"culm.{model.name}.root_shoot", "uncertain", why))
    above = model.above(stems.sizes.dbh, stems.age_class)
    thin = stems.sizes.dbh < values.number("bamboo.dbh_min_cm")
    whole = np.where(thin, 0.0, above * (1 + roots))
    fraction = _number(project, place, own, "carbon") if "carbon" in own else None
    carbon = whole * (values.number("bamboo.carbon_fraction") if fraction is None else fraction)
    return Mass(whole, carbon, "bamboo", _thin(model.name, int(thin.sum())))


def _by_design(project: Project, values: Values, own: Mapping[str, Any], stems: Stems) -> Mass:
    """Equations the design brings: ``above`` and ``below`` or ``root_shoot``, ``carbon``, ``source``; ``pool`` for culms and shrubs."""
    place = f"allometry.{stems.name}"
    pool = str(own.get("pool", "tree"))
    if pool not in POOLS:
        raise bad(project, f"{place}.pool", Text(f"没有“{pool}”", f"there is no {pool!r}"), ", ".join(POOLS))
    if "above" not in own or not str(own.get("source") or "").strip():
        raise bad(project, place, Text("须有 above、carbon 和 source", "above, carbon and source are needed"))
    above = tree_biomass(equation_rows(project, place, "above", own["above"]), stems.sizes)
    outside = above.outside
    if "below" in own:
        below = tree_biomass(equation_rows(project, place, "below", own["below"]), stems.sizes)
        roots, outside = below.kg, above.outside | below.outside
    elif "root_shoot" in own:
        roots = above.kg * _number(project, place, own, "root_shoot", 0.0)
    elif pool == "shrub":
        roots = above.kg * values.number("shrub.root_shoot")
    else:
        raise bad(project, place, Text("须有 below 或 root_shoot", "below or root_shoot is needed"))
    whole = above.kg + roots
    held = pool != "tree" and "carbon" not in own
    fraction = values.number(f"{pool}.carbon_fraction") if held else _number(project, place, own, "carbon")
    _entered(values, stems.name, own)
    return Mass(whole, whole * fraction, pool, _outside(stems.name, int(outside.sum())))


def _by_volume(project: Project, values: Values, own: Mapping[str, Any], stems: Stems) -> Mass:
    """A volume equation the design brings, ``volume`` [m3]: biomass by density, expansion and roots, its own or the species table's."""
    place = f"allometry.{stems.name}"
    if "above" in own or not str(own.get("source") or "").strip():
        raise bad(
            project,
            place,
            Text("须有 volume 和 source，不写 above", "volume and source are needed, and no above"),
        )
    stem = tree_biomass(equation_rows(project, place, "volume", own["volume"]), stems.sizes)
    _entered(values, stems.name, own)
    if any(name not in own for name in BY_TABLE):
        held = species(stems.name)
        values.because(*held.reasons)
        own = {name: getattr(held, name) for name in BY_TABLE} | dict(own)
    density, expansion, roots, carbon = (_number(project, place, own, name) for name in BY_TABLE)
    whole = np.asarray(volume_biomass(density, stem.kg, expansion, roots)) * KG_PER_T
    return Mass(whole, whole * carbon, notes=_outside(stems.name, int(stem.outside.sum())))


def _entered(values: Values, name: str, own: Mapping[str, Any]) -> None:
    """Coefficients of a design rest on their user's source."""
    source = str(own["source"]).strip()
    why = Text(f"单株方程由使用者填入：{source}", f"tree equation entered by the user: {source}")
    values.because(Reason(f"allometry.{name}", "secondary", why))


def _number(
    project: Project, place: str, own: Mapping[str, Any], field: str, default: float | None = None
) -> float:
    """A coefficient that is not below 0."""
    value = own.get(field, default)
    if value is None:
        raise bad(project, f"{place}.{field}", Text("没有给出", "is not given"))
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value)
    if not usable or value < 0:
        raise bad(
            project, f"{place}.{field}", Text(f"{value!r} 不是可用的数", f"{value!r} is not a usable number")
        )
    return float(value)


def equation_rows(project: Project, place: str, part: Any, given: Any) -> list[Allometry]:
    rows = given if isinstance(given, (list, tuple)) else [given]
    try:
        return [_row(place, part, row) for row in rows]
    except (AttributeError, KeyError, TypeError, ValueError):
        why = Text("方程的系数不可用", "the coefficients of an equation cannot be used")
        raise bad(project, f"{place}.{part}", why, ", ".join(ROW_FIELDS)) from None


def _row(place: str, part: Any, row: Mapping[str, Any]) -> Allometry:
    if not set(row) <= set(ROW_FIELDS) or row.get("of", "dbh") not in ("dbh", "basal", "crown"):
        raise ValueError(row)
    return Allometry(
        name=place,
        part=part,
        of=row.get("of", "dbh"),
        scale=float(row["scale"]),
        exponent=float(row["exponent"]),
        height_exponent=float(row.get("height_exponent", 0)),
        density_exponent=float(row.get("density_exponent", 0)),
        crown_exponent=float(row.get("crown_exponent", 0)),
        offset=float(row.get("offset", 0)),
        valid=Range(**row.get("valid", {})),
    )


def _column(trees: tuple[TreeRow, ...], field: str) -> Column:
    return np.array(
        [np.nan if (size := getattr(tree, field)) is None else size for tree in trees], dtype=float
    )


def _outside(name: str, trees: int) -> tuple[Adjustment, ...]:
    if not trees:
        return ()
    what = Text(
        f"{trees} 株超出方程适用范围，按外推计算",
        f"{trees} trees outside the range of the equation, extrapolated",
    )
    return (Adjustment(name, what, float(trees), float(trees), "1", f"{PLAN.instrument}/eq-7"),)


def _thin(name: str, culms: int) -> tuple[Adjustment, ...]:
    if not culms:
        return ()
    what = Text(f"{culms} 行竹秆胸径过小，不计", f"{culms} rows of culms are too thin and not counted")
    return (Adjustment(name, what, float(culms), 0.0, "1", f"{PLAN.instrument}/eq-14"),)


def _no_model(held: Species) -> BadInput:
    return BadInput(
        what=Text(f"没有{held.title.zh}的单株生物量方程", f"there is no tree equation for {held.title.en}"),
        why=Text(
            "树种参数表只有蓄积量法系数", "the species table holds coefficients of the volume method only"
        ),
        next=Text(
            "在 design.allometry 中给出生物量方程（above）或材积方程（volume）和来源，或提供样地单位面积生物量",
            "give an equation of biomass (above) or stem volume (volume) with its source in design.allometry, or the biomass of plots",
        ),
        clause=f"{PLAN.instrument}/eq-7",
    )


def _not_measured(tree: TreeRow) -> BadInput:
    return BadInput(
        what=Text(
            f"样地 {tree.plot} 第 {tree.row} 行的树无法计算",
            f"plot {tree.plot}, row {tree.row}: the tree cannot be worked out",
        ),
        why=Text(
            "方程需要的直径、树高、冠幅或竹度没有测量",
            "a diameter, height, crown or age class the equation needs was not measured",
        ),
        next=Text(
            "补测；只缺树高的，可在 design.height_curve 写 fitted，按本次实测的树高曲线推算",
            "measure it; where only heights are missing, design.height_curve: fitted takes them from the trees of that survey",
        ),
        clause=f"{PLAN.instrument}/monitoring",
    )
