"""What an assessment holds: decisions, estimate, claims, calendar, gaps. Documents and the command line read it."""

from __future__ import annotations

import datetime as dt

import msgspec

from ..compute.plots_table import PlotTable
from ..compute.readings import Readings
from ..compute.result import Calculation
from ..compute.survey import FieldSurvey
from ..core.decision import Decision
from ..core.text import Text
from ..rules.subjects import Period, Project, Reduction
from .deadlines import Deadline


class Step(msgspec.Struct, frozen=True):
    """One line of a project's timeline: past, next or to come."""

    day: dt.date
    title: Text
    state: str  # "done" | "next" | "later" | "missed"
    clause: str
    note: Text | None = None
    until: dt.date | None = None
    provisional: bool = False


class Claim(msgspec.Struct, frozen=True):
    """Reductions of one accounting period: may they be applied for, and until when.

    ``last_application`` is the last day on which the whole period is still inside the look-back; ``lost`` the days already outside it.
    ``procedure`` decides on notice, verifier and papers, for a filing the project file lists.
    """

    period: Period
    last_application: dt.date
    lost: Period | None
    decision: Decision
    reduction: Reduction
    calculation: Calculation | None = None
    problem: Text | None = None
    procedure: Decision | None = None
    readings: Readings | FieldSurvey | PlotTable | None = None


class Gap(msgspec.Struct, frozen=True):
    """A fact or paper the project file does not hold yet."""

    field: str
    title: Text
    clause: str
    remedy: Text


class Assessment(msgspec.Struct, frozen=True):
    """All that can be said of one project on one day."""

    project: Project
    on: dt.date
    eligibility: Decision
    registration: Decision
    estimate: Calculation | None
    estimate_problem: Text | None
    claims: tuple[Claim, ...]
    deadlines: tuple[Deadline, ...]
    timeline: tuple[Step, ...]
    gaps: tuple[Gap, ...]
    warnings: tuple[Text, ...] = ()
