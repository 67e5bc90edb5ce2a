"""DuckDB engine: the relational chain in this process, without extensions and without a file."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import ibis
import pyarrow as pa

from ..methodology import Plan
from . import Table
from .relational import collect, query


def calculate(plan: Plan, tables: Mapping[str, Table]) -> Table:
    """See `ccer.compute.engines.Engine`. The columns are read where they lie, as Arrow."""
    with duckdb.connect() as session:
        for name, columns in tables.items():
            session.register(name, pa.table({key: pa.array(column) for key, column in columns.items()}))
        connection = ibis.duckdb.from_connection(session)
        held = {name: connection.table(name) for name in tables}
        return collect(connection.to_pyarrow(query(plan, held)))
