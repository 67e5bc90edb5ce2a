"""Every reason to refuse is reached by a story and every clause the register rests on exists and is in force."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotInForce
from ccer.policy.corpus import corpus
from ccer.registry.accounts import KIND_CLAUSE, KIND_TEXT, AccountKind
from ccer.registry.commands import command_of, decoded
from ccer.registry.ledger import decide
from ccer.registry.moment import CLAUSES, Moment
from ccer.registry.refusals import REASONS
from ccer.registry.view import Ledger

STORIES = "\n".join(
    path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "stories").glob("*.txt")
)
AT = AsOf(corpus(), dt.date(2026, 3, 2))


def test_every_reason_is_reached_by_a_story() -> None:
    reached = set(re.findall(r"refused (\w+)", STORIES))
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


def test_every_kind_of_account_has_its_clause() -> None:
    assert set(KIND_CLAUSE) == set(KIND_TEXT) == set(AccountKind)
    assert all(AT.cite(ref).ref == ref for ref in KIND_CLAUSE.values())


def test_the_register_reads_its_rules() -> None:
    """Each clause of the registration rules that is left to the ledger is one a step, a refusal or a deadline names."""
    named = {ref for refs in CLAUSES.values() for ref in refs} | {
        reason.clause for reason in REASONS.values()
    }
    named |= set(KIND_CLAUSE.values())
    named |= {f"ncsc-2023-11/art-{article}/para-1/item-{item}" for article in (10, 11) for item in (1, 2, 3)}
    law = corpus()
    left = {
        f"ncsc-2023-11/{provision.ref}"
        for instrument in law.instruments
        if instrument.id == "ncsc-2023-11"
        for provision in instrument.provisions
        if provision.why == "ledger"
    }
    assert left - named == {
        "ncsc-2023-11/art-8/para-1/item-1",  # named by art. 8 para. 1
        "ncsc-2023-11/art-8/para-1/item-2",
        "ncsc-2023-11/art-9",  # every event names its actor
        "ncsc-2023-11/art-12",  # statements
    }


def test_before_the_rules_there_is_no_register() -> None:
    """Order 31 is of October 2023, the registration rules are of 16 November."""
    for day in (dt.date(2022, 1, 1), dt.date(2023, 11, 15)):
        with pytest.raises(NotInForce):
            Moment(AsOf(corpus(), day), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    first = dt.datetime(2023, 11, 16, tzinfo=dt.UTC)
    command = command_of({"do": "register-line", "line": "L", "series": ["A210001", 2021], "verified": 1})
    assert decide(command, Ledger(), Moment(AsOf(corpus(), first.date()), first)).events


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"\xff", b'{"do": "fly"}', b'{"do": "post"}', b'{"do": "post", "id": 1}',
        b'{"do": "post", "id": "p", "more": 1}', b'{"do": "transfer", "source": "A", "target": "B", "series": ["X"], "quantity": 1}',
        b'{"do": "transfer", "source": "A", "target": "B", "series": ["X", 2025], "quantity": 1.5}',
        b'{"do": "linked", "steps": [{"do": "freeze"}]}',
    ],
)  # fmt: skip
def test_what_is_no_command_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        decoded(text)
    assert refused.value.what.zh
    assert refused.value.why.zh
