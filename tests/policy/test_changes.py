"""Coverage, differences between two days, and review bound to a content hash."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from ccer.policy.corpus import corpus, load_corpus
from ccer.policy.coverage import coverage, readers
from ccer.policy.diff import diff
from ccer.policy.review import review, reviewed
from ccer.policy.schema import Review
from ccer.policy.view import content_hash

ORDER = "mee-samr-2023-31"


def test_every_provision_is_read_or_says_why_not() -> None:
    for instrument in coverage():
        for provision in instrument.provisions:
            assert provision.rules or provision.reason, provision.ref


def test_coverage_counts() -> None:
    order = next(entry for entry in coverage() if entry.instrument == ORDER)
    assert sum(order.count(reader) for reader in ("rules", "values", "none")) == len(order.provisions)
    start = next(p for p in order.provisions if p.ref.endswith("art-10/para-1/item-3"))
    assert start.reader == "rules"
    assert "project.construction_started_after" in start.values
    assert start.ref in readers()[start.rules[0]]


def test_coverage_on_a_day_holds_only_what_is_in_force() -> None:
    early = {entry.instrument for entry in coverage(on=dt.date(2022, 1, 1))}
    assert "mee-2020-19" in early
    assert ORDER not in early


def test_what_came_in() -> None:
    found = {(d.kind, d.ref): d for d in diff(dt.date(2024, 4, 30), dt.date(2024, 5, 1))}
    assert found["instrument", "sc-2024-775"].change == "came-in"
    assert found["provision", "sc-2024-775/art-14/para-3"].when == dt.date(2024, 5, 1)
    assert not any(ref.startswith(ORDER) for _, ref in found)


def test_what_ended() -> None:
    found = {(d.kind, d.ref): d for d in diff(dt.date(2026, 9, 30), dt.date(2026, 10, 1))}
    ended = found["provision", "nea-mee-2024-124/part-2"]
    assert (ended.change, ended.when, ended.after) == ("ended", dt.date(2026, 10, 1), None)


def test_an_effect_that_takes_hold() -> None:
    found = diff(dt.date(2024, 12, 31), dt.date(2025, 1, 1))
    assert any(d.kind == "effect" and d.ref == f"{ORDER}/art-49" for d in found)


def test_one_provision_with_the_values_that_stand_on_it() -> None:
    refs = {d.ref for d in diff(dt.date(2023, 1, 1), dt.date(2025, 1, 1), ref=f"{ORDER}/art-17")}
    assert f"{ORDER}/art-17/para-2" in refs
    assert "reduction.look_back_years" in refs
    assert all(ref.startswith((f"{ORDER}/art-17", "reduction.")) for ref in refs)


def test_same_day_no_difference() -> None:
    assert diff(dt.date(2025, 1, 1), dt.date(2025, 1, 1)) == []


def test_nobody_has_reviewed_what_no_person_has() -> None:
    for id in {instrument.id for instrument in corpus().instruments}:
        answer = review(id)
        assert (answer.state == "reviewed") == bool(answer.by)


def test_a_review_falls_away_with_the_content() -> None:
    instrument = corpus().clause(ORDER).instrument
    signed = Review(
        person="审核人",
        role="test",
        on=dt.date(2026, 1, 1),
        verdict="correct",
        content_hash=content_hash(instrument),
    )
    provenance = msgspec.structs.replace(instrument.provenance, reviewed_by=[signed])
    read = msgspec.structs.replace(instrument, provenance=provenance)
    assert reviewed(read).state == "reviewed"
    assert reviewed(read, "art-17").state == "reviewed"
    first = msgspec.structs.replace(read.provisions[0], zh="另一句")
    edited = msgspec.structs.replace(read, provisions=[first, *read.provisions[1:]])
    assert reviewed(edited).state == "stale"
    assert reviewed(edited).text.zh


def test_a_review_of_one_provision() -> None:
    instrument = corpus().clause(ORDER).instrument
    signed = Review(
        person="审核人",
        role="test",
        on=dt.date(2026, 1, 1),
        verdict="correct",
        scope="art-17",
        content_hash=content_hash(instrument, "art-17"),
    )
    read = msgspec.structs.replace(
        instrument, provenance=msgspec.structs.replace(instrument.provenance, reviewed_by=[signed])
    )
    assert reviewed(read, "art-17").state == "reviewed"
    assert reviewed(read, "art-16").state == "not-reviewed"
    assert reviewed(read).state == "not-reviewed"


def test_a_changed_value_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "parameters"
    folder.mkdir()
    (folder / "x.yaml").write_text(
        "x.y: {zh: 甲, en: A, unit: t, values: [{from: 2020-01-01, value: 1, cite: mee-2020-19/art-1}, "
        "{from: 2022-01-01, value: 2, cite: mee-2020-19/art-1}]}\n",
        encoding="utf-8",
    )
    law = load_corpus(tmp_path)
    found = [d for d in diff(dt.date(2021, 12, 31), dt.date(2022, 1, 1), law) if d.ref == "x.y"]
    assert [(d.change, d.before.en, d.after.en) for d in found if d.before and d.after] == [
        ("changed", "1 t", "2 t")
    ]
