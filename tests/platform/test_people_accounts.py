"""A registry account from application to closure, tokens, and the list of approved bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from ccer.core.errors import CcerError
from ccer.project.life.model import Paper
from ccer.registry.commands import RestrictAccount
from ccer_platform import clock
from ccer_platform.actions import bodies, lives, people, proposals, tokens, units
from ccer_platform.actions.base import Actor, Refused, system
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.portals.people.account import applicant as applicant_of
from ccer_platform.rebuilding.check import check
from ccer_platform.store.models import (
    Life,
    Membership,
    Organisation,
    RegistryAccount,
    User,
    VvbApproval,
)
from people_samples import (
    PASSWORD,
    SECRET,
    TRANSFER,
    acting,
    apply_by_pages,
    apply_for,
    organisation,
    registry,
    sign_in,
    sit,
    step,
)

pytestmark = pytest.mark.usefixtures("database", "morning")


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    yield
    close_posters()


# Opening an account


def test_an_account_from_application_to_seats_and_invitations(tmp_path: Path) -> None:
    maker, checker = registry()
    applicant = people.add_person(
        "visitor@example.org", "申请人", password=PASSWORD, totp_secret=SECRET, demo=True
    )
    client = Client()
    sign_in(client, applicant)
    account = apply_by_pages(client)
    assert Life.objects.get(machine="account", code=account).state == "APPLIED"
    shown = client.get(f"/people/account/{account}/").content.decode()
    assert "已申请" in shown
    assert "2026-03-23" in shown  # 15 working days after 2 March: 3-6, 9-13, 16-20, 23
    assert not Membership.objects.filter(organisation__code="SAMPLE-NEW-1").exists()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend", EMAIL_FILE_PATH=str(tmp_path)
    ):
        step(maker, checker, "account", account, "begin-review")
        step(maker, checker, "account", account, "open")
    row = RegistryAccount.objects.get(code=account)
    assert (row.state, row.organisation.code, row.opened_on) == ("open", "SAMPLE-NEW-1", clock.today())  # type: ignore[union-attr]
    seated = dict(Membership.objects.filter(organisation=row.organisation).values_list("user__email", "seat"))
    assert seated == {"jia@example.org": "maker", "yi@example.org": "checker"}
    letters = "".join(path.read_text() for path in tmp_path.iterdir())
    assert "jia@example.org" in letters
    assert "yi@example.org" in letters
    # The link of the letter sets a password, once.
    from ccer_platform import invitation

    address = invitation.link(User.objects.get(email="jia@example.org")).removeprefix(settings.PORTAL)
    invited = Client()
    there = invited.get(address)
    assert there.status_code == 302
    set_up = invited.post(
        there["Location"], {"password1": "another-sample-phrase", "password2": "another-sample-phrase"}
    )
    assert set_up.status_code == 302, set_up.content.decode()
    assert User.objects.get(email="jia@example.org").check_password("another-sample-phrase")
    assert Client().get(address).status_code == 200  # used up


def test_a_stranger_does_not_see_an_application() -> None:
    applicant = people.add_person(
        "visitor@example.org", "申请人", password=PASSWORD, totp_secret=SECRET, demo=True
    )
    client = Client()
    sign_in(client, applicant)
    account = apply_by_pages(client)
    other = sit("other@example.org", organisation("别的业主", "owner", "SAMPLE-OWNER-2"), "maker")
    stranger = Client()
    sign_in(stranger, other)
    assert stranger.get(f"/people/account/{account}/").status_code == 404
    assert stranger.get("/people/account/nothing/").status_code == 404


def test_maker_and_checker_are_two_people_on_the_page_too() -> None:
    applicant = people.add_person(
        "visitor@example.org", "申请人", password=PASSWORD, totp_secret=SECRET, demo=True
    )
    client = Client()
    sign_in(client, applicant)
    client.post(
        "/people/apply/?step=kind", {"holder_kind": "owner", "opening": "joint", "emitter_market": ""}
    )
    client.post("/people/apply/?step=subject", {"holder_name": "示例", "subject_code": "X1"})
    same = {
        "maker_name": "甲",
        "maker_email": "A@example.org",
        "checker_name": "甲",
        "checker_email": "a@example.org",
    }
    answer = client.post("/people/apply/?step=people", same)
    assert answer.status_code == 422
    assert "不能是同一人" in answer.content.decode()


def test_a_subject_gets_no_second_account() -> None:
    maker, checker = registry()
    applicant = people.add_person(
        "visitor@example.org", "申请人", password=PASSWORD, totp_secret=SECRET, demo=True
    )
    client = Client()
    sign_in(client, applicant)
    first = apply_by_pages(client)
    step(maker, checker, "account", first, "begin-review")
    step(maker, checker, "account", first, "open")
    with pytest.raises(CcerError) as refusal:
        apply_for(applicant, "account-second", "SAMPLE-NEW-1")
    assert refusal.value.clause == "ncsc-2023-11/art-6/para-2"


def test_two_who_apply_for_one_subject_are_told_at_once() -> None:
    """Neither is open yet, and each gives the holder another code: the second is refused when it applies, not when it is opened."""
    applicant = people.add_person("visitor@example.org", "申请人", password=PASSWORD, demo=True)
    apply_for(applicant, "account-1", "SAMPLE-NEW-1")
    facts = {
        "holder": "SAMPLE-OTHER", "holder_kind": "owner", "holder_name": "示例", "subject_code": "SAMPLE-NEW-1", "maker": "甲",
        "checker": "乙", "opening": "joint",
    }  # fmt: skip
    papers = tuple(Paper(kind=kind, digest="b" * 64, name="x.pdf") for kind in ("licence", "authorisation"))
    taken = lives.take(applicant_of(applicant), "account", "account-2", "apply", facts=facts, papers=papers)
    (refusal,) = taken.outcome.refusals
    assert (refusal.code, refusal.cites) == ("one_account", ("ncsc-2023-11/art-6/para-2",))
    assert not Life.objects.filter(machine="account", code="account-2").exists()


def test_an_account_in_two_states_is_found() -> None:
    """A restriction posted on the ledger alone, past the account's case: every row is the journal's, and still it does not agree."""
    opened()
    assert check().sound
    alone = RestrictAccount(account="account-1", item=1, why="示例", actor="registry:registry", key="alone")
    assert poster().submit(alone).refusal is None
    close_posters()
    found = check()
    assert (found.broken, found.differences, found.sound) == (None, (), False)
    assert found.disagreements == (("account-1", "restricted", "OPEN"),)


def opened() -> tuple[Actor, Actor, dict[str, Actor]]:
    """The registry's pair, and maker and checker of an account just opened."""
    maker, checker = registry()
    applicant = people.add_person("visitor@example.org", "申请人", password=PASSWORD, demo=True)
    apply_for(applicant, "account-1", "SAMPLE-NEW-1")
    for action in ("begin-review", "open"):
        step(maker, checker, "account", "account-1", action)
    own = {
        seat.seat: people.actor_of(seat)
        for seat in Membership.objects.filter(organisation__code="SAMPLE-NEW-1")
    }
    return maker, checker, own


def test_restriction_change_of_a_representative_and_closure() -> None:
    maker, checker, own = opened()
    # art. 10: restricted, corrected, asked for, restored
    step(
        maker,
        checker,
        "account",
        "account-1",
        "restrict",
        restriction_ground="change-not-filed",
        reason="代表变更未申请",
    )
    assert RegistryAccount.objects.get(code="account-1").state == "restricted"
    with pytest.raises(proposals.Unready):
        proposals.propose_step(maker, "account", "account-1", "restore", facts={"reason": "已改正"})
    # art. 8: a change of representative, filed in time and entered; the old maker sits no more
    new = people.add_person("new@example.org", "新代表", invite=False)
    paper = (Paper(kind="change-proof", digest="b" * 64, name="x.pdf"),)
    facts = {"change_kind": "representative", "changed_on": "2026-02-27", "new_value": "新代表"}
    taken = lives.take(
        own["maker"],
        "account-change",
        "change-1",
        "file",
        facts=facts,
        papers=paper,
        parent="account:account-1",
    )
    assert not taken.refused, [r.lines("en") for r in taken.outcome.refusals]
    assert [c.kind for c in taken.life.clocks if c.running] == ["account-change-review"]
    step(maker, checker, "account-change", "change-1", "approve")
    step(maker, checker, "account", "account-1", "update", change="change-1", maker=new.code)
    sitting = dict(
        Membership.objects.filter(organisation__code="SAMPLE-NEW-1", until=None).values_list(
            "seat", "user_id"
        )
    )
    assert sitting["maker"] == new.pk
    with pytest.raises(tokens.BadToken):
        tokens.authenticate("ccer_of-somebody-who-left")
    fresh = {"maker": acting(new), "checker": own["checker"]}
    lives.take(fresh["maker"], "account", "account-1", "ask-restoration", facts={"correction": "已申请变更"})
    step(maker, checker, "account", "account-1", "restore", reason="已改正")
    # art. 11: closure ends every seat
    made = proposals.propose_step(
        fresh["maker"],
        "account",
        "account-1",
        "ask-closure",
        facts={"closure_ground": "merger", "units_held_t": 0},
    )
    proposals.confirm(fresh["checker"], made.pk)
    step(maker, checker, "account", "account-1", "close", units_held_t=0)
    assert RegistryAccount.objects.get(code="account-1").state == "closed"
    assert not Membership.objects.filter(organisation__code="SAMPLE-NEW-1", until=None).exists()


# Tokens and bodies


def test_a_token_acts_in_its_seat_and_scope_until_it_ends() -> None:
    org = organisation()
    user = sit("maker@example.org", org, "maker")
    token, text = tokens.create(acting(user), "程序", ("read", "steps"), 30)
    actor = tokens.authenticate(text)
    assert (actor.name, actor.seat, actor.scopes) == ("owner:SAMPLE-OWNER-1", "maker", ("read", "steps"))
    with pytest.raises(Refused) as refusal:
        units.order(actor, TRANSFER)
    assert refusal.value.code == "scope"
    with pytest.raises(Refused) as refusal:
        tokens.create(actor, "另一个", ("read",), 1)
    assert refusal.value.code == "scope"  # a token makes no tokens
    tokens.revoke(acting(user), token.pk)
    for forged in (text, text + "x", "", "ccer_", "x" * 10_000):
        with pytest.raises(tokens.BadToken):
            tokens.authenticate(forged)


def test_a_token_ends_with_its_time_and_with_its_seat() -> None:
    user = sit("maker@example.org", organisation(), "maker")
    _, first = tokens.create(acting(user), "一天", ("read",), 1)
    with clock.fixed(clock.now() + dt.timedelta(days=1, seconds=1)), pytest.raises(tokens.BadToken):
        tokens.authenticate(first)
    tokens.authenticate(first)
    people.end_seat(system("people"), Membership.objects.get(user=user))
    with pytest.raises(tokens.BadToken):
        tokens.authenticate(first)


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ("read",), 1), ("x", (), 1), ("x", ("all",), 1), ("x", ("read",), 0), ("x", ("read",), 366)],
)
def test_unusable_tokens_are_refused(name: str, scopes: tuple[str, ...], days: int) -> None:
    user = sit("maker@example.org", organisation(), "maker")
    with pytest.raises(CcerError):
        tokens.create(acting(user), name, scopes, days)


def test_approved_bodies_come_from_the_list_of_notices() -> None:
    known = organisation("中国质量认证中心", "vvb", "SAMPLE-CQC")  # the list's name without its company form
    entered = bodies.enter_bodies()
    bodies.enter_bodies()
    assert known in entered
    assert len({body.pk for body in entered}) == Organisation.objects.filter(role="vvb").count()
    rows = set(VvbApproval.objects.filter(organisation=known).values_list("sector", "since"))
    # Notices: 2024 No. 11 (energy, forestry) certainly by 26 June 2024; 2025 No. 21 by 24 December 2025.
    assert {(sector, day.isoformat()) for sector, day in rows} == {
        ("01", "2024-06-26"), ("14", "2024-06-26"), ("10", "2025-12-24"), ("07", "2025-12-24"), ("03", "2025-12-24"),
    }  # fmt: skip
