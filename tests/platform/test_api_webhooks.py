"""Webhooks against a real server: signed, after commit, tried again, and never into a private network."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import override_settings

from ccer.core.errors import CcerError
from ccer_platform import clock, outward
from ccer_platform.jobs import webhooks
from ccer_platform.store.models import Delivery, Webhook

from .api_client import Program
from .story import cast, token

BEGIN = dt.datetime(2026, 3, 2, 9, tzinfo=clock.BEIJING)
pytestmark = pytest.mark.usefixtures("database")
PROJECT = {"name": "示例", "methodology": "CCER-01-002-V01"}


class Listener:
    """What arrived, and what to answer."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append((dict(self.headers), body))
                self.send_response(listener.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?who=sea"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def owner() -> Program:
    cast(BEGIN)
    return Program(token("owner:sea", "maker", BEGIN), BEGIN)


def set_on(owner: Program, url: str, events: list[str], subjects: list[str] | None = None) -> dict[str, Any]:
    answer = owner.post("/webhooks", {"url": url, "events": events, "subjects": subjects or []})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["webhook"]


def test_an_event_of_ones_own_is_told_once_and_signed(owner: Program, listener: Listener) -> None:
    made = set_on(owner, listener.url, ["project.*"])
    assert owner.post("/lives/project/P9/create", {"facts": {"project": PROJECT}}).status_code == 200
    assert owner.post("/lives/project/P9/edit", {"facts": {"project": PROJECT}}).status_code == 200
    with clock.fixed(BEGIN):
        assert [webhooks.deliver(), webhooks.deliver()] == [2, 0]
    told = [json.loads(body) for _, body in listener.got]
    assert [event["name"] for event in told] == ["project.created", "project.edited"]
    assert "facts" not in str(told), "what happened is told, its content is read with a token"

    headers, body = listener.got[0]
    stamp, given = (part.partition("=")[2] for part in headers["CCER-Signature"].split(","))
    whole = f"{stamp}.".encode() + body
    assert hmac.new(made["secret"].encode(), whole, hashlib.sha256).hexdigest() == given
    assert owner.get("/webhooks").json()["items"][0]["secret"] is None, "the secret is shown once"
    sent = owner.get(f"/webhooks/{made['id']}/deliveries").json()["items"]
    assert [(row["state"], row["tries"], row["status"]) for row in sent] == [("delivered", 1, 204)] * 2


def test_it_is_tried_again_later_and_given_up_at_last(owner: Program, listener: Listener) -> None:
    listener.status = 500
    made = set_on(owner, listener.url, ["project.created"])
    owner.post("/lives/project/P9/create", {"facts": {"project": PROJECT}})
    now = BEGIN
    for number, wait in enumerate((*webhooks.BACKOFF, 0), 1):
        with clock.fixed(now):
            assert webhooks.deliver() == 0
            assert webhooks.deliver() == 0, "not before its time"
        assert len(listener.got) == number
        now += dt.timedelta(seconds=wait)
    (delivery,) = Delivery.objects.filter(webhook_id=made["id"])
    assert (delivery.state, delivery.status) == ("failed", 500)


def test_it_arrives_once_the_other_side_answers(owner: Program, listener: Listener) -> None:
    listener.status = 302  # and where it points is not followed
    set_on(owner, listener.url, ["project.created"])
    owner.post("/lives/project/P9/create", {"facts": {"project": PROJECT}})
    with clock.fixed(BEGIN):
        webhooks.deliver()
    listener.status = 200
    with clock.fixed(BEGIN + dt.timedelta(seconds=11)):
        assert webhooks.deliver() == 1
    assert len(listener.got) == 2


def test_strangers_are_not_told_of_a_draft(owner: Program, listener: Listener) -> None:
    other = Program(token("owner:hill", "maker", BEGIN), BEGIN)
    set_on(other, listener.url, [])
    owner.post("/lives/project/P9/create", {"facts": {"project": PROJECT}})
    with clock.fixed(BEGIN):
        webhooks.deliver()
    assert not [body for _, body in listener.got if b"P9" in body]


def test_the_worker_runs_it_and_goes_on(owner: Program, listener: Listener) -> None:
    from django.core.management import call_command
    from django_tasks_db.models import DBTaskResult

    set_on(owner, listener.url, ["project.created"])
    owner.post("/lives/project/P9/create", {"facts": {"project": PROJECT}})
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert len(listener.got) == 1
    assert DBTaskResult.objects.filter(status="READY").count() == 1, "the next round waits"


def test_an_ended_webhook_is_told_nothing(owner: Program, listener: Listener) -> None:
    made = set_on(owner, listener.url, [])
    assert owner.delete(f"/webhooks/{made['id']}").status_code == 200
    owner.post("/lives/project/P9/create", {"facts": {"project": PROJECT}})
    with clock.fixed(BEGIN):
        webhooks.deliver()
    assert listener.got == []
    other = Program(token("owner:hill", "maker", BEGIN), BEGIN)
    assert other.delete(f"/webhooks/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "https://192.168.0.1/", "https://169.254.169.254/latest",
        "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://localhost/", "http://example.org/", "ftp://example.org/",
        "https://user:word@example.org/", "https://2130706433/", "https://[fe80::1]/", "https://224.0.0.1/", "https://", "nothing",
        "https://host:99999/", "https://198.18.0.1/", "https://100.64.0.1/",
    ],
)  # fmt: skip
@override_settings(DEMO=False)
def test_no_private_or_plain_address_is_called(url: str) -> None:
    with pytest.raises(CcerError):
        outward.look(url)


def test_a_name_that_turned_private_is_not_called(owner: Program, listener: Listener) -> None:
    """It was public when it was set; when it is called it is looked at anew."""
    made = set_on(owner, listener.url, ["project.created"])
    owner.post("/lives/project/P9/create", {"facts": {"project": PROJECT}})
    Webhook.objects.filter(pk=made["id"]).update(url="https://10.0.0.1/hook")
    with clock.fixed(BEGIN):
        webhooks.deliver()
    (delivery,) = Delivery.objects.filter(webhook_id=made["id"])
    assert (delivery.state, delivery.status) == ("waiting", None)
    assert "public network" in delivery.said
