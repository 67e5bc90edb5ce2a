"""A document never says that stand-in equations are those of the methodology."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from ccer.cli import main
from cli.every import made


@pytest.mark.parametrize(
    ("code", "lang", "said", "never"),
    [
        ("CCER-01-003-V01", "zh", "而是替代公式", "公式及编号与 CCER-01-003-V01 一致"),
        ("CCER-01-003-V01", "en", "but stand-ins", "Equations and numbers are those of CCER-01-003-V01"),
        ("CCER-01-002-V01", "zh", "公式及编号与 CCER-01-002-V01 一致", "替代公式"),
    ],
)
@pytest.mark.parametrize("paper", ["design", "report"])
def test_whose_equations_these_are(
    paper: str,
    code: str,
    lang: str,
    said: str,
    never: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = made(code, tmp_path)
    words = ["documents", paper, folder, "--format", "docx", "--out", tmp_path / "out", "--lang", lang]
    monkeypatch.setattr("sys.argv", ["ccer", *map(str, words), "--as-of", "2026-11-20"])
    with pytest.raises(SystemExit):
        main()
    (path,) = (tmp_path / "out").glob("*.docx")
    text = "\n".join(line.text for line in docx.Document(str(path)).paragraphs)
    assert said in text
    assert never not in text
