"""A surrender: the use of units against an obligation, as it stands when the units are cancelled."""

from __future__ import annotations

import datetime as dt

import msgspec

from ..core.asof import AsOf
from ..core.decision import Receipt
from ..core.errors import BadInput
from ..core.event import Event
from ..core.text import Text
from ..project.life import View
from ..project.life.offsetting import offset_facts
from ..registry.cancellation import certificate
from ..registry.reasons import Purpose
from ..registry.serials import Block, Series
from ..rules.catalogue import Stage, decide
from ..rules.offset import cap_tonnes
from ..rules.receipt import decision_receipt
from .obligations import CAP_SHARE


class Surrender(msgspec.Struct, frozen=True, kw_only=True):
    """Units used against an ETS obligation. Quantities in whole tonnes. [tCO2e]

    Parameters
    ----------
    offset, form : str
        The application in the registry and the surrender form in the ETS registry.
    entity : str
    year : int
        Compliance year.
    obligation_t : int
        Allowances due.
    cap_t, used_before_t : int
        The year's cap, and what was used of it before.
    quantity : int
    units : tuple of (Series, Block)
        The serials, as the fewest ranges.
    certificate : str
        Id of the cancellation.
    on : date
        Day of the cancellation.
    receipt : Receipt
        The gate's decision on that day, with the units cancelled; it can be replayed.
    """

    offset: str
    form: str
    entity: str
    year: int
    obligation_t: int
    cap_t: int
    used_before_t: int
    quantity: int
    units: tuple[tuple[Series, Block], ...]
    certificate: str
    on: dt.date
    receipt: Receipt

    @property
    def cap_used_t(self) -> int:
        """Of the cap, with this one. [tCO2e]"""
        return self.used_before_t + self.quantity


def surrender_of(view: View, cancelled: Event, at: AsOf) -> Surrender:
    """The record of an application whose units the ledger cancelled.

    Parameters
    ----------
    view : View
        The application, its account and the account's other applications.
    cancelled : Event
        The ledger's event.
    at : AsOf
        The law of the day of cancellation.

    Raises
    ------
    BadInput
        The event cancels something else.
    """
    life = view.life
    facts = certificate(cancelled)
    used = life.facts.get("used_t", 0)
    if facts is None or facts.purpose is not Purpose.NATIONAL_ETS or facts.quantity != used:
        raise BadInput(
            Text("不能记为抵销", "It cannot be recorded as a surrender"),
            Text(
                f"申请 {life.id} 选用 {used:,} 吨，事件是 {cancelled.name}",
                f"application {life.id} picks {used:,} t and the event is {cancelled.name}",
            ),
            Text("给出该申请的注销事件。", "Give the event that cancelled for it."),
        )
    use = msgspec.structs.replace(offset_facts(life, view), cancelled_in_registry=True)
    decision = decide(Stage.OFFSET, use, at, name=life.subject)
    share = at.parameter(CAP_SHARE)
    return Surrender(
        offset=life.id,
        form=life.facts["surrender"],
        entity=use.entity,
        year=use.compliance_year,
        obligation_t=use.obligation_t,
        cap_t=cap_tonnes(use.obligation_t, share.number),
        used_before_t=use.already_used_t,
        quantity=facts.quantity,
        units=facts.blocks,
        certificate=facts.id,
        on=facts.on,
        receipt=decision_receipt(decision, use, at),
    )
