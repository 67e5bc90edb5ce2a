"""What the YAML of the law base holds: instruments with their provisions and effects, and dated parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from ..core.asof import Mark
from ..core.text import Text

Rank = Literal[
    "law",
    "administrative-regulation",
    "departmental-rules",
    "normative-document",
    "plan-and-opinions",
    "institution-rules",
    "methodology",
    "technical-standard",
    "calendar-notice",
]
Stage = Literal["published", "draft"]
Held = Literal["all", "part"]
EffectKind = Literal[
    "amend",
    "insert",
    "repeal",
    "suspend",
    "interpret",
    "commence",
    "replace",
    "transitional",
    "end-use",
]
Unread = Literal[
    "container",
    "purpose",
    "scope",
    "definition",
    "authority",
    "conduct",
    "procedure",
    "ledger",
    "market",
    "offset",
    "penalty",
    "final",
    "not-held",
    "later",
]


class _Entry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A part of a file: an unknown key is a slip of the pen and is refused."""


class DatedInfo(_Entry, kw_only=True):
    """A date with its source; ``not_before`` and ``not_after`` where only a span is known."""

    date: dt.date | None = None
    not_before: dt.date | None = None
    not_after: dt.date | None = None
    source: str | Text = ""
    mark: Mark = "found"
    note: Text | None = None


class Dates(_Entry, kw_only=True):
    """The dates of an instrument; what is not known is absent."""

    adopted: DatedInfo | None = None
    signed: DatedInfo | None = None
    published: DatedInfo | None = None
    in_force: DatedInfo | None = None
    ended: DatedInfo | None = None


class Source(_Entry, kw_only=True):
    """Where the text can be read."""

    url: str = ""
    what: str | Text = ""


class Checked(_Entry, kw_only=True):
    """The text that the summaries were made from."""

    what: str | Text
    on: dt.date


class Review(_Entry, kw_only=True):
    """A person's verdict, bound to the content it was given on."""

    person: str
    role: str | Text
    on: dt.date
    verdict: str
    content_hash: str
    scope: str = ""


class Provenance(_Entry, kw_only=True):
    """Who wrote the summaries and who has read them."""

    written_by: Literal["machine", "person"]
    checked_against: Checked | None = None
    reviewed_by: list[Review] = []


class Effect(_Entry, kw_only=True, rename={"since": "from"}):
    """What an instrument does to another, or to a part of it, from a day on."""

    kind: EffectKind
    target: str
    since: dt.date | None = None
    zh: str
    en: str
    mark: Mark = "found"
    note: Text | None = None

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class Provision(_Entry, kw_only=True):
    """An article, paragraph, item, section, equation or table, in our own words.

    ``read_by`` names the rules that read it; else ``why`` says why none does.
    """

    ref: str
    zh: str
    en: str
    heading: Text | None = None
    reading: Literal["none"] | None = None
    why: Unread | None = None
    read_by: list[str] = []
    mark: Mark = "found"
    note: Text | None = None

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class Instrument(_Entry, kw_only=True):
    """A dated legal or technical text as it reads from one in-force date."""

    id: str
    title: Text
    short: Text
    rank: Rank
    dates: Dates
    recorded: dt.date
    provenance: Provenance
    stage: Stage = "published"
    number: Text | None = None
    aliases: list[str] = []
    issuers: list[Text] = []
    held: Held = "all"
    source: Source | None = None
    notes: list[Text] = []
    effects: list[Effect] = []
    provisions: list[Provision] = []
    code: str | None = None
    sector: str | int | Text | None = None

    @property
    def draft(self) -> bool:
        """True when the text has no force because it is only proposed."""
        return self.stage == "draft"

    def __repr__(self) -> str:
        return f"Instrument({self.id}, {len(self.provisions)} provisions)"


class Value(_Entry, kw_only=True, rename={"since": "from", "until": "to"}):
    """One value of a parameter and its first and last day."""

    since: dt.date
    value: Any
    cite: str
    until: dt.date | None = None
    mark: Mark = "found"
    note: Text | None = None


class Parameter(_Entry, kw_only=True):
    """A dated parameter; ``name`` is its key in the file, ``range`` the least and the most a number of it can be, None where open."""

    zh: str
    en: str
    unit: str
    values: list[Value]
    name: str = ""
    note: Text | None = None
    unknown: Text | None = None
    range: tuple[float | None, float | None] | None = None

    @property
    def title(self) -> Text:
        return Text(self.zh, self.en)


class Content(_Entry, kw_only=True):
    """Everything the loader read, as it is kept in the compiled cache."""

    instruments: list[Instrument]
    parameters: list[Parameter]


def under(ref: str, top: str) -> bool:
    """True when a path is ``top`` itself or lies below it."""
    return ref == top or ref.startswith(top + "/")


def family(instrument: Instrument, path: str) -> Iterator[Provision]:
    """The provision at a path and all below it, in file order."""
    return (provision for provision in instrument.provisions if under(provision.ref, path))
