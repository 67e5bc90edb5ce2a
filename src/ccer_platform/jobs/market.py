"""The trading day by the clock: opened, closed, watched, cleared, delivered once confirmed, reconciled; the bank asked; a snapshot kept.

Nothing depends on a page being open. Where the clock was moved over trading days, those are days without trading: the day that was open is
closed and dealt with, the next that is opened is today's. Time confirms nothing: the two confirmations before delivery are people's.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import psycopg
from django.db.models import QuerySet
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from ccer.core.text import Text
from ccer.exchange import hours
from ccer.exchange.commands import CancelAuction, CloseAuction, CloseDay, OpenDay
from ccer.exchange.hours import Phase
from ccer.exchange.moment import Moment
from ccer.exchange.office_commands import Confirming
from ccer.registry.commands import Command
from ccer.registry.ledger import Outcome
from ccer.registry.refusals import Refusal

from .. import clock
from ..actions import banking, settling, watching
from ..actions.base import system
from ..actions.market import authorised, signed
from ..actions.trading import desk
from ..store.level import level
from ..store.market import keep_snapshot
from ..store.models import Instrument, MarketDay, MarketRecord, Reconciliation, WatchRun

EVERY = 15
"""Between two rounds. [s]"""
SNAPSHOT_AFTER = 5_000
"""Events of the exchange after which its whole state is written down."""
ACTOR = system("trading-day")
LATE = Text("到时未能结束，交易日已过", "it was not closed on its trading day, which is over")
_PATH = "ccer_platform.jobs.market.run"


class Step(NamedTuple):
    """One thing done: to what, and what."""

    subject: str
    action: str


@task()
def run() -> int:
    """One round, and the next one asked for."""
    clock.forget()
    try:
        done = due()
    finally:
        DBTaskResult.objects.filter(task_path=_PATH, status__in=["SUCCESSFUL", "FAILED"]).delete()
        if not _waiting().exists():
            run.using(run_after=clock.real_now() + dt.timedelta(seconds=EVERY)).enqueue()
    return len(done)


def ensure() -> None:
    """A round is waiting."""
    if not _waiting().exists():
        run.enqueue()


def _waiting() -> QuerySet[Any]:
    return DBTaskResult.objects.filter(task_path=_PATH, status="READY")


def due() -> list[Step]:
    """All that is due now, in the order of a day; nothing where no exchange is kept here."""
    level()
    if not Instrument.objects.exists():
        return []
    steps = [*_auctions(), *_close(), *_after()]
    steps += _open()
    bank = banking.poll()
    if bank.sent or bank.taken:
        steps.append(Step("bank", f"{bank.sent} sent, {bank.taken} taken"))
    level()
    if kept := _snapshot():
        steps.append(Step("market", f"snapshot at event {kept}"))
    return steps


def _auctions() -> list[Step]:
    """Auctions whose time is over are closed; on a day that is past they are called off."""
    steps = []
    for row in MarketRecord.objects.filter(kind="auction", state="announced"):
        closes = dt.datetime.fromisoformat(row.view["closes"])
        if closes > clock.now():
            continue
        if closes.astimezone(clock.BEIJING).date() == clock.today():
            outcome = _give(CloseAuction(auction=row.code))
        else:
            outcome = desk().submit(
                CancelAuction(actor=ACTOR.name, auction=row.code, why=f"{LATE.zh} / {LATE.en}")
            )
        if outcome.refusal is None:
            steps.append(Step(f"auction:{row.code}", "close"))
    return steps


def _close() -> list[Step]:
    """The day that is open, once its hours are over."""
    day = MarketDay.objects.filter(state="open").order_by("date").first()
    over = day is not None and (day.date < clock.today() or hours.phase(_moment()) is Phase.AFTER)
    if day is None or not over or _give(CloseDay(key=f"close:{day.date}")).refusal is not None:
        return []
    level()
    return [Step(f"day:{day.date}", "close")]


def _after() -> list[Step]:
    """What follows the close, as far as people have confirmed."""
    steps = _watch()
    for day in MarketDay.objects.filter(state="closed").order_by("date"):
        if settling.clear(day.date).refusal is None:
            steps.append(Step(f"day:{day.date}", "clear"))
    level()
    for day in MarketDay.objects.filter(state="cleared").order_by("date"):
        if all(side.value in day.confirmed for side in Confirming):
            done = settling.run(day.date)
            if done.finished:
                steps.append(
                    Step(f"day:{day.date}", f"settle: {done.delivered} delivered, {done.failed} failed")
                )
    level()
    known = set(Reconciliation.objects.values_list("on", flat=True))
    for day in MarketDay.objects.filter(state="settled").exclude(date__in=known).order_by("date"):
        found = banking.reconcile(day.date)
        steps.append(Step(f"day:{day.date}", f"reconcile: {len(found.differences)} differences"))
    return steps


def _watch() -> list[Step]:
    """Each day that is closed and was not looked at yet. What goes wrong with one is said, and does not keep it from being settled."""
    steps = []
    known = WatchRun.objects.values("on")
    for day in MarketDay.objects.exclude(state="open").exclude(date__in=known).order_by("date"):
        try:
            done = watching.run(day.date)
        except Refusal as no:
            steps.append(Step(f"day:{day.date}", f"watch refused: {no.code}"))
            continue
        steps.append(
            Step(f"day:{day.date}", f"watch: {len(done.thresholds)} thresholds, {done.raised} alerts")
        )
    return steps


def _open() -> list[Step]:
    """Today, in its hours; trading days the clock passed over in between stay without trading, and it is said how many."""
    if not hours.is_trading_day(clock.today()) or hours.phase(_moment()) in (Phase.BEFORE, Phase.AFTER):
        return []
    last = MarketDay.objects.order_by("-date").first()
    if last is not None and (last.date >= clock.today() or last.state == "open"):
        return []
    if _give(OpenDay(key=f"open:{clock.today()}")).refusal is not None:
        return []
    missed = hours.number(clock.today()) - hours.number(last.date) - 1 if last else 0
    said = "open" + (f", {missed} trading days before it passed without trading" if missed else "")
    return [Step(f"day:{clock.today()}", said)]


def _give(command: Command) -> Outcome:
    authorised(ACTOR, command)
    return desk().submit(signed(ACTOR, command))


def _moment() -> Moment:
    return Moment(clock.at(), clock.now())


def _snapshot() -> int | None:
    with psycopg.connect(desk().conninfo, autocommit=True) as connection:
        return keep_snapshot(connection, SNAPSHOT_AFTER)
