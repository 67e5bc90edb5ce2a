"""``ccer methodology …``: the methodologies that can be calculated, what one holds, how two differ, and whether one works."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..core.text import Text
from .base import DAY, DONE, REFUSED, lang, leave, of, print_json, say, shared, today

if TYPE_CHECKING:
    from .methodology_check import Check

AS_OF = click.option(
    "--as-of",
    "on",
    type=DAY,
    default=None,
    help=say("依据日期，默认今天", "law as of this day, today by default"),
)
HEADS = (
    Text("代码", "Code"),
    Text("施行日期", "In force"),
    Text("状态", "State"),
    Text("公式", "Equations"),
    Text("数据", "Data"),
    Text("名称", "Title"),
)
PARTS = {
    "rules": Text("适用条件", "Applicability"),
    "equations": Text("公式", "Equations"),
    "monitored": Text("监测参数", "Monitored quantities"),
    "parameters": Text("取值", "Parameters"),
}


@click.group(
    help=say(
        "方法学：列出、查看、比较两个版本、自检。",
        "Methodologies: list them, show one, compare two versions, check that one works.",
    )
)
def command() -> None:
    """Methodologies."""


@command.command(
    name="list",
    help=say(
        "列出可以核算的方法学：代码、名称、生效日、已发布或草案、是否替代公式、数据种类。",
        "List what can be calculated: code, title, in force since, published or draft, stand-in equations, kind of evidence.",
    ),
)
@AS_OF
@shared
def list_(on: dt.date | None, as_json: bool) -> None:
    """One line a methodology."""
    from ..documents.methodology_content import row
    from ..methodologies import codes, load

    rows = [row(load(code), on or today()) for code in codes()]
    if as_json:
        print_json({"as_of": on or today(), "methodologies": rows})
        return
    heads = tuple(of(head) for head in HEADS)
    _table([heads, *(_line(each) for each in rows)])
    click.echo()
    click.echo(
        say(
            "「替代」：官方公式未读到，用替代公式，结果均为暂定。草案可以估算，不能登记。\n"
            "看一个：ccer methodology show 代码；新建项目：ccer project new 文件夹 --methodology 代码",
            "stand-in: the official equations were not read, every result is provisional. A draft may estimate, never register.\n"
            "Look at one: ccer methodology show CODE; start a project: ccer project new FOLDER --methodology CODE",
        )
    )


def _line(found: dict[str, Any]) -> tuple[str, ...]:
    """One methodology as cells of a table."""
    since = found["in_force_since"]
    state = say("已发布", "published") if found["published"] else say("草案", "draft")
    if found["published"] and since is None:
        state = say("未施行", "not in force")
    kind = say("替代", "stand-in") if found["proxy"] else say("原文", "as read")
    cells = (found["code"], str(since or "—"), state, f"{found['equations']} {kind}")
    return (*cells, of(found["evidence_title"]), of(found["title"]))


def _table(rows: list[tuple[str, ...]]) -> None:
    """Cells in columns, a Chinese character as wide as two letters; the first row is the heading."""
    wide = [max(_width(line[place]) for line in rows) for place in range(len(rows[0]))]
    for number, line in enumerate(rows):
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(line, wide, strict=True)]
        click.secho("  ".join(padded).rstrip(), bold=number == 0)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _stage(published: bool) -> str:
    return say("已发布", "published") if published else say("草案，不能登记", "a draft, never registered")


@command.command(
    help=say(
        "一个方法学的适用条件、公式、监测参数和取值（含把握程度）。",
        "Applicability rules, equations, monitored quantities and parameters of one, with their marks.",
    )
)
@click.argument("code")
@click.option("--latex", is_flag=True, help=say("公式用 LaTeX", "equations as LaTeX"))
@AS_OF
@shared
def show(code: str, latex: bool, on: dt.date | None, as_json: bool) -> None:
    """All of one methodology."""
    from ..documents.methodology_content import content, worth_of
    from ..methodologies import load

    method = load(code)
    found = content(method, on or today(), lang())
    if as_json:
        print_json({"as_of": on or today(), **found})
        return
    since = found["in_force_since"]
    dated = say(f"自 {since} 起施行", f"in force since {since}") if since else of(found["why_not"])
    click.secho(f"{method.code}  {of(method.title)}", bold=True)
    click.echo(f"{_stage(method.published)} · {dated} · {of(found['evidence_title'])}")
    if method.proxy is not None:
        click.secho(of(method.proxy.text), fg="yellow")
    _section(say("适用条件", "Applicability"))
    for rule in found["rules"].values():
        click.echo(f"  {of(rule['title'])}{say('：', ': ')}{of(rule['requires'])}  [{rule['cites'][0]}]")
    _show_equations(found, latex)
    _section(say("监测参数", "Monitored quantities"))
    for name, line in found["monitored"].items():
        click.echo(f"  {of(line['title'])}{_unit(line['unit'])}  {name}")
        click.echo(f"      {of(line['frequency'])}  [{line['clause']}]")
    _section(say("取值", "Parameters"))
    for name, parameter in found["parameters"].items():
        click.echo(f"  {of(parameter['title'])}  {name}")
        for value in parameter["values"]:
            colour = None if value["mark"] == "found" else "yellow"
            click.secho(f"      {worth_of(value, parameter['unit'], lang())}  [{value['cite']}]", fg=colour)
        if parameter["unknown"] is not None:
            click.secho(f"      {of(parameter['unknown'])}", fg="yellow")


def _show_equations(found: dict[str, Any], latex: bool) -> None:
    """The equations in the order of their numbers, then each symbol with its unit and the name it has in files."""
    _section(say("公式", "Equations"))
    for number, entry in found["equations"].items():
        click.echo(f"  ({number}) {of(entry['title'])}{_unit(entry['unit'])}  [{entry['clause']}]")
        click.echo(f"      {entry['latex'] if latex else entry['printed']}")
    _section(say("符号（后为程序和数据文件中的名称）", "Symbols, then the name in the program and in files"))
    _table(
        [
            (f"  {held['symbol']}", of(held["title"]), _unit(held["unit"]).strip(), name)
            for name, held in found["symbols"].items()
        ]
    )


def _unit(printed: str) -> str:
    from ..documents.wording import unit

    return f" [{unit(printed, lang())}]"


def _section(title: str) -> None:
    click.echo()
    click.secho(title, bold=True)


@command.command(
    help=say(
        "官方文本填报表：方法学中没有在官方文本读到的每一项取值，待填数值、来源和条款；--out 写成文件。",
        "Official form: every value of a methodology that was not read in the official text, to be filled with figure, source and "
        "clause; --out writes it to a file.",
    ),
)
@click.argument("code")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help=say("写到这个文件", "write it here")
)
@AS_OF
@shared
def form(code: str, out: Path | None, on: dt.date | None, as_json: bool) -> None:
    """One form a methodology; never over a file that is there already."""
    from ..core.asof import AsOf
    from ..methodologies import load
    from ..policy.corpus import corpus
    from ..project.official_form import form_of, form_rows, refuse_present

    method, at = load(code), AsOf(corpus(), on or today())
    if out is not None:
        from .files import write_atomic

        refuse_present(out)
        write_atomic(out, form_of(method, at).encode())
    if as_json:
        print_json({"methodology": method.code, "as_of": at.on, "official": form_rows(method, at)})
    else:
        click.echo(str(out) if out else form_of(method, at), nl=out is not None)


@command.command(
    help=say(
        "两个版本（或两个方法学）的差别：适用条件、公式、取值。",
        "What differs between two versions (or two methodologies): rules, equations, parameters.",
    )
)
@click.argument("first")
@click.argument("second")
@AS_OF
@shared
def diff(first: str, second: str, on: dt.date | None, as_json: bool) -> None:
    """Only what differs."""
    from ..documents.methodology_content import differences
    from ..methodologies import load

    one, other = load(first), load(second)
    found = differences(one, other, on or today(), lang())
    if as_json:
        print_json({"as_of": on or today(), "first": one.code, "second": other.code, "differences": found})
        return
    click.secho(f"− {one.code}  {of(one.title)}\n+ {other.code}  {of(other.title)}", bold=True)
    for part, title in PARTS.items():
        _show_unlike(of(title), found[part])
    if not any(found.values()):
        click.echo(say("没有差别。", "No difference."))


def _show_unlike(title: str, rows: list[dict[str, Any]]) -> None:
    """What both have and say otherwise, then what only one has, a line each."""
    if rows:
        _section(f"{title}{say('：', ': ')}{say(f'{len(rows)} 处不同', f'{len(rows)} differ')}")
    for each in rows:
        if each["first"] is not None and each["second"] is not None:
            click.echo(f"  {each['title']}  {each['name']}")
            click.secho(f"    − {each['first']}", fg="red")
            click.secho(f"    + {each['second']}", fg="green")
    for side, sign, colour in (("first", "−", "red"), ("second", "+", "green")):
        for each in rows:
            if None in (each["first"], each["second"]) and each[side] is not None:
                click.secho(f"  {sign} {each['title']}  {each['name']}", fg=colour)
                if each[side] != each["title"]:
                    click.echo(f"      {each[side]}")


@command.command(
    name="test",
    help=say(
        "自检：每个公式用浮点数、NumPy、工作簿公式和 SymPy 各跑一遍，并用文件夹自带的虚构示例估算一次。"
        "不证明公式与官方文本一致。退出码 1：有一项未通过。",
        "Check: every equation on floats, NumPy, as a workbook formula and in SymPy, and one estimate of the fictional example in the "
        "folder. It does not show that the equations agree with the official text. Exit code 1: a check failed.",
    ),
)
@click.argument("code", required=False)
@AS_OF
@shared
def test(code: str | None, on: dt.date | None, as_json: bool) -> None:
    """What was checked, line by line."""
    from ..methodologies import codes, load
    from .methodology_check import check

    day, began = on or today(), time.monotonic()
    checks = [one for wanted in ([code] if code else codes()) for one in check(load(wanted), day)]
    took = time.monotonic() - began
    if as_json:
        print_json({"as_of": day, "seconds": round(took, 1), "checks": [one._asdict() for one in checks]})
    else:
        _print_checks(checks, day, took)
    leave(REFUSED if any(one.passed is False for one in checks) else DONE)


def _print_checks(checks: list[Check], day: dt.date, took: float) -> None:
    click.echo(
        say(
            f"依据日期 {day}。公式：输入 1.1、1.17、1.24 …，各种算法与浮点数相差须不超过 1e-9。"
            "示例：方法学文件夹中的虚构项目，按自带的电网因子估算。",
            f"As of {day}. Equations: inputs 1.1, 1.17, 1.24 …, each way within 1e-9 of plain floats. "
            "Example: the fictional project in the folder, with the grid factors held.",
        )
    )
    signs = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "yellow")}
    code = ""
    for one in checks:
        if one.code != code:
            code = one.code
            click.secho(code, bold=True)
        sign, colour = signs[one.passed]
        click.echo(f"  {click.style(sign, fg=colour)} {of(one.what)}{say('：', ': ')}{of(one.said)}")
    done, failed = sum(one.passed is True for one in checks), sum(one.passed is False for one in checks)
    left = sum(one.passed is None for one in checks)
    click.secho(
        say(
            f"通过 {done} 项，未通过 {failed} 项，未能检查 {left} 项，用时 {took:.1f} 秒。",
            f"{done} passed, {failed} failed, {left} could not be checked, in {took:.1f} s.",
        ),
        bold=True,
    )
    click.echo(
        say(
            "只说明公式能算、示例能估算，不说明公式与官方文本一致。",
            "This shows that the equations run and the example can be estimated, not that they agree with the official text.",
        )
    )
