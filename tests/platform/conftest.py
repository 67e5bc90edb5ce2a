"""A real PostgreSQL for every test: one private server a run, one migrated template, one copy of it a test."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_DATA = Path(tempfile.gettempdir()) / f"ccer-test-{os.getpid()}"
os.environ["CCER_DATA"] = str(_DATA)
os.environ["CCER_DEMO"] = "1"
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "ccer_platform.settings"
_DATA.mkdir(mode=0o755, exist_ok=True)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from ccer_platform import clock  # noqa: E402
from ccer_platform.database import Server  # noqa: E402

TEMPLATE, MARKET = "ccer_template", "ccer_market"
MORNING = dt.datetime(2026, 3, 2, 9, 30, tzinfo=clock.BEIJING)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of the run, with the template migrated."""
    server = Server(_DATA)
    server.start()
    setup_test_environment()
    _database("CREATE DATABASE {0}", TEMPLATE)
    _connect(TEMPLATE)
    call_command("migrate", verbosity=0, interactive=False)
    _close()
    yield server
    _close()
    server.stop("immediate")
    shutil.rmtree(_DATA, ignore_errors=True)
    shutil.rmtree(server.socket, ignore_errors=True)


@pytest.fixture
def database(
    server: Server, request: pytest.FixtureRequest
) -> Iterator[psycopg.conninfo.ConnectionInfo | str]:
    """A database of the test's own; gives its address for those who want to reach it by raw SQL."""
    yield from _copy(server, TEMPLATE, request)


@pytest.fixture(scope="session")
def market_template(server: Server) -> str:
    """The template with the real market loaded."""
    from ccer_platform.demo.load import load

    _database("CREATE DATABASE {0} TEMPLATE " + TEMPLATE, MARKET)
    _connect(MARKET)
    load()
    _close()
    return MARKET


@pytest.fixture
def market(
    server: Server, market_template: str, request: pytest.FixtureRequest
) -> Iterator[psycopg.conninfo.ConnectionInfo | str]:
    """As `database`, with the real market to 20 August 2026."""
    yield from _copy(server, market_template, request)


def _copy(
    server: Server, template: str, request: pytest.FixtureRequest
) -> Iterator[psycopg.conninfo.ConnectionInfo | str]:
    name = f"t{abs(hash(request.node.nodeid)):x}"
    _database("CREATE DATABASE {0} TEMPLATE " + template, name)
    _connect(name)
    clock.forget()
    yield f"{server.address.conninfo()} dbname={name}"
    _close()
    _database("DROP DATABASE {0} WITH (FORCE)", name)


@pytest.fixture
def morning() -> Iterator[dt.datetime]:
    """2 March 2026, half past nine in Beijing, for the whole test."""
    with clock.fixed(MORNING):
        yield MORNING


def _database(statement: str, name: str) -> None:
    with psycopg.connect(Server(_DATA).address.conninfo(), dbname="postgres", autocommit=True) as admin:
        admin.execute(statement.format(name))  # type: ignore[call-overload]


def _connect(name: str) -> None:
    _close()
    connection.settings_dict["NAME"] = name


def _close() -> None:
    connection.close()
    connection.close_pool()
