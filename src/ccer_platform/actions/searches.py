"""Searches that people keep: asked again, they tell what is new to them, in a list and by webhook."""

from __future__ import annotations

from django.db.models import QuerySet

from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.policy.feed import SavedSearch as Question
from ccer.policy.feed import ask_again

from .. import clock
from ..permissions import authorise
from ..store.models import JournalEvent, SavedSearch
from .base import Actor, append, event, writing

MOST = 50
ALERTED = "search.alerted"
CLAUSE = "mee-samr-2023-31/art-9"


def mine(actor: Actor) -> QuerySet[SavedSearch]:
    """The searches a person keeps for the organisation acted for."""
    rows = SavedSearch.objects.filter(
        user_id=actor.user or 0, organisation_id=actor.organisation or 0, ended_at=None
    )
    return rows.order_by("pk")


def keep(actor: Actor, name: str, query: str) -> SavedSearch:
    """Keeps a question from now on: what it finds today is what it starts from."""
    authorise(actor, "search.keep", own=actor.organisation is not None)
    name, query = (name.strip() or query.strip())[:100], query.strip()[:200]
    if not query:
        raise _bad(Text("没有写检索词", "there are no words to search for"))
    with writing():
        if mine(actor).filter(name=name).exists():
            raise _bad(Text(f"已有名为“{name}”的检索", f"there is a search named {name} already"))
        if mine(actor).count() >= MOST:
            raise _bad(Text(f"每人最多 {MOST} 个", f"a person may keep {MOST}"))
        _, asked = ask_again(Question(name=name, query=query), clock.today())
        made = SavedSearch.objects.create(
            user_id=actor.user or 0, organisation_id=actor.organisation or 0, name=name, query=query,
            seen=asked.seen, asked=asked.asked,
        )  # fmt: skip
        append([event("search.kept", f"search:{made.pk}", actor, cites=(CLAUSE,), query=query)])
    return made


def end(actor: Actor, pk: int) -> bool:
    """Keeps a search no longer; False where the person has none of that number."""
    authorise(actor, "search.keep", own=actor.organisation is not None)
    with writing():
        ended = mine(actor).filter(pk=pk).update(ended_at=clock.now())
        if ended:
            append([event("search.ended", f"search:{pk}", actor, cites=(CLAUSE,))])
    return bool(ended)


def ask_all() -> int:
    """Asks every kept search under the law of today; gives how many had something to tell."""
    today = clock.today()
    due = SavedSearch.objects.filter(ended_at=None).exclude(asked=today)
    return sum(_ask(pk) for pk in due.values_list("pk", flat=True))


def _ask(pk: int) -> int:
    """One search; its alert stands in the journal as its keeper's own, so that only that organisation hears of it."""
    with writing():
        row = SavedSearch.objects.select_for_update().select_related("organisation").get(pk=pk)
        held = Question(name=row.name, query=row.query, seen=row.seen, asked=row.asked)
        alerts, asked = ask_again(held, clock.today())
        row.seen, row.asked = asked.seen, asked.asked
        row.save(update_fields=["seen", "asked"])
        if alerts:
            organisation = row.organisation
            keeper = Actor(organisation.role, f"{organisation.role}:{organisation.code}")
            told = [{"kind": alert.kind, "ref": alert.ref} for alert in alerts]
            append([event(ALERTED, f"search:{pk}", keeper, cites=(CLAUSE,), query=row.query, alerts=told)])
    return int(bool(alerts))


def alerts(actor: Actor, limit: int = 100) -> list[JournalEvent]:
    """What the kept searches told, the newest first."""
    subjects = [f"search:{pk}" for pk in mine(actor).values_list("pk", flat=True)]
    return list(JournalEvent.objects.filter(name=ALERTED, subject__in=subjects).order_by("-seq")[:limit])


def _bad(why: Text) -> BadInput:
    return BadInput(
        Text("没有保存检索", "The search was not kept"),
        why,
        Text("改正后再保存", "Correct it and save it again"),
    )
