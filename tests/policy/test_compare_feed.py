"""Side by side, coverage, finding records, the schema, the feed and saved searches."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ccer.policy.compare import find_records, matrix, side_by_side
from ccer.policy.corpus import corpus
from ccer.policy.dossier import apply
from ccer.policy.feed import ATOM, SavedSearch, ask_again, atom, of_law, of_reviews
from ccer.policy.files import HOME
from ccer.policy.form import SCHEMA_ID, bulk, misfit, schema
from ccer.policy.hypothesis import Correction, NewValue, supposing
from ccer.policy.lint import lint
from ccer.policy.mechanism import changes
from ccer.policy.record import Record, read, read_folder
from ccer.policy.workflow import imported

TODAY = dt.date(2026, 11, 21)


def own(lang: str = "zh") -> Record:
    return read(HOME / "records" / lang / "cn-ccer.md")


@pytest.fixture
def others(shared: Path) -> dict[str, Record]:
    return read_folder(shared / "data/policy-records/en")


@pytest.mark.shared
def test_two_mechanisms_side_by_side(others: dict[str, Record]) -> None:
    rows = {row.name: row for row in side_by_side([own("en"), others["us-45q-ira"]], TODAY)}
    ours, theirs = rows["offset_cap"].cells
    assert (ours.value, ours.citation) == ([0.05], "mee-2020-19/art-29/para-1")
    assert theirs.kind == "missing"
    assert [c.value for c in rows["country"].cells] == ["China", "United States"]
    assert [c.kind for c in rows["mrv.computed"].cells] == ["computed", "withheld"]
    assert rows["mrv.computed"].cells[0].value == 90
    assert rows["mrv.came_with"].cells[0].kind == "missing", "our own record gives no score"
    assert rows["mrv.came_with"].cells[1].kind == "came-with"


@pytest.mark.shared
def test_the_matrix_counts_what_is_said(others: dict[str, Record]) -> None:
    found = {row.country: row for row in matrix(others.values())}
    assert sum(row.records for row in found.values()) == len(others)
    for country, row in found.items():
        held = [r for r in others.values() if r.text("country") == country]
        by_hand = sum(1 for r in held if r.text("analysis.market.citation").strip())
        assert row.counts["analysis.market"] == by_hand
        assert row.counts["crediting.offset_cap"] == 0


@pytest.mark.shared
def test_records_are_found_by_words_of_both_languages(shared: Path, others: dict[str, Record]) -> None:
    assert find_records("45Q tax credit", others)[0].id == "us-45q-ira"
    zh = read_folder(shared / "data/policy-records/zh")
    (first, *_) = find_records("广东碳普惠", zh)
    assert first.id == "cn-gd-carbon-inclusive"
    assert "title" in first.matched
    assert find_records("zzzz", others) == []


def test_our_own_records_are_of_the_form() -> None:
    for lang in ("zh", "en"):
        assert misfit(own(lang)) is None


def test_the_schema_judges_as_the_types_do() -> None:
    """By an independent validator."""
    jsonschema = pytest.importorskip("jsonschema")
    made = schema()
    validator = jsonschema.Draft202012Validator(made)
    jsonschema.Draft202012Validator.check_schema(made)
    assert made["$id"] == SCHEMA_ID
    good = own().data
    assert list(validator.iter_errors(good)) == []
    for change in (
        {"status": "Awarded"},
        {"year": 12},
        {"pubDate": "2023"},
        {"invented": 1},
        {"provenance": {"author": ""}},
    ):
        bad = Record({**good, **change}, "")
        assert list(validator.iter_errors(bad.data)), change
        assert misfit(bad) is not None


@pytest.mark.shared
def test_what_does_not_fit_the_form_the_linter_names_too(others: dict[str, Record]) -> None:
    for record in others.values():
        wrong = misfit(record)
        if wrong is not None:
            assert [f for f in lint(record, corpus()) if f.severity == "error"], wrong


def test_a_download_says_its_licence_and_the_review_state_we_give() -> None:
    head, *lines = map(json.loads, bulk([own("zh"), own("en")], TODAY, {}))
    assert head["license"]["name"] == "Apache-2.0"
    assert head["schema"] == SCHEMA_ID
    assert [line["review"] for line in lines] == ["draft", "draft"]
    assert [line["lang"] for line in lines] == ["zh", "en"]
    assert lines[0]["record"] == own("zh").data


def test_the_feed_is_atom_with_the_newest_first() -> None:
    """RFC 4287: id, title and updated in the feed and in every entry."""
    dossier = apply(None, imported({"zh": own("zh"), "en": own("en")}, "编辑甲", TODAY))
    entries = [*of_law(changes(dt.date(2024, 1, 1), dt.date(2025, 1, 1))), *of_reviews(dossier.events)]
    text = atom(
        entries,
        lang="zh",
        title="法规 & 记录",
        self_url="https://example.org/feed",
        updated=TODAY,
        link="https://example.org/law/{ref}",
    )
    feed = ElementTree.fromstring(text.partition("\n")[2])
    assert feed.tag == f"{{{ATOM}}}feed"
    assert feed.findtext(f"{{{ATOM}}}title") == "法规 & 记录"
    nodes = feed.findall(f"{{{ATOM}}}entry")
    assert len(nodes) == len(entries)
    for node in (feed, *nodes):
        for name in ("id", "title", "updated"):
            assert node.findtext(f"{{{ATOM}}}{name}")
    stamps = [node.findtext(f"{{{ATOM}}}updated") or "" for node in nodes]
    assert stamps == sorted(stamps, reverse=True)
    assert stamps[0] == "2026-11-21T00:00:00+08:00"
    ids = [node.findtext(f"{{{ATOM}}}id") for node in nodes]
    assert len(set(ids)) == len(ids)
    again = atom(
        entries[::-1],
        lang="zh",
        title="法规 & 记录",
        self_url="https://example.org/feed",
        updated=TODAY,
        link="https://example.org/law/{ref}",
    )
    assert again == text


def test_a_saved_search_tells_what_is_new_to_it() -> None:
    saved = SavedSearch(name="抵销", query="抵销比例上限")
    nothing, saved = ask_again(saved, TODAY)
    assert nothing == []
    assert "offset.cap_share" in saved.seen
    assert ask_again(saved, TODAY)[0] == []
    law = supposing(
        [
            NewValue(name="offset.cap_share", value=0.03, since=dt.date(2026, 1, 1)),
            Correction(ref="mee-2020-19/art-29/para-1", zh="更正后的抵销比例上限。"),
        ]
    )
    alerts, _ = ask_again(saved, TODAY, law)
    assert {"offset.cap_share", "mee-2020-19/art-29/para-1"} <= {a.ref for a in alerts if a.kind == "changed"}


def test_a_saved_search_tells_what_came_into_force() -> None:
    before = dt.date(2024, 4, 30)
    _, saved = ask_again(SavedSearch(name="清缴", query="购买经核证的减排量用于清缴"), before)
    alerts, _ = ask_again(saved, dt.date(2024, 5, 1))
    assert "sc-2024-775/art-14/para-3" in {a.ref for a in alerts if a.kind == "new"}
