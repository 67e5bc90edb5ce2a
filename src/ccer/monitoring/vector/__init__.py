"""Files of outlines (GeoJSON, KML, Shapefile, GeoPackage) as features in geographic coordinates; no GDAL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from ...core.text import Text
from ..sheet import refuse
from . import geojson, geopackage, kml, packed, shape
from .feature import Feature, Layer

MAX_BYTES: Final = 256 * 1024 * 1024
MAX_FEATURES: Final = 1_000_000
READERS: Final[dict[str, Callable[[Path, str], tuple[Layer, ...]]]] = {
    ".geojson": geojson.read,
    ".json": geojson.read,
    ".kml": kml.read,
    ".kmz": kml.read,
    ".shp": shape.read,
    ".gpkg": geopackage.read,
    ".zip": packed.read,
}

__all__ = ["READERS", "Feature", "Layer", "read_layers"]


def read_layers(path: Path | str, declared: str = "", max_bytes: int = MAX_BYTES) -> tuple[Layer, ...]:
    """Layers of a file.

    Parameters
    ----------
    path : Path
        GeoJSON, KML or KMZ, Shapefile (the .shp with its .dbf, .prj and .cpg beside it, or a .zip of them) or GeoPackage.
    declared : str
        Coordinate system, where the file names none.

    Raises
    ------
    BadInput
        Naming the file and, where there is one, layer and feature.
    """
    file = Path(path)
    if not file.is_file():
        why = Text("没有这个地块文件", "there is no such file of parcels")
        raise refuse(file.name, why, Text("核对文件名和位置", "check its name and place"))
    reader = READERS.get(file.suffix.casefold())
    if reader is None:
        why = Text(f"不支持扩展名 {file.suffix or '—'}", f"files named {file.suffix or '—'} are not read")
        raise refuse(file.name, why, Text(f"可用：{'、'.join(READERS)}", f"use one of: {', '.join(READERS)}"))
    size = file.stat().st_size
    if size > max_bytes:
        why = Text(
            f"地块文件有 {size / 1e6:,.1f} MB，上限 {max_bytes / 1e6:,.1f} MB",
            f"the file of parcels has {size / 1e6:,.1f} MB, the limit is {max_bytes / 1e6:,.1f} MB",
        )
        raise refuse(file.name, why, Text("按县或按碳层拆分", "split it by county or by stratum"))
    if size == 0:
        why = Text("地块文件是空的", "the file of parcels is empty")
        raise refuse(file.name, why, Text("重新导出", "export it again"))
    layers = reader(file, declared)
    if not any(layer.features for layer in layers):
        why = Text("文件里没有一个面", "there is no polygon in it")
        raise refuse(file.name, why, Text("导出地块的面图层", "export the layer of the parcels' outlines"))
    if sum(len(layer.features) for layer in layers) > MAX_FEATURES:
        why = Text(f"超过 {MAX_FEATURES:,} 个地块", f"it has more than {MAX_FEATURES:,} parcels")
        raise refuse(file.name, why, Text("按县或按碳层拆分", "split it by county or by stratum"))
    return layers
