"""Review: two named people, bound to the content; what changes drops back; nothing is verified without them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccer.core.errors import BadInput
from ccer.policy.corpus import corpus
from ccer.policy.dossier import Dossier, Kind, Person, ReviewEvent, apply, fold
from ccer.policy.files import HOME
from ccer.policy.marks import machine_fields
from ccer.policy.record import Record, parse, read, read_folder
from ccer.policy.workflow import NotAllowed, edited, export, findings_of, imported, queue, since_review, step

DAY = dt.date(2026, 11, 21)
EDITOR = Person("编辑甲", ("editor",))
FIRST = Person("审核人甲", ("reviewer",))
SECOND = Person("审核人乙", ("reviewer",))
PUBLISHER = Person("发布人甲", ("publisher",))


def own() -> dict[str, Record]:
    return {lang: read(HOME / "records" / lang / "cn-ccer.md") for lang in ("zh", "en")}


def started() -> Dossier:
    return apply(None, imported(own(), EDITOR.name, DAY))


def through(dossier: Dossier, *steps: tuple[Kind, Person | None]) -> Dossier:
    for kind, by in steps:
        confirmed = dossier.machine if kind == "reviewed" else ()
        dossier = apply(dossier, step(kind, dossier, by, DAY, law=corpus(), confirmed=confirmed))
    return dossier


CHECKED: tuple[Kind, Person | None] = ("machine-checked", None)
ACTIVE: tuple[tuple[Kind, Person | None], ...] = (
    CHECKED,
    ("reviewed", FIRST),
    ("second-reviewed", SECOND),
    ("activated", PUBLISHER),
)


def body(record: Record, text: str) -> Record:
    return Record(record.data, record.body + text)


@pytest.mark.shared
def test_the_collection_comes_out_as_it_went_in(shared: Path) -> None:
    """Twenty files: bytes unchanged, each a draft whatever it claims, and each defect named by field."""
    folder = shared / "data/policy-records"
    zh, en = read_folder(folder / "zh"), read_folder(folder / "en")
    assert zh.keys() == en.keys()
    assert len(zh) == 10
    claimed = 0
    for id in zh:
        dossier = apply(None, imported({"zh": zh[id], "en": en[id]}, EDITOR.name, DAY))
        for lang, text in export(dossier).items():
            assert text.encode() == (folder / lang / f"{id}.md").read_bytes()
        assert dossier.state == "draft"
        assert not dossier.verified
        claimed += zh[id].text("reviewStatus") == "verified"
        findings = findings_of(dossier, corpus(), zh)
        assert all(f.field or f.check.startswith("C") for found in findings.values() for f in found)
        with pytest.raises(NotAllowed) as refused:
            step("machine-checked", dossier, None, DAY, law=corpus(), others=zh)
        assert "/" not in refused.value.why.en
    assert claimed > 0, "some claim to be verified, and none is"


def test_from_draft_to_active_by_three_people() -> None:
    dossier = through(started(), *ACTIVE)
    assert dossier.verified
    assert (dossier.first, dossier.second, dossier.activated_on) == (FIRST.name, SECOND.name, DAY)
    for lang, text in export(dossier).items():
        record = parse(text)
        assert record.text("reviewStatus") == "verified"
        assert record.text("provenance.reviewer") == "审核人甲、审核人乙"
        assert record.text("provenance.lastAuditDate") == "2026-11-21"
        assert record.body == own()[lang].body
    assert [e.kind for e in dossier.events] == ["imported", *(kind for kind, _ in ACTIVE)]
    assert queue([dossier]) == []


def test_one_character_drops_the_record_back() -> None:
    active = through(started(), *ACTIVE)
    changed = apply(active, edited(active, {"en": body(own()["en"], ".")}, EDITOR, DAY))
    assert changed.state == "draft"
    assert not changed.verified
    assert (changed.first, changed.second) == ("", "")
    changes = since_review(changed)
    assert [c.field for c in changes["en"]] == ["body"]
    assert changes["zh"] == ()
    assert {parse(t).text("reviewStatus") for t in export(changed).values()} == {"draft"}
    assert export(changed)["zh"].encode() == (HOME / "records/zh/cn-ccer.md").read_bytes()


def test_a_review_of_older_content_gives_no_standing() -> None:
    before = through(started(), CHECKED)
    late = step("reviewed", before, FIRST, DAY)
    now = apply(before, edited(before, {"zh": body(own()["zh"], "。")}, EDITOR, DAY))
    assert apply(now, late).state == "draft"
    with pytest.raises(NotAllowed, match="changed since"):
        step("machine-checked", now, None, DAY, read=before.content)


@pytest.mark.parametrize(
    ("reached", "kind", "by", "why"),
    [
        ((), "reviewed", FIRST, "the record is draft"),
        ((CHECKED,), "second-reviewed", SECOND, "the record is machine-checked"),
        ((CHECKED,), "reviewed", EDITOR, "takes the role of reviewer"),
        ((CHECKED,), "reviewed", Person("Gemini Intelligence", ("reviewer",)), "no person's name"),
        ((CHECKED,), "reviewed", Person("Human Audit Pending", ("reviewer",)), "no person's name"),
        ((CHECKED,), "reviewed", Person(" ", ("reviewer",)), "no person's name"),
        ((CHECKED, ("reviewed", FIRST)), "second-reviewed", FIRST, "gave the first review"),
        ((CHECKED, ("reviewed", FIRST)), "activated", PUBLISHER, "the record is reviewed"),
        (ACTIVE[:3], "activated", SECOND, "takes the role of publisher"),
    ],
)
def test_steps_that_are_refused(
    reached: tuple[tuple[Kind, Person | None], ...], kind: Kind, by: Person, why: str
) -> None:
    with pytest.raises(NotAllowed, match=why):
        step(kind, through(started(), *reached), by, DAY)


def test_no_one_reviews_what_they_wrote() -> None:
    both = Person("编辑甲", ("editor", "reviewer"))
    dossier = started()
    dossier = through(apply(dossier, edited(dossier, {"zh": body(own()["zh"], "。")}, both, DAY)), CHECKED)
    with pytest.raises(NotAllowed, match="wrote in this version"):
        step("reviewed", dossier, both, DAY)


def test_machine_text_is_marked_by_field_and_must_be_stood_by() -> None:
    dossier = started()
    assert "zh:body" in dossier.machine
    assert "en:impactAnalysis.economic" in dossier.machine
    assert not any("evolution" in name or "country" in name for name in dossier.machine)
    for kind, by in ACTIVE[:3]:
        dossier = apply(dossier, step(kind, dossier, by, DAY, law=corpus(), confirmed=("zh:body",)))
    assert "zh:body" not in dossier.machine
    with pytest.raises(NotAllowed, match="Machine-written"):
        step("activated", dossier, PUBLISHER, DAY)


def test_a_field_written_anew_by_a_person_is_no_machine_text() -> None:
    dossier = started()
    after = apply(dossier, edited(dossier, {"zh": body(own()["zh"], "。")}, EDITOR, DAY))
    assert set(dossier.machine) - set(after.machine) == {"zh:body"}


@pytest.mark.shared
def test_the_seed_marks_its_machine_text(shared: Path) -> None:
    """Its five pieces of evidence carry the mark, and its author is a program."""
    record = read(shared / "seeds/003_8ee317c5a0dc8504.txt")
    marked = machine_fields(record)
    assert {f"analysis.{d}.evidence" for d in ("incentive", "market", "mrv", "statutory", "strategic")} < set(
        marked
    )
    assert "body" in marked


def test_the_queue_says_what_is_next_and_by_whom_not() -> None:
    dossier = through(started(), CHECKED, ("reviewed", FIRST))
    (waiting,) = queue([dossier])
    assert (waiting.next, waiting.role, waiting.not_by) == ("second-reviewed", "reviewer", (FIRST.name,))


def test_an_edit_that_changes_nothing_is_refused() -> None:
    with pytest.raises(NotAllowed, match="Nothing was changed"):
        edited(started(), own(), EDITOR, DAY)


def test_events_rebuild_the_state_and_an_altered_one_is_refused() -> None:
    dossier = through(started(), *ACTIVE)
    assert fold(dossier.events) == {"cn-ccer": dossier}
    first, *rest = dossier.events
    altered: ReviewEvent = replace(first, texts={**first.texts, "en": first.texts["en"].replace("5%", "6%")})
    assert altered != first
    with pytest.raises(BadInput, match="does not match"):
        fold([altered, *rest])


def test_a_reviewer_can_send_it_back() -> None:
    dossier = through(started(), CHECKED, ("reviewed", FIRST), ("returned", SECOND))
    assert dossier.state == "draft"
    assert dossier.first == ""


@pytest.mark.shared
def test_a_score_is_not_changed_without_a_word(shared: Path) -> None:
    """The seed's market score of 85, once changed silently and once with a note."""
    record = read(shared / "seeds/003_8ee317c5a0dc8504.txt")
    dossier = apply(None, imported({"zh": record}, EDITOR.name, DAY))
    for note, expected in (("", {"analysis.market.auditNote"}), ("改依19号令第二十九条第一款", set())):
        part = {**record.dimensions["market"], "score": 60, "auditNote": note}
        data = {**record.data, "analysis": {**record.dimensions, "market": part}}
        now = apply(dossier, edited(dossier, {"zh": Record(data, record.body)}, EDITOR, DAY))
        assert {f.field for f in findings_of(now)["zh"] if f.check == "V27"} == expected
