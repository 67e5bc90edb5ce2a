"""What can happen at all: the core's tables of permitted steps, as data, so that a program can build its forms from them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from ccer.project.life.tables import fields_file, machines

from .answers import Dated, Words, today, words
from .asking import ANYBODY

router = Router(tags=["lives"])


class StepOut(Schema):
    """One permitted step."""

    action: str
    title: Words
    source: str
    target: str
    by: list[str]
    takes: list[str]
    may: list[str]
    papers: list[str]
    may_papers: list[str]
    on_file: list[str]
    four_eyes: bool
    public: bool
    citations: list[str]


class MachineOut(Schema):
    """A table of permitted steps."""

    name: str
    title: Words
    parents: list[str]
    states: dict[str, Words]
    steps: list[StepOut]


class FactOut(Schema):
    """A fact that steps take: its type and, of a choice, what may be chosen."""

    title: Words
    type: str
    choices: list[str]


class Tables(Dated):
    """All that can happen, as data."""

    machines: list[MachineOut]
    facts: dict[str, FactOut]
    papers: dict[str, Words]


@router.get("/machines", response=Tables, auth=ANYBODY)
def tables(request: HttpRequest) -> dict[str, Any]:
    """The tables of permitted steps: who may take each, by which clause, with which facts and papers."""
    held = fields_file()
    found = []
    for machine in machines().values():
        steps = [
            {
                "action": row.action, "title": words(row.title), "source": row.source, "target": row.target, "by": list(row.by),
                "takes": list(row.takes), "may": list(row.may), "papers": list(row.papers), "may_papers": list(row.may_papers),
                "on_file": list(row.on_file), "four_eyes": row.four_eyes, "public": row.public, "citations": list(row.cites),
            }
            for row in machine.rows
        ]  # fmt: skip
        states = {name: words(state.title) for name, state in machine.states.items()}
        found.append(
            {
                "name": machine.name,
                "title": words(machine.title),
                "parents": list(machine.parents),
                "states": states,
                "steps": steps,
            }
        )
    facts = {
        name: {"title": words(each.title), "type": each.type, "choices": list(each.choices)}
        for name, each in held.fields.items()
    }
    papers = {name: words(each.title) for name, each in held.papers.items()}
    return {"as_of": today(), "machines": found, "facts": facts, "papers": papers}
