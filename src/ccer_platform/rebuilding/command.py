"""``ccer rebuild``: everything made anew from the journal; ``--check`` only compares."""

from __future__ import annotations

from pathlib import Path

import click

from ccer.cli.base import BAD, DONE, REFUSED
from ccer.cli.language import lang, say

from ..serve import prepare

SHOWN = 200


@click.command(
    help=say(
        "从日志重建全部视图；--check 只核对：验证哈希链，在内存中重算每一行并与数据库比较。",
        "Make every view anew from the journal; --check only compares: verifies the chain of hashes, works out every row in memory.",
    )
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("ccer-data"),
    show_default=True,
    help=say("数据文件夹", "data folder"),
)
@click.option(
    "--check", "only_check", is_flag=True, help=say("只核对，不写入", "compare only, write nothing")
)
def rebuild(data: Path, only_check: bool) -> int:
    """Exit code 0: the tables are the journal's; 1: they differed; 2: the journal itself is broken."""
    server = prepare(data)
    try:
        from .check import check, rewrite

        found = check() if only_check else rewrite()
        if found.broken is not None:
            for line in found.broken.lines(lang()):
                click.echo(line, err=True)
            return BAD
        for difference in found.differences[:SHOWN]:
            click.echo(difference.text.say(lang()))
        for account in found.disagreements[:SHOWN]:
            click.echo(account.text.say(lang()))
        wrong = len(found.differences)
        if found.disagreements:
            twice = len(found.disagreements)
            click.echo(
                say(
                    f"{twice} 个账户在账本和事项中状态不一；日志无误时也不能自动改正，由登记机构办理相应的一步",
                    f"{twice} accounts stand in two states, in ledger and case; the registry has to take the missing step",
                )
            )
        if not wrong and not found.disagreements:
            click.echo(say(f"{found.events} 条日志，逐行一致", f"{found.events} events; every row agrees"))
            return DONE
        if wrong:
            click.echo(
                say(f"{wrong} 处不一致", f"{wrong} differences")
                if only_check
                else say(f"{wrong} 处已按日志改正", f"{wrong} differences set right from the journal")
            )
        return REFUSED if only_check or found.disagreements else DONE
    finally:
        if server:
            server.stop()
