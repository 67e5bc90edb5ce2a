"""The law as it stood on a day, and as this base knew it on another.

Five dates must not be mixed: *in force* (of a text), *fact* (when it happened), *procedure* (when it was filed), *compliance* (which
year is settled) and *knowledge* (what the base knew then). An ``AsOf`` carries the first and the last; a rule says which of the
others it tests.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Protocol

import msgspec

from .text import Text

Basis = Literal["in-force", "fact", "procedure", "compliance", "knowledge"]
Mark = Literal["found", "entered", "secondary", "derived", "recalled", "uncertain"]

BASIS_TEXT: dict[Basis, Text] = {
    "in-force": Text("生效日期", "date in force"),
    "fact": Text("事实发生日期", "date of the fact"),
    "procedure": Text("申请（程序）日期", "date of filing"),
    "compliance": Text("履约年度", "compliance year"),
    "knowledge": Text("知悉日期", "date of knowledge"),
}
MARK_TEXT: dict[Mark, Text] = {
    "found": Text("已见原文", "read in the text"),
    "entered": Text("使用者据原文填入", "entered by the user from the text"),
    "secondary": Text("转述", "restated by a third party"),
    "derived": Text("由公开数据推得", "worked out from public data"),
    "recalled": Text("凭记忆，未核对", "from memory, not checked"),
    "uncertain": Text("未定", "not settled"),
}


class Citation(msgspec.Struct, frozen=True):
    """One provision as it read in one window.

    Parameters
    ----------
    ref : str
        ``<instrument>/<path>``, e.g. ``mee-samr-2023-31/art-10/para-1/item-3``.
    label : Text
        How people write it: 「31号令 第十条第一款第（三）项」.
    summary : Text
        Our own words, never the official sentence.
    since, until : date
        First and last day of the window; None where it is open.
    digest : str
        Content hash of the provision, so that a change is seen.
    mark : Mark
        How sure the base is of it.
    draft : bool
        True when the text is a draft and has no force.
    """

    ref: str
    label: Text
    summary: Text
    since: dt.date | None
    until: dt.date | None
    digest: str
    mark: Mark = "found"
    draft: bool = False

    @property
    def instrument(self) -> str:
        return self.ref.partition("/")[0]


class DatedValue(msgspec.Struct, frozen=True):
    """The value of a parameter in one window, with the clause it stands on."""

    name: str
    value: str | int | float | bool | dt.date
    unit: str
    since: dt.date
    until: dt.date | None
    cite: str
    title: Text
    mark: Mark = "found"
    note: Text | None = None

    @property
    def provisional(self) -> bool:
        """True when the value was read in an official text neither by this base nor by the user, who says where."""
        return self.mark not in ("found", "entered")

    @property
    def day(self) -> dt.date:
        """The value as a date."""
        if not isinstance(self.value, dt.date):
            raise TypeError(f"{self.name} is not a date")
        return self.value

    @property
    def number(self) -> float:
        """The value as a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise TypeError(f"{self.name} is not a number")
        return float(self.value)

    @property
    def count(self) -> int:
        """The value as a whole number."""
        if self.number != int(self.number):
            raise TypeError(f"{self.name} is not a whole number")
        return int(self.number)


class Law(Protocol):
    """What a rule may ask of the knowledge base."""

    def parameter(self, name: str, on: dt.date, known_at: dt.date | None = None) -> DatedValue: ...

    def cite(
        self, ref: str, on: dt.date, known_at: dt.date | None = None, *, allow_draft: bool = False
    ) -> Citation: ...

    @property
    def digest(self) -> str: ...


class AsOf:
    """The law on a day.

    Parameters
    ----------
    law : Law
        The knowledge base.
    on : date
        The day whose law applies.
    known_at : date, optional
        Answer as the base would have answered on that day; None means all that is known now.
    """

    __slots__ = ("known_at", "law", "memo", "on")

    def __init__(self, law: Law, on: dt.date, known_at: dt.date | None = None) -> None:
        self.law, self.on, self.known_at = law, on, known_at
        self.memo: dict[str, Any] = {}
        """What was looked up already: the law of one day does not change while it is asked."""

    def parameter(self, name: str, on: dt.date | None = None) -> DatedValue:
        """The value in force; raises NotInForce or NotKnown, never extrapolates."""
        return self.law.parameter(name, on or self.on, self.known_at)

    def cite(self, ref: str, on: dt.date | None = None, *, allow_draft: bool = False) -> Citation:
        """The provision (or, by its id, the instrument) in force; raises NotInForce or NotKnown."""
        return self.law.cite(ref, on or self.on, self.known_at, allow_draft=allow_draft)

    def __repr__(self) -> str:
        return f"AsOf({self.on.isoformat()}, known_at={self.known_at})"
