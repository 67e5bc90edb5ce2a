"""The real market to 20 August 2026 as sample data: every public record walked through our own machines on its own dates.

All is journal first: each step an event, each tonne a posting, and the tables follow. What our rules would have refused stands beside
the record, with its clause, while the record stands as the register has it.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from ccer.core.errors import BadInput
from ccer.core.event import Event
from ccer.project.life import Command, Life, Replayed, View, apply, decide, replay_public
from ccer.project.life.decide import examine
from ccer.project.life.model import Paper
from ccer.project.life.public import Point

from .. import clock
from ..actions.around import Remembered
from ..actions.base import append, event, system, writing
from ..actions.consequences import TABLE as MOVES_UNITS
from ..actions.consequences import consequences
from ..actions.listing import life_columns, listed
from ..actions.people import add_organisation
from ..actions.places import DECLARED, UNIQUE, point, write_places
from ..actions.time_machine import begin_on
from ..store.models import JournalEvent, PublicRecord
from ..store.models import Life as Row
from .records import COMPARED, LOADED

FOLDER = "market_2026_08_20"
TAKEN = dt.date(2026, 8, 20)
SOURCE = "全国温室气体自愿减排注册登记系统公开信息 2026-08-20"
KEY = f"market:{TAKEN}"
REGISTRY = "registry:ncsc"
ISSUED, ASKED = "2", "1"
_RECORD = (
    "project_type",
    "lifetime_years",
    "expected_annual_t",
    "expected_total_t",
    "capacity_mw",
    "annual_export_mwh",
    "period_no",
    "comments",
)
_WHOLE = ("expected_annual_t", "expected_total_t", "period_no", "comments")
_PEOPLE = {"maker": "unpublished-maker", "checker": "unpublished-checker"}
"""Who acted is not public; the two codes say so."""


class Market(NamedTuple):
    """The public records as they are held."""

    projects: list[dict[str, str]]
    reductions: list[dict[str, str]]
    vintages: list[dict[str, str]]


def market() -> Market:
    """The records of the folder beside this file."""
    return Market(*(_rows(name) for name in Market._fields))


def load() -> bool:
    """Loads the market once; False where it is there already, and nothing is written."""
    if JournalEvent.objects.filter(key=KEY).exists():
        return False
    with writing():
        _Loading(market()).run()
        begin_on(TAKEN)
    return True


def _rows(name: str) -> list[dict[str, str]]:
    with (_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _folder() -> Any:
    return resources.files(__package__) / FOLDER


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((_folder() / f"{name}.csv").read_bytes()).hexdigest()


class _Loading:
    """One loading: what the events so far have made, and those that wait to be written."""

    def __init__(self, held: Market) -> None:
        self.held = held
        self.around = Remembered()
        self.waiting: list[Event] = []
        self.history: dict[str, list[str]] = {}
        self.seqs: dict[str, int] = {}
        self.job = system("demo")

    def run(self) -> None:
        files = {name: _digest(name) for name in Market._fields}
        with clock.fixed(_midnight(TAKEN)):
            first = event(LOADED, KEY, self.job, source=SOURCE, taken_on=TAKEN, files=files)
        self.waiting.append(msgspec.structs.replace(first, key=KEY))
        replayed = replay_public(self.held.projects, self.held.reductions, self.held.vintages)
        self._organisations()
        for each in _in_order([*self._accounts(replayed), *(e for r in replayed for e in r.events)]):
            self._take(each)
        self._lines()
        self._records(replayed)
        self._flush()
        self._write()

    def _take(self, each: Event) -> None:
        """One event of a life; where it moves units, all up to it is written and the ledger follows on its day."""
        machine, _, code = each.subject.partition(":")
        life = apply(self.around.life(each.subject) or Life(machine=machine, id=code), each)
        self.around.put(life)
        states = self.history.setdefault(each.subject, [])
        if not states or states[-1] != life.state:
            states.append(life.state)
        self.waiting.append(each)
        if (machine, each.name.partition(".")[2]) in MOVES_UNITS:
            self._flush()
            with clock.fixed(each.at):
                consequences(self.around.lives, [each], self.around)

    def _flush(self) -> None:
        for each in append(self.waiting):
            if each.subject in self.history and "action" in each.data:
                self.seqs[each.subject] = each.seq
        self.waiting = []

    # who there is

    def _organisations(self) -> None:
        provinces = {row["owner"]: row["province"] for row in self.held.projects}
        for name, province in provinces.items():
            add_organisation(name, name, "owner", province=province, source=SOURCE)
        for name in self._bodies():
            add_organisation(name, name, "vvb", source=SOURCE)

    def _bodies(self) -> list[str]:
        rows = [*self.held.projects, *self.held.reductions]
        return sorted({row.get("validator") or row.get("verifier") or "" for row in rows} - {""})

    def _accounts(self, replayed: Sequence[Replayed]) -> Iterator[Event]:
        """Each owner and body had an account by the day of its first public step; number and representatives are not public."""
        first: dict[tuple[str, str], dt.date] = {}
        for record in replayed:
            for each in record.events:
                for kind in ("owner", "body"):
                    name = each.data["facts"].get(kind)
                    who = ("vvb" if kind == "body" else "owner", str(name))
                    if name and (who not in first or each.on < first[who]):
                        first[who] = each.on
        by_day = sorted(first.items(), key=lambda item: (item[1], item[0]))
        for number, ((kind, name), day) in enumerate(by_day, 1):
            yield from _account(f"public-{number:03d}", kind, name, day)

    # units

    def _lines(self) -> None:
        """Lines that the record shows as issued, or applied for, by the day it was taken; the day itself is not public."""
        owners = {
            life.id: str(life.facts["owner"])
            for life in self.around.lives.values()
            if life.machine == "project"
        }
        for row in self.held.vintages:
            if row["line_status"] not in (ISSUED, ASKED):
                continue
            subject = f"issuance:{row['apply_id']}/{row['vintage_year']}"
            filing = self.around.lives[f"reduction:{row['apply_id']}"]
            project = self.around.lives[filing.parent]
            owner = owners[project.id]
            held = self.around.lives[subject].facts["quantity_t"]
            related = (filing, project, *self.around.accounts(owner))
            if held:
                self._decided(subject, "apply", f"owner:{owner}", {"issue_t": held}, related)
            if held and row["line_status"] == ISSUED:
                self._decided(subject, "issue", REGISTRY, {}, related)

    def _decided(
        self, subject: str, action: str, actor: str, facts: dict[str, Any], related: tuple[Life, ...]
    ) -> None:
        machine, _, code = subject.partition(":")
        command = Command(
            machine=machine, id=code, action=action, actor=actor, person=_PEOPLE["maker"], checker=_PEOPLE["checker"],
            at=_midnight(TAKEN), facts=facts,
        )  # fmt: skip
        outcome = decide(command, View(life=self.around.lives[subject], related=related), clock.at(TAKEN))
        if outcome.refusal is not None:
            raise outcome.refusal
        for each in outcome.events:
            self._take(each)

    # what the register says beside it, and where our rules disagree

    def _records(self, replayed: Sequence[Replayed]) -> None:
        rows = {row["apply_id"]: row for row in self.held.reductions}
        for row in self.held.projects:  # the heading of registered projects comes last and stands
            rows[row["apply_id"]] = {k: v or rows.get(row["apply_id"], {}).get(k, "") for k, v in row.items()}
        for record in replayed:
            row = rows[record.apply_id]
            with clock.fixed(_midnight(TAKEN)):
                said = event(
                    COMPARED, record.life.subject, self.job, source=SOURCE, taken_on=TAKEN, status=record.published,
                    facts=_facts(row), refused=[_refused(each) for each in record.points],
                )  # fmt: skip
                self.waiting.append(said)
                self.around.records[said.subject] = said.data
                if row.get("longitude"):
                    self._place(said.subject, row)

    def _place(self, subject: str, row: dict[str, str]) -> None:
        """The published point. Where it is no coordinate of China either way round, the record has no place."""
        try:
            places = [point(row["project_name"], row["longitude"], row["latitude"])]
        except BadInput:
            return
        self.waiting.append(event(DECLARED, subject, self.job, cites=(UNIQUE,), places=places))
        write_places(subject, places)

    # the tables

    def _write(self) -> None:
        """Lives step by step, for the database asks each step of its table; then what the lists say."""
        lives = self.around.lives
        rows = []
        for subject, life in lives.items():
            columns = life_columns(life, self.seqs[subject], self.around) | {
                "state": self.history[subject][0]
            }
            rows.append(Row(machine=life.machine, code=life.id, **columns))
        Row.objects.bulk_create(rows)
        for turn in range(1, max(map(len, self.history.values()))):
            _move(
                [
                    (*subject.split(":", 1), states[turn])
                    for subject, states in self.history.items()
                    if turn < len(states)
                ]
            )
        records = (
            PublicRecord(subject=s, **{**r, "taken_on": TAKEN}) for s, r in self.around.records.items()
        )
        PublicRecord.objects.bulk_create(records)
        listed(lives.values(), self.around)


def _move(steps: list[tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_life l SET state = s.state FROM unnest(%s::text[], %s::text[], %s::text[]) AS s(machine, code, state)"
            " WHERE l.machine = s.machine AND l.code = s.code",
            [list(column) for column in zip(*steps, strict=True)],
        )


def _account(code: str, kind: str, name: str, day: dt.date) -> Iterator[Event]:
    """Applied for, reviewed, opened: on the day by which it must have been."""
    life = Life(machine="account", id=code)
    paper = Paper(kind="licence", digest=_digest("projects"), name="projects.csv", on=day)
    facts = {
        "holder": name,
        "holder_kind": kind,
        "holder_name": name,
        "subject_code": f"unpublished:{name}",
        **_PEOPLE,
    }
    steps: tuple[tuple[str, str, dict[str, Any], tuple[Paper, ...]], ...] = (
        ("visitor:" + name, "apply", facts, (paper,)),
        (REGISTRY, "begin-review", {}, ()),
        (REGISTRY, "open", {}, ()),
    )
    for actor, action, given, papers in steps:
        command = Command(
            machine="account", id=code, action=action, actor=actor, person=_PEOPLE["maker"], checker=_PEOPLE["checker"],
            at=_midnight(day), facts=dict(given), papers=papers,
        )  # fmt: skip
        examined = examine(command, View(life=life), clock.at(day), lenient=True)
        yield from examined.events
        life = apply(life, examined.events[0])


def _in_order(events: Iterable[Event]) -> list[Event]:
    """By day; accounts first, and each record's own order kept."""
    return sorted(events, key=lambda each: each.on)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.BEIJING)


def _facts(row: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {name: row[name] for name in _RECORD if row.get(name)}
    return said | {name: int(said[name]) for name in _WHOLE if name in said}


def _refused(point: Point) -> dict[str, Any]:
    refusal = point.refusal
    parts = {lang: refusal.to_dict(lang) for lang in ("zh", "en")}
    return {
        "day": point.day, "action": point.action, "code": refusal.code, "severity": refusal.severity, "cites": refusal.cites,
        **{lang: {part: said[part] for part in ("what", "why", "next", "label")} for lang, said in parts.items()},
    }  # fmt: skip
