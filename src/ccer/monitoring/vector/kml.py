"""KML, and KMZ which is KML in an archive: always WGS 84. Document types and entities are refused before anything is expanded."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import shapely

from ...core.errors import BadInput
from ...core.text import Text
from ..sheet import refuse
from .feature import Feature, Layer, bad_feature

WGS84: Final = "EPSG:4326"
MAX_UNPACKED: Final = 512 * 1024 * 1024
_ADVICE: Final = Text("从地理软件重新导出 KML", "export KML from the mapping software again")


_CHINESE: Final = re.compile(
    rb"\s*<\?xml[^>]*encoding=['\"](?:gbk|gb2312|gb18030)['\"][^>]*\?>", re.IGNORECASE
)


class _NoDoctype(ElementTree.TreeBuilder):
    """A builder of trees that takes no document type, hence no entity."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError(name)


def read(path: Path, declared: str = "") -> tuple[Layer, ...]:
    """The polygons of all folders as one layer; points and lines are left out and said."""
    features, others = [], 0
    for number, mark in enumerate(_marks(path), 1):
        polygons = [_polygon(path.name, number, node) for node in mark.iter() if _local(node) == "Polygon"]
        if not polygons:
            others += 1
            continue
        shape = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
        features.append(Feature(number, shape, _attributes(mark)))
    notes = (Text(f"{others} 个点或线没有读取", f"{others} points or lines were not read"),) if others else ()
    return (Layer(path.name, "", WGS84, tuple(features), notes),)


def _marks(path: Path) -> Iterator[ElementTree.Element]:
    """Placemarks of a file, or of every KML of an archive."""
    content = path.read_bytes()
    for part in _unpacked(path.name, content) if content.startswith(b"PK\x03\x04") else [content]:
        root = _parse(path.name, part)
        if _local(root) != "kml":
            why = Text(f"根元素是 {_local(root)}，不是 kml", f"its root element is {_local(root)}, not kml")
            raise refuse(path.name, why, _ADVICE)
        yield from (node for node in root.iter() if _local(node) == "Placemark")


def _parse(source: str, content: bytes) -> ElementTree.Element:
    parser = ElementTree.XMLParser(target=_NoDoctype())
    try:
        parser.feed(_in_utf8(content))
        root: ElementTree.Element = parser.close()
    except UnicodeDecodeError:
        why = Text("内容不是它声明的编码", "its content is not in the encoding it declares")
        raise refuse(source, why, _ADVICE) from None
    except ValueError:
        why = Text("含有文档类型声明（DOCTYPE）", "it declares a document type (DOCTYPE)")
        raise refuse(source, why, _ADVICE) from None
    except ElementTree.ParseError as error:
        line = error.position[0]
        why = Text(f"第 {line} 行起不是 XML", f"from line {line} on it is not XML")
        raise refuse(source, why, _ADVICE) from None
    return root


def _in_utf8(content: bytes) -> bytes:
    """The content in UTF-8 where it declares a Chinese encoding, which the parser does not know."""
    found = _CHINESE.match(content)
    return b"<?xml version='1.0'?>" + content[found.end() :].decode("gb18030").encode() if found else content


def _unpacked(source: str, content: bytes) -> list[bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        inner = [part for part in archive.infolist() if part.filename.casefold().endswith(".kml")]
        if not inner or sum(part.file_size for part in inner) > MAX_UNPACKED:
            raise _bad_archive(source)
        return [archive.read(part) for part in inner]
    except (zipfile.BadZipFile, OSError, EOFError):
        raise _bad_archive(source) from None


def _bad_archive(source: str) -> BadInput:
    why = Text("KMZ 压缩包里没有可读的 KML", "the KMZ archive holds no KML that can be read")
    return refuse(source, why, _ADVICE)


def _polygon(source: str, number: int, node: ElementTree.Element) -> Any:
    rings: dict[str, list[list[tuple[float, float]]]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
    for boundary in node:
        if _local(boundary) in rings:
            for part in boundary.iter():
                if _local(part) == "coordinates":
                    rings[_local(boundary)].append(_ring(source, number, part.text or ""))
    if len(rings["outerBoundaryIs"]) != 1:
        why = Text("面没有外边界", "the polygon has no outer boundary")
        raise bad_feature(source, "", number, why, _ADVICE)
    return shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])


def _ring(source: str, number: int, text: str) -> list[tuple[float, float]]:
    places = []
    for word in text.split():
        try:
            longitude, latitude = (float(part) for part in word.split(",")[:2])
        except ValueError:
            longitude = latitude = math.nan
        if not (math.isfinite(longitude) and math.isfinite(latitude)):
            why = Text(f"“{word[:40]}”不是经度,纬度", f"“{word[:40]}” is not longitude,latitude")
            raise bad_feature(source, "", number, why, _ADVICE)
        places.append((longitude, latitude))
    if len(places) < 4 or places[0] != places[-1]:
        why = Text(
            "外环或内环没有闭合，或少于三个拐点", "a ring is not closed or has fewer than three corners"
        )
        raise bad_feature(
            source, "", number, why, Text("末点应与首点相同", "the last point must be the first again")
        )
    return places


def _attributes(mark: ElementTree.Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in mark.iter():
        if _local(node) == "name" and "name" not in found:
            found["name"] = (node.text or "").strip()
        elif _local(node) == "SimpleData":
            found[node.get("name", "")] = (node.text or "").strip()
        elif _local(node) == "Data":
            value = next((part.text for part in node if _local(part) == "value"), "")
            found[node.get("name", "")] = (value or "").strip()
    return found


def _local(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2]
