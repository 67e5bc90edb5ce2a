"""``ccer documents``: every paper as files, edits by hand read back and kept when a paper is made again."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from ccer.cli import group
from ccer.cli.language import speak
from ccer.cli.results import write_results
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.policy.corpus import corpus
from ccer.project.model import Assessment
from ccer.project.replaying import assessment_receipt

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
DAY = ("--as-of", "2026-11-01")
PAPERS = {
    "design": ["design-document"],
    "report": ["accounting-report-1"],
    "plan": ["monitoring-plan"],
    "letters": [
        "letter-certificates-validation",
        "letter-certificates-verification",
        "letter-truth",
        "letter-uniqueness",
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fictional project."""
    return Path(shutil.copytree(SAMPLES / "example-wind", tmp_path / "project"))


def call(*arguments: object) -> Result:
    try:
        return CliRunner().invoke(group, [str(a) for a in arguments], catch_exceptions=False)
    finally:
        speak("zh")


def word(path: Path, old: str, new: str) -> None:
    """A person replaces words in a DOCX."""
    opened = docx.Document(io.BytesIO(path.read_bytes()))
    run = next(run for p in opened.paragraphs for run in p.runs if old in run.text)
    run.text = run.text.replace(old, new)
    opened.save(str(path))


@pytest.mark.parametrize("paper", PAPERS)
def test_each_paper_in_both_formats(folder: Path, paper: str, lang: str) -> None:
    out = folder / "out"
    assert call("documents", paper, folder, "--out", out, *DAY, "--lang", lang).exit_code == 0
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted(f"{name}.{suffix}" for name in PAPERS[paper] for suffix in ("docx", "pdf"))


def test_one_format_and_json(folder: Path) -> None:
    result = call("documents", "plan", folder, "--out", folder, "--format", "docx", "--json", *DAY)
    assert json.loads(result.output) == {
        "written": [str(folder / "monitoring-plan.docx")],
        "conflicts": [],
    }


def test_the_note_compares_two_folders(folder: Path, tmp_path: Path) -> None:
    new = Path(shutil.copytree(folder, tmp_path / "new"))
    path = new / "project.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("121.500000", "121.600000"), encoding="utf-8")
    call("documents", "note", folder, new, "--out", tmp_path / "out", "--format", "docx", *DAY)
    opened = docx.Document(str(tmp_path / "out" / "modification-note.docx"))
    assert "121.6" in "".join(
        cell.text for table in opened.tables for row in table.rows for cell in row.cells
    )


def test_the_note_compares_two_docx(folder: Path) -> None:
    call("documents", "design", folder, "--out", folder, "--format", "docx", *DAY)
    old, new = folder / "design-document.docx", folder / "new.docx"
    shutil.copy(old, new)
    word(new, "虚构的海上风电场", "经核对的海上风电场")
    call("documents", "note", old, new, "--out", folder, "--format", "docx", *DAY)
    opened = docx.Document(str(folder / "modification-note.docx"))
    assert "经核对的海上风电场" in "".join(c.text for t in opened.tables for r in t.rows for c in r.cells)


def test_a_methodology_as_pdf_and_latex(tmp_path: Path) -> None:
    call("documents", "methodology", "CCER-01-002-V01", "--out", tmp_path, "--lang", "en")
    assert (tmp_path / "ccer-01-002-v01.pdf").read_bytes().startswith(b"%PDF-")
    assert "\\begin{equation*}" in (tmp_path / "ccer-01-002-v01.tex").read_text(encoding="utf-8")


def test_edits_are_read_and_stay(folder: Path) -> None:
    call("documents", "design", folder, "--out", folder / "out", *DAY)
    path = folder / "out" / "design-document.docx"
    word(path, "虚构的海上风电场", "业主改写的海上风电场")
    result = call("documents", "read", path)
    assert "新读入 1 处修改" in result.output
    assert "A.1.1" in (folder / "edits.yaml").read_text(encoding="utf-8")
    call("documents", "design", folder, "--out", folder / "again", *DAY)
    texts = [p.text for p in docx.Document(str(folder / "again" / "design-document.docx")).paragraphs]
    assert "业主改写的海上风电场，装机 200 MW。" in texts


def test_a_clash_is_said(folder: Path) -> None:
    call("documents", "design", folder, "--out", folder, "--format", "docx", *DAY)
    path = folder / "design-document.docx"
    word(path, "虚构的海上风电场，装机 200 MW。", "业主写的。")
    call("documents", "read", path)
    project = folder / "project.yaml"
    text = project.read_text(encoding="utf-8").replace("虚构的海上风电场，装机 200 MW。", "项目文件新写")
    project.write_text(text, encoding="utf-8")
    result = call("documents", "design", folder, "--out", folder, "--format", "docx", *DAY)
    assert "A.1.1/description" in result.output


def test_reading_needs_a_project(folder: Path, tmp_path: Path) -> None:
    call("documents", "plan", folder, "--out", tmp_path / "apart", "--format", "docx", *DAY)
    path = tmp_path / "apart" / "monitoring-plan.docx"
    with pytest.raises(BadInput) as caught:
        call("documents", "read", path)
    assert "--project" in caught.value.next.en
    assert call("documents", "read", path, "--project", folder).exit_code == 0
    assert not (folder / "edits.yaml").exists()


def test_an_assessment_writes_the_report_of_each_filing(filed: Assessment, folder: Path) -> None:
    receipt = assessment_receipt(filed, AsOf(corpus(), filed.on), folder=folder)
    written = write_results(filed, receipt, folder / "results", "zh", folder=folder)
    names = {path.name for path in written}
    assert {"accounting-report-1.docx", "accounting-report-1.pdf", "design-document.docx"} <= names


def test_an_assessment_keeps_edits(filed: Assessment, folder: Path) -> None:
    receipt = assessment_receipt(filed, AsOf(corpus(), filed.on), folder=folder)
    write_results(filed, receipt, folder / "out", "zh", folder=folder)
    path = folder / "out" / "accounting-report-1.docx"
    word(path, "【待补充：核算期内运行情况】", "全年正常运行。")
    call("documents", "read", path)
    write_results(filed, receipt, folder / "out", "zh", folder=folder)
    assert "核算期内运行情况：全年正常运行。" in [p.text for p in docx.Document(str(path)).paragraphs]
