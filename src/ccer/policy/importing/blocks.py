"""A file as lines of text, whatever its format: Markdown, HTML, DOCX, PDF. Pictures and tables keep their place."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ...core.errors import BadInput
from ...core.text import Text

Media = Literal["markdown", "html", "docx", "pdf"]
MOST_BYTES = 30 * 1024 * 1024
_ENDINGS: dict[str, Media] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
_SKIPPED = ("script", "style", "noscript", "nav", "header", "footer", "aside", "form", "head", "template")
_OWN_LINE = ("p", "div", "li", "tr", "table", "section", "article", "br", "td", "th", "pre", "blockquote")


class Line(NamedTuple):
    """A paragraph; ``level`` is that of a heading (0: none), ``number`` its place in the file, from 1."""

    text: str
    level: int
    number: int


def media_of(name: str, data: bytes) -> Media:
    """The format of a file by its first bytes, else by its name; refuses what is none of the four.

    Raises
    ------
    BadInput
        The file is empty, too large, or of another format.
    """
    if not data.strip() or len(data) > MOST_BYTES:
        why = Text("文件为空或超过 30 MB", "the file is empty or larger than 30 MB")
        raise refused(name, why)
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if re.search(rb"<(?:!doctype\s+html|html|body|head)\b", data[:2000], re.IGNORECASE):
        return "html"
    found = _ENDINGS.get(name[name.rfind(".") :].lower())
    if found in ("markdown", "html"):
        return found
    raise refused(
        name, Text("不是 Markdown、HTML、DOCX 或 PDF", "it is none of Markdown, HTML, DOCX and PDF")
    )


def refused(name: str, why: Text) -> BadInput:
    """The refusal of a file that cannot be read in."""
    return BadInput(
        Text(f"不能导入 {name}", f"{name} cannot be imported"),
        why,
        Text("取得官方文本的原件再导入", "Get the official text itself, then import it"),
    )


def lines_of(name: str, data: bytes) -> tuple[Media, list[Line]]:
    """The paragraphs of a file in reading order."""
    media = media_of(name, data)
    match media:
        case "markdown":
            found = _markdown(_decoded(name, data))
        case "html":
            found = _html(_decoded(name, data))
        case "docx":
            found = _docx(name, data)
        case "pdf":
            found = _pdf(name, data)
    return media, [Line(text, level, n) for text, level, n in found if text]


def _decoded(name: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(name, Text("文字编码无法识别", "its character encoding is not known"))


def clean(text: str) -> str:
    """One paragraph without the marks of its format; spaces of any kind become one."""
    text = re.sub(r"<br\s*/?>", " ", text)
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    text = text.replace("**", "").replace("\u200b", "")
    return re.sub(r"[\s\u3000\xa0]+", " ", text).strip()


def _markdown(text: str) -> Iterator[tuple[str, int, int]]:
    lines = text.replace("\r\n", "\n").split("\n")
    start = 0
    if lines[0].strip() == "---":
        start = next((n + 1 for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        for number, line in enumerate(lines[:start], 1):
            if line.startswith("title:"):
                yield clean(line[6:].strip("\"' ")), 1, number
    for number, line in enumerate(lines[start:], start + 1):
        if line.lstrip().startswith("<!--"):
            continue
        heading = re.match(r"\s*(#{1,6})\s+(.*)", line)
        yield (clean(heading[2]), len(heading[1]), number) if heading else (clean(line), 0, number)


def _html(page: str) -> Iterator[tuple[str, int, int]]:
    from lxml import html

    tree = html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page))
    for node in tree.xpath("|".join(f"//{tag}" for tag in _SKIPPED)):
        if node.tag == "head":
            titles = node.xpath(".//title/text()")
            if titles:
                yield clean(titles[0]), 1, 0
        node.drop_tree()
    parts: list[str] = []
    level, number = 0, 0
    for kind, value in _walked(tree):
        if kind == "text":
            parts.append(value)
            continue
        text = clean("".join(parts))
        if text:
            number += 1
            yield text, level, number
        parts, level = [], int(value) if kind == "heading" else 0
    text = clean("".join(parts))
    if text:
        yield text, level, number + 1


def _walked(node: object) -> Iterator[tuple[str, str]]:
    tag = getattr(node, "tag", "")
    if not isinstance(tag, str):
        return
    own = tag in _OWN_LINE
    heading = re.fullmatch(r"h([1-6])", tag)
    if heading:
        yield "heading", heading[1]
    elif own:
        yield "line", ""
    if getattr(node, "text", None):
        yield "text", node.text  # type: ignore[attr-defined]
    for child in node:  # type: ignore[attr-defined]
        yield from _walked(child)
        if child.tail:
            yield "text", child.tail
    if heading or own:
        yield "line", ""


def _docx(name: str, data: bytes) -> Iterator[tuple[str, int, int]]:
    from zipfile import BadZipFile

    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
    except (BadZipFile, KeyError, ValueError) as error:
        raise refused(name, Text("不是 Word 文档", "it is no Word document")) from error
    for number, block in enumerate(document.iter_inner_content(), 1):
        if isinstance(block, Table):
            for row in block.rows:
                yield clean(" | ".join(dict.fromkeys(cell.text for cell in row.cells))), 0, number
            continue
        style = (block.style.name if block.style is not None else "") or ""
        heading = re.match(r"(?:Heading|标题)\s*(\d)", style)
        level = int(heading[1]) if heading else 1 if style == "Title" else 0
        yield clean(block.text), level, number


def _pdf(name: str, data: bytes) -> Iterator[tuple[str, int, int]]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ModuleNotFoundError as error:
        raise BadInput(
            Text("不能读取 PDF", "A PDF cannot be read"),
            Text("没有安装 PDF 阅读组件", "the reader of PDF files is not installed"),
            Text(
                "运行 pip install 'ccer[pdf]'，或改用 DOCX、HTML",
                "Run pip install 'ccer[pdf]', or use DOCX or HTML",
            ),
        ) from error
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError) as error:
        raise refused(name, Text("PDF 已损坏或加密", "the PDF is damaged or locked")) from error
    if not "".join(pages).strip():
        raise refused(name, Text("PDF 是扫描图像，没有文字", "the PDF is a scan without text"))
    lines = [line for page in pages for line in page.split("\n")]
    yield from ((text, 0, number) for number, text in enumerate(joined(lines), 1))


def joined(lines: list[str]) -> Iterator[str]:
    """Printed lines put together to paragraphs: one ends with a closing mark, or before a line that begins a unit."""
    held = ""
    for line in map(clean, lines):
        if not line or re.fullmatch(r"[-—–\s]*\d+[-—–\s]*", line):
            continue
        if held and (STARTS.match(line) or held[-1] in "。；：;:" or HEADED.match(held)):
            yield held
            held = line
        else:
            held += (" " if held and held[-1].isascii() and line[0].isascii() else "") + line
    if held:
        yield held


STARTS = re.compile(
    r"第[零〇一二三四五六七八九十百\d]+[章节条]|[（(][一二三四五六七八九十]+[）)]|\d{1,2}(?:\.\d{1,2})+\s|\d{1,2}\s+[\u4e00-\u9fff]|[a-z][）)]|式中"
)
HEADED = re.compile(r"(?:第[零〇一二三四五六七八九十百\d]+[章节]|\d+(?:\.\d+)*)\s+\S{1,30}$")
