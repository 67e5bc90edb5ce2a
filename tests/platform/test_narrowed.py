"""Pages of a narrowed list against brute force: whichever way a page is found, every row that fits comes once, in order."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import pytest

from ccer_platform.store import words
from ccer_platform.store.models import Organisation, Project
from ccer_platform.store.reading import filings, keyset
from ccer_platform.store.reading.filings import Wanted

ROWS = 160
STATES = ("NOTICE", "REVIEW", "REGISTERED", "REGISTERED", "REGISTERED")
PROVINCES = ("江苏省", "广东省")
KINDS = ("海上风电", "造林碳汇", "海水养殖光伏")
ASKED = {
    "state": ("", "REGISTERED", "NOTICE"),
    "province": ("", "江苏省"),
    "year": ("", "2024"),
    "owner": ("", "OWNER1"),
    "text": ("", "示例", "3号"),
}


@pytest.fixture
def rows(database: Any, monkeypatch: pytest.MonkeyPatch) -> list[Project]:
    """Projects whose year grows with their place, so that what is asked for may stand at the far end; limits so small that all are met."""
    monkeypatch.setattr(keyset, "COUNTED", 20)
    monkeypatch.setattr(keyset, "STRETCH", 40)
    rng = random.Random(7)
    owners = [
        Organisation.objects.create(code=f"OWNER{n}", name=f"示例业主{n}", role="owner") for n in range(2)
    ]
    made = []
    for n in range(ROWS):
        name = f"示例{n}号{rng.choice(KINDS)}"
        notice = dt.date(2024, 1, 22) + dt.timedelta(days=3 * n) if n % 11 else None
        made.append(
            Project(
                code=f"P{n:03}", state=rng.choice(STATES), owner=rng.choice(owners), methodology="CCER-01-002-V01", name=name,
                province=rng.choice(PROVINCES), notice_start=notice, expected_annual=rng.choice((None, 5, 9, n)), public=n % 13 > 0,
                search=words.normalised(name), pairs=words.pairs(name),
            )
        )  # fmt: skip
    Project.objects.bulk_create(made)
    return list(Project.objects.select_related("owner"))


def fits(row: Project, wanted: Wanted) -> bool:
    year = str(row.notice_start.year) if row.notice_start else ""
    return row.public and all(
        asked in ("", held)
        for asked, held in (
            (wanted.state, row.state), (wanted.province, row.province), (wanted.year, year), (wanted.owner, row.owner.code),
        )
    ) and wanted.text in row.search  # fmt: skip


def place(row: Project, by: str) -> Any:
    nothing = {"notice_start": dt.date(1900, 1, 1), "expected_annual": -1}
    value = getattr(row, by) if by else None
    return (nothing[by] if by and value is None else value, row.pk) if by else row.pk


@pytest.mark.parametrize("by", ["", "notice_start", "expected_annual"])
def test_every_row_once_and_in_order(rows: list[Project], by: str) -> None:
    for values in itertools.product(*ASKED.values()):
        wanted = Wanted(**dict(zip(ASKED, values, strict=True)))
        right = sorted(
            (row for row in rows if fits(row, wanted)), key=lambda row: place(row, by), reverse=True
        )
        walked, after = [], ""
        for _ in range(ROWS):
            found, counted = filings.found(Project, wanted, after, by=by, size=7)
            walked += [row.code for row in found.rows]
            assert counted == (min(len(right), 20), len(right) > 20), (wanted, after)
            after = found.after
            if not after:
                break
        assert walked == [row.code for row in right], (wanted, by)


def test_a_key_that_cannot_be_read_begins_anew(rows: list[Project]) -> None:
    front = filings.found(Project, Wanted(state="REGISTERED"), by="notice_start").page.rows
    for key in ("x", "~", "2024-99-99~5", "9~9"):
        again = filings.found(Project, Wanted(state="REGISTERED"), key, by="notice_start").page.rows
        assert [row.pk for row in again] == [row.pk for row in front], key


def test_a_party_that_is_not_there_has_no_rows(rows: list[Project]) -> None:
    assert filings.found(Project, Wanted(owner="NOBODY")) == keyset.Found(keyset.Page([], ""), (0, False))


def test_what_is_only_searched_in_is_not_read(rows: list[Project]) -> None:
    (row, *_) = filings.found(Project, Wanted()).page.rows
    assert {"search", "pairs"} <= row.get_deferred_fields()
