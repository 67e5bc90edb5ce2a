"""``ccer policy mechanism | changes | upcoming | graph | feed | import``: the law in time, and official texts read in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .base import DAY, dated, lang, of, print_json, say, shared, today

if TYPE_CHECKING:
    from ..policy.mechanism import Moment


@click.command(
    help=say(
        "整个机制在某日的状态：规定、方法学、参数、可抵销的减排量。",
        "The whole mechanism on a day: texts, methodologies, values, what could be offset.",
    )
)
@dated
@shared
def mechanism(on: dt.date | None, known_at: dt.date | None, as_json: bool) -> None:
    """As of a day."""
    from ..policy.mechanism import mechanism as stand
    from .policy import window

    held = stand(on or today(), known_at=known_at)
    if as_json:
        print_json(held)
        return
    click.secho(say(f"{held.on} 的机制", f"The mechanism on {held.on}"), bold=True)
    for one in held.instruments:
        unsure = "" if one.sure else say("［日期未核实］", " [day not verified]")
        click.echo(f"  {of(one.short):<20} {window(one.since, one.until)}{unsure}")
    click.echo(say("方法学：", "Methodologies: ") + ", ".join(c.ref for c in held.methodologies))
    click.echo(
        say(
            f"规则 {len(held.rules)} 条，参数 {len(held.values)} 项",
            f"{len(held.rules)} rules, {len(held.values)} values",
        )
    )
    for use in held.offset:
        answer = (
            say("不清楚", "not known")
            if use.allowed is None
            else say("可以", "yes")
            if use.allowed
            else say("不可以", "no")
        )
        values = ", ".join(f"{v.name} = {v.value}" for v in use.values)
        click.echo(f"  {of(use.what)}：{answer}  {values}  {of(use.why) if use.why else ''}")
    if held.note:
        click.secho(of(held.note), fg="yellow")


@click.command(help=say("两个日期之间发生的每一步变化。", "Every step of change between two days."))
@click.argument("first", type=DAY)
@click.argument("second", type=DAY)
@click.option("--ref", default="", help=say("只看这个文件或条款", "only this text or provision"))
@shared
def changes(first: dt.date, second: dt.date, ref: str, as_json: bool) -> None:
    """What happened."""
    from ..policy.mechanism import changes as between

    _told(between(first, second, ref=ref), as_json)


@click.command(help=say("已经收录、尚未生效的变化。", "Changes recorded but not yet in force."))
@dated
@shared
def upcoming(on: dt.date | None, known_at: dt.date | None, as_json: bool) -> None:
    """What is to come."""
    from ..policy.mechanism import upcoming as coming

    _told(coming(on or today(), known_at=known_at), as_json)


def _told(moments: list[Moment], as_json: bool) -> None:
    from ..policy.mechanism import HAPPENING_TEXT

    if as_json:
        print_json({"changes": [moment._asdict() for moment in moments]})
        return
    for moment in moments:
        day = say("无日期", "no day") if moment.on == dt.date.max else moment.on.isoformat()
        mark = say("［暂定］", "[provisional] ") if moment.provisional else ""
        click.secho(
            f"{day}  {of(HAPPENING_TEXT[moment.happening])}  {mark}{of(moment.label)}  [{moment.ref}]",
            bold=True,
        )
        click.echo(f"  {of(moment.text)}")
    if not moments:
        click.echo(say("没有变化。", "No change."))


@click.command(
    help=say(
        "文件之间修改、取代、终止的关系；或政策族的时间线。",
        "Which text amends, replaces or ends which; or the timeline of a family.",
    )
)
@click.argument("around", required=False)
@click.option("--family", help=say("政策族名称", "name of a policy family"))
@click.option(
    "--records", type=click.Path(path_type=Path, exists=True), help=say("记录文件夹", "folder of records")
)
@shared
def graph(around: str | None, family: str | None, records: Path | None, as_json: bool) -> None:
    """Nodes and edges, or a timeline."""
    from ..policy.files import HOME
    from ..policy.lineage import graph as drawn
    from ..policy.lineage import timeline
    from ..policy.record import read_folder

    held = read_folder(records or HOME / "records" / lang())
    if family:
        line = timeline(family, held)
        if as_json:
            print_json({"timeline": line})
        for point in () if as_json else line:
            click.echo(f"{point.on}  {of(point.label)}  {of(point.what)}")
        return
    found = drawn(records=held if records else None)
    found = found.around(around) if around else found
    if as_json:
        print_json(found)
        return
    for edge in found.edges:
        click.echo(f"{edge.since or '…'}  {edge.source} —{edge.kind}→ {edge.ref or edge.target}")


@click.command(
    help=say("变化的 Atom 订阅文本，写到标准输出。", "An Atom feed of changes, to standard output.")
)
@click.option("--url", required=True, help=say("订阅自身的地址", "address of the feed itself"))
@click.option("--since", type=DAY, default=None, help=say("起始日", "from this day"))
@shared
def feed(url: str, since: dt.date | None, as_json: bool) -> None:
    """Atom."""
    from ..policy.feed import atom, of_law
    from ..policy.mechanism import changes as between

    entries = of_law(between(since or dt.date(2012, 1, 1), today()))
    if as_json:
        print_json({"entries": entries})
        return
    title = say("OpenCCER 法规变化", "OpenCCER changes of law")
    click.echo(atom(entries, lang=lang(), title=title, self_url=url, updated=today()), nl=False)


@click.command(
    name="import",
    help=say(
        "读入官方文本（Markdown、HTML、DOCX、PDF）：先显示读成了什么；用 --agree 给出所显示的摘要才存入 --to。",
        "Read an official text (Markdown, HTML, DOCX, PDF): shows what it was understood as; stored in --to only with "
        "--agree and the hash shown.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--instrument", help=say("与库中这个文件逐条对应", "link to the provisions of this instrument"))
@click.option("--to", type=click.Path(path_type=Path), help=say("存入的文件", "the file to store it in"))
@click.option(
    "--agree", default="", help=say("所显示的摘要（前 12 位以上）", "the hash shown, 12 characters or more")
)
@click.option("--url", default="", help=say("文本的来源地址", "where the text was taken from"))
@shared
def import_text(
    file: Path, instrument: str | None, to: Path | None, agree: str, url: str, as_json: bool
) -> None:
    """An official text."""
    from ..policy.corpus import corpus, newest
    from ..policy.importing import link, stored, understand
    from ..policy.importing.store import shown
    from ..policy.importing.understanding import KIND_TEXT
    from .files import write_atomic

    text = understand(file.name, file.read_bytes())
    links = link(newest(corpus().versions(instrument)).instrument, text) if instrument else ()
    if to is not None:
        write_atomic(to, stored(text, agree, url=url))
    if as_json:
        print_json(
            {"understood": text, "digest": shown(text), "links": links, "stored": str(to) if to else None}
        )
        return
    click.secho(f"{text.title}  {text.number}  {of(KIND_TEXT[text.kind])}", bold=True)
    counts = ((kind, text.count(kind)) for kind in ("chapter", "art", "para", "item", "sec", "eq", "table"))
    click.echo("  ".join(f"{kind} {count}" for kind, count in counts if count))
    for piece in text.pieces:
        click.echo(f"  {piece.line:>5}  {piece.ref:<28} {(piece.heading or piece.text)[:50]}")
    for remark in text.remarks:
        click.secho(of(remark), fg="yellow")
    if links:
        exact = sum(one.exact for one in links)
        click.echo(
            say(
                f"{len(links)} 条摘要，{exact} 条对应到原文。",
                f"{len(links)} provisions, {exact} linked exactly.",
            )
        )
    click.echo(say(f"摘要 {shown(text)}", f"hash {shown(text)}"))
    if to:
        click.echo(say(f"已存入 {to}", f"stored in {to}"))
