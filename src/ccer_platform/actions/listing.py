"""What the lists say of lives, in columns. The same function makes a row at a step and when everything is made anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import models

from ccer.project.life.model import Life
from ccer.project.life.tables import machines

from .. import clock
from ..store import words
from ..store.models import Life as LifeRow
from ..store.models import Organisation, Project, Reduction, RegistryAccount, VintageLine
from .around import REFUSED, Around, body_of, owner_of, project_of

TABLES: dict[str, type[models.Model]] = {
    "project": Project,
    "reduction": Reduction,
    "issuance": VintageLine,
    "account": RegistryAccount,
}
"""Machine to the table that lists it."""


class Listed(NamedTuple):
    """A row of a list. In ``columns`` organisations, projects and filings stand by their codes."""

    machine: str
    code: str
    columns: dict[str, Any]


def life_columns(life: Life, seq: int, around: Around) -> dict[str, Any]:
    """The columns of the life's own row."""
    running = [c.end for c in life.clocks if c.running and not c.overdue]
    if life.machine == "offset" and life.state in ("LOCKED", "PENDING", "FILED"):
        running += [day for day in [life.day("surrender_by")] if day]
    return {
        "state": life.state,
        "parent": life.parent,
        "owner": owner_of(life, around),
        "vvb": body_of(life, around),
        "data": msgspec.to_builtins(life),
        "due": min(running) if running else None,
        "seq": seq,
    }


def rows_of(life: Life, around: Around) -> list[Listed]:
    """The rows that say something of a life; a comment is counted in the row of what it is about."""
    if life.machine == "comment":
        parent = around.life(life.parent)
        return rows_of(parent, around) if parent else []
    make = _MAKERS.get(life.machine)
    return [Listed(life.machine, life.id, make(life, around))] if make else []


def _project(life: Life, around: Around) -> dict[str, Any]:
    facts = life.facts.get("project", {})
    said = around.record(life.subject).get("facts", {})
    crediting = facts.get("crediting") or {}
    number = life.facts.get("project_code")
    return {
        **_filing(life, around, facts, number or ""),
        "number": number,
        "project_type": said.get("project_type", ""),
        "expected_annual": said.get("expected_annual_t"),
        "expected_total": said.get("expected_total_t"),
        "crediting_start": _day(crediting.get("start")),
        "crediting_end": _day(crediting.get("end")),
        "follows": life.facts.get("previous", ""),
    }


def _reduction(life: Life, around: Around) -> dict[str, Any]:
    project = project_of(life, around)
    facts = project.facts.get("project", {}) if project else {}
    period = life.facts.get("reduction", {}).get("period") or {}
    number = str(project.facts.get("project_code", "")) if project else ""
    return {
        **_filing(life, around, facts, number),
        "project": project.id if project else None,
        "period_no": around.record(life.subject).get("facts", {}).get("period_no"),
        "period_start": _day(period.get("start")),
        "period_end": _day(period.get("end")),
        "quantity": life.facts.get("applied_t", life.facts.get("verified_t")),
    }


def _filing(life: Life, around: Around, project: dict[str, Any], number: str) -> dict[str, Any]:
    """The columns that projects and filings share."""
    record = around.record(life.subject)
    said = record.get("facts", {})
    registered = life.day("registered_on")
    comments = [c for c in around.children(life.subject, "comment") if c.state != REFUSED]
    name, province = str(project.get("name", "")), str(project.get("province") or said.get("province", ""))
    owner, body = owner_of(life, around), str(life.facts.get("body", ""))
    methodology = str(project.get("methodology", ""))
    text = [name, number, life.id, str(project.get("owner") or owner), str(life.facts.get("body_name", ""))]
    search = words.normalised(" ".join([*text, methodology, province]))
    states = machines()[life.machine].states
    return {
        "state": life.state,
        "owner": owner,
        "vvb": body or None,
        "methodology": methodology,
        "name": name,
        "province": province,
        "notice_start": life.day("notice_start"),
        "notice_end": life.day("notice_end"),
        "registered_at": dt.datetime.combine(registered, dt.time(), clock.BEIJING) if registered else None,
        "comments": said.get("comments", 0) + len(comments),
        "public": any(states[state].public for state in life.entered if state in states),
        "search": search,
        "pairs": words.pairs(search),
        "source": record.get("source", ""),
    }


def _line(life: Life, around: Around) -> dict[str, Any]:
    project = project_of(life, around)
    return {
        "reduction": life.parent.partition(":")[2],
        "project_number": str(project.facts.get("project_code", "")) if project else "",
        "vintage": life.facts["vintage"],
        "quantity": life.facts["quantity_t"],
        "issued": life.facts["issue_t"] if life.state == "ISSUED" else 0,
        "state": life.state,
    }


def _account(life: Life, around: Around) -> dict[str, Any]:
    opened = life.entered.get("OPEN")
    return {"organisation": life.facts["holder"] if opened else None, "opened_on": opened}


_MAKERS = {"project": _project, "reduction": _reduction, "issuance": _line, "account": _account}


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def listed(lives: Iterable[Life], around: Around) -> None:
    """Writes the rows of the lists that say something of these lives; call it after the ledger has its own."""
    rows = {(row.machine, row.code): row for life in lives for row in rows_of(life, around)}
    for machine in TABLES:
        write(machine, [row for (of, _), row in rows.items() if of == machine])


def write(machine: str, rows: Sequence[Listed]) -> None:
    """Rows of one list, new or changed, in one statement."""
    if not rows:
        return
    made = with_keys(rows)
    if machine == "account":  # the ledger made the row; who it belongs to is added
        for columns in made:
            RegistryAccount.objects.filter(code=columns.pop("code")).update(**columns)
        return
    names = [name for name in made[0] if name != "code"]
    table: Any = TABLES[machine]
    table.objects.bulk_create(
        [table(**columns) for columns in made],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=names,
    )


def with_keys(rows: Sequence[Listed]) -> list[dict[str, Any]]:
    """The columns with row ids in place of codes. An organisation that only the journal knows is entered by its code."""
    wanted = {row.columns[part] for row in rows for part in _ROLES if row.columns.get(part)}
    ids = dict(Organisation.objects.filter(code__in=wanted).values_list("code", "id"))
    for row in rows:
        for part, role in _ROLES.items():
            code = row.columns.get(part)
            if code and code not in ids:
                ids[code] = Organisation.objects.create(code=code, name=code, role=role, source="journal").pk
    parents: dict[str, dict[str, int]] = {}
    for part, table in (("project", Project), ("reduction", Reduction)):
        codes = {row.columns[part] for row in rows if row.columns.get(part)}
        parents[part] = dict(table._default_manager.filter(code__in=codes).values_list("code", "id"))
    made = []
    for row in rows:
        columns = {"code": row.code, **row.columns}
        for part in (*_ROLES, *parents):
            if part in columns:
                code = columns.pop(part)
                columns[f"{part}_id"] = (parents.get(part, ids)).get(code) if code else None
        made.append(columns)
    return made


_ROLES = {"owner": "owner", "vvb": "vvb", "organisation": "owner"}


def write_life(life: Life, seq: int, around: Around) -> None:
    """The life's own row."""
    LifeRow.objects.update_or_create(
        machine=life.machine, code=life.id, defaults=life_columns(life, seq, around)
    )
