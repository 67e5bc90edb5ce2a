"""The species of `species.yaml`: names, coefficients of the volume method, two-variable models."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..core.asof import Mark
from ..core.data import read_table
from ..core.errors import BadInput
from ..core.text import Text
from .biomass import Branch, Power, TwoVariable
from .result import Reason

SPECIES: Final = Path(__file__).parent / "species.yaml"


class Species(NamedTuple):
    """A species, or a group of them, with its coefficients.

    Parameters
    ----------
    name : str
        As in data, e.g. ``chinese-fir``.
    title : Text
    latin : str
    density : float
        Basic wood density. [t/m3]
    expansion : float
        Above-ground biomass over stem biomass. [1]
    root_shoot : float
        Below- over above-ground biomass. [1]
    carbon : float
        Carbon fraction. [tC/t]
    mark, note
        How sure the coefficients are, and why.
    model : TwoVariable or None
    """

    name: str
    title: Text
    latin: str
    density: float
    expansion: float
    root_shoot: float
    carbon: float
    mark: Mark
    note: Text
    model: TwoVariable | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why a result that rests on the coefficients is provisional."""
        why = self.note.fill() + Text(f"（{self.title.zh}）", f" ({self.title.en})")
        return () if self.mark == "found" else (Reason(f"species.{self.name}", self.mark, why),)

    @property
    def model_reasons(self) -> tuple[Reason, ...]:
        """Why a result that rests on the two-variable model is provisional."""
        model = self.model
        if model is None or model.mark == "found":
            return ()
        return (
            Reason(f"species.{self.name}.model", model.mark, model.title + Text("：", ": ") + model.note),
        )


@functools.cache
def all_species() -> dict[str, Species]:
    """Every species of the equations, by name."""
    held: dict[str, Any] = read_table(SPECIES)
    models = {name: _model(row) for name, row in held["models"].items()}
    mark, note = held["coefficients"]["mark"], _text(held["coefficients"]["note"])
    return {
        name: Species(
            name=name,
            title=_text(row),
            latin=row.get("latin", ""),
            **{key: float(row[key]) for key in ("density", "expansion", "root_shoot", "carbon")},
            mark=row.get("mark", mark),
            note=_text(row["note"]) if "note" in row else note,
            model=models.get(name),
        )
        for name, row in held["species"].items()
    }


def species_title(name: str) -> Text | None:
    """A species of the table, or of a culm model, by its name in data."""
    held = all_species().get(name)
    return held.title if held is not None else _culm_titles().get(name)


@functools.cache
def _culm_titles() -> dict[str, Text]:
    return {
        name: _text(row["species"]) for name, row in read_table(SPECIES)["culms"].items() if "species" in row
    }


@functools.cache
def _by_word() -> dict[str, str]:
    held: dict[str, Any] = read_table(SPECIES)["species"]
    return {
        word.casefold(): name
        for name, row in held.items()
        for word in (*row.get("also", ()), row.get("latin", ""), row["en"], row["zh"], name)
        if word
    }


def species(name: str) -> Species:
    """A species by its name in data, or its Chinese, Latin or English name.

    Raises
    ------
    BadInput
        If the table has none of that name.
    """
    found = _by_word().get(name.strip().casefold())
    if found is None:
        raise BadInput(
            what=Text(f"没有树种“{name}”的参数", f"there are no coefficients for the species {name!r}"),
            why=Text("树种参数表中没有它", "the species table does not hold it"),
            next=Text(
                "改用所属树种组（如 硬阔类），或在设计数据中给出 density、expansion、root_shoot、carbon",
                "use its group (e.g. hard broadleaves), or give density, expansion, root_shoot and carbon in the design",
            ),
        )
    return all_species()[found]


def _model(row: dict[str, Any]) -> TwoVariable:
    small = row.get("less_than_5")
    return TwoVariable(
        title=_text(row["title"]),
        large=_branch(row["at_least_5"]),
        small=None if small is None else _branch(small),
        carbon={part: float(value) for part, value in row.get("carbon", {}).items()},
        mark=row["mark"],
        note=_text(row["note"]),
    )


def _branch(row: dict[str, list[float]]) -> Branch:
    return Branch(**{part: Power(*(float(number) for number in abc)) for part, abc in row.items()})


def _text(row: dict[str, str]) -> Text:
    return Text(row["zh"], row["en"])
