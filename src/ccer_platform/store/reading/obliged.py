"""Obligations of the ETS that a change of law would touch, and the applications in hand against them, as far as the asker may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ccer.offset.ets_book import EtsBook, LotState
from ccer.offset.impact import ObligationImpact, obligations_touched, use_in_hand
from ccer.policy.hypothesis import Change
from ccer.project.life.model import Life, View
from ccer.project.life.offsetting import offset_facts
from ccer.rules.subjects import OffsetUse

from ..models import Life as LifeRow
from ..models import Organisation
from . import ets

IN_HAND = ("LOCKED", "PENDING", "FILED")
"""States of an application about which the province has not decided."""
_UNDECIDED = (None, LotState.PENDING, LotState.FILED)


class InHand(NamedTuple):
    """An application in hand: whose, of which project's units, and as the gate of the surrender would judge it now."""

    code: str
    project: str
    name: str
    use: OffsetUse


def of_asker(book: EtsBook, role: str, organisation: str) -> frozenset[str]:
    """The entities whose obligations an asker may see: all, those of the province, one's own, none."""
    if role in ("registry", "ministry"):
        return frozenset(book.entities)
    if role == "province":
        mine = Organisation.objects.filter(code=organisation).values_list("province", flat=True).first()
        return frozenset(code for code, each in book.entities.items() if mine and each.province == mine)
    return frozenset({organisation} & book.entities.keys())


def in_hand(book: EtsBook, entities: frozenset[str]) -> list[InHand]:
    """The applications in hand of some entities, the oldest first."""
    accounts = [f"account:{book.entities[code].registry_account}" for code in entities]
    rows = LifeRow.objects.filter(machine="offset", state__in=IN_HAND, parent__in=accounts).order_by("id")
    lives = [msgspec.convert(data, Life) for data in rows.values_list("data", flat=True)]
    codes = {life.parent.partition(":")[2] for life in lives}
    above = LifeRow.objects.filter(machine="account", code__in=codes).values_list("data", flat=True)
    accounts_by = {life.subject: life for life in (msgspec.convert(data, Life) for data in above)}
    found = []
    for life in lives:
        lot = book.lots.get(life.id)
        if (lot.state if lot else None) in _UNDECIDED and life.parent in accounts_by:
            told = offset_facts(life, View(life=life, related=(accounts_by[life.parent],)))
            entity = book.entities.get(told.entity)
            name = f"{life.id} · {entity.name if entity else told.entity} · {told.compliance_year}"
            found.append(InHand(life.id, life.facts["project_code"], name, use_in_hand(life.id, told, book)))
    return found


def obliged(
    changes: Sequence[Change], on: dt.date, role: str, organisation: str, projects: set[str]
) -> tuple[ObligationImpact, ...]:
    """The open obligations touched: by the law of offsetting, or because units of a touched project are in hand against them."""
    book = ets.book()
    entities = of_asker(book, role, organisation)
    held = in_hand(book, entities)
    return obligations_touched(
        changes,
        book,
        {each.code: each.use for each in held},
        on,
        entities=entities,
        held=frozenset(each.code for each in held if each.project in projects),
    )
