"""From when to when a text is in force: its own dates, its next version, and what other texts do to it.

An instrument is in force from its in-force date until the day before its next version, its last day, or the day before an
effect of kind repeal or replace. Where only a span is known, the days within it are unverified.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, NamedTuple

from ..core.text import Text
from .labels import KINDS, ref_label, steps
from .schema import DatedInfo, Effect, Instrument, Provision, under

State = Literal["in-force", "not-yet", "ended", "unverified", "draft"]
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date.min, dt.date.max
_ENDS = ("repeal", "replace")


class Window(NamedTuple):
    """Certainly in force from ``since`` to ``until``; perhaps already from ``maybe_since`` or still to ``maybe_until``."""

    since: dt.date
    until: dt.date
    maybe_since: dt.date
    maybe_until: dt.date

    def state(self, on: dt.date) -> State:
        """How the text stands on a day."""
        if self.since <= on <= self.until:
            return "in-force"
        if self.maybe_since <= on <= self.maybe_until:
            return "unverified"
        return "not-yet" if on < self.maybe_since else "ended"

    def cut(self, last: dt.date, maybe_last: dt.date) -> Window:
        """The window ended no later than a day (perhaps ``maybe_last``)."""
        return self._replace(until=min(self.until, last), maybe_until=min(self.maybe_until, maybe_last))

    @property
    def first_day(self) -> dt.date | None:
        return None if self.since == FIRST else self.since

    @property
    def last_day(self) -> dt.date | None:
        return None if self.until == LAST else self.until


class Touch(NamedTuple):
    """An effect with the instrument that has it and the day it takes hold (perhaps already from ``maybe``)."""

    source: str
    effect: Effect
    since: dt.date
    maybe: dt.date


class Version:
    """An instrument as it reads in one window."""

    __slots__ = ("_paths", "instrument", "window")

    def __init__(self, instrument: Instrument, window: Window) -> None:
        self.instrument, self.window = instrument, window
        self._paths: dict[str, Provision] | None = None

    @property
    def paths(self) -> dict[str, Provision]:
        """Provisions by path."""
        if self._paths is None:
            self._paths = {provision.ref: provision for provision in self.instrument.provisions}
        return self._paths

    @property
    def headings(self) -> dict[str, Text]:
        """Headings by path."""
        return {path: provision.heading for path, provision in self.paths.items() if provision.heading}

    def label(self, path: str) -> Text:
        """How people cite a path of this instrument."""
        named = not all(kind in KINDS for kind, _ in steps(path)) if path else False
        return ref_label(self.instrument.short, path, self.headings if named else {})

    def children(self, path: str) -> tuple[str, ...]:
        """Paths one step below a provision, or the first level for the instrument itself."""
        prefix = f"{path}/" if path else ""
        below = (ref for ref in self.paths if ref.startswith(prefix) and ref != path)
        return tuple(ref for ref in below if ref.rpartition("/")[0] == path or self._orphan(ref, path))

    def _orphan(self, ref: str, path: str) -> bool:
        """True when the steps between have no entry of their own."""
        above = ref.rpartition("/")[0]
        while above and above != path:
            if above in self.paths:
                return False
            above = above.rpartition("/")[0]
        return above == path

    def __repr__(self) -> str:
        return f"Version({self.instrument.id}, {self.window.first_day}..{self.window.last_day})"


def start(instrument: Instrument) -> tuple[dt.date, dt.date]:
    """First day certainly, and first day perhaps, in force; a text that names no day applies from its publication."""
    info = instrument.dates.in_force or instrument.dates.published
    if info is None:
        return LAST, FIRST
    if info.date is not None:
        return info.date, info.date
    return info.not_after or LAST, info.not_before or FIRST


def touches(instruments: Iterable[Instrument]) -> list[Touch]:
    """What the published instruments do to others and to themselves."""
    found = []
    for instrument in instruments:
        if instrument.draft:
            continue
        since, maybe = start(instrument)
        for effect in instrument.effects:
            day = effect.since
            found.append(Touch(instrument.id, effect, day or since, day or maybe))
    return found


def versions(instruments: Iterable[Instrument], effects: list[Touch]) -> list[Version]:
    """The versions of one instrument with their windows, oldest first; drafts last, with a window that holds no day."""
    published = sorted((i for i in instruments if not i.draft), key=lambda i: start(i)[::-1])
    found = []
    for instrument, following in zip(published, [*published[1:], None], strict=False):
        since, maybe = start(instrument)
        window = _ended(Window(since, LAST, maybe, LAST), instrument.dates.ended)
        if following is not None:
            sure, perhaps = start(following)
            window = window.cut(_eve(perhaps), _eve(sure))
        found.append(Version(instrument, shortened(window, instrument.id, effects)))
    found += [Version(i, Window(LAST, FIRST, LAST, FIRST)) for i in instruments if i.draft]
    return found


def shortened(window: Window, target: str, effects: list[Touch]) -> Window:
    """The window as repeals and replacements of the target, or of what contains it, leave it."""
    for touch in effects:
        if not under(target, touch.effect.target):
            continue
        if touch.effect.kind in _ENDS and window.since < touch.since:
            window = window.cut(_eve(touch.maybe), _eve(touch.since))
        elif touch.effect.kind == "commence" and (window.since == LAST or window.since < touch.since):
            window = window._replace(since=touch.since, maybe_since=touch.maybe)
    return window


def _eve(day: dt.date) -> dt.date:
    return day if day == FIRST else day - DAY


def _ended(window: Window, info: DatedInfo | None) -> Window:
    if info is None:
        return window
    if info.date is not None:
        return window.cut(info.date, info.date)
    return window.cut(info.not_before or window.since, info.not_after or LAST)
