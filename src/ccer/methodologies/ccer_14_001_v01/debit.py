"""A net loss is not registered: it is owed, and what later periods earn pays it first. ``monitoring.carried_debit``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from ...compute.result import Adjustment, Reason, YearResult
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .strata import bad
from .values import Values

FIELD: Final = "monitoring.carried_debit"
QUANTITY: Final = "carried_debit"
OWED: Final = Text(
    "净损失 {tonnes} 吨不能登记，抵减以后各期：下一期的项目文件写 monitoring.carried_debit: {{tonnes: {tonnes}, source: 本期报告}}；"
    "结转规定未读到",
    "a net loss of {tonnes} t cannot be registered; it is carried over against later periods: the project file of the next one says "
    "monitoring.carried_debit: {{tonnes: {tonnes}, source: this accounting report}}; the rule of carrying over was not read",
)
PAID: Final = Text(
    "先抵以前各期的净损失（{source}）；结转规定未读到",
    "the net loss of earlier periods is paid first ({source}); the rule of carrying over was not read",
)


def debited(
    project: Project, years: tuple[YearResult, ...], values: Values
) -> tuple[tuple[YearResult, ...], tuple[Adjustment, ...]]:
    """Years with the debit of earlier periods taken off their tonnes, the first first, and a log; a loss of this one is said to be owed.

    No year goes below nought for a debit; what is not paid stays owed.
    """
    given = project.monitoring.get("carried_debit")
    owed, source = (0, "") if given is None else _read(project, given)
    paid, log = [], []
    left = owed
    for year in years:
        part = min(left, max(year.tonnes, 0))
        left -= part
        held = {**year.values, QUANTITY: float(part)} if owed else year.values
        paid.append(replace(year, values=held, tonnes=year.tonnes - part))
    if owed:
        why = PAID.fill(source=source)
        values.because(Reason(QUANTITY, "uncertain", why))
        log.append(Adjustment(FIELD, why, float(owed), float(left), "tCO2e", f"{PLAN.instrument}/eq-1"))
    still = left + max(0, -sum(year.tonnes for year in paid))
    if still:
        values.because(Reason("net-loss", "uncertain", OWED.fill(tonnes=still)))
    return tuple(paid), tuple(log)


def _read(project: Project, given: object) -> tuple[int, str]:
    wanted = "{tonnes: 120, source: …}"
    if not isinstance(given, Mapping) or not str(given.get("source") or "").strip():
        raise bad(project, FIELD, Text("须有 tonnes 和 source", "tonnes and source are needed"), wanted)
    tonnes = given.get("tonnes")
    if isinstance(tonnes, bool) or not isinstance(tonnes, int) or tonnes < 0:
        why = Text(f"{tonnes!r} 不是不小于 0 的整吨数", f"{tonnes!r} is not whole tonnes of 0 or more")
        raise bad(project, FIELD, why, wanted)
    return tonnes, str(given["source"]).strip()
