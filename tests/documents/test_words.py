"""What a reader finds in each paper: every chapter, one language, no placeholder, wording that fits the methodology."""

from __future__ import annotations

import datetime as dt
import functools
import html
import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import msgspec
import pytest

from ccer.compute.readings import Readings
from ccer.core.text import Lang
from ccer.documents.decision_page import decision_page
from ccer.documents.docx import heading, render_docx
from ccer.documents.letters import commitment_letters
from ccer.documents.methodology_page import methodology_page
from ccer.documents.model import design_document
from ccer.documents.note import change_note
from ccer.documents.parts import Document
from ccer.documents.pdf import render_pdf
from ccer.documents.plan import monitoring_plan
from ccer.documents.report import accounting_report
from ccer.documents.timeline import timeline_page
from ccer.documents.wording import numbers, unit
from ccer.methodologies import codes, load
from ccer.project.assessment import assess
from ccer.project.model import Assessment

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
ON = dt.date(2026, 11, 20)
CHOSEN = ("example-wind", "example-afforestation", "example-mangrove")
HAN = re.compile("[\u4e00-\u9fff\u3001\u3002\u300a-\u3011\uff08\uff09\uff0c\uff1a\uff1b]+")
SENTENCE = re.compile(r"(?<![A-Za-z.])[A-Za-z]?[a-z]{2,} [a-z]{2,} [a-z]{2,}")
PLACEHOLDER = re.compile(
    r"\bNone\b|\bnan\b|\binf\b|TODO|\{\{|\}\}|\{[a-z_]+\}|\bTrue\b|\bFalse\b|\d\.\d{12}|\de[+-]\d"
)
ELECTRIC = (
    "并网",
    "上网",
    "电能表",
    "抄表",
    "结算凭证",
    "用海",
    "grid connection",
    "exported electricity",
    "electricity meter",
    "sea-use",
)


@functools.cache
def sample(name: str) -> Assessment:
    return assess(SAMPLES / name, ON)


def papers(name: str, lang: Lang) -> list[Document]:
    """Every paper of a sample."""
    found = sample(name)
    method = load(found.project.methodology)
    older = msgspec.structs.replace(
        found, project=msgspec.structs.replace(found.project, lifetime_years=None)
    )
    return [
        design_document(found, method, lang),
        accounting_report(found, method, lang),
        monitoring_plan(found, method, lang),
        change_note(older, found, method, lang),
        *commitment_letters(found, method, lang),
    ]


def strings(value: Any) -> list[str]:
    """Every text of a project file: its own words stay in its own language."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (*strings(key), *strings(item))]
    return [text for item in value for text in strings(item)] if isinstance(value, (list, tuple)) else []


def own_words(name: str) -> list[str]:
    """Those of the project file and of its data: names of meters and plots, and headings that the log quotes."""
    found = sample(name)
    held = set(strings(msgspec.to_builtins(found.project)))
    for claim in found.claims:
        readings = claim.readings
        held.update(row.point for row in (readings.rows if isinstance(readings, Readings) else ()))
        for entry in claim.calculation.adjustments if claim.calculation else ():
            held.update((entry.where, *HAN.findall(entry.what.en)))
    return sorted(("".join(text.split()) for text in held), key=len, reverse=True)


def leaks(text: str, lang: Lang, own: list[str]) -> list[str]:
    """What is in the other language."""
    if lang == "zh":
        return [hit for hit in SENTENCE.findall(text) if not hit.startswith("ccer ")]
    joined = "".join(text.split())
    for words in own:
        joined = joined.replace(words, "")
    return HAN.findall(joined)


def pdf_text(document: Document, folder: Path) -> str:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext absent: the text of the PDF is not read")
    path = folder / "paper.pdf"
    path.write_bytes(render_pdf(document))
    done = subprocess.run([reader, str(path), "-"], check=True, capture_output=True, text=True, timeout=60)
    return done.stdout


def docx_text(document: Document) -> str:
    opened = docx.Document(io.BytesIO(render_docx(document)))
    lines = [p.text for p in opened.paragraphs]
    lines += [
        p.text for table in opened.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    ]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHOSEN)
def test_every_pdf_reads_in_one_language(name: str, lang: Lang, tmp_path: Path) -> None:
    for paper in papers(name, lang):
        text = pdf_text(paper, tmp_path)
        assert not PLACEHOLDER.findall(text), paper.name
        assert not leaks(text, lang, own_words(name)), paper.name
        joined = "".join(text.split())
        for section in paper.sections():
            assert "".join(heading(section).split()) in joined, (paper.name, section.number)
        assert ("第1页" if lang == "zh" else "Page1of") in joined


@pytest.mark.parametrize("name", CHOSEN)
def test_every_docx_reads_in_one_language(name: str, lang: Lang) -> None:
    for paper in papers(name, lang):
        text = docx_text(paper)
        assert not PLACEHOLDER.findall(text), paper.name
        assert not leaks(text, lang, own_words(name)), paper.name


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("tCO2/MWh", "tCO₂/MWh", "tCO₂/MWh"),
        ("tC/ha/year", "tC/ha/年", "tC/ha/year"),
        ("10^4Nm3", "10⁴Nm³", "10⁴Nm³"),
        ("day", "天", "day"),
        ("text", "—", "—"),
        ("kWh/h", "kWh/小时", "kWh/h"),
    ],
)
def test_units_as_people_print_them(written: str, zh: str, en: str) -> None:
    assert (unit(written, "zh"), unit(written, "en")) == (zh, en)


def test_a_column_has_one_number_of_decimals() -> None:
    assert numbers([1104.241, 854.32, 570], 3) == ["1,104.241", "854.320", "570.000"]
    assert numbers([522070, 1600.0], 3) == ["522,070", "1,600"]


@pytest.mark.parametrize("name", ["example-afforestation", "example-mangrove"])
def test_a_forest_speaks_of_no_power_station(name: str, lang: Lang) -> None:
    for paper in papers(name, lang):
        text = docx_text(paper)
        assert not [word for word in ELECTRIC if word in text], paper.name
        assert not re.search("方法学 第7.3|methodology, sec. 7.3", text), paper.name


@pytest.mark.parametrize("code", codes())
def test_every_methodology_page_reads_in_one_language(code: str, lang: Lang) -> None:
    text = docx_text(methodology_page(load(code), lang, on=ON))
    assert not PLACEHOLDER.findall(text)
    assert not leaks(text, lang, [])


def page_text(page: str) -> str:
    return html.unescape(re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", "\n", page, flags=re.S))


@pytest.mark.parametrize("name", CHOSEN)
def test_the_decision_page_reads_in_one_language(name: str, lang: Lang) -> None:
    text = page_text(decision_page(sample(name), lang))
    assert not PLACEHOLDER.findall(text)
    assert not leaks(text, lang, own_words(name))


@pytest.mark.parametrize("name", CHOSEN)
def test_the_timeline_has_no_placeholder(name: str) -> None:
    """It is in both languages, one below the other."""
    assert not PLACEHOLDER.findall(page_text(timeline_page(sample(name))))
