"""Signing in, second factor, seats: by real requests."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from ccer_platform import clock
from ccer_platform.actions import people, tokens
from ccer_platform.actions.base import Refused, system
from ccer_platform.store.models import (
    Membership,
    Token,
)
from people_samples import (
    PASSWORD,
    SECRET,
    acting,
    code,
    organisation,
    sign_in,
    sit,
)

pytestmark = pytest.mark.usefixtures("database", "morning")


# Signing in


def test_password_then_code_then_the_page_of_seats() -> None:
    user, client = sit("maker@example.org", organisation(), "maker"), Client()
    before = client.get("/account/login/").cookies.get("sessionid")
    sign_in(client, user)
    assert before is None or client.cookies["sessionid"].value != before.value
    page = client.get("/people/").content.decode()
    assert "示例业主" in page
    assert "发起代表" in page
    assert "只能查看" not in page
    english = client.get("/en/people/").content.decode()
    assert "My seats" in english


def test_the_session_key_changes_when_one_signs_in() -> None:
    user, client = sit("maker@example.org", organisation(), "maker"), Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    before = client.session.session_key
    client.post("/account/2fa/authenticate/", {"code": code(SECRET)})
    assert client.session.session_key != before


def test_a_wrong_or_used_code_does_not_sign_in() -> None:
    user, client = sit("maker@example.org", organisation(), "maker"), Client()
    sign_in(client, user)
    other = Client()
    other.post("/account/login/", {"login": user.email, "password": PASSWORD})
    for wrong in ("000000" if code(SECRET) != "000000" else "111111", code(SECRET)):
        assert other.post("/account/2fa/authenticate/", {"code": wrong}).status_code == 200
        assert "_auth_user_id" not in other.session


def test_a_recovery_code_signs_in_once() -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = sit("maker@example.org", organisation(), "maker")
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    for client, works in ((Client(), True), (Client(), False)):
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        client.post("/account/2fa/authenticate/", {"code": spare})
        assert ("_auth_user_id" in client.session) is works


def test_without_a_second_factor_one_only_reads() -> None:
    org = organisation()
    user = people.add_person(
        "new@example.org", "新代表", organisation=org, seat="maker", password=PASSWORD, demo=True
    )
    client = Client()
    assert (
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/people/"
    )
    assert "只能查看" in client.get("/people/").content.decode()
    refused = client.post("/people/tokens/", {"name": "x", "scopes": ["read"], "days": "1"})
    assert refused.status_code == 403
    assert "第二验证" in refused.content.decode()
    assert not Token.objects.exists()
    # Setting one up is allowed; afterwards the same request goes through.
    asked = client.get("/account/2fa/totp/activate/")["Location"]  # the password once more
    client.post(asked, {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)
    assert secret is not None
    before = client.session.session_key
    done = client.post("/account/2fa/totp/activate/", {"code": code(secret[1])})
    assert done.status_code == 302, done.content.decode()
    assert client.session.session_key != before
    assert client.post("/people/tokens/", {"name": "x", "scopes": ["read"], "days": "1"}).status_code == 200
    assert Token.objects.count() == 1


def test_an_older_session_does_not_profit_from_a_factor_set_up_elsewhere() -> None:
    user = people.add_person(
        "new@example.org", "新代表", organisation=organisation(), seat="maker", password=PASSWORD, demo=True
    )
    stolen = Client()
    stolen.post("/account/login/", {"login": user.email, "password": PASSWORD})
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, SECRET)
    assert stolen.post("/people/tokens/", {"name": "x", "scopes": ["read"], "days": "1"}).status_code == 403


def test_seeds_and_tokens_are_not_kept_in_the_clear() -> None:
    user = sit("maker@example.org", organisation(), "maker")
    assert SECRET not in str(user.authenticator_set.values_list("data", flat=True))  # type: ignore[attr-defined]
    _, text = tokens.create(acting(user), "程序", ("read",), 30)
    assert text not in str(list(Token.objects.values()))
    assert user.password.startswith("scrypt$")


def test_sample_people_are_nobody_outside_a_demonstration() -> None:
    user, client = sit("maker@example.org", organisation(), "maker"), Client()
    with override_settings(DEMO=False):
        assert client.post("/account/login/", {"login": user.email, "password": PASSWORD}).status_code == 200
        assert "_auth_user_id" not in client.session
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    shown = client.get("/account/2fa/authenticate/").content.decode()
    assert (
        f'<b id="demo-code">{code(SECRET)}</b>' in shown
        or f'<b id="demo-code">{code(SECRET, -1)}</b>' in shown
    )
    client.post("/account/2fa/authenticate/", {"code": code(SECRET)})
    assert client.get("/people/").status_code == 200
    with override_settings(DEMO=False):  # and a session begun in one ends with it
        assert client.get("/people/").status_code == 302


def test_the_code_of_a_real_person_is_never_shown() -> None:
    user = people.add_person(
        "real@example.org",
        "代表",
        organisation=organisation(),
        seat="maker",
        password=PASSWORD,
        totp_secret=SECRET,
    )
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert "demo-code" not in client.get("/account/2fa/authenticate/").content.decode()


# Seats


def test_who_has_several_seats_chooses_and_nobody_chooses_anothers() -> None:
    first, second = organisation(), organisation("示例机构", "vvb", "SAMPLE-VVB-1")
    user = sit("both@example.org", first, "maker")
    people.add_person(user.email, "", organisation=second, seat="checker")
    stranger = sit("other@example.org", organisation("别的业主", "owner", "SAMPLE-OWNER-2"), "maker")
    client = Client()
    sign_in(client, user)
    own = Membership.objects.get(user=user, organisation=second)
    client.post("/people/choose/", {"seat": own.pk})
    assert client.session["seat"] == own.pk
    client.post("/people/choose/", {"seat": Membership.objects.get(user=stranger).pk})
    assert client.session["seat"] == own.pk


def test_one_seat_at_a_time_in_an_organisation() -> None:
    org = organisation()
    user = sit("maker@example.org", org, "maker")
    with pytest.raises(Refused) as refusal:
        people.give_seat(system("people"), user, org, "checker")
    assert refusal.value.code == "one_seat"
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, organisation=org, seat="checker", since=clock.today())


def test_an_owner_gives_no_seats() -> None:
    org = organisation()
    maker, other = sit("maker@example.org", org, "maker"), sit("c@example.org", org, "checker")
    with pytest.raises(Refused) as refusal:
        people.give_seat(acting(maker), other, org, "maker")
    assert refusal.value.code == "role"
