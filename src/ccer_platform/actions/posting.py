"""The ledger on its host: one writer in each process, and the ways to it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection as django_connection

from ccer.core.event import Event
from ccer.registry import ledger
from ccer.registry.commands import AnyCommand

from ..store.kept import KeptLedger
from .writer import Writer


class LedgerBook:
    """The ledger as the writer hosts it (`writer.Book`)."""

    tables = "ledger"
    memory = KeptLedger
    decide = staticmethod(ledger.decide)
    apply = staticmethod(ledger.apply)

    @staticmethod
    def key(command: AnyCommand) -> str:
        return command.key


class Poster(Writer[KeptLedger, AnyCommand]):
    """A writer of the ledger."""

    def __init__(self, conninfo: str) -> None:
        super().__init__(conninfo, LedgerBook())


_posters: dict[str, Poster] = {}
_posters_lock = threading.Lock()


def poster() -> Poster:
    """The writer of this process for the database in use."""
    params = django_connection.get_connection_params()
    wanted: dict[str, Any] = {
        name: params[name] for name in ("host", "port", "dbname", "user", "password") if params.get(name)
    }
    conninfo = psycopg.conninfo.make_conninfo(**{**wanted, "options": "-c TimeZone=Asia/Shanghai"})
    with _posters_lock:
        return _posters.setdefault(conninfo, Poster(conninfo))


def close_posters() -> None:
    """Gives all connections back; of use when a database is about to go."""
    with _posters_lock:
        while _posters:
            _posters.popitem()[1].close()


def post_within(commands: Sequence[AnyCommand]) -> list[Event]:
    """Commands of the ledger as a part of an action: in its transaction, all or none of them.

    Raises
    ------
    ccer.registry.refusals.Refusal
        At the first command that is refused; the action is undone with it.
    """
    return poster().within(django_connection.connection, commands)
