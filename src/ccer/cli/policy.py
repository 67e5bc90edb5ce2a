"""``ccer policy …``: the law base."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import dated, lang, of, print_json, say, shared, today

if TYPE_CHECKING:
    from ..core.text import Text
    from ..policy.corpus import Clause
    from ..policy.coverage import Coverage
    from ..policy.search import By


@click.group(
    help=say(
        "法规库：条款、参数、引文、差异、检索、记录检查。",
        "The law base: clauses, parameters, citations, differences, search, records.",
    )
)
def command() -> None:
    """Law base."""


def said(text: Text | None) -> str | None:
    """A text in the language of this run, or nothing."""
    return None if text is None else of(text)


def window(since: dt.date | None, until: dt.date | None) -> str:
    """A validity window in words."""
    if since is None and until is None:
        return say("未生效（草案）", "no force (draft)")
    end = until.isoformat() if until else say("至今", "now")
    return f"{since or '…'} – {end}"


@command.command(help=say("显示一条条款（写法不限）。", "Show a provision, cited in any of the usual ways."))
@click.argument("ref")
@dated
@shared
def show(ref: str, on: dt.date | None, known_at: dt.date | None, as_json: bool) -> None:
    """One provision."""
    from ..policy.verbs import clause as find

    clause = find(ref, on, known_at)
    if as_json:
        print_json(clause_data(clause))
    else:
        _print_clause(clause)


command.add_command(show, "clause")


def clause_data(clause: Clause) -> dict[str, Any]:
    """A clause as JSON, texts in both languages."""
    return {
        "ref": clause.ref,
        "label": clause.label,
        "heading": clause.heading,
        "summary": clause.summary,
        "instrument": {
            "id": clause.instrument.id,
            "title": clause.instrument.title,
            "number": clause.instrument.number,
            "rank": clause.instrument.rank,
            "issuers": clause.instrument.issuers,
        },
        "state": clause.state,
        "since": clause.since,
        "until": clause.until,
        "digest": clause.digest,
        "read_by": clause.read_by,
        "not_read": clause.unread,
        "marks": clause.marks,
        "children": clause.children,
        "effects": clause.effects,
        "reviewed_by_person": _reviewed(clause),
    }


def _reviewed(clause: Clause) -> bool:
    from ..policy.review import reviewed

    return reviewed(clause.instrument).state == "reviewed"


def _print_clause(clause: Clause) -> None:
    from ..core.asof import MARK_TEXT
    from ..policy.corpus import corpus

    click.secho(of(clause.label), bold=True)
    click.echo(f"{of(clause.instrument.title)} · {window(clause.since, clause.until)}")
    click.echo()
    click.echo(of(clause.summary))
    for child in clause.children:
        part = corpus().clause(child)
        click.echo(f"  {of(part.label)}  {of(part.summary)}")
    click.echo()
    if clause.read_by:
        click.echo(f"{say('读取它的规则：', 'Read by: ')}{', '.join(clause.read_by)}")
    elif clause.unread is not None:
        click.echo(f"{say('没有规则读取：', 'Read by no rule: ')}{of(clause.unread)}")
    for what, mark in clause.marks:
        click.secho(f"{say('［暂定］', '[provisional] ')}{what} {of(MARK_TEXT[mark])}", fg="yellow")
    if not _reviewed(clause):
        click.secho(
            say(
                "摘要尚未经人工复核；以官方文本为准。",
                "This summary has not been reviewed by a person; the official text prevails.",
            ),
            fg="yellow",
        )
    click.echo(f"{clause.ref}  sha256 {clause.digest[:16]}…")


@command.command(
    help=say(
        "解析引文：31号令第十七条第一款第三项、Order 31 art 17(1)(3) ……",
        "Resolve a citation as people write it.",
    )
)
@click.argument("text")
@dated
@shared
def resolve(text: str, on: dt.date | None, known_at: dt.date | None, as_json: bool) -> None:
    """What a citation means and how it stands."""
    from ..policy.resolve import STATUS_TEXT
    from ..policy.resolve import resolve as find

    found = find(text, on or today(), known_at)
    if as_json:
        print_json(
            {
                "status": found.status,
                "provision": found.ref,
                "label": said(found.label),
                "why": of(found.why),
                "since": found.since,
                "until": found.until,
                "as_of": on or today(),
                "suggestions": found.suggestions,
            }
        )
        return
    click.secho(of(STATUS_TEXT[found.status]), bold=True, fg="green" if found.status == "found" else "yellow")
    if found.ref:
        click.echo(f"{said(found.label)}  [{found.ref}]  {window(found.since, found.until)}")
    click.echo(of(found.why))
    for suggestion in found.suggestions:
        click.echo(f"  {suggestion}")


@command.command(
    help=say(
        "按词语或意思检索条款、文件和参数，中英文均可。",
        "Search provisions, instruments and parameters by words or by meaning, in Chinese or English.",
    )
)
@click.argument("text")
@click.option("--limit", default=5, type=click.IntRange(1, 50), help=say("条数", "how many"))
@click.option(
    "--by",
    default="words",
    type=click.Choice(["words", "meaning"]),
    help=say("按词语或按意思", "by words or by meaning"),
)
@dated
@shared
def search(
    text: str, limit: int, by: By, on: dt.date | None, known_at: dt.date | None, as_json: bool
) -> None:
    """Hits, best first."""
    from ..policy.search import search as find

    hits = find(text, on, limit, by=by)
    if as_json:
        print_json({"query": text, "hits": hits})
        return
    for hit in hits:
        click.secho(f"{of(hit.label)}  ", bold=True, nl=False)
        click.echo(f"{hit.ref}  {window(hit.since, hit.until)}")
        click.echo(f"  {of(hit.snippet)}")
        click.secho(f"  {of(hit.why)}", dim=True)
    if not hits:
        click.echo(
            say(
                "没有找到；换一个词，或直接写条款。",
                "Nothing found; try another word, or write the citation.",
            )
        )


@command.command(
    help=say(
        "参数的历次取值；名称可只写前一段。", "All values of a parameter; the beginning of a name will do."
    )
)
@click.argument("name")
@click.option(
    "--as-of",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help=say("只看该日有效的值", "only the value of that day"),
)
@shared
def params(name: str, on: dt.datetime | None, as_json: bool) -> None:
    """Dated values with their clauses."""
    from ..policy.verbs import params as all_params
    from ..policy.verbs import value as value_on

    found = all_params(name)
    if on is not None:
        value = value_on(found[0].name if len(found) == 1 else name, on.date())
        print_json(value) if as_json else click.echo(
            f"{value.name} = {value.value} {value.unit}  [{value.cite}]"
        )
        return
    if as_json:
        print_json({"parameters": found})
        return
    for parameter in found:
        click.secho(
            f"{parameter.name}  {parameter.zh if lang() == 'zh' else parameter.en} [{parameter.unit}]",
            bold=True,
        )
        for row in parameter.values:
            mark = "" if row.mark == "found" else say("［暂定］", " [provisional]")
            click.echo(f"  {window(row.since, row.until)}  {row.value}{mark}  [{row.cite}]")
        if parameter.unknown is not None:
            click.secho(f"  {of(parameter.unknown)}", fg="yellow")


@command.command(
    help=say(
        "两个日期之间法规库的变化；可只看一条。", "What changed between two dates; of one provision if given."
    )
)
@click.argument("first", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("second", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--ref", help=say("只看这条或这个文件", "only this provision or instrument"))
@shared
def diff(first: dt.datetime, second: dt.datetime, ref: str | None, as_json: bool) -> None:
    """In force, ended, changed."""
    from ..policy.diff import CHANGE_TEXT
    from ..policy.diff import diff as compare

    changes = compare(first.date(), second.date(), ref=ref)
    if as_json:
        print_json({"changes": changes})
        return
    whole = {change.ref for change in changes if change.kind == "instrument" and change.change != "changed"}
    for change in sorted(changes, key=lambda c: (c.when or first.date(), c.ref)):
        if ref is None and change.kind == "provision" and change.ref.partition("/")[0] in whole:
            continue
        day = f"{change.when} " if change.when else ""
        click.secho(f"{day}{of(CHANGE_TEXT[change.change])}  {of(change.label)}  [{change.ref}]", bold=True)
        for mark, text in (("−", change.before), ("+", change.after)):
            if text is not None:
                click.echo(f"  {mark} {of(text)}")
    if not changes:
        click.echo(say("没有变化。", "No change."))


@command.command(
    help=say("哪些条款有规则读取，哪些没有及原因。", "Which provisions a rule reads, which not and why.")
)
@click.argument("instrument", required=False)
@shared
def coverage(instrument: str | None, as_json: bool) -> None:
    """Coverage by instrument."""
    from ..policy.coverage import coverage as cover

    rows = [row for row in cover() if instrument in (None, row.instrument)]
    if as_json:
        print_json({"coverage": [_row(row) for row in rows]})
        return
    for row in rows:
        click.echo(
            f"{row.count('rules'):>5} {row.count('values'):>5} {row.count('none'):>5}  {row.instrument:<34} {of(row.short)}"
        )
        for provision in row.provisions if instrument else ():
            read = ", ".join((*provision.rules, *provision.values)) or f"— {said(provision.reason)}"
            click.echo(f"                     {provision.ref.partition('/')[2]:<28} {read}")
    click.echo(
        say(
            "各列：规则读取、参数引用、未读取（均有原因；指明文件可看逐条）",
            "columns: read by a rule, cited by a value, not read (each with its reason; name an instrument for the list)",
        )
    )


def _row(row: Coverage) -> dict[str, Any]:
    provisions = [
        {"ref": p.ref, "rules": p.rules, "values": p.values, "why_not": said(p.reason)}
        for p in row.provisions
    ]
    return {"instrument": row.instrument, "provisions": provisions}


@command.command(help=say("检查一份政策记录，逐字段说明问题。", "Check a policy record, field by field."))
@click.argument("file", type=click.Path(path_type=Path))
@shared
def lint(file: Path, as_json: bool) -> None:
    """Findings of the linter."""
    from ..policy.verbs import lint as check

    findings = check(file)
    if as_json:
        print_json(
            {
                "findings": [
                    {"field": f.field, "check": f.check, "why": of(f.why), "severity": f.severity}
                    for f in findings
                ]
            }
        )
        return
    for found in findings:
        click.echo(f"{found.field}  {found.check}  {of(found.why)}")
    click.secho(say(f"共 {len(findings)} 处", f"{len(findings)} findings"), bold=True)


@command.command(
    name="format",
    help=say(
        "按规范格式把记录写到标准输出（未改动的记录逐字节不变）。",
        "Write a record to standard output in canonical form; one that was canonical is unchanged to the byte.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@shared
def format_(file: Path, as_json: bool) -> None:
    """The record, canonical."""
    from ..policy.verbs import format_record

    text = format_record(file)
    if as_json:
        print_json({"text": text})
        return
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _join() -> None:
    """The verbs on time and on records stand in modules of their own."""
    from . import policy_record as of_records
    from . import policy_time as of_time

    for verb in (
        of_time.mechanism,
        of_time.changes,
        of_time.upcoming,
        of_time.graph,
        of_time.feed,
        of_time.import_text,
        of_records.record,
        of_records.records,
        of_records.score,
        of_records.compare,
    ):
        command.add_command(verb)


_join()
