"""``ccer methodology …``: the methodologies that can be calculated, what one holds, how two differ, and whether one works."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import DAY, DONE, REFUSED, lang, leave, of, print_json, say, shared, today

if TYPE_CHECKING:
    from ..compute.methodology import Methodology
    from ..core.asof import Mark
    from .methodology_check import Check

AS_OF = click.option(
    "--as-of",
    "on",
    type=DAY,
    default=None,
    help=say("依据日期，默认今天", "law as of this day, today by default"),
)


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
    from ..methodologies import codes, load

    rows = [_row(load(code), on or today()) for code in codes()]
    if as_json:
        print_json({"methodologies": rows})
        return
    for row in rows:
        state = (
            say(f"自 {row['in_force_since']}", f"since {row['in_force_since']}")
            if row["in_force_since"]
            else of(row["why_not"])
        )
        proxy = say("［替代公式］", " [stand-in equations]") if row["proxy"] else ""
        click.secho(row["code"], bold=True, nl=False)
        click.echo(f"  {of(row['title'])}{click.style(proxy, fg='yellow')}")
        click.echo(f"    {state} · {_stage(row['published'])} · {row['evidence']}")


def _row(method: Methodology, on: dt.date) -> dict[str, Any]:
    from ..core.errors import NotInForce, NotKnown
    from ..policy.corpus import corpus

    since, why_not = None, None
    try:
        since = corpus().cite(method.instrument, on).since
    except (NotInForce, NotKnown) as error:
        why_not = error.why
    return {
        "code": method.code,
        "title": method.title,
        "in_force_since": since,
        "why_not": why_not,
        "published": method.published,
        "proxy": method.proxy.text if method.proxy else None,
        "evidence": method.evidence,
    }


def _stage(published: bool) -> str:
    return (
        say("已发布", "published")
        if published
        else say("自拟草案，不能登记", "our own draft, never registered")
    )


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
    from ..methodologies import load

    method = load(code)
    found = _content(method, on or today())
    if as_json:
        print_json(found)
        return
    click.secho(f"{method.code}  {of(method.title)}", bold=True)
    click.echo(f"{_stage(method.published)} · {method.evidence}")
    if method.proxy is not None:
        click.secho(of(method.proxy.text), fg="yellow")
    _section(say("适用条件", "Applicability"))
    for rule in found["rules"].values():
        click.echo(f"  {of(rule['title'])}{say('：', ': ')}{of(rule['requires'])}  [{rule['cites'][0]}]")
    _section(say("公式", "Equations"))
    for number, entry in found["equations"].items():
        click.echo(f"  ({number}) {of(entry['title'])} [{entry['unit']}]")
        click.echo(f"      {entry['latex'] if latex else entry['plain']}")
    _section(say("监测参数", "Monitored quantities"))
    for name, line in found["monitored"].items():
        click.echo(f"  {name}  {of(line['title'])} [{line['unit']}]")
    _section(say("取值", "Parameters"))
    for name, parameter in found["parameters"].items():
        click.echo(f"  {name}  {of(parameter['title'])} [{parameter['unit']}]")
        for value in parameter["values"]:
            click.echo(f"      {value['from']}  {value['value']}{_mark(value['mark'])}  [{value['cite']}]")
        if parameter["unknown"] is not None:
            click.secho(f"      {of(parameter['unknown'])}", fg="yellow")


def _section(title: str) -> None:
    click.echo()
    click.secho(title, bold=True)


def _mark(mark: Mark) -> str:
    from ..core.asof import MARK_TEXT

    if mark == "found":
        return ""
    said = of(MARK_TEXT[mark])
    return click.style(say(f"［{said}］", f" [{said}]"), fg="yellow")


def _content(method: Methodology, on: dt.date) -> dict[str, Any]:
    """What a methodology holds, by names that do not carry its code, so that two can be compared."""
    return {
        **_row(method, on),
        "rules": _rules(method),
        "equations": {
            entry.number: {
                "title": entry.title,
                "plain": _plain(entry),
                "latex": entry.latex(),
                "unit": entry.unit,
            }
            for entry in method.equations
        },
        "monitored": {line.name: {"title": line.title, "unit": line.unit} for line in method.monitored},
        "parameters": _parameters(method),
    }


def _plain(entry: Any) -> str:
    """An equation with the names of its quantities."""
    formula = str(entry.formula({name: name for name in entry.parameters}))
    return f"{entry.result} = {formula.removeprefix('=')}"


def _rules(method: Methodology) -> dict[str, Any]:
    from ..rules import Stage
    from ..rules.catalogue import rules_of

    return {
        rule.id.rpartition(".")[2]: {
            "id": rule.id,
            "title": rule.title,
            "requires": rule.requires.fill(required="…"),
            "cites": rule.cites,
        }
        for rule in rules_of(Stage.ELIGIBILITY, method.code)
        if rule.methodology == method.code
    }


def _parameters(method: Methodology) -> dict[str, Any]:
    from ..policy.corpus import corpus

    prefix = method.parameter("")
    return {
        parameter.name.removeprefix(prefix): {
            "title": parameter.title,
            "unit": parameter.unit,
            "values": [
                {"from": value.since, "value": value.value, "mark": value.mark, "cite": value.cite}
                for value in parameter.values
            ],
            "unknown": parameter.unknown,
        }
        for parameter in corpus().parameters(prefix)
    }


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
@shared
def diff(first: str, second: str, as_json: bool) -> None:
    """Only what differs."""
    from ..methodologies import load

    one, other = load(first), load(second)
    found = differences(one, other)
    if as_json:
        print_json({"first": one.code, "second": other.code, "differences": found})
        return
    titles = {
        "rules": say("适用条件", "Applicability"),
        "equations": say("公式", "Equations"),
        "parameters": say("取值", "Parameters"),
    }
    click.secho(f"{one.code} → {other.code}", bold=True)
    for part, rows in found.items():
        if rows:
            _section(titles[part])
        for row in rows:
            click.echo(f"  {row['name']}")
            for sign, said in (("−", row["first"]), ("+", row["second"])):
                if said is not None:
                    click.echo(f"    {sign} {said}")
    if not any(found.values()):
        click.echo(say("没有差别。", "No difference."))


def differences(one: Methodology, other: Methodology) -> dict[str, list[dict[str, Any]]]:
    """Rules by what they require, equations by number, parameters by their values; only what is not alike."""
    sides = [_comparable(method) for method in (one, other)]
    return {part: _unlike(sides[0][part], sides[1][part]) for part in ("rules", "equations", "parameters")}


def _comparable(method: Methodology) -> dict[str, dict[str, str]]:
    values = {
        name: "; ".join(f"{value['from']}: {value['value']} ({value['mark']})" for value in row["values"])
        for name, row in _parameters(method).items()
    }
    return {
        "rules": {name: rule["requires"].say(lang()) for name, rule in _rules(method).items()},
        "equations": {entry.number: f"{_plain(entry)} [{entry.unit}]" for entry in method.equations},
        "parameters": {name: said or "—" for name, said in values.items()},
    }


def _unlike(one: dict[str, str], other: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "first": one.get(name), "second": other.get(name)}
        for name in dict.fromkeys([*one, *other])
        if one.get(name) != other.get(name)
    ]


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

    day = on or today()
    checks = [one for wanted in ([code] if code else codes()) for one in check(load(wanted), day)]
    if as_json:
        print_json({"as_of": day, "checks": [one._asdict() for one in checks]})
    else:
        _print_checks(checks)
    leave(REFUSED if any(one.passed is False for one in checks) else DONE)


def _print_checks(checks: list[Check]) -> None:
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
            f"通过 {done} 项，未通过 {failed} 项，未能检查 {left} 项。",
            f"{done} passed, {failed} failed, {left} could not be checked.",
        ),
        bold=True,
    )
    click.echo(
        say(
            "只说明公式能算、示例能估算，不说明公式与官方文本一致。",
            "This shows that the equations run and the example can be estimated, not that they agree with the official text.",
        )
    )
