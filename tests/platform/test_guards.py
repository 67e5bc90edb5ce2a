"""What must never be is refused by the database itself: tried by raw SQL, past all our code."""

from __future__ import annotations

import psycopg
import pytest

HASH = "0" * 64


def tried(raw: psycopg.Connection, statement: str, *values: object) -> None:
    """A statement and its commit: some guards speak only then."""
    raw.execute(statement, values or None)
    raw.commit()


@pytest.fixture
def raw(database: str) -> psycopg.Connection:
    """Rows of a small ledger, written by hand."""
    raw = psycopg.connect(database)
    raw.execute("INSERT INTO store_series (id, project, vintage, issued) VALUES (1, 'A219999', 2024, 100)")
    raw.execute(
        "INSERT INTO store_holding (id, account, state, hold, series_id, quantity)"
        " VALUES (1, 'a', 'general', '', 1, 60), (2, 'b', 'general', '', 1, 40)"
    )
    raw.execute(
        "INSERT INTO store_posting (id, series_id, first, last, source_id, target_id, parent)"
        " VALUES (1, 1, 1, 60, NULL, 1, NULL), (2, 1, 61, 100, NULL, 2, NULL)"
    )
    raw.execute(
        "INSERT INTO store_block (series_id, first, last, holding_id, posting)"
        " VALUES (1, 1, 60, 1, 1), (1, 61, 100, 2, 2)"
    )
    raw.execute(
        'INSERT INTO store_journalevent (seq, name, subject, actor, at, "on", cites, data, key, part, previous, digest)'
        " VALUES (1, 'units.issued', 'series:1', 'system:test', now(), current_date, '{}', '{}', 'k', 0, %s, %s)",
        (HASH, HASH),
    )
    raw.commit()
    return raw


@pytest.mark.parametrize(
    "block",
    [
        (1, 60, 2),  # the whole of another's block
        (1, 30, 2),  # its beginning
        (30, 40, 2),  # its middle
        (50, 60, 2),  # its end
        (50, 70, 2),  # across two
        (100, 100, 1),  # the last one
    ],
)
def test_no_serial_has_two_holders(raw: psycopg.Connection, block: tuple[int, int, int]) -> None:
    first, last, holding = block
    with pytest.raises(psycopg.errors.IntegrityError):
        tried(
            raw,
            "INSERT INTO store_block (series_id, first, last, holding_id, posting) VALUES (1, %s, %s, %s, 1)",
            first,
            last,
            holding,
        )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE store_block SET last = 70 WHERE first = 1",
        "UPDATE store_block SET first = 50 WHERE first = 61",
        "UPDATE store_block SET last = 50 WHERE first = 1",
        "DELETE FROM store_block WHERE first = 1",
        "UPDATE store_block SET first = 0 WHERE first = 1",
        "UPDATE store_block SET first = 99, last = 98 WHERE first = 61",
    ],
)
def test_a_block_cannot_grow_over_another_nor_leave_a_gap(raw: psycopg.Connection, change: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError):
        tried(raw, change)


def test_a_block_may_be_cut(raw: psycopg.Connection) -> None:
    raw.execute("UPDATE store_block SET first = 31 WHERE first = 1")
    raw.execute(
        "INSERT INTO store_block (series_id, first, last, holding_id, posting) VALUES (1, 1, 30, 2, 1)"
    )
    raw.commit()
    rows = raw.execute("SELECT first, last, holding_id FROM store_block ORDER BY first").fetchall()
    assert rows == [(1, 30, 2), (31, 60, 1), (61, 100, 2)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_holding SET quantity = -1 WHERE id = 1",
        "UPDATE store_series SET issued = -1",
        "UPDATE store_journalevent SET actor = 'someone:else'",
        "DELETE FROM store_journalevent",
        "TRUNCATE store_journalevent",
        "UPDATE store_posting SET last = 59 WHERE id = 1",
        "DELETE FROM store_posting",
        "TRUNCATE store_posting CASCADE",
        (
            'INSERT INTO store_journalevent SELECT 2, name, subject, actor, at, "on", cites, data, key, part, previous, digest'
            " FROM store_journalevent"
        ),  # the same idempotency key twice
        "INSERT INTO store_journaltip VALUES (2, 0, repeat('0', 64))",
    ],
)
def test_refused_by_the_database(raw: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError):
        tried(raw, statement)


@pytest.fixture
def project(raw: psycopg.Connection) -> psycopg.Connection:
    """A project that has begun as the table begins."""
    raw.execute(
        "INSERT INTO store_life (machine, code, state, parent, owner, vvb, data, seq)"
        " VALUES ('project', 'p1', 'DRAFT', '', '', '', '{}', 1)"
    )
    raw.commit()
    return raw


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_life SET state = 'REGISTERED'",
        "UPDATE store_life SET state = 'NOWHERE'",
        "DELETE FROM store_life",
        (
            "INSERT INTO store_life (machine, code, state, parent, owner, vvb, data, seq)"
            " VALUES ('project', 'p2', 'REVIEW', '', '', '', '{}', 1)"
        ),
        (
            "INSERT INTO store_life (machine, code, state, parent, owner, vvb, data, seq)"
            " VALUES ('project', 'p1', 'DRAFT', '', '', '', '{}', 1)"
        ),
    ],
)
def test_a_life_takes_only_the_steps_of_the_table(project: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError):
        tried(project, statement)


def test_an_account_of_the_ledger_takes_only_its_steps(raw: psycopg.Connection) -> None:
    raw.execute(
        "INSERT INTO store_registryaccount (code, subject, kind, state, view) VALUES ('a', 's', 'owner', 'applied', '{}')"
    )
    raw.execute("UPDATE store_registryaccount SET state = 'open'")
    raw.commit()
    with pytest.raises(psycopg.errors.IntegrityError):
        raw.execute("UPDATE store_registryaccount SET state = 'closed'")
    raw.rollback()
    for state in ("restricted", "open", "closing", "closed"):
        raw.execute("UPDATE store_registryaccount SET state = %s", [state])
    with pytest.raises(psycopg.errors.IntegrityError):
        raw.execute("UPDATE store_registryaccount SET state = 'open'")
    raw.rollback()
    with pytest.raises(psycopg.errors.IntegrityError):
        raw.execute(
            "INSERT INTO store_registryaccount (code, subject, kind, state, view) VALUES ('b', 's', 'owner', 'open', '{}')"
        )
