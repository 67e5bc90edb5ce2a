"""The colour a state is shown in; its word comes first, from the tables of the lives."""

from __future__ import annotations

from ccer.core.text import Text
from ccer.project.life.tables import machines

_GREEN = {"REGISTERED", "ISSUED", "OPEN", "ANSWERED", "CLOSED_SOLVED", "CREDITED"}
_BLUE = {"NOTICE", "POSTED"}
_RED = {"TERMINATED", "CANCELLED", "REVOKED", "REFUSED", "RESTRICTED"}
_GREY = {"DRAFT", "WITHDRAWN", "CLOSED", "NONE", "RETURNED"}


def colour(state: str) -> str:
    """``green``, ``blue``, ``red``, ``""`` (grey), else ``amber``: something is waited for."""
    for name, states in (("green", _GREEN), ("blue", _BLUE), ("red", _RED), ("", _GREY)):
        if state in states:
            return name
    return "amber"


def title(machine: str, state: str) -> Text:
    """The state in words."""
    return machines()[machine].state_title(state)
