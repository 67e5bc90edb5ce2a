"""Data files as a receipt keeps them, so that it can be asked again without them: text as text, workbooks and maps packed."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..core.digest import file_digest
from ..core.errors import BadInput
from ..core.text import Text
from ..monitoring.evidence import files_of

INLINE_BYTES: Final = 4 * 1024 * 1024
PACKED: Final = "zlib-base64"


def keep(path: Path, name: str) -> dict[str, Any]:
    """Name -> content of a file, or of every file of a folder; what is too large is left out, what is missing too.

    Parameters
    ----------
    path : Path
    name : str
        Its path inside the project's folder.
    """
    if path.is_dir():
        return {f"{name.rstrip('/')}/{file.name}": _content(file) for file in files_of(path) if _fits(file)}
    return {name: _content(path)} if _fits(path) else {}


def keep_evidence(path: Path) -> dict[str, Any]:
    """A piece of evidence by its name: digest of every file, and the files themselves where they all fit."""
    files = files_of(path)
    held = keep(path, path.name)
    found: dict[str, Any] = {"name": path.name, "sha256": {file.name: file_digest(file) for file in files}}
    return {**found, "files": held} if len(held) == len(files) else found


def restore(files: Mapping[str, Any], folder: Path) -> None:
    """Lay kept files out under a folder; a name that leads out of it is left alone."""
    home = folder.resolve()
    for name, content in files.items():
        target = (home / name).resolve()
        if home not in target.parents:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_bytes(content))


def _fits(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= INLINE_BYTES


def _content(path: Path) -> str | dict[str, str]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    return {PACKED: base64.b64encode(zlib.compress(raw, 9)).decode("ascii")} if "\0" in text else text


def _bytes(content: Any) -> bytes:
    if isinstance(content, str):
        return content.encode()
    try:
        packed = zlib.decompressobj()
        raw = packed.decompress(base64.b64decode(content[PACKED], validate=True), INLINE_BYTES)
        whole = packed.eof
    except (KeyError, TypeError, ValueError, zlib.error):
        whole = False
    if not whole:
        raise BadInput(
            what=Text("回执里的数据文件无法还原", "a data file of the receipt cannot be restored"),
            why=Text("内容损坏，或大于保存时的上限", "it is damaged, or larger than what is kept"),
            next=Text("用原始文件重新评估后比较", "assess again from the original files and compare"),
        )
    return raw
