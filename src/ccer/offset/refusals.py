"""Why the ETS side of an offset says no: one row a reason, with a stable code, the clause it rests on and the way out.

Where a check rests on arithmetic or identity and no clause speaks of it, the clause is the one that makes the ETS registry's record
final evidence (Order 19 art. 5 para. 2).
"""

from __future__ import annotations

from ..core.asof import AsOf
from ..core.decision import Finding
from ..core.text import Text
from ..registry.refusals import Reason, Refusal

ORDER_19 = "mee-2020-19"
EVIDENCE = f"{ORDER_19}/art-5/para-2"
PROCEDURE = "mee-2023-237/part-3"
SURRENDER = f"{ORDER_19}/art-28"
OFFSET = f"{ORDER_19}/art-29/para-1"

_LOT = Text("抵销申请 {offset} 不能办理", "Offset application {offset} cannot be dealt with")
_FORM = Text("履约清缴申请 {form} 不能办理", "Surrender form {form} cannot be dealt with")
_ENTITY = Text("{entity} 不能办理", "{entity} cannot do this")
_ASK = Text("核对后重新提交。", "Check it and send it again.")

REASONS: dict[str, Reason] = {
    "entity_exists": Reason(
        EVIDENCE, _ENTITY, Text("碳市场登记系统已有该账户或单位", "the ETS registry has it already"), _ASK
    ),
    "entity_unknown": Reason(
        f"{ORDER_19}/art-17",
        _ENTITY,
        Text("碳市场登记系统没有这个账户", "the ETS registry has no such account"),
        Text("先在碳市场登记系统开户。", "Open an account in the ETS registry first."),
    ),
    "not_bound": Reason(
        PROCEDURE,
        _ENTITY,
        Text(
            "两边的登记账户没有绑定，或者绑定的是 {bound}",
            "the two registry accounts are not bound, or another is: {bound}",
        ),
        Text("先绑定自愿减排登记账户和碳市场登记账户。", "Bind the two registry accounts first."),
    ),
    "bound_already": Reason(
        PROCEDURE,
        _ENTITY,
        Text("账户 {account} 已绑定给 {other}", "account {account} is bound to {other}"),
        Text("一个登记账户只能绑定一个碳市场账户。", "One registry account is bound to one ETS account."),
    ),
    "obligation_unknown": Reason(
        SURRENDER,
        _ENTITY,
        Text("没有 {year} 年度的应清缴配额", "no allowances due are recorded for {year}"),
        Text("等核查结果录入后再办。", "Wait until the verified result is entered."),
    ),
    "too_late": Reason(
        SURRENDER,
        _ENTITY,
        Text("{year} 年度的清缴截止日 {day} 已过", "the last day to surrender for {year}, {day}, has passed"),
        Text("用于其后年度的义务，或者保留减排量。", "Use the units for a later year, or keep them."),
    ),
    "quantity_not_positive": Reason(
        EVIDENCE,
        Text("数量不能使用", "The quantity cannot be used"),
        Text("数量是 {quantity}", "it is {quantity}"),
        Text(
            "填写非负整数；抵销至少 1 吨。", "Give a whole number of 0 or more; an offset takes at least 1 t."
        ),
    ),
    "lot_unknown": Reason(
        PROCEDURE,
        _LOT,
        Text("该单位没有这一笔待抵销", "the entity has no such pending offset"),
        Text("先在自愿减排登记系统发起抵销。", "Start the offset in the voluntary registry first."),
    ),
    "lot_not_pending": Reason(
        PROCEDURE,
        _LOT,
        Text("它的状态是“{state}”", "it is: {state}"),
        Text("选用待抵销的减排量。", "Pick units that are pending."),
    ),
    "lot_short": Reason(
        PROCEDURE,
        _LOT,
        Text(
            "待抵销 {pending} 吨，选用 {quantity} 吨", "{pending} t are pending and {quantity} t are picked"
        ),
        Text("按待抵销的数量选用。", "Pick no more than is pending."),
    ),
    "form_empty": Reason(
        SURRENDER, _FORM, Text("没有配额，也没有减排量", "it holds neither allowances nor units"), _ASK
    ),
    "form_exists": Reason(EVIDENCE, _FORM, Text("这个编号已被使用", "this id is used already"), _ASK),
    "form_unknown": Reason(EVIDENCE, _FORM, Text("没有这份申请", "there is no such form"), _ASK),
    "form_closed": Reason(
        EVIDENCE,
        _FORM,
        Text("它已经办结", "it is settled already"),
        Text("查看其结果。", "See how it ended."),
    ),
    "allowances_short": Reason(
        SURRENDER,
        _FORM,
        Text(
            "持有配额 {held} 吨，申请清缴 {quantity} 吨",
            "{held} t of allowances are held and {quantity} t are to be surrendered",
        ),
        Text("先取得配额。", "Acquire allowances first."),
    ),
    "above_due": Reason(
        SURRENDER,
        _FORM,
        Text(
            "尚欠 {left} 吨，申请清缴 {quantity} 吨",
            "{left} t are left to surrender and the form holds {quantity} t",
        ),
        Text("按尚欠的数量申请。", "Ask for no more than is left."),
    ),
    "message_reused": Reason(
        EVIDENCE,
        Text("消息 {message} 不能接收", "Message {message} cannot be taken"),
        Text("同一编号已收到过不同的内容", "the same id came with other content before"),
        Text("两边核对该笔抵销的记录。", "Compare the two records of that offset."),
    ),
    "message_contradicts": Reason(
        EVIDENCE,
        Text("消息 {message} 不能接收", "Message {message} cannot be taken"),
        Text("与本系统的记录不符：{why}", "it contradicts this system's record: {why}"),
        Text("运行对账，按差异处理。", "Run the reconciliation and act on the difference."),
    ),
}


def refusal(code: str, at: AsOf, /, *, by: str | None = None, **facts: object) -> Refusal:
    """The refusal of that code, a key of `REASONS`; see `Reason.refused`."""
    return REASONS[code].refused(code, at, by, facts)


def by_rule(finding: Finding) -> Refusal:
    """The refusal that a finding of the offset gate makes; its code is the rule's id."""
    why = Text(
        f"{finding.title.zh}：{finding.fact_text('zh')}；要求{finding.requirement('zh')}",
        f"{finding.title.en}: {finding.fact_text('en')}; required: {finding.requirement('en')}",
    )
    next = finding.remedy or Text("补充事实和证据。", "Supply facts and evidence.")
    return Refusal(
        finding.rule, Text("不能用于抵销", "The units cannot offset"), why, next, finding.citations[0]
    )
