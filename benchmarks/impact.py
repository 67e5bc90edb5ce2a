"""A change of law over a hundred thousand subjects: seconds, and how many times faster than deciding each one twice."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Sequence

from msgspec.structs import replace

from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.policy.hypothesis import Change, Correction, Ending, NewValue, supposing
from ccer.rules import Stage, decide
from ccer.rules.impact import DECISIONS, impact
from ccer.rules.subjects import OffsetUse, Project, Subject
from decisions import PROJECT
from figure import Figure

COUNT, SAMPLE = 100_000, 3_000
AIM_SECONDS = 10.0
ON = dt.date(2026, 11, 21)


def projects(count: int, seed: int = 6) -> list[Project]:
    """Projects that differ in methodology, days and facts, some of them unknown."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        found.append(
            replace(
                PROJECT,
                name=f"示例项目{number}",
                methodology=draw.choice(("CCER-01-001-V01", "CCER-01-002-V01", "CCER-14-001-V01")),
                start_of_construction=dt.date(2008, 1, 1) + dt.timedelta(days=draw.randrange(6000)),
                legal_duty=draw.choice((False, False, False, True, None)),
                ets_covered=draw.choice((False, False, False, True)),
                other_scheme=draw.choice((False, False, None)),
                site={
                    "offshore_km": draw.choice((12.0, 29.9, 30.0, 30.1, 51.0)),
                    "depth_m": draw.choice((10.0, 31.0)),
                },
            )
        )
    return found


def uses(count: int, seed: int = 6) -> list[OffsetUse]:
    """Offsets whose quantities all differ: the hardest case, since no two share their facts."""
    draw = random.Random(seed)
    return [
        OffsetUse(
            entity=f"示例单位{number}",
            compliance_year=2025,
            obligation_t=(due := draw.randrange(20_000, 9_000_000)),
            quantity_t=int(due * draw.uniform(0.0, 0.1)),
            key_emitter=True,
            project_ets_covered=False,
        )
        for number in range(count)
    ]


CASES: tuple[tuple[str, Stage, tuple[Change, ...]], ...] = (
    (
        "construction start",
        Stage.ELIGIBILITY,
        (NewValue(name="project.construction_started_after", value="2015-12-31", since=dt.date(2026, 1, 1)),),
    ),
    ("methodology ends", Stage.ELIGIBILITY, (Ending(ref="ccer-01-002-v01", until=dt.date(2026, 10, 31)),)),
    (
        "clause corrected",
        Stage.ELIGIBILITY,
        (Correction(ref="mee-samr-2023-31/art-10/para-2", en="Corrected."),),
    ),
    ("new cap", Stage.OFFSET, (NewValue(name="offset.cap_share", value=0.03, since=dt.date(2026, 1, 1)),)),
)


def one_by_one(changes: Sequence[Change], stage: Stage, subjects: Sequence[Subject]) -> list[tuple[str, str]]:
    """Every subject decided under both laws."""
    now, then = AsOf(corpus(), ON), AsOf(supposing(list(changes)), ON)
    return [(decide(stage, one, now).outcome, decide(stage, one, then).outcome) for one in subjects]


def run() -> list[Figure]:
    """Each case over all subjects; the slow way over a sample, whose outcomes must be the same."""
    for code in ("CCER-01-001-V01", "CCER-01-002-V01", "CCER-14-001-V01"):
        load(code)
    held: dict[Stage, Sequence[Subject]] = {Stage.ELIGIBILITY: projects(COUNT), Stage.OFFSET: uses(COUNT)}
    figures = []
    for name, stage, changes in CASES:
        subjects = held[stage]
        begin = time.perf_counter()
        found = impact(changes, stage, subjects, ON)
        taken = time.perf_counter() - begin
        begin = time.perf_counter()
        slow = one_by_one(changes, stage, subjects[:SAMPLE])
        each = (time.perf_counter() - begin) / SAMPLE
        assert slow == [
            (DECISIONS[a], DECISIONS[b])
            for a, b in zip(found.before[:SAMPLE], found.after[:SAMPLE], strict=True)
        ]
        ratio = each * COUNT / taken
        note = f"{len(found.resting)} rest on it, {len(found.changed)} change; {ratio:.1f} times one by one"
        figures.append(
            Figure(f"impact, {name}", taken, "s", f"aim {AIM_SECONDS} s", AIM_SECONDS / taken, note)
        )
    return figures


if __name__ == "__main__":
    for figure in run():
        print(figure)
