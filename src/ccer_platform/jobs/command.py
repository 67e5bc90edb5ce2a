"""``ccer due``: the round of the clock by hand."""

from __future__ import annotations

from pathlib import Path

import click

from ccer.cli.base import DONE
from ccer.cli.language import say

from ..serve import prepare


@click.command(
    help=say(
        "办理已到期的系统步骤：公示期满、标记超期、逾期转入、待定划转到期；从不代为批准。",
        "Take the steps of the clock that are due: ends of notices, flags, lapses, expired transfers; it never grants anything.",
    )
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("ccer-data"),
    show_default=True,
    help=say("数据文件夹", "data folder"),
)
def due(data: Path) -> int:
    """Says each step it took."""
    server = prepare(data)
    try:
        from . import deadlines, market

        done = deadlines.due()
        for subject, action in done.taken:
            click.echo(f"{subject} {action}")
        for step in market.due():
            click.echo(f"{step.subject} {step.action}")
        click.echo(
            say(
                f"{len(done.taken)} 步，{done.expired} 笔待定划转到期",
                f"{len(done.taken)} steps, {done.expired} pending transfers expired",
            )
        )
        return DONE
    finally:
        if server:
            server.stop()
