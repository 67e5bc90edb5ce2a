"""The verbs on time, records and official texts, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ccer.policy.files import HOME

from .conftest import Run

OWN = HOME / "records"


def test_the_mechanism_of_a_day(ccer: Run) -> None:
    held = ccer("policy", "mechanism", "--as-of", "2025-01-01", "--json").json
    assert [use["allowed"] for use in held["offset"]] == [True, False, True]
    assert "ccer-01-002-v01" in [c["ref"] for c in held["methodologies"]]


def test_changes_and_what_is_to_come(ccer: Run) -> None:
    found = ccer("policy", "changes", "2024-04-30", "2024-05-01", "--json").json["changes"]
    assert "sc-2024-775" in [one["ref"] for one in found]
    coming = ccer("policy", "upcoming", "--as-of", "2024-12-31", "--json").json["changes"]
    assert "mee-samr-2023-31/art-49" in [one["ref"] for one in coming]


def test_score_graph_feed_schema(ccer: Run) -> None:
    scores = ccer("policy", "score", "cn-ccer", "--as-of", "2026-11-21", "--json").json["scores"]
    assert {one["dimension"]: one["score"] for one in scores}["mrv"] == 90
    edges = ccer("policy", "graph", "mee-samr-2023-31", "--json").json["edges"]
    assert [edge["kind"] for edge in edges] == ["end-use"]
    assert ccer("policy", "feed", "--url", "https://example.org/f").out.startswith("<?xml")
    assert ccer("policy", "records", "schema").json["$id"]
    head, *lines = ccer("policy", "records", "bulk").out.splitlines()
    assert json.loads(head)["license"]
    assert len(lines) == 2


def test_a_record_through_its_review(ccer: Run, tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "kept"))
    assert ccer("policy", "record", "import", str(OWN), "--by", "编辑甲", *store).code == 0
    assert (
        ccer(
            "policy", "record", "step", "review", "cn-ccer", "--by", "审核人甲", "--role", "reviewer", *store
        ).code
        == 1
    )
    assert ccer("policy", "record", "step", "check", "cn-ccer", *store).code == 0
    machine = ccer("policy", "record", "show", "cn-ccer", "--json", *store).json["machine"]
    confirm = [word for name in machine for word in ("--confirm", name)]
    for name, by, role in (
        ("review", "审核人甲", "reviewer"),
        ("second", "审核人乙", "reviewer"),
        ("activate", "发布人甲", "publisher"),
    ):
        more = confirm if name == "review" else []
        assert (
            ccer("policy", "record", "step", name, "cn-ccer", "--by", by, "--role", role, *more, *store).code
            == 0
        )
    assert ccer("policy", "record", "show", "cn-ccer", "--json", *store).json["verified"] is True
    out = tmp_path / "out"
    assert ccer("policy", "record", "export", str(out), *store).code == 0
    edited = out / "zh" / "cn-ccer.md"
    assert '"reviewStatus": "verified"' in edited.read_text()
    edited.write_text(edited.read_text().rstrip("\n") + "。\n")
    assert ccer("policy", "record", "edit", str(edited), "--by", "编辑甲", *store).code == 0
    (row,) = ccer("policy", "record", "queue", "--json", *store).json["queue"]
    assert (row["state"], row["next"]) == ("draft", "machine-checked")


def test_untouched_records_come_out_to_the_byte(ccer: Run, tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "kept"))
    ccer("policy", "record", "import", str(OWN), "--by", "编辑甲", *store)
    ccer("policy", "record", "export", str(tmp_path / "out"), *store)
    for path in OWN.rglob("*.md"):
        assert (tmp_path / "out" / path.relative_to(OWN)).read_bytes() == path.read_bytes()


def test_an_altered_event_is_seen(ccer: Run, tmp_path: Path) -> None:
    store = ("--store", str(tmp_path))
    ccer("policy", "record", "import", str(OWN), "--by", "编辑甲", *store)
    ccer("policy", "record", "step", "check", "cn-ccer", *store)
    file = tmp_path / "reviews.jsonl"
    file.write_text(file.read_text().replace("编辑甲", "编辑乙", 1))
    assert ccer("policy", "record", "queue", *store).code == 2


def test_an_official_text_is_stored_only_as_it_was_shown(ccer: Run, tmp_path: Path) -> None:
    law = tmp_path / "law.md"
    law.write_text("示例办法\n\n" + "\n\n".join(f"第{n}条 内容{n}。" for n in "一二三四"))
    seen = ccer("policy", "import", str(law), "--json").json
    assert [piece["ref"] for piece in seen["understood"]["pieces"]] == ["art-1", "art-2", "art-3", "art-4"]
    kept = tmp_path / "law.json"
    assert ccer("policy", "import", str(law), "--to", str(kept), "--agree", "0" * 12).code == 2
    assert not kept.exists()
    assert ccer("policy", "import", str(law), "--to", str(kept), "--agree", seen["digest"][:12]).code == 0
    assert kept.exists()
    page = tmp_path / "page.html"
    page.write_text("<html><body>404 Not Found</body></html>")
    assert ccer("policy", "import", str(page)).code == 2


def test_impact_of_a_new_cap(ccer: Run, tmp_path: Path) -> None:
    """3 % of 100 000 t is 3 000 t."""
    change = tmp_path / "change.yaml"
    change.write_text("changes:\n  - {type: value, name: offset.cap_share, value: 0.03, from: 2026-01-01}\n")
    facts = {
        "entity": "甲",
        "compliance_year": 2025,
        "obligation_t": 100_000,
        "key_emitter": True,
        "project_ets_covered": False,
    }
    subjects = tmp_path / "uses.jsonl"
    subjects.write_text(
        "\n".join(json.dumps({**facts, "quantity_t": q}) for q in (2_999, 3_000, 3_001, 5_000, 5_001))
    )
    found = ccer(
        "impact",
        str(change),
        "--stage",
        "offset",
        "--subjects",
        str(subjects),
        "--as-of",
        "2026-11-21",
        "--json",
    ).json
    assert found["changed"] == [2, 3]
    assert found["moves"] == {"granted → refused": 2}
    assert ccer("impact", str(change), "--json").json["parameters"] == ["offset.cap_share"]


@pytest.mark.parametrize(
    "change",
    ["changes: [{type: value, name: no.such, value: 1, from: 2026-01-01}]", "changes: [{type: other}]"],
)
def test_a_change_that_cannot_be_is_refused(ccer: Run, tmp_path: Path, change: str) -> None:
    file = tmp_path / "change.yaml"
    file.write_text(change)
    assert ccer("impact", str(file)).code == 2


@pytest.mark.shared
def test_two_records_side_by_side(ccer: Run, shared: Path) -> None:
    other = shared / "data/policy-records/en/us-45q-ira.md"
    found = ccer("policy", "compare", str(OWN / "en/cn-ccer.md"), str(other), "--json").json
    (cap,) = [row for row in found["rows"] if row["name"] == "offset_cap"]
    assert [cell["kind"] for cell in cap["cells"]] == ["pillar", "missing"]
