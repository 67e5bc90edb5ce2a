"""What a file was understood as: a law in articles or a methodology in sections, each piece with a stable path; or a refusal.

Paths are those of the law base (`docs/law-base.md`): an article of one paragraph has no ``para-1``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from ...core.digest import digest
from ...core.text import Text
from ..numerals import from_chinese
from .blocks import Line, Media, lines_of, refused

Kind = Literal["law", "methodology"]
KIND_TEXT: dict[Kind, Text] = {
    "law": Text("法规（按条）", "a law in articles"),
    "methodology": Text("方法学（按节）", "a methodology in sections"),
}
_NUM = "零〇一二三四五六七八九十百"
_ARTICLE = re.compile(rf"第([{_NUM}\d]+)条(?:之([{_NUM}\d]+))?[\s:：]*(?![款项规的、，])(.*)")
_CHAPTER = re.compile(rf"第([{_NUM}\d]+)章\s*(.*)")
_ITEM = re.compile(rf"[（(]([{_NUM}]+)[）)]\s*(.*)")
_SUB = re.compile(r"(\d{1,2})[.．、](?!\d)\s*(.*)")
_SECTION = re.compile(r"(\d{1,2}(?:\s*[.．\s]\s*\d{1,2})*)(?:\s+|(?=[\u4e00-\u9fff“]))(.+)")
_DEEP = re.compile(r"(\d{1,2}(?:\.\d{1,2}){2,4})\s+(.+)")
_LETTER = re.compile(r"([a-z])\s*[）)]\s*(.*)")
_TAG = re.compile(r"\\tag\{(\d+)\}|[=＝].*[（(](\d{1,2})[）)]\s*$")
_TABLES = re.compile(r"表\s*(\d{1,2})(?:\s*(?:—|--?|–|－|至|~|～)\s*表?\s*(\d{1,2}))?")
_ANNEX = re.compile(r"附\s*(?:录|件)\s*([A-Z\d一二三四五六七八九十]*)")
_CODE = re.compile(r"CCER-\d{2}-\d{3}-V\d{2}")
_NUMBER = re.compile(r"(?:令|公告)?\s*第?\s*\d+\s*号|[〔\[]\d{4}[〕\]]\s*\d+\s*号")
_ERROR_PAGE = re.compile(
    r"(?:^|\D)(?:40[0-9]|50[0-9])\s*(?:[-—:：]|not found|forbidden|error|bad gateway|页面|错误)|页面不存在|页面未找到|找不到(?:该|您|页面)|"
    r"page not found|access denied|访问被拒绝|验证码|captcha|enable javascript|服务器(?:内部)?错误|网站维护",
    re.IGNORECASE,
)
_NEWS = re.compile(r"记者|本报讯|新华社|责任编辑|来源[:：]|点击数|通讯员|答记者问|解读")


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """An article, paragraph, item, section, equation or table of an official text.

    ``text`` is its own words without those of what is below; ``line`` its place in the file; ``picture`` that the text only names it.
    """

    ref: str
    text: str
    heading: str = ""
    line: int = 0
    picture: bool = False

    @property
    def digest(self) -> str:
        return digest([self.ref, self.heading, self.text])


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What was understood, to be shown to a person before it is stored."""

    source: str
    sha256: str
    media: Media
    kind: Kind
    title: str
    number: str
    pieces: tuple[Piece, ...]
    remarks: tuple[Text, ...]

    @property
    def paths(self) -> dict[str, Piece]:
        return {piece.ref: piece for piece in self.pieces}

    def count(self, kind: str) -> int:
        """How many pieces of a kind (``art``, ``para``, ``item``, ``sec``, ``eq``, ``table``)."""
        return sum(piece.ref.rpartition("/")[2].startswith(f"{kind}-") for piece in self.pieces)


def understand(name: str, data: bytes) -> Understood:
    """Read an official text.

    Parameters
    ----------
    name : str
        Name of the file.
    data : bytes
        Its content: Markdown, HTML, DOCX or PDF.

    Raises
    ------
    BadInput
        It is an error page, a news item, or has neither articles nor sections.
    """
    media, lines = lines_of(name, data)
    text = "\n".join(line.text for line in lines)
    articles = [line for line in lines if _article(line.text)]
    sections = [line for line in lines if line.level and _section(line)] or [
        line for line in lines if _section(line) and len(line.text) < 40
    ]
    _no_law(name, text, len(articles), len(sections))
    kind: Kind = "law" if len(articles) >= 3 else "methodology"
    pieces = _law(lines) if kind == "law" else _methodology(lines)
    code = _CODE.search(name) or _CODE.search(text[:3000])
    number = _NUMBER.search(text[:1500])
    return Understood(
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media=media,
        kind=kind,
        title=_title(lines, kind),
        number=code[0] if code and kind == "methodology" else number[0].strip() if number else "",
        pieces=tuple(pieces),
        remarks=tuple(_remarks(kind, pieces, text)),
    )


def _no_law(name: str, text: str, articles: int, sections: int) -> None:
    if articles < 3 and _ERROR_PAGE.search(text[:600]) and len(text) < 4000:
        raise refused(name, Text("这是出错页面，不是法规", "it is an error page, no law"))
    if articles >= 3:
        return
    if len(_NEWS.findall(text)) >= 2 and sections < 5:
        raise refused(name, Text("这是新闻或解读，不是法规", "it is a news item or a commentary, no law"))
    if sections < 5:
        why = Text(
            f"只找到 {articles} 条、{sections} 节，不像法规或方法学",
            f"only {articles} articles and {sections} sections were found: it is no law and no methodology",
        )
        raise refused(name, why)


def _title(lines: Iterable[Line], kind: Kind) -> str:
    for line in lines:
        if kind == "law" and (_CHAPTER.match(line.text) or _article(line.text)):
            break
        if len(line.text) >= 4 and not _section(line):
            return line.text.strip("《》")
    return ""


def _article(text: str) -> re.Match[str] | None:
    found = _ARTICLE.match(text)
    return found if found and from_chinese(found[1]) else None


def _law(lines: list[Line]) -> list[Piece]:
    """Articles with their paragraphs and items; the chapter gives its heading to nothing, it is a piece of its own."""
    pieces: list[Piece] = []
    article: _Article | None = None
    for line in lines:
        opened = _article(line.text)
        if opened:
            pieces += article.pieces() if article else []
            number = f"{from_chinese(opened[1])}" + (f"-{from_chinese(opened[2])}" if opened[2] else "")
            article = _Article(f"art-{number}", line.number)
            article.add(opened[3].strip(), line.number)
            continue
        chapter = _CHAPTER.match(line.text)
        if chapter and len(line.text) < 40:
            pieces += article.pieces() if article else []
            article = None
            pieces.append(
                Piece(
                    ref=f"chapter-{from_chinese(chapter[1])}",
                    heading=chapter[2].replace(" ", ""),
                    text="",
                    line=line.number,
                )
            )
        elif article is not None and not line.level and not line.text.startswith("!["):
            article.add(line.text, line.number)
    return pieces + (article.pieces() if article else [])


class _Article:
    """An article as its paragraphs come in."""

    def __init__(self, ref: str, line: int) -> None:
        self.ref, self.line = ref, line
        self.paragraphs: list[tuple[str, int, list[tuple[str, int, list[tuple[str, int]]]]]] = []

    def add(self, text: str, line: int) -> None:
        if not text:
            return
        item, sub = _ITEM.match(text), _SUB.match(text)
        if item and self.paragraphs:
            self.paragraphs[-1][2].append((item[2], line, []))
        elif sub and self.paragraphs and self.paragraphs[-1][2]:
            self.paragraphs[-1][2][-1][2].append((sub[2], line))
        else:
            self.paragraphs.append((text, line, []))

    def pieces(self) -> list[Piece]:
        several = len(self.paragraphs) > 1
        found = [Piece(ref=self.ref, text="" if several else self._only(), line=self.line)]
        for place, (text, line, items) in enumerate(self.paragraphs, 1):
            above = f"{self.ref}/para-{place}" if several else self.ref
            if several:
                found.append(Piece(ref=above, text=text, line=line))
            for n, (words, at, subs) in enumerate(items, 1):
                found.append(Piece(ref=f"{above}/item-{n}", text=words, line=at))
                found += [
                    Piece(ref=f"{above}/item-{n}/sub-{m}", text=part, line=where)
                    for m, (part, where) in enumerate(subs, 1)
                ]
        return found

    def _only(self) -> str:
        return self.paragraphs[0][0] if self.paragraphs else ""


def _section(line: Line) -> tuple[str, str] | None:
    """Number and heading of a section; numbers are printed with stray spaces."""
    if line.level > 1 or (line.level == 0 and len(line.text) < 40):
        found = _SECTION.match(line.text)
        if found and (line.level or re.match(r"[\u4e00-\u9fff“]", found[2])):
            return ".".join(re.findall(r"\d+", found[1])), found[2].strip()
    deep = _DEEP.match(line.text)
    return (deep[1], deep[2].strip()) if deep else None


def _methodology(lines: list[Line]) -> list[Piece]:
    """Sections with lettered items, numbered equations, and the tables that are named."""
    held: dict[str, Piece] = {}
    section = ""
    for line in lines:
        numbered = _section(line)
        if numbered and _follows(numbered[0], held):
            section = f"sec-{numbered[0]}"
            heading = numbered[1] if len(numbered[1]) <= 40 else ""
            _enter(
                held,
                Piece(ref=section, heading=heading, text="" if heading else numbered[1], line=line.number),
            )
            continue
        annex = _ANNEX.match(line.text)
        if annex and (line.level or len(line.text) < 30):
            section = f"annex-{annex[1].lower() or '1'}"
            _enter(held, Piece(ref=section, heading=line.text, text="", line=line.number))
            continue
        if section:
            _within(held, section, line)
    return list(held.values())


def _within(held: dict[str, Piece], section: str, line: Line) -> None:
    for found in _TABLES.finditer(line.text):
        for n in range(int(found[1]), int(found[2] or found[1]) + 1):
            _enter(held, Piece(ref=f"table-{n}", text=line.text, line=line.number, picture=True))
    equation = _TAG.search(line.text)
    if equation:
        _enter(held, Piece(ref=f"eq-{equation[1] or equation[2]}", text=line.text, line=line.number))
        return
    letter = _LETTER.match(line.text)
    if letter:
        _enter(held, Piece(ref=f"{section}/item-{letter[1]}", text=letter[2], line=line.number))
    elif not line.text.startswith("!["):
        piece = held[section]
        held[section] = msgspec.structs.replace(piece, text=f"{piece.text}\n{line.text}".strip())


def _enter(held: dict[str, Piece], piece: Piece) -> None:
    """The first place that has a path keeps it."""
    held.setdefault(piece.ref, piece)


def _follows(number: str, held: dict[str, Piece]) -> bool:
    """A number begins a section when what is before it in the outline is there: 5.2.1 after 5.2, 6 after 5."""
    above, _, last = number.rpartition(".")
    if f"sec-{number}" in held:
        return False
    prefix = f"sec-{above}." if above else "sec-"
    return (not above or f"sec-{above}" in held) and (last == "1" or f"{prefix}{int(last) - 1}" in held)


def _remarks(kind: Kind, pieces: list[Piece], text: str) -> Iterable[Text]:
    if kind == "law":
        numbers = [int(p.ref[4:]) for p in pieces if re.fullmatch(r"art-\d+", p.ref)]
        missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
        if missing:
            listed = ", ".join(map(str, missing))
            yield Text(f"缺少第 {listed} 条", f"articles {listed} are missing")
        if len(numbers) != len(set(numbers)):
            yield Text("有的条号出现两次", "an article's number is there twice")
    pictures = [p.ref for p in pieces if p.picture]
    if pictures:
        yield Text(
            f"{len(pictures)} 个表只见提及，内容须另行核对",
            f"{len(pictures)} tables are only named; check their content elsewhere",
        )
    if "![" in text:
        yield Text("文中有图片，图片里的文字没有读", "there are pictures; the text in them was not read")
