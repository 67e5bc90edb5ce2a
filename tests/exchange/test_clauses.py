"""Every reason to refuse is reached by a story, and every clause the exchange rests on exists and is in force."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.exchange.exchange import APPLIERS, HANDLERS, decoded
from ccer.exchange.moment import CLAUSES, Moment
from ccer.exchange.office_refusals import REASONS as OFFICE
from ccer.exchange.refusals import REASONS, refusal
from ccer.policy.corpus import corpus

STORIES = "\n".join(
    path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "stories").glob("*.txt")
)
AT = AsOf(corpus(), dt.date(2026, 3, 2))


def test_every_reason_is_reached_by_a_story() -> None:
    reached = set(re.findall(r"=> refused (\w+)", STORIES))
    assert set(REASONS) - reached == set()
    assert reached - set(REASONS) == set()


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_has_a_clause_in_force_and_two_languages(code: str) -> None:
    reason = REASONS[code]
    assert AT.cite(reason.clause).summary.zh
    for text in (reason.what, reason.why, reason.next):
        assert text.zh
        assert text.en
        assert set(re.findall(r"{(\w+)}", text.zh)) == set(re.findall(r"{(\w+)}", text.en))


@pytest.mark.parametrize("step", sorted(CLAUSES))
def test_a_step_rests_on_clauses_in_force(step: str) -> None:
    assert [AT.cite(ref).ref for ref in CLAUSES[step]] == list(CLAUSES[step])
    assert Moment(AT, dt.datetime(2026, 3, 2, tzinfo=dt.UTC)).clauses(step) == CLAUSES[step]


def test_every_event_has_clauses_and_every_command_a_handler() -> None:
    assert set(CLAUSES) <= set(APPLIERS)
    assert all(name.startswith("exchange.") for name in APPLIERS)
    assert len(HANDLERS) >= 31


def test_before_the_manual_its_clauses_are_left_out() -> None:
    """The rules are of 16 November 2023, the client manual of March 2025, dated to the month only."""
    early = AsOf(corpus(), dt.date(2025, 3, 7))
    at = Moment(early, dt.datetime(2025, 3, 7, tzinfo=dt.UTC))
    assert at.clauses("exchange.order.withdrawn") == ("bge-2023-trading-rules/art-13",)


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"\xff", b'{"do": "fly"}', b'{"do": "close-auction"}', b'{"do": "open-day", "more": 1}'],
)
def test_what_is_no_command_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        decoded(text)
    assert refused.value.what.zh
    assert refused.value.why.zh


def test_money_is_written_in_yuan() -> None:
    """9,999 fen are 99.99 yuan, wherever a sentence writes an amount with its sign."""
    refused = refusal("off_limit", AsOf(corpus(), dt.date(2026, 3, 2)), price=9999, low=7200, high=8800)
    assert refused.why.zh == "价格 ¥99.99 超出当日涨跌幅 ¥72.00–¥88.00"
    for reason in {**REASONS, **OFFICE}.values():
        assert not any(
            " fen" in text.en or " 分" in text.zh for text in (reason.what, reason.why, reason.next)
        )
