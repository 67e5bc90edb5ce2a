"""Why an order, a block agreement or a bid is refused: the part of the table of `refusals` that speaks of dealing."""

from __future__ import annotations

from ..core.text import Text
from ..registry.refusals import Reason
from .moment import RULES

ORDER = Text("申报未被接受", "The order is not accepted")
CHECK = Text("核对后重新提交。", "Check it and send it again.")
_BLOCK = Text("不能办理大宗协议", "The block agreement cannot be dealt with")
_AUCTION = Text("不能办理单向竞价", "The auction cannot be dealt with")

ORDERS: dict[str, Reason] = {
    # orders
    "off_tick": Reason(
        f"{RULES}/art-11/para-1",
        ORDER,
        Text(
            "价格 ¥{price} 应大于零，并且是 ¥{tick} 的整数倍",
            "the price of ¥{price} must be positive and a multiple of ¥{tick}",
        ),
        CHECK,
    ),
    "off_lot": Reason(
        f"{RULES}/art-11/para-1",
        ORDER,
        Text(
            "数量 {quantity} 吨应大于零，并且是 {lot} 吨的整数倍",
            "the quantity of {quantity} t must be positive and a multiple of {lot} t",
        ),
        CHECK,
    ),
    "off_limit": Reason(
        f"{RULES}/art-16",
        ORDER,
        Text(
            "价格 ¥{price} 超出当日涨跌幅 ¥{low}–¥{high}",
            "the price of ¥{price} is outside the day's limits of ¥{low}–¥{high}",
        ),
        Text("在涨跌幅内报价。", "Name a price within the limits."),
    ),
    "not_enough_units": Reason(
        f"{RULES}/art-18",
        ORDER,
        Text(
            "{series} 可用 {available} 吨，少于 {quantity} 吨",
            "{available} t of {series} are available, fewer than {quantity} t",
        ),
        Text("减少数量，或者先从登记系统划入。", "Ask for less, or move units in from the registry."),
    ),
    "not_enough_money": Reason(
        f"{RULES}/art-18",
        ORDER,
        Text(
            "可用资金 ¥{available}，少于所需 ¥{needed}（含手续费）",
            "¥{available} are available, fewer than the ¥{needed} needed with commission",
        ),
        Text("减少数量，或者先入金。", "Ask for less, or pay in first."),
    ),
    "take_instead": Reason(
        f"{RULES}/art-13",
        ORDER,
        Text(
            "对手方已挂出 ¥{best}，可以直接摘牌",
            "the other side already stands at ¥{best} and can be taken",
        ),
        Text("摘牌，或者改价挂牌。", "Take it instead, or post at another price."),
    ),
    "not_best": Reason(
        f"{RULES}/art-13",
        ORDER,
        Text(
            "现在的最优价是 ¥{best}，只有最优价可以摘牌",
            "the best price now is ¥{best}, and only the best can be taken",
        ),
        Text("按现在的最优价摘牌。", "Take at the best price as it now stands."),
    ),
    "nothing_to_take": Reason(
        f"{RULES}/art-13",
        ORDER,
        Text("对手方没有挂牌", "nothing is posted on the other side"),
        Text("可以自行挂牌。", "Post an order of your own."),
    ),
    "own_posting": Reason(
        f"{RULES}/art-13",
        ORDER,
        Text("不能与自己成交", "a trader cannot deal with itself"),
        Text("先撤回自己的挂牌。", "Withdraw the own posting first."),
    ),
    "opposite_too_early": Reason(
        f"{RULES}/art-29",
        ORDER,
        Text(
            "距上次反向交易不足 {gap} 个交易日，自 {since} 起可以",
            "fewer than {gap} trading days since the opposite trade; possible from {since} on",
        ),
        Text("到期后再申报。", "Order again from that day on."),
    ),
    "opposite_order_open": Reason(
        f"{RULES}/art-29",
        ORDER,
        Text("该标的还有反向的申报未成交", "an order of the opposite side in this instrument is open"),
        Text("先撤回反向的申报。", "Withdraw it first."),
    ),
    "too_many_orders": Reason(
        f"{RULES}/art-3",
        ORDER,
        Text("超过系统上限 {most} 笔", "more than the {most} the software takes"),
        Text("撤回一些，或者分批提交。", "Withdraw some, or send fewer at a time."),
    ),
    "no_orders": Reason(f"{RULES}/art-3", ORDER, Text("没有任何申报", "there are no orders"), CHECK),
    "order_unknown": Reason(
        f"{RULES}/art-19",
        Text("不能撤回 {order}", "{order} cannot be withdrawn"),
        Text("没有该主体的这笔申报", "the trader has no such order"),
        CHECK,
    ),
    "order_not_open": Reason(
        f"{RULES}/art-19",
        Text("不能撤回 {order}", "{order} cannot be withdrawn"),
        Text("它的状态是“{state}”", "it is {state}"),
        Text("只有未成交部分可以撤回。", "Only what is unfilled can be withdrawn."),
    ),
    "key_reused": Reason(
        f"{RULES}/art-19",
        Text("不能办理 {key}", "{key} cannot be dealt with"),
        Text("这个编号已用于另一项内容", "this key was used for something else"),
        Text("换一个编号。", "Use another key."),
    ),
    # block agreements and auctions
    "mode_not_open": Reason(
        f"{RULES}/art-12",
        ORDER,
        Text("{mode}没有开放，没有找到开放的公告", "{mode} is not open: no notice of opening was found"),
        Text("用挂牌协议，或者等待公告。", "Use the listed agreement, or wait for a notice."),
    ),
    "mode_terms": Reason(
        f"{RULES}/art-24",
        Text("不能开放{mode}", "{mode} cannot be opened"),
        Text("手续费率或者数量条件无法使用", "its commission or its threshold cannot be used"),
        CHECK,
    ),
    "below_threshold": Reason(
        f"{RULES}/art-14",
        _BLOCK,
        Text(
            "{quantity} 吨未达到规定的 {threshold} 吨",
            "{quantity} t are fewer than the {threshold} t required",
        ),
        Text("增加数量，或者用挂牌协议。", "Offer more, or use the listed agreement."),
    ),
    "block_unknown": Reason(
        f"{RULES}/art-14",
        _BLOCK,
        Text("没有该主体的协议 {block}", "the trader has no agreement {block}"),
        CHECK,
    ),
    "block_state": Reason(
        f"{RULES}/art-14",
        _BLOCK,
        Text("它的状态是“{state}”", "it is {state}"),
        Text("这一步不适用。", "This step does not apply."),
    ),
    "auction_unknown": Reason(
        f"{RULES}/art-15", _AUCTION, Text("没有竞价 {auction}", "there is no auction {auction}"), CHECK
    ),
    "auction_state": Reason(
        f"{RULES}/art-15",
        _AUCTION,
        Text("现在不在适用的时间或者状态（{state}）", "this is not the time or state for it ({state})"),
        Text("核对竞价的起止时间。", "Check when it opens and closes."),
    ),
    "auction_times": Reason(
        f"{RULES}/art-15",
        _AUCTION,
        Text(
            "起止时间应在同一交易日，且晚于现在", "it must open and close on one trading day, later than now"
        ),
        CHECK,
    ),
    "auction_reserve": Reason(
        f"{RULES}/art-15",
        _AUCTION,
        Text(
            "报价 ¥{price} 不符合底价 ¥{reserve}",
            "the bid of ¥{price} does not meet the reserve of ¥{reserve}",
        ),
        Text("按底价或者更优的价格报价。", "Bid at the reserve or better."),
    ),
    "auction_quantity": Reason(
        f"{RULES}/art-15",
        _AUCTION,
        Text(
            "数量 {quantity} 吨不符合：共 {whole} 吨",
            "the quantity of {quantity} t does not fit: {whole} t in all",
        ),
        Text("不超过公告的数量；单一赢家的，应为全部。", "No more than announced; all of it where one wins."),
    ),
}
