"""What the ETS side has, as its own rows say, and what stands on our side of a use against an obligation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from ccer.core.event import Event
from ccer.offset.eligibility import Lot
from ccer.offset.ets_book import EtsBook, apply
from ccer.offset.obligations import Entity, Obligation
from ccer.offset.surrender import Surrender as Record
from ccer.project.life.model import Life
from ccer.registry.holdings import State
from ccer.registry.serials import Series

from ..models import EtsRow, Holding, Organisation, Project, Reduction, RegistryAccount, Surrender
from ..models import Life as LifeRow

ONE_BY_ONE = "answer"
"""Kind of row that an event holds one of; the other kinds come as lists."""
KINDS = ("entities", "due", "allowances", "surrendered", "lots", "forms", ONE_BY_ONE)


def code_of(kind: str, row: Any) -> str:
    """How a row of a kind is told from others."""
    if kind in ("due", "surrendered"):
        return f"{row[0]}/{row[1]}"
    if kind in ("allowances", ONE_BY_ONE):
        return str(row[0])
    return str(row[{"entities": "code", "lots": "offset", "forms": "id"}[kind]])


def rows_of(data: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    """Kind, code and content of the rows that an event puts."""
    for kind in KINDS:
        if kind in data:
            for row in [data[kind]] if kind == ONE_BY_ONE else data[kind]:
                yield kind, code_of(kind, row), row


def book() -> EtsBook:
    """The whole book from its rows."""
    made = EtsBook()
    for kind, data in EtsRow.objects.values_list("kind", "data").order_by("id"):
        put(made, kind, data)
    return made


def put(made: EtsBook, kind: str, row: Any) -> None:
    """One row into a book in memory."""
    at = dt.datetime.min.replace(tzinfo=dt.UTC)
    data = {kind: row if kind == ONE_BY_ONE else [row]}
    apply(made, Event(name="ets.row", subject="ets:row", actor="ets:rows", at=at, on=at.date(), data=data))


def enrolled(ets_account: str) -> bool:
    """Whether the ETS side has an entity with that account: then the link carries the steps between the two."""
    return EtsRow.objects.filter(kind="entities", data__ets_account=ets_account).exists()


# obligations


def entity(code: str) -> Entity | None:
    """One entity, by its code."""
    found = EtsRow.objects.filter(kind="entities", code=code).values_list("data", flat=True).first()
    return msgspec.convert(found, Entity) if found else None


def entities(province: str | None) -> list[Entity]:
    """Those of a province; all of them for None."""
    rows = EtsRow.objects.filter(
        kind="entities", **({} if province is None else {"data__province": province})
    )
    return [msgspec.convert(row, Entity) for row in rows.order_by("code").values_list("data", flat=True)]


def obligations(held: EtsBook, code: str) -> tuple[Obligation, ...]:
    """What an entity owes, the oldest year first; filed uses count as used."""
    return tuple(
        Obligation(
            year=year,
            due_t=due,
            used_t=held.used(code, year),
            surrendered_t=held.surrendered.get((code, year), 0),
        )
        for (owner, year), due in sorted(held.due.items())
        if owner == code
    )


# units


class Owned(NamedTuple):
    """A lot in the registry's general holding: project, vintage and the facts that the gate asks for. [tCO2e]"""

    lot: Lot
    name: str
    account: str


def account_of(organisation: int | None) -> RegistryAccount | None:
    """The account in use of an organisation."""
    rows = RegistryAccount.objects.filter(organisation_id=organisation or 0)
    return (
        rows.exclude(state__in=("closed", "refused")).order_by("-id").first() or rows.order_by("-id").first()
    )


def owned(account: str) -> list[Owned]:
    """What an account holds free and in general holding."""
    rows = Holding.objects.filter(account=account, state=State.GENERAL.value, quantity__gt=0)
    found = []
    for row in rows.select_related("series").order_by("series__project", "series__vintage"):
        series = Series(row.series.project, row.series.vintage)
        lot, name = facts_of(series)
        found.append(Owned(msgspec.structs.replace(lot, quantity=row.quantity), name, account))
    return found


def facts_of(series: Series) -> tuple[Lot, str]:
    """What the registry itself knows of units: the day their reductions were registered, whether the project is under allowances.

    Where filings of one vintage were registered on several days, the first counts.
    """
    filings = Reduction.objects.filter(
        lines__project_number=series.project, lines__vintage=series.vintage, registered_at__isnull=False
    )
    first = filings.order_by("registered_at").values_list("registered_at", flat=True).first()
    project = Project.objects.filter(number=series.project).first()
    covered = None
    if project is not None:
        told = (
            LifeRow.objects.filter(machine="project", code=project.code)
            .values_list("data", flat=True)
            .first()
        )
        covered = ((told or {}).get("facts", {}).get("project") or {}).get("ets_covered")
    day = first.astimezone(_BEIJING).date() if first else None
    return Lot(
        series=series, quantity=0, registered_on=day, project_ets_covered=covered
    ), project.name if project else ""


_BEIJING = dt.timezone(dt.timedelta(hours=8))


# applications


def applications(account: str) -> list[Life]:
    """The applications of an account, newest first."""
    rows = LifeRow.objects.filter(machine="offset", parent=f"account:{account}").order_by("-id")
    return [msgspec.convert(row.data, Life) for row in rows]


def application(code: str) -> Life | None:
    """One application."""
    row = LifeRow.objects.filter(machine="offset", code=code).first()
    return msgspec.convert(row.data, Life) if row else None


def surrender(offset: str) -> Record | None:
    """The record of a use."""
    row = Surrender.objects.filter(offset=offset).values_list("record", flat=True).first()
    return msgspec.convert(row, Record) if row else None


def surrenders(entity: str) -> list[Record]:
    """An entity's, newest first."""
    rows = Surrender.objects.filter(entity=entity).order_by("-on", "-offset").values_list("record", flat=True)
    return [msgspec.convert(row, Record) for row in rows]


def authority_of(province: str) -> str:
    """Code of the authority of a province; empty where none is known."""
    rows = Organisation.objects.filter(role="province", province=province).exclude(province="")
    return rows.order_by("id").values_list("code", flat=True).first() or ""
