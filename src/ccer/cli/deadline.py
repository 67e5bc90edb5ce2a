"""``ccer deadline KIND --from DATE``."""

from __future__ import annotations

import datetime as dt

import click

from .base import DAY, of, print_json, say, shared


@click.command(
    help=say(
        "计算期限：KIND 为 pdd-notice、reduction-notice、registry-review、vvb-report、look-back 或 records。",
        "Work out a deadline: KIND is pdd-notice, reduction-notice, registry-review, vvb-report, look-back or records.",
    )
)
@click.argument("kind")
@click.option("--from", "start", type=DAY, required=True, help=say("起算的日子", "the day it runs from"))
@click.option(
    "--pause-days",
    type=click.IntRange(0),
    default=0,
    help=say("业主原因延误的天数", "days of delay caused by the owner"),
)
@shared
def command(kind: str, start: dt.date, pause_days: int, as_json: bool) -> None:
    """One deadline."""
    from ..policy.corpus import corpus
    from ..project.clock import deadline

    found = deadline(kind, start, pause_days=pause_days)
    if as_json:
        print_json(found.to_dict())
        return
    units = {
        "working-day": say("个工作日", "working days"),
        "day": say("天", "days"),
        "year": say("年", "years"),
    }
    clause = of(corpus().clause(found.citation).label)
    mark = say("［暂定］", " [provisional]") if found.provisional else ""
    click.secho(f"{found.end}{mark}", bold=True)
    click.echo(
        say(
            f"自 {start} 起 {found.days} {units[found.unit]}",
            f"{found.days} {units[found.unit]} from {start}",
        )
    )
    click.echo(f"{say('依据', 'Clause')}  {clause}  [{found.citation}]")
    click.echo(f"{say('算法', 'Counting')}  {of(found.interpretation)}")
    if found.why is not None:
        click.secho(of(found.why), fg="yellow")
