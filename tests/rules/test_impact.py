"""Impact: the grouped answer against deciding each subject by itself; dependents, all and only those; nothing altered."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotInForce
from ccer.core.quantities import whole_tonnes
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.policy.hypothesis import Change, Correction, Ending, NewValue, NewVersion, supposing, touched
from ccer.rules import Stage, decide
from ccer.rules.impact import DECISIONS, Batch, Holding, both, dependents, impact, spread
from ccer.rules.offset import cap_column
from ccer.rules.receipt import decision_receipt, replay_decision
from ccer.rules.subjects import OffsetUse, Period, Project, Reduction, Statement

from .conftest import OFFSET, PROJECT, REDUCTION

day = dt.date.fromisoformat
ON = day("2026-11-21")
CODES = ("CCER-01-001-V01", "CCER-01-002-V01", "CCER-14-001-V01", "CCER-99-001-V01")
CAP = NewValue(name="offset.cap_share", value=0.03, since=day("2026-01-01"))
START = NewValue(name="project.construction_started_after", value="2016-06-30", since=day("2026-01-01"))


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    for code in CODES[:3]:
        load(code)


def projects(count: int, seed: int = 1) -> list[Project]:
    draw = random.Random(seed)
    some: Any = draw.choice
    return [
        replace(
            PROJECT,
            name=f"示例项目{n}",
            methodology=some(CODES),
            owner_kind=some(("legal-person", "other-organisation", "natural-person", None)),
            start_of_construction=some((None, day("2010-01-01") + dt.timedelta(days=draw.randrange(5000)))),
            legal_duty=some((False, False, True, None)),
            ets_covered=some((False, False, True)),
            registered_on=some((None, day("2025-03-06"), day("2026-11-01"))),
            crediting=some((None, PROJECT.crediting, Period(day("2020-09-22"), day("2031-09-22")))),
            validation=some((None, Statement(positive=True), PROJECT.validation)),
            site=some(
                (
                    {},
                    {"offshore_km": 12.0},
                    {"offshore_km": 51.0, "depth_m": 10.0},
                    {"turbines": [{"offshore_km": 31}]},
                )
            ),
        )
        for n in range(count)
    ]


def reductions(count: int) -> list[Reduction]:
    draw = random.Random(2)
    found = []
    for project in projects(count, 3):
        if project.methodology == CODES[3]:
            project = replace(project, methodology=CODES[0])
        start = day("2020-09-01") + dt.timedelta(days=draw.randrange(400))
        period = Period(start, start + dt.timedelta(days=draw.randrange(1, 1500)))
        found.append(replace(REDUCTION, project=project, period=period, quantity=draw.randrange(10**6)))
    return found


def uses(count: int) -> list[OffsetUse]:
    draw = random.Random(4)
    found = []
    for n in range(count):
        due = draw.randrange(1, 10_000_000)
        found.append(
            replace(
                OFFSET,
                entity=f"单位{n}",
                obligation_t=due,
                quantity_t=int(due * draw.uniform(0, 0.1)),
                already_used_t=draw.choice((0, 7)),
            )
        )
    return found


CASES: list[tuple[str, Stage, Any, list[Change]]] = [
    ("a value", Stage.ELIGIBILITY, projects, [START]),
    ("a methodology ends", Stage.ELIGIBILITY, projects, [Ending(ref="ccer-01-002-v01", until=day("2026-10-31"))]),
    ("a new version", Stage.ELIGIBILITY, projects, [NewVersion(ref="ccer-01-002-v01", code="CCER-01-002-V02", since=day("2026-07-01"))]),
    ("a clause ends", Stage.ELIGIBILITY, projects, [Ending(ref="mee-samr-2023-31/art-10/para-2", until=day("2026-01-31"))]),
    ("a clause corrected", Stage.ELIGIBILITY, projects, [Correction(ref="mee-samr-2023-31/art-9", en="Corrected.")]),
    ("look-back", Stage.REDUCTION, reductions, [NewValue(name="reduction.look_back_years", value=3, since=day("2026-01-01"))]),
    ("the cap", Stage.OFFSET, uses, [CAP]),
    ("the cap's clause ends", Stage.OFFSET, uses, [Ending(ref="mee-2020-19/art-29/para-1", until=day("2025-12-31"))]),
    ("two at once", Stage.OFFSET, uses, [CAP, Correction(ref="mee-2020-19/art-29/para-2", zh="更正。")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "make", "changes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_as_deciding_each_by_itself(stage: Stage, make: Any, changes: list[Change]) -> None:
    subjects: Sequence[Any] = make(400)
    found = impact(changes, stage, subjects, ON)
    now, then = AsOf(corpus(), ON), AsOf(supposing(changes), ON)
    refound = []
    for place, subject in enumerate(subjects):
        old, new = decide(stage, subject, now), decide(stage, subject, then)
        assert DECISIONS[found.before[place]] == old.outcome
        assert DECISIONS[found.after[place]] == new.outcome
        said = [
            [(f.outcome, f.fact_text("en"), f.requirement("en"), f.missing) for f in d.findings]
            for d in (old, new)
        ]
        refound += [place] if said[0] != said[1] else []
    assert found.refound.tolist() == refound
    assert sum(found.moves().values()) == len(found.changed)


def test_the_cap_over_columns_is_the_cap_of_each() -> None:
    """Multiples of 20 give whole tonnes at 5 %: exactly there binary arithmetic could differ."""
    dues = np.array([*range(0, 400_000, 20), *range(1, 40_000, 7)], dtype=np.int64)
    columns = {"obligation_t": dues, "quantity_t": dues // 20, "already_used_t": dues * 0}
    met, limit = cap_column(columns.__getitem__, AsOf(corpus(), ON))
    assert limit.tolist() == [whole_tonnes(int(due) * 0.05) for due in dues]
    assert limit.tolist() == [int(due) // 20 for due in dues]
    assert met.all()


def test_a_new_cap_by_hand() -> None:
    """Of 100 000 t due, 5 % is 5 000 t and 3 % is 3 000 t."""
    quantities = (2_999, 3_000, 3_001, 5_000, 5_001)
    subjects = [replace(OFFSET, obligation_t=100_000, quantity_t=q) for q in quantities]
    found = impact([CAP], Stage.OFFSET, subjects, ON)
    assert found.changed.tolist() == [2, 3]
    assert found.moves() == {("granted", "refused"): 2}
    assert [(r.rule, r.resting, r.changed) for r in found.rules] == [("offset.cap", 5, 5)]
    assert found.touched.parameters == {"offset.cap_share"}
    pair = both([CAP], Stage.OFFSET, subjects[2], ON)
    assert pair.before is not None
    assert pair.after is not None
    assert (pair.before.outcome, pair.after.outcome) == ("granted", "refused")


def test_a_day_before_the_change_nothing_changes() -> None:
    found = impact([CAP], Stage.OFFSET, uses(50), day("2025-12-31"))
    assert len(found.changed) == len(found.refound) == 0


def test_the_law_itself_is_not_altered() -> None:
    digest, before = corpus().digest, corpus().parameter("offset.cap_share", ON)
    other = supposing([CAP, Ending(ref="mee-samr-2023-31", until=day("2026-01-01"))])
    assert other.parameter("offset.cap_share", ON).value == 0.03
    with pytest.raises(NotInForce):
        other.cite("mee-samr-2023-31/art-9", ON)
    assert corpus().digest == digest != other.digest
    assert corpus().parameter("offset.cap_share", ON) == before
    assert corpus().cite("mee-samr-2023-31/art-9", ON)
    assert touched(corpus(), corpus()).keys == frozenset()


@pytest.mark.parametrize(
    "change",
    [
        NewValue(name="offset.no_such", value=1, since=ON),
        Ending(ref="mee-1999-1", until=ON),
        NewVersion(ref="ccer-01-002-v01", code="CCER-01-001-V01", since=ON),
        NewValue(name="exchange.block_threshold", value=1, since=ON),
    ],
)
def test_what_is_not_held_cannot_be_supposed(change: Change) -> None:
    with pytest.raises(BadInput):
        supposing([change])


def test_a_registered_project_keeps_the_version_it_was_registered_under() -> None:
    """Registered in March 2025 under V01; V02 replaces it on 1 July 2026. What V01 asks beside is still asked: the site is not stated."""
    change = NewVersion(ref="ccer-01-002-v01", code="CCER-01-002-V02", since=day("2026-07-01"))
    kept = replace(PROJECT, registered_on=day("2025-03-06"))
    late = replace(PROJECT, registered_on=None)
    found = impact([change], Stage.ELIGIBILITY, [kept, late], ON)
    assert [DECISIONS[code] for code in found.after] == ["open", "refused"]


def test_batches_and_holdings_follow_their_projects() -> None:
    batches = [Batch("b1", "p1", 100), Batch("b2", "p2", 50), Batch("b3", "p1", 7)]
    holdings = [
        Holding("甲", "b1", 60),
        Holding("乙", "b1", 40),
        Holding("甲", "b2", 50),
        Holding("甲", "b3", 7),
    ]
    found = spread(["p1"], batches, holdings)
    assert [b.id for b in found.batches] == ["b1", "b3"]
    assert found.issued_t == 107
    assert found.held_t == {"甲": 67, "乙": 40}


def thousand() -> list[tuple[Stage, Any, AsOf]]:
    """A thousand questions of three stages on days from 2024 to 2026."""
    draw = random.Random(7)
    subjects: list[tuple[Stage, Any]] = [
        *((Stage.ELIGIBILITY, p) for p in projects(400, 8)),
        *((Stage.REDUCTION, r) for r in reductions(300)),
        *((Stage.OFFSET, u) for u in uses(300)),
    ]
    days = [day("2024-06-01") + dt.timedelta(days=n) for n in range(0, 900, 30)]
    return [(stage, subject, AsOf(corpus(), draw.choice(days))) for stage, subject in subjects]


@pytest.mark.slow
def test_a_thousand_decisions_replayed_and_one_byte_changed() -> None:
    asked = thousand()
    receipts = [decision_receipt(decide(stage, s, at), s, at) for stage, s, at in asked]
    assert len(receipts) == 1000
    assert {replay_decision(r, corpus()).status for r in receipts} == {"same"}

    ref = "mee-samr-2023-31/art-10/para-2"
    text = corpus().clause(ref).summary.en
    other = supposing([Correction(ref=ref, en=text[:-1] + ",")])
    moved = touched(corpus(), other)
    assert ref in moved.refs
    assert not moved.parameters
    resting = {r.digest for r in dependents(receipts, moved)}
    by_hand = {r.digest for r in receipts if ref in r.law}
    assert resting == by_hand
    assert 0 < len(resting) < 1000
    for receipt in receipts:
        expected = "law-changed" if receipt.digest in resting else "same"
        assert replay_decision(receipt, other).status == expected
