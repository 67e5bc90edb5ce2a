"""Use against an obligation as the entity asks for it: its years, what of its units may be used, an application under our own facts."""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg
from django.db import connection

from ccer.offset.desk import MACHINE
from ccer.offset.eligibility import Eligibility, Lot, eligibility
from ccer.offset.ets_book import EtsBook
from ccer.offset.obligations import Entity, Obligation, Standing, standings
from ccer.offset.refusals import by_rule, refusal
from ccer.registry import ledger
from ccer.registry.commands import LockOffset
from ccer.registry.moment import Moment
from ccer.registry.serials import Series

from .. import clock
from ..permissions import authorise
from ..store.kept import KeptLedger
from ..store.models import Organisation, Proposal
from ..store.reading import ets as reading
from ..store.reading import provinces
from . import ets_link, proposals
from .base import Actor
from .lives import Taken, take


class Judged(NamedTuple):
    """A lot held and a year: may it be used, and why not."""

    held: reading.Owned
    standing: Standing
    found: Eligibility

    @property
    def usable(self) -> bool:
        """The gate lets it pass, and there is room in the year."""
        return self.found.usable and self.standing.room_t > 0


class Case(NamedTuple):
    """An entity with its years as they stand."""

    entity: Entity
    book: EtsBook
    years: tuple[Standing, ...]


def case_of(actor: Actor, code: str = "") -> Case | None:
    """The entity asked for, else the actor's own; None where the ETS side does not know it.

    Raises
    ------
    ccer_platform.actions.base.Refused
        It is another's.
    """
    own = actor.name.partition(":")[2]
    entity = reading.entity(code or own)
    mine = (
        actor.role in ("registry", "ministry")
        or (entity is not None and _oversees(actor, entity))
        or code in ("", own)
    )
    authorise(actor, "ets.read", own=mine)
    if entity is None:
        return None
    book = reading.book()
    return Case(entity, book, standings(reading.obligations(book, entity.code), clock.at()))


def _oversees(actor: Actor, entity: Entity) -> bool:
    return actor.role == "province" and entity.province == provinces.of_organisation(actor.organisation)


def account_of(entity: Entity) -> str:
    """Code of the entity's account in our registry; empty where it has none."""
    organisation = Organisation.objects.filter(code=entity.code).values_list("pk", flat=True).first()
    found = reading.account_of(organisation)
    return found.code if found else ""


def judged(case: Case) -> list[Judged]:
    """Every lot held against every open year. A quantity is judged within the room; where there is none, a single tonne is."""
    found = []
    for held in reading.owned(account_of(case.entity)):
        for standing in case.years:
            quantity = max(1, min(held.lot.quantity, standing.room_t))
            answer = eligibility(held.lot, quantity, case.entity, standing.obligation, clock.at())
            found.append(Judged(held, standing, answer))
    return found


class Wanted(NamedTuple):
    """What an entity asks to use. ``covered`` is its own word where the registry does not know. [tCO2e]"""

    series: Series
    quantity: int
    year: int
    covered: bool | None = None


def start(actor: Actor, code: str, wanted: Wanted, *, key: str = "") -> Proposal:
    """Proposes an application; a second person of the entity confirms it, and the units are locked.

    The facts of the units are the registry's own; what the entity says of the project counts only where the registry does not know.

    Raises
    ------
    ccer.core.errors.CcerError
        Everything that stands in its way, with its clause.
    """
    case = case_of(actor)
    law = clock.at()
    if case is None:
        raise refusal("entity_unknown", law, entity=actor.name.partition(":")[2])
    entity = case.entity
    if not entity.bound:
        raise refusal("not_bound", law, entity=entity.name, bound=entity.registry_account or "—")
    standing = next((each for each in case.years if each.obligation.year == wanted.year), None)
    if standing is None:
        raise refusal("obligation_unknown", law, entity=entity.name, year=wanted.year)
    if standing.deadline.day is not None and standing.deadline.day < law.on:
        raise refusal("too_late", law, entity=entity.name, year=wanted.year, day=standing.deadline.day)
    if wanted.quantity > standing.owed_t:
        raise refusal("above_due", law, form=code, left=standing.owed_t, quantity=wanted.quantity)
    lot = _lot(wanted)
    _look(entity.registry_account, wanted)
    _judge(lot, wanted, entity, standing.obligation)
    facts = {
        "project_code": wanted.series.project, "vintage": wanted.series.vintage, "quantity_t": wanted.quantity,
        "compliance_year": wanted.year, "ets_account": entity.ets_account, "authority": reading.authority_of(entity.province),
        "units_registered_on": lot.registered_on, "project_ets_covered": lot.project_ets_covered, "legacy_filed_on": lot.legacy_filed_on,
    }  # fmt: skip
    given: dict[str, Any] = {name: value for name, value in facts.items() if value not in (None, "")}
    given |= {name: value.isoformat() for name, value in given.items() if hasattr(value, "isoformat")}
    return proposals.propose_step(
        actor, MACHINE, code, "apply", facts=given, parent=f"account:{entity.registry_account}", key=key
    )


def _lot(wanted: Wanted) -> Lot:
    known, _ = reading.facts_of(wanted.series)
    covered = wanted.covered if known.project_ets_covered is None else known.project_ets_covered
    return Lot(
        series=wanted.series, quantity=wanted.quantity, registered_on=known.registered_on,
        legacy_filed_on=known.legacy_filed_on, project_ets_covered=covered,
    )  # fmt: skip


def _look(account: str, wanted: Wanted) -> None:
    """Whether the ledger would lock so much; nothing is written."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    asked = LockOffset(
        id="look", account=account, series=wanted.series, quantity=wanted.quantity, actor="system:look"
    )
    outcome = ledger.decide(asked, KeptLedger(raw), Moment(clock.at(), clock.now()))
    if outcome.refusal is not None:
        raise outcome.refusal


def _judge(lot: Lot, wanted: Wanted, entity: Entity, owed: Obligation) -> None:
    found = eligibility(lot, wanted.quantity, entity, owed, clock.at()).decision
    objections = [f for f in (*found.refusals, *found.open_points) if f.citations]
    if objections:
        raise by_rule(objections[0])


def withdraw(actor: Actor, code: str, why: str, *, key: str = "") -> Taken:
    """Asks for release; the units return once the ETS side answers that they are not used."""
    taken = take(actor, MACHINE, code, "withdraw", facts={"reason": why}, key=key)
    if taken.refused:
        raise taken.outcome.refusals[0]
    ets_link.exchange()
    return taken
