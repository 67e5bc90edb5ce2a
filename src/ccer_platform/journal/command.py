"""``ccer journal``: verify the chain, sign where it stands, hand it over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from ccer.cli.base import DONE
from ccer.cli.language import say

from ..serve import prepare


@contextmanager
def _opened(data: Path) -> Iterator[None]:
    server = prepare(data)
    try:
        yield
    finally:
        if server:
            server.stop()


def _with_data(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        default=Path("ccer-data"),
        show_default=True,
        help=say("数据文件夹", "data folder"),
    )(command)


@click.group(
    help=say(
        "日志：验证、签署检查点、导出可独立验证的日志包", "The journal: verify it, sign it, hand it over"
    )
)
def journal() -> None:
    """Commands on the journal."""


@journal.command(
    help=say(
        "逐条验证哈希链，并核对检查点及其签名。",
        "Verify the chain of hashes event by event, and every checkpoint with its signature.",
    )
)
@_with_data
def verify(data: Path) -> int:
    """Exit code 0: sound; 2: broken."""
    with _opened(data):
        from ..actions.checkpoints import examine

        found = examine()
    click.echo(
        say(
            f"{found.events} 条日志首尾相接；{found.own} 个检查点的签名相符",
            f"{found.events} events follow one from another; the signatures of {found.own} checkpoints hold",
        )
    )
    if found.others:
        click.echo(
            say(
                f"另有 {found.others} 个检查点由其他密钥签名：哈希相符，签名须用当时的公钥核对",
                f"{found.others} more were signed with another key: their hashes agree, their signatures need that key",
            )
        )
    return DONE


@journal.command(
    help=say(
        "验证后对日志现在的位置签名（Ed25519；密钥在数据文件夹中），并显示公钥。",
        "Verify, sign where the journal stands (Ed25519; the key is in the data folder), and print the public key.",
    )
)
@_with_data
def checkpoint(data: Path) -> int:
    """Prints the checkpoint as JSON, then the public key."""
    with _opened(data):
        from ..actions.checkpoints import own_key, sign
        from .bundle import plain

        row = sign()
        if row is None:
            click.echo(say("日志是空的，没有可签之处", "The journal is empty; there is nothing to sign"))
        else:
            click.echo(msgspec.json.encode(plain(row)).decode())
        click.echo(own_key().public(), nl=False)
    return DONE


@journal.command(
    help=say(
        "把日志写入文件夹：全部日志、检查点、公钥和验证办法；只用 ccer 库即可验证。",
        "Write the journal into a folder: events, checkpoints, public key and how to verify them with the library alone.",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@_with_data
def bundle(folder: Path, data: Path) -> int:
    """A new folder."""
    with _opened(data):
        from .bundle import write

        last = write(folder)
    click.echo(
        say(
            f"{folder}：{last.seq} 条日志，密钥编号 {last.key_id}",
            f"{folder}: {last.seq} events, key id {last.key_id}",
        )
    )
    return DONE
