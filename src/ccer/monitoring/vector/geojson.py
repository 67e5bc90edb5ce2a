"""GeoJSON (RFC 7946): WGS 84 unless the older ``crs`` member names another system."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final

import shapely

from ...core.text import Text
from ..sheet import refuse
from .feature import Feature, Layer, as_text, bad_feature

WGS84: Final = "EPSG:4326"
_POLYGONS: Final = ("Polygon", "MultiPolygon")
_ADVICE: Final = Text("从地理软件重新导出 GeoJSON", "export GeoJSON from the mapping software again")


def read(path: Path, declared: str = "") -> tuple[Layer, ...]:
    """The one layer of a GeoJSON file."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise refuse(
            path.name, Text("GeoJSON 不是 UTF-8 编码", "the GeoJSON is not UTF-8"), _ADVICE
        ) from None
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        why = Text(f"第 {line} 行起不是 JSON", f"from line {line} on it is not JSON")
        raise refuse(path.name, why, _ADVICE) from None
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        why = Text("是 JSON，但不是 FeatureCollection", "it is JSON but no FeatureCollection")
        raise refuse(path.name, why, _ADVICE)
    rows = content.get("features") if content["type"] == "FeatureCollection" else [content]
    if not isinstance(rows, list):
        raise refuse(path.name, Text("features 不是列表", "its features are no list"), _ADVICE)
    features = tuple(_feature(path.name, number, row) for number, row in enumerate(rows, 1))
    return (Layer(path.name, "", _crs(content) or declared or WGS84, features),)


def _crs(content: dict[str, Any]) -> str:
    crs = content.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name) if name else ""


def _feature(source: str, number: int, row: Any) -> Feature:
    geometry = row.get("geometry") if isinstance(row, dict) else None
    if not isinstance(geometry, dict):
        why = Text("没有几何图形", "it has no geometry")
        raise bad_feature(source, "", number, why, Text("删去该要素，或补画", "take it out, or draw it"))
    kind = geometry.get("type")
    if kind not in _POLYGONS:
        why = Text(f"几何类型是 {kind}，不是面", f"its geometry is a {kind}, not a polygon")
        raise bad_feature(source, "", number, why, Text("只保留面要素", "keep polygons only"))
    parts = [geometry.get("coordinates")] if kind == "Polygon" else geometry.get("coordinates")
    if not isinstance(parts, list) or not parts:
        raise _broken(source, number)
    polygons = [_polygon(source, number, part) for part in parts]
    shape = polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)
    attributes = row.get("properties") or {}
    found = (
        {str(key): as_text(value) for key, value in attributes.items()}
        if isinstance(attributes, dict)
        else {}
    )
    if "id" in row:
        found.setdefault("id", as_text(row["id"]))
    return Feature(number, shape, found)


def _polygon(source: str, number: int, rings: Any) -> Any:
    if not isinstance(rings, list) or not rings:
        raise _broken(source, number)
    outer, *holes = [_ring(source, number, ring) for ring in rings]
    return shapely.Polygon(outer, holes)


def _ring(source: str, number: int, ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, list) or not all(_is_position(place) for place in ring):
        raise _broken(source, number)
    places = [(float(place[0]), float(place[1])) for place in ring]
    if len(places) < 4:
        why = Text(f"边界只有 {len(places)} 个点", f"its outline has {len(places)} points only")
        raise bad_feature(
            source,
            "",
            number,
            why,
            Text("至少三个拐点，首尾相同", "three corners at least, the first again at the end"),
        )
    if places[0] != places[-1]:
        why = Text("边界没有闭合", "its outline is not closed")
        raise bad_feature(
            source, "", number, why, Text("末点应与首点相同", "the last point must be the first again")
        )
    return places


def _is_position(place: Any) -> bool:
    return isinstance(place, list) and len(place) >= 2 and _is_figure(place[0]) and _is_figure(place[1])


def _is_figure(part: Any) -> bool:
    kind = type(part)
    return (kind is float or kind is int) and math.isfinite(part)


def _broken(source: str, number: int) -> Exception:
    why = Text("坐标数组的结构或数值不对", "its array of coordinates is not built right")
    return bad_feature(source, "", number, why, _ADVICE)
