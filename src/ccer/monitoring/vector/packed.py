"""A Shapefile sent as one ZIP: every set in it is a layer."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from ...core.text import Text
from ..sheet import refuse
from . import shape
from .feature import Layer

MAX_UNPACKED: Final = 512 * 1024 * 1024
_SUFFIXES: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read(path: Path, declared: str = "") -> tuple[Layer, ...]:
    """One layer for each Shapefile of the archive, in order of name."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            return tuple(
                layer._replace(source=path.name, name=name)
                for name, file in _unpacked(archive, path.name, Path(folder)).items()
                for layer in shape.read(file, declared)
            )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        why = Text("压缩包已损坏、被截断或有密码", "the archive is damaged, cut short or locked")
        raise refuse(path.name, why, Text("重新打包发送", "pack and send it again")) from None


def _unpacked(archive: zipfile.ZipFile, source: str, folder: Path) -> dict[str, Path]:
    """Name of a set -> its .shp; each set in a folder of its own, under the name of the archive's file."""
    sets: dict[str, list[zipfile.ZipInfo]] = {}
    for part in archive.infolist():
        inner = PurePosixPath(_name(part))
        if inner.suffix.casefold() in _SUFFIXES and "__MACOSX" not in inner.parts:
            sets.setdefault(str(inner.with_suffix("")), []).append(part)
    whole = {
        name: parts
        for name, parts in sets.items()
        if any(_name(p).casefold().endswith(".shp") for p in parts)
    }
    if not whole:
        why = Text("压缩包里没有 .shp 文件", "there is no .shp file in the archive")
        raise refuse(
            source,
            why,
            Text("把 .shp、.shx、.dbf、.prj 打在一个包里", "pack .shp, .shx, .dbf and .prj together"),
        )
    if sum(part.file_size for parts in whole.values() for part in parts) > MAX_UNPACKED:
        why = Text("压缩包解开后过大", "the archive unpacks to too much")
        raise refuse(source, why, Text("按县或按碳层拆分", "split it by county or by stratum"))
    found = {}
    for number, (name, parts) in enumerate(sorted(whole.items())):
        own = folder / str(number)
        own.mkdir()
        bare = PurePosixPath(name).name
        for part in parts:
            own.joinpath(bare + PurePosixPath(_name(part)).suffix.casefold()).write_bytes(archive.read(part))
        found[bare if bare not in found else name] = own / f"{bare}.shp"
    return found


def _name(part: zipfile.ZipInfo) -> str:
    """The name of a part; without the mark of UTF-8 Chinese systems write it in GBK."""
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename
