"""Citations as people write them, from `spellings.tsv`, and the reasons given with the answer."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from ccer.policy.corpus import corpus
from ccer.policy.resolve import STATUS_TEXT, resolve

TABLE = Path(__file__).parent / "spellings.tsv"


def rows() -> list[tuple[str, str, str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return [
            (row["text"], row["status"], row["ref"] or "", row["on"] or "")
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def test_the_table_is_long_enough() -> None:
    assert len(rows()) >= 130
    assert {status for _, status, _, _ in rows()} == set(STATUS_TEXT)


@pytest.mark.parametrize(("text", "status", "ref", "on"), rows())
def test_spelling(text: str, status: str, ref: str, on: str) -> None:
    answer = resolve(text, dt.date.fromisoformat(on) if on else None)
    assert (answer.status, answer.ref or "") == (status, ref), answer.why.en
    assert answer.why.zh
    assert answer.why.en


def test_every_label_leads_back_to_its_provision() -> None:
    law = corpus()
    lost = []
    for ref in law.refs():
        label = law.clause(ref).label
        for text in (label.zh, label.en):
            answer = resolve(text)
            if answer.ref != ref and "“" not in text:
                lost.append(f"{text}: {answer.status} {answer.ref}, not {ref}")
    assert not lost


def test_beyond_the_last_article_it_says_which_is_the_last() -> None:
    assert "第五十一条" in resolve("31号令第五十二条").why.zh
    assert "art. 51" in resolve("Order 31 art. 52").why.en


def test_a_lone_bracket_says_how_it_was_read() -> None:
    assert resolve("Order 31 art 17(3)").why.en == "no paragraph is named; read as art. 17(1)(3)"
    assert "art. 17(1)(2)" in resolve("Order 31 art 17(2)").why.en


def test_a_text_that_has_ended_says_when() -> None:
    answer = resolve("绿证衔接通知第二条", dt.date(2026, 10, 1))
    assert "2026-09-30" in answer.why.zh
    assert answer.until == dt.date(2026, 9, 30)


def test_suggestions() -> None:
    assert resolve("ccer-01-002-v02 第3条").suggestions
    assert resolve("mee-samr-2023-31/art-17/item-9").suggestions == ("mee-samr-2023-31/art-17",)


def test_known_at() -> None:
    assert resolve("31号令第十七条", known_at=dt.date(2020, 1, 1)).status == "not-found"
