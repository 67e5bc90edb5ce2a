"""``ccer offset check|plan FILE``."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from .base import REFUSED, dated, leave, of, print_json, say, shared, today

if TYPE_CHECKING:
    from ..core.asof import AsOf
    from ..offset.outlook import Drawn
    from ..offset.planning import OffsetPlan
    from ..offset.scenarios import Scenario


@click.group(
    help=say(
        "用减排量抵销配额清缴：能不能用、用多少、怎样最省。FILE 的格式见 docs/offset.md，示例见 samples/example-offset。",
        "CCERs against an ETS obligation: what may be used, how much, and the cheapest way. The format of FILE is in "
        "docs/offset.md, a sample in samples/example-offset.",
    )
)
def command() -> None:
    """Offset."""


@command.command(
    help=say(
        "各年度的应清缴、上限、余量、期限；每一批减排量逐条判定。退出码 1：有的批次各年度都不能用。",
        "What is owed, the cap, the room and the deadline of each year; each lot judged clause by clause. Exit code 1: a lot "
        "can be used for no year.",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@dated
@shared
def check(file: Path, on: dt.date | None, known_at: dt.date | None, as_json: bool) -> None:
    """Obligations and eligibility."""
    from ..offset.case import read_case
    from ..offset.eligibility import eligibility, receipt_of
    from ..offset.obligations import standings
    from .show import verdict

    case, at = read_case(file), _law(on, known_at)
    years = standings(case.obligations, at)
    found = [
        (lot, stand, eligibility(lot.lot, min(lot.quantity, stand.room_t), case.entity, stand.obligation, at))
        for lot in (*case.held, *case.offers)
        for stand in years
    ]
    if as_json:
        print_json(
            {
                "years": [each.row() for each in years],
                "lots": [
                    {
                        "units": lot.units,
                        "year": stand.obligation.year,
                        "usable": each.usable,
                        "receipt": receipt_of(each, at),
                    }
                    for lot, stand, each in found
                ],
            }
        )
    else:
        _table(
            [
                {**each.row(), "deadline": f"{each.deadline.day or '—'}{_mark(each.deadline.provisional)}"}
                for each in years
            ]
        )
        for lot, stand, each in found:
            verdict(each.decision, _lot_title(lot.units, stand.obligation.year))
    usable = {lot.units for lot, _, each in found if each.usable}
    if any(lot.units not in usable for lot in (*case.held, *case.offers)):
        leave(REFUSED)


@command.command(
    help=say(
        "最省的组合：用哪些、买哪些、何时以前买；比只用配额省多少，有多大把握；其他情形下怎样。",
        "The cheapest mix: what to use, what to buy, by when; what it saves against allowances only, how sure, and under other terms.",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help=say("写出 CSV 或 XLSX", "write a CSV or XLSX file")
)
@dated
@shared
def plan(file: Path, out: Path | None, on: dt.date | None, known_at: dt.date | None, as_json: bool) -> None:
    """The least-cost plan."""
    from ..offset.case import read_case
    from ..offset.outlook import outlook
    from ..offset.planning import plan as make
    from ..offset.planning import receipt_of
    from ..offset.scenarios import scenarios
    from ..policy.calendar import calendar

    case, at, days = read_case(file), _law(on, known_at), calendar()
    made = make(case, at, days)
    drawn, others = outlook(case, made, at, days), scenarios(case, at, days)
    if out:
        write(made, others, out)
    if as_json:
        print_json(
            {
                "receipt": receipt_of(case, made, at, days),
                "years": made.year_rows(),
                "excluded": made.excluded_rows(),
                "saving_fen": made.saving_fen,
                "outlook": msgspec.to_builtins(drawn),
                "outlook_rows": drawn.rows(),
                "scenarios": [each.row() for each in others],
                "provisional": made.provisional + drawn.provisional,
            }
        )
        return
    _show(made, drawn, others)


def write(made: OffsetPlan, others: tuple[Scenario, ...], out: Path) -> None:
    """The plan's lines as CSV, or the plan, its years, what is excluded and the scenarios as sheets of an XLSX file."""
    if out.suffix.lower() == ".xlsx":
        from ..documents.tables import write_tables

        sheets = {
            "plan": made.rows(),
            "years": made.year_rows(),
            "excluded": made.excluded_rows(),
            "scenarios": tuple(each.row() for each in others),
        }
        write_tables({name: _plain(rows) for name, rows in sheets.items()}, out)
        return
    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        rows = _plain(made.rows())
        writer = csv.DictWriter(stream, list(rows[0]) if rows else ["year"])
        writer.writeheader()
        writer.writerows(rows)


def _law(on: dt.date | None, known_at: dt.date | None) -> AsOf:
    from ..core.asof import AsOf
    from ..policy.corpus import corpus

    return AsOf(corpus(), on or today(), known_at)


def _lot_title(units: str, year: int) -> Any:
    from ..core.text import Text

    return Text(f"{units} 用于 {year} 年度", f"{units} for {year}")


def _mark(provisional: bool) -> str:
    return say("［暂定］", " [provisional]") if provisional else ""


def _yuan(fen: int | None) -> str:
    return "—" if fen is None else f"{fen / 100:,.2f}"


def _plain(rows: Any) -> list[dict[str, Any]]:
    """Rows with every text in the language of the run."""
    from ..core.text import Text

    return [
        {key: of(value) if isinstance(value, Text) else value for key, value in row.items()} for row in rows
    ]


COLUMNS = {
    "year": ("年度", "year"),
    "verified_emissions_t": ("核查排放", "verified t"),
    "due_t": ("应清缴", "due t"),
    "cap_t": ("抵销上限", "cap t"),
    "used_t": ("已抵销", "used t"),
    "room_t": ("尚可抵销", "room t"),
    "surrendered_t": ("已缴配额", "surrendered t"),
    "owed_t": ("尚欠", "owed t"),
    "deadline": ("截止", "deadline"),
}


def _table(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        parts = [
            f"{say(*COLUMNS[key])} {value:,}"
            if isinstance(value, int) and key != "year"
            else f"{say(*COLUMNS[key])} {value}"
            for key, value in row.items()
            if key in COLUMNS and value is not None
        ]
        click.secho(" · ".join(parts), bold=True)


def _show(made: OffsetPlan, drawn: Drawn, others: tuple[Scenario, ...]) -> None:
    from .show import heading

    for year in made.years:
        heading(
            say(
                f"{year.year} 年度：尚欠 {year.owed_t:,} 吨，可抵销 {year.room_t:,} 吨；减排量 {year.ccer_t:,}，配额 {year.cea_t:,}",
                f"{year.year}: {year.owed_t:,} t owed, room for {year.room_t:,} t; CCERs {year.ccer_t:,}, allowances {year.cea_t:,}",
            )
        )
        click.echo(
            say(
                f"  最迟 {year.buy_by or '—'} 买入，{year.deadline or '—'} 清缴截止；上限多 1 吨值 {_yuan(year.cap_value_fen)} 元",
                f"  buy by {year.buy_by or '—'}, surrender by {year.deadline or '—'}; a tonne of cap: CNY {_yuan(year.cap_value_fen)}",
            )
        )
        if year.short_t:
            click.secho(say(f"  不足 {year.short_t:,} 吨", f"  short by {year.short_t:,} t"), fg="red")
        for line in made.lines:
            if line.year == year.year:
                verb = say("用", "use") if line.use == "held" else say("买", "buy")
                since = (
                    ""
                    if line.not_before is None
                    else say(f"，{line.not_before} 起", f", from {line.not_before}")
                )
                click.echo(
                    f"  {verb} {line.product} {line.name}  {line.tonnes:,} t × {_yuan(line.price_fen)}"
                    + (
                        say(f" + 手续费 {_yuan(line.commission_fen)}", f" + fee {_yuan(line.commission_fen)}")
                        if line.use == "buy"
                        else ""
                    )
                    + since
                )
    for each in made.excluded:
        click.echo(f"  ✗ {each.name} {each.year}{say('：', ': ')}{of(each.why)}  [{each.clause}]")
    _money(made, drawn)
    heading(say("其他情形", "Under other terms"))
    for other in others:
        click.echo(f"  {of(other.title)}{say('：省', ': saves ')} {_yuan(other.plan.saving_fen)}")
    heading(say("暂定的输入", "Provisional inputs"))
    for note in dict.fromkeys(made.provisional + drawn.provisional):
        click.secho(f"  {of(note)}", fg="yellow")


def _money(made: OffsetPlan, drawn: Drawn) -> None:
    from .show import heading

    heading(
        say(
            f"合计 {_yuan(made.total_fen)} 元（支出 {_yuan(made.outlay_fen)}，放弃出售 {_yuan(made.forgone_fen)}）；"
            f"比只用配额省 {_yuan(made.saving_fen)} 元",
            f"Total CNY {_yuan(made.total_fen)} (paid {_yuan(made.outlay_fen)}, sales given up {_yuan(made.forgone_fen)}); "
            f"saves CNY {_yuan(made.saving_fen)} against allowances only",
        )
    )
    low, mid, high = (_yuan(drawn.saving_fen[p]) for p in ("P10", "P50", "P90"))
    click.echo(
        say(
            f"  {drawn.buy_in} 个交易日后买入：节省 P10 {low}，P50 {mid}，P90 {high}；最优的概率 {drawn.best:.0%}，"
            f"有节省的概率 {drawn.saves:.0%}",
            f"  Bought {drawn.buy_in} trading days from now: saving P10 {low}, P50 {mid}, P90 {high}; best choice {drawn.best:.0%}, "
            f"saves at all {drawn.saves:.0%}",
        )
    )
