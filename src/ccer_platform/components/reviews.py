"""The review of a record as a page shows it: its state, and who did what on which content."""

from __future__ import annotations

from typing import Any

from ccer.core.text import Text
from ccer.policy.dossier import KIND_TEXT, ROLE_TEXT, STATE_TEXT, Dossier, State

from ..store.reading.policy import people

COLOUR: dict[State, str] = {
    "draft": "amber",
    "machine-checked": "amber",
    "reviewed": "blue",
    "second-reviewed": "blue",
    "active": "green",
}


def state_title(state: State) -> Text:
    """A state of review in words."""
    return STATE_TEXT[state]


def trail(one: Dossier) -> list[dict[str, Any]]:
    """Every step, the newest first: who by name, on which content, and whether that is still the present one."""
    known = people({event.by for event in one.events})
    rows = []
    for event in reversed(one.events):
        name, demo = known.get(event.by, (event.by, False))
        rows.append(
            {
                "title": KIND_TEXT[event.kind],
                "role": ROLE_TEXT[event.role] if event.role and event.by != "OpenCCER" else None,
                "name": name,
                "demo": demo,
                "on": event.on,
                "content": event.content,
                "present": event.content == one.content,
                "note": event.note,
                "confirmed": event.confirmed,
            }
        )
    return rows
