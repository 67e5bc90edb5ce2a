"""Records under review: drafted by one, reviewed by two others, each by name; every step an event bound to the hash of the content."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.policy.dossier import STEPS, Dossier, Kind, Person, ReviewEvent, Role
from ccer.policy.lint import words
from ccer.policy.marks import content_digest, machine_author
from ccer.policy.record import Record
from ccer.policy.workflow import SYSTEM, NotAllowed, edited, export, imported
from ccer.policy.workflow import step as review_step

from .. import clock
from ..permissions import authorise
from ..store.models import JournalTip, User
from ..store.reading import policy as reading
from .base import Actor, Refused, append, event, writing

RIGHTS: dict[Kind, str] = {
    "imported": "policy.import",
    "edited": "policy.edit",
    "machine-checked": "policy.check",
    "reviewed": "policy.review",
    "second-reviewed": "policy.second-review",
    "activated": "policy.activate",
    "returned": "policy.return",
}
SEATED: dict[str, tuple[Role, ...]] = {"maker": ("editor",), "checker": ("reviewer", "publisher")}
"""What a seat of an analyst is to the review."""
CLAUSE = "mee-samr-2023-31/art-9"
Making = Callable[[Dossier | None], ReviewEvent]


def take_in(actor: Actor, records: Mapping[str, Record], *, machine: tuple[str, ...] = ()) -> Dossier:
    """A record from its files, one a language; a draft, whatever they claim.

    Raises
    ------
    Refused
        No right, or nothing new in it.
    """
    person = _person(actor, "imported")

    def made(held: Dossier | None) -> ReviewEvent:
        if held is not None and content_digest(records) == held.content:
            raise NotAllowed(
                Text("没有导入", "Nothing was imported"),
                Text("内容与现有版本相同", "the content is that of the present version"),
                Text("核对文件", "Check the files"),
            )
        return imported(records, person.name, clock.today(), machine=machine)

    return _write(actor, next(iter(records.values())).id, made)


def edit(
    actor: Actor, id: str, records: Mapping[str, Record], read: str, *, machine: tuple[str, ...] = ()
) -> Dossier:
    """A new version; ``read`` is the hash of the content it was made from."""
    person = _person(actor, "edited")

    def made(held: Dossier | None) -> ReviewEvent:
        present = _known(held, id)
        if read != present.content:
            raise NotAllowed(
                Text("没有保存", "It was not saved"),
                Text("编辑期间有人改动了它", "somebody changed it in the meantime"),
                Text("看过现在的版本再改", "Look at the present version, then edit it"),
            )
        return edited(present, records, person, clock.today(), machine=machine)

    return _write(actor, id, made)


def step(
    actor: Actor, id: str, kind: Kind, read: str, *, confirmed: tuple[str, ...] = (), note: str = ""
) -> Dossier:
    """A step of the review, on the content whose hash was read."""
    person = _person(actor, kind)
    others = reading.records("zh")

    def made(held: Dossier | None) -> ReviewEvent:
        by = None if STEPS[kind][2] is None else person
        return review_step(
            kind, _known(held, id), by, clock.today(), read=read or "none", law=corpus(), others=others,
            confirmed=confirmed, note=note[:2000],
        )  # fmt: skip

    return _write(actor, id, made)


def files(dossier: Dossier) -> dict[str, bytes]:
    """The record to take away: byte for byte as it came in, or in the canonical form with the reviewers by name."""
    known = reading.people({dossier.first, dossier.second})
    named = msgspec.structs.replace(
        dossier,
        first=known.get(dossier.first, (dossier.first, False))[0],
        second=known.get(dossier.second, (dossier.second, False))[0],
    )
    return {lang: text.encode() for lang, text in export(named).items()}


def _write(actor: Actor, id: str, make: Making) -> Dossier:
    """The event of a step on the record as it is now; nobody else writes in between."""
    with writing():
        JournalTip.objects.select_for_update().get(id=1)
        held = reading.dossier(id)
        shipped = reading.shipped().get(id)
        taken = make(held)
        # A record of the package enters the journal with the first step that somebody takes on it.
        first = (
            [msgspec.structs.replace(shipped.events[0], on=clock.today())]
            if shipped is not None and held is shipped and taken.kind != "imported"
            else []
        )
        append(
            event(
                f"policy.{each.kind}",
                f"record:{id}",
                actor,
                cites=(CLAUSE,),
                review=each,
                content=each.content,
            )
            for each in (*first, taken)
        )
    return reading.dossiers()[id]


def _known(held: Dossier | None, id: str) -> Dossier:
    if held is None:
        raise Refused(
            "not-found",
            Text(f"没有记录 {id[:80]}", f"There is no record {id[:80]}"),
            Text("没有导入过这一记录", "it was never imported"),
            Text("先导入", "Import it first"),
        )
    return held


def _person(actor: Actor, kind: Kind) -> Person:
    """Who takes a step: somebody with a name, known to the journal by number."""
    right = authorise(actor, RIGHTS[kind])
    user = User.objects.filter(pk=actor.user or 0).first()
    name = user.name.strip() if user else ""
    if name.casefold() in ("", *words().nobody) or machine_author(name) or name == SYSTEM:
        raise Refused(
            "identity",
            Text("不能“{title}”", "Not allowed: {title}").fill(title=right.title),
            Text("账户没有写明姓名", "the account does not say the person's name"),
            Text("在账户中写明姓名后再办", "Put the name into the account first"),
            right.clause,
        )
    return Person(actor.person, SEATED.get(actor.seat, ()))
