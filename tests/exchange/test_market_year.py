"""A short market from a seed: all its own checks hold, and the same seed writes the same journal (a year: ``simulation/market_year.py``)."""

from __future__ import annotations

import pytest

from ccer.registry.audit import audit
from simulation.market_year import run


@pytest.mark.slow
def test_the_same_seed_writes_the_same_journal() -> None:
    digest, year = run("story", 12)
    assert run("story", 12)[0] == digest
    assert run("another", 12)[0] != digest
    assert year.counted["trades"] > 30
    assert year.counted["crashes"] >= 1
    units = [event for event in year.journal if not event.name.startswith("exchange.")]
    assert audit(units, balances=year.ledger.balances()).faults == ()
