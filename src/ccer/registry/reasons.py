"""Why units are cancelled, frozen or moved other than by trade."""

from __future__ import annotations

from enum import StrEnum

from ..core.text import Text


class Purpose(StrEnum):
    """What units are cancelled for (Order 31 art. 28; Registration Rules art. 15; Order 31 art. 43 for a penalty)."""

    NATIONAL_ETS = "national-ets"
    LOCAL_ETS = "local-ets"
    EVENT = "event"
    ENTERPRISE = "enterprise"
    PUBLIC_GOOD = "public-good"
    PENALTY = "penalty"
    REVERSAL = "reversal"


class FreezeReason(StrEnum):
    """Why units are frozen; each is released on its own."""

    JUDICIAL = "judicial"
    PENALTY = "penalty"
    RESTRICTION = "restriction"


class Ground(StrEnum):
    """Why units move other than by trade (Registration Rules art. 14 and 16)."""

    SUCCESSION = "succession"
    ENFORCEMENT = "enforcement"
    COURT_DEDUCTION = "court-deduction"


PURPOSE_TEXT: dict[Purpose, Text] = {
    Purpose.NATIONAL_ETS: Text("全国碳市场履约抵销", "offset in the national market"),
    Purpose.LOCAL_ETS: Text("地方碳市场履约抵销", "offset in a local market"),
    Purpose.EVENT: Text("大型活动碳中和", "neutrality of a large event"),
    Purpose.ENTERPRISE: Text("抵销企业温室气体排放", "offset of a company's emissions"),
    Purpose.PUBLIC_GOOD: Text("公益性自愿注销", "voluntary cancellation for the public good"),
    Purpose.PENALTY: Text("强制注销", "forced cancellation"),
    Purpose.REVERSAL: Text("以缓冲储备抵补逆转", "reversal covered by the buffer"),
}
CHOSEN = (
    Purpose.NATIONAL_ETS,
    Purpose.LOCAL_ETS,
    Purpose.EVENT,
    Purpose.ENTERPRISE,
    Purpose.PUBLIC_GOOD,
)
"""Purposes a holder may choose (Order 31 art. 28)."""
REASON_TEXT: dict[FreezeReason, Text] = {
    FreezeReason.JUDICIAL: Text("司法冻结", "judicial freeze"),
    FreezeReason.PENALTY: Text("虚假材料处罚期间暂停交易", "trading suspended over false material"),
    FreezeReason.RESTRICTION: Text("限制使用账户", "restriction of the account"),
}
GROUND_TEXT: dict[Ground, Text] = {
    Ground.SUCCESSION: Text("承继", "succession"),
    Ground.ENFORCEMENT: Text("强制执行", "compulsory enforcement"),
    Ground.COURT_DEDUCTION: Text("司法扣划", "judicial deduction"),
}
