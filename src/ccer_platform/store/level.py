"""Tables that follow the journal, brought level with it before they are read."""

from __future__ import annotations

from django.db import connection

from . import post

FOLLOWING = ("ledger", "market")
"""What follows: names of `post.follow`."""


def level() -> None:
    """Returns when the tables hold all that was acknowledged before; where they do already it costs one small query.

    Called once for each request, command and job, before anything of the ledger is read.

    Raises
    ------
    post.TablesRefuse
    """
    connection.ensure_connection()
    for tables in FOLLOWING:
        post.follow(connection.connection, tables)
