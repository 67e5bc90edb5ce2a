"""The market to everybody: what trades today, each instrument's board, the daily release, and the real market's record."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange import release as releases
from ccer.exchange.orders import MODE_TEXT, Mode
from ccer.registry.serials import Series

from ...clock import today
from ...components import money
from ...components.charts import Chart, ChartSeries
from ...components.sheet import Cell, Column, number, sheet
from ...store.models import Project
from ...store.models import Series as Issued
from ...store.reading import market
from ..market import shown as words
from .shown import missing, show

LIST = (Text("市场", "Market"), "public:market")
COLOURS = "prices"
YEAR = 366 * 24 * 3600
HISTORY = dt.timedelta(days=366)
RELEASES = dt.timedelta(days=92)
RECORD_NOTE = Text(
    "来源：全国交易机构每日公告，{first} 至 {last}；全部标的合计，是真实市场的事实，与本系统的交易无关；来源没有给出均价的日子留空",
    "Source: the national exchange's daily notices, {first} to {last}; all instruments together. "
    "Facts of the real market, none of this system's own trading. Days without an average have none in the source",
)
NO_NOTICE = Text("没有找到开放的公告", "No notice of opening was found")
_NOT_TRADED = Text("没有这一标的", "There is no such instrument")
_SEE_LIST = Text("从市场页的标的表中选择。", "Choose one from the list on the market page.")


def index(request: HttpRequest) -> HttpResponse:
    """All instruments, the day, the modes, and the record of the real market."""
    last = market.day()
    rows = market.instruments()
    return show(
        request,
        "market",
        LIST[1],
        [(LIST[0], "")],
        **words.now_on(last),
        sheet=sheet(
            request,
            Text("标的", "Instruments"),
            words.quotes("public:traded"),
            rows,
            export=False,
            empty=words.NO_INSTRUMENT,
        ),
        volume=sum(row.volume for row in rows),
        turnover=sum(row.turnover for row in rows),
        trades=sum(row.trades for row in rows),
        modes=modes(),
        charts=record_charts(),
        record=market.record()[-1],
    )


def modes() -> list[dict[str, Any]]:
    """Each mode of trade: open since which notice, or not open and why."""
    opened = market.modes()
    found: list[dict[str, Any]] = [
        {
            "title": MODE_TEXT[Mode.LISTED],
            "terms": {},
            "open": True,
            "why": None,
            "cite": "bge-2023-trading-rules/art-13",
        }
    ]
    for mode, article in ((Mode.BLOCK, 14), (Mode.AUCTION, 15)):
        found.append(
            {
                "title": MODE_TEXT[mode],
                "terms": opened.get(mode.value, {}),
                "open": mode.value in opened,
                "why": None if mode.value in opened else NO_NOTICE,
                "cite": f"bge-2023-trading-rules/art-{article}",
            }
        )
    return found


@require_GET
def one(request: HttpRequest, project: str, vintage: int) -> HttpResponse:
    """The board of an instrument, its bars, and where its units come from."""
    series = Series(project, vintage)
    row = market.instrument(series)
    if row is None:
        return missing(request, _NOT_TRADED, _SEE_LIST)
    code = words.code_of(series)
    return show(
        request,
        "traded",
        LIST[1],
        [(LIST[0], reverse(LIST[1])), (code, "")],
        **words.now_on(market.day()),
        row=row,
        code=code,
        face=words.face(series),
        bars=market.bars(series, today() - HISTORY, today()),
        project=Project.objects.filter(number=project).first(),
        issued=Issued.objects.filter(project=project, vintage=vintage).exists(),
        listing=words.listing_state(row),
    )


@require_GET
def board(request: HttpRequest, project: str, vintage: int) -> HttpResponse:
    """The board alone, for pages that ask again."""
    series = Series(project, vintage)
    if market.instrument(series) is None:
        return missing(request, _NOT_TRADED, _SEE_LIST)
    answer = HttpResponse(fragment(series))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def fragment(series: Series, lang: str = "") -> str:
    """The board as HTML, as the stream sends it."""
    return render_to_string("market/board.html", {"face": words.face(series)})


def record_charts() -> list[Chart]:
    """The real market's average price and volume day by day."""
    rows = market.record()
    days = tuple(row.on.isoformat() for row in rows)
    note = RECORD_NOTE.fill(first=rows[0].on, last=rows[-1].on)
    prices = tuple(row.average / 100 if row.average else None for row in rows)
    return [
        Chart(
            "record-price",
            Text("真实市场每日成交均价", "Real market: average price by day"),
            days,
            (ChartSeries(Text("成交均价", "average"), prices),),
            money.PRICE_UNIT,
            "line",
            head=Text("交易日", "Trading day"),
            note=note,
            digits=2,
            from_zero=False,
        ),
        Chart(
            "record-volume",
            Text("真实市场每日成交量", "Real market: volume by day"),
            days,
            (ChartSeries(Text("成交量", "volume"), tuple(row.volume for row in rows)),),
            Text("t", "t"),
            head=Text("交易日", "Trading day"),
            note=note,
        ),
    ]


@require_GET
def releases_index(request: HttpRequest) -> HttpResponse:
    """The daily releases, newest first, each as JSON and CSV."""
    last = market.day()
    until = words.day_asked(request.GET.get("until", ""), last.date if last else today())
    days = [held for held in market.days(until - RELEASES, until) if held.state != "open"]
    shown = market.release(words.day_asked(request.GET.get("day", ""), days[0].date)) if days else None
    columns = (
        Column(Text("交易日", "Trading day"), lambda d: Cell(d.date.isoformat(), "day", f"?day={d.date}")),
        Column(Text("成交量 t", "Volume t"), lambda d: number(sums[d.date].sum.quantity), "number"),
        Column(
            Text("成交额 元", "Turnover CNY"),
            lambda d: Cell(money.amount(sums[d.date].sum.turnover), "number"),
            "number",
        ),
        Column(
            Text("均价 元/t", "Average CNY/t"),
            lambda d: Cell(money.amount(sums[d.date].sum.average), "number"),
            "number",
        ),
        Column(Text("文件", "Files"), lambda d: Cell("JSON", href=_file(d.date, "json"))),
        Column(Text("文件", "Files"), lambda d: Cell("CSV", href=_file(d.date, "csv"))),
    )
    sums = {held.date: found for held in days if (found := market.release(held.date)) is not None}
    empty = (
        Text("还没有发布", "Nothing is released yet"),
        Text("每个交易日收市后发布。", "A release follows each trading day's close."),
    )
    table = sheet(request, Text("每日行情发布", "Daily releases"), columns, days, export=False, empty=empty)
    crumbs = [(LIST[0], reverse(LIST[1])), (Text("每日发布", "Daily release"), "")]
    return show(
        request,
        "release",
        LIST[1],
        crumbs,
        sheet=table,
        shown=shown,
        json=_file(shown.on, "json") if shown else "",
        csv=_file(shown.on, "csv") if shown else "",
    )


def _file(on: dt.date, form: str) -> str:
    return reverse("public:release-file", args=[on.isoformat(), form])


@require_GET
def release_file(request: HttpRequest, on: str, form: str) -> HttpResponse:
    """The release of a day as a file."""
    found = market.release(words.day_asked(on, dt.date.min))
    if found is None or form not in ("json", "csv"):
        return missing(
            request,
            Text("这一天没有发布", "Nothing was released for that day"),
            Text("从每日发布的列表中选择。", "Choose a day from the list of releases."),
        )
    body = releases.as_json(found) if form == "json" else ("\ufeff" + releases.as_csv(found)).encode()
    answer = HttpResponse(
        body, content_type="application/json" if form == "json" else "text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="ccer-release-{found.on}.{form}"'
    return answer


@require_GET
def colours(request: HttpRequest, which: str) -> HttpResponse:
    """Prices rise red and fall green as in Chinese markets, or the other way round; remembered in the browser."""
    came = urlsplit(request.headers.get("Referer", ""))
    back = came.path if came.netloc == request.get_host() and came.path.startswith("/") else reverse(LIST[1])
    answer = redirect(back)
    if which == "west":
        answer.set_cookie(COLOURS, "west", max_age=YEAR, samesite="Lax", httponly=True)
    else:
        answer.delete_cookie(COLOURS)
    return answer
