"""``ccer policy record …``: records imported, edited, reviewed, exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click

from .base import of, print_json, say, shared, today

if TYPE_CHECKING:
    from ..policy.dossier import Kind, Person, Role
    from ..policy.record import Record

STEPS = {
    "check": "machine-checked",
    "review": "reviewed",
    "second": "second-reviewed",
    "activate": "activated",
    "return": "returned",
}


def stored(command: Any) -> Any:
    """Add ``--store``: the folder with the events of review."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("policy-records"),
        show_default=True,
        help=say("存放审核事件的文件夹", "folder with the events of review"),
    )(command)


def person(command: Any) -> Any:
    """Add ``--by`` and ``--role``."""
    command = click.option(
        "--role",
        "roles",
        multiple=True,
        type=click.Choice(["editor", "reviewer", "publisher"]),
        help=say("办理人的角色，可多次给出", "a role of that person; may be repeated"),
    )(command)
    return click.option("--by", required=True, help=say("办理人姓名", "name of the person"))(command)


@click.group(help=say("政策记录：导入、编辑、审核、导出。", "Policy records: import, edit, review, export."))
def record() -> None:
    """Records under review."""


def _person(by: str, roles: tuple[str, ...]) -> Person:
    from ..policy.dossier import Person

    return Person(by, cast("tuple[Role, ...]", roles))


def _files(paths: tuple[Path, ...]) -> dict[str, dict[str, Record]]:
    """Files by record and language; a folder gives all below it."""
    from ..policy.record import read

    found: dict[str, dict[str, Record]] = {}
    for path in paths:
        for file in sorted(path.rglob("*.md")) if path.is_dir() else [path]:
            held = read(file)
            found.setdefault(held.id, {})[held.lang] = held
    return found


@record.command(
    name="import",
    help=say("导入记录文件或文件夹；一律为草稿。", "Import files or folders of records; each is a draft."),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@stored
@person
@shared
def import_(paths: tuple[Path, ...], store: Path, by: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Take records in."""
    from ..policy.workflow import imported
    from .review_store import keep

    taken = []
    for id, records in _files(paths).items():
        keep(store, imported(records, by, today()))
        taken.append(id)
    _tell(
        {"imported": taken},
        say(f"已导入 {len(taken)} 份，均为草稿。", f"{len(taken)} imported, all drafts."),
        as_json,
    )


@record.command(
    help=say("用改过的文件替换；记录退回草稿。", "Replace by changed files; the record is a draft again.")
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--machine",
    multiple=True,
    help=say("由机器撰写的字段，如 zh:body", "a field a machine wrote, e.g. zh:body"),
)
@stored
@person
@shared
def edit(
    paths: tuple[Path, ...],
    machine: tuple[str, ...],
    store: Path,
    by: str,
    roles: tuple[str, ...],
    as_json: bool,
) -> None:
    """Save changes."""
    from ..policy.workflow import edited
    from .review_store import dossier, keep

    who = _person(by, (*roles, "editor"))
    changed = []
    for id, records in _files(paths).items():
        keep(store, edited(dossier(store, id), records, who, today(), machine=machine))
        changed.append(id)
    _tell({"edited": changed}, say("已保存，退回草稿。", "Saved; draft again."), as_json)


@record.command(
    help=say(
        "办理一步：check、review、second、activate、return。",
        "Take a step: check, review, second, activate, return.",
    )
)
@click.argument("name", type=click.Choice(list(STEPS)))
@click.argument("id")
@click.option(
    "--by", default="", help=say("办理人姓名（check 不需要）", "name of the person; none for check")
)
@click.option("--role", "roles", multiple=True, type=click.Choice(["editor", "reviewer", "publisher"]))
@click.option("--read", default="", help=say("所读内容的摘要", "hash of the content that was read"))
@click.option(
    "--confirm",
    multiple=True,
    help=say("已读并认可的机器撰写字段", "machine-written field read and stood by"),
)
@click.option("--note", default="", help=say("附言", "a remark"))
@stored
@shared
def step(
    name: str,
    id: str,
    by: str,
    roles: tuple[str, ...],
    read: str,
    confirm: tuple[str, ...],
    note: str,
    store: Path,
    as_json: bool,
) -> None:
    """One step of the review."""
    from ..policy.corpus import corpus
    from ..policy.dossier import STATE_TEXT, apply
    from ..policy.workflow import step as take
    from .review_store import dossier, dossiers, keep

    held = dossier(store, id)
    kind = cast("Kind", STEPS[name])
    others = {other: one.records["zh"] for other, one in dossiers(store).items() if "zh" in one.records}
    event = take(
        kind,
        held,
        None if name == "check" else _person(by, roles),
        today(),
        read=read,
        law=corpus(),
        others=others,
        confirmed=confirm,
        note=note,
    )
    keep(store, event)
    now = apply(held, event)
    _tell({"record": id, "state": now.state, "content": now.content}, of(STATE_TEXT[now.state]), as_json)


@record.command(help=say("等待办理的记录及下一步。", "Records that wait for a step, and which."))
@stored
@shared
def queue(store: Path, as_json: bool) -> None:
    """The queue."""
    from ..policy.dossier import KIND_TEXT, STATE_TEXT
    from ..policy.workflow import queue as waiting
    from .review_store import dossiers

    rows = waiting(dossiers(store).values())
    if as_json:
        print_json({"queue": rows})
        return
    for row in rows:
        machine = (
            say(f"，{row.machine} 个机器撰写字段", f", {row.machine} machine-written fields")
            if row.machine
            else ""
        )
        click.echo(
            f"{row.since}  {row.record}  {of(STATE_TEXT[row.state])} → {of(KIND_TEXT[row.next])}{machine}"
        )


@record.command(
    help=say(
        "一份记录：状态、机检意见、机器撰写字段、审核后的变更、办理记录。",
        "A record: state, findings, machine text, changes since review, trail.",
    )
)
@click.argument("id")
@stored
@shared
def show(id: str, store: Path, as_json: bool) -> None:
    """One record under review."""
    from ..policy.corpus import corpus
    from ..policy.dossier import KIND_TEXT, STATE_TEXT
    from ..policy.workflow import findings_of, since_review
    from .review_store import dossier

    held = dossier(store, id)
    findings, changes = findings_of(held, corpus()), since_review(held) if held.reviewed_texts else {}
    trail = [
        {"on": e.on, "kind": e.kind, "by": e.by, "role": e.role, "content": e.content, "note": e.note}
        for e in held.events
    ]
    if as_json:
        print_json(
            {
                "record": id,
                "state": held.state,
                "verified": held.verified,
                "content": held.content,
                "machine": held.machine,
                "findings": findings,
                "changed_since_review": changes,
                "trail": trail,
            }
        )
        return
    click.secho(f"{id}  {of(STATE_TEXT[held.state])}  {held.content[:16]}", bold=True)
    for lang, found in findings.items():
        for one in found:
            click.echo(f"  {lang}:{one.field}  {one.check}  {of(one.why)}")
    for name in held.machine:
        click.secho(f"  {say('机器撰写', 'machine-written')}  {name}", fg="yellow")
    for lang, differs in changes.items():
        for change in differs:
            click.echo(f"  {say('变更', 'changed')}  {lang}:{change.field}")
    for event in held.events:
        click.echo(f"  {event.on}  {of(KIND_TEXT[event.kind])}  {event.by}  {event.content[:12]}")


@record.command(
    help=say(
        "写出文件；未编辑的逐字节不变。", "Write the files; what was not edited is unchanged to the byte."
    )
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@stored
@shared
def export(folder: Path, store: Path, as_json: bool) -> None:
    """Files by language."""
    from ..policy.workflow import export as texts
    from .files import write_atomic
    from .review_store import dossiers

    written = []
    for id, held in dossiers(store).items():
        for lang, text in texts(held).items():
            path = folder / lang / f"{id}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, text.encode())
            written.append(str(path))
    _tell(
        {"written": written}, say(f"写出 {len(written)} 个文件。", f"{len(written)} files written."), as_json
    )


@click.command(
    help=say(
        "评分：逐项列出依据，并与记录自带的评分并列。",
        "Scores, item by item with their clauses, beside those a record came with.",
    )
)
@click.argument("record_or_file")
@click.option("--as-of", "on", type=click.DateTime(["%Y-%m-%d"]))
@shared
def score(record_or_file: str, on: Any, as_json: bool) -> None:
    """The scorecard."""
    from ..policy.record import read
    from ..policy.scorecard import ANSWER_TEXT, pillars, scorecard

    path = Path(record_or_file)
    subject = read(path) if path.suffix == ".md" else record_or_file
    day = on.date() if on else today()
    card = scorecard(subject, day)
    held = pillars(card.record, day)
    if as_json:
        data = [
            {
                "dimension": s.dimension,
                "score": s.score,
                "least": s.least,
                "most": s.most,
                "came_with": s.came_with,
                "items": s.items,
            }
            for s in card.scores
        ]
        print_json(
            {"record": card.record, "as_of": day, "rubric": card.rubric, "scores": data, "pillars": held}
        )
        return
    for one in card.scores:
        shown = (
            str(one.score)
            if one.score is not None
            else say(f"不给分（{one.least}–{one.most}）", f"withheld ({one.least}–{one.most})")
        )
        came = say(f"自带 {one.came_with}", f"came with {one.came_with}") if one.came_with is not None else ""
        click.secho(f"{of(one.title)}  {shown}  {came}", bold=True)
        for item in one.items:
            refs = ", ".join(citation.ref for citation in item.citations)
            click.echo(
                f"  {item.weight:>3}  {of(ANSWER_TEXT[item.answer])}  {of(item.title)}  {refs or (of(item.why) if item.why else '')}"
            )
    for pillar in held:
        values = ", ".join(f"{value.value} {value.unit}" for value in pillar.values)
        click.echo(f"{of(pillar.title)}  {values}  {', '.join(c.ref for c in pillar.citations)}")
    click.secho(of(card.provisional), fg="yellow")


@click.command(help=say("并列比较几份记录。", "Compare records side by side."))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--as-of", "on", type=click.DateTime(["%Y-%m-%d"]))
@shared
def compare(files: tuple[Path, ...], on: Any, as_json: bool) -> None:
    """Rows of questions, columns of records."""
    from ..policy.compare import side_by_side
    from ..policy.record import read

    rows = side_by_side([read(path) for path in files], on.date() if on else today())
    if as_json:
        print_json({"records": [path.stem for path in files], "rows": rows})
        return
    for row in rows:
        click.secho(of(row.title), bold=True)
        for path, cell in zip(files, row.cells, strict=True):
            value = "—" if cell.kind in ("missing", "withheld") else f"{cell.value} {cell.unit}".strip()
            click.echo(f"  {path.stem:<28} {value}  {cell.citation}")


@click.command(
    help=say(
        "记录的 JSON Schema，或把一组记录写成一个文件。",
        "JSON Schema of a record, or many records as one file.",
    )
)
@click.argument("what", type=click.Choice(["schema", "bulk", "matrix"]))
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True))
@shared
def records(what: Literal["schema", "bulk", "matrix"], folder: Path | None, as_json: bool) -> None:
    """For those who reuse the records."""
    from ..policy.compare import matrix
    from ..policy.corpus import corpus
    from ..policy.files import HOME
    from ..policy.form import bulk, schema
    from ..policy.record import read

    held = [read(path) for path in sorted((folder or HOME / "records").rglob("*.md"))]
    if what == "schema":
        print_json(schema())
    elif what == "bulk":
        for line in bulk(held, today(), {}, corpus().digest):
            click.echo(line, nl=False)
    else:
        print_json({"matrix": matrix(held)})


def _tell(data: dict[str, Any], text: str, as_json: bool) -> None:
    print_json(data) if as_json else click.echo(text)
