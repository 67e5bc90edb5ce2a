"""Rows of the published lists as plain values: the same columns in the API and in the open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ccer.project.life.tables import machines

from ..clock import BEIJING
from ..store.models import Project, Reduction, VintageLine
from .answers import words

Row = dict[str, Any]


def project_row(row: Project) -> Row:
    """A project. [tCO2e]"""
    return {
        "code": row.code, "number": row.number, **_filing("project", row), "project_type": row.project_type,
        "crediting_start": row.crediting_start, "crediting_end": row.crediting_end,
        "expected_annual_t": row.expected_annual, "expected_total_t": row.expected_total,
    }  # fmt: skip


def reduction_row(row: Reduction) -> Row:
    """A filing of reductions. [tCO2e]"""
    return {
        "code": row.code, "project": row.project.number if row.project else None,
        "project_code": row.project.code if row.project else None, **_filing("reduction", row), "period_no": row.period_no,
        "period_start": row.period_start, "period_end": row.period_end, "quantity_t": row.quantity,
    }  # fmt: skip


def _filing(machine: str, row: Project | Reduction) -> Row:
    return {
        "name": row.name, "state": row.state, "state_title": words(machines()[machine].state_title(row.state)),
        "methodology": row.methodology, "province": row.province, "owner": row.owner.code, "owner_name": row.owner.name,
        "vvb": row.vvb.code if row.vvb else None, "vvb_name": row.vvb.name if row.vvb else None,
        "notice_start": row.notice_start, "notice_end": row.notice_end, "registered_on": day(row.registered_at),
        "comments": row.comments, "source": row.source,
    }  # fmt: skip


def line_row(row: VintageLine) -> Row:
    """A vintage line. [tCO2e]"""
    return {
        "code": row.code, "reduction": row.reduction.code, "project": row.project_number, "vintage": row.vintage,
        "quantity_t": row.quantity, "issued_t": row.issued, "state": row.state,
        "state_title": words(machines()["issuance"].state_title(row.state)),
    }  # fmt: skip


def day(at: dt.datetime | None) -> dt.date | None:
    """The day it was in Beijing."""
    return at.astimezone(BEIJING).date() if at else None
