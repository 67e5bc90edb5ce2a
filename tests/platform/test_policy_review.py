"""Records under review on the platform: two named people, bound to the content; what changes drops back; every step in the journal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.core.errors import CcerError
from ccer.policy.dossier import Kind
from ccer.policy.files import HOME
from ccer.policy.record import Record, parse, read
from ccer_platform.actions import policy, policy_texts, searches
from ccer_platform.actions.base import VISITOR, Actor, Refused
from ccer_platform.store.models import JournalEvent, PolicyText, SavedSearch
from ccer_platform.store.reading import policy as reading

from .policy_people import analysts

pytestmark = pytest.mark.usefixtures("database", "morning")
ID = "cn-ccer"
SHIPPED = {lang: (HOME / "records" / lang / f"{ID}.md").read_bytes() for lang in ("zh", "en")}
LAW = """# 示例管理办法

第一条 本办法用于示例。

第二条 申请应当包括下列材料：
（一）申请书；
（二）说明。

第三条 本办法自公布之日起施行。
"""


def present() -> str:
    held = reading.dossier(ID)
    assert held is not None
    return held.content


def take(actor: Actor, kind: Kind, **given: object) -> str:
    return policy.step(actor, ID, kind, present(), **given).state  # type: ignore[arg-type]


def reviewed(who: dict[str, Actor]) -> None:
    """To the first review, with the machine's text confirmed."""
    assert take(who["editor"], "machine-checked") == "machine-checked"
    held = reading.dossier(ID)
    assert held is not None
    assert take(who["first"], "reviewed", confirmed=held.machine) == "reviewed"


def put_in_force(who: dict[str, Actor]) -> None:
    reviewed(who)
    assert take(who["second"], "second-reviewed") == "second-reviewed"
    assert take(who["second"], "activated") == "active"


def changed_body() -> dict[str, Record]:
    record = read(HOME / "records" / "zh" / f"{ID}.md")
    return {"zh": Record(record.data, f"{record.body}。")}


def refused(error: pytest.ExceptionInfo[CcerError]) -> str:
    """The reason in English; a refusal has what, why and what to do next in both languages."""
    said = error.value
    assert said.what
    assert said.why
    assert said.next
    assert said.what.zh != said.what.en
    return said.why.en


def test_what_is_shipped_is_a_draft_that_nobody_reviewed_and_leaves_byte_for_byte() -> None:
    held = reading.dossier(ID)
    assert held is not None
    assert (held.state, held.first, held.second, held.verified) == ("draft", "", "", False)
    assert policy.files(held) == SHIPPED
    assert not JournalEvent.objects.exists()


def test_a_record_goes_all_the_way_with_three_people_and_each_step_stands_in_the_journal() -> None:
    who = analysts()
    before = JournalEvent.objects.count()
    put_in_force(who)
    held = reading.dossier(ID)
    assert held is not None
    assert held.verified
    rows = list(JournalEvent.objects.order_by("seq")[before:])
    assert [row.name for row in rows] == [
        "policy.imported", "policy.machine-checked", "policy.reviewed", "policy.second-reviewed", "policy.activated",
    ]  # fmt: skip
    assert {row.subject for row in rows} == {f"record:{ID}"}
    assert {row.data["content"] for row in rows} == {held.content}
    assert "示例审核员" not in str([row.data for row in rows]), "the journal knows people by number"
    out = parse(policy.files(held)["zh"].decode())
    assert out.text("reviewStatus") == "verified"
    assert out.text("provenance.reviewer") == "示例审核员甲、示例审核员乙"


def test_the_same_person_does_not_review_twice() -> None:
    who = analysts()
    reviewed(who)
    with pytest.raises(CcerError) as error:
        take(who["first"], "second-reviewed")
    assert "gave the first review" in refused(error)
    assert reading.states()[ID] == "reviewed"


def test_who_wrote_does_not_review_even_from_another_seat() -> None:
    who = analysts()
    policy.edit(who["editor"], ID, changed_body(), present())
    take(who["first"], "machine-checked")
    moved = Actor("analyst", "analyst:house", who["editor"].organisation, who["editor"].user, "checker")
    with pytest.raises(CcerError) as error:
        take(moved, "reviewed")
    assert "wrote in this version" in refused(error)


def test_a_changed_character_makes_an_active_record_a_draft_again() -> None:
    who = analysts()
    put_in_force(who)
    held = policy.edit(who["editor"], ID, changed_body(), present())
    assert (held.state, held.first, held.verified) == ("draft", "", False)
    assert [event.content for event in reading.versions(held)] == [held.content, held.events[0].content]
    assert parse(policy.files(held)["zh"].decode()).text("reviewStatus") == "draft"


def test_a_step_on_content_that_has_changed_since_it_was_read_is_refused() -> None:
    who = analysts()
    old = present()
    policy.edit(who["editor"], ID, changed_body(), old)
    with pytest.raises(CcerError) as error:
        policy.step(who["editor"], ID, "machine-checked", old)
    assert "not the present one" in refused(error)
    with pytest.raises(CcerError) as late:
        policy.edit(who["editor"], ID, changed_body(), old)
    assert "in the meantime" in refused(late)


def test_a_reviewer_without_a_name_is_refused() -> None:
    who = analysts()
    take(who["editor"], "machine-checked")
    with pytest.raises(Refused) as error:
        take(who["nameless"], "reviewed")
    assert "does not say the person's name" in refused(error)


def test_text_of_a_program_that_nobody_stands_by_is_not_put_in_force() -> None:
    who = analysts()
    take(who["editor"], "machine-checked")
    take(who["first"], "reviewed")
    take(who["second"], "second-reviewed")
    with pytest.raises(CcerError) as error:
        take(who["second"], "activated")
    assert "zh:body" in refused(error)


@pytest.mark.parametrize("key", ["editor", "visitor"])
def test_only_the_seat_of_a_reviewer_reviews(key: str) -> None:
    who = {**analysts(), "visitor": VISITOR}
    take(who["editor"], "machine-checked")
    with pytest.raises(Refused) as error:
        take(who[key], "reviewed")
    assert error.value.code == ("seat" if key == "editor" else "role")


@pytest.mark.shared
def test_the_collection_comes_in_as_drafts_and_goes_out_to_the_byte(shared: Path) -> None:
    who = analysts()
    folder = shared / "data/policy-records"
    ids = sorted(path.stem for path in (folder / "zh").glob("*.md") if path.stem != ID)
    assert len(ids) == 9
    for id in ids:
        files = {lang: folder / lang / f"{id}.md" for lang in ("zh", "en")}
        held = policy.take_in(who["editor"], {lang: read(path) for lang, path in files.items()})
        assert held.state == "draft"
        assert policy.files(held) == {lang: path.read_bytes() for lang, path in files.items()}
    assert set(reading.states()) == {ID, *ids}


def test_an_official_text_is_stored_only_as_it_was_shown() -> None:
    who = analysts()
    preview = policy_texts.preview("示例.md", LAW.encode())
    assert (preview.text.kind, preview.text.count("art"), preview.text.count("item")) == ("law", 3, 2)
    assert not PolicyText.objects.exists()
    made = policy_texts.store(who["editor"], preview.sealed)
    assert made.digest == preview.digest
    again = policy_texts.store(who["editor"], preview.sealed)
    assert again.pk == made.pk
    assert JournalEvent.objects.filter(name="text.stored").count() == 1
    with pytest.raises(CcerError) as error:
        policy_texts.store(who["editor"], f"x{preview.sealed}")
    assert "not what was shown" in refused(error)
    with pytest.raises(Refused):
        policy_texts.store(who["first"], preview.sealed)


def test_a_kept_search_tells_once_what_is_new_to_it() -> None:
    """As if it had been asked before anything was found: all it finds now is new; the day after there is nothing to tell."""
    editor = analysts()["editor"]
    made = searches.keep(editor, "", "抵销比例上限")
    assert searches.ask_all() == 0
    SavedSearch.objects.filter(pk=made.pk).update(seen={}, asked=dt.date(2023, 1, 1))
    assert searches.ask_all() == 1
    told = searches.alerts(editor)
    assert [event.subject for event in told] == [f"search:{made.pk}"]
    assert {"kind": "new", "ref": "offset.cap_share"} in told[0].data["alerts"]
    SavedSearch.objects.filter(pk=made.pk).update(asked=dt.date(2026, 3, 1))
    assert searches.ask_all() == 0
    assert searches.end(editor, made.pk)
    assert not searches.mine(editor).exists()
