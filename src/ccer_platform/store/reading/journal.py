"""The journal as others may read it: every link of the chain to all, the content of what is public, and of one's own."""

from __future__ import annotations

import functools

from django.db.models import Q

from ccer.project.life.tables import machines

from ..models import Checkpoint, JournalEvent, Life, RegistryAccount, SavedSearch

POLICY = tuple(
    f"policy.{kind}"
    for kind in (
        "imported",
        "edited",
        "machine-checked",
        "reviewed",
        "second-reviewed",
        "activated",
        "returned",
    )
)
"""The life of a policy record: who stood by what is public."""
LEDGER_PUBLIC = ("units.cancelled", "units.cancelled_by_force", "units.reversal_covered")
"""What the market is told of units, holders included: their cancellation (Order 31 art. 9 and 28).

Issuance is published by the step of its line and by the series. The event of the ledger names the account the units went to, and who
holds or moved what is the holders' own: so it is not published.
"""


@functools.cache
def public_names() -> frozenset[str]:
    """Names of events that are published: what the core's tables say, cancellation of units, and the review of policy records."""
    steps = {row.event for machine in machines().values() for row in machine.rows if row.public}
    return frozenset((*steps, *LEDGER_PUBLIC, *POLICY))


def rows(
    after: int = 0, limit: int = 50, *, subject: str = "", name: str = "", only_public: bool = False
) -> list[JournalEvent]:
    """Events in the order of the journal."""
    wanted = Q(seq__gt=after)
    if subject:
        wanted &= Q(subject=subject)
    if name:
        wanted &= Q(name=name)
    if only_public:
        wanted &= Q(name__in=public_names())
    return list(JournalEvent.objects.filter(wanted).order_by("seq")[:limit])


def one(seq: int) -> JournalEvent | None:
    """The event of a place."""
    return JournalEvent.objects.filter(seq=seq).first()


def checkpoints(after: int = 0, limit: int = 50) -> list[Checkpoint]:
    """Signed statements of where the journal stood, in order."""
    return list(Checkpoint.objects.filter(seq__gt=after).order_by("seq")[:limit])


def names_account(code: str, *, event: str, organisation: str, inspects: bool) -> bool:
    """Whether someone is told which account an event names: all are of a cancellation, else its holder and who inspects holdings."""
    return (
        event in LEDGER_PUBLIC
        or inspects
        or (bool(organisation) and concerned(f"account:{code}", organisation))
    )


def concerned(subject: str, organisation: str) -> bool:
    """Whether a subject is a life or an account of an organisation, or hangs on one, or a complaint that it made."""
    machine, _, code = subject.partition(":")
    if machine == "complaint":
        first = (
            JournalEvent.objects.filter(subject=subject)
            .order_by("seq")
            .values_list("actor", flat=True)
            .first()
        )
        return bool(organisation) and (first or "").partition(":")[2] == organisation
    if (
        machine == "account"
        and RegistryAccount.objects.filter(code=code, organisation__code=organisation).exists()
    ):
        return True
    if machine == "search":
        kept = SavedSearch.objects.filter(pk=int(code)) if code.isdigit() else SavedSearch.objects.none()
        return bool(organisation) and kept.filter(organisation__code=organisation).exists()
    for _ in range(4):
        row = (
            Life.objects.filter(machine=machine, code=code)
            .values_list("owner", "vvb", "parent", "data")
            .first()
        )
        if row is None:
            return False
        if organisation in (row[0], row[1], row[3].get("facts", {}).get("holder")):
            return True
        machine, _, code = row[2].partition(":")
    return False
