"""Mangrove trees of surveys with the rules that weigh them: the forms of `mangrove` on single trees, for the workbook."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

from ..core.numeric import Numeric, maximum, minimum
from ..core.text import Text
from ..rules.subjects import Project
from .coastal_plots import Campaign
from .mangrove import (
    MangroveForm,
    MangroveSpecies,
    equations_mark,
    find_species,
    forms_of,
    generic_density,
    generic_form,
)
from .stems import (
    CARBON,
    COMMA,
    Held,
    Line,
    Named,
    Stem,
    StemRule,
    StemTable,
    allometry_lines,
    inside,
    nothing,
    range_lines,
    share,
    weighed,
)
from .survey import FieldSurvey

_PARTS: Final = {
    "above": Text("地上生物量 kg", "above-ground biomass kg"),
    "below": Text("地下生物量 kg", "below-ground biomass kg"),
    "total": Text("全株生物量 kg", "biomass of the whole tree kg"),
}
_FORMS: Final = {
    "tree": Text("乔木式", "tree form"),
    "young": Text("幼树式", "young trees"),
    "small-tree": Text("小乔木式", "small-tree form"),
    "dwarf": Text("矮化式", "dwarf form"),
    "low": Text("低矮式", "low form"),
    "older-total": Text("全株式（较早）", "whole tree (older)"),
    "total": Text("全株式", "whole tree"),
    "shrub": Text("灌木式", "shrub form"),
    "shrub-crown": Text("灌木式（冠幅）", "shrub form (crown)"),
    "tree-height": Text("乔木式（含树高）", "tree form (height)"),
    "basal": Text("地径式", "basal-diameter form"),
    "komiyama": Text("通用式（Komiyama 2005）", "generic (Komiyama 2005)"),
}
DENSITY: Final = Text("木材密度 ρ t/m3", "wood density ρ t/m3")
LIMIT: Final = Text(
    "通用方程的胸径上限，更粗的按上限计 cm", "limit of the generic equation, thicker trees are taken at it cm"
)
BELOW_SHARE: Final = Text("地下与地上之比", "below- over above-ground biomass")


def mangrove_stems(project: Project, survey: FieldSurvey, campaigns: Sequence[Campaign]) -> StemTable:
    """Living trees of the plots of campaigns, species by species."""
    trees = survey.trees_of()
    rules: dict[str, StemRule] = {}
    stems = []
    for campaign in campaigns:
        for plot in campaign.plots:
            for tree in trees[plot.plot, plot.surveyed_on]:
                if tree.status == "live":
                    kind = find_species(tree.species)
                    if kind.name not in rules:
                        rules[kind.name] = _rule(project, kind)
                    place = list(rules).index(kind.name)
                    stems.append(
                        Stem(tree, plot.plot, plot.surveyed_on, plot.stratum, "tree", plot.area_ha, place)
                    )
    return StemTable(tuple(stems), tuple(rules.values()))


def _rule(project: Project, kind: MangroveSpecies) -> StemRule:
    named = str((project.design.get("species_forms") or {}).get(kind.name, ""))
    forms = forms_of(kind, named, project.design.get("allow_suspect", False) is True)
    lines: dict[str, Line] = {}
    for form in (*forms, generic_form()):
        lines |= _lines(form, bounded=not named and form is not generic_form())
    lines["limit"] = share(LIMIT, generic_form().valid.d_max)
    lines["density"] = share(DENSITY, generic_density())
    lines["carbon"] = share(CARBON, kind.carbon)
    mark, why = equations_mark()

    def whole(sizes: Named, held: Held) -> Numeric:
        return _weigh(forms, bool(named), sizes, held)

    def carbon(held: Held, kg: Numeric, below: Numeric) -> Numeric:
        return kg * held["carbon"][0]

    return StemRule(kind.title, why, mark, lines, whole, None, carbon)


def _lines(form: MangroveForm, *, bounded: bool) -> dict[str, Line]:
    """Coefficients of a form, its range where trees are chosen by it."""
    title = _FORMS[form.name.partition("/")[2]] + COMMA
    found: dict[str, Line] = {}
    for part in form.parts:
        found |= allometry_lines([part], f"{form.name}.{part.part}", title + _PARTS[part.part])
    if form.below_share:
        found[f"{form.name}.share"] = share(title + BELOW_SHARE, form.below_share)
    return {
        **found,
        **(
            range_lines(form.valid, form.name, form.of, _FORMS[form.name.partition("/")[2]])
            if bounded
            else {}
        ),
    }


def _weigh(forms: Sequence[MangroveForm], named: bool, sizes: Named, held: Held) -> Numeric:
    """`mangrove.stem_biomass` for one tree."""
    all_sizes = {**sizes, "density": held["density"][0]}
    usable = [form for form in forms if form.parts and _needed(form) <= set(all_sizes)]
    if named and usable:
        return _kg(usable[0], all_sizes, held)
    found = _generic(all_sizes, held)
    for form in reversed(usable):
        found = inside(form.valid, form.name, form.of, all_sizes, held, _kg(form, all_sizes, held), found)
    return found


def _needed(form: MangroveForm) -> set[str]:
    return {name for part in form.parts for name in part.powers}


def _kg(form: MangroveForm, sizes: Named, held: Held) -> Numeric:
    """Each part held at 0, added up. [kg]"""
    parts = []
    for part in form.parts:
        kg = weighed(part, sizes, held[f"{form.name}.{part.part}.0"])
        parts.append(maximum(kg, 0) if part.offset < 0 else kg)
    whole = functools.reduce(lambda a, b: a + b, parts)
    return whole * (1 + held[f"{form.name}.share"][0]) if form.below_share else whole


def _generic(sizes: Named, held: Held) -> Numeric:
    if "dbh" not in sizes:
        return nothing(next(iter(sizes.values())))
    return _kg(generic_form(), {**sizes, "dbh": minimum(sizes["dbh"], held["limit"][0])}, held)
