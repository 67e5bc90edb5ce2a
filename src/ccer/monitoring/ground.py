"""Whether two places are the same ground: parcels by the exact area they share, plants by the distance of their points."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pyproj
import shapely
from shapely.geometry import mapping, shape

from ..core.errors import BadInput
from ..core.text import Text
from .coordinates import inside, swapped
from .geodesy import areas_ha, to_metres
from .parcels import SLIVER_M2

M2_PER_HA: Final = 10_000
M_PER_DEGREE: Final = 110_500
"""Less than a degree of latitude anywhere. [m]"""
KINDS: Final = ("Point", "MultiPoint", "Polygon", "MultiPolygon")
MOST_CORNERS: Final = 200_000


class Shared(NamedTuple):
    """What two places have in common.

    Parameters
    ----------
    area_ha : float
        Common area; 0 where one of them is points. [ha]
    share : float
        Common area as a part of the first place's area; 1 where its point is the other's. [1]
    distance_m : float
        Distance of the nearest points; 0 where areas overlap. [m]
    outline : dict
        GeoJSON of the common part (CGCS2000). [degree]
    """

    area_ha: float
    share: float
    distance_m: float
    outline: dict[str, Any]


def put_right(longitude: float, latitude: float) -> tuple[float, float, bool]:
    """A point as longitude, latitude; and whether the two were swapped, as published lists sometimes have them. [degree]

    Raises
    ------
    BadInput
        Neither way round it lies in China.
    """
    if inside(longitude, latitude):
        return longitude, latitude, False
    if swapped(longitude, latitude):
        return latitude, longitude, True
    raise _bad(Text(f"{longitude}，{latitude} 不在中国范围内", f"{longitude}, {latitude} is not in China"))


def shape_of(geometry: Mapping[str, Any]) -> Any:
    """A GeoJSON geometry (CGCS2000, degrees) as a shape.

    Raises
    ------
    BadInput
        It is of another kind, is not valid, has too many corners, or lies outside China.
    """
    if geometry.get("type") not in KINDS:
        raise _bad(Text("应为点或者面：" + "、".join(KINDS), "it must be one of: " + ", ".join(KINDS)))
    try:
        made = shape(geometry)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _bad(Text("坐标无法读取", "its coordinates cannot be read")) from error
    if made.is_empty or shapely.get_num_coordinates(made) > MOST_CORNERS:
        raise _bad(
            Text(f"没有坐标，或者多于 {MOST_CORNERS} 个", f"it has none, or more than {MOST_CORNERS} corners")
        )
    if not made.is_valid:
        reason = shapely.is_valid_reason(made)
        raise _bad(Text(f"边界自相交或者不闭合：{reason}", f"its boundary is not valid: {reason}"))
    for longitude, latitude in shapely.get_coordinates(made).tolist():
        if not inside(longitude, latitude):
            wrong = Text(
                f"{longitude}，{latitude} 不在中国范围内", f"{longitude}, {latitude} is not in China"
            )
            raise _bad(wrong + Text("；经度在前，纬度在后", "; longitude comes first"))
    return made


def area_ha(geometry: Any) -> float | None:
    """Area of a shape on the ellipsoid; None of points. [ha]"""
    return float(areas_ha([geometry])[0]) if geometry.area else None


def box(geometry: Any, margin_m: float = 0.0) -> tuple[float, float, float, float]:
    """West, south, east, north of a shape, wider by a margin on each side. [degree]"""
    west, south, east, north = shapely.bounds(geometry).tolist()
    up = margin_m / M_PER_DEGREE
    aside = up * 2  # a degree of longitude is half as long at 60° N, and China ends at 54° N
    return west - aside, south - up, east + aside, north + up


def shared(one: Any, two: Any, within_m: float) -> Shared | None:
    """What two shapes have in common; None where they touch at most, or their points are farther apart than ``within_m``.

    Parameters
    ----------
    one, two : shapely geometry
        CGCS2000. [degree]
    within_m : float
        Points at most so far apart are one plant. [m]
    """
    if one.area and two.area:
        first, second = to_metres([one, two])
        common = shapely.intersection(first, second)
        if common.area <= SLIVER_M2:
            return None
        outline = mapping(shapely.set_precision(shapely.intersection(one, two), 1e-9))
        return Shared(common.area / M2_PER_HA, common.area / first.area, 0.0, json.loads(json.dumps(outline)))
    near = shapely.get_coordinates(shapely.shortest_line(one, two)).tolist()
    (west, south), (east, north) = near
    distance = _ellipsoid().inv(west, south, east, north)[2]
    if distance > within_m:
        return None
    return Shared(0.0, 1.0, distance, {"type": "Point", "coordinates": [west, south]})


@functools.cache
def _ellipsoid() -> Any:
    return pyproj.Geod(ellps="GRS80")


def _bad(why: Text) -> BadInput:
    return BadInput(
        what=Text("位置无法使用", "The place cannot be used"),
        why=why,
        next=Text(
            "按 CGCS2000 给出经度、纬度（度）后重试。",
            "Give longitude and latitude in degrees (CGCS2000) and try again.",
        ),
    )
