"""Strangers: probing for accounts, guessing, flooding, forged sessions and tokens, forms from elsewhere, an unsafe configuration."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from ccer_platform import configuration, limits
from ccer_platform.actions import people
from ccer_platform.database import Server
from ccer_platform.store.models import Attempts, User

PASSWORD = "sample-words-for-tests"
STRONG = "q7Yz-0vK4mB_r2Xw9tLc8nHd5sGj1fPa6uEi3oTy"


@pytest.fixture
def known(database: str) -> User:
    """A person with an account."""
    return people.add_person("known@example.org", "代表", password=PASSWORD, demo=True)


def _alike(page: str, *addresses: str) -> str:
    """A page without what differs between any two requests: the address typed, the form's own token."""
    for address in addresses:
        page = page.replace(address, "@")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/account/login/", {"login": "{}", "password": "not-the-password"}),
        ("/account/password/reset/", {"email": "{}"}),
        (
            "/account/signup/",
            {"email": "{}", "password1": "some-sample-words", "password2": "some-sample-words"},
        ),
    ],
)
def test_nobody_learns_who_has_an_account(known: User, path: str, answers: dict[str, str]) -> None:
    seen = []
    for address in (known.email, "unknown@example.org"):
        client = Client()
        answer = client.post(path, {name: value.format(address) for name, value in answers.items()})
        then = client.get(answer["Location"]).content.decode() if answer.status_code == 302 else ""
        seen.append(
            (answer.status_code, answer.get("Location"), _alike(answer.content.decode() + then, address))
        )
    assert seen[0] == seen[1]


def test_both_kinds_of_address_are_written_to(known: User) -> None:
    """So that nobody learns it from their own mail box either: whoever asked is told there, and only there."""
    for address in (known.email, "unknown@example.org"):
        Client().post("/account/password/reset/", {"email": address})
    assert [letter.to[0] for letter in mail.outbox[-2:]] == [known.email, "unknown@example.org"]


def test_an_unknown_address_costs_a_password_check_too(known: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same time, told without a watch: the slow hash is worked out once for either."""
    from django.contrib.auth.hashers import ScryptPasswordHasher

    hashed: list[int] = []
    real = ScryptPasswordHasher.encode

    def counted(self: ScryptPasswordHasher, *args: object, **kwargs: object) -> str:
        hashed[-1] += 1
        return real(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(ScryptPasswordHasher, "encode", counted)
    for address in (known.email, "unknown@example.org"):
        hashed.append(0)
        Client().post("/account/login/", {"login": address, "password": "not-the-password"})
    assert hashed == [1, 1]


def test_guessing_is_stopped_for_the_account_and_the_answer_stays_alike(known: User) -> None:
    for address in (known.email, "unknown@example.org"):
        client = Client(REMOTE_ADDR="192.0.2.7" if address == known.email else "192.0.2.8")
        for _ in range(5):
            client.post("/account/login/", {"login": address, "password": "not-the-password"})
        answer = client.post("/account/login/", {"login": address, "password": PASSWORD})
        assert answer.status_code in (200, 429)
        assert "_auth_user_id" not in client.session


def test_guessing_a_code_is_stopped(database: str) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

    secret = generate_totp_secret()
    user = people.add_person("known@example.org", "代表", password=PASSWORD, totp_secret=secret, demo=True)
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    right = {format_hotp_value(hotp_value(secret, int(time.time() // 30) + step)) for step in range(-1, 3)}
    wrong = [f"{number:06}" for number in range(40) if f"{number:06}" not in right]
    for guess in wrong[:12]:
        client.post("/account/2fa/authenticate/", {"code": guess})
    code = format_hotp_value(hotp_value(secret, int(time.time() // 30)))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_ten_thousand_comments_by_one_visitor(database: str) -> None:
    taken = 0
    for _ in range(10_000):
        try:
            limits.count("comment", "192.0.2.1")
            taken += 1
        except limits.TooOften as refusal:
            last = refusal
    assert taken <= 2 * limits.LIMITS["comment"][0]  # the hour may turn while it runs
    assert last.clause == "ncsc-2023-11/art-19"
    assert 0 < last.wait <= 3600
    assert len(last.lines("zh")) == 4
    assert limits.count("comment", "192.0.2.2") == limits.LIMITS["comment"][0] - 1
    assert not Attempts.objects.filter(who__contains="192.0.2").exists()


def test_many_at_once_get_no_more_than_the_limit(database: str) -> None:
    most = limits.LIMITS["complaint"][0]
    passed: list[int] = []

    def ask() -> None:
        try:
            for _ in range(5):
                limits.count("complaint", "192.0.2.3")
                passed.append(1)
        except limits.TooOften:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= len(passed) <= 2 * most


@pytest.mark.parametrize(
    "path", ["/people/", "/people/tokens/", "/people/proposals/", "/people/apply/", "/people/account/x/"]
)
def test_pages_of_people_ask_to_sign_in(database: str, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "path", ["/people/choose/", "/people/tokens/", "/people/proposals/1/", "/people/apply/"]
)
def test_forms_from_elsewhere_are_refused(known: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(known)
    assert client.post(path, {"seat": 1}).status_code == 403


def test_one_is_not_sent_elsewhere_after_signing_in(known: User) -> None:
    answer = Client().post(
        "/account/login/?next=https://example.net/",
        {"login": known.email, "password": PASSWORD, "next": "https://example.net/"},
    )
    assert "example.net" not in answer["Location"]


def test_a_forged_session_is_nobody(known: User) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/people/").status_code == 302


# The real server process, started as people start it


SAFE = {"CCER_URL": "https://registry.example.org"}
UNSAFE = {
    "short secret": ({"CCER_SECRET_KEY": "abc123"}, "CCER_SECRET_KEY"),
    "default secret": ({"CCER_SECRET_KEY": "django-insecure-" + STRONG}, "CCER_SECRET_KEY"),
    "repeated secret": ({"CCER_SECRET_KEY": "a" * 64}, "CCER_SECRET_KEY"),
    "debug": ({"CCER_HOSTS": "registry.example.org", "CCER_DEBUG": "1", **SAFE}, "CCER_DEBUG"),
    "demo": ({"CCER_HOSTS": "registry.example.org", "CCER_DEMO": "1", **SAFE}, "演示模式"),
    "wildcard": ({"CCER_HOSTS": "*", **SAFE}, "CCER_HOSTS"),
    "links": ({"CCER_HOSTS": "registry.example.org", "CCER_URL": "http://registry.example.org"}, "CCER_URL"),
    "database": ({"DATABASE_URL": "postgresql://u:p@db.example.org/ccer"}, "DATABASE_URL"),
    "database preferring": ({"DATABASE_URL": "postgresql://u:p@db.example.org/ccer?sslmode=prefer"}, "DATABASE_URL"),
    "listening": ({"--host": "0.0.0.0", "CCER_DEBUG": "1", **SAFE}, "CCER_DEBUG"),
    "demo listening": ({"--host": "0.0.0.0", "--demo": "", **SAFE}, "演示模式"),
}  # fmt: skip


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _start(folder: Path, setting: dict[str, str]) -> tuple[subprocess.Popen[str], int]:
    port = _free_port()
    options = [
        part for name, value in setting.items() if name.startswith("--") for part in (name, value) if part
    ]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CCER_", "DJANGO", "DATABASE_URL"))
    }
    environment |= {name: value for name, value in setting.items() if not name.startswith("--")}
    program = [sys.executable, "-m", "ccer", "serve", "--data", str(folder), "--port", str(port), *options]
    return subprocess.Popen(
        program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ), port


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    for path in (tmp_path, *tmp_path.parents):  # the database's own user must be able to enter
        if path.owner() == Path.home().owner() and path != Path("/") and path.stat().st_mode & 0o777 == 0o700:
            path.chmod(0o711)
    yield tmp_path / "data"
    if (tmp_path / "data" / "postgres").exists():
        server = Server(tmp_path / "data")
        server.started_here = True
        server.stop("immediate")


@pytest.mark.parametrize("name", sorted(UNSAFE))
def test_an_unsafe_configuration_does_not_start(folder: Path, name: str) -> None:
    setting, says = UNSAFE[name]
    process, port = _start(folder, setting)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 2, said
    assert "配置不安全" in said
    assert says in said
    assert "Traceback" not in said
    assert not (folder / "postgres").exists()  # nothing was started on the way
    with socket.socket() as call:
        assert call.connect_ex(("127.0.0.1", port)) != 0


def test_the_program_behind_it_does_not_start_either(folder: Path) -> None:
    """Whoever starts the web server past `ccer serve` meets the same refusal."""
    environment = {
        **os.environ,
        "CCER_DATA": str(folder),
        "CCER_HOSTS": "registry.example.org",
        "CCER_DEBUG": "1",
        "CCER_DEMO": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import ccer_platform.wsgi"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "CCER_DEBUG" in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:///ccer?host=/var/run/postgresql",
        "postgresql://u:p@127.0.0.1/ccer",
        "postgresql://u@db.example.org/ccer?sslmode=verify-full",
    ],
)
def test_a_safe_configuration_passes(address: str) -> None:
    configuration.check(
        public=True,
        debug=False,
        demo=False,
        secret=STRONG,
        hosts=["registry.example.org"],
        portal="https://registry.example.org",
        database=address,
    )


def test_addresses_of_this_machine_are_not_public() -> None:
    assert not configuration.is_public(["localhost", "127.0.0.1", "127.0.0.2", "[::1]", "::1"])
    for name in ("0.0.0.0", "::", "192.0.2.1", "registry.example.org", "*"):
        assert configuration.is_public([name])
