"""Messages to and from the bank in ISO 20022: pain.001 (pay), pain.002 (status), camt.054 (booked), camt.053 (day's statement).

Both directions are here, so that a sandbox can answer in the bank's own words. Amounts are yuan with two digits on the wire, fen in memory.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from ...core.errors import BadInput
from ...core.text import Text
from ..money import yuan
from .adapter import (
    BankEntry,
    BankStatement,
    Message,
    Notification,
    PaymentOrder,
    PaymentStatus,
    StatusReport,
    unreadable,
)
from .safe_xml import Node, read, write

ORDERS, STATUSES = "pain.001.001.09", "pain.002.001.10"
STATEMENTS, NOTIFICATIONS = "camt.053.001.08", "camt.054.001.08"
CURRENCY = "CNY"
_NOT_GIVEN = "NOTPROVIDED"
_LONGEST = 35  # Max35Text
_ACCEPTED = ("ACTC", "ACCP", "ACSP", "ACSC", "ACCC", "PDNG", "RCVD")


def orders(message: str, orders: Sequence[PaymentOrder], account: str, name: str, at: dt.datetime) -> bytes:
    """A payment initiation (pain.001) from the dedicated ``account`` held by ``name``.

    Raises
    ------
    BadInput
        There is nothing to pay, or an id is longer than the standard allows.
    """
    for id in (message, *(order.id for order in orders)):
        if not 0 < len(id) <= _LONGEST:
            raise unreadable(
                message, Text(f"编号“{id}”应为1至35个字符", f"the id {id!r} should have 1 to 35 characters")
            )
    if not orders or any(order.fen < 1 for order in orders):
        raise unreadable(message, Text("没有应付的金额", "there is nothing to pay"))
    count, total = str(len(orders)), yuan(sum(order.fen for order in orders))
    payment: list[Node] = [
        ("PmtInfId", message),
        ("PmtMtd", "TRF"),
        ("NbOfTxs", count),
        ("CtrlSum", total),
        ("ReqdExctnDt", [("Dt", at.date().isoformat())]),
        ("Dbtr", [("Nm", name)]),
        ("DbtrAcct", _account(account)),
        ("DbtrAgt", [("FinInstnId", [("Othr", [("Id", _NOT_GIVEN)])])]),
        *(_transfer(order) for order in orders),
    ]
    header: list[Node] = [
        ("MsgId", message),
        ("CreDtTm", at.isoformat(timespec="seconds")),
        ("NbOfTxs", count),
        ("CtrlSum", total),
        ("InitgPty", [("Nm", name)]),
    ]
    return write(ORDERS, ("CstmrCdtTrfInitn", [("GrpHdr", header), ("PmtInf", payment)]))


def _transfer(order: PaymentOrder) -> Node:
    return (
        "CdtTrfTxInf",
        [
            ("PmtId", [("EndToEndId", order.id)]),
            ("Amt", [(f"InstdAmt {CURRENCY}", yuan(order.fen))]),
            ("Cdtr", [("Nm", order.name)]),
            ("CdtrAcct", _account(order.account)),
        ],
    )


def _account(id: str) -> list[Node]:
    return [("Id", [("Othr", [("Id", id)])])]


def read_orders(name: str, content: bytes) -> tuple[str, tuple[PaymentOrder, ...]]:
    """Message id and orders of a payment initiation, as a bank reads them.

    Raises
    ------
    BadInput
        It cannot be read, or its count or control sum is not that of its orders.
    """
    _, body = read(name, content, [ORDERS])
    found = tuple(
        PaymentOrder(
            _need(name, node, "PmtId/EndToEndId"),
            _fen(name, node.find("Amt/InstdAmt")),
            _need(name, node, "CdtrAcct/Id/Othr/Id"),
            _need(name, node, "Cdtr/Nm"),
        )
        for node in body.iterfind("PmtInf/CdtTrfTxInf")
    )
    header = (_need(name, body, "GrpHdr/NbOfTxs"), _need(name, body, "GrpHdr/CtrlSum"))
    if header != (str(len(found)), yuan(sum(order.fen for order in found))):
        raise unreadable(name, Text("笔数或者合计不符", "its count or control sum is off"))
    return _need(name, body, "GrpHdr/MsgId"), found


def statuses(report: StatusReport, at: dt.datetime) -> bytes:
    """A payment status report (pain.002)."""
    rows: list[Node] = [
        (
            "TxInfAndSts",
            [
                ("OrgnlEndToEndId", status.order),
                ("TxSts", "ACCP" if status.accepted else "RJCT"),
                ("StsRsnInf", [("Rsn", [("Cd", status.reason)])]) if status.reason else None,
            ],
        )
        for status in report.statuses
    ]
    body: list[Node] = [
        ("GrpHdr", [("MsgId", report.id), ("CreDtTm", at.isoformat(timespec="seconds"))]),
        ("OrgnlGrpInfAndSts", [("OrgnlMsgId", report.of), ("OrgnlMsgNmId", ORDERS)]),
        ("OrgnlPmtInfAndSts", [("OrgnlPmtInfId", report.of), *rows]),
    ]
    return write(STATUSES, ("CstmrPmtStsRpt", body))


def notification(said: Notification, at: dt.datetime) -> bytes:
    """A debit and credit notification (camt.054)."""
    made = at.isoformat(timespec="seconds")
    whole: list[Node] = [("Id", said.id), ("CreDtTm", made), ("Acct", _account(said.account))]
    body: list[Node] = [
        ("GrpHdr", [("MsgId", said.id), ("CreDtTm", made)]),
        ("Ntfctn", [*whole, *(_entry(entry) for entry in said.entries)]),
    ]
    return write(NOTIFICATIONS, ("BkToCstmrDbtCdtNtfctn", body))


def statement(said: BankStatement, at: dt.datetime) -> bytes:
    """A statement of a day (camt.053)."""
    made = at.isoformat(timespec="seconds")
    whole: list[Node] = [
        ("Id", said.id),
        ("CreDtTm", made),
        ("Acct", _account(said.account)),
        _balance("OPBD", said.opening, said.on),
        _balance("CLBD", said.closing, said.on),
        *(_entry(entry) for entry in said.entries),
    ]
    body: list[Node] = [("GrpHdr", [("MsgId", said.id), ("CreDtTm", made)]), ("Stmt", whole)]
    return write(STATEMENTS, ("BkToCstmrStmt", body))


def _balance(code: str, fen: int, on: dt.date) -> Node:
    return (
        "Bal",
        [("Tp", [("CdOrPrtry", [("Cd", code)])]), *_amount(fen), ("Dt", [("Dt", on.isoformat())])],
    )


def _amount(fen: int) -> list[Node]:
    return [(f"Amt {CURRENCY}", yuan(abs(fen))), ("CdtDbtInd", "DBIT" if fen < 0 else "CRDT")]


def _entry(entry: BankEntry) -> Node:
    other = "Dbtr" if entry.fen > 0 else "Cdtr"
    parties: list[Node] = [
        (other, [("Pty", [("Nm", entry.name)])]) if entry.name else None,  # type: ignore[list-item]
        (f"{other}Acct", _account(entry.account)),
    ]
    return (
        "Ntry",
        [
            *_amount(entry.fen),
            ("Sts", [("Cd", "BOOK")]),
            ("BookgDt", [("DtTm", entry.booked.isoformat(timespec="seconds"))]),
            ("AcctSvcrRef", entry.reference),
            ("BkTxCd", [("Prtry", [("Cd", _NOT_GIVEN)])]),
            (
                "NtryDtls",
                [("TxDtls", [("Refs", [("EndToEndId", entry.order or _NOT_GIVEN)]), ("RltdPties", parties)])],
            ),
        ],
    )


def answer(name: str, content: bytes) -> Message:
    """What the bank says.

    Raises
    ------
    BadInput
        It cannot be read, something is missing, or a statement's entries do not lead from its opening to its closing balance.
    """
    kind, body = read(name, content, [STATUSES, NOTIFICATIONS, STATEMENTS])
    id = _need(name, body, "GrpHdr/MsgId")
    if kind == STATUSES:
        rows = tuple(_status(name, node) for node in body.iterfind("OrgnlPmtInfAndSts/TxInfAndSts"))
        return StatusReport(id, _need(name, body, "OrgnlGrpInfAndSts/OrgnlMsgId"), rows)
    parts = body.findall("Ntfctn" if kind == NOTIFICATIONS else "Stmt")
    if len(parts) != 1:
        raise unreadable(name, Text("应当只有一个账户", "it should be about one account"))
    account = _need(name, parts[0], "Acct/Id/Othr/Id")
    entries = tuple(_read_entry(name, node) for node in parts[0].iterfind("Ntry"))
    if kind == NOTIFICATIONS:
        return Notification(id, account, entries)
    balances = {_need(name, node, "Tp/CdOrPrtry/Cd"): node for node in parts[0].iterfind("Bal")}
    if not {"OPBD", "CLBD"} <= balances.keys():
        raise unreadable(name, Text("缺少期初或者期末余额", "it lacks its opening or closing balance"))
    opening, closing = (_signed(name, balances[code]) for code in ("OPBD", "CLBD"))
    if opening + sum(entry.fen for entry in entries) != closing:
        raise unreadable(
            name,
            Text(
                "分录与期初、期末余额不符", "its entries do not lead from its opening to its closing balance"
            ),
        )
    on = _date(name, _need(name, balances["CLBD"], "Dt/Dt"))
    return BankStatement(_need(name, parts[0], "Id"), account, on, opening, closing, entries)


def _status(name: str, node: Any) -> PaymentStatus:
    code = _need(name, node, "TxSts")
    if code not in (*_ACCEPTED, "RJCT"):
        raise unreadable(name, Text(f"状态 {code} 不明", f"the status {code} is not known"))
    return PaymentStatus(
        _need(name, node, "OrgnlEndToEndId"), code != "RJCT", node.findtext("StsRsnInf/Rsn/Cd") or ""
    )


def _read_entry(name: str, node: Any) -> BankEntry:
    details = node.findall("NtryDtls/TxDtls")
    if _need(name, node, "Sts/Cd") != "BOOK" or len(details) != 1:
        raise unreadable(
            name,
            Text("有未入账或者合并的分录", "it has an entry that is not booked, or one for several payments"),
        )
    fen = _signed(name, node)
    other = "Dbtr" if fen > 0 else "Cdtr"
    order = details[0].findtext("Refs/EndToEndId") or ""
    return BankEntry(
        _need(name, node, "AcctSvcrRef"),
        fen,
        _instant(name, _need(name, node, "BookgDt/DtTm")),
        _need(name, details[0], f"RltdPties/{other}Acct/Id/Othr/Id"),
        details[0].findtext(f"RltdPties/{other}/Pty/Nm") or "",
        "" if order == _NOT_GIVEN else order,
    )


def _need(name: str, node: Any, path: str) -> str:
    found: str = (node.findtext(path) or "").strip()
    if not found:
        raise unreadable(name, Text(f"缺少 {path}", f"{path} is missing"))
    return found


def _signed(name: str, node: Any) -> int:
    fen, way = _fen(name, node.find("Amt")), _need(name, node, "CdtDbtInd")
    if way not in ("CRDT", "DBIT"):
        raise unreadable(name, Text(f"借贷标志 {way} 不明", f"{way} is neither debit nor credit"))
    return fen if way == "CRDT" else -fen


_YUAN = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2})0*)?", re.ASCII)


def _fen(name: str, node: Any) -> int:
    written = "" if node is None else (node.text or "").strip()
    found = _YUAN.fullmatch(written)
    if found is None or node.get("Ccy") != CURRENCY:
        raise unreadable(
            name, Text(f"金额“{written}”应为人民币元", f"the amount {written!r} should be in yuan")
        )
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _instant(name: str, written: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(written)
    except ValueError as error:
        raise _no_time(name, written) from error
    if found.tzinfo is None:
        raise _no_time(name, written)
    return found


def _date(name: str, written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError as error:
        raise _no_time(name, written) from error


def _no_time(name: str, written: str) -> BadInput:
    return unreadable(
        name,
        Text(f"时间“{written}”无法读取或者没有时区", f"the time {written!r} cannot be read or has no zone"),
    )
