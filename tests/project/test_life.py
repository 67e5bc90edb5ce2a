"""Lives: stories told as tables, every row of every table, every step no table has, and random commands."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.policy.corpus import corpus
from ccer.project.life import Life, apply, decide, machines, permitted, tasks, who_may
from ccer.project.life.attempt import CHECKS
from ccer.project.life.effects import EFFECTS
from ccer.project.life.tables import FOLDER, NONE, Transition, fields_file
from ccer.rules.catalogue import Stage, rules_of

from .life_rows import CQC, DAY, END, START, scene
from .life_story import BEIJING, World, tell

ROWS = permitted()
ROLES = tuple(fields_file().roles)
AT = AsOf(corpus(), DAY)


def name(row: Transition) -> str:
    return f"{row.machine}: {row.source} {row.action}"


# stories


def test_a_wind_project_from_draft_to_issued_units_and_to_its_end() -> None:
    world = tell("wind.txt")
    assert world.life("project:P").state == "CANCELLED"
    assert {e.name for e in world.journal} >= {
        "project.registered",
        "reduction.registered",
        "issuance.issued",
        "claw-back.made-good",
    }


def test_what_ended_may_come_again_and_what_was_cancelled_may_not() -> None:
    tell("again.txt")


def test_accounts_and_bodies() -> None:
    tell("accounts.txt")


def test_an_offset_from_lock_to_credit_and_back() -> None:
    world = tell("offset.txt")
    assert {e.name for e in world.journal} >= {"offset.credited", "offset.returned", "offset.lapsed"}


# tables


def test_tables_hold_together() -> None:
    """States, fields, papers, roles, checks, effects, rules and clauses that rows name exist; no two rows are one step."""
    held = fields_file()
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(machines())
    assert len({(r.machine, r.source, r.action) for r in ROWS}) == len(ROWS)
    for row in ROWS:
        states = machines()[row.machine].states
        assert row.source == NONE or (row.source in states and not states[row.source].final), name(row)
        assert row.target in states, name(row)
        assert {*row.takes, *row.may} <= set(held.fields), name(row)
        assert {*row.papers, *row.may_papers, *row.on_file} <= set(held.papers), name(row)
        assert set(row.by) <= set(ROLES), name(row)
        assert set(row.checks) <= set(CHECKS), name(row)
        assert set(row.effects) <= set(EFFECTS), name(row)
        for stage, rules in row.gates.items():
            assert set(rules) <= {r.id for r in rules_of(Stage(stage))}, name(row)
        for ref in row.cites:
            AT.cite(ref)
    used = {n for row in ROWS for n in row.checks}
    assert used == set(CHECKS)
    assert {n for row in ROWS for n in (*row.takes, *row.may)} == set(held.fields)


def test_every_state_is_reached_and_only_final_ones_have_no_way_out() -> None:
    for machine in machines().values():
        for ref in (*machine.cites, *(ref for state in machine.states.values() for ref in state.cites)):
            AT.cite(ref)
        assert {row.target for row in machine.rows} == set(machine.states), machine.name
        for state, held in machine.states.items():
            assert held.final == (not machine.leaving(state)), (machine.name, state)
            assert not held.final or held.cites


@pytest.mark.parametrize(
    ("machine", "code", "states"),
    [
        ("project", "03", ("NOTICE",)),
        ("project", "06", ("AWAIT_VVB",)),
        ("reduction", "13", ("APPLIED", "ACCEPTED", "REVIEW")),
        ("project", "14", ("REGISTERED",)),
        ("project", "97", ("WITHDRAWN",)),
        ("reduction", "99", ("TERMINATED",)),
    ],
)
def test_public_codes_both_ways(machine: str, code: str, states: tuple[str, ...]) -> None:
    """The codes and labels of the public register (applyStatus)."""
    table = machines()[machine]
    assert table.states_of(code) == states
    assert {table.code_of(state) for state in states} == {code}


# every row, every role, every step that is no row


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_row_is_open_to_its_roles_and_closed_to_all_others(row: Transition) -> None:
    for role in ROLES:
        view, command = scene(row, role)
        outcome = decide(command, view, AT)
        if role in row.by:
            assert outcome.refusal is None, [r.lines("en") for r in outcome.refusals]
            event = outcome.events[0]
            assert (event.name, event.cites) == (row.event, row.cites)
            assert apply(view.life, event).state == row.target
        else:
            assert outcome.refusal is not None
            assert (outcome.refusal.code, outcome.refusal.cites) == ("role", row.cites)
            assert all(
                outcome.refusal.to_dict(lang)[part]
                for lang in ("zh", "en")
                for part in ("what", "why", "next", "label")
            )


@pytest.mark.parametrize("row", [r for r in ROWS if r.four_eyes], ids=name)
def test_two_people_where_two_must(row: Transition) -> None:
    view, command = scene(row, row.by[0])
    for checker in ("", command.person):
        outcome = decide(replace(command, checker=checker), view, AT)
        assert "four-eyes" in [r.code for r in outcome.refusals]


@pytest.mark.parametrize("row", [r for r in ROWS if r.takes or r.papers], ids=name)
def test_what_a_row_needs_is_missed_by_name(row: Transition) -> None:
    view, command = scene(row, row.by[0])
    for fact in row.takes:
        left = {key: value for key, value in command.facts.items() if key != fact}
        refusals = decide(replace(command, facts=left), view, AT).refusals
        assert [r.severity for r in refusals if r.code == "facts"] == ["missing"]
    for kind in row.papers:
        papers = tuple(p for p in command.papers if p.kind != kind)
        assert "papers" in [r.code for r in decide(replace(command, papers=papers), view, AT).refusals]


@pytest.mark.parametrize("machine", sorted(machines()))
def test_no_other_step_is_possible(machine: str) -> None:
    table = machines()[machine]
    steps = {row.action: row for row in table.rows}
    for state in (NONE, *table.states):
        for action, row in steps.items():
            if table.row(state, action) is not None:
                continue
            view, command = scene(row, row.by[0])
            outcome = decide(command, replace(view, life=replace(view.life, state=state)), AT)
            assert outcome.refusal is not None
            assert outcome.refusal.code == "state"
            for ref in outcome.refusal.cites:
                AT.cite(ref)


def test_what_is_strange_is_refused_and_not_half_taken() -> None:
    row = next(r for r in ROWS if (r.machine, r.action) == ("project", "create"))
    view, command = scene(row, "owner")
    for facts in (
        {**command.facts, "surprise": 1},
        {"project": {"name": "x"}},
        {"project": {**command.facts["project"], "colour": "red"}},
    ):
        outcome = decide(replace(command, facts=facts), view, AT)
        assert outcome.events == ()
        assert outcome.refusal is not None
        assert outcome.refusal.cites == row.cites
    with pytest.raises(BadInput):
        decide(command, replace(view, life=Life(machine="project", id="another")), AT)
    with pytest.raises(BadInput):
        decide(replace(command, machine="nothing"), view, AT)


def test_an_event_that_does_not_follow_is_not_applied() -> None:
    row = next(r for r in ROWS if (r.machine, r.action) == ("project", "publish"))
    view, command = scene(row, "registry")
    event = decide(command, view, AT).events[0]
    once = apply(view.life, event)
    with pytest.raises(ValueError, match="does not follow"):
        apply(once, event)


# tasks


def test_tasks_name_who_until_when_and_why() -> None:
    row = next(r for r in ROWS if (r.machine, r.source, r.action) == ("project", "REVIEW", "register"))
    view, _ = scene(row, "registry")
    listed = tasks(view, AT)
    assert {t.action for t in listed} == set(who_may("project", "REVIEW"))
    mine = {t.action: t for t in tasks(view, AT, "registry")}
    assert mine["register"].until == dt.date(2025, 6, 30)
    assert mine["register"].cites == row.cites
    assert "abandon" not in mine
    late = tasks(view, AsOf(corpus(), dt.date(2025, 7, 1)), "registry")
    assert all(t.overdue for t in late if t.until)


# mergers, late changes, look-back


def test_a_verifier_merged_into_the_validator_is_the_validator() -> None:
    row = next(r for r in ROWS if (r.machine, r.action) == ("reduction", "engage"))
    view, command = scene(row, "owner")
    assert decide(command, view, AT).refusal is None
    merged = tuple(
        replace(a, state="CLOSED", facts=a.facts | {"successor": "cqc"}) if a.subject == "account:cec" else a
        for a in view.related
    )
    outcome = decide(command, replace(view, related=merged), AT)
    assert [r.code for r in outcome.refusals] == ["verification.verifier_is_not_validator"]


def test_the_look_back_is_a_warning_before_the_application_and_refuses_on_its_day() -> None:
    """A period from 2020-10-01: on 2025-10-02 its first day is more than five years old (Order 31 art. 17 para. 2)."""
    late = AsOf(corpus(), dt.date(2025, 10, 2))
    period = {"period": {"start": "2020-10-01", "end": "2024-12-31"}}
    for action, code in (("submit", "warning"), ("apply", "refusal")):
        row = next(r for r in ROWS if (r.machine, r.action) == ("reduction", action))
        view, command = scene(row, "owner")
        facts = view.life.facts | {"reduction": view.life.facts["reduction"] | period}
        years = {"vintages": {"2020": 1000}, "applied_t": 1000} if action == "apply" else {}
        outcome = decide(
            replace(command, facts=years), replace(view, life=replace(view.life, facts=facts)), late
        )
        found = outcome.warnings if code == "warning" else outcome.refusals
        assert "reduction.look_back" in [r.code for r in found]
        assert bool(outcome.events) == (code == "warning")


def test_a_report_after_a_hundred_days_needs_its_reason() -> None:
    """From 6 February to 1 July 2025 is 145 days; the limit is one in principle (CNCA-CCER-01 5.3.3)."""
    row = next(r for r in ROWS if (r.machine, r.action) == ("reduction", "upload"))
    view, command = scene(row, "vvb")
    late, facts = AsOf(corpus(), dt.date(2025, 7, 1)), command.facts | {"issued_on": "2025-07-01"}
    refused = decide(replace(command, facts=facts), view, late)
    assert [(r.code, r.cites[0]) for r in refused.refusals if r.severity == "refused"] == [
        ("verification.report_in_time", "cnca-2023-ccer-01/sec-4.3.3")
    ]
    taken = decide(replace(command, facts=facts | {"delay_reason": "业主停机检修"}), view, late)
    assert [w.code for w in taken.warnings] == ["verification.report_in_time"]
    on_time = decide(replace(command, facts=facts | {"owner_delay_days": 45}), view, late)
    assert (on_time.refusals, on_time.warnings) == ((), ())


def test_a_change_filed_late_is_taken_and_stands_out() -> None:
    """Changed on 6 January 2025: fifteen working days end on 26 January 2025, a make-up Sunday."""
    row = next(r for r in ROWS if (r.machine, r.action) == ("account-change", "file"))
    view, command = scene(row, "owner")
    outcome = decide(replace(command, facts=command.facts | {"changed_on": "2025-01-06"}), view, AT)
    assert outcome.refusal is None
    assert [(w.code, w.cites[0]) for w in outcome.warnings] == [
        ("filed_in_time", "ncsc-2023-11/art-8/para-1")
    ]
    filed = apply(view.life, outcome.events[0]).clock("account-change-filing")
    assert filed is not None
    assert filed.end == dt.date(2025, 1, 26)


# random commands

Choice = tuple[int, bool, str, int]
"""Which step, whether any step at all may be drawn, by which role (empty: one that may), how many days later."""
ENDINGS = ("abandon", "upload-negative", "withdraw", "refuse", "object", "return-papers")
"""Left to wild draws, so that some lives reach their end."""
DRAWN_FROM = ("project", "reduction", "finding", "comment")


def simulate(choices: list[Choice]) -> World:
    """Random steps by random people from a project's first day of notice on; what holds after each is asserted."""
    world, day = World(), START
    row = next(r for r in ROWS if (r.machine, r.action) == ("project", "publish"))
    view, _ = scene(row, "registry")
    world.lives = {life.subject: life for life in view.related if life.machine == "account"}
    known = ("project", "owner", "body", "body_name", "signed_on", "independence")
    facts: dict[str, Any] = {name: value for name, value in view.life.facts.items() if name in known}
    world.lives["project:P"] = replace(view.life, facts=facts, clocks=(), papers=view.life.papers[:1])
    for pick, wild, role, days in [(0, False, "registry", 0), *choices]:
        day += dt.timedelta(days)
        state = world.life("project:P").state
        ways = (
            [r for r in ROWS if r.machine in DRAWN_FROM]
            if wild
            else [r for r in machines()["project"].leaving(state) if r.action not in ENDINGS]
        )
        if ways:
            _take(world, ways[pick % len(ways)] if state != "PUB_AUDIT" else row, role, day)
    return world


def _take(world: World, step: Transition, role: str, day: dt.date) -> None:
    _, command = scene(step, role or step.by[0])
    subject = f"{step.machine}:{command.id}"
    before = world.lives.copy()
    facts = command.facts | ({"issued_on": day.isoformat()} if "issued_on" in command.facts else {})
    if "handled" in facts:
        facts["modification_note"] = "更新"
        facts["handled"] = [life.id for life in world.lives.values() if life.machine == "comment"]
    parent = "project:P" if step.machine != "project" and step.source == NONE else ""
    at = dt.datetime.combine(day, dt.time(9), BEIJING)
    outcome = world.send(replace(command, facts=facts, at=at, parent=parent), day)
    if outcome.refusal is not None:
        assert world.lives == before
        assert all(r.citations and AT.cite(r.citations[0].ref) for r in outcome.refusals)
        return
    taken = machines()[step.machine].row(before[subject].state if subject in before else NONE, step.action)
    assert taken is not None
    assert world.life(subject).state == taken.target


def registered_rightly(world: World) -> bool:
    """Registered only after the twentieth working day of the notice, on a positive report of a body approved for the sector."""
    steps = [(e.name, e.on) for e in world.journal if e.subject == "project:P"]
    days = [day for event, day in steps if event == "project.registered"]
    if not days:
        return False
    life = world.life("project:P")
    uploaded = max(day for event, day in steps if event == "project.validation-uploaded")
    # on notice from 6 February 2025; its twentieth working day was 4 March 2025, as published
    assert steps[0] == ("project.notice-begun", START)
    assert days[0] >= uploaded > END
    assert life.facts["positive"] is True
    assert life.facts["body_name"] == CQC
    assert all(
        f.state == "CLOSED"
        for f in world.lives.values()
        if f.facts.get("finding_kind") == "corrective-request"
    )
    return True


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 200), st.booleans(), st.sampled_from(["", "", "", *ROLES]), st.integers(0, 20)
        ),
        max_size=40,
    )
)
def test_random_commands_never_leave_the_tables(choices: list[Choice]) -> None:
    registered_rightly(simulate(choices))


def test_among_random_lives_some_are_registered_and_all_of_them_rightly() -> None:
    draw = random.Random(20250206)
    lives = [
        [(draw.randrange(200), draw.random() < 0.2, "", draw.randrange(9)) for _ in range(60)]
        for _ in range(60)
    ]
    assert sum(registered_rightly(simulate(life)) for life in lives) >= 3
