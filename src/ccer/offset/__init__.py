"""The use of CCERs against an ETS obligation: obligations and caps, eligibility, the two registries' protocol, surrender, planning.

The registry's side is the life machine ``offset`` with ledger commands as its consequences (`desk`), the other system a small book of its
own (`ets`); eight kinds of message pass between them (`messages`), and `reconcile` compares the two. `plan` finds the least-cost mix.
"""

from .case import OffsetCase, case_of, read_case
from .desk import Desk, answer, commands_of, incoming, outgoing
from .eligibility import Eligibility, Lot, eligibility
from .ets import decide as decide_ets
from .ets import outbox
from .ets_book import EtsBook
from .ets_book import apply as apply_ets
from .obligations import Entity, Obligation, Standing, standing, standings
from .outlook import Drawn, outlook
from .planning import OffsetPlan, plan, receipt_of
from .reconciling import Mismatch, ets_view, reconcile, registry_row, registry_view
from .scenarios import Scenario, scenarios
from .surrender import Surrender, surrender_of
from .terms import Terms
from .timing import Schedule, schedule

__all__ = [
    "Desk",
    "Drawn",
    "Eligibility",
    "Entity",
    "EtsBook",
    "Lot",
    "Mismatch",
    "Obligation",
    "OffsetCase",
    "OffsetPlan",
    "Scenario",
    "Schedule",
    "Standing",
    "Surrender",
    "Terms",
    "answer",
    "apply_ets",
    "case_of",
    "commands_of",
    "decide_ets",
    "eligibility",
    "ets_view",
    "incoming",
    "outbox",
    "outgoing",
    "outlook",
    "plan",
    "read_case",
    "receipt_of",
    "reconcile",
    "registry_row",
    "registry_view",
    "scenarios",
    "schedule",
    "standing",
    "standings",
    "surrender_of",
]
