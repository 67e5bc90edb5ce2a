"""Whose case is it, and what of it may be seen: of a draft nothing by strangers, of a published case what was published."""

from __future__ import annotations

from typing import Any

from ccer.core.text import Text
from ccer.project.life.model import Life
from ccer.project.life.tables import NONE, machines

from ..actions.base import Actor
from ..actions.documents import AUTHORITIES, REGISTRY_SIDE, oversees, visible
from ..store.models import Document
from ..store.reading.journal import concerned
from .problems import NoSuch

CASE = Text("事项", "case")
CASES = ("complaint", "spot-check", "sanction", "claw-back")
"""Cases of the authorities: no business of the registry's or of the public."""
PUBLIC_FACTS = frozenset(
    {
        "answer", "applied_on", "applied_t", "body", "body_name", "holder_name", "issue_t", "issued_on", "notice_end", "notice_start",
        "owner", "positive", "project", "project_code", "quantity_t", "reduction", "registered_on", "text", "verified_t", "vintage",
        "vintages",
    }
)  # fmt: skip
"""What notices, reports and registrations publish (Order 31 art. 12, 13, 15, 19, 20, 22); never people or licences."""


def organisation(actor: Actor) -> str:
    """The code by which cases know the actor's organisation; empty for a visitor."""
    return actor.name.partition(":")[2] if actor.organisation else ""


def concerns(actor: Actor, life: Life) -> bool:
    """Whether a case is the actor's own: as owner, body, holder, expert or author, or because it hangs on one that is."""
    mine = organisation(actor)
    if not mine:
        return False
    named = {str(life.facts.get(name)) for name in ("owner", "body", "holder", "expert", "against")}
    return (
        mine in named or concerned(life.subject, mine) or (bool(life.parent) and concerned(life.parent, mine))
    )


def published(life: Life) -> bool:
    """Whether the case was ever published."""
    states = machines()[life.machine].states
    return any(state in states and states[state].public for state in life.entered)


def seen_by(actor: Actor, life: Life) -> bool:
    """Whether an actor may know of a case at all."""
    if life.state == NONE:
        return True
    if published(life) or actor.role == "system" or concerns(actor, life):
        return True
    if actor.scopes is not None and not {"read", "steps"} & set(actor.scopes):
        return False
    if actor.role in REGISTRY_SIDE:
        return life.machine not in CASES and not (
            life.machine in ("project", "reduction") and life.state == "DRAFT"
        )
    return actor.role in AUTHORITIES and life.state != "DRAFT" and oversees(actor, life)


def require(actor: Actor, life: Life) -> None:
    """Raises `NoSuch` where the actor may not know of it: a stranger's draft and a number never given look alike."""
    if life.state == NONE or not seen_by(actor, life):
        raise NoSuch(CASE, life.subject)


def facts_for(actor: Actor, life: Life) -> dict[str, Any]:
    """The facts an actor may see: all to those concerned and to the authorities, else what was published."""
    if actor.organisation and (
        concerns(actor, life)
        or actor.role in REGISTRY_SIDE
        or (actor.role in AUTHORITIES and oversees(actor, life))
    ):
        return life.facts
    return {name: value for name, value in life.facts.items() if name in PUBLIC_FACTS}


def papers_for(actor: Actor, life: Life) -> list[Document]:
    """The papers on file that an actor may open."""
    kept = Document.objects.filter(subject=life.subject).order_by("id")
    filed = {(paper.kind, paper.digest) for paper in life.papers}
    return [each for each in kept if (each.kind, each.digest) in filed and visible(actor, each, life)]
