"""A methodology on paper: every equation, symbol, parameter and clause of every methodology, as PDF and as LaTeX source."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter

import pytest

from ccer.compute.equation import quantity
from ccer.compute.methodology import Methodology, Statement
from ccer.core.text import Lang, Text
from ccer.documents.chapter_b6 import latex
from ccer.documents.docx import render_docx
from ccer.documents.methodology_page import methodology_page
from ccer.documents.parts import Document, Equation, Table
from ccer.documents.pdf import render_pdf
from ccer.documents.tex import escape, render_tex
from ccer.methodologies import codes, load
from ccer.policy.corpus import corpus

DAY = dt.date(2026, 11, 21)


def cells(document: Document, number: str) -> list[list[str]]:
    section = next(section for section in document.sections() if section.number == number)
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return [["".join(s.text for s in cell) for cell in row] for table in tables for row in table.rows]


@pytest.mark.parametrize("code", codes())
def test_conditions_are_filled_with_the_values_in_force(code: str, lang: Lang) -> None:
    shown = " ".join(cell for row in cells(methodology_page(load(code), lang, on=DAY), "1") for cell in row)
    assert "…" not in shown
    assert "{" not in shown
    assert "见条款" not in shown
    assert "see the clause" not in shown


def test_conditions_of_afforestation_name_the_figures_of_its_text() -> None:
    """Three years without forest, parcels of 400 m2, 20 % of the surface, 20 to 40 years, 400 mm: fact sheet A.3.1 and forestry 2.1."""
    shown = {row[0]: row[1] for row in cells(methodology_page(load("CCER-14-001-V01"), "zh", on=DAY), "1")}
    assert "至少 3 年" in shown["造林前的土地"]
    assert "400平方米" in shown["地块连续面积"]
    assert "667平方米" in shown["地块连续面积"]
    assert "小于 400 毫米" in shown["额外性"]
    assert shown["计入期长度"].startswith("20-40 年")
    assert "不超过 0.2" in shown["原有植被"]


@pytest.mark.parametrize("code", codes())
def test_equations_stand_in_the_order_of_their_numbers(code: str) -> None:
    """1, 2 … 9, 10; 28 before 28a; what has no number last."""
    numbers = re.findall(
        r"\\tag\*\{\((\d+)([a-z]?)\)", render_tex(methodology_page(load(code), "en", on=DAY))
    )
    found = [(int(number), letter) for number, letter in numbers]
    assert found
    assert found == sorted(found)


@pytest.mark.parametrize("code", codes())
def test_every_equation_and_symbol_is_printed(code: str) -> None:
    methodology = load(code)
    document = methodology_page(methodology, "en", on=DAY)
    section = next(s for s in document.sections() if s.number == "3")
    printed = [block for block in section.blocks if isinstance(block, Equation)]
    assert len(printed) == len(methodology.equations)
    symbols = {row[0] for row in cells(document, "3")}
    names = {name for e in methodology.equations for name in (e.result, *e.parameters)}
    assert symbols == {quantity(name).symbol for name in names}


@pytest.mark.slow
@pytest.mark.parametrize("code", codes())
def test_every_page_can_be_set(code: str) -> None:
    document = methodology_page(load(code), "zh", on=DAY)
    assert render_pdf(document).startswith(b"%PDF-")
    assert render_docx(document).startswith(b"PK")


def test_parameters_have_their_windows_and_marks(methodology: Methodology, lang: Lang) -> None:
    rows = cells(methodology_page(methodology, lang, on=DAY), "4")
    held = corpus().parameters("methodology.ccer-01-002-v01.")
    assert len(rows) == sum(len(parameter.values) for parameter in held)
    weights = [row for row in rows if "om_" in row[0]]
    assert weights[0][1] == "0.5"
    assert "2023-10-24" in weights[0][3]
    marks = Counter(row[5] for row in rows)
    assert set(marks) <= {"已见原文", "由公开数据推得", "read in the text", "worked out from public data"}


def test_every_clause_held_is_summed_up(methodology: Methodology, lang: Lang) -> None:
    version = corpus().version("ccer-01-002-v01")
    assert version is not None
    rows = cells(methodology_page(methodology, lang, on=DAY), "7")
    assert [row[2] for row in rows] == [p.text.say(lang) for p in version.instrument.provisions]


def test_conditions_cite_their_clauses(methodology: Methodology) -> None:
    rows = cells(methodology_page(methodology, "zh", on=DAY), "1")
    assert rows
    assert all(row[2] for row in rows)


def test_a_proxy_is_said_first(methodology: Methodology, lang: Lang) -> None:
    proxy = Statement(Text("以联合国清洁发展机制工具替代", "a CDM tool stands in"), "ccer-01-002-v01/sec-6.1")
    document = methodology_page(dataclasses.replace(methodology, proxy=proxy), lang, on=DAY)
    first = document.statements[0].spans[0]
    assert first.kind == "gap"
    assert proxy.text.say(lang) in first.text
    assert "gap" not in {
        s.kind for p in methodology_page(methodology, lang, on=DAY).statements for s in p.spans
    }


@pytest.mark.parametrize("code", codes())
def test_latex_source_is_whole(code: str, lang: Lang) -> None:
    methodology = load(code)
    source = render_tex(methodology_page(methodology, lang, on=DAY))
    for equation in methodology.equations:
        assert latex(equation).split("\\begin{cases}")[0] in source
    opened = Counter(re.findall(r"\\begin\{(\w+\*?)\}", source))
    closed = Counter(re.findall(r"\\end\{(\w+\*?)\}", source))
    assert opened == closed
    plain = source.replace("\\\\", "").replace("\\{", "").replace("\\}", "").replace("\\%", "")
    assert plain.count("{") == plain.count("}")
    for table in re.findall(r"\\begin\{longtable\}(.*?)\\end\{longtable\}", source, re.DOTALL):
        columns = len(re.findall(r"[LR]\{[0-9.]+\\textwidth\}", table))
        body = table.replace("\\&", "")
        lines = [line for line in body.split("\\\\") if "&" in line]
        assert {line.count("&") + 1 for line in lines} <= {columns}


def test_latex_source_can_hold_no_command() -> None:
    assert escape(r"\input{x} $a_b$ 50% #1 ~^&") == (
        r"\textbackslash{}input\{x\} \$a\_b\$ 50\% \#1 \textasciitilde{}\textasciicircum{}\&"
    )
