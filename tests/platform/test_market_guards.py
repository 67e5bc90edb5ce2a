"""What must never be at the exchange is refused by the database itself: tried by raw SQL, past all our code."""

from __future__ import annotations

import psycopg
import pytest

ORDER = "INSERT INTO store_order VALUES (%s, 1, %s, 's', 'person:1', 'A210001', 2024, 'sell', 8000, 100, %s, %s, 0, %s, '2026-03-03', now())"
TRADE = (
    'INSERT INTO store_trade (id, seq, place, mode, project, vintage, buyer, seller, quantity, price, buyer_fee, seller_fee, at, "on",'
    " maker, buy_order, sell_order, state, failure) VALUES (%s, 1, %s, 'listed', 'A210001', 2024, 'b', 's', 10, 8000, 0, 0, now(),"
    " '2026-03-03', 'sell', 'o2', 'o1', %s, '[]')"
)


@pytest.fixture
def raw(database: str) -> psycopg.Connection:
    """Rows of a small market, written by hand."""
    raw = psycopg.connect(database)
    raw.execute(ORDER, ("o1", 1, 90, 80_000, "open"))
    raw.execute(ORDER, ("o2", 2, 0, 800_000, "filled"))
    raw.execute(ORDER, ("o3", 3, 100, 0, "withdrawn"))
    raw.execute(TRADE, ("t1", 1, "matched"))
    raw.execute(TRADE, ("t2", 2, "settled"))
    raw.execute("INSERT INTO store_cashaccount VALUES ('bank', -500), ('trader:b', 500), ('fees', 0)")
    raw.execute("INSERT INTO store_cashposting VALUES (1, 'bank', 'trader:b', 500, 'deposit')")
    raw.execute(
        "INSERT INTO store_position (trader, project, vintage, platform, selling, sold, bought) VALUES ('s', 'A210001', 2024, 100, 90, 10, 0)"
    )
    raw.execute(
        "INSERT INTO store_marketday (date, number, terms, state, opened_at, digest, trades, turnover, fees, confirmed, delivered, failed)"
        " VALUES ('2026-03-03', 1, '{}', 'closed', now(), '', 2, 0, 0, '{}', 1, 0)"
    )
    raw.execute(
        "INSERT INTO store_withdrawal VALUES ('w1', 'b', 100, 'x', now(), 'requested', 0, ''), ('w2', 'b', 100, 'x', now(), 'paid', 100, '')"
    )
    raw.commit()
    return raw


@pytest.mark.parametrize(
    "change",
    [
        # money
        "UPDATE store_cashaccount SET fen = -1 WHERE place = 'trader:b'",
        "UPDATE store_cashaccount SET fen = -1 WHERE place = 'fees'",
        "UPDATE store_cashaccount SET fen = 1 WHERE place = 'bank'",
        "INSERT INTO store_cashaccount VALUES ('trader:new', -1)",
        "UPDATE store_cashposting SET fen = 501",
        "DELETE FROM store_cashposting",
        "TRUNCATE store_cashposting",
        "INSERT INTO store_cashposting VALUES (2, 'bank', 'trader:b', 0, 'deposit')",
        "INSERT INTO store_cashposting VALUES (2, 'bank', 'trader:b', -5, 'deposit')",
        "INSERT INTO store_cashposting VALUES (2, 'fees', 'fees', 5, 'deposit')",
        # orders
        "UPDATE store_order SET remaining = -1 WHERE id = 'o1'",
        "UPDATE store_order SET remaining = 101 WHERE id = 'o1'",
        "UPDATE store_order SET remaining = 91 WHERE id = 'o1'",
        "UPDATE store_order SET quantity = 1000 WHERE id = 'o1'",
        "UPDATE store_order SET price = 1 WHERE id = 'o1'",
        "UPDATE store_order SET trader = 'thief' WHERE id = 'o1'",
        "UPDATE store_order SET state = 'filled' WHERE id = 'o1'",
        "UPDATE store_order SET state = 'nothing' WHERE id = 'o1'",
        "UPDATE store_order SET state = 'open' WHERE id = 'o2'",
        "UPDATE store_order SET state = 'open' WHERE id = 'o3'",
        "UPDATE store_order SET state = 'closed' WHERE id = 'o3'",
        "DELETE FROM store_order WHERE id = 'o3'",
        "TRUNCATE store_order",
        # trades
        "UPDATE store_trade SET price = 1 WHERE id = 't1'",
        "UPDATE store_trade SET buyer = 'thief' WHERE id = 't1'",
        "UPDATE store_trade SET quantity = 11, state = 'settled' WHERE id = 't1'",
        "UPDATE store_trade SET state = 'matched' WHERE id = 't2'",
        "UPDATE store_trade SET state = 'failed' WHERE id = 't2'",
        "UPDATE store_trade SET state = 'nothing' WHERE id = 't1'",
        "DELETE FROM store_trade WHERE id = 't1'",
        "TRUNCATE store_trade",
        # what is sold is there
        "UPDATE store_position SET selling = 91",
        "UPDATE store_position SET sold = 11",
        "UPDATE store_position SET platform = 99",
        "UPDATE store_position SET selling = -1, sold = 0",
        # days and withdrawals go one way
        "UPDATE store_marketday SET state = 'open'",
        "UPDATE store_marketday SET state = 'settled'",
        "UPDATE store_marketday SET delivered = 3",
        "UPDATE store_withdrawal SET fen = 1000 WHERE id = 'w1'",
        "UPDATE store_withdrawal SET paid = 101, state = 'paid' WHERE id = 'w1'",
        "UPDATE store_withdrawal SET state = 'requested' WHERE id = 'w2'",
    ],
)
def test_refused(raw: psycopg.Connection, change: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError):
        raw.execute(change)
    raw.rollback()


def test_what_is_right_goes_through(raw: psycopg.Connection) -> None:
    """The guards stop what is wrong, not what is right."""
    raw.execute("UPDATE store_order SET remaining = 0, turnover = 800000, state = 'filled' WHERE id = 'o1'")
    raw.execute("UPDATE store_trade SET state = 'settled' WHERE id = 't1'")
    raw.execute("UPDATE store_marketday SET state = 'cleared', delivered = 2")
    raw.execute("UPDATE store_withdrawal SET state = 'paid', paid = 100 WHERE id = 'w1'")
    raw.commit()
