"""The life of an alert: opened, explanation asked for, restricted, closed (Trading Rules art. 44 to 46); large holders' reports (38)."""

from __future__ import annotations

from typing import Any

import msgspec

from ..core.event import Event
from . import traders
from .commands import ReleaseTrader, RestrictTrader
from .events import Applier, Handler
from .market import Market
from .moment import Moment
from .office import ALERT_TEXT, Alert, AlertState, HoldingReport
from .office_commands import (
    AskExplanation,
    DecideAlert,
    Explain,
    LiftRestriction,
    RaiseAlert,
    ReportHolding,
)
from .office_events import event
from .office_refusals import refused
from .orders import Side


def raised(command: RaiseAlert, market: Market, at: Moment) -> tuple[Event, ...]:
    """A detector or a person found something; nothing happens to the trader by it."""
    if not command.id or command.id in market.office.alerts:
        raise refused("id_used", at.law, id=command.id)
    if not market.has_trader(command.trader):
        raise refused("trader_without_account", at.law, trader=command.trader)
    made = Alert(
        command.id, command.trader, command.kind, command.day, command.evidence, command.refs, command.provisional
    )  # fmt: skip
    clause = f"bge-2023-trading-rules/art-44/item-{command.kind}"
    happened = _event("exchange.watch.alerted", made, command, at)
    return (msgspec.structs.replace(happened, cites=(*happened.cites, at.law.cite(clause).ref)),)


def asked(command: AskExplanation, market: Market, at: Moment) -> tuple[Event, ...]:
    """The trader is asked to explain in writing."""
    alert = _alert(market, command.id, at, AlertState.OPEN)
    return (_event("exchange.watch.asked", _as(alert, AlertState.ASKED, command.why), command, at),)


def explained(command: Explain, market: Market, at: Moment) -> tuple[Event, ...]:
    """The explanation is in; the exchange decides on it."""
    alert = _alert(market, command.id, at, AlertState.ASKED)
    if not command.document.strip():
        raise refused("document_missing", at.law)
    given = msgspec.structs.replace(alert, explanation=command.document)
    return (_event("exchange.watch.explained", given, command, at),)


def decided(command: DecideAlert, market: Market, at: Moment) -> tuple[Event, ...]:
    """Closed where nothing is named, else the sides that are named are closed to the trader."""
    alert = _alert(market, command.id, at, AlertState.OPEN, AlertState.ASKED)
    state = AlertState.RESTRICTED if command.sides else AlertState.CLOSED
    sides = tuple(sorted(set(command.sides)))
    made = msgspec.structs.replace(_as(alert, state, command.why), sides=sides)
    decision = _event("exchange.watch.decided", made, command, at)
    if not sides:
        return (decision,)
    both = tuple(side for side in Side if side in {*sides, *closed_by_alerts(market, alert.trader)})
    return (decision, *_restrict(market, alert.trader, both, command, f"alert:{alert.id}", at))


def lifted(command: LiftRestriction, market: Market, at: Moment) -> tuple[Event, ...]:
    """The restriction ends, on a document; those of other alerts stay."""
    alert = _alert(market, command.id, at, AlertState.RESTRICTED)
    if not command.document.strip():
        raise refused("document_missing", at.law)
    made = _as(alert, AlertState.CLOSED, command.why)
    happened = _event("exchange.watch.lifted", made, command, at)
    happened.data["document"] = command.document
    left = closed_by_alerts(market, alert.trader, but=alert.id)
    if left:
        return (happened, *_restrict(market, alert.trader, left, command, command.document, at))
    release = ReleaseTrader(
        actor=command.actor, key=command.key, trader=alert.trader, document=command.document
    )
    freed = market.traders[alert.trader].restricted
    return (happened, *(traders.release_trader(release, market, at) if freed else ()))


def reported(command: ReportHolding, market: Market, at: Moment) -> tuple[Event, ...]:
    """A large holder says what it holds and why."""
    if not command.id or command.id in market.office.reports:
        raise refused("id_used", at.law, id=command.id)
    if not market.has_trader(command.trader):
        raise refused("trader_without_account", at.law, trader=command.trader)
    if command.quantity < 1:
        raise refused("report_not_due", at.law, trader=command.trader, quantity=command.quantity)
    made = HoldingReport(
        command.id, command.trader, command.day, command.quantity, command.limit, command.purpose
    )
    data = {"report": msgspec.to_builtins(made)}
    return (event("exchange.holding.reported", f"trader:{command.trader}", command, at, data),)


def closed_by_alerts(market: Market, trader: str, but: str = "") -> tuple[Side, ...]:
    """The sides that alerts, without the one of id ``but``, close to a trader."""
    mine = (a for a in market.office.alerts.values() if a.trader == trader and a.id != but)
    closed = {side for alert in mine for side in _closed(alert)}
    return tuple(side for side in Side if side in closed)


def _restrict(
    market: Market, trader: str, sides: tuple[Side, ...], command: Any, document: str, at: Moment
) -> tuple[Event, ...]:
    """The market's own step, so that open orders of these sides go with it."""
    asked = RestrictTrader(
        actor=command.actor, key=command.key, trader=trader, sides=sides, why=command.why, document=document
    )
    return traders.restrict(asked, market, at)


def _closed(alert: Alert) -> tuple[Side, ...]:
    return alert.sides if alert.state is AlertState.RESTRICTED else ()


def _as(alert: Alert, state: AlertState, why: str) -> Alert:
    return msgspec.structs.replace(alert, state=state, why=why)


def _event(name: str, alert: Alert, command: Any, at: Moment) -> Event:
    return event(name, f"trader:{alert.trader}", command, at, {"alert": msgspec.to_builtins(alert)})


def _alert(market: Market, id: str, at: Moment, *states: AlertState) -> Alert:
    alert = market.office.alerts.get(id)
    if alert is None:
        raise refused("alert_unknown", at.law, id=id)
    if alert.state not in states:
        raise refused("alert_state", at.law, id=id, state=ALERT_TEXT[alert.state])
    return alert


def apply_alert(market: Market, happened: Event) -> None:
    """The alert as it now stands; what it closes to the trader is the event beside it."""
    alert = msgspec.convert(happened.data["alert"], Alert)
    market.office.alerts[alert.id] = alert


def apply_report(market: Market, happened: Event) -> None:
    """The report is there."""
    report = msgspec.convert(happened.data["report"], HoldingReport)
    market.office.reports[report.id] = report


HANDLERS: dict[type, Handler] = {
    RaiseAlert: raised,
    AskExplanation: asked,
    Explain: explained,
    DecideAlert: decided,
    LiftRestriction: lifted,
    ReportHolding: reported,
}
APPLIERS: dict[str, Applier] = {
    **{
        f"exchange.watch.{what}": apply_alert
        for what in ("alerted", "asked", "explained", "decided", "lifted")
    },
    "exchange.holding.reported": apply_report,
}
