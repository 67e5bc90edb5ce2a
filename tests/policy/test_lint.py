"""The linter: every defect of the first record, none in our own, and each check alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ccer.policy.corpus import corpus
from ccer.policy.files import HOME
from ccer.policy.lint import checks, lint
from ccer.policy.record import Record, format, parse, read, read_folder, renewed

SEED_DEFECTS = {
    ("year", "V6"),
    ("legalWeight", "V13"),
    ("provenance.reviewer", "V15"),
    *(
        (f"analysis.{name}.evidence", "V15")
        for name in ("incentive", "market", "mrv", "statutory", "strategic")
    ),
    ("sectors", "V20"),
    ("body", "V23"),
    *(
        (f"analysis.{name}.citation", "V30")
        for name in ("incentive", "market", "mrv", "statutory", "strategic")
    ),
    ("evolution.supersedes", "V32"),
    ("pubDate", "L1"),
    ("source", "L2"),
    ("body", "L5"),
    ("interpretation", "L5"),
    ("analysis.mrv.evidence", "L5"),
    ("body", "L6"),
    ("analysis.market.evidence", "L6"),
    ("impactAnalysis.economic", "L6"),
    ("analysis.mrv.citation", "L7"),
    ("analysis.strategic.citation", "L7"),
}


def own(lang: str) -> Record:
    return read(HOME / "records" / lang / "cn-ccer.md")


def changed(lang: str = "zh", body: str | None = None, **fields: Any) -> Record:
    """Our own record with some fields changed; a dotted name has double underscores."""
    record = own(lang)
    data: dict[str, Any] = parse(format(record)).data
    for name, value in fields.items():
        *steps, last = name.split("__")
        place = data
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = value
    return renewed(Record(data, record.body if body is None else body, "", record.source))


def found(record: Record) -> set[tuple[str, str]]:
    return {(finding.field, finding.check) for finding in lint(record, corpus())}


@pytest.mark.shared
def test_the_first_record(shared: Path) -> None:
    record = read(shared / "seeds/003_8ee317c5a0dc8504.txt")
    findings = lint(record, corpus())
    assert {(f.field, f.check) for f in findings} == SEED_DEFECTS
    assert len(findings) == len(SEED_DEFECTS)
    assert not any("948" in f.why.zh for f in findings), "9,482,312 t is right"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_record_is_clean(lang: str) -> None:
    assert lint(own(lang), corpus()) == []
    assert lint(own(lang), corpus(), read_folder(HOME / "records" / lang)) == []
    assert lint(own(lang)) == []


def test_our_own_record_claims_no_review() -> None:
    for lang in ("zh", "en"):
        assert own(lang).text("reviewStatus") == "draft"
        assert own(lang).text("provenance.reviewer") == ""


@pytest.mark.shared
def test_other_records_get_no_alarm_about_this_mechanism(shared: Path) -> None:
    for path in (shared / "data/policy-records").rglob("*.md"):
        if path.name != "cn-ccer.md":
            findings = lint(read(path), corpus())
            assert not [f for f in findings if f.check.startswith("L")], path.name
            assert findings, "each has defects of its own"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"id": "CN ccer"}, ("id", "V1")),
        ({"id": "cn-other"}, ("id", "V1")),
        ({"title": " "}, ("title", "V2")),
        ({"title": "Measures"}, ("title", "V3")),
        ({"country": "中国"}, ("country", "V4")),
        ({"year": 1800}, ("year", "V5")),
        ({"year": 2024}, ("year", "V6")),
        ({"pubDate": "2023.10.19"}, ("pubDate", "V7")),
        ({"pubDate": "2023-01-01"}, ("pubDate", "V8")),
        ({"status": "Awarded"}, ("status", "V9")),
        ({"status": "Superseded"}, ("evolution.supersededBy", "V10")),
        ({"category": "Methodology"}, ("category", "V11")),
        ({"legalWeight": "Order"}, ("legalWeight", "V12")),
        ({"legalWeight": "Administrative Regulation"}, ("legalWeight", "V13")),
        ({"reviewStatus": "done"}, ("reviewStatus", "V14")),
        ({"reviewStatus": "verified"}, ("provenance.reviewer", "V15")),
        ({"reviewStatus": "verified", "source": ""}, ("source", "V16")),
        ({"url": "ftp://mee.gov.cn/x"}, ("url", "V17")),
        ({"url": "https://www.mee.gov.cn/"}, ("url", "V18")),
        ({"url": "https://example.com/a/b"}, ("url", "V19")),
        ({"sectors": []}, ("sectors", "V20")),
        ({"sectors": ["Forestry"]}, ("sectors", "V20")),
        ({"scope": "Local"}, ("scope", "V21")),
        ({"analysis": {"mrv": {}}}, ("analysis", "V24")),
        ({"analysis": {"liability": {}}}, ("analysis.liability", "V25")),
        ({"analysis__mrv__score": 101}, ("analysis.mrv.score", "V26")),
        ({"analysis__mrv__evidence": "No evidence provided yet."}, ("analysis.mrv.evidence", "V28")),
        ({"analysis__mrv__score": 60}, ("analysis.mrv.citation", "V29")),
        ({"analysis__mrv__citation": "GB/T standards"}, ("analysis.mrv.citation", "V30")),
        ({"analysis__mrv__citation": "GB/T standards"}, ("analysis.mrv.citation", "L7")),
        ({"impactAnalysis": {"economic": ""}}, ("impactAnalysis", "V31")),
        ({"evolution__supersedes": ["nowhere"]}, ("evolution.supersedes", "V32")),
        ({"evolution__supersededBy": "nowhere"}, ("evolution.supersededBy", "V33")),
        ({"evolution__clusters": ["My own family"]}, ("evolution.clusters", "V34")),
        (
            {"evolution__milestones": [{"date": "2024-02-01"}, {"date": "2024-01-01"}]},
            ("evolution.milestones", "V35"),
        ),
        ({"regulatory": {"other": ""}}, ("regulatory", "V36")),
        ({"provenance__author": ""}, ("provenance.author", "V39")),
        ({"provenance__reviewer": "Human Audit Pending"}, ("provenance.reviewer", "V40")),
        ({"provenance__lastAuditDate": "yesterday"}, ("provenance.lastAuditDate", "V41")),
        ({"pubDate": "2024-01-22"}, ("pubDate", "L1")),
        ({"source": "生态环境部"}, ("source", "L2")),
        ({"interpretation": "见31号令第六十条。"}, ("interpretation", "L4")),
        ({"interpretation": "已发布专门的CCUS方法学。"}, ("interpretation", "L5")),
        ({"interpretation": "抵销比例为5%。"}, ("interpretation", "L6")),
    ],
)
def test_each_check(fields: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in found(changed(**fields))


def test_body_checks() -> None:
    assert ("body", "V23") in found(changed(body="## 政策概览\n\n短。"))
    stale = own("zh")
    data = {**stale.data, "description": "something else"}
    assert ("description", "V22") in found(Record(data, stale.body))


def test_container_check() -> None:
    text = format(own("zh"))
    assert ("", "C2") in found(parse(text.replace('{\n  "category"', '{\n   "category"'), "cn-ccer.md"))


def test_a_draft_is_not_active() -> None:
    law = corpus()
    draft = next(instrument for instrument in law.instruments if instrument.draft)
    assert ("status", "L3") in found(changed(title=draft.title.zh))


def test_links_between_records() -> None:
    old = changed(status="Superseded", evolution__supersededBy="cn-new")
    new = changed(id="cn-new")
    folder = {"cn-ccer": old, "cn-new": new}
    assert ("evolution.supersededBy", "V33") in {(f.field, f.check) for f in lint(old, corpus(), folder)}
    new = changed(id="cn-new", evolution__supersedes=["cn-ccer"])
    folder = {"cn-ccer": old, "cn-new": new}
    assert "V33" not in {f.check for f in lint(old, corpus(), folder)}
    assert "V32" not in {f.check for f in lint(new, corpus(), folder)}


def test_numbers_of_the_checks() -> None:
    assert checks()[0] == "C2"
    assert {"V1", "V41", "L7"} <= set(checks())
    assert not {"V27", "V37", "V38", "V42"} & set(checks())


@pytest.mark.parametrize(
    ("day", "alarm"),
    [
        ("2023-10-18", True),
        ("2023-10-19", False),
        ("2023-10-20", False),
        ("2023-10-21", False),
        ("2023-10-22", True),
        ("2024-01-22", True),
    ],
)
def test_the_day_on_the_ministrys_site_is_a_publication_too(day: str, alarm: bool) -> None:
    """Signed on 2023-10-19, on the site on 2023-10-20."""
    assert (("pubDate", "L1") in found(changed(pubDate=day))) is alarm


@pytest.mark.parametrize(
    ("source", "alarm"),
    [
        ("生态环境部、市场监管总局", False),
        ("MEE, SAMR", False),
        ("Ministry of Ecology and Environment; State Administration for Market Regulation", False),
        ("生态环境部", True),
    ],
)
def test_an_issuer_may_be_named_in_short(source: str, alarm: bool) -> None:
    assert (("source", "L2") in found(changed(source=source))) is alarm


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (
            {"value": 0.1, "unit": "1", "citation": "mee-2020-19/art-29/para-1"},
            ("crediting.offset_cap.value", "L9"),
        ),
        ({"value": 0.05, "unit": "1", "citation": "31号令第五百条"}, ("crediting.offset_cap.citation", "L9")),
        ({"value": 0.05, "unit": "1"}, ("crediting.offset_cap", "L8")),
        ("5%", ("crediting.offset_cap", "L8")),
    ],
)
def test_a_pillar_has_a_clause_and_its_value(part: Any, expected: tuple[str, str]) -> None:
    """Order 19 art. 29(1) says 5 %."""
    assert found(changed(crediting__offset_cap=part)) == {expected}
    right = {"value": 0.05, "unit": "1", "citation": "19号令第二十九条第一款"}
    assert found(changed(crediting__offset_cap=right)) == set()


def test_a_pillar_is_one_of_the_twelve() -> None:
    assert found(changed(crediting__invented={"value": 1, "unit": "1", "citation": "x"})) >= {
        ("crediting.invented", "L8")
    }
