"""Every role × every action, cell by cell, against ``rights.tsv``: written from the issue and the rules, not from the tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest
from django.test import Client
from django.utils.html import escape

from ccer.core.asof import AsOf
from ccer.policy.corpus import corpus
from ccer.project.life import Command, Life, View, decide, machines
from ccer.project.life.tables import NONE, Transition
from ccer_platform import permissions
from ccer_platform.actions.base import Actor, Refused
from ccer_platform.permissions import ROLES, SEATLESS, authorise, authorise_step
from ccer_platform.store.models import Seat

DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


class Expected(NamedTuple):
    roles: frozenset[str]
    seat: str
    four_eyes: frozenset[str]


def _read() -> dict[str, Expected]:
    rows = {}
    for line in (Path(__file__).parent / "rights.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        action, roles, seat, eyes, said = line.split("\t")
        assert said
        assert action not in rows
        two = frozenset(roles.split()) if eyes == "*" else frozenset(eyes.replace("-", " ").split())
        rows[action] = Expected(
            frozenset(roles.split()), seat.strip("-"), two if eyes != "-" else frozenset()
        )
    return rows


EXPECTED = _read()
STEPS = {f"{row.machine}.{row.action}@{row.source}": row for m in machines().values() for row in m.rows}


def _expected(step: str) -> Expected:
    return EXPECTED[step] if step in EXPECTED else EXPECTED[step.partition("@")[0]]


def test_every_action_is_expected_and_every_expectation_is_an_action() -> None:
    names = {right.action for right in permissions.rights()}
    assert {action.partition("@")[0] for action in EXPECTED} == names
    assert all(action in STEPS for action in EXPECTED if "@" in action)
    assert {role for row in EXPECTED.values() for role in row.roles} == set(ROLES)


def test_every_right_cites_a_clause_in_force() -> None:
    at = AsOf(corpus(), DAY)
    for right in permissions.rights():
        assert at.cite(right.clause).ref == right.clause


@pytest.mark.parametrize("action", sorted(permissions.table()))
def test_actions_of_the_platform(action: str) -> None:
    want = EXPECTED[action]
    assert frozenset(permissions.table()[action].four_eyes) == want.four_eyes
    for role in ROLES:
        seats = [""] if role in SEATLESS else [seat.value for seat in Seat]
        for seat in seats:
            actor = Actor(role=role, name=f"{role}:x", organisation=1, user=1, seat=seat)
            allowed = role in want.roles and (not want.seat or role in SEATLESS or seat == want.seat)
            assert permissions.may(action, role, seat) is allowed
            if allowed:
                assert authorise(actor, action).action == action
                continue
            with pytest.raises(Refused) as refusal:
                authorise(actor, action)
            assert refusal.value.code == ("seat" if role in want.roles else "role")
            _in_words(refusal.value)


@pytest.mark.parametrize("action", sorted(a for a, r in permissions.table().items() if r.own))
def test_what_is_another_organisations_is_refused(action: str) -> None:
    right = permissions.table()[action]
    for role in right.roles:
        actor = Actor(role=role, name=f"{role}:x", organisation=1, user=1, seat=right.seat or "maker")
        with pytest.raises(Refused) as refusal:
            authorise(actor, action, own=False)
        assert refusal.value.code == "identity"
        _in_words(refusal.value)


@pytest.mark.parametrize("step", sorted(STEPS))
def test_steps_of_lives(step: str) -> None:
    want, row = _expected(step), STEPS[step]
    assert row.four_eyes is bool(want.four_eyes)
    at = AsOf(corpus(), DAY)
    for role in ROLES:
        outcome = decide(_command(row, role), _view(row), at)
        codes = {refusal.code for refusal in outcome.refusals}
        assert ("role" in codes) is (role not in want.roles), (step, role, codes)
        for refusal in outcome.refusals:
            assert refusal.cites
            if refusal.code == "role":
                _in_words(refusal)


@pytest.mark.parametrize("step", sorted(STEPS))
def test_only_makers_take_steps(step: str) -> None:
    row = STEPS[step]
    for role in _expected(step).roles - SEATLESS:
        for seat in Seat:
            actor = Actor(role=role, name=f"{role}:x", organisation=1, user=1, seat=seat.value)
            if seat is Seat.MAKER:
                authorise_step(actor, row.machine, row.action)
                continue
            with pytest.raises(Refused) as refusal:
                authorise_step(actor, row.machine, row.action)
            assert refusal.value.code == "seat"
            _in_words(refusal.value)


@pytest.mark.parametrize("step", sorted(s for s, row in STEPS.items() if {"owner", "vvb"} & set(row.by)))
def test_another_owner_or_body_is_refused(step: str) -> None:
    """A stranger of the right role is not the one whose matter it is; what anybody may begin is excepted."""
    row = STEPS[step]
    if row.machine in ("comment", "complaint") and row.source == NONE:
        return
    if row.machine == "project" and row.source == NONE:
        return
    for role in {"owner", "vvb"} & set(row.by):
        outcome = decide(_command(row, role, "stranger"), _view(row), AsOf(corpus(), DAY))
        assert "identity" in {refusal.code for refusal in outcome.refusals}, (step, role)


def test_a_token_without_the_scope_is_refused() -> None:
    for right in permissions.rights():
        for role in right.roles:
            actor = Actor(
                role=role, name=f"{role}:x", organisation=1, user=1, seat=right.seat or "maker", scopes=()
            )
            with pytest.raises(Refused) as refusal:
                permissions.authorise_seat(actor, right)
            assert refusal.value.code == "scope"


def _command(row: Transition, role: str, organisation: str = "sample") -> Command:
    return Command(
        machine=row.machine, id="1", action=row.action, actor=f"{role}:{organisation}", at=NOON,
        parent=f"{row_parent(row)}:9" if row_parent(row) else "",
    )  # fmt: skip


def row_parent(row: Transition) -> str:
    parents = machines()[row.machine].parents
    return parents[0] if parents else ""


def _view(row: Transition) -> View:
    """The life in the state the step leaves, all of it of one owner, body, holder and expert."""
    who = {
        "owner": "sample", "body": "sample", "holder": "sample", "expert": "sample", "quantity_t": 1, "issue_t": 1,
        "project": {"name": "示例项目", "methodology": "CCER-01-002-V01"},
        "reduction": {"period": {"start": "2024-01-01", "end": "2024-12-31"}},
    }  # fmt: skip
    parent = row_parent(row)
    above = []
    while parent:
        above.append(parent)
        parent = (machines()[parent].parents or ("",))[0]
    lives = tuple(
        Life(
            machine=name,
            id="9",
            state="REGISTERED",
            facts=who,
            parent=f"{above[i + 1]}:9" if i + 1 < len(above) else "",
        )
        for i, name in enumerate(above)
    )
    life = Life(
        machine=row.machine, id="1", state=row.source, facts=who if row.source != NONE else {},
        parent=lives[0].subject if lives else "",
    )  # fmt: skip
    return View(life=life, related=lives)


def _in_words(error: Refused | object) -> None:
    for lang in ("zh", "en"):
        lines = error.lines(lang)  # type: ignore[attr-defined]
        assert len(lines) == 4
        assert all(len(line) > 4 for line in lines)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_whole_table_is_a_page_for_everybody(prefix: str) -> None:
    page = Client().get(f"{prefix}/people/rights/").content.decode()
    titles = {escape(right.title.say("en" if prefix else "zh")) for right in permissions.rights()}
    assert all(f'<th scope="row">{title}</th>' in page for title in titles)
