"""Shapefile: three files or more that belong together; the .prj names the coordinate system, the .cpg the encoding."""

from __future__ import annotations

import codecs
import contextlib
import logging
import struct
import warnings
from pathlib import Path
from typing import Any, Final

import shapefile
import shapely

from ...core.errors import BadInput
from ...core.text import Text
from ..sheet import refuse
from .feature import Feature, Layer, as_text, bad_feature

logging.getLogger("shapefile").setLevel(logging.ERROR)
_POLYGONS: Final = (shapefile.POLYGON, shapefile.POLYGONZ, shapefile.POLYGONM)
_BESIDE: Final = (".dbf", ".shx")
_ERRORS: Final = (
    shapefile.ShapefileException,
    struct.error,
    ValueError,
    IndexError,
    KeyError,
    OSError,
    EOFError,
    AssertionError,
)


def read(path: Path, declared: str = "") -> tuple[Layer, ...]:
    """The one layer of a Shapefile."""
    for suffix in _BESIDE:
        if _beside(path, suffix) is None:
            why = Text(f"旁边没有同名的 {suffix} 文件", f"there is no {suffix} file of its name beside it")
            raise refuse(path.name, why, Text("整套文件一起发送", "send all files of the set"))
    crs = _crs(path) or declared
    if not crs:
        why = Text("没有 .prj 文件，不知道坐标系", "without a .prj file its coordinate system is not known")
        raise refuse(path.name, why, Text("补上 .prj，或声明坐标系", "add the .prj, or declare the system"))
    encoding, notes = _encoding(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            features = _features(path, encoding)
    except BadInput:
        raise
    except (UnicodeDecodeError, shapefile.dbfFileException) as error:
        if "decode" not in str(error):  # the library has one class for all that is wrong with a table
            raise _damaged(path) from None
        why = Text(f"属性表不是 {encoding} 编码", f"its table of attributes is not {encoding}")
        raise refuse(path.name, why, Text("附上正确的 .cpg", "add the right .cpg")) from None
    except _ERRORS:
        raise _damaged(path) from None
    return (Layer(path.name, "", crs, features, notes),)


def _damaged(path: Path) -> BadInput:
    why = Text("Shapefile 已损坏或被截断", "the Shapefile is damaged or cut short")
    return refuse(path.name, why, Text("重新导出", "export it again"))


def _features(path: Path, encoding: str) -> tuple[Feature, ...]:
    with shapefile.Reader(str(path), encoding=encoding) as reader:
        if reader.shapeType not in _POLYGONS:
            kind = shapefile.SHAPETYPE_LOOKUP.get(reader.shapeType, "?")
            why = Text(f"图层类型是 {kind}，不是面", f"it is a layer of {kind}, not of polygons")
            raise refuse(path.name, why, Text("导出面图层", "export the layer of polygons"))
        return tuple(_feature(path.name, n, row) for n, row in enumerate(reader.iterShapeRecords(), 1))


def _feature(source: str, number: int, row: Any) -> Feature:
    if row.shape.shapeType == shapefile.NULL or not row.shape.points:
        why = Text("图形是空的", "its shape is empty")
        raise bad_feature(
            source, "", number, why, Text("删去该记录，或补画", "take the record out, or draw it")
        )
    geometry = shapely.force_2d(shapely.geometry.shape(row.shape.__geo_interface__))
    attributes = {str(name): as_text(value) for name, value in row.record.as_dict().items()}
    return Feature(number, geometry, attributes)


def _beside(path: Path, suffix: str) -> Path | None:
    """The file of the same name with another suffix, in small or capital letters."""
    for written in (suffix, suffix.upper()):
        if path.with_suffix(written).is_file():
            return path.with_suffix(written)
    return None


def _crs(path: Path) -> str:
    prj = _beside(path, ".prj")
    return prj.read_text(encoding="utf-8", errors="replace").strip() if prj else ""


def _encoding(path: Path) -> tuple[str, tuple[Text, ...]]:
    """What the .cpg names; without one, or with a name that is no encoding, UTF-8 where the table is, else GB 18030."""
    cpg = _beside(path, ".cpg")
    if cpg is not None:
        name = cpg.read_text(encoding="ascii", errors="replace").strip().casefold()
        if any(word in name for word in ("936", "gbk", "gb2312", "gb18030")):
            return "gb18030", ()
        if name in ("utf-8", "utf8", "65001"):
            return "utf-8", ()
        with contextlib.suppress(LookupError):
            return codecs.lookup(name).name, ()
    table = _beside(path, ".dbf")
    try:
        (table.read_bytes() if table else b"")[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030", (Text("属性按 GB 18030 编码读取", "attributes were read as GB 18030"),)
    return "utf-8", ()
