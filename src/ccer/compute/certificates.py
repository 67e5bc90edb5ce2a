"""Green certificates: electricity whose certificates were traded earns no reductions, and what is said once the link has lapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ..core.asof import AsOf
from ..core.errors import BadInput, NotInForce, NotKnown
from ..core.text import Text
from .electricity import CERTIFICATES
from .readings import EXPORT, Reading, Window
from .result import Adjustment, Reason

CERTIFICATE_LINK: Final = "green_certificate.link"
NO_CERTIFICATES: Final[Mapping[str, float]] = MappingProxyType({})


def taken_off(
    certificates: Mapping[str, float], rows: Iterable[Reading], window: Window
) -> tuple[dict[int, float], tuple[Adjustment, ...]]:
    """Electricity with traded certificates by year, of the months that count; more than was exported is an error."""
    exported: dict[str, float] = {}
    for row in rows:
        if row.direction == EXPORT:
            month = row.first_day.isoformat()[:7]
            exported[month] = exported.get(month, 0.0) + row.value
    years: dict[int, float] = {}
    log = []
    for month, traded in sorted(certificates.items()):
        if not traded or month not in exported:
            continue
        if not 0 < traded <= exported[month] + 1:
            raise _too_many(month, traded, exported[month])
        years[int(month[:4])] = years.get(int(month[:4]), 0.0) + traded
        what = Text("扣除已交易绿证的电量", "electricity with traded green certificates taken off")
        log.append(
            Adjustment(
                month, what, exported[month], exported[month] - traded, "MWh", f"{CERTIFICATES}/part-2"
            )
        )
    return years, tuple(log)


def lapsed_link(at: AsOf) -> list[Reason]:
    """The link between certificates and reductions after its notice ran out is not known: the former rule is kept, and said."""
    try:
        at.parameter(CERTIFICATE_LINK)
    except (NotInForce, NotKnown) as error:
        kept = Text("；暂按原衔接规则扣除", "; taken off by the former rule, to be safe")
        return [Reason(CERTIFICATE_LINK, "uncertain", error.why + kept)]
    return []


def _too_many(month: str, traded: float, exported: float) -> BadInput:
    return BadInput(
        what=Text(
            f"{month} 已交易绿证的电量 {traded} MWh 无法使用",
            f"{traded} MWh with traded certificates in {month} cannot be used",
        ),
        why=Text(
            f"应在 0 与当月上网电量 {exported} MWh 之间",
            f"it must lie between 0 and that month's export, {exported} MWh",
        ),
        next=Text("核对绿证交易记录的月份和单位", "check the month and unit of the certificate records"),
        clause=f"{CERTIFICATES}/part-2",
    )
