"""The base as it was known on one day: versions with their windows, citations and dated values, compiled when first asked."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from ..core.asof import Citation, DatedValue, Mark
from ..core.digest import digest
from ..core.text import Text
from .names import Names
from .schema import Instrument, Parameter, Value, family
from .windows import LAST, Touch, Version, Window, shortened, touches, versions

CitationRow = tuple[dt.date, dt.date, Citation]
ValueRow = tuple[dt.date, dt.date, DatedValue]
_SURENESS: tuple[Mark, ...] = ("found", "entered", "secondary", "derived", "recalled", "uncertain")
_ON_DRAFT = Text("依据征求意见稿，尚无效力", "stands on a draft, which has no force yet")


class View:
    """What the base knew: only the files recorded by then.

    Parameters
    ----------
    instruments : list of Instrument
        Those visible.
    parameters : dict of str to Parameter
        All parameters; a value is visible when its cited instrument is.
    """

    def __init__(self, instruments: list[Instrument], parameters: dict[str, Parameter]) -> None:
        self.effects: list[Touch] = touches(instruments)
        self.citations: dict[str, list[CitationRow]] = {}
        self.values: dict[str, list[ValueRow]] = {}
        self._parameters = parameters
        self._windows: dict[str, list[tuple[Version, Window]]] = {}
        grouped: dict[str, list[Instrument]] = {}
        for instrument in instruments:
            grouped.setdefault(instrument.id, []).append(instrument)
        self._by_id = grouped
        self._versions: dict[str, list[Version]] = {}

    @property
    def ids(self) -> list[str]:
        """Ids of the visible instruments."""
        return list(self._by_id)

    @functools.cached_property
    def names(self) -> Names:
        """What the visible instruments are called."""
        return Names([instrument for group in self._by_id.values() for instrument in group])

    def versions(self, id: str) -> list[Version]:
        """Versions of an instrument, oldest first, drafts last; none when it is not visible."""
        if id not in self._versions:
            self._versions[id] = versions(self._by_id.get(id, []), self.effects)
        return self._versions[id]

    def windows(self, ref: str) -> list[tuple[Version, Window]]:
        """The versions that have the provision, each with the window of the provision itself."""
        if ref not in self._windows:
            id, _, path = ref.partition("/")
            self._windows[ref] = [
                (version, shortened(version.window, ref, self.effects) if path else version.window)
                for version in self.versions(id)
                if not path or path in version.paths
            ]
        return self._windows[ref]

    def touching(self, ref: str) -> list[Touch]:
        """Effects on the provision, on what contains it and on what it contains."""
        return [
            touch
            for touch in self.effects
            if ref == touch.effect.target
            or ref.startswith(touch.effect.target + "/")
            or touch.effect.target.startswith(ref + "/")
        ]

    def compile_citation(self, ref: str) -> list[CitationRow]:
        """The windows in which the provision is certainly in force, each with its citation."""
        rows = [
            (window.since, window.until, citation_of(version, ref, window))
            for version, window in self.windows(ref)
            if window.since <= window.until
        ]
        self.citations[ref] = rows
        return rows

    def compile_values(self, name: str) -> list[ValueRow]:
        """The visible values of a parameter with their first and last day."""
        parameter = self._parameters[name]
        shown = [value for value in parameter.values if self.versions(value.cite.partition("/")[0])]
        rows: list[ValueRow] = []
        for value, following in zip(shown, [*shown[1:], None], strict=False):
            until = value.until
            if until is None and following is not None:
                until = following.since - dt.timedelta(days=1)
            rows.append((value.since, until or LAST, self._dated(parameter, value, until)))
        self.values[name] = rows
        return rows

    def _dated(self, parameter: Parameter, value: Value, until: dt.date | None) -> DatedValue:
        marks: list[Mark] = [value.mark]
        note = value.note or parameter.note
        for version, _ in self.windows(value.cite):
            provision = version.paths.get(value.cite.partition("/")[2])
            marks.append(provision.mark if provision else "found")
            if version.instrument.draft and len(self.versions(version.instrument.id)) == 1:
                marks.append("uncertain")
                note = note or _ON_DRAFT
        return DatedValue(
            name=parameter.name,
            value=_typed(parameter.unit, value.value),
            unit=parameter.unit,
            since=value.since,
            until=until,
            cite=value.cite,
            title=parameter.title,
            mark=least_sure(marks),
            note=note,
        )


def least_sure(marks: list[Mark]) -> Mark:
    """The weakest of several marks."""
    return max(marks, key=_SURENESS.index)


def citation_of(version: Version, ref: str, window: Window) -> Citation:
    """The citation of a provision, or of the whole instrument, as one version has it."""
    path = ref.partition("/")[2]
    instrument = version.instrument
    provision = version.paths.get(path)
    return Citation(
        ref=ref,
        label=version.label(path),
        summary=provision.text if provision else instrument.title,
        since=None if instrument.draft else window.first_day,
        until=None if instrument.draft else window.last_day,
        digest=content_hash(instrument, path),
        mark=provision.mark if provision else "found",
        draft=instrument.draft,
    )


def content_hash(instrument: Instrument, path: str = "") -> str:
    """SHA-256 of what a provision and all below it say; with no path, of the whole instrument.

    Who reads a provision, who reviewed it and when it was recorded are not part of what it says.
    """
    found = family(instrument, path) if path else iter(instrument.provisions)
    content: dict[str, Any] = {
        "id": instrument.id,
        "provisions": [[p.ref, p.heading, p.zh, p.en, p.mark] for p in found],
    }
    if not path:
        kept = ("title", "number", "rank", "stage", "dates", "effects", "held", "issuers")
        content |= {field: getattr(instrument, field) for field in kept}
    return digest(content)


def _typed(unit: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if unit == "date" else value
