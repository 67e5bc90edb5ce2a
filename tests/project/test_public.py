"""Public registry records recomputed: the figures expected are those the registry published."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ccer.core.errors import BadInput
from ccer.project.public import COLUMNS, Check, public_check

HEADER = ",".join((*COLUMNS, "longitude", "latitude"))
# 国华江苏东台竹根沙H1#200MW: 522,070 MWh a year, 2,541,232 t in ten years, as published in its notice of 2026-02-02.
ZHUGENSHA = "1,竹根沙,江苏省,CCER-01-002-V01,2026-02-02,2026-03-05,,,2022-03-01,2032-02-29,254123,2541232,522070,121°18′36.83″,32°51′13.55″"


@pytest.fixture(scope="module")
def found(shared: Path) -> Check:
    return public_check(shared / "data/registry-2026-08-20/projects.csv", shared / "data/grid-factors.csv")


def test_at_least_thirty_of_the_44_are_reproduced_to_the_tonne(found: Check) -> None:
    assert found.stated == 44
    assert found.reproduced >= 30
    for row in found.rows:
        if row.status == "reproduced":
            assert (row.expected_total_t, row.expected_annual_t) == (
                row.published_total_t,
                row.published_annual_t,
            )
            assert row.practice is not None
        else:
            assert row.reason is not None, row.project_name


def test_98_per_cent_of_the_notices_end_as_published_and_the_rest_are_listed(found: Check) -> None:
    assert found.notices > 100
    assert found.notices_matching / found.notices >= 0.98
    off = {
        row.apply_id: (row.notice_end_by_calendar, row.notice_end)
        for row in found.rows
        if row.notice_matches is False
    }
    assert len(off) == found.notices - found.notices_matching
    # 2024-12-05 to 2025-01-01 is 19 working days (ends on New Year's Day); 2025-12-17 to 2026-01-15 is 21 (withdrawn).
    assert set(off) == {"1313813558290681856", "1450445110234976256"}


def test_what_is_not_reproduced_has_the_reason_that_fits_it(found: Check) -> None:
    reasons = {
        row.project_code or row.apply_id: row.reason.en
        for row in found.rows
        if row.status in ("close", "not-reproduced") and row.reason
    }
    assert "fossil fuel" in reasons["A110007"]  # a parabolic trough plant with heat-transfer oil
    assert "net export" in reasons["A210008"]
    contradiction = [reason for reason in reasons.values() if "contradict" in reason]
    assert len(contradiction) == 1  # 195,438 t a year and 2,283,742 t in ten years
    assert "11.7 years" in contradiction[0]


def test_every_row_of_the_file_is_answered(found: Check) -> None:
    counts = Counter(row.status for row in found.rows)
    assert sum(counts.values()) == 158
    assert set(counts) <= {"reproduced", "close", "not-reproduced", "not-checked"}


def write(folder: Path, *rows: str) -> Path:
    path = folder / "projects.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def test_it_runs_over_any_file_of_that_shape(tmp_path: Path) -> None:
    rows = public_check(
        write(tmp_path, ZHUGENSHA, ZHUGENSHA.replace("2541232", "2541299"), ZHUGENSHA.replace("522070", ""))
    ).rows
    assert [row.status for row in rows] == ["reproduced", "not-reproduced", "not-checked"]
    assert rows[0].notice_matches is True
    assert rows[0].expected_total_t == 2_541_232


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("522070", "lots", "lots"),
        ("522070", "-5", "-5"),
        ("2022-03-01", "2022-02-30", "2022-02-30"),
        ("2032-02-29", "2021-01-01", "last day"),
        ("江苏省", "海王星", "海王星"),
        ("CCER-01-002-V01", "CCER-14-001-V01", "CCER-14-001-V01"),
    ],
)
def test_a_bad_cell_is_said_in_its_row_and_stops_nothing(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    rows = public_check(write(tmp_path, ZHUGENSHA.replace(old, new, 1), ZHUGENSHA)).rows
    assert rows[0].status in ("not-checked", "not-reproduced")
    assert rows[0].reason is not None
    assert said in rows[0].reason.en
    assert rows[1].status == "reproduced"


def test_swapped_coordinates_are_remarked(tmp_path: Path) -> None:
    row = ZHUGENSHA.replace("121°18′36.83″,32°51′13.55″", "32.85,121.31")
    (checked,) = public_check(write(tmp_path, row)).rows
    assert "swapped" in checked.remarks[0].en


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for content, said in (
        (b"a,b\n1,2\n", "columns missing"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "columns missing"),
    ):
        path.write_bytes(content)
        with pytest.raises(BadInput) as caught:
            public_check(path)
        assert said in caught.value.why.en
