"""Spark engine: the relational chain on a Spark session, for tables that outgrow one machine. The extra ``spark``, and Java 17 or later.

A session that is already active (a cluster's) is used; otherwise one is started in this process with all cores, once, and kept.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import ibis
import pyarrow as pa

from ...core.errors import BadInput
from ...core.text import Text
from ..methodology import Plan
from . import Table
from .relational import collect, query

HOST: Final = "127.0.0.1"
SETTINGS: Final = {"spark.sql.session.timeZone": "Asia/Shanghai", "spark.sql.ansi.enabled": "false"}
"""Of each calculation: days are China's; a division by zero is a value that is refused afterwards, as on the other engines."""


def calculate(plan: Plan, tables: Mapping[str, Table]) -> Table:
    """See `ccer.compute.engines.Engine`. Each calculation has its own names and settings within the one Spark."""
    session = _spark().newSession()
    connection = ibis.pyspark.from_connection(session, **SETTINGS)
    for name, columns in tables.items():
        arrow = pa.table({key: pa.array(column) for key, column in columns.items()})
        session.createDataFrame(arrow).createOrReplaceTempView(name)
    held = {name: connection.table(name) for name in tables}
    return collect(session.sql(connection.compile(query(plan, held))).toArrow())


@contextmanager
def opened(stands: Table | Path) -> Iterator[tuple[Any, Callable[[Any], pa.Table]]]:
    """Columns or a file as an Ibis table, and what carries a query out. A file is read by Spark, on every worker."""
    session = _spark().newSession()
    connection = ibis.pyspark.from_connection(session, **SETTINGS)
    if isinstance(stands, Path):
        csv = stands.suffix.lower() == ".csv"
        reader = session.read.option("header", True).option("inferSchema", True)
        frame = (reader.csv if csv else session.read.parquet)(str(stands))
    else:
        frame = session.createDataFrame(pa.table({key: pa.array(column) for key, column in stands.items()}))
    frame.createOrReplaceTempView("stands")
    yield (
        connection.table("stands"),
        lambda query: session.sql(connection.compile(query)).toArrow(),
    )


def _spark() -> Any:
    """The active session, or one started here and kept."""
    try:
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _absent(Text("没有安装 PySpark", "PySpark is not installed")) from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise _absent(Text("没有找到 Java", "there is no Java"))
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = HOST
    builder = SparkSession.builder.master("local[*]").appName("ccer")
    own = {
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": str(os.cpu_count() or 1),
    }
    for name, value in (own | SETTINGS).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _absent(why: Text) -> BadInput:
    return BadInput(
        what=Text("Spark 引擎不可用", "the Spark engine cannot be used"),
        why=why,
        next=Text(
            "安装 Java 17 或更新版本和 ccer[spark]；或改用 numpy、duckdb",
            "install Java 17 or later and ccer[spark], or use numpy or duckdb",
        ),
    )
