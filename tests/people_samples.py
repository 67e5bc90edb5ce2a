"""Sample people of the tests and what they do time and again: sign in, apply for an account, take a step with two people."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ccer.project.life.model import Paper
from ccer.registry.commands import Transfer
from ccer.registry.serials import Series
from ccer_platform.actions import lives, people, proposals
from ccer_platform.actions.base import Actor
from ccer_platform.store.models import Life, Organisation, User

PASSWORD = "sample-words-for-tests"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SECRET = generate_totp_secret()
TRANSFER = Transfer(source="acc-1", target="acc-2", series=Series("A219999", 2024), quantity=40)


def code(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time() // 30) + later))


def organisation(name: str = "示例业主", role: str = "owner", number: str = "SAMPLE-OWNER-1") -> Organisation:
    return people.add_organisation(number, name, role)


def sit(email: str, org: Organisation, seat: str, secret: str = SECRET) -> User:
    return people.add_person(
        email, email, organisation=org, seat=seat, password=PASSWORD, totp_secret=secret, demo=True
    )


def acting(user: User) -> Actor:
    seat = people.seats(user.pk).first()
    assert seat is not None
    return people.actor_of(seat)


def sign_in(client: Client, user: User, secret: str = SECRET, later: int = 0) -> None:
    first = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert first.status_code == 302
    assert first["Location"] == "/account/2fa/authenticate/", first["Location"]
    assert "_auth_user_id" not in client.session
    second = client.post(first["Location"], {"code": code(secret, later)})
    assert second.status_code == 302, second.content.decode()
    assert client.session["_auth_user_id"] == str(user.pk)


def registry() -> tuple[Actor, Actor]:
    org = organisation("示例登记机构", "registry", "SAMPLE-REGISTRY")
    return acting(sit("r1@example.org", org, "maker")), acting(sit("r2@example.org", org, "checker"))


def step(maker: Actor, checker: Actor, machine: str, code: str, action: str, /, **facts: object) -> None:
    row = Life.objects.filter(machine=machine, code=code).first()
    if proposals.needs_two(machine, row.state if row else "NONE", action):
        made = proposals.propose_step(maker, machine, code, action, facts=facts)
        proposals.confirm(checker, made.pk)
    else:
        taken = lives.take(maker, machine, code, action, facts=facts)
        assert not taken.refused, [r.lines("en") for r in taken.outcome.refusals]


def apply_by_pages(client: Client, number: str = "SAMPLE-NEW-1") -> str:
    def send(name: str, answers: dict[str, object]) -> object:
        answer = client.post(f"/people/apply/?step={name}", answers)
        assert answer.status_code == 302, answer.content.decode()
        return answer

    send("kind", {"holder_kind": "owner", "opening": "joint", "emitter_market": ""})
    send("subject", {"holder_name": "示例新业主", "subject_code": number})
    send(
        "people",
        {
            "maker_name": "甲",
            "maker_email": "jia@example.org",
            "checker_name": "乙",
            "checker_email": "yi@example.org",
        },
    )
    send(
        "papers",
        {
            name: SimpleUploadedFile(f"{name}.pdf", PDF, "application/pdf")
            for name in ("licence", "authorisation")
        },
    )
    check = client.get("/people/apply/?step=check").content.decode()
    assert "示例新业主" in check
    assert number in check
    done = send("check", {})
    return str(done["Location"]).rstrip("/").rpartition("/")[2]  # type: ignore[index]


def apply_for(applicant: User, account: str, number: str) -> None:
    pair = {
        seat: people.add_person(f"{seat}-{account}@example.org", seat, invite=False).code
        for seat in ("maker", "checker")
    }
    papers = tuple(Paper(kind=kind, digest="a" * 64, name="x.pdf") for kind in ("licence", "authorisation"))
    actor = Actor(role="visitor", name=f"visitor:person-{applicant.pk}", user=applicant.pk)
    taken = lives.take(
        actor, "account", account, "apply", papers=papers,
        facts={"holder": number, "holder_kind": "owner", "holder_name": "示例", "subject_code": number, **pair},
    )  # fmt: skip
    if taken.refused:
        raise taken.outcome.refusals[0]
