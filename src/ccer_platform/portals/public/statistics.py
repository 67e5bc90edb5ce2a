"""Statistics: the market in charts, each with its table; and what our rules would have refused of the public record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ccer.core.text import Text

from ...clock import today
from ...components import names, states
from ...components.charts import Chart, ChartSeries
from ...components.sheet import Cell, Column, Sheet, sheet
from ...components.templatetags.parts import label_of
from ...language import lang
from ...store.models import PublicRecord
from ...store.reading import filings
from ...store.reading import statistics as reading
from . import shown
from .home import TONNES, by_vintage, source_note
from .shown import show

LIST = (Text("统计", "Statistics"), "public:statistics")
COUNT = Text("个", "number")
TIMES = (
    ("project-notice", Text("项目公示", "Notice of a project")),
    ("project-all", Text("项目：从公示起始到登记", "Project: from notice to registration")),
    ("reduction-notice", Text("减排量公示", "Notice of a filing")),
    ("reduction-all", Text("减排量：从公示起始到登记", "Filing: from notice to registration")),
)


def index(request: HttpRequest) -> HttpResponse:
    """All charts."""
    held, figures = reading.timing(), reading.figures()
    return show(
        request,
        "statistics",
        LIST[1],
        [(LIST[0], "")],
        figures=figures,
        vintages=by_vintage(figures),
        charts=[_years(figures), _methodologies(), _vvbs(), _notices()],
        provinces={row.name: row.count for row in reading.by("province")},
        states=[
            (states.title("project", r.name), states.colour(r.name), r.count, r.name)
            for r in reading.by("state")
        ],
        times=[(title, held[name]) for name, title in TIMES if name in held],
        note=source_note(figures),
    )


def _years(figures: reading.Figures) -> Chart:
    rows = {r.name: r for r in reading.by("reduction-year")}
    years = sorted(rows)
    return Chart(
        "years",
        Text("各年登记的减排量", "Reductions registered in each year"),
        tuple(years),
        (ChartSeries(Text("登记减排量", "registered reductions"), tuple(rows[y].first for y in years)),),
        TONNES,
        note=source_note(figures),
    )


def _methodologies() -> Chart:
    rows = [r for r in reading.by("methodology") if r.name]
    return Chart(
        "methodologies",
        Text("各方法学的项目", "Projects by methodology"),
        tuple(shown.methodology_title(r.name) for r in rows),
        (
            ChartSeries(Text("已登记", "registered"), tuple(r.first for r in rows)),
            ChartSeries(Text("未登记", "not registered"), tuple(r.count - r.first for r in rows)),
        ),
        COUNT,
        stacked=True,
        across=True,
        head=Text("方法学", "Methodology"),
    )


def _vvbs() -> Chart:
    rows = reading.by("vvb")[:12]
    return Chart(
        "vvbs",
        Text("各审定核查机构的业务", "Work of each verifier"),
        tuple(names.body(r.name) for r in rows),
        (
            ChartSeries(Text("项目审定", "validations"), tuple(r.count for r in rows)),
            ChartSeries(Text("减排量核查", "verifications"), tuple(r.first for r in rows)),
        ),
        COUNT,
        stacked=True,
        across=True,
        head=Text("机构", "Body"),
    )


def _notices() -> Chart:
    rows = reading.by("notice-month")
    return Chart(
        "notices",
        Text("各月开始公示的项目", "Projects put on notice each month"),
        tuple(r.name for r in rows),
        (ChartSeries(Text("项目", "projects"), tuple(r.count for r in rows)),),
        COUNT,
        head=Text("月份", "Month"),
    )


def remarks(request: HttpRequest) -> HttpResponse:
    """Every step of the public record that our rules would have refused, with its clause."""
    found = filings.records(request.GET.get("after", "")[:100])
    return show(
        request,
        "remarks",
        LIST[1],
        [(LIST[0], reverse(LIST[1])), (Text("规则复核", "Checked by our rules"), "")],
        sheet=_sheet(request, found),
    )


def _sheet(request: HttpRequest, records: list[PublicRecord]) -> Sheet:
    names = filings.names([record.subject for record in records])
    rows = [(record, shown.remark(entry)) for record in records for entry in record.refused]
    columns = (
        Column(
            Text("记录", "Record"),
            lambda r: Cell(names.get(r[0].subject, r[0].subject), "name", _path(r[0].subject)),
        ),
        Column(Text("日期", "Day"), lambda r: Cell(r[1].day, "day")),
        Column(Text("不符之处", "What does not fit"), lambda r: Cell(r[1].why, "name")),
        Column(Text("依据", "Clause"), lambda r: _clause(r[1])),
    )
    after = records[-1].subject if len(records) == filings.RECORDS else ""
    return sheet(
        request,
        Text("规则复核", "Checked by our rules"),
        columns,
        rows,
        after=after,
        export=False,
        empty=(
            Text("没有不符之处", "Nothing stands out"),
            Text("装入公开数据后在此列出。", "Public records are listed here once they are loaded."),
        ),
    )


def _path(subject: str) -> str:
    machine, _, code = subject.partition(":")
    return reverse(f"public:{machine}", args=[code]) if machine in ("project", "reduction") else ""


def _clause(remark: shown.Remark) -> Cell:
    if not remark.cites:
        return Cell("—")
    ref = remark.cites[0]
    path = reverse("public:provision", args=[ref])
    return Cell(label_of(ref, remark.on or today()).say(lang()), "text", f"{path}?on={remark.day}")
