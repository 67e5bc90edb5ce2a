"""Why the back office refuses: one row a reason, as in the register."""

from __future__ import annotations

from ..core.asof import AsOf
from ..core.text import Text
from ..registry.refusals import Reason, Refusal
from .money import in_yuan

_T = "bge-2023-trading-rules"
_M = "bge-2025-client-manual"

_CASH = Text("资金业务不能办理", "The cash business cannot be done")
_PAID = Text("出金 {id} 不能办理", "Withdrawal {id} cannot be dealt with")
_SETTLE = Text("{day} 的结算不能办理", "The settlement of {day} cannot be done")
_ALERT = Text("警示 {id} 不能办理", "Alert {id} cannot be dealt with")
_UPHELD = Text("异议 {id} 不能按成立答复", "Objection {id} cannot be upheld")
_CHECK = Text("核对后重新提交。", "Check it and send it again.")

REASONS: dict[str, Reason] = {
    "trader_without_account": Reason(
        f"{_T}/art-6/para-1",
        _CASH,
        Text("{trader} 没有交易账户", "{trader} has no trading account"),
        Text("先申请开立交易账户。", "Apply for a trading account first."),
    ),
    "outside_cash_hours": Reason(
        f"{_M}/part-3.6",
        _CASH,
        Text(
            "资金业务在交易日 {opens}—{closes} 办理",
            "cash business is done between {opens} and {closes} on trading days",
        ),
        Text("在下一个办理时段提交。", "Send it in the next window."),
    ),
    "amount_not_positive": Reason(
        f"{_T}/art-25/para-2",
        _CASH,
        Text("金额 ¥{fen} 不是正数", "¥{fen} is not more than nothing"),
        _CHECK,
    ),
    "bank_account_bound": Reason(
        f"{_M}/part-3.6/item-1",
        Text("不能绑定银行账户", "The bank account cannot be bound"),
        Text("一个交易账户只能绑定一个，已绑定 {account}", "one account each, and {account} is bound"),
        Text("先解除原有绑定。", "Take the old binding back first."),
    ),
    "bank_account_other_name": Reason(
        f"{_M}/part-3.6/item-1",
        Text("不能绑定银行账户", "The bank account cannot be bound"),
        Text("户名“{holder}”与交易主体“{name}”不一致", "it is in the name of {holder}, the trader is {name}"),
        Text("改用同名银行账户。", "Name an account in the trader's own name."),
    ),
    "bank_account_missing": Reason(
        f"{_M}/part-3.6/item-1",
        _CASH,
        Text("{trader} 没有绑定银行账户", "{trader} has bound no bank account"),
        Text("先绑定同名银行账户。", "Bind an account in its own name first."),
    ),
    "bank_account_other": Reason(
        f"{_M}/part-3.6/item-1",
        Text("入金 {reference} 不能记入", "Deposit {reference} cannot be booked"),
        Text(
            "付款账户 {account} 不是 {trader} 绑定的账户",
            "it came from {account}, not from the account bound by {trader}",
        ),
        Text("查明付款人；不能查明的退回原账户。", "Find out who paid; else send it back where it came from."),
    ),
    "bank_account_in_use": Reason(
        f"{_M}/part-3.6/item-2",
        Text("不能解除绑定", "The binding cannot be taken back"),
        Text("账户还有资金，或者当日有交易或出入金", "money is left, or there were trades or payments today"),
        Text("资金清零后，在没有业务的一天办理。", "Do it with no money left, on a day without business."),
    ),
    "bank_reference_reused": Reason(
        f"{_T}/art-25/para-2",
        Text("入金 {reference} 不能记入", "Deposit {reference} cannot be booked"),
        Text(
            "同一银行流水号先前报的是 {trader} 的 ¥{fen}",
            "the bank gave this reference before for ¥{fen} of {trader}",
        ),
        Text("向银行查询后更正。", "Ask the bank and correct it."),
    ),
    "withdrawal_exists": Reason(
        f"{_T}/art-25/para-2", _PAID, Text("这个编号已被使用", "this id was used before"), _CHECK
    ),
    "withdrawal_unknown": Reason(
        f"{_T}/art-25/para-2",
        _PAID,
        Text("没有这笔出金", "there is no such withdrawal"),
        Text("核对银行回执的端到端编号。", "Check the end-to-end id in the bank's answer."),
    ),
    "withdrawal_settled": Reason(
        f"{_T}/art-25/para-2",
        _PAID,
        Text("它的状态是“{state}”", "it is {state}"),
        Text("资金在银行入账时记账；仍有出入的按对账差异处理。", "Money moves once the bank books it; the rest is for reconciliation."),
    ),
    "bank_paid_more": Reason(
        f"{_T}/art-25/para-2",
        _PAID,
        Text("银行支付 ¥{paid}，多于申请的 ¥{fen}", "the bank paid ¥{paid} where ¥{fen} were asked for"),
        Text("请银行追回多付部分。", "Have the bank recall what it paid too much."),
    ),
    "bank_returned_more": Reason(
        f"{_T}/art-25/para-2",
        _PAID,
        Text("银行退回 ¥{fen}，多于支付的 ¥{paid}", "the bank sent back ¥{fen} where ¥{paid} were paid"),
        Text("向银行查询后更正。", "Ask the bank and correct it."),
    ),
    "not_enough_cash": Reason(
        f"{_M}/part-3.6/item-4",
        Text("不能出金 ¥{fen}", "¥{fen} cannot be paid out"),
        Text(
            "可出资金为 ¥{free}（余额 ¥{balance}，占用 ¥{committed}）",
            "¥{free} are free to leave (balance ¥{balance}, committed ¥{committed})",
        ),
        Text("减少金额；当日卖出所得交收后可出。", "Ask for less; proceeds of today can leave once delivered."),
    ),
    "fee_charged_already": Reason(
        f"{_T}/art-24",
        Text("不能收取{fee}", "The {fee} cannot be charged"),
        Text("{trader} {year} 年的{fee}已经处理", "the {fee} of {trader} for {year} was dealt with"),
        _CHECK,
    ),
    "fee_unpaid": Reason(
        f"{_T}/art-24",
        Text("不能收取{fee}", "The {fee} cannot be charged"),
        Text("可用资金 ¥{free}，应缴 ¥{fen}", "¥{free} are free and ¥{fen} are due"),
        Text("请交易主体先入金。", "Let the trader pay in first."),
    ),
    "waiver_without_list": Reason(
        "bge-2025-fee-notice/part-2",
        Text("不能免收{fee}", "The {fee} cannot be waived"),
        Text("没有写明所依据的重点排放单位名录", "the list of key emitters it rests on is not named"),
        Text("写明名录。", "Name the list."),
    ),
    "entry_unknown": Reason(
        f"{_T}/art-25/para-2",
        Text("不能更正 {entry}", "{entry} cannot be corrected"),
        Text("没有这笔分录，或者已经更正", "there is no such entry, or it was corrected before"),
        _CHECK,
    ),
    "money_moved_on": Reason(
        f"{_T}/art-25/para-2",
        Text("不能更正 {entry}", "{entry} cannot be corrected"),
        Text("{place} 只余 ¥{held}，须 ¥{fen}", "{place} has ¥{held} left and ¥{fen} are needed"),
        Text("先更正其后的分录，或者由当事人补足。", "Correct what came after, or let the party make it up."),
    ),
    "document_missing": Reason(
        f"{_T}/art-32",
        Text("不能办理", "This cannot be done"),
        Text("没有注明书面文件", "no written document is named"),
        Text("注明文件后重新提交。", "Name the document and send it again."),
    ),
    "market_not_closed": Reason(
        f"{_T}/art-27",
        _SETTLE,
        Text("清算在该日收市以后进行", "clearing comes after the close of that day"),
        Text("收市后办理。", "Do it after the close."),
    ),
    "cleared_already": Reason(
        f"{_T}/art-27", _SETTLE, Text("该日已经清算", "that day was cleared"), _CHECK
    ),
    "settle_first": Reason(
        f"{_T}/art-27",
        _SETTLE,
        Text("{earlier} 的结算还没有完成", "the settlement of {earlier} is not finished"),
        Text("先完成前一日的结算。", "Finish the earlier day first."),
    ),
    "not_cleared": Reason(
        f"{_T}/art-27",
        _SETTLE,
        Text("该日还没有清算", "that day was not cleared yet"),
        Text("先进行清算。", "Clear it first."),
    ),
    "other_result": Reason(
        f"{_T}/art-28",
        _SETTLE,
        Text("{side}确认的不是现有的清算结果", "{side} confirms another result than the one there is"),
        Text("重新核对清算结果后确认。", "Look at the result again and confirm it."),
    ),
    "confirmed_already": Reason(
        f"{_T}/art-28", _SETTLE, Text("{side}已经确认", "{side} confirmed it before"), _CHECK
    ),
    "not_confirmed": Reason(
        f"{_T}/art-28",
        _SETTLE,
        Text("还没有{side}的确认", "{side} did not confirm it yet"),
        Text("双方确认后交收。", "Deliver once both have confirmed."),
    ),
    "settled_already": Reason(
        f"{_T}/art-28", _SETTLE, Text("该日已经交收完毕", "that day is settled"), _CHECK
    ),
    "trades_changed": Reason(
        f"{_T}/art-19",
        _SETTLE,
        Text("成交记录与清算结果不符", "the record of trades is not the one that was cleared"),
        Text("停止交收，从日志重建并核对。", "Stop; rebuild from the journal and compare."),
    ),
    "no_money": Reason(
        f"{_T}/art-18",
        Text("这笔成交不能交收", "The trade cannot be delivered"),
        Text("{trader} 只有 ¥{held}，须 ¥{fen}", "{trader} holds ¥{held} and ¥{fen} are needed"),
        Text("由双方协商，或者申请调解。", "Let the parties talk, or ask for mediation."),
    ),
    "objection_late": Reason(
        f"{_T}/art-32",
        Text("不能受理 {trader} 的异议", "The objection of {trader} cannot be taken"),
        Text(
            "异议应当在下一交易日开市（{until}）前书面提出，逾期视为认可",
            "it was due in writing before the next trading day opened ({until}); otherwise the settlement counts as accepted",
        ),
        Text("仍有纠纷的，可以协商、申请调解、仲裁或者起诉。", "A dispute may go to talks, mediation, arbitration or court."),
    ),
    "objection_without_part": Reason(
        f"{_T}/art-32",
        Text("不能受理 {trader} 的异议", "The objection of {trader} cannot be taken"),
        Text("{trader} 在该日没有成交", "{trader} agreed no trade on that day"),
        _CHECK,
    ),
    "objection_unknown": Reason(
        f"{_T}/art-32",
        Text("异议 {id} 不能答复", "Objection {id} cannot be answered"),
        Text("没有这个异议，或者已经答复", "there is none, or it was answered"),
        _CHECK,
    ),
    "objection_early": Reason(
        f"{_T}/art-28",
        _UPHELD,
        Text("{day} 还没有交收完毕", "the delivery of {day} is not finished"),
        Text("交收完毕后答复。", "Answer once it is."),
    ),
    "trades_not_named": Reason(
        f"{_T}/art-32",
        _UPHELD,
        Text("没有写明冲回哪些成交，可冲回的有 {trades}", "the trades to undo are not named; those it may be about are {trades}"),
        Text("写明冲回的成交。", "Name them."),
    ),
    "trade_not_to_undo": Reason(
        f"{_T}/art-32",
        Text("异议 {id} 不能冲回成交 {trade}", "Objection {id} cannot undo trade {trade}"),
        Text(
            "只有异议成立，才能冲回 {trader} 在 {day} 已交收的成交",
            "only an upheld one undoes trades, and only delivered ones of {trader} of {day}",
        ),
        _CHECK,
    ),
    "objection_units_gone": Reason(
        f"{_T}/art-32",
        Text("异议 {id} 不能冲回成交 {trade}", "Objection {id} cannot undo trade {trade}"),
        Text("减排量已不在买方的交易平台账户：{because}", "the units are no longer the buyer's on the platform: {because}"),
        Text(
            "买方仍持有的，请其转回交易平台后再答复；已转让或者注销的，由双方协商补偿，或者申请调解、仲裁、起诉，再就其余成交答复。",
            "If the buyer still has them, let it move them back onto the platform, then answer; if they were sold or cancelled, let the"
            " parties agree on compensation, or go to mediation, arbitration or court, and answer for the other trades.",
        ),
    ),
    "trade_by_objection": Reason(
        f"{_T}/art-32",
        Text("登记簿不能单独冲回成交 {trade}", "The register cannot undo trade {trade} by itself"),
        Text("成交的减排量和资金须同时冲回", "its units and its money return together or not at all"),
        Text("由交易机构答复成立的异议，一并冲回两本账。", "Let the exchange uphold an objection: that undoes it in both books."),
    ),
    "id_used": Reason(
        f"{_T}/art-20", Text("不能登记 {id}", "{id} cannot be entered"), Text("编号已被使用", "the id was used before"), _CHECK
    ),
    "alert_state": Reason(
        f"{_T}/art-46",
        _ALERT,
        Text("它的状态是“{state}”，这一步不适用", "it is {state}, and this step does not apply"),
        Text("按核查的步骤办理。", "Follow the steps of the inquiry."),
    ),
    "alert_unknown": Reason(f"{_T}/art-44", _ALERT, Text("没有这个警示", "there is no such alert"), _CHECK),
    "report_not_due": Reason(
        f"{_T}/art-38",
        Text("不能登记 {trader} 的大户报告", "The report of {trader} cannot be entered"),
        Text("持仓 {quantity} 吨不是正数", "a position of {quantity} t needs no report"),
        _CHECK,
    ),
}  # fmt: skip


def refused(code: str, law: AsOf, /, **facts: object) -> Refusal:
    """The refusal of that code, a key of `REASONS`; see `Reason.refused`."""
    reason = REASONS[code]
    return reason.refused(code, law, None, in_yuan(reason, facts))
