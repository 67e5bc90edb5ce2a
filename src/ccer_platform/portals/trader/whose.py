"""Whose desk it is: the trading accounts of the organisation, and the one that is looked at."""

from __future__ import annotations

from typing import Any

from ccer.core.text import Text

from ...actions.base import Refused
from ...store.reading import trading
from ..workbench.who import Desk


def mine(desk: Desk) -> trading.Account:
    """The trading account asked for, else the first of the organisation.

    Raises
    ------
    Refused
        There is none.
    """
    held = trading.accounts(desk.organisation_id)
    wanted = desk.request.GET.get("trader", "")
    found = next((a for a in held if a.trader == wanted), held[0] if held else None)
    if found is None:
        raise Refused(
            "account",
            Text("还不能交易", "You cannot trade yet"),
            Text("本单位没有交易账户", "your organisation has no trading account"),
            Text(
                "先在注册登记系统开户，再由交易机构开立交易账户。",
                "Open an account with the register; the exchange then opens a trading account.",
            ),
            "bge-2023-trading-rules/art-6/para-1",
        )
    return found


def frame(desk: Desk, account: trading.Account, title: Text) -> dict[str, Any]:
    """What every page of the desk shows."""
    return {
        "account": account,
        "title": title,
        "crumbs": ((title, ""),),
        "operates": account.operators.get(desk.actor.person, False),
    }
