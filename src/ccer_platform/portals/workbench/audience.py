"""Who works at which workbench, and what each may begin there."""

from __future__ import annotations

import msgspec

from ccer.core.text import Text


class Begins(msgspec.Struct, frozen=True):
    """A case that can be begun from a front page."""

    machine: str
    action: str
    roles: tuple[str, ...]


class Audience(msgspec.Struct, frozen=True):
    """One workbench.

    Parameters
    ----------
    name : str
        Of its addresses.
    roles : tuple of str
        Who works there.
    broad : bool
        Its queue holds all cases of the mechanism, not those of one organisation.
    pages : tuple
        Pages of its own in the menu, by address and title; without any it has the queue of cases.
    """

    name: str
    title: Text
    lead: Text
    roles: tuple[str, ...]
    broad: bool = False
    begins: tuple[Begins, ...] = ()
    pages: tuple[tuple[str, Text], ...] = ()


AUDIENCES = {
    audience.name: audience
    for audience in (
        Audience(
            "owner",
            Text("业主工作台", "Owner's workbench"),
            Text("项目、减排量和账户", "Projects, reductions and account"),
            ("owner", "emitter", "trader"),
            begins=(
                Begins("project", "create", ("owner",)),
                Begins("complaint", "file", ("owner", "emitter", "trader")),
            ),
        ),
        Audience(
            "verifier",
            Text("审定与核查工作台", "Validation and verification"),
            Text("委托、方案、整改要求和报告", "Engagements, schemes, findings and reports"),
            ("vvb",),
            begins=(Begins("complaint", "file", ("vvb",)),),
        ),
        Audience(
            "registry",
            Text("登记机构工作台", "Registry's workbench"),
            Text("公示前审核、登记审核、签发、账户和冻结", "Checks, reviews, issuance, accounts and freezes"),
            ("registry", "expert"),
            broad=True,
        ),
        Audience(
            "authority",
            Text("主管部门工作台", "Authority's workbench"),
            Text("举报、监督检查和处罚", "Complaints, spot checks and penalties"),
            ("province", "ministry", "market-regulator"),
            broad=True,
            begins=(
                Begins("sanction", "impose", ("province", "ministry")),
                Begins("sanction", "impose-on-body", ("market-regulator",)),
            ),
        ),
        Audience(
            "trader",
            Text("交易席位", "Trading desk"),
            Text("持仓、挂单、资金和结算单", "Positions, orders, money and statements"),
            ("owner", "emitter", "trader"),
            pages=(
                ("desk", Text("持仓和资金", "Portfolio")),
                ("market", Text("交易", "Trade")),
                ("orders", Text("挂单", "Orders")),
                ("trades", Text("成交", "Trades")),
                ("cash", Text("资金", "Money")),
                ("statements", Text("结算单", "Statements")),
                ("deals", Text("大宗和竞价", "Blocks and auctions")),
                ("account", Text("账户", "Account")),
            ),
        ),
        Audience(
            "exchange",
            Text("交易机构工作台", "Exchange's desk"),
            Text(
                "开市到交收、上市、参与者和监看",
                "The day from opening to delivery, listings, participants and the watch",
            ),
            ("exchange",),
            broad=True,
            pages=(
                ("desk", Text("总览", "Overview")),
                ("day", Text("交易日", "Trading day")),
                ("listings", Text("标的", "Listings")),
                ("deals", Text("大宗和竞价", "Blocks and auctions")),
                ("traders", Text("参与者", "Participants")),
                ("alerts", Text("监看", "Watch")),
                ("bank", Text("银行", "Bank")),
                ("books", Text("对账", "Reconciliation")),
                ("frame", Text("规则和公告", "Rules and notices")),
            ),
        ),
    )
}
