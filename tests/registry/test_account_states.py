"""The states of an account: one table for the ledger, and the life of an account that goes with it step by step."""

from __future__ import annotations

from ccer.project.life.tables import machines
from ccer.registry.account_steps import HANDLERS
from ccer.registry.accounts import ACCOUNT_STEPS, STATE_OF_LIFE, AccountState

BEGINS = {("", "applied")}
MOVES = {
    ("applied", "open"), ("applied", "refused"), ("open", "restricted"), ("restricted", "open"), ("open", "closing"),
    ("restricted", "closing"), ("closing", "closed"),
}  # fmt: skip
"""Registration Rules art. 7 (opened or not), 10 (restricted, restored) and 11 (closed), read by hand."""


def test_the_table_holds_what_the_rules_allow() -> None:
    written = {
        (source, step.target)
        for step in ACCOUNT_STEPS.values()
        for source in (step.sources or ("",))
        if step.target
    }
    assert written == BEGINS | MOVES
    assert len(ACCOUNT_STEPS) == len(HANDLERS)
    assert {step.target for step in ACCOUNT_STEPS.values()} - {None} == set(AccountState)


def test_each_step_of_a_life_is_one_of_the_ledger_or_none() -> None:
    life = machines()["account"]
    assert set(STATE_OF_LIFE) == set(life.states)
    for row in life.rows:
        source, target = STATE_OF_LIFE.get(row.source, ""), STATE_OF_LIFE[row.target]
        assert source == target or (source, target) in BEGINS | MOVES, row.action
