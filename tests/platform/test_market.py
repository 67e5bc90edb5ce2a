"""The real market as sample data: its sums are those of the records, counted here from the records alone; the tables are the journal's."""

from __future__ import annotations

import csv
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F, Sum

from ccer_platform.demo import load as loading
from ccer_platform.demo.people import load_people, people
from ccer_platform.rebuilding.check import check, rewrite
from ccer_platform.store import words
from ccer_platform.store.models import (
    Holding,
    JournalTip,
    Life,
    Place,
    Posting,
    Project,
    PublicRecord,
    Reduction,
    RegistryAccount,
    Series,
    User,
    VintageLine,
)


def rows(name: str) -> list[dict[str, str]]:
    path = resources.files("ccer_platform.demo") / "market_2026_08_20" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
def test_the_tidy_copy_holds_the_facts_of_the_records(shared: Path) -> None:
    """Every value of the copy stands in the published rows, and every application and yearly quantity of theirs is in the copy."""
    folder = shared / "data/registry-2026-08-20"
    for name, key in (
        ("projects", ("apply_id", "status_code")),
        ("reductions", ("apply_id",)),
        ("vintages", ("apply_id", "vintage_year")),
    ):
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            published = list(csv.DictReader(file))
        known = {}
        for row in published:
            known.setdefault(tuple(row[k] for k in key), []).append(row)
        copy = {tuple(row[k] for k in key): row for row in rows(name)}
        assert copy.keys() == known.keys()
        for id, row in copy.items():
            for column, value in row.items():
                assert value in {said[column] for said in known[id]}


@pytest.mark.usefixtures("market")
def test_the_market_is_whole_and_is_loaded_once() -> None:
    tip = JournalTip.objects.values_list("seq", "digest").get()
    registered_and_issued_tonnes_are_those_of_the_records()
    every_record_stands_as_published_with_what_we_would_have_refused()
    names_are_found_by_two_characters()
    found = check()
    assert (found.broken, [d.text.en for d in found.differences], found.events) == (None, [], tip[0])
    assert not loading.load()
    assert JournalTip.objects.values_list("seq", "digest").get() == tip


def registered_and_issued_tonnes_are_those_of_the_records() -> None:
    registered = {row["apply_id"] for row in rows("reductions") if row["apply_status"] == "14"}
    by_year, issued = Counter[int](), Counter[int]()
    for row in rows("vintages"):
        if row["apply_id"] in registered:
            by_year[int(row["vintage_year"])] += int(row["quantity_t"])
        if row["line_status"] == "2":
            issued[int(row["vintage_year"])] += int(row["quantity_t"])
    applied = sum(int(row["applied_t"]) for row in rows("reductions") if row["apply_id"] in registered)
    assert sum(by_year.values()) == applied == 7_113_464
    assert sum(issued.values()) == 6_954_709
    lines = VintageLine.objects.values_list("vintage").annotate(Sum("quantity"), Sum("issued"))
    assert {year: t for year, t, _ in lines} == by_year
    assert {year: t for year, _, t in lines if t} == {year: t for year, t in issued.items() if t}
    series = Series.objects.values_list("vintage").annotate(Sum("issued"))
    assert {year: t for year, t in series if t} == {year: t for year, t in issued.items() if t}
    held = Holding.objects.filter(state="general").values_list("account").annotate(Sum("quantity"))
    owners = Counter[str]()
    by_filing = {row["apply_id"]: row["owner"] for row in rows("reductions")}
    for row in rows("vintages"):
        owners[by_filing[row["apply_id"]]] += int(row["quantity_t"]) if row["line_status"] == "2" else 0
    holders = dict(RegistryAccount.objects.values_list("code", "organisation__name"))
    assert {holders[account]: t for account, t in held} == {owner: t for owner, t in owners.items() if t}
    assert Posting.objects.aggregate(t=Sum(F("last") - F("first") + 1))["t"] == 6_954_709


def every_record_stands_as_published_with_what_we_would_have_refused() -> None:
    published = {row["apply_id"]: row["apply_status"] for row in [*rows("projects"), *rows("reductions")]}
    assert dict(PublicRecord.objects.values_list("subject", "status")) == {
        subject: published[subject.partition(":")[2]]
        for subject in PublicRecord.objects.values_list("subject", flat=True)
    }
    assert Project.objects.count() + Reduction.objects.count() == len(published) == 170
    # 2024-12-05 to 2025-01-01: nineteen working days, the last on New Year's Day
    short = PublicRecord.objects.get(subject="project:1313813558290681856")
    assert ("notice_over", ["mee-samr-2023-31/art-12/para-3"]) in [
        (p["code"], p["cites"]) for p in short.refused
    ]
    assert all(
        p["cites"] and p["zh"]["why"] and p["en"]["why"]
        for r in PublicRecord.objects.all()
        for p in r.refused
    )
    # published with longitude and latitude the wrong way round
    assert Place.objects.filter(swapped=True).exists()


def names_are_found_by_two_characters() -> None:
    names = {row["apply_id"]: row["project_name"] for row in rows("projects")}
    wanted = {id for id, name in names.items() if "海上" in name}
    assert set(words.found(Project.objects.all(), "海上").values_list("code", flat=True)) == wanted
    assert words.found(Project.objects.all(), "a210013 海上").get().number == "A210013"
    assert not words.found(Project.objects.all(), "上海上").exists()


@pytest.mark.usefixtures("market")
def test_what_was_changed_behind_the_journal_is_found_and_set_right() -> None:
    """One planted change in each kind of table; a broken journal is said and nothing is made from it."""
    planted = {
        "project": "UPDATE store_project SET name = 'x' WHERE number = 'A210013'",
        "vintage-line": "UPDATE store_vintageline SET issued = 0 WHERE id = (SELECT min(id) FROM store_vintageline WHERE issued > 0)",
        "holding": "UPDATE store_holding SET quantity = quantity + 1 WHERE id = (SELECT min(id) FROM store_holding)",
        "account": "UPDATE store_registryaccount SET opened_on = NULL WHERE code = 'public-001'",
        "line": "DELETE FROM store_line WHERE id = (SELECT max(id) FROM store_line)",
        "place": "UPDATE store_place SET west = west - 1 WHERE id = (SELECT min(id) FROM store_place)",
        "block": "UPDATE store_block SET posting = 0 WHERE series_id = (SELECT min(series_id) FROM store_block)",
        "life": "UPDATE store_life SET owner = 'x' WHERE id = (SELECT min(id) FROM store_life)",
        "record": "DELETE FROM store_publicrecord WHERE subject = 'project:1313813558290681856'",
        "series": "UPDATE store_series SET issued = issued + 1 WHERE id = (SELECT min(id) FROM store_series)",
    }
    with connection.cursor() as cursor:
        for statement in planted.values():
            cursor.execute(statement)
            assert cursor.rowcount == 1, statement
    found = check()
    assert sorted(d.table for d in found.differences) == sorted(planted)
    rewrite()
    assert check().sound
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE store_journalevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE store_journalevent SET actor = 'x' WHERE seq = 7")
    broken = check().broken
    assert broken is not None
    assert "7" in broken.what.en
    assert rewrite().broken is not None


@pytest.mark.usefixtures("market")
def test_sample_people_have_their_seats_and_accounts() -> None:
    load_people()
    assert {user.email for user in User.objects.filter(demo=True)} == {each.email for each in people()}
    assert not User.objects.filter(membership=None).exists()
    assert Life.objects.get(machine="account", owner="sample-owner").state == "OPEN"
    tip = JournalTip.objects.values_list("seq", flat=True).get()
    load_people()
    assert JournalTip.objects.values_list("seq", flat=True).get() == tip
    assert check().differences == ()
