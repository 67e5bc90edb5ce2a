"""The stems of a survey with the rules that weigh them, for the workbook: the models and figures that `tree_mass` takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...compute.biomass_culm import Culm, culm
from ...compute.biomass_height import fit_heights
from ...compute.biomass_species import Species, species, species_title
from ...compute.stems import (
    CARBON,
    ROOTS,
    Heights,
    Held,
    Line,
    Named,
    Stem,
    StemRule,
    StemTable,
    allometry_lines,
    carbon_of,
    culm_rule,
    model_rule,
    share,
    weigh_by_rows,
    weighs,
)
from ...compute.survey import FieldSurvey, PlotSurvey, TreeRow
from ...core.asof import AsOf
from ...core.numeric import Numeric
from ...core.text import Text
from ...rules.subjects import Project
from .equations import volume_biomass
from .heights import FIELD, FITTED, entered_curve, surveys_apart
from .plan import PLAN
from .strata import BY_TABLE
from .tree_mass import KG_PER_T, equation_rows
from .trees import counted_of, measured_areas
from .values import Values

Rows = list[tuple[PlotSurvey, TreeRow]]
THIN = Text("胸径小于此数的竹秆不计 cm", "thinner culms do not count cm")


def stems_of(project: Project, data: FieldSurvey, at: AsOf) -> StemTable:
    """Every living stem with its rule, species by species and survey by survey."""
    values = Values(project, at)
    areas, _ = measured_areas(project, data, values)
    only = next(iter(areas)) if len(areas) == 1 else ""
    stems: list[Stem] = []
    rules: list[StemRule] = []
    curves: list[Heights] = []
    for name, rows in sorted(_by_species(data, counted_of(project)).items()):
        rule, pool = _rule(project, values, name)
        rules.append(rule)
        unknown = any(not weighs(rule, tree) for _, tree in rows)
        for part in surveys_apart([plot.surveyed_on for plot, _ in rows]):
            here = [rows[n] for n in part.tolist()]
            curve = _curve(project, name, rule.title, here, len(stems)) if unknown else None
            curves += [] if curve is None else [curve]
            for plot, tree in here:
                guessed = curve is not None and tree.height_m is None and tree.dbh_cm is not None
                place = len(curves) - 1 if guessed else None
                stratum = plot.stratum or only
                stems.append(
                    Stem(
                        tree, plot.plot, plot.surveyed_on, stratum, pool, plot.area_ha, len(rules) - 1, place
                    )
                )
    return StemTable(tuple(stems), tuple(rules), tuple(curves))


def _by_species(data: FieldSurvey, counted: tuple[str, ...]) -> dict[str, Rows]:
    plots = {(plot.plot, plot.surveyed_on): plot for plot in data.plots}
    found: dict[str, Rows] = defaultdict(list)
    for key, trees in data.trees_of().items():
        for tree in trees:
            if tree.status in counted:
                found[tree.species].append((plots[key], tree))
    return found


def _curve(project: Project, name: str, title: Text, rows: Rows, first: int) -> Heights | None:
    """The curve that heights not measured are taken from; None where all were, or none was asked for."""
    given = project.design.get(FIELD)
    lacking = any(tree.height_m is None and tree.dbh_cm is not None for _, tree in rows)
    if given is None or not lacking:
        return None
    last = first + len(rows) - 1
    if given != FITTED:
        held = entered_curve(project, name, given.get(name))[0]
        return Heights(title, held.a, held.b, False, first, last)
    sizes = [[np.nan if size is None else size for size in (tree.dbh_cm, tree.height_m)] for _, tree in rows]
    held = fit_heights(*np.asarray(sizes, dtype=float).T)
    return Heights(title, held.a, held.b, True, first, last)


def _rule(project: Project, values: Values, name: str) -> tuple[StemRule, str]:
    """The rule of a species, and its pool; chosen as `tree_mass` chooses."""
    own = (project.design.get("allometry") or {}).get(name)
    model = culm(name)
    if model is not None and (own is None or "above" not in own):
        return _of_culm(values, model, own or {}), "bamboo"
    if own is not None and "volume" in own:
        return _of_volume(project, name, own), "tree"
    if own is not None:
        return _of_design(project, values, name, own), str(own.get("pool", "tree"))
    held = species(name)
    return _of_model(project, values, held), "tree"


def _of_model(project: Project, values: Values, held: Species) -> StemRule:
    model = held.model
    assert model is not None
    others = {}
    note = model.note.fill()
    if model.large.ratio is None and model.large.below is None:
        others["roots"] = share(ROOTS, held.root_shoot)
        note += Text("；", "; ") + held.note
    source = project.design.get("carbon_source", "model" if model.carbon else "species")
    if source == "model":
        shares = (model.carbon["above"], model.carbon["below"])
        title = CARBON + Text("（地上、地下）", " (above, below ground)")
        others["carbon"] = Line(title, "a, b", shares)
    elif source == "default":
        others["carbon"] = _dated(values, CARBON, "carbon_fraction")
    else:
        others["carbon"] = share(CARBON, held.carbon)
    rests_on_table = "roots" in others or source == "species"
    mark = model.mark if model.mark != "found" or not rests_on_table else held.mark
    return model_rule(held.title, model, others, note, mark)


def _of_culm(values: Values, model: Culm, own: Mapping[str, Any]) -> StemRule:
    carbon = (
        share(CARBON, float(own["carbon"]))
        if "carbon" in own
        else _dated(values, CARBON, "bamboo.carbon_fraction")
    )
    thin = _dated(values, THIN, "bamboo.dbh_min_cm")
    roots = share(ROOTS, float(own.get("root_shoot", 0.0)))
    return culm_rule(
        species_title(model.name) or model.title, model, {"thin": thin, "roots": roots, "carbon": carbon}
    )


def _of_design(project: Project, values: Values, name: str, own: Mapping[str, Any]) -> StemRule:
    """Equations the design brings with their source."""
    place, pool = f"allometry.{name}", str(own.get("pool", "tree"))
    upper = equation_rows(project, place, "above", own["above"])
    lower = equation_rows(project, place, "below", own["below"]) if "below" in own else None
    lines = allometry_lines(upper, "above", Text("地上生物量 kg", "above-ground biomass kg"))
    if lower is not None:
        lines |= allometry_lines(lower, "below", Text("地下生物量 kg", "below-ground biomass kg"))
    elif "root_shoot" in own:
        lines["roots"] = share(ROOTS, float(own["root_shoot"]))
    else:
        lines["roots"] = _dated(values, ROOTS, "shrub.root_shoot")
    held = pool != "tree" and "carbon" not in own
    lines["carbon"] = (
        _dated(values, CARBON, f"{pool}.carbon_fraction") if held else share(CARBON, float(own["carbon"]))
    )

    def above(sizes: Named, held: Held) -> Numeric:
        return weigh_by_rows(upper, "above", sizes, held)

    def below(sizes: Named, held: Held, whole: Numeric) -> Numeric:
        return whole * held["roots"][0] if lower is None else weigh_by_rows(lower, "below", sizes, held)

    source = str(own["source"]).strip()
    note = Text(f"单株方程由使用者填入：{source}", f"tree equation entered by the user: {source}")
    return StemRule(
        species_title(name) or Text(name, name), note, "secondary", lines, above, below, carbon_of
    )


def _of_volume(project: Project, name: str, own: Mapping[str, Any]) -> StemRule:
    """A volume equation the design brings, with density, expansion, roots and carbon of its own or of the species table."""
    held = species(name) if any(part not in own for part in BY_TABLE) else None
    parts = {part: float(own[part] if part in own else getattr(held, part)) for part in BY_TABLE}
    rows = equation_rows(project, f"allometry.{name}", "volume", own["volume"])
    lines = allometry_lines(rows, "volume", Text("材积 m3", "stem volume m3"))
    lines |= {part: share(_PARTS[part], value) for part, value in parts.items()}

    def whole(sizes: Named, held: Held) -> Numeric:
        stem = weigh_by_rows(rows, "volume", sizes, held)
        density, expansion, roots = (held[part][0] for part in BY_TABLE[:3])
        return volume_biomass(density, stem, expansion, roots) * KG_PER_T

    def carbon(held: Held, kg: Numeric, below: Numeric) -> Numeric:
        return kg * held["carbon"][0]

    source = str(own["source"]).strip()
    note = Text(f"单株方程由使用者填入：{source}", f"tree equation entered by the user: {source}")
    if held is not None:
        note += Text("；", "; ") + held.note
    return StemRule(species_title(name) or Text(name, name), note, "secondary", lines, whole, None, carbon)


_PARTS = {
    "density": Text("木材密度 t/m3", "wood density t/m3"),
    "expansion": Text("生物量扩展因子", "biomass expansion factor"),
    "root_shoot": ROOTS,
    "carbon": CARBON,
}


def _dated(values: Values, title: Text, name: str) -> Line:
    return Line(title, "a", (values.number(name),), PLAN.parameter(name))
