"""``ccer life``: steps of cases taken on the machine itself, by an operator who says as whom; what stands, and what may be done next."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ccer.cli.base import REFUSED, leave, print_json, shared
from ccer.cli.language import lang, say
from ccer.core.errors import BadInput
from ccer.core.text import Text

from .serve import prepare

if TYPE_CHECKING:
    from ccer.project.life.model import Life, Paper

    from .actions.base import Actor

_SEATLESS = ("system", "visitor", "public")
data_option = click.option(
    "--data", type=click.Path(path_type=Path), default=Path("ccer-data"), show_default=True, help=say("数据文件夹", "data folder")
)  # fmt: skip
at_option = click.option(
    "--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help=say("时刻，仅限演示", "the moment, in a demonstration only")
)  # fmt: skip


@click.group(help=say("在本机办理、查看事项。", "Take steps of cases and look at them, on this machine."))
def life() -> None:
    """Cases of every kind."""


@life.command(
    help=say(
        "办理一步：MACHINE 为事项种类，CODE 为编号，ACTION 为步骤。",
        "Take a step: MACHINE is the kind of case, CODE its code, ACTION the step.",
    )
)
@click.argument("machine")
@click.argument("code")
@click.argument("action")
@click.option("--as", "who", required=True, metavar="ROLE:ORG", help=say("代表谁办理", "as whom"))
@click.option(
    "--facts",
    type=click.Path(path_type=Path, exists=True),
    help=say("事实文件，YAML 或 JSON", "file of facts, YAML or JSON"),
)
@click.option("--paper", "papers", multiple=True, metavar="KIND=FILE", help=say("材料", "a paper"))
@click.option("--in", "parent", default="", metavar="SUBJECT", help=say("属于哪一事项", "what it belongs to"))
@click.option("--person", default="operator", show_default=True, help=say("办理人", "who acts"))
@click.option("--checker", default="", help=say("确认人，须为另一人", "who confirms: another person"))
@data_option
@at_option
@shared
def take(
    machine: str, code: str, action: str, who: str, facts: Path | None, papers: tuple[str, ...], parent: str, person: str,
    checker: str, data: Path, at: dt.datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """One step; exit code 1 where it is refused."""
    with host(data, at):
        from .actions.lives import take as step

        actor = actor_named(who)
        filed = tuple(_paper(actor, f"{machine}:{code}", each) for each in papers)
        taken = step(
            actor,
            machine,
            code,
            action,
            facts=_facts(facts),
            papers=filed,
            parent=parent,
            person=person,
            checker=checker,
        )
        if not taken.refused:
            _print(taken.life, as_json)
    if taken.refused:
        if as_json:
            print_json([refusal.to_dict(lang()) for refusal in taken.outcome.refusals])
        else:
            click.echo(
                "\n\n".join("\n".join(refusal.lines(lang())) for refusal in taken.outcome.refusals), err=True
            )
        leave(REFUSED)


@life.command(help=say("查看一个事项。", "Show a case."))
@click.argument("machine")
@click.argument("code")
@data_option
@at_option
@shared
def show(machine: str, code: str, data: Path, at: dt.datetime | None, as_json: bool) -> None:
    """State, facts, papers and clocks."""
    with host(data, at):
        _print(_known(machine, code), as_json)


@life.command(
    help=say("列出现在可办的步骤、由谁、到何时。", "List what may be done now: by whom, until when.")
)
@click.argument("machine")
@click.argument("code")
@data_option
@at_option
@shared
def tasks(machine: str, code: str, data: Path, at: dt.datetime | None, as_json: bool) -> None:
    """What the table allows from where the case stands."""
    with host(data, at):
        from ccer.project.life.tasks import tasks as open_steps

        from . import clock
        from .actions.lives import view_of

        _known(machine, code)
        found = open_steps(view_of(machine, code), clock.at())
    if as_json:
        print_json(found)
        return
    for task in found:
        until = f"  {say('至', 'until')} {task.until}" if task.until else ""
        click.echo(
            f"{task.action:22} {task.title.say(lang())}  [{', '.join(task.by)}]{until}  {task.cites[0]}"
        )


@contextlib.contextmanager
def host(data: Path, at: dt.datetime | None) -> Iterator[None]:
    """The database of a data folder; one that runs already is left running."""
    server = prepare(data)
    try:
        from django.conf import settings

        from . import clock
        from .store.level import level

        if at is not None and not settings.DEMO:
            raise BadInput(
                Text("不能指定时刻", "The moment cannot be chosen"),
                Text("只有演示模式可以移动时钟", "only a demonstration may move the clock"),
                Text("去掉 --at，或设 CCER_DEMO=1。", "Leave --at out, or set CCER_DEMO=1."),
            )
        level()
        with clock.fixed(at.replace(tzinfo=clock.BEIJING)) if at else contextlib.nullcontext():
            yield
    finally:
        from django.db import connection

        from .actions.posting import close_posters

        close_posters()
        connection.close()
        if server is not None:
            server.stop()


def actor_named(who: str) -> Actor:
    from .actions.base import Actor
    from .store.models import Organisation

    role, _, code = who.partition(":")
    if role in _SEATLESS:
        return Actor(role=role, name=who)
    found = Organisation.objects.filter(code=code, role=role).first()
    if found is None:
        raise BadInput(
            Text("没有这一单位：{who}", "There is no such organisation: {who}").fill(who=who),
            Text("应写作 角色:代码，且已在系统中", "write ROLE:CODE of one that is in the system"),
            Text("核对角色和代码。", "Check role and code."),
        )
    return Actor(role=role, name=who, organisation=found.pk, seat="maker")


def _paper(actor: Actor, subject: str, given: str) -> Paper:
    from .actions.documents import keep
    from .actions.sniffing import sniff
    from .store.models import Document

    kind, equals, name = given.partition("=")
    path = Path(name)
    if not equals or not path.is_file():
        raise BadInput(
            Text("材料 {given} 无法读取", "The paper {given} cannot be read").fill(given=given),
            Text("应写作 种类=文件", "write KIND=FILE"),
            Text("核对种类和路径。", "Check kind and path."),
        )
    content = path.read_bytes()
    kept = keep(actor, subject, kind, sniff(path.name, content), content)
    version = Document.objects.filter(subject=subject, kind=kind, digest=kept.digest).latest("id").version
    return kept.paper(actor.name, version)


def _facts(path: Path | None) -> dict[str, Any]:
    from ccer.project.file import read_mapping

    return read_mapping(path) if path else {}


def _known(machine: str, code: str) -> Life:
    from ccer.project.life.tables import NONE

    from .actions.lives import view_of

    found = view_of(machine, code).life
    if found.state == NONE:
        raise BadInput(
            Text("没有这一事项：{subject}", "There is no such case: {subject}").fill(subject=found.subject),
            Text("编号不存在", "no such code is held"),
            Text("核对种类和编号。", "Check kind and code."),
        )
    return found


def _print(found: Life, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    from ccer.project.life.tables import machines

    title = machines()[found.machine].state_title(found.state).say(lang())
    click.secho(f"{found.subject}  {found.state}  {title}", bold=True)
    for clock in found.clocks:
        if clock.running:
            click.echo(f"  {clock.kind}  {clock.start} – {clock.end}  {clock.cite}")
    for paper in found.papers:
        click.echo(f"  {paper.kind}  v{paper.version}  {paper.digest[:16]}  {paper.name}")
