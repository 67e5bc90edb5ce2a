"""DuckDB engine: the relational chain in this process, without extensions and without a file."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import pyarrow as pa

from ..methodology import Plan
from . import Table
from .relational import collect, query


def calculate(plan: Plan, tables: Mapping[str, Table]) -> Table:
    """See `ccer.compute.engines.Engine`."""
    connection = ibis.duckdb.connect()
    try:
        held = {
            name: connection.create_table(name, pa.table({key: pa.array(c) for key, c in columns.items()}))
            for name, columns in tables.items()
        }
        return collect(connection.to_pyarrow(query(plan, held)))
    finally:
        connection.disconnect()
