"""Decisions a second on one core: a whole project against every eligibility rule, citations and findings included."""

from __future__ import annotations

import datetime as dt
import time

from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period, Project
from figure import Figure

AIM_PER_SECOND = 20_000
ROUNDS, BATCH = 5, 5_000

PROJECT = Project(
    name="benchmark",
    methodology="CCER-01-002-V01",
    owner_kind="legal-person",
    established_in_prc=True,
    purpose="avoid-reduce",
    start_of_construction=dt.date(2019, 4, 17),
    operation_start=dt.date(2020, 9, 1),
    lifetime_years=25,
    crediting=Period(dt.date(2020, 9, 23), dt.date(2030, 9, 22)),
    legal_duty=False,
    ets_covered=False,
    other_scheme=False,
    cancelled_before=False,
    owner_barred_for_good=False,
    lawful=True,
    no_harm=True,
    additionality="exempt",
    site={"offshore_km": 51.0},
)


def run() -> list[Figure]:
    """Median of the rounds, each a batch of decisions."""
    load(PROJECT.methodology)
    at = AsOf(corpus(), dt.date(2026, 8, 20))
    assert decide(Stage.ELIGIBILITY, PROJECT, at).outcome == "granted"
    rates = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(BATCH):
            decision = decide(Stage.ELIGIBILITY, PROJECT, at)
        rates.append(BATCH / (time.perf_counter() - begin))
    rate = sorted(rates)[ROUNDS // 2]
    note = f"{len(decision.findings)} findings each"
    return [Figure("decisions", rate, "decisions/s", f"aim {AIM_PER_SECOND}/s", rate / AIM_PER_SECOND, note)]
