"""Why the ledger refuses: one row a reason, with a stable code, the clause it rests on and the way out.

Where a check rests on arithmetic or identity and no clause speaks of it, the clause is the one that makes this register the final
evidence of who owns what in which state (Order 31 art. 6 para. 2): a register that let it pass would be no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..core.asof import AsOf, Citation
from ..core.errors import CLAUSE, CcerError
from ..core.text import Lang, Text

EVIDENCE = "mee-samr-2023-31/art-6/para-2"
RULES = "ncsc-2023-11"
ORDER = "mee-samr-2023-31"


class Refusal(CcerError):
    """The ledger says no: what, why, by which clause in force, what to do next.

    Parameters
    ----------
    code : str
        Stable id, e.g. ``not_enough_units``.
    citation : Citation
        The clause as it reads on the as-of day.
    """

    def __init__(self, code: str, what: Text, why: Text, next: Text, citation: Citation) -> None:
        super().__init__(what, why, next, citation.ref)
        self.code, self.citation = code, citation

    def lines(self, lang: Lang) -> list[str]:
        """The four parts, one a line; the clause as people write it."""
        named = f"{CLAUSE.say(lang)}{'：' if lang == 'zh' else ': '}{self.citation.label.say(lang)}"
        what, why, _, next = super().lines(lang)
        return [what, why, named, next]

    def to_dict(self, lang: Lang) -> dict[str, str | None]:
        """The four parts and the code, as a machine reads them."""
        return {**super().to_dict(lang), "code": self.code, "label": self.citation.label.say(lang)}


class Reason(NamedTuple):
    """One row: the clause by default, and the three sentences with ``{names}`` to fill in."""

    clause: str
    what: Text
    why: Text
    next: Text

    def refused(self, code: str, at: AsOf, by: str | None, facts: Mapping[str, object]) -> Refusal:
        """The refusal under the law of a day; ``by`` is the clause where it is another than the row's, ``facts`` fill the sentences in.

        Raises
        ------
        NotInForce
            The clause is not in force on that day.
        """
        what, why, next = (text.fill(**facts) for text in (self.what, self.why, self.next))
        return Refusal(code, what, why, next, at.cite(by or self.clause))


_UNITS = Text("这些减排量不能移动", "The units cannot be moved")
_ACCOUNT = Text("账户 {account} 不能办理", "Account {account} cannot do this")
_HOLD = Text("不能办理 {id}", "{id} cannot be dealt with")
_ASK = Text("核对后重新提交。", "Check it and send it again.")

REASONS: dict[str, Reason] = {
    # accounts
    "account_unknown": Reason(
        f"{RULES}/art-5",
        _ACCOUNT,
        Text("登记簿里没有这个账户", "the register has no such account"),
        Text("核对账户编号，或者先申请开户。", "Check its id, or apply for an account first."),
    ),
    "account_exists": Reason(
        f"{RULES}/art-6/para-2",
        _ACCOUNT,
        Text("这个账户编号已被使用", "an account of this id exists"),
        _ASK,
    ),
    "subject_has_account": Reason(
        f"{RULES}/art-6/para-2",
        Text("不能为 {subject} 再开户", "No further account for {subject}"),
        Text("一个主体只能有一个登记账户，已有 {account}", "one account per subject, and it has {account}"),
        Text("使用已有账户；信息有变的申请变更。", "Use that account; if its data changed, file a change."),
    ),
    "account_not_open": Reason(
        f"{RULES}/art-7",
        _ACCOUNT,
        Text("账户状态是“{state}”，尚未开立", "it is not open yet: {state}"),
        Text("等待登记机构完成开户审核。", "Wait until the registry has reviewed the application."),
    ),
    "account_restricted": Reason(
        f"{RULES}/art-10/para-1",
        _ACCOUNT,
        Text("账户已被限制使用", "its use is restricted"),
        Text("改正后向登记机构申请恢复。", "Correct the cause and ask the registry to restore it."),
    ),
    "account_closed": Reason(
        f"{RULES}/art-11/para-2",
        _ACCOUNT,
        Text(
            "账户状态是“{state}”，自受理关闭起不能交易、注销或者查询",
            "it is {state}: from the acceptance of its closure on it cannot trade, cancel or query",
        ),
        Text("由依法承继人办理过户，或者重新开户。", "Let the legal successor act, or open a new account."),
    ),
    "account_state": Reason(
        f"{RULES}/art-7",
        _ACCOUNT,
        Text("账户状态是“{state}”，这一步不适用", "it is {state}, and this step does not apply"),
        Text("先完成前一步。", "Complete the step before."),
    ),
    "may_not_hold": Reason(
        f"{ORDER}/art-37/para-1",
        Text("账户 {account} 不能持有减排量", "Account {account} may not hold units"),
        Text(
            "{kind}及其工作人员不得参与核证自愿减排量交易",
            "it belongs to a {kind}, and these may not take part",
        ),
        Text("改用可以持有的账户。", "Name an account that may hold units."),
    ),
    "maker_is_checker": Reason(
        f"{RULES}/art-6/para-1",
        Text("不能受理 {account} 的开户申请", "The application for {account} is not complete"),
        Text("发起代表和确认代表应当是两个人", "the maker and the checker must be two people"),
        Text("另行指定一名代表。", "Name another representative."),
    ),
    "papers_missing": Reason(
        f"{RULES}/art-6/para-1",
        Text("不能受理 {account} 的申请", "The application for {account} cannot be taken"),
        Text("缺少{missing}", "it lacks {missing}"),
        Text("补齐材料后重新提交。", "Add what is missing and send it again."),
    ),
    "same_person": Reason(
        f"{RULES}/art-6/para-1",
        _ACCOUNT,
        Text("申请人不能审核自己的申请", "who asked cannot review the request"),
        Text("由另一人审核。", "Let somebody else review it."),
    ),
    "holdings_left": Reason(
        f"{RULES}/art-11/para-2",
        Text("账户 {account} 不能关闭", "Account {account} cannot be closed"),
        Text("还有 {quantity} 吨没有了结", "{quantity} t are not wound up"),
        Text("先转让、过户或者注销。", "Transfer or cancel them first."),
    ),
    "no_change_pending": Reason(
        f"{RULES}/art-8/para-2",
        _ACCOUNT,
        Text("没有待办的变更申请", "no change was asked for"),
        Text("先提交变更申请。", "File the change first."),
    ),
    "unknown_case": Reason(
        f"{RULES}/art-10/para-1",
        _ACCOUNT,
        Text("所引情形 {item} 不存在，应为 1 至 3", "there is no case {item}: it is 1 to 3"),
        _ASK,
    ),
    # units
    "quantity_not_positive": Reason(
        f"{ORDER}/art-22/para-2",
        _UNITS,
        Text("数量 {quantity} 不是一吨以上的整数", "the quantity {quantity} is not a whole tonne or more"),
        Text("填写至少 1 吨。", "Give at least 1 t."),
    ),
    "not_enough_units": Reason(
        EVIDENCE,
        _UNITS,
        Text(
            "{account} 在“{state}”状态持有 {held} 吨，需要 {quantity} 吨",
            "{account} holds {held} t in {state}, and {quantity} t are asked for",
        ),
        Text("减少数量，或者先转入所需状态。", "Ask for less, or move units into that state first."),
    ),
    "account_frozen": Reason(
        f"{RULES}/art-16",
        _UNITS,
        Text(
            "{account} 有 {frozen} 吨被冻结（{id}，{authority}），可用 {held} 吨，需要 {quantity} 吨",
            "{frozen} t of {account} are frozen ({id}, {authority}); {held} t are free and {quantity} t are asked for",
        ),
        Text("等待冻结解除，或者减少数量。", "Wait for the release, or ask for less."),
    ),
    "sold_undelivered": Reason(
        "bge-2023-trading-rules/art-19",
        _UNITS,
        Text(
            "{account} 可动用 {held} 吨，需要 {quantity} 吨；已售出、待当日结算交收的（{sold}）自成交起属于买方",
            "{account} has {held} t free and {quantity} t are asked for; what is sold and waits for that day's settlement"
            " ({sold}) is the buyer's from the trade on",
        ),
        Text(
            "按可动用的数量办理；冻结也可以选择“有多少冻结多少”。交收失败退回的，另行办理。",
            "Take what is free; a freeze may be asked for up to the quantity. What a failed delivery returns needs its own order.",
        ),
    ),
    "same_account": Reason(
        EVIDENCE,
        _UNITS,
        Text("转出和转入是同一账户", "source and target are the same account"),
        Text("另填转入账户。", "Name another target."),
    ),
    "state_not_movable": Reason(
        EVIDENCE,
        _UNITS,
        Text("“{state}”状态的减排量不能这样移动", "units in the state {state} do not move this way"),
        Text("先使其回到一般持有。", "Bring them back to the general holding first."),
    ),
    "state_change_not_allowed": Reason(
        "bge-2023-trading-rules/art-10",
        _UNITS,
        Text("不能从“{source}”直接变为“{target}”", "they cannot go from {source} straight to {target}"),
        Text(
            "依次经过：一般持有、交易账户、交易平台。",
            "Go step by step: general holding, trading account, platform.",
        ),
    ),
    # lines and issuance
    "line_unknown": Reason(
        f"{ORDER}/art-22/para-1",
        Text("不能签发 {line}", "{line} cannot be issued"),
        Text("没有这一条已登记的减排量", "no reduction of this id is registered"),
        Text("先完成减排量登记。", "Register the reduction first."),
    ),
    "line_exists": Reason(
        f"{ORDER}/art-22/para-1",
        Text("不能再次登记 {line}", "{line} cannot be registered again"),
        Text("已经登记", "it is registered already"),
        _ASK,
    ),
    "issuance_above_verified": Reason(
        f"{ORDER}/art-21/para-1",
        Text("不能签发 {line} 的 {quantity} 吨", "{quantity} t of {line} cannot be issued"),
        Text(
            "核查确定 {verified} 吨，已签发 {issued} 吨，余 {left} 吨",
            "{verified} t were verified, {issued} t are issued, {left} t are left",
        ),
        Text("按余量申请。", "Ask for no more than is left."),
    ),
    # holds: pending transfers, freezes, offsets, cancellations
    "hold_exists": Reason(EVIDENCE, _HOLD, Text("这个编号已被使用", "this id is used already"), _ASK),
    "hold_unknown": Reason(
        EVIDENCE, _HOLD, Text("没有这个编号的{kind}", "there is no {kind} of this id"), _ASK
    ),
    "hold_closed": Reason(
        EVIDENCE,
        _HOLD,
        Text("这一{kind}已经办结", "this {kind} is settled already"),
        Text("无需再办；查看其结果。", "Nothing is left to do; see how it ended."),
    ),
    "hold_not_yours": Reason(
        EVIDENCE,
        _HOLD,
        Text("它属于账户 {account}", "it belongs to account {account}"),
        _ASK,
    ),
    "reservation_expired": Reason(
        EVIDENCE,
        _HOLD,
        Text("待定划转已于 {expires} 到期", "the pending transfer ended at {expires}"),
        Text("重新发起。", "Start a new one."),
    ),
    "not_yet_expired": Reason(
        EVIDENCE,
        _HOLD,
        Text("待定划转尚未到期（{expires}）", "the pending transfer has not reached its end ({expires})"),
        Text("等到期，或者作废。", "Wait for it, or void it."),
    ),
    "wrong_reason": Reason(
        f"{RULES}/art-16",
        Text("不能解除冻结 {id}", "Freeze {id} cannot be released"),
        Text("它因“{reason}”而冻结", "it was frozen for another reason: {reason}"),
        Text("凭同一事由的解除文书办理。", "Bring the release for that same reason."),
    ),
    "document_missing": Reason(
        f"{RULES}/art-14",
        Text("不能办理", "This cannot be done"),
        Text("缺少证明文件", "the supporting document is missing"),
        Text("附上生效文书或者证明。", "Attach the effective ruling, decision or proof."),
    ),
    "beneficiary_missing": Reason(
        f"{RULES}/art-15",
        Text("不能注销", "The units cannot be cancelled"),
        Text("没有写明受益人", "no beneficiary is named"),
        Text("写明为谁注销。", "Say for whom they are cancelled."),
    ),
    "claim_of_another_purpose": Reason(
        f"{ORDER}/art-28/para-1",
        Text("不能注销", "The units cannot be cancelled"),
        Text("用途是“{purpose}”，却写了活动", "the purpose is {purpose}, and an event is named"),
        Text(
            "改为大型活动碳中和，或者去掉活动。", "Choose the neutrality of an event, or leave the event out."
        ),
    ),
    "event_days_wrong": Reason(
        f"{RULES}/art-15",
        Text("不能注销", "The units cannot be cancelled"),
        Text("活动日期不成立：{first} 至 {last}", "the days of the event do not stand: {first} to {last}"),
        Text(
            "写明活动名称和起止日期，或者都不写。",
            "Name the event with its first and last day, or give no days.",
        ),
    ),
    "claim_year_wrong": Reason(
        f"{RULES}/art-15",
        Text("不能注销", "The units cannot be cancelled"),
        Text(
            "排放年度 {year} 不在 {oldest} 至 {newest} 之间",
            "the year of emissions, {year}, is not in {oldest} to {newest}",
        ),
        Text("写明被抵销排放的年度。", "Give the year of the emissions that are offset."),
    ),
    "purpose_not_yours": Reason(
        f"{ORDER}/art-28/para-1",
        Text("不能注销", "The units cannot be cancelled"),
        Text("“{purpose}”不是持有人可以选择的用途", "{purpose} is no purpose a holder may choose"),
        Text("从所列用途中选择。", "Choose one of the purposes listed."),
    ),
    "nothing_to_move": Reason(
        EVIDENCE,
        _UNITS,
        Text("{account} 没有可供办理的减排量", "{account} has no units that this could reach"),
        Text("核对账户和系列。", "Check the account and the series."),
    ),
    # buffers
    "no_buffer_clause": Reason(
        f"{ORDER}/art-8/para-2",
        Text("缓冲储备不能办理", "Nothing can be done with the buffer"),
        Text("当日没有生效的条款 {clause}", "no clause {clause} is in force on that day"),
        Text("指明方法学中规定缓冲的条款。", "Name the methodology's clause on the buffer."),
    ),
    "buffer_account": Reason(
        EVIDENCE,
        Text("缓冲储备不能办理", "Nothing can be done with the buffer"),
        Text("{account} 不是登记机构的账户", "{account} is not an account of the registry"),
        Text("改用登记机构的账户。", "Name the registry's account."),
    ),
    # corrections and keys
    "key_reused": Reason(
        EVIDENCE,
        Text("指令 {key} 不能接受", "The command {key} is not accepted"),
        Text("同一编号已用于另一内容", "the same key was used with other content"),
        Text("新的指令使用新的编号。", "Use a new key for a new command."),
    ),
    "key_unknown": Reason(
        EVIDENCE,
        Text("不能更正 {key}", "{key} cannot be corrected"),
        Text("日志中没有这一指令", "the journal has no such command"),
        _ASK,
    ),
    "not_reversible": Reason(
        EVIDENCE,
        Text("不能以冲回更正 {key}", "{key} cannot be corrected by a contrary entry"),
        Text("“{name}”不能冲回", "{name} cannot be undone so"),
        Text(
            "冻结用解除，签发用注销，划转才用冲回。",
            "Release a freeze, cancel what was issued; contrary entries are for transfers.",
        ),
    ),
    "cancelled_is_final": Reason(
        f"{ORDER}/art-28/para-1",
        Text("不能冲回 {key}", "{key} cannot be undone"),
        Text("注销是最终的", "a cancellation is final"),
        Text("重新注销其他减排量，或者另行申诉。", "Use other units, or lodge a complaint."),
    ),
    "already_reversed": Reason(
        EVIDENCE,
        Text("不能冲回 {key}", "{key} cannot be undone"),
        Text("已经冲回过", "it was undone before"),
        _ASK,
    ),
    "units_moved_on": Reason(
        EVIDENCE,
        Text("不能冲回 {key}", "{key} cannot be undone"),
        Text("{series} 的 {first}–{last} 号已不在原处", "{series} {first}–{last} have moved on"),
        Text("先更正其后的划转。", "Correct the later transfers first."),
    ),
    "linked_empty": Reason(
        EVIDENCE, Text("不能办理", "This cannot be done"), Text("没有任何步骤", "there are no steps"), _ASK
    ),
}


def refusal(code: str, at: AsOf, /, *, by: str | None = None, **facts: object) -> Refusal:
    """The refusal of that code, a key of `REASONS`; see `Reason.refused`."""
    return REASONS[code].refused(code, at, by, facts)
