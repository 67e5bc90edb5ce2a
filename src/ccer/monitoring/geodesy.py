"""Coordinate systems of parcels and their areas: CGCS2000 and WGS 84 only, areas by an equal-area projection of the ellipsoid."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from ..compute.survey import M2_PER_HA
from ..core.text import Text
from .fields import plain, words
from .gauss import grid_of, refused
from .sheet import refuse

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALBERS: Final = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m"
"""Albers equal-area conic on the ellipsoid of CGCS2000 (GRS 80): areas are true everywhere, shapes are good in China."""
TITLES: Final = {
    "4490": Text("CGCS2000（EPSG:4490）", "CGCS2000 (EPSG:4490)"),
    "4326": Text("WGS 84（EPSG:4326）", "WGS 84 (EPSG:4326)"),
}
_DATUMS: Final = {"china2000": "4490", "chinageodeticcoordinatesystem2000": "4490", "wgs1984": "4326", "wgs84": "4326",
                  "worldgeodeticsystem1984": "4326"}  # fmt: skip
_ADVICE: Final = Text(
    "在地理软件中转换到 CGCS2000（EPSG:4490）后导出",
    "convert it to CGCS2000 (EPSG:4490) in the mapping software and export it",
)
_ZONED: Final = Text(
    "写成 CGCS2000 3度带 39带、CGCS2000 中央经线117°，或 EPSG 代码",
    "write CGCS2000 zone 39, CGCS2000 central meridian 117, or the EPSG code",
)
Move = Callable[[Any], Any]


class System(NamedTuple):
    """A coordinate system: the geographic one it belongs to, its name, and how to come there where it is projected."""

    code: str
    name: str
    to_degrees: Move | None
    crs: pyproj.CRS | None = None

    @property
    def title(self) -> Text:
        return (
            TITLES[self.code]
            if self.to_degrees is None
            else TITLES[self.code] + Text(f" ← {self.name}", f" ← {self.name}")
        )


def system_of(name: str, source: str, layer: str = "") -> System:
    """A coordinate system by its code, name or WKT.

    Projected systems of either datum (Gauss–Krüger zones, UTM) are taken; another datum is refused, since the shift between
    datums is not published for every place.

    Raises
    ------
    BadInput
        If it is not known, or of another datum.
    """
    if why := refused(name):
        raise refuse(source, why, _ADVICE, layer)
    known = words("systems").get(plain(name)) or ("4326" if plain(name).endswith("crs84") else None)
    if known is not None:
        return System(known, name, None)
    if grid := grid_of(name):
        if not grid.code:
            why = Text(
                f"“{name[:40]}”是投影坐标，没有写带号或中央经线",
                f"“{name[:40]}” is a projection without its zone or central meridian",
            )
            raise refuse(source, why, _ZONED, layer)
        name = grid.code
    try:
        crs = pyproj.CRS.from_user_input(name)
    except CRSError:
        why = Text(f"不认识坐标系“{name[:60]}”", f"the coordinate system “{name[:60]}” is not known")
        raise refuse(source, why, _ADVICE, layer) from None
    code = _code(crs)
    if code is None:
        why = Text(
            f"坐标系 {crs.name} 的基准既不是 CGCS2000 也不是 WGS 84",
            f"the datum of {crs.name} is neither CGCS2000 nor WGS 84",
        )
        raise refuse(source, why, _ADVICE, layer)
    return System(code, crs.name, _inverse(crs) if crs.is_projected else None, crs)


def _code(crs: pyproj.CRS) -> str | None:
    base = crs.geodetic_crs
    if base is None:
        return None
    epsg = base.to_epsg(min_confidence=70)
    if epsg is not None and str(epsg) in TITLES:
        return str(epsg)
    datum = plain(base.datum.name if base.datum else "")
    return next((code for word, code in _DATUMS.items() if datum.removeprefix("d").startswith(word)), None)


def _inverse(crs: pyproj.CRS) -> Move:
    assert crs.geodetic_crs is not None
    transformer = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)

    def move(places: Any) -> Any:
        return np.column_stack(transformer.transform(places[:, 0], places[:, 1]))

    return move


@functools.cache
def _albers() -> pyproj.Proj:
    return pyproj.Proj(ALBERS)


def to_metres(outlines: Any) -> Any:
    """Outlines in degrees on the equal-area plane. [m]"""

    def move(places: Any) -> Any:
        return np.column_stack(_albers()(places[:, 0], places[:, 1]))

    return shapely.transform(outlines, move)


def areas_ha(outlines: Any) -> NDArray[np.float64]:
    """Areas of outlines in degrees.

    Parameters
    ----------
    outlines : sequence of shapely geometries
        Longitude, latitude. [°]

    Returns
    -------
    array
        [ha]
    """
    found: NDArray[np.float64] = shapely.area(to_metres(np.asarray(outlines, dtype=object))) / M2_PER_HA
    return found
