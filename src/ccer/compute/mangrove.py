"""Biomass of mangrove trees by species: equations as data with their ranges, the generic one outside them, suspect ones refused.

    stems = stem_biomass("kandelia-obovata", Sizes.of(dbh=[8.0], height=[5.0]))
    stems.kg, stems.forms, stems.notes

A form is chosen by the sizes of a tree: the first of its species whose range it lies in and whose sizes were measured. A tree outside all
ranges takes the generic equation and is noted; one that cannot take it either, for want of a diameter at breast height, is refused: its
biomass is not known, and 0 would not be careful where it is a stock at the start. What an equation gives below 0 is held at 0 and noted.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from ..core.asof import Mark
from ..core.errors import BadInput
from ..core.text import Text
from .biomass import Allometry, Column, Diameter, Part, Range, Sizes

TABLE: Final = Path(__file__).parent / "mangrove.yaml"
GENERIC: Final = "generic"
ANYWHERE: Final = Range(0.0, math.inf, 0.0, math.inf)
GENERIC_FORM: Final = "generic/komiyama"

NoteKind = Literal[
    "outside", "no-equation", "no-range", "suspect-passed-over", "suspect-used", "clipped", "beyond-generic"
]
NOTE_TEXT: Final[dict[NoteKind, Text]] = {
    "outside": Text("超出本种方程的适用范围，改用通用方程", "outside the range of its species; the generic equation stands in"),
    "no-equation": Text("本种没有方程，用通用方程", "no equation of its species; the generic one stands in"),
    "no-range": Text("来源没有写明本种方程的适用范围", "its source states no range for the equation of the species"),
    "suspect-passed-over": Text("本种方程存疑，未用，改用通用方程", "the equation of its species is in doubt; the generic one stands in"),
    "suspect-used": Text("经项目允许，用了存疑的方程", "an equation in doubt was used, as the project allows"),
    "clipped": Text("方程得出负值，按 0 计", "the equation gives less than 0; held at 0"),
    "beyond-generic": Text("超出通用方程的胸径上限，按上限计", "thicker than the generic equation goes; taken at its limit"),
}  # fmt: skip


class MangroveForm(NamedTuple):
    """One form of equation of a species.

    Parameters
    ----------
    name : str
        ``kandelia-obovata/tree``.
    of : str
        Which diameter: ``dbh`` or ``basal``.
    parts : tuple of Allometry
        Above and below ground, or the total. Empty where it needs what no table of trees has.
    below_share : float
        Below- over above-ground biomass, where that is all there is. [1]
    by_name : bool
        Used only where it is named.
    suspect : Text, optional
        Why it is refused unless allowed.
    """

    name: str
    of: Diameter
    parts: tuple[Allometry, ...]
    below_share: float
    valid: Range
    by_name: bool
    suspect: Text | None

    def kg(self, sizes: Sizes) -> tuple[Column, NDArray[np.bool_]]:
        """Dry biomass of trees, each part held at 0, and where that was done; not a number where a size was not measured. [kg]"""
        if not self.parts:
            nothing = np.full(sizes.dbh.shape, math.nan)
            return nothing, nothing > 0
        parts = [part.kg(sizes) for part in self.parts]
        clipped = np.logical_or.reduce([part < 0 for part in parts])
        held = [np.where(part < 0, 0.0, part) for part in parts]
        return np.asarray(sum(held) * (1 + self.below_share)), clipped

    def inside(self, sizes: Sizes) -> NDArray[np.bool_]:
        """Where a tree lies in its range and has the sizes it needs."""
        diameter = sizes.dbh if self.of == "dbh" else sizes.basal
        return self.valid.holds(diameter, sizes.height) & np.isfinite(self.kg(sizes)[0])


class MangroveSpecies(NamedTuple):
    """A species with its forms in order of preference; ``carbon`` is that of the generic row where it has none of its own. [tC/t]"""

    name: str
    title: Text
    latin: str
    carbon: float
    introduced: bool
    forms: tuple[MangroveForm, ...]


class Stems(NamedTuple):
    """Biomass of trees of one species, and what it stands on.

    Parameters
    ----------
    kg : array
        Above and below ground. [kg]
    carbon : float
        Carbon fraction. [tC/t]
    forms : tuple of str
        The form of each tree.
    notes : tuple of (int, str)
        Place of a tree and kind of note; see `NOTE_TEXT`.
    """

    kg: Column
    carbon: float
    forms: tuple[str, ...]
    notes: tuple[tuple[int, NoteKind], ...]


def stem_biomass(
    species: str, sizes: Sizes, *, form: str = "", allow_suspect: bool = False, density: float | None = None
) -> Stems:
    """Biomass of trees of one species.

    Parameters
    ----------
    species : str
        Canonical name, e.g. ``kandelia-obovata``; see `find_species`.
    sizes : Sizes
        As columns.
    form : str
        A form by name, e.g. ``small-tree``; then every tree of the species takes it where its sizes were measured.
    allow_suspect : bool
        Also use forms whose units or values are in doubt; every tree that takes one is noted.
    density : float, optional
        Wood density; the generic one where none is given. [t/m3]

    Raises
    ------
    BadInput
        If the species or the form is not known, the form is in doubt and not allowed, or a tree has not the sizes that any usable
        equation needs.
    """
    kind = find_species(species)
    held = np.where(
        np.isfinite(sizes.density), sizes.density, generic_density() if density is None else density
    )
    trees = sizes._replace(density=held)
    _measured(kind, trees)
    chosen = forms_of(kind, form, allow_suspect)
    kg = np.full(trees.dbh.shape, math.nan)
    forms = np.full(trees.dbh.shape, "", dtype=object)
    notes: list[tuple[int, NoteKind]] = []
    for one in chosen:
        value, clipped = one.kg(trees)
        here = (forms == "") & (np.isfinite(value) if form else one.inside(trees))
        kg, forms = np.where(here, value, kg), np.where(here, one.name, forms)
        notes += _noted(here & clipped, "clipped")
        notes += _noted(here, "suspect-used") if one.suspect else []
        notes += _noted(here, "no-range") if one.valid == ANYWHERE else []
    rest = forms == ""
    if rest.any():
        more, value = _by_generic(kind, trees, rest)
        kg, forms = np.where(rest, value, kg), np.where(rest, GENERIC_FORM, forms)
        notes += more
    return Stems(kg, kind.carbon, tuple(forms.tolist()), tuple(sorted(notes)))


def find_species(name: str) -> MangroveSpecies:
    """A species by its canonical, Chinese, English or Latin name.

    Raises
    ------
    BadInput
        If there is no such mangrove.
    """
    wanted = name.strip().casefold()
    for kind in mangroves().values():
        if wanted in (kind.name, kind.title.zh, kind.title.en.casefold(), kind.latin.casefold()):
            return kind
    raise BadInput(
        what=Text(f"“{name}”不是已收入的红树植物", f"{name!r} is no mangrove that is held"),
        why=Text(
            "没有它的方程，也不知是否为引进种",
            "there is no equation of it, and whether it is native is not known",
        ),
        next=Text(
            f"可用：{'、'.join(kind.title.zh for kind in mangroves().values())}",
            f"use one of: {', '.join(mangroves())}",
        ),
    )


@functools.cache
def mangroves() -> Mapping[str, MangroveSpecies]:
    """All species by canonical name."""
    return {name: _species(name, row) for name, row in _table()["species"].items()}


def generic_density() -> float:
    """Wood density where a species has none. [t/m3]"""
    return float(_table()[GENERIC]["density"])


def equations_mark() -> tuple[Mark, Text]:
    """How sure the equations are for the methodology, and why."""
    return _table()["mark"], Text(**_table()["note"])


def density_mark() -> tuple[Mark, Text]:
    """How sure the generic wood density is, and why."""
    row = _table()[GENERIC]
    return row["density_mark"], Text(**row["density_note"])


@functools.cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return found


@functools.cache
def generic_form() -> MangroveForm:
    """What a tree takes that no form of its species takes."""
    return _species(GENERIC, _table()[GENERIC]).forms[0]


def _species(name: str, row: Mapping[str, Any]) -> MangroveSpecies:
    return MangroveSpecies(
        name,
        Text(row["zh"], row["en"]),
        row.get("latin", ""),
        float(row.get("carbon", _table()[GENERIC]["carbon"])),
        bool(row.get("introduced", False)),
        tuple(_form(f"{name}/{short}", entry) for short, entry in row.get("forms", {}).items()),
    )


def _form(name: str, row: Mapping[str, Any]) -> MangroveForm:
    of: Diameter = row["of"]
    parts: tuple[Part, ...] = ("above", "below", "total")
    why = row.get("suspect")
    return MangroveForm(
        name,
        of,
        tuple(_allometry(name, part, of, row[part]) for part in parts if part in row),
        float(row.get("below_share", 0.0)),
        Range(*(float(end) for end in row.get("valid", ()))),
        bool(row.get("by_name", False)),
        Text(**why) if why else None,
    )


def _allometry(name: str, part: Part, of: Diameter, row: Mapping[str, Any]) -> Allometry:
    """A row of the table in the general form: ``10^(a + b log10((D/10)^2 H))`` is ``10^(a - 2b) (D^2 H)^b``."""
    if "log10" in row:
        a, b = row["log10"]
        return Allometry(name, part, of, 10 ** (a - 2 * b), 2 * b, b)
    together = float(row.get("d2h", 0.0))
    return Allometry(
        name,
        part,
        of,
        float(row["scale"]),
        float(row.get("power", 2 * together)),
        float(row.get("height", together)),
        float(row.get("density", 0.0)),
        float(row.get("offset", 0.0)),
    )


def forms_of(kind: MangroveSpecies, form: str, allow_suspect: bool) -> list[MangroveForm]:
    """The form that is named, or those that may be chosen by size, in order of preference."""
    return [_named(kind, form, allow_suspect)] if form else _usable(kind, allow_suspect)


def _usable(kind: MangroveSpecies, allow_suspect: bool) -> list[MangroveForm]:
    """Forms that may be chosen by size; those in doubt last, and only where they are allowed."""
    sure = [form for form in kind.forms if not form.by_name and form.suspect is None]
    doubtful = [form for form in kind.forms if not form.by_name and form.suspect is not None]
    return [*sure, *(doubtful if allow_suspect else [])]


def _named(kind: MangroveSpecies, form: str, allow_suspect: bool) -> MangroveForm:
    found = next((one for one in kind.forms if one.name == f"{kind.name}/{form}"), None)
    if found is None:
        listed = ", ".join(one.name.partition("/")[2] for one in kind.forms) or GENERIC
        raise _bad(kind, Text(f"没有名为“{form}”的式子", f"no form of it is called {form!r}"), listed)
    if found.suspect is not None and not (allow_suspect and found.parts):
        raise _bad(
            kind,
            Text(f"“{form}”式存疑：", f"the form {form!r} is in doubt: ") + found.suspect,
            "allow_suspect" if found.parts else "another form",
        )
    return found


def _by_generic(
    kind: MangroveSpecies, trees: Sizes, rest: NDArray[np.bool_]
) -> tuple[list[tuple[int, NoteKind]], Column]:
    """The trees that no form of their species takes; thicker ones as the thickest it was made for."""
    generic = generic_form()
    lacking = rest & ~np.isfinite(trees.dbh)
    if lacking.any():
        place = int(np.flatnonzero(lacking)[0])
        why = Text(
            f"第 {place + 1} 株（地径 {trees.basal[place]} cm，高 {trees.height[place]} m）没有胸径，"
            "也不在本种各式的范围内，生物量无从得知",
            f"tree {place + 1} (basal {trees.basal[place]} cm, height {trees.height[place]} m) has no diameter at breast height "
            "and lies in no range of its species: its biomass is not known",
        )
        raise _bad(kind, why, "dbh_cm, or a form by name")
    limit = generic.valid.d_max
    beyond = rest & (trees.dbh > limit)
    value, _ = generic.kg(trees._replace(dbh=np.minimum(trees.dbh, limit)))
    passed = np.logical_or.reduce(
        [rest & form.inside(trees) for form in kind.forms if form.suspect is not None]
        or [np.zeros_like(rest)]
    )
    plain: NoteKind = "outside" if _usable(kind, False) else "no-equation"
    notes = _noted(rest & ~passed, plain) + _noted(passed, "suspect-passed-over")
    return notes + _noted(beyond, "beyond-generic"), value


def _noted(where: NDArray[np.bool_], kind: NoteKind) -> list[tuple[int, NoteKind]]:
    return [(int(place), kind) for place in np.flatnonzero(where)]


def _measured(kind: MangroveSpecies, trees: Sizes) -> None:
    """No size is below 0: a negative diameter is a slip of the pen."""
    for name, column in zip(trees._fields, trees, strict=True):
        if (column < 0).any():
            raise _bad(kind, Text(f"{name} 小于 0", f"{name} is below 0"), "0 or more")


def _bad(kind: MangroveSpecies, why: Text, wanted: str) -> BadInput:
    return BadInput(
        what=Text(f"{kind.title.zh}的生物量无法计算", f"the biomass of {kind.title.en} cannot be calculated"),
        why=why,
        next=Text(f"可用：{wanted}", f"needed: {wanted}"),
    )
