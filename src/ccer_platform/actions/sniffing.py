"""What an uploaded file is, told by its content, never by its name; what could harm a reader is refused in words."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import NamedTuple

from ccer.core.text import Text

from .base import Refused

LARGEST = 50 * 2**20
"""A limit of the software. [byte]"""
LARGEST_UNPACKED = 300 * 2**20
"""What an office file may unpack to. [byte]"""
LARGEST_RATIO = 100
"""Unpacked over packed; real office files stay far below."""
MOST_ENTRIES = 5000
LONGEST_NAME = 120

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_TEXTS = {
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".json": "application/json",
    ".geojson": "application/geo+json",
}
_SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    _DOCX: (".docx",),
    _XLSX: (".xlsx",),
}
TAKEN = Text(
    "PDF、DOCX、XLSX、PNG、JPEG、CSV、TXT、YAML、JSON", "PDF, DOCX, XLSX, PNG, JPEG, CSV, TXT, YAML, JSON"
)
ACCEPT = ",".join([*(s for each in _SUFFIXES.values() for s in each), *_TEXTS])
"""The same for the file chooser of a browser."""


class Sniffed(NamedTuple):
    """A name without a path, and the media type of the content."""

    name: str
    media_type: str


def sniff(name: str, content: bytes) -> Sniffed:
    """What a file is.

    Raises
    ------
    Refused
        Empty, too large, of a kind that is not taken, named as something it is not, or unpacking to far more than it is.
    """
    name = bare(name)
    if not content:
        raise _refused("empty", name, Text("文件是空的", "the file is empty"))
    if len(content) > LARGEST:
        raise _refused(
            "too-large",
            name,
            Text("文件有 {size} MiB，上限 {most} MiB", "it has {size} MiB; the limit is {most} MiB").fill(
                size=len(content) // 2**20, most=LARGEST // 2**20
            ),
        )
    suffix = PurePosixPath(name).suffix.lower()
    media = _by_content(name, content, suffix)
    if media in _SUFFIXES and suffix not in _SUFFIXES[media]:
        raise _refused(
            "wrong-name",
            name,
            Text("内容是 {real}，扩展名却是 {said}", "its content is {real} and its name says {said}").fill(
                real=_SUFFIXES[media][0], said=suffix or "—"
            ),
        )
    return Sniffed(name, media)


def bare(name: str) -> str:
    """The last part of a name, without what steers a terminal or a file system."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem, dot, suffix = shown.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{suffix[:10]}" if stem else (shown[:LONGEST_NAME] or "file")


def _by_content(name: str, content: bytes, suffix: str) -> str:
    for head, media in _HEADS:
        if content.startswith(head):
            return media
    if content.startswith(b"PK\x03\x04"):
        return _office(name, content)
    if suffix in _TEXTS and b"\0" not in content and _is_text(content):
        return _TEXTS[suffix]
    raise _refused(
        "wrong-type", name, Text("内容不是可接收的类型", "its content is of no kind that is taken")
    )


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _office(name: str, content: bytes) -> str:
    """DOCX or XLSX; its directory is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _refused(
            "broken", name, Text("文件已损坏，无法读取", "the file is damaged and cannot be read")
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * len(content):
        raise _refused(
            "file-bomb",
            name,
            Text(
                "解压后 {unpacked} MiB，是文件的 {ratio} 倍，超过限度",
                "it unpacks to {unpacked} MiB, {ratio} times its size, beyond what is taken",
            ).fill(unpacked=unpacked // 2**20, ratio=unpacked // len(content)),
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refused("locked", name, Text("文件加了密码", "the file is locked with a password"))
    names = {entry.filename for entry in entries}
    if any(part.startswith("/") or ".." in PurePosixPath(part).parts for part in names):
        raise _refused("path", name, Text("文件内含越界路径", "it holds paths that lead out of it"))
    if any(PurePosixPath(part).name.lower() == "vbaproject.bin" for part in names):
        raise _refused("macros", name, Text("文件含有宏", "the file holds macros"))
    if "[Content_Types].xml" in names:
        for part, media in (("word/document.xml", _DOCX), ("xl/workbook.xml", _XLSX)):
            if part in names:
                return media
    raise _refused(
        "wrong-type",
        name,
        Text("是压缩包，不是 DOCX 或 XLSX", "it is an archive, neither DOCX nor XLSX"),
    )


def _refused(code: str, name: str, why: Text) -> Refused:
    """Limits of this system: no clause stands behind them."""
    return Refused(
        code,
        Text("没有接收文件“{name}”", "The file {name} was not taken").fill(name=name),
        why,
        Text("换用下列类型的文件重新上传：{kinds}。", "Upload a file of one of these kinds: {kinds}.").fill(
            kinds=TAKEN
        ),
    )
