"""Open data: whole tables as CSV and Parquet, streamed, with a description of every field."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from ccer.core.text import Text
from ccer.core.version import __version__

from ..store.models import Hold, JournalEvent, Project, PublicRecord, Reduction, Series, VintageLine
from ..store.reading.journal import public_names
from . import cadt
from .answers import Problem, today
from .asking import ANYBODY
from .fresh import of_journal
from .problems import NoSuch
from .shapes import line_row, project_row, reduction_row
from .units import cancellation_row, series_row

router = Router(tags=["open data"], auth=ANYBODY)
AT_ONCE = 2000
TABLE = Text("数据表", "table")


class Column(NamedTuple):
    """A field: name, kind (string, integer, date, datetime, object), and what it is."""

    name: str
    kind: str
    title: Text


class Dataset(NamedTuple):
    """A table: what it holds, its fields, and its rows."""

    title: Text
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[dict[str, Any]]]


_ARROW = {
    "string": pa.string(), "integer": pa.int64(), "date": pa.date32(), "datetime": pa.timestamp("us", tz="Asia/Shanghai"),
    "object": pa.string(),
}  # fmt: skip

_FILING = (
    Column("name", "string", Text("项目名称", "name of the project")),
    Column("state", "string", Text("状态", "state")),
    Column("methodology", "string", Text("方法学", "methodology")),
    Column("province", "string", Text("省份", "province")),
    Column("owner", "string", Text("业主代码", "code of the owner")),
    Column("owner_name", "string", Text("业主", "owner")),
    Column("vvb", "string", Text("机构代码", "code of the body")),
    Column("vvb_name", "string", Text("审定或核查机构", "validation or verification body")),
    Column("notice_start", "date", Text("公示首日", "first day of the notice")),
    Column("notice_end", "date", Text("公示末日", "last day of the notice")),
    Column("registered_on", "date", Text("登记日", "day of registration")),
    Column("comments", "integer", Text("公众意见数", "public comments")),
    Column("source", "string", Text("转录来源", "public source it was carried over from")),
)
_PROJECT = (
    Column("code", "string", Text("申请编号", "code of the application")),
    Column("number", "string", Text("项目编号", "registration number")),
    *_FILING,
    Column("project_type", "string", Text("项目类型", "type of project")),
    Column("crediting_start", "date", Text("计入期首日", "first day of crediting")),
    Column("crediting_end", "date", Text("计入期末日", "last day of crediting")),
    Column("expected_annual_t", "integer", Text("预计年减排量，tCO2e", "expected reductions a year, tCO2e")),
    Column("expected_total_t", "integer", Text("预计总减排量，tCO2e", "expected reductions in all, tCO2e")),
)
_REDUCTION = (
    Column("code", "string", Text("申请编号", "code of the filing")),
    Column("project", "string", Text("项目编号", "number of the project")),
    *_FILING,
    Column("period_no", "integer", Text("期次", "number of the period")),
    Column("period_start", "date", Text("核算期首日", "first day of the period")),
    Column("period_end", "date", Text("核算期末日", "last day of the period")),
    Column("quantity_t", "integer", Text("减排量，tCO2e", "reductions, tCO2e")),
)
_LINE = (
    Column("code", "string", Text("编号", "code")),
    Column("reduction", "string", Text("减排量申请", "filing")),
    Column("project", "string", Text("项目编号", "number of the project")),
    Column("vintage", "integer", Text("产生年度", "year of production")),
    Column("quantity_t", "integer", Text("登记量，tCO2e", "registered, tCO2e")),
    Column("issued_t", "integer", Text("签发量，tCO2e", "issued, tCO2e")),
    Column("state", "string", Text("状态", "state")),
)
_NOTICE = (
    Column("subject", "string", Text("事项", "case")),
    Column("name", "string", Text("项目名称", "name of the project")),
    Column("start", "date", Text("公示首日", "first day")),
    Column("end", "date", Text("公示末日", "last day")),
    Column("vvb_name", "string", Text("机构", "body")),
    Column("comments", "integer", Text("公众意见数", "public comments")),
)
_SERIES = (
    Column("project", "string", Text("项目编号", "number of the project")),
    Column("vintage", "integer", Text("产生年度", "year of production")),
    Column("issued_t", "integer", Text("签发量，tCO2e", "issued, tCO2e")),
    Column("first", "string", Text("首个编号（写法暂定）", "first serial (its form is provisional)")),
    Column("last", "string", Text("末个编号（写法暂定）", "last serial (its form is provisional)")),
)
_CANCELLATION = (
    Column("id", "string", Text("注销编号", "id")),
    Column("quantity_t", "integer", Text("数量，tCO2e", "quantity, tCO2e")),
    Column("serials", "object", Text("编号区间，JSON", "ranges of serials, JSON")),
    Column("facts", "object", Text("用途、受益人等，JSON", "purpose, beneficiary and more, JSON")),
)
_EVENT = (
    Column("seq", "integer", Text("序号", "place in the chain")),
    Column("name", "string", Text("事件", "what happened")),
    Column("subject", "string", Text("事项", "to what")),
    Column("actor", "string", Text("办理者", "by whom")),
    Column("at", "datetime", Text("时间", "when")),
    Column("on", "date", Text("依据法规的日期", "the day whose law decided")),
    Column("cites", "object", Text("依据，JSON", "clauses, JSON")),
    Column("data", "object", Text("内容，JSON", "content, JSON")),
    Column("key", "string", Text("幂等键", "idempotency key")),
    Column("previous", "string", Text("前一条哈希", "hash of the one before")),
    Column("digest", "string", Text("哈希", "hash")),
)


def _notices() -> Iterator[dict[str, Any]]:
    for machine, table in (("project", Project), ("reduction", Reduction)):
        rows = (
            table._default_manager.filter(public=True, notice_start__isnull=False)
            .select_related("vvb")
            .order_by("id")
        )
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield {
                "subject": f"{machine}:{row.code}", "name": row.name, "start": row.notice_start, "end": row.notice_end,
                "vvb_name": row.vvb.name if row.vvb else None, "comments": row.comments,
            }  # fmt: skip


def _events() -> Iterator[dict[str, Any]]:
    rows = JournalEvent.objects.filter(name__in=public_names()).order_by("seq")
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield {column.name: getattr(row, column.name) for column in _EVENT}


def _made(rows: Any, make: Callable[[Any], dict[str, Any]]) -> Callable[[], Iterator[dict[str, Any]]]:
    return lambda: (make(row) for row in rows.all().order_by("pk").iterator(chunk_size=AT_ONCE))


DATASETS: dict[str, Dataset] = {
    "projects": Dataset(
        Text("项目", "Projects"), _PROJECT,
        _made(Project.objects.filter(public=True).select_related("owner", "vvb"), project_row),
    ),
    "notices": Dataset(Text("公示", "Public notices"), _NOTICE, _notices),
    "reductions": Dataset(
        Text("减排量申请", "Filings of reductions"), _REDUCTION,
        _made(Reduction.objects.filter(public=True).select_related("owner", "vvb", "project"), reduction_row),
    ),
    "lines": Dataset(
        Text("分年度减排量", "Vintage lines"), _LINE,
        _made(VintageLine.objects.filter(reduction__public=True).select_related("reduction"), line_row),
    ),
    "series": Dataset(Text("减排量系列", "Series of units"), _SERIES, _made(Series.objects.filter(issued__gt=0), series_row)),
    "cancellations": Dataset(
        Text("注销", "Cancellations"), _CANCELLATION, _made(Hold.objects.filter(kind__startswith="cancel"), cancellation_row)
    ),
    "events": Dataset(Text("公开的日志条目", "Published events"), _EVENT, _events),
}  # fmt: skip
MEDIA = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@router.get("/open-data/datapackage.json", response=dict[str, Any])
@decorate_view(of_journal)
def datapackage(request: HttpRequest) -> dict[str, Any]:
    """What there is: tables, fields in both languages, licence, sources (Frictionless Data Package)."""
    sources = PublicRecord.objects.order_by("source").values_list("source", flat=True).distinct()
    return {
        "profile": "tabular-data-package", "name": "openccer", "title": "OpenCCER open data", "version": __version__,
        "created": today().isoformat(), "as_of": today().isoformat(),
        "licenses": [{"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0", "title": "Apache License 2.0"}],
        "sources": [{"title": source} for source in sources],
        "resources": [_resource(name, kind) for name in DATASETS for kind in MEDIA],
    }  # fmt: skip


def _resource(name: str, kind: str) -> dict[str, Any]:
    held = DATASETS[name]
    fields = [
        {"name": column.name, "type": column.kind, "title": column.title.zh, "description": column.title.en}
        for column in held.columns
    ]
    return {
        "name": f"{name}-{kind}", "path": f"{name}.{kind}", "format": kind, "mediatype": MEDIA[kind].partition(";")[0],
        "title": held.title.zh, "description": held.title.en, "schema": {"fields": fields, "missingValues": [""]},
        **({"encoding": "utf-8"} if kind == "csv" else {}),
    }  # fmt: skip


@router.get("/open-data/cadt.json", response=dict[str, Any])
@decorate_view(of_journal)
def cadt_all(request: HttpRequest) -> dict[str, Any]:
    """All that is published in the Climate Action Data Trust's model (v2.0.2), table by table; unknown fields are null."""
    tables = {name: list(rows()) for name, rows in cadt.TABLES.items()}
    return {"as_of": today().isoformat(), "model": cadt.MODEL, "tables": tables}


@router.get("/open-data/cadt/{table}.csv", response={200: None, 404: Problem})
@decorate_view(of_journal)
def cadt_csv(request: HttpRequest, table: str) -> Any:
    """One table of the Climate Action Data Trust's model."""
    if table not in cadt.TABLES:
        raise NoSuch(TABLE, table)
    return _csv(f"cadt-{table}", cadt.FIELDS[table], cadt.TABLES[table]())


@router.get("/open-data/{name}.{kind}", response={200: None, 404: Problem})
@decorate_view(of_journal)
def table(request: HttpRequest, name: str, kind: str) -> Any:
    """A whole table as CSV or Parquet; ``datapackage.json`` describes its fields."""
    if name not in DATASETS or kind not in MEDIA:
        raise NoSuch(TABLE, f"{name}.{kind}")
    held = DATASETS[name]
    if kind == "csv":
        return _csv(name, [column.name for column in held.columns], held.rows())
    return _parquet(name, held)


def _csv(name: str, columns: Iterable[str], rows: Iterator[dict[str, Any]]) -> HttpResponse:
    named = list(columns)

    def lines() -> Iterator[bytes]:
        yield ("\ufeff" + ",".join(named) + "\r\n").encode()  # the mark lets spreadsheets read Chinese
        for part in parts(rows):
            text = io.StringIO(newline="")
            csv.writer(text).writerows([_cell(row.get(column)) for column in named] for row in part)
            yield text.getvalue().encode()

    response: Any = StreamingHttpResponse(lines(), content_type=MEDIA["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response  # type: ignore[no-any-return]


def parts(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows some at a time, so that a long table is never whole in memory."""
    while part := list(islice(rows, AT_ONCE)):
        yield part


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return msgspec.json.encode(value).decode()
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    # A spreadsheet would run what begins so; no field of ours does by itself.
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r" and text else text


def _parquet(name: str, held: Dataset) -> HttpResponse:
    schema = pa.schema([(column.name, _ARROW[column.kind]) for column in held.columns])
    kept = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with pq.ParquetWriter(kept, schema, compression="zstd") as writer:
        for part in parts(held.rows()):
            writer.write_batch(
                pa.RecordBatch.from_pylist([_plain(row, held.columns) for row in part], schema)
            )
    kept.seek(0)
    response: Any = FileResponse(
        kept, content_type=MEDIA["parquet"], filename=f"{name}.parquet", as_attachment=True
    )
    return response  # type: ignore[no-any-return]


def _plain(row: dict[str, Any], columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        column.name: msgspec.json.encode(row[column.name]).decode()
        if column.kind == "object"
        else row[column.name]
        for column in columns
    }
