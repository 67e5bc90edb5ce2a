"""A story of lives as a text table: one line a step, what came of it at its end. One file tells one story from its first day.

``day | actor | subject | step | facts | papers | what came of it``. Facts are YAML; ``$name`` stands for a ``let`` above. A paper
``kind@v2`` is another content of the same kind. An actor ``owner:sea (alone)`` has nobody to confirm; ``in project:P`` in the step cell
names the parent of what begins. What came of it is the new state, or ``refused <code> <clause>``. ``end`` lines check a clock, and
``fact`` lines a fact.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

import yaml

from ccer.core.asof import AsOf
from ccer.core.event import Event, seal, verify
from ccer.policy.corpus import corpus
from ccer.project.life import Command, Life, Paper, View, apply, decide
from ccer.project.life.outcome import Outcome

BEIJING = dt.timezone(dt.timedelta(hours=8))
STORIES = Path(__file__).parent / "stories"


class World:
    """All lives of a story, moved by events only."""

    def __init__(self) -> None:
        self.lives: dict[str, Life] = {}
        self.journal: list[Event] = []
        self.overlaps: tuple[str, ...] = ()

    def life(self, subject: str) -> Life:
        machine, _, id = subject.partition(":")
        return self.lives.get(subject) or Life(machine=machine, id=id)

    def view(self, subject: str) -> View:
        others = tuple(life for name, life in self.lives.items() if name != subject)
        return View(life=self.life(subject), related=others, overlaps=self.overlaps)

    def send(self, command: Command, day: dt.date) -> Outcome:
        subject = f"{command.machine}:{command.id}"
        outcome = decide(command, self.view(subject), AsOf(corpus(), day))
        assert bool(outcome.events) != bool(outcome.refusals)
        for event in outcome.events:
            self.lives[event.subject] = apply(self.life(event.subject), event)
        self.journal.extend(outcome.events)
        return outcome


def paper(name: str) -> Paper:
    return Paper(kind=name.partition("@")[0], digest=hashlib.sha256(name.encode()).hexdigest(), name=name)


def command(
    day: dt.date, actor: str, subject: str, step: str, facts: dict[str, Any] | None = None, papers: str = ""
) -> Command:
    """A command at nine in the morning, Beijing time."""
    machine, _, id = subject.partition(":")
    action, _, parent = step.partition(" in ")
    alone = actor.endswith(" (alone)")
    return Command(
        machine=machine, id=id, action=action, actor=actor.removesuffix(" (alone)"), at=dt.datetime.combine(day, dt.time(9), BEIJING),
        person="a", checker="" if alone else "b", facts=facts or {}, papers=tuple(paper(n) for n in papers.split()), parent=parent,
    )  # fmt: skip


def tell(name: str) -> World:
    """Runs a story and compares every line with what came of it."""
    world, lets = World(), {}
    for number, line in enumerate((STORIES / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("let "):
            key, _, text = line.removeprefix("let ").partition(" ")
            lets[key] = text
            continue
        cells = re.split(r"\s*\|\s*", line.strip())
        place = f"{name}:{number} {line[:70]}"
        if cells[0] == "overlap":
            world.overlaps = tuple(cells[1:2]) if cells[1] != "none" else ()
        elif cells[0] == "end":
            clock = world.life(cells[1]).clock(cells[2])
            assert clock is not None, place
            assert clock.end == dt.date.fromisoformat(cells[3]), (place, clock)
        elif cells[0] == "fact":
            assert world.life(cells[1]).facts.get(cells[2]) == yaml.safe_load(cells[3]), (
                place,
                world.life(cells[1]).facts,
            )
        else:
            _step(world, cells, lets, place)
    assert verify(seal(world.journal))[0] == len(world.journal)
    return world


def _step(world: World, cells: list[str], lets: dict[str, str], place: str) -> None:
    day, actor, subject, step, facts, papers, expected = cells
    text = re.sub(r"\$(\w+)", lambda found: lets[found[1]], facts)
    on = dt.date.fromisoformat(day)
    outcome = world.send(
        command(on, actor, subject, step, yaml.safe_load(text) if text else None, papers), on
    )
    if expected.startswith("refused "):
        _, code, cite = expected.split()
        assert outcome.refusal is not None, f"{place}: went through"
        reasons = [(r.code, r.cites[0]) for r in outcome.refusals]
        assert (code, cite) in reasons, (place, reasons, *(r.lines("en") for r in outcome.refusals))
        return
    assert outcome.refusal is None, (place, *(r.lines("en") for r in outcome.refusals))
    assert world.life(subject).state == expected, (place, world.life(subject).state)
