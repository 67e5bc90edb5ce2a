"""Sample data of the compliance offset, fictional and named so: three projects, what was issued of them, what an emitter owes.

The projects are walked through our own machines like public records; their units go from the sample owner to the sample emitter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from ccer.core.event import Event
from ccer.offset.ets import AnyEtsCommand, Bind, Enrol, Grant, SetDue
from ccer.offset.obligations import Entity
from ccer.project.life import Command, Life, View, decide, replay_public
from ccer.registry.commands import Transfer
from ccer.registry.serials import Series

from .. import clock
from ..actions import ets
from ..actions.around import read
from ..actions.base import Actor, writing
from ..actions.posting import poster
from ..store.models import EtsRow, Organisation
from ..store.models import Life as Row
from .load import Market, _in_order, _Loading
from .people import BODIES, PROVINCE

OWNER, EMITTER, AUTHORITY = "sample-owner", "sample-emitter", "sample-province"
DUE = {2025: 300_000, 2026: 280_000}
"""Made up. [tCO2e]"""
ALLOWANCES = 296_000
"""Made up. [tCO2e]"""


class Lot(NamedTuple):
    """A sample project with one vintage; ``covered`` is None where its file does not say so. [tCO2e]"""

    number: str
    name: str
    vintage: int
    quantity: int
    covered: bool | None


LOTS = (
    Lot("EXAMPLE01", "示例海上风电项目（虚构）", 2024, 12_000, False),
    Lot("EXAMPLE02", "示例自备电厂并网项目（虚构，纳入配额管理）", 2024, 5_000, True),
    Lot("EXAMPLE03", "示例光热发电项目（虚构，未说明是否纳入）", 2023, 4_000, None),
)


def load_offsets() -> bool:
    """Loads it once, after the sample people; False where it is there already."""
    if EtsRow.objects.filter(kind="entities", code=EMITTER).exists():
        return False
    with writing():
        _Samples(Market(*_records())).run()
    for lot in LOTS:
        sold = Transfer(
            source=OWNER,
            target=EMITTER,
            series=Series(lot.number, lot.vintage),
            quantity=lot.quantity,
            actor=f"owner:{OWNER}",
        )
        (outcome,) = poster().submit_many([sold])
        if outcome.refusal is not None:
            raise outcome.refusal
    name = Organisation.objects.get(code=EMITTER).name
    entity = Entity(
        code=EMITTER,
        name=name,
        sector="发电",
        province=PROVINCE,
        ets_account="SAMPLE-ETS-1",
        key_emitter=True,
    )
    owed: list[AnyEtsCommand] = [SetDue(entity=EMITTER, year=year, due_t=due) for year, due in DUE.items()]
    told: list[AnyEtsCommand] = [Enrol(entity=entity), *owed, Grant(entity=EMITTER, quantity=ALLOWANCES)]
    for command in told:
        ets.give(_actor("province", AUTHORITY), command)
    ets.give(_actor("emitter", EMITTER), Bind(entity=EMITTER, registry_account=EMITTER))
    return True


def _actor(role: str, code: str) -> Actor:
    return Actor(role, f"{role}:{code}", Organisation.objects.get(code=code).pk, seat="maker")


def _records() -> tuple[list[dict[str, str]], ...]:
    """The three projects and their filings as a public register would show them."""
    projects, reductions, vintages = [], [], []
    for lot in LOTS:
        code = lot.number.lower()
        shared = {
            "apply_status": "14",
            "apply_status_name": "已登记",
            "project_code": lot.number,
            "owner": OWNER,
            "comments": "0",
        }
        projects.append(
            shared | {
                "status_code": "1-1", "apply_id": code, "project_name": lot.name, "province": PROVINCE, "methodology": "CCER-01-002-V01",
                "additionality_route": "03", "start_of_construction": "2021-03-01",
                "notice_start": "2024-09-03", "notice_end": "2024-09-30",
                "validator": BODIES["validator"], "vvb_upload": "2024-10-12", "project_registered_at": "2025-01-24",
                "crediting_start": "2023-01-01", "crediting_end": "2032-12-31",
            }
        )  # fmt: skip
        reductions.append(
            shared | {
                "apply_id": f"{code}-1", "notice_start": "2025-02-05", "notice_end": "2025-03-03", "verifier": BODIES["verifier"],
                "vvb_upload": "2025-03-03", "project_registered_at": "2025-03-06", "accounting_start": f"{lot.vintage}-01-01",
                "accounting_end": f"{lot.vintage}-12-31", "applied_t": str(lot.quantity),
            }
        )  # fmt: skip
        vintages.append(
            {
                "apply_id": f"{code}-1",
                "vintage_year": str(lot.vintage),
                "quantity_t": str(lot.quantity),
                "line_status": "2",
            }
        )
    return projects, reductions, vintages


class _Samples(_Loading):
    """The loading of the market, for records that are ours: written now, with what the sample files say beside the public columns."""

    def run(self) -> None:
        self.known = {life.subject: life for life in _accounts()}
        for life in self.known.values():
            self.around.put(life)
        replayed = replay_public(*self.held)
        for each in _in_order([event for record in replayed for event in record.events]):
            self._take(_told(each))
        self._lines()
        self._flush()
        for subject in self.known:
            del self.around.lives[subject]
        self.around._held.clear()
        self._write()

    def _decided(
        self, subject: str, action: str, actor: str, facts: dict[str, Any], related: tuple[Life, ...]
    ) -> None:
        machine, _, code = subject.partition(":")
        command = Command(
            machine=machine,
            id=code,
            action=action,
            actor=actor,
            person="sample-maker",
            checker="sample-checker",
            at=clock.now(),
            facts=facts,
        )
        outcome = decide(command, View(life=self.around.lives[subject], related=related), clock.at())
        if outcome.refusal is not None:
            raise outcome.refusal
        for each in outcome.events:
            self._take(each)


def _accounts() -> Iterator[Life]:
    for row in Row.objects.filter(machine="account", owner__in=(OWNER, EMITTER)):
        yield read(row)


def _told(event: Event) -> Event:
    """The event as of now, with names in words and what the project's file says of allowances."""
    facts = {**event.data.get("facts", {})}
    if isinstance(facts.get("project"), dict):
        number = event.subject.partition(":")[2].upper()
        covered = next((lot.covered for lot in LOTS if lot.number == number), None)
        facts["project"] = {**facts["project"], "owner": "示例业主有限公司"} | (
            {} if covered is None else {"ets_covered": covered}
        )
    if "body_name" in facts:
        names = {BODIES["validator"]: "示例审定核查机构甲", BODIES["verifier"]: "示例审定核查机构乙"}
        facts["body_name"] = names[str(facts["body"])]
    return msgspec.structs.replace(
        event, at=clock.now(), data={**event.data, "facts": facts} if facts else event.data
    )
