"""The size of a plot as people write it: sides (20m×20m) or the radius of a circle (半径11.28m), brought to an area."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from typing import NamedTuple

from .fields import FieldUnit, marks, unit_of, units

_NUMBER = r"(\d+(?:\.\d+)?)"


class Size(NamedTuple):
    """Sides of a rectangle, or a radius, with the unit of length where one is written.

    Parameters
    ----------
    lengths : tuple of float
        Two sides, or one radius.
    unit : FieldUnit or None
    """

    lengths: tuple[float, ...]
    unit: FieldUnit | None

    def area(self, unit: FieldUnit, target: FieldUnit) -> float:
        """The area in a unit of area, from lengths in a unit of length."""
        metre, square = units()["m"], units()["m2"]
        first, last = (unit.to(length, metre) for length in (self.lengths[0], self.lengths[-1]))
        return square.to(first * last * (math.pi if len(self.lengths) == 1 else 1), target)


def size_of(text: str) -> Size | None:
    """Sides or a radius, or None where the text is neither; two sides in different units are neither."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    if found := _sides().fullmatch(plain):
        one, other = unit_of(found[2]), unit_of(found[4])
        strange = [word for word, unit in ((found[2], one), (found[4], other)) if word and not _length(unit)]
        if strange or (one and other and one != other):
            return None
        return Size((float(found[1]), float(found[3])), one or other)
    if found := _radius().fullmatch(plain):
        unit = unit_of(found[2])
        return Size((float(found[1]),), unit) if not found[2] or _length(unit) else None
    return None


def _length(unit: FieldUnit | None) -> bool:
    return unit is not None and unit.of == "length"


@functools.cache
def _sides() -> re.Pattern[str]:
    between = "|".join(map(re.escape, marks("times")))
    return re.compile(rf"{_NUMBER}([^\d.]*?)(?:{between}){_NUMBER}(\D*)")


@functools.cache
def _radius() -> re.Pattern[str]:
    before = "|".join(map(re.escape, marks("radius")))
    return re.compile(rf"(?:{before})[=:]?{_NUMBER}(\D*)")
