"""What of this platform's data a change of law would touch: projects, filings and uses against obligations judged under both laws, and
what hangs on them.

Only what the asker may see is judged: what is public, what is one's own, and all of it for those who oversee. Facts that lie in other
lives (penalties, overlaps) are left as not known. Nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import connection
from django.db.models import Count, Q, Sum

from ccer.methodologies import codes, load
from ccer.offset.impact import ObligationImpact
from ccer.policy.corpus import corpus
from ccer.policy.hypothesis import Change, Touched, supposing, touched
from ccer.project.life.gates import project_facts, reduction_facts
from ccer.project.life.model import Life, View
from ccer.registry.holdings import State
from ccer.rules import Stage
from ccer.rules.catalogue import Rule
from ccer.rules.impact import Impact, Pair, RuleImpact, both, impact, rules_reading
from ccer.rules.subjects import Subject

from ..models import Holding, JournalEvent, Series
from . import ets, receipts
from .journal import public_names
from .obliged import in_hand, obliged, of_asker
from .receipts import Changed as ChangedReceipt

STAGES = {
    "project": (Stage.ELIGIBILITY, Stage.REGISTRATION),
    "reduction": (Stage.REDUCTION, Stage.REDUCTION_REGISTRATION),
    "offset": (Stage.OFFSET,),
}
OVERSEERS = ("registry", "ministry")
SHOWN = 50


class Changed(NamedTuple):
    """One case whose decision would be another one."""

    stage: Stage
    code: str
    number: str
    name: str
    before: str
    after: str


class Judged(NamedTuple):
    """The decisions of one stage over all cases that were judged."""

    stage: Stage
    machine: str
    total: int
    resting: int
    refound: int
    changed: int
    moves: dict[tuple[str, str], int]
    rules: tuple[RuleImpact, ...]


class Hanging(NamedTuple):
    """Units of the projects touched, and those locked for the applications for offset touched. [tCO2e]"""

    projects: int
    batches: int
    issued_t: int
    held_t: int
    accounts: int
    pending_offset_t: int
    own_t: int


class Answer(NamedTuple):
    """What a change would touch; of the decisions on record that rest on it, the newest asked again under it."""

    touched: Touched
    rules: tuple[Rule, ...]
    judged: tuple[Judged, ...]
    changed: tuple[Changed, ...]
    hanging: Hanging
    obligations: tuple[ObligationImpact, ...]
    stored: int
    asked_again: tuple[ChangedReceipt, ...]
    decisions: int
    steps: tuple[JournalEvent, ...]


def answer(changes: Sequence[Change], on: dt.date, *, role: str = "public", organisation: str = "") -> Answer:
    """Judges what the asker may see.

    Parameters
    ----------
    changes : sequence of Change
        See `ccer.policy.hypothesis`.
    on : date
        The day of the decisions.
    role, organisation : str
        Of the asker.
    """
    base = corpus()
    other = supposing(list(changes), base)
    moved = touched(base, other)
    judged, changed, numbers, holds = [], [], set(), set()
    rules = {rule.id: rule for rule in rules_reading(moved)}
    for machine, stages in STAGES.items():
        cases = _cases(machine, role, organisation, on)
        for stage in stages:
            found = impact(changes, stage, [case.subject for case in cases], on, base)
            judged.append(_judged(found, machine, len(cases)))
            changed += [_changed(found, cases[place], int(place)) for place in found.changed[:SHOWN]]
            resting = [cases[place] for place in found.resting]
            if machine == "offset":
                holds |= {f"offset:{case.code}" for case in resting}
            else:
                numbers |= {case.project for case in resting} - {""}
    steps = _steps(moved, role, organisation)
    stored = receipts.resting(moved, everything=role in OVERSEERS)
    return Answer(
        moved, tuple(rules.values()), tuple(judged), tuple(changed[:SHOWN]), _hanging(numbers, holds, organisation),
        obliged(changes, on, role, organisation, numbers), len(stored),
        tuple(receipts.again(each, other) for each in stored[:SHOWN]), len(steps), steps[:SHOWN],
    )  # fmt: skip


class _Case(NamedTuple):
    code: str
    number: str
    project: str
    name: str
    subject: Subject


_SELECT = """
SELECT l.code, l.data::text, coalesce(p.number, ''), coalesce(p.name, ''), above.data::text FROM store_life l
JOIN {table} p ON p.code = l.code
LEFT JOIN store_life above ON above.machine = 'project' AND 'project:' || above.code = l.parent
WHERE l.machine = %s AND (%s OR p.public OR l.owner = %s OR l.vvb = %s) ORDER BY l.id
"""
_TABLES = {
    "project": "(SELECT code, number, name, public FROM store_project)",
    "reduction": "(SELECT r.code, q.number, r.name, r.public FROM store_reduction r"
    " LEFT JOIN store_project q ON q.id = r.project_id)",
}
_LIFE = msgspec.json.Decoder(Life)


def _cases(machine: str, role: str, organisation: str, on: dt.date) -> list[_Case]:
    if machine == "offset":
        book = ets.book()
        held = in_hand(book, of_asker(book, role, organisation))
        return [_Case(each.code, each.project, "", each.name, each.use) for each in held]
    with connection.cursor() as cursor:
        query = _SELECT.format(table=_TABLES[machine])
        cursor.execute(query, [machine, role in OVERSEERS, organisation or "-", organisation or "-"])
        rows = cursor.fetchall()
    found = [_case(row, machine, on) for row in rows]
    for code in {_methodology(case.subject) for case in found} & set(codes()):
        load(code)
    return found


def _case(row: tuple[Any, ...], machine: str, on: dt.date) -> _Case:
    code, data, number, name, above = row
    life = _LIFE.decode(data)
    parents = (_LIFE.decode(above),) if above and machine == "reduction" else ()
    view = View(life=life, related=parents)
    subject = project_facts(life, view, on) if machine == "project" else reduction_facts(life, view, on)
    return _Case(code, number if machine == "project" else "", number, name, subject)


def _methodology(subject: Any) -> str:
    project = getattr(subject, "project", subject)
    return str(project.methodology)


def _judged(found: Impact, machine: str, total: int) -> Judged:
    return Judged(
        found.stage, machine, total, len(found.resting), len(found.refound), len(found.changed), found.moves(), found.rules
    )  # fmt: skip


OUTCOMES = ("granted", "open", "refused")


def _changed(found: Impact, case: _Case, place: int) -> Changed:
    before, after = (
        OUTCOMES[code] if code >= 0 else "none" for code in (found.before[place], found.after[place])
    )
    return Changed(found.stage, case.code, case.number, case.name, before, after)


def pair(
    changes: Sequence[Change], stage: Stage, code: str, on: dt.date, *, role: str, organisation: str
) -> tuple[str, Pair] | None:
    """One case's decision as it is and as it would be, with every finding; None where the asker may not see it."""
    for machine, stages in STAGES.items():
        if stage in stages:
            case = next((c for c in _cases(machine, role, organisation, on) if c.code == code), None)
            return (case.name, both(list(changes), stage, case.subject, on)) if case else None
    return None


def _hanging(numbers: set[str], holds: set[str], organisation: str) -> Hanging:
    """Batches (issued series) and holdings: of projects by number, and what is locked for applications for offset."""
    held = Holding.objects.filter(Q(series__project__in=numbers) | Q(hold__in=holds), quantity__gt=0)
    totals = held.aggregate(t=Sum("quantity"), accounts=Count("account", distinct=True))
    pending = held.filter(state=State.PENDING_OFFSET.value).aggregate(t=Sum("quantity"))["t"]
    own = held.filter(account=organisation).aggregate(t=Sum("quantity"))["t"] if organisation else 0
    series = held.values("series").distinct().count()
    issued = Series.objects.filter(project__in=numbers).aggregate(t=Sum("issued"))["t"]
    return Hanging(
        len(numbers), series, issued or 0, totals["t"] or 0, totals["accounts"] or 0, pending or 0, own or 0
    )


def _steps(moved: Touched, role: str, organisation: str, most: int = 1000) -> tuple[JournalEvent, ...]:
    """Steps on record that cite a touched provision, the newest first; at most ``most``."""
    refs = sorted(moved.refs)
    if not refs:
        return ()
    rows = JournalEvent.objects.exclude(name="units.transferred").filter(cites__overlap=refs)
    if role not in OVERSEERS:
        rows = rows.filter(name__in=public_names())
    return tuple(rows.order_by("-seq")[:most])
