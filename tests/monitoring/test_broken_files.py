"""Files as they go wrong: each is refused with a sentence of its own, in two languages, that names file, sheet and row.

The files are made by the tests (`broken_sheets`, `broken_outlines`). ``says`` lists what the refusal must name beside the file:
the sheet, the row, the column, the reason.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ccer.core.errors import BadInput
from ccer.monitoring import workbook
from ccer.monitoring.plots import read_plots

from . import broken_habits, broken_meters, broken_outlines  # noqa: F401 - enter their cases
from .broken import BROKEN, Broken
from .broken_sheets import PLOT, PLOTS
from .making import xlsx


def refusal(case: Broken, folder: Path) -> BadInput:
    path = folder / case.file
    case.make(path)
    with pytest.raises(BadInput) as refused:
        case.read(path)
    return refused.value


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_by_name(name: str, tmp_path: Path) -> None:
    error = refusal(BROKEN[name], tmp_path)
    for part in (error.what, error.why, error.next):
        assert re.search(r"[一-鿿]", part.zh)
        assert re.search(r"[A-Za-z]", part.en)
    said = f"{error.what.en}: {error.why.en}"
    for word in (BROKEN[name].file, *BROKEN[name].says):
        assert word in said, said


def test_there_are_many_and_each_has_a_sentence_of_its_own(tmp_path: Path) -> None:
    """Figures are taken out first: a sentence is not another one because its row is."""
    assert len(BROKEN) > 100
    for language in ("zh", "en"):
        seen: dict[str, str] = {}
        for number, (name, case) in enumerate(BROKEN.items()):
            folder = tmp_path / f"{language}{number}"
            folder.mkdir()
            error = refusal(case, folder)
            sentence = re.sub(r"[\d.,]+", "#", getattr(error.why, language))
            assert sentence not in seen, f"{name} says what {seen.get(sentence)} says: {sentence}"
            seen[sentence] = name


def test_a_workbook_that_swells_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "own.xlsx", [PLOTS, PLOT])
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1000)
    with pytest.raises(BadInput, match="unpacks to"):
        read_plots(path)


def test_near_names_are_offered(tmp_path: Path) -> None:
    species = refusal(BROKEN["unknown species"], tmp_path)
    assert "Cunninghamia lanceolata" in species.next.en
    header = xlsx(tmp_path / "a.xlsx", [["样地号", "面积(m2)", "调査日期"], ["P1", 1, 2]])
    with pytest.raises(BadInput) as refused:
        read_plots(header)
    assert "调査日期 ≈ 调查日期" in refused.value.next.zh
