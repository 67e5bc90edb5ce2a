"""Who has read what: a review holds for the content it was given on, and falls away when that changes."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from ..core.text import Text
from .corpus import Corpus, corpus
from .schema import Instrument, Review
from .view import content_hash

State = Literal["not-reviewed", "reviewed", "stale"]
STATE_TEXT: dict[State, Text] = {
    "not-reviewed": Text("未经人工审核", "not reviewed by a person"),
    "reviewed": Text("已经人工审核", "reviewed by a person"),
    "stale": Text(
        "审核后内容已变，视为未经人工审核", "changed since it was reviewed: not reviewed by a person"
    ),
}


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """The state of review of an instrument or a provision, with the hash a reviewer would sign."""

    ref: str
    state: State
    content_hash: str
    by: tuple[Review, ...] = ()

    @property
    def text(self) -> Text:
        return STATE_TEXT[self.state]


def review(ref: str, on: dt.date | None = None, law: Corpus | None = None) -> Reviewed:
    """How an instrument, or one of its provisions, stands with review.

    A review of the whole instrument covers its provisions while the whole is unchanged; a review of a provision names it in
    its ``scope`` and holds while that provision and all below it are unchanged.
    """
    clause = (law or corpus()).clause(ref, on)
    return reviewed(clause.instrument, ref.partition("/")[2])


def reviewed(instrument: Instrument, path: str = "") -> Reviewed:
    """The same for an instrument at hand, e.g. one not yet entered in the base."""
    ref = f"{instrument.id}/{path}" if path else instrument.id
    concerned = [r for r in instrument.provenance.reviewed_by if not r.scope or (path and r.scope == path)]
    valid = tuple(r for r in concerned if r.content_hash == content_hash(instrument, r.scope))
    state: State = "reviewed" if valid else "stale" if concerned else "not-reviewed"
    return Reviewed(ref=ref, state=state, content_hash=content_hash(instrument, path), by=valid)
