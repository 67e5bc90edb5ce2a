"""Every component on one page, in a demonstration only: for checking by eye in both languages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse

from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.exchange import board as core
from ccer.exchange.bars import Bar, Tick
from ccer.exchange.orders import Order, Side
from ccer.project.deciding import decide
from ccer.project.life.tables import machines
from ccer.registry.holdings import STATE_TEXT, State
from ccer.registry.serials import Series
from ccer.rules.catalogue import Stage

from ...clock import BEIJING, today
from ...components.charts import Chart, ChartSeries, Part
from ...components.sheet import Cell, Column, number, sheet
from ...components.steps import Option, RowError, StepField, StepForm
from ...components.templatetags.prices import Face
from . import shown
from .home import TONNES
from .shown import show

SAMPLE = Text("示例", "Sample")
YEARS = ("2021", "2022", "2023", "2024")
_FACTS = {
    "name": "示例海上风电项目",
    "methodology": "CCER-01-002-V01",
    "owner_kind": "legal-person",
    "start_of_construction": "2019-04-17",
    "site": {"offshore_km": 25.0, "water_depth_m": 15.3},
}
_TITLE = Text("上传审定报告（示例）", "Upload the report (sample)")

_SERIES = Series("DEMO01", 2023)
_MINUTE = dt.datetime(2026, 8, 20, 10, 30, tzinfo=BEIJING)
BOARD = Face(
    core.board(
        _SERIES,
        [
            Order(id=str(n), trader="a", operator="o", series=_SERIES, side=side, price=price, quantity=t, left=t, at=_MINUTE, place=n)
            for n, (side, price, t) in enumerate(
                ((Side.SELL, 8390, 120), (Side.SELL, 8420, 300), (Side.BUY, 8310, 200), (Side.BUY, 8310, 50)), 1
            )
        ],
        [],
        8336,
        7503,
        9169,
    ),
    (Tick(_MINUTE, 8340, 40, Side.BUY),),
    (),
)  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """The gallery."""
    day = today()
    return show(
        request,
        "gallery",
        "",
        [(Text("页面组件", "Components"), "")],
        face=BOARD,
        bars=_bars(day),
        states=[
            (machine, state) for machine in ("project", "issuance") for state in machines()[machine].states
        ],
        decision=decide(Stage.ELIGIBILITY, _FACTS, day)[0],
        refusal=BadInput(
            Text("未提交", "Not submitted"),
            Text("审定报告尚未上传", "the validation report is not on file"),
            Text("上传审定报告后重新提交。", "Upload the report and send it again."),
            "mee-samr-2023-31/art-13/para-1",
        ),
        days=[
            day,
            day + dt.timedelta(days=4),
            day + dt.timedelta(days=40),
            day - dt.timedelta(days=9),
            dt.date(day.year + 1, 3, 2),
        ],
        time=_time(day),
        tasks=_tasks(day),
        chart=_chart(),
        parts=[Part(STATE_TEXT[state], 400 - 60 * n, n + 1) for n, state in enumerate(State)][:6],
        tiles={"江苏省": 12, "广东省": 7, "甘肃省": 3, "内蒙古自治区": 1},
        sheet=_sheet(request),
        nothing=sheet(request, SAMPLE, _COLUMNS, (), export=False),
        step=_form(day),
        review=_review(),
        row_errors=[RowError(17, "exported_energy", "12,3o4", Text("不是数字", "not a number"))],
        latex=r"ER_{y} = BE_{y} - PE_{y} - \frac{LK_{y}}{1 + \omega}",
    )


_COLUMNS = (
    Column(Text("项目", "Project"), lambda r: Cell(r[0], "name", "#")),
    Column(Text("状态", "State"), lambda r: shown.state_cell("project", r[1]), "status"),
    Column(Text("数量 tCO₂e", "Quantity, tCO₂e"), lambda r: number(r[2]), "number", "tonnes"),
)


def _bars(day: dt.date) -> list[Bar]:
    """A day that rose, one that fell, one that ended where it began."""
    rows = ((8320, 8400, 8290, 8380), (8380, 8390, 8250, 8260), (8300, 8340, 8280, 8300))
    return [
        Bar(_SERIES, day - dt.timedelta(3 - n), *prices, 100 * (n + 1), 8300 * 100 * (n + 1), n + 1, 8300)
        for n, prices in enumerate(rows)
    ]


def _sheet(request: HttpRequest) -> Any:
    rows = (("示例海上风电项目", "REGISTERED", 1062043), ("示例造林项目", "NOTICE", 3867))
    return sheet(request, SAMPLE, _COLUMNS, rows, after="25", count=(1000, True), export=False)


def _time(day: dt.date) -> list[shown.Moment]:
    owner = Text("项目业主", "project owner")
    return [
        shown.Moment(
            "2026-01-05",
            Text("发布公示", "Notice begun"),
            by=owner,
            who="示例业主",
            cites=("mee-samr-2023-31/art-12/para-3",),
        ),
        shown.Moment("2026-02-02", Text("公示期满", "Notice ended")),
        shown.Moment(
            "",
            Text("审定报告出具", "Validation report"),
            "next",
            due=day + dt.timedelta(days=9),
            cites=("cnca-2023-ccer-01/sec-4.3.3",),
        ),
    ]


def _tasks(day: dt.date) -> list[dict[str, Any]]:
    return [
        {
            "title": _TITLE,
            "href": "#",
            "until": day + dt.timedelta(days=3),
            "cites": ("mee-samr-2023-31/art-13/para-1",),
            "four_eyes": True,
        },
        {
            "title": Text("答复公众意见（示例）", "Answer a comment (sample)"),
            "href": "#",
            "until": None,
            "cites": ("mee-samr-2023-31/art-13/para-2",),
        },
    ]


def _chart() -> Chart:
    return Chart(
        "sample",
        Text("示例数据", "Sample data"),
        YEARS,
        (
            ChartSeries(Text("登记", "registered"), (185008, 244507, 232236, 400292)),
            ChartSeries(Text("签发", "issued"), (185008, 244507, 0, 0)),
        ),
        TONNES,
    )


def _form(day: dt.date) -> StepForm:
    wrong = Text("请填写日期", "Give the day")
    return StepForm(
        title=_TITLE,
        button=Text("提交报告", "Send the report"),
        lead=Text("肯定结论。提交后业主收到通知。", "A positive conclusion; the owner is told."),
        errors=(("f-issued_on", wrong),),
        until=day + dt.timedelta(days=3),
        cites=("mee-samr-2023-31/art-13/para-1",),
        back="#",
        fields=(
            StepField(
                "issued_on",
                Text("报告出具日", "Day of the report"),
                "day",
                Text("报告封面的日期", "As on its cover"),
                error=wrong,
            ),
            StepField(
                "verified_t",
                Text("核查确定的数量", "Verified quantity"),
                "number",
                unit="tCO₂e",
                value="1,062,043",
            ),
            StepField(
                "commitment", Text("报告内含承诺", "The report holds the commitment"), "yes", value="yes"
            ),
            StepField(
                "finding_kind",
                Text("类别", "Kind"),
                "radio",
                options=(
                    Option("a", Text("整改要求", "Corrective request"), True),
                    Option("b", Text("观察项", "Observation")),
                ),
            ),
            StepField(
                "handled",
                Text("已说明的意见", "Comments handled"),
                "ticks",
                options=(
                    Option("1", Text("意见一", "Comment one")),
                    Option("2", Text("意见二", "Comment two")),
                ),
            ),
            StepField("delay_reason", Text("超期说明", "Reason for the delay"), "area", required=False),
            StepField(
                "report",
                Text("审定报告", "Validation report"),
                "file",
                Text("PDF，不超过 50 MB", "PDF, up to 50 MB"),
                accept=".pdf",
            ),
            StepField("team", Text("工作组", "Team"), "rows", rows=(_member(0), _member(1))),
        ),
    )


def _member(row: int) -> tuple[StepField, ...]:
    names = (
        ("person", Text("姓名", "Name"), "line"),
        ("full_time", Text("专职", "Full-time"), "yes"),
        ("competent", Text("有本领域能力", "Competent"), "yes"),
        ("interest", Text("有利益关系", "Has an interest"), "yes"),
    )
    return tuple(StepField(f"team.{row}.{name}", title, control) for name, title, control in names)  # type: ignore[arg-type]


def _review() -> StepForm:
    return StepForm(
        title=_TITLE,
        button=Text("确认提交", "Confirm and send"),
        back="#",
        four_eyes=True,
        answers=(
            (Text("报告出具日", "Day of the report"), "2026-03-02", "#"),
            (Text("核查确定的数量", "Verified quantity"), "1,062,043 tCO₂e", "#"),
        ),
    )
