"""A bank reached through two folders: messages are written into one and read from the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from ...core.errors import BadInput
from ...core.text import Text
from . import iso20022
from .adapter import PaymentOrder, Received, unreadable
from .safe_xml import MOST


class FileBank:
    """A `BankAdapter` on folders.

    Parameters
    ----------
    outbox, inbox : Path
        Where orders are put for the bank, and where its answers lie. A file stays until whoever runs the exchange moves it away;
        what is read again is absorbed.
    account, name : str
        The dedicated account, and in whose name it is.
    """

    def __init__(self, outbox: Path, inbox: Path, account: str, name: str) -> None:
        self.outbox, self.inbox, self.account, self.name = outbox, inbox, account, name

    def send(self, message: str, orders: Sequence[PaymentOrder], at: dt.datetime) -> None:
        """Write one file, whole or not at all; the same message again changes nothing.

        Raises
        ------
        BadInput
            The id was used for other orders, or does not make a file name.
        """
        if not message.replace("-", "").replace("_", "").isalnum():
            raise unreadable(message, Text("编号不能作文件名", "its id makes no file name"))
        target = self.outbox / f"{message}.xml"
        content = iso20022.orders(message, orders, self.account, self.name, at)
        if target.exists():
            if iso20022.read_orders(target.name, target.read_bytes())[1] != tuple(orders):
                raise unreadable(message, Text("编号已用于其他指令", "its id was used for other orders"))
            return
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.replace(target)

    def receive(self, at: dt.datetime) -> list[Received]:
        """Every message in the inbox, by name; one that cannot be read says why and does not stop the others."""
        return [read_file(path) for path in sorted(self.inbox.glob("*.xml"))]


def read_file(path: Path) -> Received:
    """One message from a file."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
        return Received(path.name, iso20022.answer(path.name, content))
    except BadInput as error:
        return Received(path.name, None, error)
