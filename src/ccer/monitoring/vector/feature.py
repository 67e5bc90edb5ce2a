"""An outline with its attributes, and the layer it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.errors import BadInput
from ...core.text import Text
from ..sheet import place

if TYPE_CHECKING:
    from shapely import Geometry


class Feature(NamedTuple):
    """One outline: its number in the layer from 1, its shape as it is in the file, its attributes as text."""

    number: int
    geometry: Geometry
    attributes: dict[str, str]


class Layer(NamedTuple):
    """A layer of a file.

    Parameters
    ----------
    source, name : str
        File; layer, empty where the format has only one.
    crs : str
        Coordinate system as the file (or the user) names it: a code such as ``EPSG:4490``, or WKT.
    features : tuple of Feature
    notes : tuple of Text
    """

    source: str
    name: str
    crs: str
    features: tuple[Feature, ...]
    notes: tuple[Text, ...] = ()

    def bad(self, number: int, why: Text, advice: Text) -> BadInput:
        """A refusal that names file, layer and feature."""
        return bad_feature(self.source, self.name, number, why, advice)


def bad_feature(source: str, layer: str, number: int, why: Text, advice: Text) -> BadInput:
    """A refusal that names file, layer and feature."""
    where = place(source, layer)
    what = Text(f"{where.zh} 第 {number} 个地块无法使用", f"{where.en}, feature {number} cannot be used")
    return BadInput(what=what, why=why, next=advice)


def as_text(value: object) -> str:
    """An attribute as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip().strip("\0")
