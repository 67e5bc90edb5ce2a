"""The registry's public records walked through the tables by their own dates: where each ends, and what our rules would have refused.

A record tells few facts. What it does not tell is not held against it; only what it tells and a rule refuses is a point. Two days are
not published and are taken so that the record fares best: the body was engaged on the first day of notice at the latest, and the
registration was applied for on the day the report was uploaded at the earliest. Who ended an application is not published either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ...core.asof import AsOf, Law
from ...core.dates import ONE_DAY
from ...core.errors import BadInput
from ...core.event import Event
from ...core.text import Text
from ...policy.corpus import corpus
from .apply import apply
from .decide import examine
from .model import Command, Life, View
from .outcome import Refusal
from .tables import machines

BEIJING = dt.timezone(dt.timedelta(hours=8))
ROUTES = {"01": "general", "02": "simplified", "03": "exempt"}
"""The registry's codes of the additionality route; 02 is derived, never seen."""
ENDED = Text(
    "公开记录只写明终止，未写明由谁终止", "the public record says that it ended and not who ended it"
)
REGISTERED_PROJECTS = "2"
"""The public heading under which a project stands as it was registered; the others show it as it was published for notice."""
Row = Mapping[str, str]
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Point(NamedTuple):
    """Something our rules would have refused: on which day, at which step, why and by which clause."""

    day: dt.date
    action: str
    refusal: Refusal


class Replayed(NamedTuple):
    """A record walked to its end.

    ``code`` is the status our machine gives, ``published`` the record's own. A record that tells of no notice, only of the registration,
    is taken as it stands: one event carries it over.
    """

    apply_id: str
    life: Life
    events: tuple[Event, ...]
    points: tuple[Point, ...]
    code: str
    published: str

    @property
    def agrees(self) -> bool:
        """True when the walk ends in the record's own status."""
        return self.code == self.published


class _Step(NamedTuple):
    day: dt.date
    actor: str
    action: str
    facts: Mapping[str, Any] = NOTHING


def replay_public(
    projects: Iterable[Row],
    reductions: Iterable[Row] = (),
    vintages: Iterable[Row] = (),
    law: Law | None = None,
) -> tuple[Replayed, ...]:
    """Walk public records through the machines.

    Parameters
    ----------
    projects, reductions : iterable of mapping
        Status records; several of one application count once.
    vintages : iterable of mapping
        ``apply_id``, ``vintage_year``, ``quantity_t`` of the filings. [tCO2e]

    Raises
    ------
    BadInput
        A record whose dates do not let it be walked.
    """
    base = law or corpus()
    held = list(projects)
    final = {row["apply_id"]: row for row in held if row.get("status_code") == REGISTERED_PROJECTS}
    walked = [
        _walk("project", row, _project_steps(row, final.get(row["apply_id"], row)), (), base)
        if row["notice_start"]
        else _as_it_stands(row, base)
        for row in _each(held)
    ]
    by_code = {r.life.facts["project_code"]: r.life for r in walked if r.life.facts.get("project_code")}
    lines: dict[str, dict[str, int]] = {}
    for line in vintages:
        lines.setdefault(line["apply_id"], {})[line["vintage_year"]] = int(line["quantity_t"])
    filings: list[Life] = []
    for row in _each(reductions):
        project = by_code.get(row["project_code"]) or _unlisted(row)
        steps = _reduction_steps(row, lines.get(row["apply_id"], {}))
        found = _walk("reduction", row, steps, (project, *filings), base, project.subject)
        filings.append(found.life)
        walked.append(found)
    return tuple(walked)


def _each(rows: Iterable[Row]) -> list[Row]:
    """One record an application, by first day of notice; a later one fills what the earlier leaves empty."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        held = found.setdefault(row["apply_id"], {})
        held.update({key: value for key, value in row.items() if value and not held.get(key)})
        held.update({key: "" for key in row if key not in held})
    return sorted(found.values(), key=lambda row: (row["notice_start"], row["apply_id"]))


def _walk(
    machine: str, row: Row, steps: Iterator[_Step], related: tuple[Life, ...], law: Law, parent: str = ""
) -> Replayed:
    life = Life(machine=machine, id=row["apply_id"])
    events: list[Event] = []
    points: dict[str, Point] = {}
    for step in steps:
        command = Command(
            machine=machine, id=life.id, action=step.action, actor=step.actor, facts=dict(step.facts), parent=parent,
            at=dt.datetime.combine(step.day, dt.time(), BEIJING),
        )  # fmt: skip
        examined = examine(command, View(life=life, related=related), AsOf(law, step.day), lenient=True)
        if not examined.events:
            raise _cannot_walk(row, step, examined.found)
        for refusal in examined.found:
            if refusal.severity != "missing":
                points.setdefault(refusal.code, Point(step.day, step.action, refusal))
        life = apply(life, examined.events[0])
        events += examined.events
    code = machines()[machine].code_of(life.state)
    return Replayed(life.id, life, tuple(events), tuple(points.values()), code, row["apply_status"])


def _cannot_walk(row: Row, step: _Step, found: tuple[Refusal, ...]) -> BadInput:
    why = found[0].why if found else Text(step.action, step.action)
    return BadInput(
        what=Text(
            f"公开记录 {row['apply_id']} 走不到下一步",
            f"The public record {row['apply_id']} cannot be walked on",
        ),
        why=Text(f"{step.day} {step.action}：", f"{step.day} {step.action}: ") + why,
        next=Text("核对该记录。", "Check the record."),
    )


def _project_steps(row: Row, final: Row) -> Iterator[_Step]:
    """Begun as published for notice; amended, where it was registered otherwise, before the body's report."""
    start = _day(row, "notice_start")
    first, last = _project_facts(row), _project_facts(final)
    revised = {"project": last} if last != first else {}
    yield _Step(start, f"owner:{row['owner']}", "create", {"project": first})
    yield from _chain(row, start, row["validator"], revised, {}, {"project_code": row["project_code"]})


def _project_facts(row: Row) -> dict[str, Any]:
    facts = {
        "name": row["project_name"],
        "methodology": row["methodology"],
        "owner": row["owner"],
        "province": row["province"],
        "additionality": ROUTES.get(row["additionality_route"]),
        "start_of_construction": row["start_of_construction"] or None,
        "crediting": _span(row, "crediting"),
    }
    return {name: value for name, value in facts.items() if value}


def _reduction_steps(row: Row, lines: dict[str, int]) -> Iterator[_Step]:
    start = _day(row, "notice_start")
    yield _Step(start, f"owner:{row['owner']}", "create", {"reduction": {"period": _span(row, "accounting")}})
    applied = {"applied_t": int(row["applied_t"])} if row["applied_t"] else {}
    yield from _chain(row, start, row["verifier"], {}, applied | ({"vintages": lines} if lines else {}), {})


def _chain(
    row: Row,
    start: dt.date,
    body: str,
    revised: dict[str, Any],
    applied: dict[str, Any],
    registered: dict[str, Any],
) -> Iterator[_Step]:
    """From engagement to the record's status."""
    owner, vvb, registry = f"owner:{row['owner']}", f"vvb:{body}", "registry:ncsc"
    status = row["apply_status"]
    if body:
        yield _Step(start, owner, "engage", {"body": body, "body_name": body, "signed_on": start.isoformat()})
    yield _Step(start, owner, "submit")
    yield _Step(start, registry, "publish")
    if status == "03":
        return
    ended = _day(row, "notice_end")
    if status == "97":
        yield _Step(ended, owner, "ask-withdrawal", {"withdrawal_reason": row["apply_status_name"]})
        yield _Step(ended, registry, "withdraw")
        return
    uploaded = _day(row, "vvb_upload") if row["vvb_upload"] else None
    yield _Step(
        min(ended + ONE_DAY, uploaded) if uploaded else ended + ONE_DAY, "system:notices", "end-notice"
    )
    if uploaded and revised:
        yield _Step(uploaded, owner, "revise", revised)
    if uploaded and status != "06":
        yield _Step(uploaded, vvb, "upload", {"issued_on": uploaded.isoformat()})
    if status in ("13", "14") and uploaded:
        yield _Step(uploaded, owner, "confirm")
        yield _Step(uploaded, owner, "apply", applied)
        yield _Step(uploaded, registry, "accept")
        yield _Step(uploaded, registry, "begin-review")
    if status == "14":
        yield _Step(
            _day(row, "project_registered_at"),
            registry,
            "register",
            {k: v for k, v in registered.items() if v},
        )
    if status == "99":
        yield _Step(uploaded or ended + ONE_DAY, owner, "abandon", {"reason": f"{ENDED.zh}；{ENDED.en}"})


def _as_it_stands(row: Row, law: Law) -> Replayed:
    """A registration of which no notice is known: one event carries it over on the day on which it was registered."""
    known = _registered(row, row["apply_id"], row["project_registered_at"][:10])
    on = known.entered["REGISTERED"]
    facts = {name: known.facts[name] for name in ("owner", "project", "project_code", "body", "body_name")}
    command = Command(
        machine="project", id=known.id, action="carry-over", actor="system:public-record",
        at=dt.datetime.combine(on, dt.time(), BEIJING), facts={k: v for k, v in facts.items() if v},
    )  # fmt: skip
    life = Life(machine="project", id=known.id)
    examined = examine(command, View(life=life), AsOf(law, on), lenient=True)
    if not examined.events:
        raise _cannot_walk(row, _Step(on, command.actor, command.action), examined.found)
    life = apply(life, examined.events[0])
    code = machines()["project"].code_of(life.state)
    return Replayed(life.id, life, examined.events, (), code, row["apply_status"])


def _unlisted(row: Row) -> Life:
    """The project of a filing whose own record is not held; when it was registered is not held against it."""
    return _registered(row, row["project_code"], row["notice_start"])


def _registered(row: Row, id: str, on: str) -> Life:
    """A registered project of which no notice is known, from its own record or that of a filing."""
    project = {
        "name": row["project_name"],
        "methodology": row["methodology"],
        "owner": row["owner"],
        "province": row.get("province"),
        "crediting": _span(row, "crediting"),
    }
    project = {name: value for name, value in project.items() if value}
    facts = {
        "owner": row["owner"],
        "project": project,
        "body": row["validator"],
        "body_name": row["validator"],
        "project_code": row["project_code"],
        "registered_on": on,
    }
    day = dt.date.fromisoformat(on)
    return Life(machine="project", id=id, state="REGISTERED", facts=facts, entered={"REGISTERED": day})


def _span(row: Row, name: str) -> dict[str, str] | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return {"start": start, "end": end} if start and end else None


def _day(row: Row, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(row[name][:10])
    except ValueError as error:
        raise BadInput(
            what=Text(
                f"公开记录 {row['apply_id']} 缺少日期", f"The public record {row['apply_id']} lacks a date"
            ),
            why=Text(f"{name} 是“{row[name]}”", f"{name} is “{row[name]}”"),
            next=Text("核对该记录。", "Check the record."),
        ) from error
