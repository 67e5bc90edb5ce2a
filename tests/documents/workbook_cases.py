"""A calculation of every methodology, expected and achieved, from the figures of its hand-worked cases (``workbook_cases.json``)."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ccer.compute.grid_table import shipped_factors
from ccer.compute.methodology import Methodology
from ccer.compute.plots_table import PlotTable
from ccer.compute.readings import Readings
from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

FILE = Path(__file__).parent / "workbook_cases.json"
EVIDENCE = {kind.__name__: kind for kind in (Readings, FieldSurvey, PlotTable)}


class Case(NamedTuple):
    """One calculation and all it was made from."""

    name: str
    project: Project
    evidence: Any
    period: Period | None
    on: dt.date

    @property
    def method(self) -> Methodology:
        return load(self.project.methodology)

    def calculate(self) -> Calculation:
        settings = {"at": AsOf(corpus(), self.on), "factors": shipped_factors(), "factor_day": self.on}
        if self.evidence is None:
            return self.method.ex_ante(self.project, **settings)
        return self.method.ex_post(self.project, self.evidence, period=self.period, **settings)


def cases() -> tuple[Case, ...]:
    return tuple(_case(row) for row in json.loads(FILE.read_text(encoding="utf-8")))


def _case(row: dict[str, Any]) -> Case:
    project = msgspec.convert(_dated(row["project"]), Project, strict=False)
    held = dict(row.get("evidence", {}))
    kind = held.pop("of", "")
    evidence = msgspec.convert(held, EVIDENCE[kind]) if kind else None
    period = Period(*map(dt.date.fromisoformat, row["period"])) if kind else None
    name = f"{row['code']} {row['kind']} {kind}".strip()
    return Case(name, project, evidence, period, dt.date.fromisoformat(row["on"]))


def _dated(value: Any) -> Any:
    """Days under ``design`` as days, as a project file gives them."""
    if isinstance(value, dict):
        return {_number(key): _dated(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dated(one) for one in value]
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _number(key: str) -> Any:
    """Keys of a table by age are numbers."""
    try:
        return float(key)
    except ValueError:
        return key
