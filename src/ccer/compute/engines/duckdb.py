"""DuckDB engine: the relational chain in this process, without extensions and without a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


@contextmanager
def opened(stands: Table | Path) -> Iterator[tuple[Any, Callable[[Any], pa.Table]]]:
    """Columns or a file as an Ibis table, and what carries a query out. A file is read where it lies."""
    with duckdb.connect() as session:
        connection = ibis.duckdb.from_connection(session)
        if isinstance(stands, Path):
            read = connection.read_csv if stands.suffix.lower() == ".csv" else connection.read_parquet
            yield read(stands), connection.to_pyarrow
        else:
            session.register("stands", pa.table({key: pa.array(column) for key, column in stands.items()}))
            yield connection.table("stands"), connection.to_pyarrow
