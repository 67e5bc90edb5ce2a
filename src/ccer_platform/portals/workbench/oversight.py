"""What an authority looks over, as tables to page through and to export: holdings, freezes, claw-backs of its province's projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.project.life.model import Life
from ccer.project.life.tables import fields_file
from ccer.registry.freezing import SOLD_TITLE, sold_text
from ccer.registry.holdings import STATE_TEXT, State
from ccer.registry.reasons import REASON_TEXT, FreezeReason

from ...actions.base import Refused
from ...components.charts import province as province_title
from ...components.charts import provinces
from ...components.sheet import Cell, Column, as_csv, day, number, sheet
from ...components.states import colour
from ...language import lang
from ...permissions import authorise
from ...store.reading import oversight as reading
from . import story, work
from .pages import parents
from .who import Desk, at_desk

PAGE = 50
RIGHT = "holdings.oversee"


class Table(NamedTuple):
    """One of the tables: its rows from a key on, all of them, and what a row shows."""

    title: Text
    page: Callable[[str, int], Sequence[Any]]
    all: Callable[[], Iterable[Any]]
    key: Callable[[Any], str]
    columns: tuple[Column, ...]


@require_GET
@at_desk
def overview(desk: Desk, table: str) -> HttpResponseBase:
    """A province sees its own; the ministry all of them, or those of the province asked for."""
    right = authorise(desk.actor, RIGHT)
    own = desk.province
    wanted = desk.request.GET.get("province", "") if own is None else own
    if own == "":
        raise _nowhere(right.clause)
    tables = _tables(desk, wanted)
    if table not in tables:
        table = next(iter(tables))
    shown = tables[table]
    if desk.request.GET.get("format") == "csv":
        return as_csv(table, shown.columns, shown.all())
    rows = shown.page(desk.request.GET.get("after", ""), PAGE + 1)
    after = shown.key(rows[PAGE - 1]) if len(rows) > PAGE else ""
    by_state = reading.by_state(wanted)
    context = {
        "sheet": sheet(
            desk.request, shown.title, shown.columns, rows[:PAGE], after=after,
            empty=(Text("没有记录", "There is nothing here"), Text("有了会列在这里。", "What there is will be listed here.")),
        ),
        "title": shown.title, "table": table, "province": province_title(wanted) if wanted else Text("全国", "All provinces"),
        "tables": [(name, each.title, desk.path("oversight", name)) for name, each in tables.items()],
        "figures": [(STATE_TEXT[State(state)], quantity) for state, quantity in by_state.items()],
        "provinces": [] if own is not None else [(name, held.title, name == wanted) for name, held in provinces().items()],
        "clause": right.clause, "crumbs": ((shown.title, ""),),
    }  # fmt: skip
    return desk.show("workbench/oversight.html", context)


def _tables(desk: Desk, province: str) -> dict[str, Table]:
    return {
        "holdings": Table(
            Text("辖区项目的减排量", "Units of the projects"),
            lambda after, limit: reading.held(province, after, limit),
            lambda: reading.all_held(province),
            lambda row: row.key,
            _held_columns(desk),
        ),
        "freezes": Table(
            Text("冻结", "Freezes"),
            lambda after, limit: reading.freezes(province, after, limit),
            lambda: reading.all_freezes(province),
            lambda row: row.key,
            _FREEZES,
        ),
        "claw-backs": Table(
            Text("等量注销", "Claw-backs"),
            lambda after, limit: reading.claw_backs(
                province or None, int(after) if after.isdecimal() else 0, limit
            ),
            lambda: reading.all_claw_backs(province or None),
            lambda row: str(row[0]),
            _claw_back_columns(desk),
        ),
    }


def _held_columns(desk: Desk) -> tuple[Column, ...]:
    return (
        Column(
            Text("项目", "Project"),
            lambda r: Cell(r.project, "name", desk.path("case", "project", r.code)),
        ),
        Column(Text("编号", "Number"), lambda r: Cell(r.number)),
        Column(Text("产生年度", "Vintage year"), lambda r: Cell(str(r.vintage))),
        Column(Text("持有账户", "Account"), lambda r: Cell(r.account)),
        Column(Text("持有人", "Holder"), lambda r: Cell(r.holder or "—", "name")),
        Column(Text("业主本身", "The owner's own"), lambda r: Cell((YES if r.own else NO).say(lang()))),
        Column(Text("状态", "State"), lambda r: Cell(STATE_TEXT[State(r.state)].say(lang()))),
        Column(
            Text("数量（tCO₂e）", "Quantity [tCO₂e]"),
            lambda r: number(r.quantity, reverse("public:series", args=[r.number, r.vintage])),
            "number",
        ),
    )


def _authority(named: str) -> str:
    """The organisation where it is one of the register's; else the words of who entered it."""
    role, _, code = named.partition(":")
    return story.names_of([code]).get(code, named) if role in fields_file().roles else named


def _document(named: str) -> str:
    """A paper on file is named by the beginning of its hash, which finds it; a number as it was written."""
    return f"SHA-256 {named[:12]}" if len(named) == DIGEST else named


DIGEST = 64
YES, NO = Text("是", "yes"), Text("否", "no")
_FREEZES = (
    Column(Text("编号", "Number"), lambda r: Cell(r.id)),
    Column(
        Text("事由", "Reason"),
        lambda r: Cell(REASON_TEXT[FreezeReason(r.facts["reason"])].say(lang())),
    ),
    Column(Text("决定机关", "Authority"), lambda r: Cell(_authority(r.facts["authority"]), "name")),
    Column(Text("文书", "Document"), lambda r: Cell(_document(r.facts["document"]))),
    Column(Text("账户", "Account"), lambda r: Cell(r.account)),
    Column(Text("持有人", "Holder"), lambda r: Cell(r.holder or "—", "name")),
    Column(Text("项目", "Projects"), lambda r: Cell("、".join(r.projects))),
    Column(
        Text("办理", "Standing"),
        lambda r: Cell((Text("冻结中", "in force") if r.open else Text("已解除", "ended")).say(lang())),
    ),
    Column(Text("现冻结（tCO₂e）", "Frozen now [tCO₂e]"), lambda r: number(r.quantity), "number"),
    Column(SOLD_TITLE, lambda r: Cell(sold_text(r.sold).say(lang()) or "—")),
)


def _claw_back_columns(desk: Desk) -> tuple[Column, ...]:
    def named(row: tuple[int, Life]) -> Cell:
        life = row[1]
        above = parents([life])
        return Cell(work.name_of(life, above), "name", desk.path("case", life.machine, life.id))

    def owner(row: tuple[int, Life]) -> Cell:
        code = str(row[1].facts.get("owner", ""))
        return Cell(story.names_of([code]).get(code, code), "name")

    return (
        Column(Text("事项", "Case"), named),
        Column(Text("业主", "Owner"), owner),
        Column(
            Text("状态", "State"),
            lambda r: Cell(work.state_title(r[1]).say(lang()), "status", "", colour(r[1].state)),
        ),
        Column(
            Text("责令注销（tCO₂e）", "Ordered [tCO₂e]"), lambda r: number(r[1].facts["quantity_t"]), "number"
        ),
        Column(Text("期限", "Cancel by"), lambda r: day(r[1].day("comply_by"))),
        Column(
            Text("已注销（tCO₂e）", "Cancelled [tCO₂e]"),
            lambda r: number(r[1].facts.get("cancelled_t")),
            "number",
        ),
        Column(
            Text("补足（tCO₂e）", "Returned [tCO₂e]"),
            lambda r: number(r[1].facts.get("returned_t")),
            "number",
        ),
        Column(Text("尚缺（tCO₂e）", "Still short [tCO₂e]"), lambda r: number(_short(r[1])), "number"),
    )


def _short(life: Life) -> int:
    """What is still to be cancelled or returned. [tCO2e]"""
    done = sum(int(life.facts.get(name) or 0) for name in ("cancelled_t", "returned_t"))
    return int(life.facts["quantity_t"]) - done


def _nowhere(clause: str) -> Refused:
    return Refused(
        "province",
        Text("还不能查看", "Nothing can be shown yet"),
        Text("本单位没有登记所在省份", "no province is entered for your organisation"),
        Text("请登记机构补录省份。", "Ask the registry to enter it."),
        clause,
    )
