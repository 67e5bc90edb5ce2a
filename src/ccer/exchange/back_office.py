"""All steps of the back office: what the market merges into its own tables."""

from __future__ import annotations

from . import alerts, cash_steps, clearing, objections, settlement
from .events import Applier, Handler

HANDLERS: dict[type, Handler] = {
    **cash_steps.HANDLERS,
    **clearing.HANDLERS,
    **objections.HANDLERS,
    **alerts.HANDLERS,
}
"""Commands decided by ``(command, market, at)``; `settlement.settle` and `remedy.answer` decide those that read the register too."""
APPLIERS: dict[str, Applier] = {
    **cash_steps.APPLIERS,
    **clearing.APPLIERS,
    **settlement.APPLIERS,
    **objections.APPLIERS,
    **alerts.APPLIERS,
}
"""Events applied by ``(market, event)``, by name."""
