"""How a DOCX looks: styles, fonts for both scripts, page, head and foot, and the same bytes for the same input."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

from ..core.text import Lang

if TYPE_CHECKING:
    from .parts import Document

INK, INK_2, LINE, PAPER = "16202A", "55616D", "D9D6CB", "F7F6F1"
GREEN, GREEN_2, AMBER, AMBER_2, BLUE = "0B6B4F", "E3F0EA", "9A5B00", "F6ECD9", "1D4F91"
SERIF, SANS = ("Times New Roman", "宋体"), ("Arial", "等线")
_OTHER_NAMES = {
    "宋体": "SimSun;Songti SC;Noto Serif CJK SC;Noto Serif SC",
    "等线": "DengXian;Microsoft YaHei;PingFang SC;Noto Sans CJK SC",
}
_HEADINGS = {1: (16, GREEN, 20, 8), 2: (13, INK, 16, 6), 3: (11, INK, 12, 4)}


def set_up(docx: Any, document: Document) -> None:
    """Page, styles, head and foot, properties."""
    _page(docx)
    _defaults(docx, document.lang)
    _headings(docx)
    _paragraphs(docx, document.lang)
    _characters(docx)
    _fonts(docx)
    _head_and_foot(docx, document)
    _properties(docx, document)


def element(tag: str, **attributes: str) -> Any:
    """A WordprocessingML element; attribute names are in the same namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_fonts(target: Any, pair: tuple[str, str]) -> None:
    """Latin and East Asian font of a style or run, without the theme's."""
    from docx.oxml.ns import qn

    properties = target.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    latin, east = pair
    properties.insert(0, element("rFonts", ascii=latin, hAnsi=latin, eastAsia=east, cs=latin))


def _page(docx: Any) -> None:
    from docx.shared import Mm

    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(27), Mm(24)
    section.header_distance, section.footer_distance = Mm(13), Mm(12)


def _defaults(docx: Any, lang: Lang) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    normal = docx.styles["Normal"]
    set_fonts(normal, SERIF)
    normal.font.size = Pt(10.5)
    normal.font.color.rgb = RGBColor.from_string(INK)
    shown = element("lang", val="en-US" if lang == "en" else "zh-CN", eastAsia="zh-CN")
    normal.element.rPr.append(shown)
    for defaults in docx.styles.element.iter(qn("w:rPrDefault")):
        for old in list(defaults.iter(qn("w:lang"))):
            old.set(qn("w:eastAsia"), "zh-CN")


def _headings(docx: Any) -> None:
    from docx.shared import Pt, RGBColor

    for level, (size, colour, before, after) in _HEADINGS.items():
        style = docx.styles[f"Heading {level}"]
        set_fonts(style, SANS)
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    title = docx.styles["Title"]
    set_fonts(title, SANS)
    title.font.size, title.font.bold, title.font.color.rgb = Pt(20), True, RGBColor.from_string(INK)
    title.paragraph_format.space_after = Pt(4)
    properties = title.element.get_or_add_pPr()
    for border in properties.findall(_q("pBdr")):
        properties.remove(border)


def _paragraphs(docx: Any, lang: Lang) -> None:
    """Body, note, caption, table text, equation, contents: each a style of its own."""
    from docx.shared import Pt

    body = _style(docx, "Ccer Body", size=10.5, after=6, spacing=1.4)
    if lang == "zh":
        body.element.get_or_add_pPr().append(element("ind", firstLineChars="200", firstLine="420"))
    _style(docx, "Ccer Note", size=9, after=4, spacing=1.3, colour=INK_2)
    _style(docx, "Ccer Table", size=9, after=0, spacing=1.2, fonts=SERIF)
    _style(docx, "Ccer Table Head", size=9, after=0, spacing=1.2, fonts=SANS, bold=True)
    _style(docx, "Ccer Equation", size=10.5, after=6, spacing=1.2)
    _style(docx, "Ccer Contents", size=10.5, after=2, spacing=1.2)
    _style(docx, "Ccer Kind", size=11, after=2, colour=GREEN, fonts=SANS, bold=True)
    _style(docx, "Ccer Lead", size=13, after=10, colour=INK_2, fonts=SANS)
    bullet = docx.styles["List Bullet"]
    bullet.font.size = Pt(10.5)
    bullet.paragraph_format.space_after = Pt(3)
    caption = docx.styles["Caption"]
    set_fonts(caption, SANS)
    caption.font.size, caption.font.bold = Pt(9), True
    caption.font.color.rgb = None
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(3)


def _style(
    docx: Any,
    name: str,
    *,
    size: float,
    after: float,
    spacing: float = 1.3,
    colour: str = INK,
    fonts: tuple[str, str] = SERIF,
    bold: bool = False,
) -> Any:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    style = docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = docx.styles["Normal"]
    set_fonts(style, fonts)
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(after)
    style.paragraph_format.line_spacing = spacing
    return style


def _characters(docx: Any) -> None:
    """Marks in running text: missing, provisional, clause, strong, quiet."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    for name, colour, fill, bold in (
        ("Ccer Gap", AMBER, AMBER_2, True),
        ("Ccer Provisional", AMBER, "", False),
        ("Ccer Clause", BLUE, "", False),
        ("Ccer Strong", INK, "", True),
        ("Ccer Quiet", INK_2, "", False),
    ):
        style = docx.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb, style.font.bold = RGBColor.from_string(colour), bold or None
        if fill:
            style.element.get_or_add_rPr().append(element("shd", val="clear", color="auto", fill=fill))


def _fonts(docx: Any) -> None:
    """Other names of the Chinese fonts, for machines that lack them."""
    from lxml import etree

    for part in docx.part.package.iter_parts():
        if part.partname != "/word/fontTable.xml":
            continue
        root = etree.fromstring(part.blob)
        for name, others in _OTHER_NAMES.items():
            font = element("font", name=name)
            font.append(element("altName", val=others))
            font.append(element("charset", val="86"))
            root.append(font)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _head_and_foot(docx: Any, document: Document) -> None:
    section = docx.sections[0]
    head = section.header.paragraphs[0]
    head.style = docx.styles["Ccer Note"]
    head.text = f"{document.running_head}\t{document.kind}"
    _right_tab(head)
    _rule(head, "bottom")
    foot = section.footer.paragraphs[0]
    foot.style = docx.styles["Ccer Note"]
    _right_tab(foot)
    _rule(foot, "top")
    left, _, right = document.running_foot.partition("\t")
    foot.add_run(left + "\t")
    before, _, rest = right.partition("{page}")
    middle, _, after = rest.partition("{pages}")
    foot.add_run(before)
    field(foot, "PAGE", "1")
    foot.add_run(middle)
    field(foot, "NUMPAGES", "1")
    foot.add_run(after)


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that Word and LibreOffice work out themselves."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "":
            code = element("instrText")
            code.text = f" {text} "
            run._r.append(code)
        elif kind == "shown":
            run.text = text
        else:
            run._r.append(element("fldChar", fldCharType=kind))


def _right_tab(paragraph: Any) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT)


def _rule(paragraph: Any, side: str) -> None:
    borders = element("pBdr")
    borders.append(element(side, val="single", sz="4", space="4", color=LINE))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _properties(docx: Any, document: Document) -> None:
    day = dt.datetime(document.on.year, document.on.month, document.on.day)  # noqa: DTZ001 - a date, no clock
    core = docx.core_properties
    core.title, core.subject = document.title, document.kind
    core.author = core.last_modified_by = "OpenCCER"
    core.created = core.modified = core.last_printed = day
    core.comments, core.keywords, core.revision = "", "CCER", 1
    core.language = "zh-CN" if document.lang == "zh" else "en"


def _q(tag: str) -> str:
    from docx.oxml.ns import qn

    name: str = qn(f"w:{tag}")
    return name


def steady(raw: bytes, on: dt.date) -> bytes:
    """The same archive with every entry dated on the as-of date, so that equal input gives equal bytes."""
    stamp = (max(on.year, 1980), on.month, on.day, 0, 0, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, source.read(name))
    return out.getvalue()
