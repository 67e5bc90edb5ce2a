"""May these units offset an ETS obligation? Order 19 art. 29, Decree 775 art. 14, the circular of 2023-10-24, Order 31 art. 28."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.asof import AsOf
from ..core.decision import Fact
from ..core.errors import NotInForce
from ..core.quantities import whole_tonnes, whole_tonnes_column
from ..core.text import Text
from .catalogue import Stage, Verdict, finding, not_applicable, rule
from .project import ORDER_31
from .subjects import OffsetUse

ORDER_19 = "mee-2020-19"
DECREE_775 = "sc-2024-775"
CIRCULAR = "mee-2023-circular-1024"
DRAFT_PLAN = "mee-2026-allocation-plan-draft"


def cap_tonnes(obligation: int, share: float) -> int:
    """Largest whole quantity under the cap. [tCO2e]

    Rounding down is derived from the draft plan's own practice; Order 19 art. 29 para. 1 states only the share.
    """
    return whole_tonnes(obligation * share)


def cap_column(fact: Callable[[str], Any], at: AsOf) -> tuple[Any, Any]:
    """`cap` over columns: who stays under the cap, and the cap of each. [tCO2e]"""
    limit = whole_tonnes_column(fact("obligation_t") * at.parameter("offset.cap_share").number)
    return fact("quantity_t") + fact("already_used_t") <= limit, limit


@rule(
    "offset.key_emitter_may_use",
    stage=Stage.OFFSET,
    cites=f"{DECREE_775}/art-14/para-3",
    title=Text("重点排放单位", "Key emitter"),
    requires=Text("由重点排放单位购买并用于清缴", "bought and used for surrender by a key emitter"),
    remedy=Text("非重点排放单位可自愿注销。", "Others may cancel voluntarily."),
    needs="key_emitter",
)
def key_emitter_may_use(use: OffsetUse, at: AsOf) -> Verdict:
    return finding(use.key_emitter, fact=use.key_emitter)


@rule(
    "offset.cap",
    stage=Stage.OFFSET,
    cites=f"{ORDER_19}/art-29/para-1",
    basis="compliance",
    title=Text("抵销比例上限", "Cap"),
    requires=Text(
        "不超过应清缴配额乘以比例上限，即 {required} tCO₂e",
        "at most the capped share of the allowances due, i.e. {required} tCO₂e",
    ),
    remedy=Text("减少抵销数量，其余以配额清缴。", "Offset less, and surrender allowances for the rest."),
    interpretation=Text("按应清缴配额量计算并向下取整", "of the allowances due, rounded down"),
    column=cap_column,
)
def cap(use: OffsetUse, at: AsOf) -> Verdict:
    share = at.parameter("offset.cap_share")
    limit = cap_tonnes(use.obligation_t, share.number)
    return finding(
        use.quantity_t + use.already_used_t <= limit,
        fact=use.quantity_t + use.already_used_t,
        required=limit,
        using=(share,),
    )


@rule(
    "offset.not_from_ets_covered",
    stage=Stage.OFFSET,
    cites=f"{ORDER_19}/art-29/para-2",
    title=Text("不来自配额管理项目", "Not from an ETS-covered project"),
    requires=Text(
        "不得来自纳入全国碳市场配额管理的减排项目",
        "not from a project under national ETS allowance management",
    ),
    remedy=Text("改用其他项目的减排量。", "Use units of another project."),
    needs="project_ets_covered",
)
def not_from_ets_covered(use: OffsetUse, at: AsOf) -> Verdict:
    fact = (
        Text("项目纳入配额管理", "project under allowances")
        if use.project_ets_covered
        else Text("项目未纳入配额管理", "project not under allowances")
    )
    return finding(not use.project_ets_covered, fact=fact)


@rule(
    "offset.legacy_cut_off",
    stage=Stage.OFFSET,
    cites=(f"{CIRCULAR}/part-3", f"{ORDER_31}/art-49"),
    title=Text("旧减排量截止", "Old units' cut-off"),
    requires=Text(
        "旧机制备案的减排量只可用至 {required}",
        "units filed under the old scheme may be used until {required} only",
    ),
    remedy=Text("改用按现行办法登记的核证自愿减排量。", "Use units registered under the present Measures."),
)
def legacy_cut_off(use: OffsetUse, at: AsOf) -> Verdict:
    before = at.parameter("project.legacy_filed_before")
    if use.legacy_filed_on is None or use.legacy_filed_on >= before.day:
        return not_applicable(
            Text(f"不是 {before.value} 前备案的减排量", f"not filed before {before.value}"), _until(at)
        )
    day = use.filed_on or at.on
    until = at.parameter("offset.legacy_usable_until", on=min(day, at.on))
    return finding(day <= until.day, fact=day, required=until.value, using=(before, until), on=day)


def _until(at: AsOf) -> Fact:
    """The last day old units could be used, where the circular is in force."""
    try:
        return at.parameter("offset.legacy_usable_until").value
    except NotInForce:
        return None


@rule(
    "offset.registered_after_market_start",
    stage=Stage.OFFSET,
    cites=f"{DRAFT_PLAN}/part-5/item-2",
    draft=True,
    title=Text("市场启动后登记", "Registered after the market's start"),
    requires=Text(
        "草案：用于 2025、2026 年度清缴的减排量应在 {required} 之后登记",
        "draft: for 2025 and 2026, units registered after {required}",
    ),
    remedy=Text("关注分配方案定稿。", "Watch for the final plan."),
)
def registered_after_market_start(use: OffsetUse, at: AsOf) -> Verdict:
    if use.compliance_year not in (2025, 2026) or use.units_registered_on is None:
        return not_applicable(
            Text("草案仅涉及 2025、2026 年度", "the draft concerns 2025 and 2026 only"),
            Text("市场启动", "the market's start"),
        )
    try:
        floor = at.parameter("offset.new_registered_after")
    except NotInForce as error:
        return not_applicable(error.why, Text("市场启动", "the market's start"))
    would = use.units_registered_on > floor.day
    verdict = (
        Text("按草案可用", "usable under the draft")
        if would
        else Text("按草案不可用", "not usable under the draft")
    )
    return not_applicable(
        Text(f"登记于 {use.units_registered_on}，", f"registered {use.units_registered_on}, ") + verdict,
        floor.value,
    )


@rule(
    "offset.units_cancelled_on_use",
    stage=Stage.OFFSET,
    cites=f"{ORDER_31}/art-28/para-1",
    title=Text("使用即注销", "Cancelled on use"),
    requires=Text("在注册登记系统中注销", "cancelled in the registry"),
    remedy=Text("在注册登记系统办理抵销注销。", "Cancel the units in the registry."),
)
def units_cancelled_on_use(use: OffsetUse, at: AsOf) -> Verdict:
    if use.cancelled_in_registry is None:
        return not_applicable(Text("尚未办理清缴", "surrender not carried out yet"))
    return finding(use.cancelled_in_registry, fact=use.cancelled_in_registry)
