"""Compare the two systems' records of every offset application: what differs, and which side must do what.

What only waits for a message is *in flight* and mends itself once messages pass; all else needs a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from ..core.text import Text
from ..project.life import Life
from ..registry.holdings import Place, State
from ..registry.view import Ledger
from .desk import Desk, certificate_id, series_of
from .ets_book import EtsBook, LotState, PendingLot

Side = Literal["registry", "ets", "both"]
SIDE_TEXT: dict[Side, Text] = {
    "registry": Text("注册登记机构", "registry"),
    "ets": Text("碳市场登记机构", "ETS registry"),
    "both": Text("两边", "both sides"),
}
_HELD = ("LOCKED", "PENDING", "FILED", "WITHDRAWING", "APPROVED")
_DONE = ("SPENT", "CREDITED")


class RegistryRow(NamedTuple):
    """One application as the registry has it: state of its life, and what its ledger holds and cancelled for it. [tCO2e]"""

    offset: str
    state: str
    account: str
    quantity: int
    used: int
    held: int
    cancelled: int


class Mismatch(NamedTuple):
    """Where the two records do not agree.

    Parameters
    ----------
    offset : str
    code : str
        ``in_flight``, ``to_cancel``, ``quantity``, ``used``, ``state``, ``missing_at_ets``, ``missing_at_registry``, ``ledger``.
    registry, ets : str
        The two states.
    by : Side
        Who must act.
    do : Text
    in_flight : bool
        Messages alone will mend it.
    """

    offset: str
    code: str
    registry: str
    ets: str
    by: Side
    do: Text
    in_flight: bool = False


_Duty = tuple[Side, Text]
_RESEND_LOCKED: _Duty = ("registry", Text("重发冻结消息", "send the message on the lock again"))
_RESEND_WITHDRAWN: _Duty = ("registry", Text("重发解除申请", "send the request for release again"))
_RESEND_SPENT: _Duty = ("registry", Text("重发注销消息", "send the message on the cancellation again"))
_RESEND_APPROVED: _Duty = ("ets", Text("重发同意消息", "send the approval again"))
_RESEND_DECLINED: _Duty = ("ets", Text("重发不予抵销消息", "send the refusal again"))

_OPEN = (LotState.PENDING, LotState.FILED)
IN_FLIGHT: dict[tuple[str, LotState], _Duty] = {
    **{("LOCKED", state): _RESEND_LOCKED for state in _OPEN},
    **{("WITHDRAWING", state): _RESEND_WITHDRAWN for state in _OPEN},
    **{
        (state, LotState.APPROVED): _RESEND_APPROVED
        for state in ("LOCKED", "PENDING", "FILED", "WITHDRAWING")
    },
    **{
        (state, LotState.DECLINED): _RESEND_DECLINED
        for state in ("LOCKED", "PENDING", "FILED", "WITHDRAWING", "RETURNED")
    },
    ("SPENT", LotState.APPROVED): _RESEND_SPENT,
    ("SPENT", LotState.CREDITED): _RESEND_SPENT,
}
"""Pairs of states that a message under way explains: who sends what again."""
AGREED = {("CREDITED", LotState.CREDITED), ("RETURNED", LotState.CLOSED)} | {
    (registry, ets) for registry in ("PENDING", "FILED") for ets in _OPEN
}
"""Pairs of states that say the same; filing is the ETS side's own step, so the registry may not have heard of it."""


def registry_view(desk: Desk) -> dict[str, RegistryRow]:
    """What the registry has, by application."""
    return {life.id: registry_row(life, desk.account(life).id, desk.ledger) for life in desk.applications()}


def registry_row(life: Life, account: str, ledger: Ledger) -> RegistryRow:
    """One application with what the ledger holds and cancelled for it."""
    series = series_of(life)
    return RegistryRow(
        offset=life.id,
        state=life.state,
        account=account,
        quantity=life.facts["quantity_t"],
        used=life.facts.get("used_t", 0) if life.state in ("APPROVED", *_DONE) else 0,
        held=ledger.quantity(Place(account, State.PENDING_OFFSET, life.subject), series),
        cancelled=ledger.quantity(Place(account, State.CANCELLED, certificate_id(life)), series),
    )


def ets_view(book: EtsBook) -> dict[str, PendingLot]:
    """What the ETS side has, by application."""
    return dict(book.lots)


def reconcile(registry: Mapping[str, RegistryRow], ets: Mapping[str, PendingLot]) -> tuple[Mismatch, ...]:
    """Every difference between the two records, by application; none when they agree."""
    found: list[Mismatch] = []
    for offset in sorted({*registry, *ets}):
        row, lot = registry.get(offset), ets.get(offset)
        if row is not None:
            found += _ledger(row)
        if row is None and lot is not None:
            found.append(_unknown_to_registry(offset, lot))
        elif row is not None and lot is None:
            found.append(_unknown_to_ets(row))
        elif row is not None and lot is not None:
            found += _states(row, lot)
            found += _quantities(row, lot)
    return tuple(found)


def _ledger(row: RegistryRow) -> Iterable[Mismatch]:
    """The registry's own two books: the application and the units."""
    held = row.quantity if row.state in _HELD else 0
    cancelled = row.used if row.state in _DONE else 0
    if (row.held, row.cancelled) != (held, cancelled):
        do = Text(
            f"账本待抵销 {row.held:,} 吨、已注销 {row.cancelled:,} 吨，应为 {held:,} 和 {cancelled:,}：从日志重建并核对",
            f"the ledger holds {row.held:,} t pending and {row.cancelled:,} t cancelled, not {held:,} and {cancelled:,}: rebuild it",
        )
        yield Mismatch(row.offset, "ledger", row.state, "", "registry", do)


def _unknown_to_registry(offset: str, lot: PendingLot) -> Mismatch:
    do = Text(
        "登记系统没有这一申请：撤下该待抵销，已记入的撤销记入",
        "the registry has no such application: strike the lot, and take back what was credited for it",
    )
    return Mismatch(offset, "missing_at_registry", "", lot.state.value, "ets", do)


def _unknown_to_ets(row: RegistryRow) -> Mismatch:
    if row.state == "LOCKED":
        return Mismatch(row.offset, "in_flight", row.state, "", *_RESEND_LOCKED, True)
    if row.state == "WITHDRAWING":
        return Mismatch(row.offset, "in_flight", row.state, "", *_RESEND_WITHDRAWN, True)
    do = Text(
        "碳市场登记系统丢失了记录：从其日志恢复；恢复前不再办理",
        "the ETS side lost its record: restore it from its journal, and take no step before that",
    )
    return Mismatch(row.offset, "missing_at_ets", row.state, "", "ets", do)


def _states(row: RegistryRow, lot: PendingLot) -> Iterable[Mismatch]:
    pair = (row.state, lot.state)
    if pair in AGREED:
        return
    if pair in IN_FLIGHT:
        by, do = IN_FLIGHT[pair]
        yield Mismatch(row.offset, "in_flight", *pair, by, do, True)
    elif pair == ("APPROVED", LotState.APPROVED):
        do = Text("办理注销", "cancel the units")
        yield Mismatch(row.offset, "to_cancel", *pair, "registry", do)
    else:
        yield Mismatch(row.offset, "state", *pair, *_conflict(*pair))


def _conflict(registry: str, ets: LotState) -> tuple[Side, Text]:
    if ets is LotState.CREDITED:
        return "ets", Text(
            "记入了登记系统没有注销的减排量：撤销记入",
            "it credited units that the registry did not cancel: take the credit back",
        )
    if registry in _DONE:
        return "both", Text(
            "登记系统注销了，碳市场没有同意的记录：核对省级文书，补记同意或者更正注销",
            "the registry cancelled without an approval on record there: by the province's paper, enter it or correct the cancellation",
        )
    return "both", Text(
        "两边的结果相反：停止办理，各自从日志核对", "the two ends contradict: stop, and check both journals"
    )


def _quantities(row: RegistryRow, lot: PendingLot) -> Iterable[Mismatch]:
    states = (row.state, lot.state.value)
    if lot.said is not None and lot.said.quantity != row.quantity:
        do = Text(
            f"冻结 {row.quantity:,} 吨，标记待抵销 {lot.said.quantity:,} 吨：以登记系统为准更正",
            f"{row.quantity:,} t are frozen and {lot.said.quantity:,} t marked: correct it to the registry's record",
        )
        yield Mismatch(row.offset, "quantity", *states, "ets", do)
    settled = lot.state in (LotState.APPROVED, LotState.CREDITED)
    if settled and row.used and lot.used != row.used:
        do = Text(
            f"登记系统按 {row.used:,} 吨，碳市场按 {lot.used:,} 吨：按省级同意的数量更正",
            f"{row.used:,} t at the registry and {lot.used:,} t at the ETS side: correct both to what the province approved",
        )
        yield Mismatch(row.offset, "used", *states, "both", do)
