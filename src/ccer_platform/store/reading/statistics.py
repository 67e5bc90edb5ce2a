"""Figures of the market: counts and sums over the lists, each by one statement."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

_FIGURES = """
SELECT (SELECT count(*) FROM store_project WHERE public),
       (SELECT count(*) FROM store_project WHERE public AND state = 'REGISTERED'),
       (SELECT sum(expected_annual) FROM store_project WHERE public AND state = 'REGISTERED'),
       (SELECT count(*) FROM store_reduction WHERE public AND state = 'REGISTERED'),
       (SELECT sum(quantity) FROM store_vintageline),
       (SELECT sum(issued) FROM store_vintageline),
       (SELECT sum(quantity) FROM store_holding WHERE state = 'cancelled'),
       (SELECT max(taken_on) FROM store_publicrecord)
"""
_BY = {
    "vintage": "SELECT vintage::text, count(*), sum(quantity), sum(issued) FROM store_vintageline GROUP BY 1 ORDER BY 1",
    "year": """SELECT to_char(registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY'), count(*), sum(expected_annual), 0 FROM store_project
               WHERE public AND state = 'REGISTERED' GROUP BY 1 ORDER BY 1""",
    "reduction-year": """SELECT to_char(registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY'), count(*), sum(quantity), 0 FROM store_reduction
               WHERE public AND state = 'REGISTERED' GROUP BY 1 ORDER BY 1""",
    "methodology": """SELECT methodology, count(*), count(*) FILTER (WHERE state = 'REGISTERED'),
               sum(expected_annual) FILTER (WHERE state = 'REGISTERED') FROM store_project WHERE public GROUP BY 1 ORDER BY 2 DESC, 1""",
    "province": """SELECT province, count(*), count(*) FILTER (WHERE state = 'REGISTERED'), sum(expected_annual) FROM store_project
               WHERE public GROUP BY 1 ORDER BY 2 DESC, 1""",
    "vvb": """SELECT o.name, count(*) FILTER (WHERE kind = 'project'), count(*) FILTER (WHERE kind = 'reduction'), 0 FROM (
               SELECT vvb_id, 'project' AS kind FROM store_project WHERE public AND vvb_id IS NOT NULL
               UNION ALL SELECT vvb_id, 'reduction' FROM store_reduction WHERE public AND vvb_id IS NOT NULL) f
               JOIN store_organisation o ON o.id = f.vvb_id GROUP BY 1 ORDER BY count(*) DESC, 1""",
    "state": "SELECT state, count(*), 0, 0 FROM store_project WHERE public GROUP BY 1 ORDER BY 2 DESC",
    "notice-month": """SELECT to_char(notice_start, 'YYYY-MM'), count(*), 0, 0 FROM store_project
               WHERE public AND notice_start IS NOT NULL GROUP BY 1 ORDER BY 1""",
}
_TIMING = """
SELECT kind, count(*), min(days), percentile_disc(0.5) WITHIN GROUP (ORDER BY days), max(days) FROM (
    SELECT 'project-notice' AS kind, notice_end - notice_start AS days FROM store_project WHERE public AND notice_end IS NOT NULL
    UNION ALL SELECT 'project-all', (registered_at AT TIME ZONE 'Asia/Shanghai')::date - notice_start FROM store_project
        WHERE public AND registered_at IS NOT NULL AND notice_start IS NOT NULL
    UNION ALL SELECT 'reduction-notice', notice_end - notice_start FROM store_reduction WHERE public AND notice_end IS NOT NULL
    UNION ALL SELECT 'reduction-all', (registered_at AT TIME ZONE 'Asia/Shanghai')::date - notice_start FROM store_reduction
        WHERE public AND registered_at IS NOT NULL AND notice_start IS NOT NULL
) t GROUP BY kind
"""


class Figures(NamedTuple):
    """The market in a few numbers. Expected tonnes are those a year; tonnes of lines are whole. [tCO2e]"""

    projects: int
    registered: int
    expected_annual: int
    reductions: int
    registered_t: int
    issued_t: int
    cancelled_t: int
    as_of: dt.date | None


@dataclass(frozen=True)
class Counted:
    """One row of a table of statistics: its name, a count, and two further figures whose meaning the table gives."""

    name: str
    count: int
    first: int
    second: int


@dataclass(frozen=True)
class Timing:
    """How long a stretch took, in calendar days: how often it was seen, shortest, median, longest. [day]"""

    count: int
    shortest: int
    median: int
    longest: int


def figures() -> Figures:
    """The market in a few numbers."""
    (row,) = _rows(_FIGURES)
    counts = [int(value or 0) for value in row[:-1]]
    return Figures._make([*counts, row[-1]])


def by(what: str) -> list[Counted]:
    """Counts and sums by one of the names of the table above."""
    return [Counted(row[0] or "", *(int(value or 0) for value in row[1:])) for row in _rows(_BY[what])]


def timing() -> dict[str, Timing]:
    """How long notices took, and the way from first day of notice to registration."""
    return {row[0]: Timing(*(int(value) for value in row[1:])) for row in _rows(_TIMING)}


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
