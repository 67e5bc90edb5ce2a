"""An official text as a file: what was understood, with the hash of the original; stored only as it was shown."""

from __future__ import annotations

import datetime as dt

import msgspec

from ...core.digest import digest
from ...core.errors import BadInput
from ...core.text import Text
from .understanding import Understood

FORMAT = 1


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An official text with where it came from; ``digest`` is that of what was understood."""

    format: int
    url: str
    fetched: dt.date | None
    text: Understood
    digest: str


def shown(text: Understood) -> str:
    """The hash of what a person was shown; storing asks for it."""
    return digest(text)


def stored(text: Understood, agreed: str, *, url: str = "", fetched: dt.date | None = None) -> bytes:
    """The file to keep.

    Parameters
    ----------
    agreed : str
        The hash of what was shown (`shown`), or its first 12 characters or more.

    Raises
    ------
    BadInput
        What is to be stored is not what was shown.
    """
    whole = shown(text)
    if len(agreed) < 12 or not whole.startswith(agreed):
        raise BadInput(
            Text("没有存入", "Nothing was stored"),
            Text("与先前看过的内容不同", "it is not what was shown before"),
            Text("重新查看后，用所显示的摘要确认", "Look at it again and confirm with the hash shown"),
        )
    held = Stored(format=FORMAT, url=url, fetched=fetched, text=text, digest=whole)
    return msgspec.json.format(msgspec.json.encode(held), indent=1) + b"\n"


def read_text(data: bytes) -> Stored:
    """A stored text; refuses one that was altered."""
    try:
        held = msgspec.json.decode(data, type=Stored)
    except msgspec.DecodeError as error:
        raise _broken(Text(f"格式不符：{error}", f"not in the format: {error}")) from error
    if held.format != FORMAT or shown(held.text) != held.digest:
        raise _broken(Text("内容与摘要不符", "its content does not match its hash"))
    return held


def _broken(why: Text) -> BadInput:
    return BadInput(
        Text("这不是存入的官方文本", "This is no stored official text"),
        why,
        Text("重新导入原件", "Import the original again"),
    )
