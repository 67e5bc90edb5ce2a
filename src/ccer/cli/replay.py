"""``ccer replay RECEIPT``."""

from __future__ import annotations

from pathlib import Path

import click

from .base import REFUSED, leave, of, print_json, say, shared


@click.command(
    help=say(
        "复核回执：用现在的法规库和程序重新判定并比较；原结论不改写。",
        "Replay a receipt under the present base and code, and compare; the old answer stands.",
    )
)
@click.argument("receipt", type=click.Path(path_type=Path))
@shared
def command(receipt: Path, as_json: bool) -> None:
    """Same, changed, or different."""
    from ..project.replaying import replay

    found = replay(receipt)
    if as_json:
        print_json(
            {
                "status": found.status,
                "changed": found.changed,
                "code_changed": found.code_changed,
                "why": of(found.why),
                "then": found.then,
                "now": found.now,
            }
        )
    else:
        click.secho(of(found.why), bold=True, fg="green" if found.status == "same" else "yellow")
        for name in found.changed:
            click.echo(f"  {name}")
        if found.code_changed:
            click.echo(say("程序版本与当时不同。", "The code is another version than then."))
    if found.status != "same":
        leave(REFUSED)
