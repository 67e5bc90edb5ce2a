"""Clocks of an account: fifteen working days, the day of receipt not counted."""

from __future__ import annotations

import datetime as dt

from ccer.policy.calendar import calendar
from ccer.registry.account_steps import answer_due, filing_due
from registry.table import Table, command_from


def test_the_registry_answers_in_fifteen_working_days() -> None:
    """Received on Monday 2 March 2026; no holiday in March: 3 March is day 1, Monday 23 March day 15."""
    table = Table()
    asked = table.ask(command_from(["apply-account", "A", "licence-1", "owner"])).events[0]
    assert asked.data["answer_within"] == {"working_days": 15, "cite": "ncsc-2023-11/art-7"}
    assert answer_due(asked, calendar()) == dt.date(2026, 3, 23)
    opened = table.ask(command_from(["open-account", "A"])).events[0]
    assert answer_due(opened, calendar()) is None
    assert filing_due(opened, calendar()) is None


def test_a_change_is_filed_and_completed_in_fifteen_working_days_each() -> None:
    """Changed on Friday 27 February 2026; Saturday 28 is worked instead of a holiday, so it is day 1;
    2 to 6 March are days 2 to 6, 9 to 13 March days 7 to 11, and Thursday 19 March is day 15."""
    table = Table()
    table.account("A", "owner")
    asked = table.ask(command_from(["change-account", "A", "2026-02-27"])).events[0]
    assert filing_due(asked, calendar()) == dt.date(2026, 3, 19)
    assert answer_due(asked, calendar()) == dt.date(2026, 3, 23)
    assert table.view.account("A").details == {}  # type: ignore[union-attr]
    table.ask(command_from(["complete-change", "A"]))
    account = table.view.account("A")
    assert account is not None
    assert account.details == {"name": "示例新名称"}
    assert account.pending is None
