"""The files: DOCX with real structure, PDF with Chinese text, both the same bytes for the same document."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from ccer.compute.methodology import Methodology
from ccer.core.text import Lang
from ccer.documents.docx import heading, render_docx, write_docx
from ccer.documents.latex import parse, plain_text
from ccer.documents.model import design_document
from ccer.documents.omml import either, to_omml, to_runs
from ccer.documents.parts import Document
from ccer.documents.pdf import render_pdf, write_pdf
from ccer.documents.typst_math import to_typst
from ccer.project.model import Assessment

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMULAS = {
    r"BE_{y} = EG_{PJ,y} \times EF_{grid,CM,y}": "BE_y = EG_PJ,y × EF_grid,CM,y",
    r"ER_{y} = BE_{y} - PE_{y}": "ER_y = BE_y − PE_y",
    r"PE_{y} = \sum_{i} FC_{i,y} \times \frac{44}{12}": "PE_y = ∑_iFC_i,y × 44/12",
    r"M \times \left(1 - \varepsilon\right)": "M × (1 − ε)",
    r"x = \begin{cases} 0 & \text{if}\: s = 0 \\1 & \text{otherwise} \end{cases}": "x = {0 ifs = 0; 1 otherwise}",
    r"\bar{h}_{i} - \hat{x}": "h\u0304_i − x\u0302",
    r"\exp\left(a^{2}\right) + \sqrt{b}": "exp(a^2) + √(b)",
}


@pytest.fixture(scope="module")
def document(assessment: Assessment, methodology: Methodology) -> Document:
    return design_document(assessment, methodology, "zh")


@pytest.fixture(scope="module")
def made(document: Document) -> bytes:
    return render_docx(document)


def test_docx_headings_are_headings(document: Document, made: bytes) -> None:
    paragraphs = docx.Document(io.BytesIO(made)).paragraphs
    found = [(p.text, p.style.name) for p in paragraphs if p.style and p.style.name.startswith("Heading")]
    wanted = [(heading(s), f"Heading {min(s.level, 3)}") for s in document.sections()]
    assert found == wanted


def test_docx_tables_repeat_their_heads(made: bytes) -> None:
    tables = docx.Document(io.BytesIO(made)).tables
    heads = [t for t in tables if t.rows[0]._tr.find(f".//{W}tblHeader") is not None]
    assert len(heads) > 10
    captions = [
        p.text for p in docx.Document(io.BytesIO(made)).paragraphs if p.style and p.style.name == "Caption"
    ]
    assert any(caption.startswith("表A3-1") for caption in captions)
    assert len(captions) == len({caption.split()[0] for caption in captions})


def test_docx_equations_are_equations_with_a_fallback(methodology: Methodology, made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    assert len(root.findall(f".//{M}oMath")) == len(methodology.equations)
    fallback = root.find(".//{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
    assert fallback is not None
    assert "".join(t.text or "" for t in fallback.iter(f"{W}t")) == "BEy = EGPJ,y × EFgrid,CM,y"


def test_docx_names_chinese_fonts_and_language(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        styles, fonts = archive.read("word/styles.xml").decode(), archive.read("word/fontTable.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="等线"' in styles
    assert "Noto Serif CJK SC" in fonts


def test_docx_contents_point_to_bookmarks(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    targets = {link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")}
    names = {mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")}
    assert targets
    assert targets <= names


def test_docx_is_the_same_every_time(document: Document, made: bytes) -> None:
    assert render_docx(document) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 2, 2, 0, 0, 0)}
        assert b"2026-02-02T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.libreoffice
@pytest.mark.slow
def test_docx_opens_in_libreoffice_without_loss(document: Document, soffice: str, tmp_path: Path) -> None:
    path = write_docx(document, tmp_path / "design.docx")
    command = [
        soffice,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180
    )
    text = (tmp_path / "design.txt").read_text(encoding="utf-8-sig")
    for section in document.sections():
        assert heading(section) in text, section.number
    for item in document.missing:
        assert item.title in text, item.field
    assert "BEy = EGPJ,y × EFgrid,CM,y" in text
    assert "2,541,232" in text


@pytest.mark.slow
def test_pdf_holds_chinese_text(document: Document, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext absent: the text of the PDF is not read")
    path = write_pdf(document, tmp_path / "design.pdf")
    text = subprocess.run(
        [reader, str(path), "-"], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    joined = "".join(text.split())
    assert "国华江苏东台竹根沙H1#200MW海上风电项目" in joined
    assert "2,541,232" in joined
    for item in document.missing:
        assert "".join(item.title.split()) in joined, item.field


@pytest.mark.parametrize("chosen", ["zh", "en"])
def test_pdf_is_the_same_every_time(assessment: Assessment, methodology: Methodology, chosen: Lang) -> None:
    document = design_document(assessment, methodology, chosen)
    one = render_pdf(document)
    assert one.startswith(b"%PDF-")
    assert one == render_pdf(document)


@pytest.mark.parametrize(("source", "plain"), FORMULAS.items())
def test_formulas_in_every_notation(source: str, plain: str) -> None:
    assert plain_text(source) == plain
    assert to_typst(source)
    etree.fromstring(to_omml(source))
    etree.fromstring(either(source))
    assert all(etree.fromstring(run).tag == f"{W}r" for run in to_runs(source))


def test_a_formula_can_hold_no_code() -> None:
    hostile = r'a_{b} + \text{"); read("secret")} # $ \evil'
    typst = to_typst(hostile)
    assert 'read(\\"secret\\")' in typst
    assert parse(hostile).items
