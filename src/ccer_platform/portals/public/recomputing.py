"""A published estimate recomputed by our own equations, and the way from the result down to equations, parameters and clauses."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from ccer.compute.equation import quantity
from ccer.compute.grid_table import shipped_factors
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.documents.wording import number
from ccer.methodologies import codes, load
from ccer.policy.corpus import corpus
from ccer.project.public import STATUS_TEXT
from ccer.project.reproduce import reproduce
from ccer.rules.subjects import Period
from ccer.rules.subjects import Project as Subject

from ...store.models import Project, PublicRecord

COLOURS = {"reproduced": "green", "close": "amber", "not-reproduced": "red"}


def trail(code: str, on: dt.date | None = None) -> dict[str, Any]:
    """From the whole tonnes down: the last equation first, each with its clause; then the parameters of the day and what is metered."""
    if code not in codes():
        return {}
    method = load(code)
    steps = [
        {
            "title": step.equation.title,
            "latex": step.equation.latex(),
            "number": step.equation.number if step.equation.number[0].isdigit() else "",
            "cite": step.equation.cite,
            "inputs": [quantity(name) for name in step.equation.parameters],
        }
        for step in reversed(method.plan.years)
    ]
    values = []
    for parameter in corpus().parameters(method.parameter("")):
        try:
            values.append(corpus().parameter(parameter.name, on or parameter.values[-1].since))
        except CcerError:
            continue
    return {"steps": steps, "parameters": values, "monitored": method.monitored}


def recomputed(project: Project, record: PublicRecord | None) -> dict[str, Any] | None:
    """The published tonnes beside ours; None where the record does not state what the equations need."""
    export = record.facts.get("annual_export_mwh") if record else None
    if not export or not project.expected_total or project.expected_annual is None:
        return None
    if project.methodology not in codes() or load(project.methodology).evidence != "meters":
        return None
    days = {
        "project_registered_at": project.registered_at.date() if project.registered_at else None,
        "notice_start": project.notice_start,
        "crediting_start": project.crediting_start,
    }
    known = tuple((name, day) for name, day in days.items() if day is not None)
    if project.crediting_start is None or project.crediting_end is None:
        return None
    found = _found(
        project.name, project.methodology, project.province, float(export), project.expected_total,
        project.expected_annual, project.crediting_start, project.crediting_end, known,
    )  # fmt: skip
    return found | {
        "word": STATUS_TEXT[found["status"]],
        "colour": COLOURS[found["status"]],
        "export": number(float(export)),
    }


@functools.lru_cache(maxsize=512)
def _found(
    name: str, methodology: str, province: str, export: float, total: int, annual: int, start: dt.date, end: dt.date,
    days: tuple[tuple[str, dt.date], ...],
) -> dict[str, Any]:  # fmt: skip
    subject = Subject(
        name=name,
        methodology=methodology,
        province=province,
        crediting=Period(start, end),
        design={"annual_net_export_mwh": export},
    )
    try:
        return reproduce(subject, total, annual, dict(days), shipped_factors())
    except CcerError as error:
        return {"status": "not-reproduced", "reason": error.what + Text("：", ": ") + error.why}
