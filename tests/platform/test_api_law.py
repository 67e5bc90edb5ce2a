"""The law base over the API: as of a day, in two languages, with its refusals as problems."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("database", "morning")
V1 = "/api/v1"


@pytest.fixture
def client() -> Client:
    return Client()


def test_instruments_come_in_pages_that_name_the_next(client: Client) -> None:
    seen: list[str] = []
    link = f"{V1}/instruments?limit=7&on=2025-03-06"
    while link:
        answer = client.get(link).json()
        assert answer["as_of"] == "2025-03-06"
        assert len(answer["items"]) <= 7
        seen += [row["id"] for row in answer["items"]]
        link = answer["next"]
    assert seen == sorted(set(seen))
    assert "mee-samr-2023-31" in seen


def test_an_instrument_not_yet_in_force_is_left_out(client: Client) -> None:
    rows = client.get(f"{V1}/instruments?limit=200&on=2023-01-02").json()["items"]
    assert "mee-samr-2023-31" not in [row["id"] for row in rows]  # in force from 19 October 2023


def test_a_clause_as_it_stood(client: Client) -> None:
    found = client.get(f"{V1}/provisions/mee-samr-2023-31/art-12/para-3?on=2025-03-06").json()
    assert found["label"] == {"zh": "31号令 第十二条第三款", "en": "Order 31 art. 12(3)"}
    assert found["state"] == "in-force"


def test_a_clause_before_its_first_day_is_refused_in_words(client: Client) -> None:
    answer = client.get(f"{V1}/provisions/mee-samr-2023-31/art-12?on=2020-01-02&lang=en")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert {"title", "detail", "code", "what", "why", "clauses", "next", "as_of"} <= said.keys()


def test_a_deadline_is_counted_by_the_official_calendar(client: Client) -> None:
    """A design document put on notice on 3 September 2024 stood there to 30 September 2024, as published."""
    found = client.get(f"{V1}/deadlines/pdd-notice?start=2024-09-03").json()
    assert (found["end"], found["days"], found["unit"]) == ("2024-09-30", 20, "working-day")
    assert found["citation"]["ref"] == "mee-samr-2023-31/art-12/para-3"


def test_facts_are_decided_clause_by_clause(client: Client) -> None:
    facts = {"name": "示例", "methodology": "CCER-01-002-V01", "start_of_construction": "2010-01-01"}
    answer = client.post(
        f"{V1}/decide", {"stage": "project-eligibility", "facts": facts}, content_type="application/json"
    )
    assert answer.status_code == 200
    said = answer.json()
    assert said["outcome"] == "refused"
    refused = [f for f in said["findings"] if f["outcome"] == "not-met"]
    assert refused
    assert all(f["citations"] for f in refused)
    assert said["receipt"]
    dated = next(f for f in said["findings"] if f["fact"]["en"] != f["fact"]["zh"])
    assert re.search(r"[\u4e00-\u9fff]", dated["fact"]["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", dated["fact"]["en"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"stage": 7}',
        b'{"stage": "offset", "facts": []}',
        b'{"stage": "nothing"}',
        b"\xff\xfe",
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client: Client, body: bytes) -> None:
    answer = client.post(f"{V1}/decide?lang=en", body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["next"]


@pytest.mark.parametrize(
    ("headers", "path", "language"),
    [
        ({}, "", "zh-CN"),
        ({"Accept-Language": "en-GB,en;q=0.8,zh;q=0.2"}, "", "en"),
        ({"Accept-Language": "de, zh;q=0.5, en;q=0.1"}, "", "zh-CN"),
        ({"Accept-Language": "zh"}, "?lang=en", "en"),
    ],
)
def test_the_language_is_the_one_asked_for(
    client: Client, headers: dict[str, str], path: str, language: str
) -> None:
    answer = client.get(
        f"{V1}/deadlines/none-such{path or '?'}{'&' if path else ''}start=2024-09-03", headers=headers
    )
    assert answer["Content-Language"] == language
    assert ("There is no" in answer.json()["title"]) == (language == "en")


def test_what_did_not_change_is_not_sent_again(client: Client) -> None:
    first = client.get(f"{V1}/parameters?prefix=reduction")
    again = client.get(f"{V1}/parameters?prefix=reduction", headers={"If-None-Match": first["ETag"]})
    other = client.get(f"{V1}/parameters?prefix=project", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)


def test_the_document_describes_every_operation() -> None:
    document = Client().get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    names = [op["operationId"] for path in document["paths"].values() for op in path.values()]
    assert len(names) == len(set(names))


def test_an_address_that_is_not_there(client: Client) -> None:
    answer = client.get(f"{V1}/nowhere")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"
    assert dt.date.fromisoformat(answer.json()["as_of"]) == dt.date(2026, 3, 2)
