"""A file as it arrives: size, kind and encoding are looked at before a single row is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..core.errors import BadInput
from ..core.text import Text

MAX_BYTES: Final = 512 * 1024 * 1024
_KINDS: Final = {
    b"PK\x03\x04": Text("Excel 工作簿（或压缩文件）", "an Excel workbook (or an archive)"),
    b"\xd0\xcf\x11\xe0": Text("旧版 Excel 工作簿", "an old Excel workbook"),
    b"%PDF": Text("PDF 文件", "a PDF"),
}
_ENCODINGS: Final = (("utf-16", "UTF-16"), ("utf-8-sig", ""), ("gb18030", "GB 18030"))
SAVE_AS: Final = Text(
    "另存为 CSV（UTF-8，逗号分隔）后再用", "save it as CSV (UTF-8, separated by commas) and try again"
)


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> tuple[str, tuple[Text, ...]]:
    """The text of a file, and a note where its encoding is not UTF-8.

    Raises
    ------
    BadInput
        If the file is missing, empty, too large, not text, or neither UTF-8, UTF-16 with its mark, nor GB 18030.
    """
    try:
        size = path.stat().st_size
    except OSError:
        raise _file(
            path,
            Text("找不到该文件", "there is no such file"),
            Text("核对文件名和位置", "check its name and place"),
        ) from None
    if size > max_bytes:
        why = Text(
            f"文件有 {size / 1e6:,.0f} MB，上限 {max_bytes / 1e6:,.0f} MB",
            f"it has {size / 1e6:,.0f} MB, the limit is {max_bytes / 1e6:,.0f} MB",
        )
        advice = Text(
            "按年或按计量点拆分；逐分钟的数据先汇总到月或日",
            "split it by year or by meter; bring readings by the minute to months or days first",
        )
        raise _file(path, why, advice)
    if not path.is_file() or size == 0:
        raise _file(path, Text("文件是空的", "it is empty"), SAVE_AS)
    return decode(path.read_bytes(), path)


def decode(content: bytes, path: Path) -> tuple[str, tuple[Text, ...]]:
    """Bytes as text; see `read_text`."""
    for start, kind in _KINDS.items():
        if content.startswith(start):
            raise _file(path, Text("内容是", "its content is ") + kind, SAVE_AS)
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding, said in _ENCODINGS[:1] if marked else _ENCODINGS[1:]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, (Text(f"按 {said} 编码读取", f"read as {said}"),) if said else ()
    raise _file(path, Text("不是 UTF-8 或 GBK 编码的文本", "it is text in neither UTF-8 nor GBK"), SAVE_AS)


def _file(path: Path, why: Text, advice: Text) -> BadInput:
    return BadInput(
        what=Text(f"文件 {path.name} 无法使用", f"the file {path.name} cannot be used"), why=why, next=advice
    )
