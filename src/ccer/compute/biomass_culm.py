"""Bamboo culm by culm: above-ground biomass from diameter and age class. Coefficients stand in ``species.yaml``."""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

import numpy as np
import yaml
from numpy.typing import ArrayLike, NDArray

from ..core.asof import Mark
from ..core.numeric import Numeric
from ..core.text import Text
from .biomass_species import SPECIES
from .result import Reason

COEFFICIENTS: Final = ("scale", "exponent", "age_scale", "age_half", "age_exponent", "offset")


def culm_biomass(
    dbh: Numeric,
    age_class: Numeric,
    scale: Numeric,
    exponent: Numeric,
    age_scale: Numeric,
    age_half: Numeric,
    age_exponent: Numeric,
    offset: Numeric,
) -> Numeric:
    """Above-ground biomass of a culm, on numbers, columns and cells alike; the coefficients in the order of `COEFFICIENTS`. [kg]"""
    aged = (age_scale * age_class / (age_half + age_class)) ** age_exponent
    return scale * dbh**exponent * aged + offset


class Culm(NamedTuple):
    """A model of single culms: ``scale D^exponent (age_scale A / (age_half + A))^age_exponent + offset``.

    Parameters
    ----------
    name : str
        Of the species, as in data.
    title : Text
    scale, exponent, age_scale, age_half, age_exponent, offset : float
        D in cm, A in age classes (one is about two years). [kg]
    mark, note
        How sure the coefficients are, and why.
    """

    name: str
    title: Text
    scale: float
    exponent: float
    age_scale: float
    age_half: float
    age_exponent: float
    offset: float
    mark: Mark
    note: Text

    def above(self, dbh: ArrayLike, age_class: ArrayLike) -> NDArray[np.float64]:
        """Above-ground biomass; not a number where diameter or age class was not measured. [kg]"""
        d, a = np.asarray(dbh, dtype=float), np.asarray(age_class, dtype=float)
        return np.asarray(culm_biomass(d, a, *(getattr(self, name) for name in COEFFICIENTS)))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why a result that rests on the model is provisional."""
        if self.mark == "found":
            return ()
        return (Reason(f"culm.{self.name}", self.mark, self.title + Text("：", ": ") + self.note),)


def culm(name: str) -> Culm | None:
    """The model of a species by its name in data; None where there is none."""
    return _all().get(name)


@functools.cache
def _all() -> dict[str, Culm]:
    held = yaml.safe_load(SPECIES.read_text(encoding="utf-8"))["culms"]
    return {
        name: Culm(
            name=name,
            title=Text(row["title"]["zh"], row["title"]["en"]),
            **{key: float(row[key]) for key in COEFFICIENTS},
            mark=row["mark"],
            note=Text(row["note"]["zh"], row["note"]["en"]),
        )
        for name, row in held.items()
    }
