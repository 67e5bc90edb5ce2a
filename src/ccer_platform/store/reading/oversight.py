"""What an authority looks over: where the units of a province's projects are, what of them is frozen, what is called back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from ccer.project.life.model import Life

from . import cases

_UNITS = """
FROM store_project p JOIN store_series s ON s.project = p.number JOIN store_holding h ON h.series_id = s.id AND h.quantity > 0
WHERE p.public AND (%(province)s = '' OR p.province = %(province)s)
"""
_HELD = f"""
SELECT g.*, o.name, o.id = g.owner_id FROM (
    SELECT p.number, s.vintage, h.account, h.state, p.code, p.name AS project, p.province, p.owner_id, sum(h.quantity)::bigint AS quantity
    {_UNITS} GROUP BY p.id, s.id, h.account, h.state
) g LEFT JOIN store_registryaccount a ON a.code = g.account LEFT JOIN store_organisation o ON o.id = a.organisation_id
WHERE (g.number, g.vintage, g.account, g.state) > (%(number)s, %(vintage)s, %(account)s, %(state)s)
ORDER BY g.number, g.vintage, g.account, g.state LIMIT %(limit)s
"""
_BY_STATE = f"SELECT h.state, sum(h.quantity)::bigint {_UNITS} GROUP BY h.state ORDER BY h.state"
_FREEZES = """
SELECT d.id, d.account, o.name, d.facts, d.open, sum(u.quantity)::bigint, array_agg(DISTINCT p.number ORDER BY p.number)
FROM store_hold d JOIN LATERAL (
    SELECT s.project, h.quantity FROM store_holding h JOIN store_series s ON s.id = h.series_id
        WHERE h.hold = d.id AND h.account = d.account AND h.state = 'frozen'
    UNION ALL SELECT x->0->>0, 0 FROM jsonb_array_elements(d.facts->'sold') AS x
) u ON true JOIN store_project p ON p.number = u.project AND p.public
LEFT JOIN store_registryaccount a ON a.code = d.account LEFT JOIN store_organisation o ON o.id = a.organisation_id
WHERE d.kind = 'freeze' AND (%(province)s = '' OR p.province = %(province)s) AND d.id > %(after)s
GROUP BY d.id, o.name ORDER BY d.id LIMIT %(limit)s
"""
BATCH = 500


class Held(NamedTuple):
    """Units of one project and year that an account holds in one state; ``own`` where it is the owner's account. [tCO2e]"""

    number: str
    vintage: int
    account: str
    state: str
    code: str
    project: str
    province: str
    owner: int
    quantity: int
    holder: str | None
    own: bool | None

    @property
    def key(self) -> str:
        return f"{self.number}~{self.vintage}~{self.account}~{self.state}"


class Frozen(NamedTuple):
    """A freeze that touches units of these projects; ``quantity`` is what of them it still holds, `sold` what it left out. [tCO2e]"""

    id: str
    account: str
    holder: str | None
    facts: dict[str, Any]
    open: bool
    quantity: int
    projects: list[str]

    @property
    def sold(self) -> list[Any]:
        """What of these projects was sold and not delivered when it was ordered: series, quantity [tCO2e], trading day."""
        return [row for row in self.facts.get("sold", ()) if row[0][0] in self.projects]

    @property
    def key(self) -> str:
        return self.id


def held(province: str, after: str = "", limit: int = 50) -> list[Held]:
    """Where the units of a province's projects are, by project, year, account and state; of all where no province is named."""
    parts = after.split("~") if after.count("~") == 3 else ["", "0", "", ""]
    number, vintage, account, state = parts
    asked = {
        "province": province, "number": number, "vintage": int(vintage) if vintage.isdecimal() else 0, "account": account,
        "state": state, "limit": limit,
    }  # fmt: skip
    return [Held(*row) for row in _rows(_HELD, asked)]


def all_held(province: str) -> Iterator[Held]:
    """The same without an end, for an export."""
    after = ""
    while rows := held(province, after, BATCH):
        yield from rows
        after = rows[-1].key


def by_state(province: str) -> dict[str, int]:
    """Units of a province's projects by the state they are held in. [tCO2e]"""
    return dict(_rows(_BY_STATE, {"province": province}))


def freezes(province: str, after: str = "", limit: int = 50) -> list[Frozen]:
    """Freezes of units of a province's projects, open and ended, by their number."""
    found = _rows(_FREEZES, {"province": province, "after": after, "limit": limit})
    return [Frozen(row[0], row[1], row[2], _facts(row[3]), *row[4:]) for row in found]


def all_freezes(province: str) -> Iterator[Frozen]:
    """The same without an end, for an export."""
    after = ""
    while rows := freezes(province, after, BATCH):
        yield from rows
        after = rows[-1].key


def claw_backs(province: str | None, after: int = 0, limit: int = 50) -> list[tuple[int, Life]]:
    """Claw-backs of a province, newest first, with the key the next page goes on from."""
    return cases.of_machine("claw-back", after=after, limit=limit, province=province)


def all_claw_backs(province: str | None) -> Iterator[tuple[int, Life]]:
    """The same without an end, for an export."""
    after = 0
    while rows := claw_backs(province, after, BATCH):
        yield from rows
        after = rows[-1][0]


def _facts(value: Any) -> dict[str, Any]:
    return dict(json.loads(value) if isinstance(value, str) else value)


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())
