"""A record under review: the events of its life, and the state they add up to.

Every event is bound to the hash of the content it was taken on. A change of one character is another hash, and the record is a draft
again. Events are plain values: a host keeps them in its journal, the command line in a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from ..core.errors import BadInput
from ..core.text import Text
from .marks import content_digest
from .record import Record, parse

State = Literal["draft", "machine-checked", "reviewed", "second-reviewed", "active"]
Role = Literal["editor", "reviewer", "publisher"]
Kind = Literal[
    "imported", "edited", "machine-checked", "reviewed", "second-reviewed", "activated", "returned"
]
STATE_TEXT: dict[State, Text] = {
    "draft": Text("草稿", "draft"),
    "machine-checked": Text("已经机检", "machine-checked"),
    "reviewed": Text("已审核", "reviewed"),
    "second-reviewed": Text("已复核", "reviewed a second time"),
    "active": Text("已生效", "active"),
}
ROLE_TEXT: dict[Role, Text] = {
    "editor": Text("编辑", "editor"),
    "reviewer": Text("审核人", "reviewer"),
    "publisher": Text("发布人", "publisher"),
}
STEPS: dict[Kind, tuple[tuple[State, ...], State, Role | None]] = {
    "machine-checked": (("draft",), "machine-checked", None),
    "reviewed": (("machine-checked",), "reviewed", "reviewer"),
    "second-reviewed": (("reviewed",), "second-reviewed", "reviewer"),
    "activated": (("second-reviewed",), "active", "publisher"),
    "returned": (("machine-checked", "reviewed", "second-reviewed", "active"), "draft", "reviewer"),
}
"""For each step: the states it starts from, the state it leads to, and who may take it (None: the linter)."""
KIND_TEXT: dict[Kind, Text] = {
    "imported": Text("导入", "imported"),
    "edited": Text("编辑", "edited"),
    "machine-checked": Text("机检", "machine check"),
    "reviewed": Text("审核", "review"),
    "second-reviewed": Text("复核", "second review"),
    "activated": Text("生效", "activation"),
    "returned": Text("退回", "sent back"),
}


class Person(msgspec.Struct, frozen=True):
    """Someone who takes steps, by name, with the roles they hold."""

    name: str
    roles: tuple[Role, ...]


class ReviewEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step.

    Parameters
    ----------
    texts : dict of language to str
        The files as they are after an import or an edit.
    content : str
        Hash of the content the step was taken on (after it, for an import or edit).
    machine : tuple of str
        Fields (``zh:body``) that a machine wrote, after an import or edit.
    confirmed : tuple of str
        Machine-written fields that the reviewer read and stands by.
    """

    kind: Kind
    record: str
    by: str
    role: Role | None
    on: dt.date
    content: str
    texts: dict[str, str] = {}
    machine: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    errors: int = 0
    note: str = ""


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """A record in its languages with its review so far.

    ``reviewed_texts`` are the files as they were at the last review; ``machine`` the fields whose machine text nobody stands by yet.
    """

    record: str
    texts: dict[str, str]
    content: str
    state: State
    since: dt.date
    machine: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()
    first: str = ""
    second: str = ""
    activated_on: dt.date | None = None
    reviewed_texts: dict[str, str] = {}
    edited: bool = False
    events: tuple[ReviewEvent, ...] = ()

    @property
    def records(self) -> dict[str, Record]:
        """The record by language."""
        return {lang: parse(text, f"{self.record}.md") for lang, text in self.texts.items()}

    @property
    def verified(self) -> bool:
        """True only while two people stand by exactly this content, and it was put in force."""
        return self.state == "active" and content_digest(self.records) == self.content


def fold(events: Iterable[ReviewEvent]) -> dict[str, Dossier]:
    """The present state of every record from its events."""
    held: dict[str, Dossier] = {}
    for event in events:
        held[event.record] = apply(held.get(event.record), event)
    return held


def apply(dossier: Dossier | None, event: ReviewEvent) -> Dossier:
    """The state after one event. An event taken on other content than the present one gives no standing."""
    if event.kind == "imported" or dossier is None:
        return Dossier(
            record=event.record,
            texts=event.texts,
            content=_checked(event),
            state="draft",
            since=event.on,
            machine=event.machine,
            reviewed_texts=dossier.reviewed_texts if dossier else {},
            events=(*(dossier.events if dossier else ()), event),
        )
    events = (*dossier.events, event)
    if event.kind == "edited":
        return msgspec.structs.replace(
            dossier,
            texts=event.texts,
            content=_checked(event),
            state="draft",
            since=event.on,
            machine=event.machine,
            hands=tuple(dict.fromkeys((*dossier.hands, event.by))),
            first="",
            second="",
            activated_on=None,
            edited=True,
            events=events,
        )
    if event.content != dossier.content:
        return msgspec.structs.replace(dossier, events=events)
    _, state, _ = STEPS[event.kind]
    left = tuple(name for name in dossier.machine if name not in event.confirmed)
    changes: dict[str, object] = {"state": state, "since": event.on, "machine": left, "events": events}
    if event.kind == "reviewed":
        changes |= {"first": event.by, "reviewed_texts": dossier.texts}
    elif event.kind == "second-reviewed":
        changes |= {"second": event.by, "reviewed_texts": dossier.texts}
    elif event.kind == "activated":
        changes |= {"activated_on": event.on}
    elif event.kind == "returned":
        changes |= {"first": "", "second": "", "activated_on": None}
    return msgspec.structs.replace(dossier, **changes)


def _checked(event: ReviewEvent) -> str:
    """The hash of the texts an event brings, which must be the one it names."""
    found = content_digest({lang: parse(text) for lang, text in event.texts.items()})
    if found != event.content:
        raise BadInput(
            Text(
                f"记录 {event.record} 的事件与其内容不符",
                f"An event of record {event.record} does not match its content",
            ),
            Text(
                "内容的摘要与事件所记不同，可能被改动",
                "the hash of the content is not the one noted; it may have been altered",
            ),
            Text("用原来的事件重建", "Rebuild from the original events"),
        )
    return found
