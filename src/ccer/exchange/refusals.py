"""Why the exchange refuses: one row a reason, with a stable code, the clause it rests on and the way out.

Where no clause speaks of a check (an unknown id, a key used again, a limit of the software), the clause is the one by which all
trading goes through the exchange's system (Trading Rules art. 3), or by which its record decides (art. 19).
"""

from __future__ import annotations

from typing import Any

from ..core.asof import AsOf
from ..core.text import Text
from ..registry.refusals import Reason, Refusal
from .moment import RULES
from .money import in_yuan
from .reasons import CHECK, ORDER, ORDERS

_LISTING = Text("不能办理 {series} 的上市", "The listing of {series} cannot be dealt with")
_ACCOUNT = Text("交易账户 {trader} 不能办理", "Trading account {trader} cannot do this")
_DAY = Text("不能办理开市、收市", "The day cannot be opened or closed")
_WAIT = Text("在交易时段内再提交。", "Send it again during trading hours.")


class No(Exception):
    """A handler says no; `refusal` makes the sentences of it when somebody is to read them.

    Parameters
    ----------
    code : str
        A key of `REASONS`.
    by : str, optional
        The clause, where it is another than that of the row.
    **facts
        Plain values or Texts that fill the sentences in.
    """

    def __init__(self, code: str, *, by: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.by, self.facts = code, by, facts


REASONS: dict[str, Reason] = {
    # time
    "clock_back": Reason(
        f"{RULES}/art-53",
        Text("指令未被接受", "The command is not accepted"),
        Text(
            "主机时间 {now} 早于最近一笔记录 {last}",
            "the host's clock says {now}, before the last record of {last}",
        ),
        Text("校准主机时间后再办理。", "Set the host's clock right first."),
    ),
    "not_trading_day": Reason(
        f"{RULES}/art-21",
        _DAY,
        Text("{day} 不是交易日", "{day} is no trading day"),
        Text("在交易日办理。", "Do it on a trading day."),
    ),
    "day_is_open": Reason(
        f"{RULES}/art-21",
        _DAY,
        Text("{day} 尚未收市", "{day} has not been closed"),
        Text("先收市。", "Close that day first."),
    ),
    "day_past": Reason(
        f"{RULES}/art-53",
        _DAY,
        Text("{last} 之后的日子才能开市", "only a day after {last} can be opened"),
        Text("等到下一交易日。", "Wait for the next trading day."),
    ),
    "day_over": Reason(
        f"{RULES}/art-22/para-1",
        _DAY,
        Text("{day} 的交易时段已过", "the hours of {day} are over"),
        Text("下一交易日开市前办理。", "Open the next trading day in time."),
    ),
    "day_still_on": Reason(
        f"{RULES}/art-22/para-1",
        _DAY,
        Text("{day} 的交易时段未结束", "the hours of {day} are not over"),
        Text("收市时间后办理。", "Close it after the hours."),
    ),
    "day_not_open": Reason(
        f"{RULES}/art-21",
        ORDER,
        Text("{day} 没有开市", "{day} is not open for trading"),
        Text("等待开市。", "Wait for the opening."),
    ),
    "off_hours": Reason(
        f"{RULES}/art-22/para-1",
        ORDER,
        Text("现在是{phase}，不在交易时段内", "it is {phase}, outside trading hours"),
        _WAIT,
    ),
    "auction_waits": Reason(
        f"{RULES}/art-15",
        _DAY,
        Text("竞价 {auction} 还没有结束", "auction {auction} is not closed"),
        Text("先结束或者取消该竞价。", "Close it or call it off first."),
    ),
    "closing_not_ahead": Reason(
        f"{RULES}/art-21",
        Text("不能公告休市", "The closing cannot be announced"),
        Text("{day} 不是今天之后的交易日", "{day} is no trading day after today"),
        Text("选择以后的交易日。", "Name a later trading day."),
    ),
    "notice_missing": Reason(
        f"{RULES}/art-43",
        Text("不能办理", "This cannot be done"),
        Text("没有写明公告或者文书", "no notice or document is named"),
        Text("写明公告或者文书后重新提交。", "Name it and send it again."),
    ),
    # traders
    "trader_unknown": Reason(
        f"{RULES}/art-6/para-1",
        _ACCOUNT,
        Text("没有这个交易账户", "there is no such trading account"),
        Text("先开立交易账户。", "Open a trading account first."),
    ),
    "trader_exists": Reason(
        f"{RULES}/art-7/para-1",
        _ACCOUNT,
        Text("该主体已有交易账户 {other}", "its subject has trading account {other}"),
        Text("使用已有账户。", "Use that account."),
    ),
    "may_not_trade": Reason(
        f"{RULES}/art-47",
        _ACCOUNT,
        Text("{kind}不得参与交易", "its holder may not trade: {kind}"),
        Text("由可以参与交易的主体开户。", "Let a subject that may trade open one."),
    ),
    "trader_closed": Reason(
        f"{RULES}/art-8",
        _ACCOUNT,
        Text("账户已注销，不能再用", "it is closed and cannot be used"),
        Text("重新开立交易账户。", "Open a new trading account."),
    ),
    "trader_not_empty": Reason(
        f"{RULES}/art-8",
        _ACCOUNT,
        Text("账户内还有{what}", "there is still {what} in it"),
        Text("转出、出金或者交收后再注销。", "Move it out, withdraw or settle it first."),
    ),
    "trader_restricted": Reason(
        f"{RULES}/art-46",
        _ACCOUNT,
        Text("账户已被限制{side}", "it is restricted: no orders to {side}"),
        Text("按交易机构的要求说明，解除后再申报。", "Answer the exchange; order again once released."),
    ),
    "not_restricted": Reason(
        f"{RULES}/art-46", _ACCOUNT, Text("账户没有被限制", "it is not restricted"), CHECK
    ),
    "operator_unknown": Reason(
        f"{RULES}/art-7/para-1",
        _ACCOUNT,
        Text("{operator} 不是该账户可用的操作员", "{operator} is no active operator of it"),
        Text("增加或者解冻操作员。", "Add or release the operator."),
    ),
    "too_many_operators": Reason(
        f"{RULES}/art-7/para-1",
        _ACCOUNT,
        Text("最多 {most} 个操作员", "{most} operators at most"),
        Text("先减少一个。", "Take one off first."),
    ),
    # instruments and units
    "instrument_unknown": Reason(
        f"{RULES}/art-10",
        ORDER,
        Text("没有标的 {series}", "there is no instrument {series}"),
        Text("由最先划入的主体办理上市。", "Whoever moved it in first has it listed."),
    ),
    "not_listed_yet": Reason(
        f"{RULES}/art-17",
        ORDER,
        Text("{series} 尚未上市（{since}）", "{series} is not listed yet ({since})"),
        Text("等到上市日。", "Wait for the day of listing."),
    ),
    "suspended": Reason(
        f"{RULES}/art-41",
        ORDER,
        Text("交易已暂停：{why}", "trading is suspended: {why}"),
        Text("等待恢复交易的公告；暂停的时间不顺延。", "Wait for the notice; the time is not made up."),
    ),
    "not_suspended": Reason(
        f"{RULES}/art-42",
        Text("不能办理暂停、恢复", "It cannot be suspended or resumed"),
        Text("现在的状态不适用这一步", "this step does not apply as things stand"),
        CHECK,
    ),
    "already_proposed": Reason(
        f"{RULES}/art-17", _LISTING, Text("已经申报或者上市", "it was proposed or listed before"), CHECK
    ),
    "not_proposed": Reason(
        f"{RULES}/art-17",
        _LISTING,
        Text("没有待确认的申报", "no proposal waits"),
        Text("由最先划入的主体申报初始价格。", "Whoever moved it in first proposes a price."),
    ),
    "not_first_holder": Reason(
        f"{RULES}/art-17",
        _LISTING,
        Text("初始价格由最先划入该标的的主体申报", "the first price is for whoever moved it in first"),
        Text("由该主体申报，或者先划入。", "Leave it to that trader, or move units in first."),
    ),
    "listing_too_early": Reason(
        f"{RULES}/art-17",
        _LISTING,
        Text("上市日应为交易日，不早于 {earliest}", "the day must be a trading day not before {earliest}"),
        Text("另选上市日。", "Choose another day."),
    ),
    "not_transferable": Reason(
        f"{RULES}/art-18",
        Text("不能转出 {quantity} 吨", "{quantity} t cannot be moved out"),
        Text("{series} 可转 {available} 吨", "{available} t of {series} are free to move"),
        Text("减少数量，或者先撤单、待交收。", "Ask for less, or withdraw orders and settle first."),
    ),
    "transfer_hours": Reason(
        f"{RULES}/art-10",
        Text("不能转出", "Nothing can be moved out"),
        Text("转出在交易日 {opens}–{closes} 办理", "transfers out run {opens}–{closes} on trading days"),
        Text("在该时段办理。", "Do it in those hours."),
    ),
    **ORDERS,
}


def refusal(code: str, at: AsOf, /, *, by: str | None = None, **facts: object) -> Refusal:
    """The refusal of that code, a key of `REASONS`; see `Reason.refused`."""
    reason = REASONS[code]
    return reason.refused(code, at, by, in_yuan(reason, facts))
