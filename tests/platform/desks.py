"""People at their workbenches, by real requests: each signs in as itself and does everything by pages."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from ccer_platform import clock
from ccer_platform.actions.posting import close_posters
from ccer_platform.database import Server
from ccer_platform.demo.people import PASSWORD, load_people
from ccer_platform.store.models import User

from . import conftest

DESKS = {
    "owner": "owner", "validator": "verifier", "verifier": "verifier", "registry": "registry", "expert": "registry",
    "province": "authority", "ministry": "authority", "regulator": "authority", "trader": "owner", "emitter": "owner",
    "exchange": "exchange",
}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FREE = {
    f"independence.{part}": "no"
    for part in ("funded_by_interested", "develops_or_consults", "tied_to_owner", "wrote_documents")
}
TEAM = {
    "team.0.person": "甲", "team.0.full_time": "yes", "team.0.competent": "yes",
    "team.1.person": "乙", "team.1.full_time": "yes",
}  # fmt: skip
WIND = """
name: 示例海域200兆瓦海上风电项目
methodology: CCER-01-002-V01
owner: 示例业主有限公司
owner_kind: legal-person
established_in_prc: true
purpose: avoid-reduce
province: 江苏省
start_of_construction: 2019-04-17
operation_start: 2020-09-01
lifetime_years: 25
crediting: {start: 2020-09-23, end: 2030-09-22}
legal_duty: false
ets_covered: false
other_scheme: false
lawful: true
no_harm: true
additionality: exempt
site: {offshore_km: 51.0}
"""


PEOPLED = "ccer_peopled"


def at(day: str) -> dt.datetime:
    """Half past nine of a day in Beijing."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9, 30), clock.BEIJING)


@pytest.fixture(scope="module")
def peopled_template(server: Server) -> Iterator[None]:
    """A database with the sample people and their accounts, made once."""
    conftest._database("CREATE DATABASE {0} TEMPLATE " + conftest.TEMPLATE, PEOPLED)
    conftest._connect(PEOPLED)
    clock.forget()
    with clock.fixed(at("2024-08-23")):
        load_people()
    close_posters()
    conftest._close()
    yield
    conftest._database("DROP DATABASE {0} WITH (FORCE)", PEOPLED)


@pytest.fixture
def peopled(peopled_template: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """A copy of it for one test."""
    name = f"p{abs(hash(request.node.nodeid)):x}"
    conftest._database("CREATE DATABASE {0} TEMPLATE " + PEOPLED, name)
    conftest._connect(name)
    clock.forget()
    yield
    close_posters()
    conftest._close()
    conftest._database("DROP DATABASE {0} WITH (FORCE)", name)


def pdf(name: str = "paper.pdf", mark: str = "") -> SimpleUploadedFile:
    """A small PDF; another mark makes another content."""
    return SimpleUploadedFile(name, PDF + f"% {mark}\n".encode())


def packed(entries: dict[str, bytes]) -> bytes:
    """An archive of these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return made.getvalue()


class Desk:
    """One sample person at a browser."""

    def __init__(self, key: str, seat: str = "maker") -> None:
        self.prefix = DESKS[key]
        self.user = User.objects.get(email=f"{key}-{seat}@example.org")
        self.client = Client()
        first = self.client.post("/account/login/", {"login": self.user.email, "password": PASSWORD})
        factor = Authenticator.objects.get(user=self.user, type=Authenticator.Type.TOTP)
        secret = get_adapter().decrypt(factor.data["secret"])
        code = format_hotp_value(hotp_value(secret, int(time.time() // 30)))
        second = self.client.post(first["Location"], {"code": code})
        assert second.status_code == 302, said(second)
        self.get()  # what was said on signing in is shown once

    def get(self, path: str = "", lang: str = "") -> HttpResponse:
        """A page of the workbench; ``lang`` is ``/en`` for English."""
        return self.client.get(f"{lang}/{self.prefix}/{path}")

    def post(self, path: str, data: dict[str, Any]) -> HttpResponse:
        """A form of the workbench sent."""
        return self.client.post(f"/{self.prefix}/{path}", data)

    def begin(self, machine: str, action: str, parent: str = "") -> str:
        """The code of what begins, as the page gives it."""
        answer = self.get(f"begin/{machine}/{action}?parent={parent}")
        assert answer.status_code == 302, said(answer)
        return answer["Location"].partition("?")[0].rpartition("/")[2]

    def fill(
        self, machine: str, action: str, code: str, typed: dict[str, Any] | None = None, parent: str = ""
    ) -> HttpResponse:
        """The form filled in and sent on to be checked."""
        return self.post(
            f"step/{machine}/{action}/{code}", {"stage": "check", "parent": parent, **(typed or {})}
        )

    def send(
        self, machine: str, action: str, code: str, checked: HttpResponse, parent: str = ""
    ) -> HttpResponse:
        """The answers checked and sent."""
        data = {"stage": "send", "parent": parent, "answers": hidden(checked, "answers")}
        return self.post(f"step/{machine}/{action}/{code}", data)

    def take(
        self, machine: str, action: str, code: str, typed: dict[str, Any] | None = None, parent: str = ""
    ) -> HttpResponse:
        """A step by its pages: form, answers to check, answer."""
        page = self.get(f"step/{machine}/{action}/{code}?parent={parent}")
        assert page.status_code == 200, said(page)
        checked = self.fill(machine, action, code, typed, parent)
        assert checked.status_code == 200, said(checked)
        answer = self.send(machine, action, code, checked, parent)
        assert answer.status_code == 302, said(answer)
        return self.client.get(answer["Location"])

    def confirm(self) -> HttpResponse:
        """The oldest proposal of the organisation, opened from the desk and confirmed."""
        number = re.search(rf"/{self.prefix}/proposal/(\d+)", said(self.get(), raw=True))
        assert number, said(self.get())
        answer = self.post(f"proposal/{number[1]}", {"answer": "confirm"})
        assert answer.status_code == 302, said(answer)
        return self.client.get(answer["Location"])


def hidden(page: HttpResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, said(page)
    return html.unescape(found[1])


def said(page: HttpResponse, raw: bool = False) -> str:
    """The words of a page."""
    text = page.content.decode(errors="replace")
    if raw:
        return text
    main = text.partition("<main")[2] or text
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))[:6000]
