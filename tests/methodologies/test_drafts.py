"""A draft estimates and never registers, whichever way it is tried: by stage, as a life at the registry, and by its own code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import ccer.methodologies
from cases.quantity_rows import estimate, example, with_design
from ccer.compute.readings import Readings
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotInForce
from ccer.methodologies import codes, load
from ccer.policy.corpus import corpus
from ccer.project.file import read_project
from ccer.project.life import decide as step
from ccer.project.life import permitted
from ccer.project.life.tables import Transition
from ccer.rules import Stage, decide
from ccer.rules.subjects import Notice, Period, Project, Reduction, Statement
from project.life_rows import DAY, scene

from .conftest import TODAY

day = dt.date.fromisoformat
DRAFTS = [code for code in codes() if not load(code).published]
GATES = ("project-eligibility", "project-registration", "reduction-eligibility", "reduction-registration")
STEPS = [row for row in permitted() if any(gate in row.gates for gate in GATES)]


def complete(code: str) -> Project:
    """The example of the folder with every paper there, as if it had been registered."""
    project = read_project(
        Path(ccer.methodologies.__file__).parent / code.lower().replace("-", "_") / "example.yaml"
    )
    positive = Statement(positive=True, comments_handled=True, commitment=True)
    return replace(
        project,
        notice=Notice(start=day("2026-08-03")),
        validator="示例审定机构",
        validation=positive,
        commitment_letter=True,
        application_on=day("2026-10-20"),
        registered_on=day("2026-11-01"),
    )


def filing(project: Project) -> Reduction:
    return Reduction(
        project=project,
        period=Period(day("2026-01-01"), day("2026-06-30")),
        quantity=100,
        application_on=day("2026-11-10"),
        notice=Notice(start=day("2026-08-03")),
        verifier="示例核查机构",
        verification=Statement(positive=True, comments_handled=True, commitment=True, quantity=100),
        conservative=True,
        commitment_letter=True,
    )


def test_the_drafts_are_those_whose_text_is_one() -> None:
    """Carbon storage, which nobody published, and agricultural waste, of which a consultation is known."""
    assert DRAFTS == ["CCER-DRAFT-CCUS-V00", "CCER-DRAFT-FARM-WASTE-V00"]
    for code in codes():
        citation = TODAY.cite(load(code).instrument, allow_draft=True)
        assert citation.draft is not load(code).published, code


@pytest.mark.parametrize("code", DRAFTS)
def test_every_stage_refuses_it(code: str) -> None:
    project = complete(code)
    for stage in (Stage.ELIGIBILITY, Stage.REGISTRATION):
        assert decide(stage, project, TODAY).outcome == "refused", stage
    for stage in (Stage.REDUCTION, Stage.REDUCTION_REGISTRATION):
        assert decide(stage, filing(project), TODAY).outcome == "refused", stage


def test_the_same_papers_register_a_published_methodology() -> None:
    """What refuses the draft is the draft: geothermal heat with the same papers passes both registrations."""
    project = complete("CCER-01-003-V01")
    for stage in (Stage.ELIGIBILITY, Stage.REGISTRATION):
        assert decide(stage, replace(project, registered_on=None), TODAY).outcome == "granted", stage
    for stage in (Stage.REDUCTION, Stage.REDUCTION_REGISTRATION):
        assert decide(stage, filing(project), TODAY).outcome == "granted", stage


@pytest.mark.parametrize("row", STEPS, ids=lambda row: f"{row.machine}: {row.source} {row.action}")
@pytest.mark.parametrize("code", [*DRAFTS, "CCER-01-002-V01"])
def test_no_step_of_the_registry_takes_it(code: str, row: Transition) -> None:
    """Notice, application and registration of projects and of reductions: each goes through for wind power and not for a draft."""
    view, command = scene(row, row.by[0])
    for life in (view.life, *view.related):
        if "project" in life.facts:
            life.facts["project"] = life.facts["project"] | {"methodology": code}
    if "project" in command.facts:
        command.facts["project"] = command.facts["project"] | {"methodology": code}
    outcome = step(command, view, AsOf(corpus(), DAY))
    clauses = {ref for refusal in outcome.refusals for ref in refusal.cites}
    if code in DRAFTS:
        assert not outcome.events
        assert clauses & {"mee-samr-2023-31/art-10/para-1/item-2", "mee-samr-2023-31/art-17/para-1/item-2"}
    else:
        assert outcome.events


@pytest.mark.parametrize("code", DRAFTS)
def test_it_accounts_for_nothing_and_is_in_force_on_no_day(code: str) -> None:
    settings: dict[str, Any] = {"period": Period(day("2026-01-01"), day("2026-01-31")), "at": TODAY}
    with pytest.raises(BadInput, match="cannot be accounted"):
        load(code).ex_post(complete(code), Readings(()), **settings)
    for on in ("2023-10-24", "2026-11-21", "2099-01-01"):
        with pytest.raises(NotInForce):
            corpus().cite(load(code).instrument, day(on))


def test_a_leak_that_leaves_less_than_was_credited_is_said() -> None:
    """All losses 0, so that 980 000 t a year are stored and credited. 1 500 000 t leak in 2028: 1 440 000 t stay, 1 960 000 t are credited."""
    zero = {name: 0 for name in example("CCER-DRAFT-CCUS-V00").design if name.startswith("annual_")}
    project = with_design(example("CCER-DRAFT-CCUS-V00"), **zero)
    leaking = with_design(project, reversals=[{"year": 2028, "tonnes": 1_500_000}])
    assert "reversal" not in {r.name for r in estimate(project).provisional}
    (reason,) = [r for r in estimate(leaking).provisional if r.name == "reversal"]
    assert "from 2028 on" in reason.why.en
