"""Units: one serial and its whole story, from who holds it down to the clause it rests on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ccer.core.asof import DatedValue
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.registry.holdings import STATE_TEXT, State
from ccer.registry.serials import FORMAT, Series, parsed, written

from ...acting import actor_of
from ...clock import BEIJING, at
from ...components.charts import Part
from ...components.sheet import Cell, Column, number, sheet
from ...permissions import may
from ...store.models import Block
from ...store.reading import custody, filings, journal
from . import shown
from .recomputing import trail
from .shown import missing, show

LIST = (Text("编号来历", "Units"), "public:units")
COLOURS = {
    state: place
    for place, state in enumerate(
        (State.GENERAL, State.TO_TRADING, State.ON_PLATFORM, State.FROZEN, State.CANCELLED), 1
    )
}
EVENTS = {
    "units.issued": Text("签发", "Issued"),
    "units.transferred": Text("划转", "Transferred"),
    "units.reserved": Text("锁定待划转", "Reserved for a transfer"),
    "units.posted": Text("完成划转", "Transfer posted"),
    "units.voided": Text("取消划转", "Transfer voided"),
    "units.expired": Text("划转逾期失效", "Transfer expired"),
    "units.traded": Text("交易交割", "Delivered after a trade"),
    "units.state_changed": Text("变更持有状态", "State changed"),
    "units.frozen": Text("冻结", "Frozen"),
    "units.released": Text("解除冻结", "Released"),
    "units.non_trade_transferred": Text("非交易过户", "Moved without a trade"),
    "units.deducted": Text("司法扣划", "Deducted by a court"),
    "units.offset_locked": Text("锁定待抵销", "Locked for an offset"),
    "units.offset_unlocked": Text("解除抵销锁定", "Unlocked from an offset"),
    "units.cancelled": Text("注销", "Cancelled"),
    "units.cancelled_by_force": Text("强制注销", "Cancelled by force"),
    "units.buffered": Text("存入缓冲储备", "Put into the buffer"),
    "units.reversal_covered": Text("抵补逆转", "Used to cover a reversal"),
    "units.buffer_released": Text("缓冲储备退回", "Released from the buffer"),
    "units.corrected": Text("冲正", "Corrected by a reversing entry"),
}
COLUMNS = (
    Column(
        Text("项目编号", "Project"), lambda r: Cell(r[0], "text", reverse("public:series", args=[r[0], r[1]]))
    ),
    Column(Text("产生年度", "Vintage"), lambda r: Cell(str(r[1]))),
    Column(Text("编号", "Serials"), lambda r: Cell(f"{written(Series(r[0], r[1]), 1, at())} – {r[2]:,}")),
    Column(Text("已签发 tCO₂e", "Issued, tCO₂e"), lambda r: number(r[2]), "number"),
)


def index(request: HttpRequest) -> HttpResponse:
    """The box to type a serial in, and the series that have units."""
    asked = request.GET.get("serial", "").strip()
    error: CcerError | None = None
    if asked:
        try:
            parsed(asked, at())
            return redirect("public:unit", serial=asked)
        except CcerError as wrong:
            error = wrong
    rows, after = custody.series(request.GET.get("after", "")[:100].replace("\0", ""))
    table = sheet(
        request,
        Text("系列", "Series"),
        COLUMNS,
        rows,
        after=after,
        export=False,
        empty=(
            Text("还没有签发的减排量", "No units are issued yet"),
            Text(
                "登记的减排量经业主申请后签发。", "Registered reductions are issued when their owner applies."
            ),
        ),
    )
    return show(
        request, "units", LIST[1], [(LIST[0], "")], sheet=table, asked=asked, error=error, form=serial_form()
    )


def serial_form() -> DatedValue:
    """How serials are written today."""
    return at().parameter(FORMAT)


def one(request: HttpRequest, serial: str) -> HttpResponse:
    """The story of a tonne."""
    try:
        wanted = parsed(serial, at())
    except CcerError as error:
        answer = show(request, "refused", errors=[error], back=reverse("public:units"))
        answer.status_code = 404
        return answer
    told = custody.story(wanted)
    if told is None:
        return missing(
            request,
            Text("这个编号没有签发过", "This serial was never issued"),
            Text("照证书或者账户明细上的编号填写。", "Copy it from the certificate or the statement."),
        )
    project = filings.project(wanted.series.project)
    return show(
        request,
        "unit",
        LIST[1],
        [
            (LIST[0], reverse(LIST[1])),
            (
                f"{wanted.series.project} · {wanted.series.vintage}",
                reverse("public:series", args=list(wanted.series)),
            ),
            (f"{wanted.number:,}", ""),
        ],
        serial=written(wanted.series, wanted.number, at()),
        wanted=wanted,
        told=told,
        moves=[_moment(move) for move in told.moves],
        account=_account(request, told),
        state=STATE_TEXT[State(told.block.holding.state)],
        cancelled=told.block.holding.state == State.CANCELLED,
        project=project,
        methodology=shown.methodology_title(project.methodology) if project else None,
        trail=trail(project.methodology).get("steps", [])[:1] if project else [],
        form=serial_form(),
    )


def _account(request: HttpRequest, told: custody.Story) -> str:
    """The account that holds the tonne, for whoever may be told of it; else empty."""
    actor, code = actor_of(request), told.block.holding.account
    last = told.moves[-1].event if told.moves else None
    named = journal.names_account(
        code,
        event=last.name if last else "",
        organisation=actor.name.partition(":")[2] if actor.organisation else "",
        inspects=may("holdings.inspect", actor.role, actor.seat),
    )
    return code if named else ""


def _moment(move: custody.Moved) -> shown.Moment:
    """A posting as a line of time: what moved, from where to where."""
    event = move.event
    name = event.name if event else ""
    title = EVENTS.get(name, Text("变动", "Moved"))
    came = STATE_TEXT[State(move.source_state)] if move.source_state else None
    went = STATE_TEXT[State(move.target_state)]
    way = Text("{a} → {b}", "{a} → {b}").fill(a=came, b=went) if came else went
    return shown.Moment(
        when=event.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if event else "",
        title=title,
        note=way + Text("，编号 {a}–{b}", ", serials {a}–{b}").fill(a=f"{move.first:,}", b=f"{move.last:,}"),
        cites=tuple(event.cites[:2]) if event else (),
        on=event.on if event else None,
    )


def series(request: HttpRequest, project: str, vintage: int) -> HttpResponse:
    """A series: its serials in order, and how they are held."""
    blocks = custody.blocks(project, vintage)
    if not blocks:
        return missing(
            request,
            Text("这一系列还没有签发的减排量", "No units of this series are issued"),
            Text("核对项目编号和产生年度。", "Check the project number and the vintage year."),
        )
    return show(
        request,
        "series",
        LIST[1],
        [(LIST[0], reverse(LIST[1])), (f"{project} · {vintage}", "")],
        number=project,
        vintage=vintage,
        project=filings.project(project),
        parts=[_part(block) for block in blocks],
        rows=[_row(project, vintage, block) for block in blocks],
    )


def _part(block: Block) -> Part:
    state = State(block.holding.state)
    return Part(
        STATE_TEXT[state],
        block.last - block.first + 1,
        COLOURS.get(state, 6),
        f"{block.first:,}–{block.last:,}",
    )


def _row(project: str, vintage: int, block: Block) -> dict[str, Any]:
    first = written(Series(project, vintage), block.first, at())
    return {
        "serial": first,
        "first": block.first,
        "last": block.last,
        "quantity": block.last - block.first + 1,
        "state": STATE_TEXT[State(block.holding.state)],
    }
