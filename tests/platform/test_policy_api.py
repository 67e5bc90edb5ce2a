"""The policy base over the API: every answer with its day and citations; raw bytes; refusals as problems."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from ccer.policy.files import HOME
from ccer_platform.actions import policy
from ccer_platform.store.models import JournalEvent
from ccer_platform.store.reading import policy as reading

from .api_client import Program
from .policy_people import analysts

pytestmark = pytest.mark.usefixtures("database", "morning")
V1 = "/api/v1/policy"
ID = "cn-ccer"
ASKED = {
    "records": "/records",
    "found": "/records?q=碳市场",
    "record": f"/records/{ID}",
    "findings": f"/records/{ID}/findings",
    "scorecard": f"/records/{ID}/scorecard?on=2026-03-02",
    "review": f"/records/{ID}/review",
    "search": "/search?q=抵销上限",
    "near": "/search?q=业主作假会怎样&by=meaning",
    "resolve": "/resolve?text=31号令第十二条第三款",
    "clause": "/clauses/mee-samr-2023-31/art-12/para-3",
    "mechanism": "/mechanism?on=2024-12-31",
    "changes": "/changes?first=2024-12-31&second=2025-01-01",
    "upcoming": "/upcoming",
    "graph": "/graph?around=mee-samr-2023-31",
    "compare": f"/compare?ids={ID}",
    "coverage": "/coverage",
    "schema": "/schema",
}
WITHOUT = {"records", "found", "findings", "review", "coverage", "schema"}
"""Of records, not of provisions: they cite none."""


def ask(path: str) -> dict[str, Any]:
    answer = Client().get(V1 + path)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_carries_its_day_and_what_it_stands_on(name: str) -> None:
    found = ask(ASKED[name])
    assert found["as_of"]
    assert isinstance(found["citations"], list)
    assert bool(found["citations"]) or name in WITHOUT


def test_a_search_whose_hits_hold_a_draft_is_answered_and_marks_it() -> None:
    found = ask("/search?q=抵销上限&on=2026-08-20&limit=50")
    assert found["provisional"] is True
    assert all(hit["why"]["zh"] for hit in found["hits"])
    assert "offset.cap_share" in [hit["ref"] for hit in found["hits"]]


def test_old_units_end_between_the_last_day_of_2024_and_the_first_of_2025() -> None:
    """Circular of October 2023: units filed before 14 March 2017 are not used from 1 January 2025 on."""
    uses = [
        ask(f"/mechanism?on={day}")["mechanism"]["offset"][1]["allowed"]
        for day in ("2024-12-31", "2025-01-01")
    ]
    assert uses == [True, False]
    steps = ask("/changes?first=2024-12-31&second=2025-01-01")["steps"]
    assert "mee-samr-2023-31/art-49" in {step["ref"].rpartition("/para")[0] or step["ref"] for step in steps}


def test_the_raw_file_is_the_shipped_one_to_the_byte() -> None:
    for lang in ("zh", "en"):
        assert (
            Client().get(f"{V1}/records/{ID}/{lang}.md").content
            == (HOME / "records" / lang / f"{ID}.md").read_bytes()
        )
    assert Client().get(f"{V1}/records/{ID}/fr.md").status_code == 400
    assert Client().get(f"{V1}/records/none").status_code == 404


def test_the_download_says_its_licence_and_the_state_of_each_record() -> None:
    first, *rows = [
        json.loads(line) for line in Client().get(f"{V1}/records.jsonl").content.decode().splitlines()
    ]
    assert first["license"]["name"] == "Apache-2.0"
    assert first["schema"] == ask("/schema")["schema"]["$id"]
    assert [(row["record"]["id"], row["lang"], row["review"]) for row in rows] == [
        (ID, "zh", "draft"),
        (ID, "en", "draft"),
    ]


def test_the_trail_names_who_reviewed_and_marks_a_demonstration() -> None:
    who = analysts()
    held = reading.dossier(ID)
    assert held is not None
    policy.step(who["editor"], ID, "machine-checked", held.content)
    policy.step(who["first"], ID, "reviewed", held.content)
    said = ask(f"/records/{ID}/review")
    assert said["state"] == "reviewed"
    assert [(one["step"], one["by"], one["demonstration"]) for one in said["trail"]] == [
        ("imported", "OpenCCER", False), ("machine-checked", "ccer policy lint", False), ("reviewed", "示例审核员甲", True),
    ]  # fmt: skip
    assert {one["content"] for one in said["trail"]} == {held.content}


def test_impact_of_a_new_cap_alters_nothing() -> None:
    before = JournalEvent.objects.count()
    changes = [{"type": "value", "name": "offset.cap_share", "value": 0.03, "from": "2026-01-01"}]
    answer = Program().post("/policy/impact", {"changes": changes})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert found["touched"]["parameters"] == ["offset.cap_share"]
    assert [row["ref"] for row in found["citations"]] == ["mee-2020-19/art-29/para-1"]
    assert {row["stage"]: row["cases"] for row in found["judged"]}["project-eligibility"] == 0
    assert JournalEvent.objects.count() == before
    wrong = Program().post(
        "/policy/impact", {"changes": [{"type": "value", "name": "none", "value": 1, "from": "2026-01-01"}]}
    )
    assert 400 <= wrong.status_code < 500
    assert wrong["Content-Type"] == "application/problem+json"


def test_what_an_official_text_would_be_understood_as_is_shown_and_not_stored() -> None:
    law = base64.b64encode("# 示例办法\n\n第一条 甲。\n\n第二条 乙。\n\n第三条 丙。\n".encode()).decode()
    found = Program().post("/policy/importing", {"name": "a.md", "content": law}).json()
    assert [piece["ref"] for piece in found["understood"]["pieces"]] == ["art-1", "art-2", "art-3"]
    assert len(found["digest"]) == 64
    assert Program().post("/policy/importing", {"name": "a.md", "content": "!"}).status_code == 400
    assert not JournalEvent.objects.exists()
