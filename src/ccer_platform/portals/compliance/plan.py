"""The planner: obligations, holdings, offers and prices in; the cheapest mix, how sure it is, other terms and a file out."""

from __future__ import annotations

import csv
import io
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from ccer.core.errors import BadInput, CcerError
from ccer.core.text import Text
from ccer.exchange.money import yuan as written
from ccer.exchange.orders import Side
from ccer.offset.case import OffsetCase, case_of
from ccer.offset.planning import Line

from ... import clock
from ...actions import offsetting
from ...components.charts import Chart, ChartSeries
from ...components.steps import StepField
from ...language import lang
from ...planning import Planned, planned
from ...store.reading import ets as reading
from ...store.reading import market
from ..workbench.who import Desk
from .using import own_case, question
from .who import at_compliance

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("units", "price", "quantity", "registered_on", "project_ets_covered", "opposite_on")
MOST_OFFERS = 200
PRICE = Text("元/吨", "CNY/t")


class Asked(NamedTuple):
    """A question of the form, with its usual answer."""

    name: str
    title: Text
    usual: str = ""
    unit: Text | None = None
    required: bool = True
    help: Text | None = None


ASKED = (
    Asked(
        "cea_price",
        Text("配额买入价", "Price to buy allowances"),
        "",
        PRICE,
        True,
        Text("不限量；不填则不买入配额。", "Without an end; leave it out to buy none."),
    ),
    Asked("cea_value", Text("持有配额的可售价", "What allowances held could be sold for"), "", PRICE, False),
    Asked(
        "value",
        Text("持有减排量的可售价", "What units held could be sold for"),
        "",
        PRICE,
        False,
        Text("不填则按 0 计值。", "Left out, they are valued at nothing."),
    ),
    Asked(
        "offers",
        Text("减排量卖单（CSV）", "Offers of units (CSV)"),
        "",
        None,
        False,
        Text(
            "每行一笔，逗号分隔：减排量、价格（元/吨）、数量（吨）、登记日、项目是否纳入配额管理（yes 或 no）、"
            "最近一次卖出同一标的之日；后三项可空。先列出平台上的卖出挂牌，可改。",
            "One a line, with commas: units, price (CNY/t), quantity (t), day registered, project under allowance management "
            "(yes or no), day the same product was last sold; the last three may be empty. First: what is posted for sale.",
        ),
    ),
    Asked("buy_in", Text("几个交易日后买入", "Trading days until the purchase"), "10"),
    Asked("seed", Text("随机种子", "Seed"), "1"),
    Asked(
        "cea_sd",
        Text("配额价格日波动", "Daily standard deviation of the allowance price"),
        "0.015",
        None,
        True,
        Text("配额没有日度记录，由使用者填写。", "No daily record is held of it; it is yours to state."),
    ),
    Asked("settlement", Text("结算（交易日）", "Settlement, trading days"), "1"),
    Asked("transfer", Text("划转（交易日）", "Transfer, trading days"), "1"),
    Asked("lock", Text("冻结和标记（工作日）", "Lock and mark, working days"), "1"),
    Asked("province", Text("省级办理（工作日）", "The province, working days"), "10"),
)
DEFAULTS = {each.name: each.usual for each in ASKED}


@require_GET
@at_compliance("emitter")
def page(desk: Desk) -> HttpResponseBase:
    """The form, and below it the plan where it was asked for; the same address gives the same plan."""
    case = own_case(desk)
    query = desk.request.GET
    usual = DEFAULTS if query else {**DEFAULTS, "offers": standing()}
    typed = {name: query.get(name, said).strip()[:20_000] for name, said in usual.items()}
    context: dict[str, Any] = {
        "entity": case.entity,
        "years": case.years,
        "fields": _fields(typed),
        "columns": ",".join(COLUMNS),
        "crumbs": ((Text("测算", "Plan"), ""),),
        "query": query.urlencode(),
    }
    if not query:
        return desk.show("compliance/plan.html", context)
    try:
        made = planned(_case(case, typed), clock.at())
    except CcerError as error:
        return desk.show("compliance/plan.html", {**context, "refusals": (error,)}, 422)
    wanted = query.get("format", "")
    if wanted in ("csv", "xlsx"):
        return _file(made, wanted)
    return desk.show("compliance/plan.html", {**context, **_shown(made)})


def _file(made: Planned, wanted: str) -> HttpResponse:
    content, kind = (made.as_csv(), "text/csv; charset=utf-8") if wanted == "csv" else (made.as_xlsx(), XLSX)
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="offset-plan.{wanted}"'
    answer.headers["CCER-Receipt"] = made.receipt.digest
    return answer


def _case(case: offsetting.Case, typed: dict[str, str]) -> OffsetCase:
    """The case as docs/offset.md describes it, from the books of both sides and what was typed."""
    entity, account = case.entity, offsetting.account_of(case.entity)
    value = {"price": typed["value"]} if typed["value"] else {}
    held = [
        {
            "units": each.lot.name,
            "quantity": each.lot.quantity,
            "registered_on": each.lot.registered_on,
            "legacy_filed_on": each.lot.legacy_filed_on,
            "project_ets_covered": each.lot.project_ets_covered,
            **value,
        }
        for each in reading.owned(account)
    ]
    allowances = case.book.allowances.get(entity.code, 0)
    own = {"quantity": allowances} | ({"price": typed["cea_value"]} if typed["cea_value"] else {})
    return case_of(
        _strict(
            {
                "entity": {name: getattr(entity, name) for name in entity.__struct_fields__},
                "obligations": [
                    {"year": y.year, "due_t": y.due_t, "used_t": y.used_t, "surrendered_t": y.surrendered_t}
                    for y in (each.obligation for each in case.years)
                ],
                "held": held,
                "offers": _offers(typed["offers"]),
                "cea_held": [own] if allowances else [],
                "cea_offers": [{"price": typed["cea_price"]}] if typed["cea_price"] else [],
                "lead": {
                    name: _number(typed[name]) for name in ("settlement", "transfer", "lock", "province")
                },
                "outlook": {
                    "buy_in": _number(typed["buy_in"]),
                    "seed": _number(typed["seed"]),
                    "cea_daily_sd": _share(typed["cea_sd"]),
                },
            }
        )
    )


def _strict(data: dict[str, Any]) -> dict[str, Any]:
    """Without facts that are not known: a missing fact is said, never guessed."""
    for lot in (*data["held"], *data["offers"]):
        for name in [name for name, value in lot.items() if value is None or value == ""]:
            del lot[name]
    return data


def _offers(text: str) -> list[dict[str, Any]]:
    """Asks, one a line as CSV: the columns of `COLUMNS`, a heading or none."""
    rows = [row for row in csv.reader(io.StringIO(text)) if row and row[0].strip() not in ("", COLUMNS[0])]
    if len(rows) > MOST_OFFERS:
        raise _unread(Text(f"卖单超过 {MOST_OFFERS} 行", f"there are more than {MOST_OFFERS} offers"))
    found = []
    for number, row in enumerate(rows, 1):
        if not 3 <= len(row) <= len(COLUMNS):
            raise _unread(
                Text(
                    f"卖单第 {number} 行应有 3 至 {len(COLUMNS)} 列",
                    f"offer {number} must have 3 to {len(COLUMNS)} columns",
                )
            )
        lot: dict[str, Any] = dict(zip(COLUMNS, (cell.strip() for cell in row), strict=False))
        lot["quantity"] = _number(lot["quantity"])
        if lot.get("project_ets_covered"):
            known = {"yes": True, "true": True, "no": False, "false": False}
            lot["project_ets_covered"] = known.get(lot["project_ets_covered"].lower())
        found.append(lot)
    return found


def standing() -> str:
    """What is posted for sale at the exchange now, as the form takes it; facts that the registry does not hold are left empty."""
    rows = []
    for each in market.instruments():
        if each.suspended:
            continue
        lot, _ = reading.facts_of(each.series)
        covered = {True: "yes", False: "no", None: ""}[lot.project_ets_covered]
        for level in market.levels(each.series, Side.SELL):
            rows.append(
                f"{lot.name},{written(level.price)},{level.quantity},{lot.registered_on or ''},{covered}"
            )
    return "\n".join(rows[:MOST_OFFERS])


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise _unread(Text(f"“{text}”不是整数", f'"{text}" is no whole number'))
    return int(text)


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise _unread(Text(f"“{text}”不是数字", f'"{text}" is no number')) from error


def _unread(why: Text) -> BadInput:
    return BadInput(
        Text("测算没有进行", "Nothing was planned"),
        why,
        Text("改正后重新测算。", "Correct it and plan again."),
        "mee-2020-19/art-29/para-1",
    )


def _fields(typed: dict[str, str]) -> tuple[StepField, ...]:
    return tuple(
        question(
            each.name, each.title, typed[each.name], "area" if each.name == "offers" else "number",
            help=each.help, required=each.required, unit=each.unit.say(lang()) if each.unit else "",
        )
        for each in ASKED
    )  # fmt: skip


def yuan(fen: int | None) -> str:
    """Money as people read it."""
    return "—" if fen is None else f"¥{fen / 100:,.2f}"


USE_TEXT = {"held": Text("使用", "use"), "buy": Text("买入", "buy")}
PRODUCT_TEXT = {"CCER": Text("减排量", "CCER"), "CEA": Text("配额", "allowances")}


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line,
        "use": USE_TEXT[line.use],
        "product": PRODUCT_TEXT[line.product],
        "price": yuan(line.price_fen),
        "cost": yuan(line.cost_fen),
        "commission": yuan(line.commission_fen),
    }


def _shown(made: Planned) -> dict[str, Any]:
    plan, drawn = made.made, made.drawn
    chart = Chart(
        "saving",
        Text("比只用配额节省", "Saving against allowances only"),
        tuple(drawn.saving_fen),
        (ChartSeries(Text("节省", "Saving"), tuple(fen / 100 for fen in drawn.saving_fen.values())),),
        Text("元", "CNY"),
        head=Text("分位", "Percentile"),
        note=Text(
            f"{drawn.record[0]} 至 {drawn.record[1]} 的 {drawn.record[2]} 个交易日抽样 {drawn.paths:,} 条路径，种子 {drawn.seed}",
            f"{drawn.paths:,} paths drawn from {drawn.record[2]} trading days, {drawn.record[0]} to {drawn.record[1]}, seed {drawn.seed}",
        ),
    )
    return {
        "made": plan,
        "lines": [_line(line) for line in plan.lines],
        "chart": chart,
        "year_plans": [(year, yuan(year.cap_value_fen)) for year in plan.years],
        "total": yuan(plan.total_fen),
        "outlay": yuan(plan.outlay_fen),
        "forgone": yuan(plan.forgone_fen),
        "saving": yuan(plan.saving_fen),
        "only": yuan(plan.allowances_only_fen),
        "best": f"{drawn.best:.0%}",
        "saves": f"{drawn.saves:.0%}",
        "scenarios": [
            {**each.row(), "total": yuan(each.plan.total_fen), "saving": yuan(each.plan.saving_fen)}
            for each in made.others
        ],
        "provisional": made.provisional,
        "receipt": made.receipt,
    }
