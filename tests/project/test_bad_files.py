"""Project files that cannot be used: each is refused with what, why and what to do, and nothing is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.core.errors import BadInput, CcerError
from ccer.project.assessment import assess
from ccer.project.file import read_project

ON = dt.date(2026, 11, 20)
GOOD = "name: 示例项目\nmethodology: CCER-01-002-V01\nprovince: 江苏省\n"


def refused(folder: Path, content: str | bytes) -> BadInput:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "project.yaml").write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read_project(folder)
    for text in (caught.value.what, caught.value.why, caught.value.next):
        assert text.zh
        assert text.en
    return caught.value


def test_a_key_on_is_a_word_and_empty_facts_are_not_known(tmp_path: Path) -> None:
    """YAML would read ``on`` as true; a fact left empty in a new file is no fact."""
    facts = "methodology: CCER-14-001-V01\nname: 示例\nsite: {wetland: }\ndesign:\n  displacement: [{on: 2022-03-01, area_ha: 1}]\n"
    (tmp_path / "project.yaml").write_text(facts, encoding="utf-8")
    found = read_project(tmp_path)
    assert found.design["displacement"] == [{"on": dt.date(2022, 3, 1), "area_ha": 1}]
    assert found.site == {}


@pytest.mark.parametrize(
    ("content", "said", "meant"),
    [
        ("design: {annual_net_exprt_mwh: 5}\n", "default used unseen", "annual_net_export_mwh"),
        ("design: {weather: 5}\n", "default used unseen", "project new"),
        ("site: {ofshore_km: 5}\n", "default used unseen", "offshore_km"),
    ],
)
def test_a_misspelt_fact_of_the_methodology(tmp_path: Path, content: str, said: str, meant: str) -> None:
    error = refused(tmp_path, GOOD + content)
    assert said in error.why.en
    assert meant in error.next.en


def test_a_further_fact_of_the_site_is_kept(tmp_path: Path) -> None:
    """Documents print it."""
    (tmp_path / "project.yaml").write_text(GOOD + "site: {sea_bed: 沙}\n", encoding="utf-8")
    assert read_project(tmp_path).site == {"sea_bed": "沙"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "top level"),
        ("- a\n- b\n", "top level"),
        ("name: [unclosed", "expected"),
        ("methodology: CCER-01-002-V01\n", "required field name"),
        (GOOD + "start_of_constuction: 2020-01-01\n", "misspelt"),
        (GOOD + "start_of_construction: spring 2020\n", "start_of_construction"),
        (GOOD + "start_of_construction: 2020-02-30\n", "line 4: there is no 2020-02-30"),
        (GOOD + "province: 山东省\n", "province is written twice, on lines 3 and 4"),
        (GOOD + "ets_covered: maybe\n", "wrong type"),
        (GOOD + "lifetime_years: 25 years\n", "wrong type"),
        (GOOD + "lifetime_years: 0\n", "reads 0"),
        (GOOD + "site: &s {deeper: *s}\n", "line 4 uses a reference"),
        (GOOD + "lifetime_years: .nan\n", "reads nan"),
        (GOOD + "lifetime_years: 1.0e+300\n", "at most 200"),
        (GOOD + "crediting: {start: 2020-01-01, end: 9999-12-31}\n", "between 1949"),
        (GOOD + "registered_on: 0001-01-01\n", "between 1949"),
        (GOOD + "crediting: {start: 2030-01-01, end: 2020-01-01}\n", "after"),
        (GOOD + "start_of_construction: 2022-01-01\noperation_start: 2021-01-01\n", "after"),
        (GOOD + "notice: {start: 2026-05-01}\napplication_on: 2026-04-01\n", "after"),
        (GOOD + "longitude: 32.77\nlatitude: 121.94\n", "longitude reads 32.77"),
        (GOOD + "longitude: 200\nlatitude: 30\n", "between"),
        (GOOD + "longitude: 121°99′00″\nlatitude: 30\n", "decimal degrees"),
        (GOOD + "files: {readings: gone.csv}\n", "lie beside"),
        (b"name: \xff\xfe\x00", ""),
    ],
)
def test_a_project_file_that_cannot_be_used(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert said in refused(tmp_path, content).why.en


def test_a_missing_folder_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_project(tmp_path / "nothing")
    assert "project new" in caught.value.next.en


def test_a_huge_project_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "project.yaml").open("wb") as stream:
        stream.truncate(2 * 1024**3)
    with pytest.raises(BadInput) as caught:
        read_project(tmp_path)
    assert "4 MiB" in caught.value.why.en


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ("", None),
        ("methodology: CCER-77-001-V01\n", "BadInput"),
        ("province: 海王星\n", None),
    ],
)
def test_unknown_methodology_is_refused_and_unknown_region_is_said(
    tmp_path: Path, extra: str, kind: str | None
) -> None:
    base = GOOD.replace("methodology: CCER-01-002-V01\n", "") if "methodology" in extra else GOOD
    base = base.replace("province: 江苏省\n", "") if "province" in extra else base
    content = (
        base
        + extra
        + "crediting: {start: 2024-01-01, end: 2033-12-31}\ndesign: {annual_net_export_mwh: 1000}\n"
    )
    (tmp_path / "project.yaml").write_text(content, encoding="utf-8")
    if kind:
        with pytest.raises(CcerError) as caught:
            assess(tmp_path, ON)
        assert type(caught.value).__name__ == kind
        assert caught.value.clause == "mee-samr-2023-31/art-10/para-1/item-2"
        return
    found = assess(tmp_path, ON)
    assert (found.estimate is None) is bool(extra)
    assert (found.estimate_problem is not None) is bool(extra)


def test_a_date_before_any_law_is_refused() -> None:
    with pytest.raises(CcerError) as caught:
        assess(Path(__file__).parent.parent.parent / "samples" / "rudong-h8", dt.date(2010, 1, 1))
    assert caught.value.why.zh


def test_a_factor_that_is_not_published_is_said(tmp_path: Path) -> None:
    """No factor of the Central grid newer than label 2019 is held; of the Southwest none at all."""
    (tmp_path / "project.yaml").write_text(
        "name: 示例\nmethodology: CCER-01-001-V01\ngrid: Southwest\ncrediting: {start: 2024-01-01, end: 2033-12-31}\n"
        "design: {annual_net_export_mwh: 1000}\n",
        encoding="utf-8",
    )
    found = assess(tmp_path, ON)
    assert found.estimate is None
    assert found.estimate_problem is not None
    assert "Southwest" in found.estimate_problem.en or "none" in found.estimate_problem.en
