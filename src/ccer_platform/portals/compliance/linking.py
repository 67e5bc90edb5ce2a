"""The link between the two registries as its keepers see it: what passed, and where the two records differ."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccer.core.text import Text
from ccer.offset.ets_book import LOT_TEXT, LotState
from ccer.offset.reconciling import SIDE_TEXT

from ...actions import ets_link
from ...components.sheet import Cell, Column, sheet
from ...language import lang
from ...store.models import EtsComparison, EtsMessage
from ..workbench.who import Desk
from .who import at_compliance

PAGE = 50
MESSAGE_TEXT = {
    "locked": Text("已冻结", "locked"),
    "withdrawn": Text("申请解除", "release asked for"),
    "spent": Text("已注销", "cancelled"),
    "returned": Text("已退回", "returned"),
    "marked": Text("已标记待抵销", "marked pending"),
    "declined": Text("不予抵销", "declined"),
    "approved": Text("已同意", "approved"),
    "credited": Text("已记入", "credited"),
}
STATE_TEXT = {
    "sent": Text("已发送", "sent"),
    "taken": Text("已办理", "taken"),
    "lost": Text("没有答复，将重发", "no answer, to be sent again"),
    "refused": Text("拒收", "refused"),
}
COLOUR = {"taken": "green", "lost": "amber", "refused": "red", "sent": "amber"}
ARROW = {
    True: Text("登记系统 → 碳市场", "registry → ETS"),
    False: Text("碳市场 → 登记系统", "ETS → registry"),
}


@require_http_methods(["GET", "POST"])
@at_compliance("registry", "ministry")
def link(desk: Desk) -> HttpResponseBase:
    """Messages, newest first, and the newest comparison; the registry may compare anew."""
    if desk.request.method == "POST" and desk.actor.role == "registry":
        ets_link.exchange()
        ets_link.compare()
        return redirect(desk.path("link"))
    after = desk.request.GET.get("after", "")
    start = int(after) if after.isdigit() and len(after) < 9 else 0
    rows = list(EtsMessage.objects.order_by("-last_at", "id")[start : start + PAGE + 1])
    table = sheet(
        desk.request,
        Text("消息", "Messages"),
        _columns(desk),
        rows[:PAGE],
        after=str(start + PAGE) if len(rows) > PAGE else "",
        export=False,
        empty=(
            Text("还没有消息", "No message yet"),
            Text("发起抵销后由系统自动交换。", "Messages pass once an offset is started."),
        ),
    )
    found = EtsComparison.objects.order_by("-on").first()
    differences = [
        {
            **each,
            "by": SIDE_TEXT[each["by"]],
            "do": Text(each["do"]["zh"], each["do"]["en"]),
            "ets_words": LOT_TEXT[LotState(each["ets"])] if each["ets"] else "",
        }
        for each in (found.differences if found else [])
    ]
    context = {
        "sheet": table,
        "comparison": found,
        "differences": differences,
        "crumbs": ((Text("系统衔接", "Link"), ""),),
    }
    return desk.show("compliance/link.html", context)


def _columns(desk: Desk) -> tuple[Column, ...]:
    return (
        Column(
            Text("抵销申请", "Application"),
            lambda m: Cell(m.offset, "text", desk.path("application", m.offset)),
        ),
        Column(Text("方向", "Way"), lambda m: Cell(ARROW[m.outward].say(lang()))),
        Column(Text("内容", "Says"), lambda m: Cell(MESSAGE_TEXT[m.kind].say(lang()))),
        Column(
            Text("结果", "Result"),
            lambda m: Cell(STATE_TEXT[m.state].say(lang()), "status", "", COLOUR[m.state]),
        ),
        Column(Text("次数", "Times"), lambda m: Cell(f"{m.times:,}", "number"), "number"),
        Column(Text("末次", "Last"), lambda m: Cell(f"{m.last_at:%Y-%m-%d %H:%M}", "text")),
    )
