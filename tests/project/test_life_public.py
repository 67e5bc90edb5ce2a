"""The public records to 20 August 2026 walked through the machines: every one ends in its own status; what we refuse is listed."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from ccer.core.errors import BadInput
from ccer.project.life import Replayed, replay_public


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def walked(shared: Path) -> dict[str, Replayed]:
    folder = shared / "data/registry-2026-08-20"
    found = replay_public(*(rows(folder / f"{name}.csv") for name in ("projects", "reductions", "vintages")))
    return {record.apply_id: record for record in found}


@pytest.mark.shared
def test_every_record_ends_in_its_own_status(walked: dict[str, Replayed], shared: Path) -> None:
    folder = shared / "data/registry-2026-08-20"
    published = {
        r["apply_id"]: r["apply_status"]
        for name in ("projects", "reductions")
        for r in rows(folder / f"{name}.csv")
    }
    assert {id: record.code for id, record in walked.items()} == published
    assert all(record.agrees for record in walked.values())


@pytest.mark.shared
def test_registered_tonnes_are_those_of_the_records(walked: dict[str, Replayed], shared: Path) -> None:
    published = {
        r["apply_id"]: int(r["applied_t"])
        for r in rows(shared / "data/registry-2026-08-20/reductions.csv")
        if r["apply_status"] == "14"
    }
    registered = [
        r for r in walked.values() if r.life.machine == "reduction" and r.life.state == "REGISTERED"
    ]
    assert {r.apply_id: r.life.facts["applied_t"] for r in registered} == published
    for record in registered:
        lines = [e.data["facts"]["quantity_t"] for e in record.events if e.name == "issuance.line-opened"]
        assert sum(lines) == published[record.apply_id]


@pytest.mark.shared
def test_what_our_rules_would_have_refused_is_listed_with_its_clause(walked: dict[str, Replayed]) -> None:
    listed = {(id, point.refusal.code): point for id, record in walked.items() for point in record.points}
    # 2024-12-05 to 2025-01-01: nineteen working days, the last on New Year's Day
    short = listed["1313813558290681856", "notice_over"]
    assert (short.refusal.cites[0], short.day) == ("mee-samr-2023-31/art-12/para-3", dt.date(2025, 1, 2))
    # report uploaded on the last day of its notice, 4 March 2025
    assert listed["1336737018645975040", "report_date"].refusal.cites == (
        "mee-samr-2023-31/art-19/para-3",
        "mee-samr-2023-31/art-20/para-2",
    )
    # on notice from 8 June 2026 with a period that begins on 4 June 2021
    assert listed["1512113694358769664", "reduction.look_back"].refusal.severity == "warned"
    # crediting period from 2023-01-03 in the notice, registered from 2021-12-07, the day on which the accounting period begins
    assert ("1333444257540870144", "reduction.inside_crediting_period") not in listed
    assert all(point.refusal.citations for point in listed.values())


@pytest.mark.shared
def test_reports_later_than_a_hundred_days_are_those_of_the_records(
    walked: dict[str, Replayed], shared: Path
) -> None:
    """Counted from the records alone: calendar days from the first day of notice to the upload (CNCA-CCER-01 4.3.3 and 5.3.3)."""
    folder = shared / "data/registry-2026-08-20"
    late = set()
    for name in ("projects", "reductions"):
        for row in rows(folder / f"{name}.csv"):
            if row["notice_start"] and row["vvb_upload"] and row["apply_status"] != "06":
                taken = dt.date.fromisoformat(row["vvb_upload"][:10]) - dt.date.fromisoformat(
                    row["notice_start"]
                )
                late |= {row["apply_id"]} if taken.days > 100 else set()
    codes = {id: {p.refusal.code for p in record.points} for id, record in walked.items()}
    assert {id for id, found in codes.items() if "verification.report_in_time" in found} == late
    assert len(late) > 20


@pytest.mark.shared
def test_reasons_are_few_and_known(walked: dict[str, Replayed]) -> None:
    counted = Counter(point.refusal.code for record in walked.values() for point in record.points)
    assert set(counted) == {
        "verification.report_in_time",
        "notice_over",
        "report_date",
        "reduction.notice_complete",
        "reduction.look_back",
        "ccer-14-001.crediting_period",
    }


def test_a_record_without_its_dates_is_refused() -> None:
    columns = (
        "apply_id", "apply_status", "apply_status_name", "project_code", "project_name", "owner", "province", "methodology",
        "additionality_route", "start_of_construction", "validator", "vvb_upload", "project_registered_at", "crediting_start", "crediting_end",
    )  # fmt: skip
    row = dict.fromkeys(columns, "") | {
        "apply_id": "1",
        "apply_status": "06",
        "notice_start": "2026-02-02",
        "notice_end": "later",
    }
    with pytest.raises(BadInput):
        replay_public([row | {"project_name": "示例", "owner": "示例业主", "methodology": "CCER-01-002-V01"}])
