"""Money as people read it: amounts are fen everywhere, and yuan where they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..registry.refusals import Reason

_AMOUNT = re.compile(r"¥\{(\w+)\}")


def yuan(fen: int) -> str:
    """An amount as it is written: two digits after the point."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"


def in_yuan(reason: Reason, facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of a refusal; those that its sentences write with the sign ¥ are fen, and are given in yuan."""
    amounts = {
        name for text in (reason.what, reason.why, reason.next) for name in _AMOUNT.findall(text.zh + text.en)
    }
    return {
        name: yuan(value) if name in amounts and isinstance(value, int) else value
        for name, value in facts.items()
    }
