"""What an account holds now."""

from __future__ import annotations

from ccer.registry.holdings import Place, State
from ccer.registry.serials import Block, Series

from ..models import Block as Row


def of_account(account: str) -> dict[tuple[Place, Series], list[Block]]:
    """The blocks an account holds, by place and series."""
    rows = Row.objects.filter(holding__account=account).select_related("holding", "series")
    held: dict[tuple[Place, Series], list[Block]] = {}
    for row in rows.order_by("series__project", "series__vintage", "holding__state", "first"):
        place = Place(account, State(row.holding.state), row.holding.hold)
        held.setdefault((place, Series(row.series.project, row.series.vintage)), []).append(
            Block(row.first, row.last)
        )
    return held
