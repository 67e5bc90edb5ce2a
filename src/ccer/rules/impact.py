"""What a change of law would touch: rules, parameters, stored decisions, subjects, batches, holdings; and how each decision would change.

Nothing is altered: the change is made in a copy of the base (`ccer.policy.hypothesis`), and every subject is judged under both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from ..core.asof import AsOf
from ..core.decision import Decision, DecisionOutcome, Receipt
from ..core.errors import NotInForce
from ..policy.corpus import Corpus, corpus
from ..policy.hypothesis import Change, Touched, supposing, touched
from .catalogue import Rule, Stage, all_rules, decide, rules_of
from .grouped import OUTCOMES, Answered, Columns, Indices, ask
from .subjects import Subject

Codes = npt.NDArray[np.int8]
DECISIONS: tuple[DecisionOutcome, ...] = ("granted", "open", "refused")
NONE = -1
"""Code of a decision that cannot be made because no clause of the stage is in force."""


class RuleImpact(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: how many subjects rest on touched law in it, and how many get another finding."""

    rule: str
    stage: str
    resting: int
    changed: int


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """What a change would do to a set of subjects.

    Parameters
    ----------
    rules : tuple of RuleImpact
        Only those that read touched law.
    resting : array of int
        Places of the subjects whose decision rests on touched law.
    changed : array of int
        Places of those whose outcome would be another one.
    refound : array of int
        Places of those of whom some rule would find otherwise, whatever the outcome.
    before, after : array of int8
        Outcome of every subject: place in ``DECISIONS``, or ``NONE``.
    """

    stage: Stage
    on: dt.date
    touched: Touched
    rules: tuple[RuleImpact, ...]
    resting: Indices
    changed: Indices
    refound: Indices
    before: Codes
    after: Codes

    def moves(self) -> dict[tuple[str, str], int]:
        """How many subjects go from which outcome to which."""
        pairs, counts = np.unique(
            np.stack([self.before[self.changed], self.after[self.changed]]), axis=1, return_counts=True
        )
        names = [(_named(int(a)), _named(int(b))) for a, b in pairs.T]
        return dict(zip(names, map(int, counts), strict=True))


def _named(code: int) -> str:
    return "none" if code == NONE else DECISIONS[code]


class Pair(NamedTuple):
    """One subject's decision under the law as it is and as it would be; None where none can be made."""

    before: Decision | None
    after: Decision | None


def impact(
    changes: Sequence[Change],
    stage: Stage,
    subjects: Sequence[Subject],
    on: dt.date,
    law: Corpus | None = None,
    known_at: dt.date | None = None,
) -> Impact:
    """Judge many subjects under the law of a day and under the law as it would be then.

    Parameters
    ----------
    changes : sequence of Change
        A new value, an end, a new version, a corrected clause; see `ccer.policy.hypothesis`.
    stage : Stage
        The decision asked for.
    subjects : sequence of Subject
        All of the stage's kind; a hundred thousand take seconds. The rules of their methodologies take part once these are
        loaded (`ccer.methodologies.load`).
    on : date
        The day of the decisions.
    """
    base = law or corpus()
    other = supposing(list(changes), base)
    moved = touched(base, other)
    columns = Columns(subjects)
    now, then = AsOf(base, on, known_at), AsOf(other, on, known_at)
    total = len(subjects)
    before, after = _Tally(total), _Tally(total)
    resting, refound = np.zeros(total, dtype=bool), np.zeros(total, dtype=bool)
    rules: list[RuleImpact] = []
    keys = moved.keys
    for entry, members in _asked(stage, columns):
        held = ask(entry, columns, now, members)
        rest = [one for one in held if one.looked_up & keys]
        before.add(held)
        after.add([one for one in held if not one.looked_up & keys])
        if rest:
            rested = np.concatenate([one.members for one in rest])
            again = ask(entry, columns, then, rested)
            after.add(again)
            differs = _differ(rest, again, total)
            resting[rested] = True
            refound[differs] = True
            rules.append(
                RuleImpact(rule=entry.id, stage=stage.value, resting=len(rested), changed=len(differs))
            )
    old, new = before.outcomes(), after.outcomes()
    return Impact(
        stage=stage,
        on=on,
        touched=moved,
        rules=tuple(sorted(rules, key=lambda one: one.rule)),
        resting=np.flatnonzero(resting),
        changed=np.flatnonzero(old != new),
        refound=np.flatnonzero(refound),
        before=old,
        after=new,
    )


class _Tally:
    """The heaviest outcome of every subject so far, and whether any rule had a clause in force."""

    def __init__(self, total: int) -> None:
        self.worst = np.zeros(total, dtype=np.int8)
        self.lawful = np.zeros(total, dtype=bool)

    def add(self, answers: list[Answered]) -> None:
        if not answers:
            return
        members = np.concatenate([one.members for one in answers])
        sizes = [len(one.members) for one in answers]
        weights = np.array([OUTCOMES.index(one.finding.outcome) for one in answers], dtype=np.int8)
        lawful = np.array([bool(one.finding.citations) for one in answers])
        self.worst[members] = np.maximum(self.worst[members], np.repeat(weights, sizes))
        self.lawful[members] |= np.repeat(lawful, sizes)

    def outcomes(self) -> Codes:
        """``not-applicable`` and ``met`` are granted, ``unknown`` is open, ``not-met`` refused."""
        codes = np.maximum(self.worst - 1, 0).astype(np.int8)
        return np.where(self.lawful, codes, NONE).astype(np.int8)


def _asked(stage: Stage, columns: Columns) -> list[tuple[Rule, Indices]]:
    """The general rules for everyone, those of a methodology for its own subjects."""
    places: dict[str | None, list[int]] = {}
    for place, subject in enumerate(columns.subjects):
        places.setdefault(getattr(subject, "methodology", None), []).append(place)
    everyone = np.arange(len(columns.subjects), dtype=np.int64)
    found = [(entry, everyone) for entry in rules_of(stage) if entry.methodology is None]
    for code, members in places.items():
        own = [entry for entry in rules_of(stage, code) if entry.methodology is not None]
        found += [(entry, np.array(members, dtype=np.int64)) for entry in own]
    return found


def _differ(old: list[Answered], new: list[Answered], total: int) -> Indices:
    """Of those asked again, the ones whose finding is not the same in outcome, requirement or fact."""
    seen: dict[tuple[object, ...], int] = {}

    def coded(answers: list[Answered]) -> npt.NDArray[np.int64]:
        codes = np.full((total, 2), -1, dtype=np.int64)
        for one in answers:
            codes[one.members, 0] = seen.setdefault(_said(one), len(seen))
            if one.required is not None:
                codes[one.members, 1] = one.required
        return codes

    return np.flatnonzero((coded(old) != coded(new)).any(axis=1))


def _said(one: Answered) -> tuple[object, ...]:
    """What a finding says, without the fact and requirement that are held in a column."""
    f = one.finding
    if one.required is not None:
        return (f.outcome,)
    return (f.outcome, type(f.fact), f.fact, type(f.required), f.required, f.missing)


def both(
    changes: Sequence[Change], stage: Stage, subject: Subject, on: dt.date, law: Corpus | None = None
) -> Pair:
    """One subject's decision before and after, with every finding."""
    base = law or corpus()

    def made(held: Corpus) -> Decision | None:
        try:
            return decide(stage, subject, AsOf(held, on))
        except NotInForce:
            return None

    return Pair(made(base), made(supposing(list(changes), base)))


def rules_reading(moved: Touched) -> tuple[Rule, ...]:
    """The rules that cite a touched provision; what else they look up is seen when they are asked."""
    return tuple(entry for entry in all_rules() if moved.refs & set(entry.cites))


def dependents(receipts: Iterable[Receipt], moved: Touched) -> list[Receipt]:
    """The stored decisions that rest on touched law: all of them, and no others."""
    return [receipt for receipt in receipts if moved.keys & receipt.law.keys()]


class Batch(msgspec.Struct, frozen=True):
    """Units issued to a project. [tCO2e]"""

    id: str
    project: str
    quantity_t: int


class Holding(msgspec.Struct, frozen=True):
    """Units of a batch in one account. [tCO2e]"""

    account: str
    batch: str
    quantity_t: int


class Spread(msgspec.Struct, frozen=True):
    """What hangs on the touched projects."""

    projects: tuple[str, ...]
    batches: tuple[Batch, ...]
    holdings: tuple[Holding, ...]
    issued_t: int
    held_t: Mapping[str, int]


def spread(projects: Iterable[str], batches: Iterable[Batch], holdings: Iterable[Holding]) -> Spread:
    """The batches of some projects and who holds them, with the tonnes of each account."""
    named = set(projects)
    issued = tuple(batch for batch in batches if batch.project in named)
    ids = {batch.id for batch in issued}
    held = tuple(holding for holding in holdings if holding.batch in ids)
    tonnes: dict[str, int] = {}
    for holding in held:
        tonnes[holding.account] = tonnes.get(holding.account, 0) + holding.quantity_t
    return Spread(
        projects=tuple(sorted(named)),
        batches=issued,
        holdings=held,
        issued_t=sum(batch.quantity_t for batch in issued),
        held_t=tonnes,
    )
