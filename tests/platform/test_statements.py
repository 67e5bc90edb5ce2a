"""Statements and past balances read from the tables are those the core reads from the journal; and who may read whose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccer.registry import statement as core
from ccer.registry.serials import Serial, Series
from ccer_platform.actions.posting import Poster, close_posters, poster
from ccer_platform.store.reading import ledger
from registry.hosted import STORIES, Hosted, journal
from registry.table import run

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def writer(database: str) -> Iterator[Poster]:
    yield poster()
    close_posters()


def instants(times: list[dt.datetime]) -> list[dt.datetime]:
    """Before all, between, exactly at, just behind, and after all."""
    between = {at + ledger.MOMENT for at in times} | set(times)
    return sorted(between | {times[0] - dt.timedelta(days=1), times[-1] + dt.timedelta(days=1)})


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_every_statement_is_the_core_s(path: Path, writer: Poster, database: str) -> None:
    told = run(path, Hosted(writer))
    events = journal(database)
    accounts = told.view.accounts()
    times = instants(sorted({event.at for event in events}))
    for account in accounts:
        for since, until in [(times[0], times[-1]), *zip(times, times[2:], strict=False)]:
            ours, theirs = (
                ledger.statement(account, since, until),
                core.statement(events, account, since, until),
            )
            assert ours == theirs
            sums = {(a.place, a.series): a.quantity for a in ledger.amounts(account, until)}
            assert sums == {(b.place, Series(b.project, b.vintage)): b.quantity for b in theirs.closing}
            paged = [m.movement for m in ledger.all_moved(account, since, until, page=1)]
            assert paged == list(theirs.movements)
    for series in {m.posting.series for m in core.movements(events)}:
        for number in (1, 7, 101):
            for when in times:
                expected = core.holder(events, Serial(series, number), when - ledger.MOMENT)
                assert ledger.holder(Serial(series, number), when) == expected
