"""The tables, one module a noun."""

from .journal import Checkpoint, ClockSetting, JournalEvent, JournalTip, Projection
from .ledger import Block, Hold, Holding, Line, Posting, Series
from .lives import Document, Life, Project, PublicRecord, Reduction, StageTransition, VintageLine
from .people import (
    Attempts,
    Membership,
    Organisation,
    Proposal,
    RegistryAccount,
    Role,
    Seat,
    Token,
    User,
    VvbApproval,
)
from .places import ForeignRecord, Place
from .programs import ApiAnswer, Delivery, Webhook

__all__ = [
    "ApiAnswer",
    "Attempts",
    "Block",
    "Checkpoint",
    "ClockSetting",
    "Delivery",
    "Document",
    "ForeignRecord",
    "Hold",
    "Holding",
    "JournalEvent",
    "JournalTip",
    "Life",
    "Line",
    "Membership",
    "Organisation",
    "Place",
    "Posting",
    "Project",
    "Projection",
    "Proposal",
    "PublicRecord",
    "Reduction",
    "RegistryAccount",
    "Role",
    "Seat",
    "Series",
    "StageTransition",
    "Token",
    "User",
    "VintageLine",
    "VvbApproval",
    "Webhook",
]
