"""For every row of every table a world in which it may be taken: the life, what surrounds it, the facts and papers it needs."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from ccer.project.life import Command, Life, View
from ccer.project.life.model import Clock
from ccer.project.life.tables import NONE, Transition, machines

from .life_story import BEIJING, paper

DAY = dt.date(2025, 3, 5)
"""The day after the notice that began on 6 February 2025 had its twentieth working day (as published)."""
START, END = dt.date(2025, 2, 6), dt.date(2025, 3, 4)
CQC, CEC = "中国质量认证中心有限公司", "中环联合（北京）认证中心有限公司"
WIND: dict[str, Any] = {
    "name": "示例海域200兆瓦海上风电项目", "methodology": "CCER-01-002-V01", "owner_kind": "legal-person", "established_in_prc": True,
    "purpose": "avoid-reduce", "province": "江苏省", "start_of_construction": "2019-04-17", "operation_start": "2020-09-01",
    "lifetime_years": 25, "crediting": {"start": "2020-09-23", "end": "2030-09-22"}, "legal_duty": False, "ets_covered": False,
    "other_scheme": False, "lawful": True, "no_harm": True, "additionality": "exempt", "site": {"offshore_km": 51.0},
}  # fmt: skip
FILING: dict[str, Any] = {
    "period": {"start": "2021-01-01", "end": "2024-12-31"}, "conservative": True, "credited_mwh": 1.0, "net_export_mwh": 1.0,
    "certificates_traded_mwh": 0.0,
}  # fmt: skip
FREE = {
    "funded_by_interested": False,
    "develops_or_consults": False,
    "tied_to_owner": False,
    "wrote_documents": False,
}
TEAM = [
    {"person": "甲", "full_time": True, "competent": True, "interest": False},
    {"person": "乙", "full_time": True, "competent": False, "interest": False},
]
YEARS = {"2021": 100, "2022": 0, "2023": 400, "2024": 500}
GIVEN: dict[str, Any] = {
    "about": "o", "against": "P", "answer": "已补充", "answer_by": "2025-04-01", "applied_t": 1000, "approval_revoked": False,
    "cancellation": "c", "clause": "mee-samr-2023-31/art-8/para-2", "province": "江苏省", "cancellation_reason": "on-request", "cancelled_t": 300, "change": "h", "change_kind": "name",
    "changed_on": "2025-03-03", "check": "已核", "checker": "c", "closure_ground": "dissolution", "commitment": True, "complaint": "c",
    "complete": True, "comply_by": "2025-04-30", "correction": "已改正", "decider": "丁", "deliberate": True, "expert": "e",
    "finding_kind": "corrective-request", "fine_cny": 50000, "ground": "information-thin", "handled": [], "holder": "sea",
    "holder_kind": "owner", "holder_name": "示例业主", "independence": FREE, "issue_t": 400, "issued_on": "2025-03-05", "maker": "m",
    "modification_note": "更新", "new_value": "新名称", "opinion": "同意", "opinion_supports": True, "owner": "sea", "previous": "before",
    "project": WIND, "project_code": "A210001", "quantity_t": 300, "reason": "理由", "reduction": FILING, "remarks": "无",
    "restriction_ground": "change-not-filed", "returned_t": 50, "reviewer": "丙", "sanction": "s", "signed_on": "2025-02-05",
    "sites_total": 3, "sites_visited": 3, "standard_form": True, "subject_code": "X1", "successor": "next", "team": TEAM, "text": "内容",
    "units_held_t": 0, "verified_t": 1000, "vintage": 2023, "vintages": YEARS, "withdrawal_reason": "资料有误", "owner_delay_days": 0,
    "delay_reason": "无", "authority": "province", "compliance_year": 2024, "ets_account": "E1", "obligation_t": 10_000,
    "project_ets_covered": False, "surrender": "S1", "units_registered_on": "2025-01-26", "used_t": 300,
}  # fmt: skip
ORGANISATION = {
    "owner": "sea",
    "registry": "ncsc",
    "expert": "e",
    "system": "clock",
    "visitor": "sea",
    "emitter": "sea",
    "trader": "sea",
    "province": "province",
}
OF_ROW: dict[tuple[str, str], dict[str, Any]] = {
    ("issuance", "open"): {"quantity_t": 400},
    ("sanction", "impose"): {"breach": "false-material"},
    ("sanction", "impose-on-body"): {"breach": "scope-or-procedure", "body": "cqc"},
    ("spot-check", "establish"): {"breach": "false-material"},
    ("claw-back", "force-part"): {"cancelled_t": 250},
    ("account", "apply"): {"subject_code": "X9"},
    ("project", "flag-overdue"): {"clock": "old"},
    ("reduction", "flag-overdue"): {"clock": "old"},
    ("account", "flag-overdue"): {"clock": "old"},
    ("account-change", "flag-overdue"): {"clock": "old"},
    ("complaint", "flag-overdue"): {"clock": "old"},
    ("spot-check", "flag-overdue"): {"clock": "old"},
}
"""Facts that differ from `GIVEN` for one step."""
OLD = Clock(kind="old", start=dt.date(2025, 1, 2), end=dt.date(2025, 1, 27), cite="mee-samr-2023-31/art-15")


class Scene(NamedTuple):
    view: View
    command: Command


def scene(row: Transition, role: str) -> Scene:
    """The row's own world, and a command of that role which fits it but for, perhaps, the role."""
    life = _life(row)
    facts = {name: OF_ROW.get((row.machine, row.action), {}).get(name, GIVEN.get(name)) for name in row.takes}
    for name, value in (("body", _body(life)), ("body_name", CEC if life.machine == "reduction" else CQC)):
        facts |= {name: value} if name in row.takes and facts[name] is None else {}
    organisation = _body(life) if role == "vvb" else ORGANISATION.get(role, "anybody")
    if row.machine in ("account", "account-change"):
        organisation = "sea"
    related = tuple(other for other in _around(row) if other.subject != life.subject)
    command = Command(
        machine=row.machine, id=life.id, action=row.action, actor=f"{role}:{organisation}", person="a", checker="b", facts=facts,
        at=dt.datetime.combine(DAY, dt.time(9), BEIJING), papers=tuple(paper(kind) for kind in (*row.papers, *row.on_file)),
        parent=_parent(row) if row.source == NONE else "",
    )  # fmt: skip
    return Scene(View(life=life, related=related), command)


def _body(life: Life) -> str:
    return (
        "cec"
        if life.machine == "reduction" or life.parent.startswith("reduction") or life.machine == "finding"
        else "cqc"
    )


def _parent(row: Transition) -> str:
    parents = machines()[row.machine].parents
    return (
        {"project": "project:P", "reduction": "reduction:R", "account": "account:sea"}[parents[-1]]
        if parents
        else ""
    )


def _life(row: Transition) -> Life:
    """The life in the state the row leaves; nothing yet where the row begins it."""
    id = {"project": "P", "reduction": "R"}.get(row.machine, "x")
    if row.source == NONE:
        return Life(machine=row.machine, id=id)
    clocks = tuple(
        Clock(kind=kind, start=START, end=dt.date(2025, 6, 30), cite="mee-samr-2023-31/art-15")
        for kind in {row.due, "pdd-notice", "reduction-notice"} - {""}
    )
    return Life(
        machine=row.machine, id=id, state=row.source, parent=_parent(row), facts=_facts(row.machine), clocks=(*clocks, OLD),
        entered={row.source: START}, papers=(paper("pdd"), paper("accounting-report"), paper("commitment-letter"), paper("pdd-validated")),
    )  # fmt: skip


def _application(machine: str) -> dict[str, Any]:
    own: dict[str, Any] = {"project": {"project": WIND, "owner": "sea"}, "reduction": {"reduction": FILING}}[
        machine
    ]
    body = {"body": "cec", "body_name": CEC} if machine == "reduction" else {"body": "cqc", "body_name": CQC}
    done = (
        "independence",
        "team",
        "reviewer",
        "decider",
        "sites_total",
        "sites_visited",
        "commitment",
        "handled",
        "issued_on",
        "complete",
    )
    more = (
        "standard_form",
        "withdrawal_reason",
        "cancellation_reason",
        "verified_t",
        "applied_t",
        "vintages",
        "expert",
        "opinion",
    )
    days = {
        "notice_start": START.isoformat(),
        "notice_end": END.isoformat(),
        "signed_on": "2025-02-05",
        "positive": True,
    }
    return own | body | {name: GIVEN[name] for name in (*done, *more)} | days


def _facts(machine: str) -> dict[str, Any]:
    if machine in ("project", "reduction"):
        return _application(machine)
    return {
        "account": {
            "holder": "sea",
            "subject_code": "X9",
            "maker": "m",
            "checker": "c",
            "correction": "已改正",
        },
        "issuance": {"vintage": 2023, "quantity_t": 400, "issue_t": 400},
        "claw-back": {"owner": "sea", "quantity_t": 300, "cancelled_t": 250, "comply_by": "2025-03-04"},
        "finding": {"finding_kind": "corrective-request"},
        "offset": {
            name: GIVEN[name]
            for name in (
                "authority",
                "compliance_year",
                "obligation_t",
                "project_ets_covered",
                "quantity_t",
                "used_t",
            )
        }
        | {"surrender_by": "2024-12-31"},
    }.get(machine, {})


def _around(row: Transition) -> tuple[Life, ...]:
    """A registered project and filing with issued units, open accounts, a penalty, an approved change; or an application at work."""
    states = {"comment": ("NOTICE", "NOTICE"), "finding": ("NOTICE", "NOTICE")}.get(
        row.machine, ("REGISTERED", "REGISTERED")
    )
    notice = {"notice_end": DAY.isoformat()} if row.machine == "comment" else {}
    project = Life(
        machine="project",
        id="P",
        state=states[0],
        facts=_application("project") | {"registered_on": "2025-01-26"} | notice,
        entered={states[0]: START},
    )
    filing = Life(
        machine="reduction",
        id="R",
        state=states[1],
        parent="project:P",
        facts=_application("reduction") | notice,
        entered={states[1]: START},
    )
    line = Life(
        machine="issuance", id="R/2024", state="ISSUED", parent="reduction:R", facts={"quantity_t": 500}
    )
    accounts = [
        Life(
            machine="account",
            id=org,
            state="OPEN",
            facts={"holder": org, "holder_name": name, "subject_code": code}
            | ({"holder_kind": "emitter"} if row.machine == "offset" else {}),
        )
        for org, name, code in (("sea", "示例业主", "X1"), ("cqc", CQC, "X2"), ("cec", CEC, "X3"))
    ]
    change = Life(
        machine="account-change",
        id="h",
        state="APPROVED",
        parent="account:sea" if row.machine != "account" else "account:x",
    )
    penalty = Life(
        machine="sanction",
        id="s",
        state="IMPOSED",
        facts={"owner": "sea", "breach": "false-units", "deliberate": True},
    )
    punished = row.machine in ("claw-back", "sanction") or row.action == "revoke"
    return (project, filing, line, *accounts, change, *([penalty] if punished else []))
