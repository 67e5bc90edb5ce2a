"""Stands of trees by the million along their curves: stocks by project and time, on NumPy in blocks or as one query.

A `Growth` says which kinds of stand there are and what each one's stock is, written once with the methodology's equations. The table of
stands is read a part at a time (NumPy) or where it lies (DuckDB, Spark): what is held is a sum for each project and time, never a row for
each stand and year.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from numpy.typing import NDArray

from ...core.errors import BadInput
from ...core.numeric import minimum
from ...core.text import Text
from . import Table
from .arrays import GroupedColumn

AT_ONCE: Final = 1 << 17
"""Stands read at a time."""
BLOCK: Final = 1 << 12
"""Stands worked on at a time: their columns stay in the processor's cache."""
LABELS: Final = ("pool", "measure", "form")
NEVER: Final = 1e9
"""An age no stand reaches. [year]"""


class StandKind(NamedTuple):
    """Stands with the same labels (`LABELS`): the columns they need, and the sum of their stocks from these and their age."""

    labels: tuple[str, str, str]
    columns: tuple[str, ...]
    stock: Callable[[Mapping[str, Any], Any], Any]


class Growth(NamedTuple):
    """The kinds of stand a methodology knows."""

    kinds: tuple[StandKind, ...]

    @property
    def pools(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind.labels[0] for kind in self.kinds))

    def kind(self, labels: tuple[Any, ...]) -> StandKind:
        found = next((kind for kind in self.kinds if kind.labels == labels), None)
        if found is None:
            said = " · ".join(map(str, labels))
            known = "; ".join(" · ".join(kind.labels) for kind in self.kinds)
            raise unusable(Text(f"没有这种林分：{said}", f"there is no such kind of stand: {said}"), known)
        return found


class Stocks(NamedTuple):
    """Stock of each pool by project and time. [unit of the equations]"""

    projects: NDArray[Any]
    pools: dict[str, NDArray[np.float64]]


def grow(growth: Growth, stands: Table | Path, times: NDArray[np.float64], engine: str) -> Stocks:
    """Stocks of all stands at each time, by project.

    Parameters
    ----------
    growth : Growth
    stands : table or path
        Columns, or a Parquet or CSV file of them: project, area [ha], planted (a day, or a year with its fraction), pool, measure, form,
        the columns of each kind, and ``stable_age`` [year] where there is one.
    times : array
        [year]
    engine : str
        ``numpy``, ``duckdb`` or ``spark``.

    Raises
    ------
    BadInput
        If the engine cannot do it, a column is missing, or a stand has no such kind or lacks a number above 0.
    """
    if engine == "numpy":
        return _by_blocks(growth, stands, times)
    if engine in ("duckdb", "spark"):
        session: Any = importlib.import_module(f".{engine}", __package__)
        with session.opened(stands) as (table, fetch):
            return _collected(growth, fetch(_query(growth, table, times, fetch)), times)
    raise BadInput(
        what=Text(f"引擎 {engine} 不能推算林分", f"the engine {engine} cannot grow stands"),
        why=Text("它一次只算一个数", "it works on one number at a time"),
        next=Text("改用 numpy、duckdb 或 spark", "use numpy, duckdb or spark"),
    )


def unusable(why: Text, wanted: str = "") -> BadInput:
    return BadInput(
        what=Text("林分表无法使用", "the table of stands cannot be used"),
        why=why,
        next=Text(f"应有：{wanted}", f"needed: {wanted}") if wanted else Text("核对该行", "check that stand"),
    )


def year_number(column: Any) -> NDArray[np.float64]:
    """Days, or years with their fraction, as years with their fraction: 2024-01-01 is 2024.0."""
    values = np.asarray(column)
    if values.dtype.kind != "M":
        return values.astype(float)
    days = values.astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    first, after = years.astype("datetime64[D]"), (years + 1).astype("datetime64[D]")
    share: NDArray[np.float64] = (days - first).astype(float) / (after - first).astype(float)
    return years.astype(int) + 1970 + share


# NumPy


def _by_blocks(growth: Growth, stands: Table | Path, times: NDArray[np.float64]) -> Stocks:
    place: dict[Any, int] = {}
    sums = {pool: np.zeros((0, len(times))) for pool in growth.pools}
    for part in _parts(stands):
        names, code = np.unique(part["project"], return_inverse=True)
        code = np.array([place.setdefault(name, len(place)) for name in names.tolist()], np.int64)[code]
        if len(place) > len(next(iter(sums.values()))):
            room = max(len(place), 2 * len(next(iter(sums.values()))))
            sums = {pool: _enlarged(held, room) for pool, held in sums.items()}
        for kind, rows in _by_kind(growth, part):
            _add(kind, {name: part[name][rows] for name in _needed(kind, part)}, code[rows], times, sums)
    projects = np.array(list(place))
    order = np.argsort(projects, kind="stable")
    return Stocks(projects[order], {pool: held[: len(place)][order] for pool, held in sums.items()})


def _parts(stands: Table | Path) -> Iterator[Table]:
    if not isinstance(stands, Path):
        whole = {name: np.asarray(column) for name, column in stands.items()}
        for first in range(0, len(whole["project"]), AT_ONCE):
            yield _checked({name: column[first : first + AT_ONCE] for name, column in whole.items()}, first)
        return
    first = 0
    for batch in ds.dataset(stands, format=stands.suffix.lstrip(".")).to_batches(batch_size=AT_ONCE):
        if len(batch):
            yield _checked({name: _column(batch.column(name)) for name in batch.schema.names}, first)
            first += len(batch)


def _column(column: Any) -> NDArray[Any]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_null(column.type):
        return np.full(len(column), np.nan)
    if pa.types.is_integer(column.type) and column.null_count:
        column = pc.cast(column, pa.float64())
    return np.asarray(column.to_numpy(zero_copy_only=False))


def _checked(part: Table, first: int) -> Table:
    """A part with its days as years and its labels there."""
    lacking = [name for name in ("project", "area", "planted", *LABELS) if name not in part]
    if lacking:
        raise unusable(
            Text(f"缺少列 {lacking[0]}", f"column {lacking[0]} is missing"),
            ", ".join(("project", "area", "planted", *LABELS)),
        )
    part["planted"], part["row"] = year_number(part["planted"]), np.arange(first, first + len(part["area"]))
    return part


def _needed(kind: StandKind, part: Collection[str]) -> list[str]:
    lacking = [name for name in kind.columns if name not in part]
    if lacking:
        said = " · ".join(kind.labels)
        raise unusable(
            Text(f"{said} 缺少列 {lacking[0]}", f"{said} lacks the column {lacking[0]}"),
            ", ".join(kind.columns),
        )
    return [*kind.columns, "planted", "row", *(["stable_age"] if "stable_age" in part else [])]


def _by_kind(growth: Growth, part: Table) -> Iterator[tuple[StandKind, Any]]:
    codes = np.zeros(len(part["area"]), np.int64)
    values = []
    for name in LABELS:
        known, code = np.unique(part[name].astype(str), return_inverse=True)
        codes = codes * len(known) + code
        values.append(known)
    shape = [len(known) for known in values]
    for code in np.unique(codes):
        at = np.unravel_index(code, shape)
        labels = tuple(str(known[n]) for known, n in zip(values, at, strict=True))
        yield growth.kind(labels), np.flatnonzero(codes == code)


def _add(
    kind: StandKind,
    columns: Table,
    code: NDArray[np.int64],
    times: NDArray[np.float64],
    sums: dict[str, NDArray[np.float64]],
) -> None:
    """Stocks of stands of one kind, added to those of their projects."""
    for name in (*kind.columns, "planted"):
        values = np.asarray(columns[name], dtype=float)
        odd = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
        if len(odd):
            row, found = int(columns["row"][odd[0]]) + 1, values[odd[0]]
            raise unusable(
                Text(
                    f"第 {row} 个林分的 {name} 为 {found}，不是大于 0 的数",
                    f"{name} of stand {row} is {found}, no number above 0",
                )
            )
        columns[name] = values
    total = sums[kind.labels[0]]
    for first in range(0, len(code), BLOCK):
        here = slice(first, first + BLOCK)
        held = {name: columns[name][here] for name in kind.columns}
        groups, where = np.unique(code[here], return_inverse=True)
        area = held["area"].view(GroupedColumn)
        area.code, area.size_of_groups = where, len(groups)
        stable = (
            np.nan_to_num(np.asarray(columns["stable_age"][here], float), nan=NEVER)
            if "stable_age" in columns
            else NEVER
        )
        for n, time in enumerate(times):
            age = np.minimum(time - columns["planted"][here], stable)
            total[groups, n] += np.asarray(kind.stock({**held, "area": area}, age))


def _enlarged(held: NDArray[np.float64], rows: int) -> NDArray[np.float64]:
    grown = np.zeros((rows, held.shape[1]))
    grown[: len(held)] = held
    return grown


# A query


def _query(growth: Growth, table: Any, times: NDArray[np.float64], fetch: Callable[[Any], pa.Table]) -> Any:
    """Sums by project, pool and time, and how many stands could not be counted; only the kinds that are there are written out."""
    lacking = [name for name in ("project", "area", "planted", *LABELS) if name not in table.columns]
    if lacking:
        wanted = ", ".join(("project", "area", "planted", *LABELS))
        raise unusable(Text(f"缺少列 {lacking[0]}", f"column {lacking[0]} is missing"), wanted)
    found = fetch(table.select(*LABELS).distinct()).to_pylist()
    kinds = [growth.kind(tuple(row[name] for name in LABELS)) for row in found]
    for kind in kinds:
        _needed(kind, table.columns)
    parts = [_of_kind(kind, table, times) for kind in kinds]
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def _of_kind(kind: StandKind, table: Any, times: NDArray[np.float64]) -> Any:
    rows = table.filter(*(table[name] == label for name, label in zip(LABELS, kind.labels, strict=True)))
    stable = rows["stable_age"].cast("float64") if "stable_age" in rows.columns else ibis.literal(NEVER)
    held = {name: rows[name].cast("float64") for name in kind.columns}
    good = [(held[name] > 0).fill_null(False) & ~held[name].isnan().fill_null(False) for name in kind.columns]
    stands = rows.select(
        "project",
        **held,
        planted_in=_planted(rows),
        stable_at=ibis.cases((stable.isnan(), NEVER), else_=stable).fill_null(NEVER),
        odd=(~_all([*good, rows["planted"].notnull()])).cast("int64"),
    )
    timed = stands.mutate(place=ibis.literal(list(range(len(times)))).unnest())
    # As fractions of whole numbers: a list of fractions loses digits on its way to Spark.
    over, under = (list(column) for column in zip(*(float(t).as_integer_ratio() for t in times), strict=True))
    at = ibis.literal(over)[timed["place"]].cast("float64") / ibis.literal(under)[timed["place"]].cast(
        "float64"
    )
    aged = timed.mutate(age=minimum(at - timed["planted_in"], timed["stable_at"]))
    stock = kind.stock({name: aged[name] for name in kind.columns}, aged["age"])
    sums = aged.group_by("project", "place").aggregate(stock=stock, odd=aged["odd"].sum())
    return sums.mutate(pool=ibis.literal(kind.labels[0]))


def _all(conditions: list[Any]) -> Any:
    found = conditions[0]
    for one in conditions[1:]:
        found = found & one
    return found


def _planted(rows: Any) -> Any:
    planted = rows["planted"]
    if not (planted.type().is_date() or planted.type().is_timestamp()):
        return planted.cast("float64")
    year = planted.year()
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    passed, length = planted.day_of_year() - 1, leap.ifelse(366, 365)
    return year.cast("float64") + passed.cast("float64") / length.cast("float64")


def _collected(growth: Growth, answer: pa.Table, times: NDArray[np.float64]) -> Stocks:
    rows = {name: answer.column(name).to_numpy() for name in ("project", "place", "pool", "stock", "odd")}
    odd = np.flatnonzero(rows["odd"] > 0)
    if len(odd):
        project, count = rows["project"][odd[0]], rows["odd"][odd[0]]
        raise unusable(
            Text(
                f"项目 {project} 有 {count} 个林分的数值缺失或不大于 0",
                f"{count} stands of project {project} lack a number above 0",
            )
        )
    projects, code = np.unique(rows["project"], return_inverse=True)
    sums = {pool: np.zeros((len(projects), len(times))) for pool in growth.pools}
    for pool, held in sums.items():
        mine = rows["pool"] == pool
        np.add.at(held, (code[mine], rows["place"][mine]), rows["stock"][mine])
    return Stocks(projects, sums)
