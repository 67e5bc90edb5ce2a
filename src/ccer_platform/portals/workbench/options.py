"""Where a field names something the registry holds, its choices are what is held: bodies, experts, comments, penalties."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.project.life.attempt import owner_of
from ccer.project.life.fields import field
from ccer.project.life.model import Life, View

from ... import clock
from ...actions.base import Actor
from ...components.charts import provinces
from ...store.models import Organisation, Role
from ...store.reading import cases
from ...store.reading.provinces import of_organisation
from .fields import choice_text

NUMBER_FORMAT = "registry.project_number"
_METHODOLOGY = re.compile(r"CCER-(?P<sector>\d{2})-(?P<number>\d{3})-V\d{2}")


class Option(NamedTuple):
    """One choice: its value, what it is called, and more about it."""

    value: str
    title: Text
    note: str = ""


class Asked(NamedTuple):
    """Who asks about which case: what the choices depend on."""

    actor: Actor
    view: View

    @property
    def organisation(self) -> str:
        return self.actor.name.partition(":")[2]


def options(name: str, asked: Asked) -> tuple[Option, ...] | None:
    """The choices of a field; None where it is typed freely."""
    known = field(name)
    if known.choices:
        return tuple(Option(choice, choice_text(choice)) for choice in known.choices)
    finder = _FINDERS.get(name)
    return tuple(finder(asked)) if finder else None


def preset(name: str, asked: Asked) -> str:
    """What a field holds before anybody types: the next number, the line's quantity, today."""
    finder = _PRESETS.get(name)
    return finder(asked) if finder else ""


def _organisations(role: str) -> Callable[[Asked], list[Option]]:
    def found(asked: Asked) -> list[Option]:
        rows = Organisation.objects.filter(role=role).order_by("name")[:500]
        return [Option(row.code, Text(row.name, row.name_en or row.name)) for row in rows]

    return found


def _lives(machine: str, states: tuple[str, ...] = ()) -> Callable[[Asked], list[Option]]:
    def found(asked: Asked) -> list[Option]:
        held = [life for life in asked.view.of(machine) if not states or life.state in states]
        return [_option(life) for life in held]

    return found


def _option(life: Life) -> Option:
    said = str(life.facts.get("text") or life.facts.get("reason") or life.facts.get("new_value") or life.id)
    return Option(life.id, Text(said, said), life.id)


def _comments(asked: Asked) -> list[Option]:
    held = [life for life in asked.view.children("comment") if life.state != "REFUSED"]
    return [_option(life) for life in held]


def _observations(asked: Asked) -> list[Option]:
    return [
        _option(life)
        for life in asked.view.of("finding")
        if life.facts.get("finding_kind") == "observation" and life.state != "CLOSED"
    ]


def _earlier(asked: Asked) -> list[Option]:
    """The owner's own applications that ended."""
    ended = cases.of_machine(
        asked.view.life.machine,
        limit=200,
        state__in=("WITHDRAWN", "TERMINATED", "REVOKED", "CANCELLED"),
    )
    return [
        Option(life.id, Text(shown, shown))
        for _, life in ended
        if life.facts.get("owner") == asked.organisation or asked.view.life.parent == life.parent != ""
        for shown in [f"{life.facts.get('project', {}).get('name', '')} {life.id}".strip()]
    ]


def _sanctions(asked: Asked) -> list[Option]:
    owner = owner_of(asked.view.life, asked.view)
    above = asked.view.parent
    owner = owner or (owner_of(above, asked.view) if above else None)
    held = cases.of_machine("sanction", state="IMPOSED", limit=200)
    return [
        Option(life.id, choice_text(str(life.facts.get("breach"))), life.id)
        for _, life in held
        if owner in (None, life.facts.get("owner"))
    ]


def _province(actor: Actor) -> str | None:
    return of_organisation(actor.organisation) if actor.role == "province" else None


def _complaints(asked: Asked) -> list[Option]:
    return [
        _option(life)
        for _, life in cases.of_machine("complaint", limit=200, province=_province(asked.actor))
        if life.state not in ("DISMISSED", "CLOSED")
    ]


_FINDERS: dict[str, Callable[[Asked], list[Option]]] = {
    "body": _organisations(Role.VVB),
    "owner": _organisations(Role.OWNER),
    "expert": _organisations(Role.EXPERT),
    "handled": _comments,
    "about": _observations,
    "previous": _earlier,
    "sanction": _sanctions,
    "complaint": _complaints,
    "province": lambda asked: [Option(name, held.title) for name, held in provinces().items()],
    "change": _lives("account-change", ("APPROVED",)),
}


def next_number(methodology: str) -> str:
    """The next project number of a methodology, in the form read from published numbers; empty for a methodology without a code of ours."""
    known = _METHODOLOGY.fullmatch(methodology)
    if not known:
        return ""
    shape = str(corpus().parameter(NUMBER_FORMAT, clock.today()).value)
    parts = {
        "sector": chr(ord("A") + int(known["sector"]) - 1),
        "methodology": int(known["number"]),
        "subtype": 1,
    }
    prefix = shape.partition("{running")[0].format(**parts)
    taken = [n.removeprefix(prefix) for n in cases.taken_numbers(prefix)]
    running = max((int(n) for n in taken if n.isdigit()), default=0) + 1
    return shape.format(**parts, running=running)


def _project_code(asked: Asked) -> str:
    return next_number(str(asked.view.life.facts.get("project", {}).get("methodology", "")))


def _line_quantity(asked: Asked) -> str:
    return str(asked.view.life.facts.get("quantity_t", ""))


def _verified(asked: Asked) -> str:
    return str(asked.view.life.facts.get("verified_t", ""))


def _sites(asked: Asked) -> str:
    return str(asked.view.life.facts.get("sites_total", ""))


def _holder(asked: Asked) -> str:
    return asked.organisation


_PRESETS: dict[str, Callable[[Asked], str]] = {
    "project_code": _project_code,
    "issue_t": _line_quantity,
    "applied_t": _verified,
    "sites_total": _sites,
    "issued_on": lambda asked: clock.today().isoformat(),
    "holder": _holder,
}
__all__ = ["Asked", "Option", "next_number", "options", "preset"]
