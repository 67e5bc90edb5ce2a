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
    """

    name: str
    title: Text
    lead: Text
    roles: tuple[str, ...]
    broad: bool = False
    begins: tuple[Begins, ...] = ()


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
    )
}
HOME = {role: audience.name for audience in AUDIENCES.values() for role in audience.roles}
"""Role to the workbench where it works."""
