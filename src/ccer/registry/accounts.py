"""Registry accounts: who may have one, who may hold units in it, and in which state it is."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import msgspec

from ..core.text import Text


class AccountKind(StrEnum):
    """Whose account it is (Registration Rules art. 5), or a body that needs one to do its work but may not hold units."""

    OWNER = "owner"
    NATIONAL_ENTITY = "national-entity"
    LOCAL_ENTITY = "local-entity"
    TRADER = "trader"
    VVB = "vvb"
    AUTHORITY = "authority"
    REGISTRY = "registry"
    EXCHANGE = "exchange"


KIND_TEXT: dict[AccountKind, Text] = {
    AccountKind.OWNER: Text("项目业主", "project owner"),
    AccountKind.NATIONAL_ENTITY: Text("全国碳市场重点排放单位", "key emitter of the national market"),
    AccountKind.LOCAL_ENTITY: Text("地方碳市场重点排放单位", "key emitter of a local market"),
    AccountKind.TRADER: Text("其他交易主体", "other trader"),
    AccountKind.VVB: Text("审定与核查机构", "validation and verification body"),
    AccountKind.AUTHORITY: Text("省级生态环境主管部门", "provincial authority"),
    AccountKind.REGISTRY: Text("注册登记机构", "registry"),
    AccountKind.EXCHANGE: Text("交易机构", "exchange"),
}
KIND_CLAUSE: dict[AccountKind, str] = {
    AccountKind.OWNER: "ncsc-2023-11/art-5/item-1",
    AccountKind.NATIONAL_ENTITY: "ncsc-2023-11/art-5/item-2",
    AccountKind.LOCAL_ENTITY: "ncsc-2023-11/art-5/item-2",
    AccountKind.TRADER: "ncsc-2023-11/art-5/item-3",
    AccountKind.VVB: "ncsc-2023-11/art-5/item-4",
    AccountKind.AUTHORITY: "ncsc-2023-11/art-5/item-5",
    AccountKind.REGISTRY: "mee-samr-2023-31/art-6/para-2",
    AccountKind.EXCHANGE: "mee-samr-2023-31/art-26/para-1",
}
MAY_HOLD = frozenset(
    {AccountKind.OWNER, AccountKind.NATIONAL_ENTITY, AccountKind.LOCAL_ENTITY, AccountKind.TRADER}
)
"""Who may hold units; regulators, market bodies, verifiers and their staff may not (Order 31 art. 37 para. 1)."""


class AccountState(StrEnum):
    """Where an account stands."""

    APPLIED = "applied"
    REFUSED = "refused"
    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSING = "closing"
    CLOSED = "closed"

    __hash__ = str.__hash__


ACCOUNT_STATE_TEXT: dict[AccountState, Text] = {
    AccountState.APPLIED: Text("开户审核中", "application under review"),
    AccountState.REFUSED: Text("未予开户", "opening refused"),
    AccountState.OPEN: Text("正常", "open"),
    AccountState.RESTRICTED: Text("限制使用", "restricted"),
    AccountState.CLOSING: Text("关闭办理中", "being closed"),
    AccountState.CLOSED: Text("已关闭", "closed"),
}


class AccountStep(NamedTuple):
    """From which states a step may be taken, and where it leads; no source where it begins an account, no target where it stays."""

    sources: tuple[AccountState, ...]
    target: AccountState | None


ACCOUNT_STEPS: dict[str, AccountStep] = {
    "account.applied": AccountStep((), AccountState.APPLIED),
    "account.opened": AccountStep((AccountState.APPLIED,), AccountState.OPEN),
    "account.refused": AccountStep((AccountState.APPLIED,), AccountState.REFUSED),
    "account.change_requested": AccountStep((AccountState.OPEN, AccountState.RESTRICTED), None),
    "account.changed": AccountStep((AccountState.OPEN, AccountState.RESTRICTED), None),
    "account.restricted": AccountStep((AccountState.OPEN,), AccountState.RESTRICTED),
    "account.restored": AccountStep((AccountState.RESTRICTED,), AccountState.OPEN),
    "account.closing": AccountStep((AccountState.OPEN, AccountState.RESTRICTED), AccountState.CLOSING),
    "account.closed": AccountStep((AccountState.CLOSING,), AccountState.CLOSED),
}
"""Event to its step. The one table: what is decided, and what the database lets pass, both come from it."""

STATE_OF_LIFE: dict[str, AccountState] = {
    "APPLIED": AccountState.APPLIED,
    "REVIEW": AccountState.APPLIED,
    "OPEN": AccountState.OPEN,
    "REFUSED": AccountState.REFUSED,
    "RESTRICTED": AccountState.RESTRICTED,
    "CLOSING": AccountState.CLOSING,
    "CLOSED": AccountState.CLOSED,
}
"""State of the life of an account (`project/life/data/account.yaml`) to the state the ledger must have it in."""


class RegistryAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One subject's account.

    Parameters
    ----------
    id : str
    subject : str
        Whose it is: licence number or another id that names a subject once.
    kind : AccountKind
    state : AccountState
    maker, checker : str
        The representative who starts a step and the one who confirms it; two different people.
    details : dict
        What is registered of the holder and may change (Registration Rules art. 8 para. 1).
    pending : dict or None
        A change that was asked for and is not completed.
    papers : tuple of str
        Content hashes of what was filed.
    may_hold : bool
        Worked out from the kind.
    """

    id: str
    subject: str
    kind: AccountKind
    state: AccountState
    maker: str = ""
    checker: str = ""
    details: dict[str, str] = {}
    pending: dict[str, str] | None = None
    papers: tuple[str, ...] = ()
    may_hold: bool = False

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "may_hold", self.kind in MAY_HOLD)
