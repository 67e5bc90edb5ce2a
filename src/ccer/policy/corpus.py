"""The law base: what was in force on a day, and as the base knew it on another.

>>> law = corpus()
>>> law.cite("mee-samr-2023-31/art-10/para-1/item-3", dt.date(2025, 3, 6)).label.en
'Order 31 art. 10(1)(3)'
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..core.asof import Citation, DatedValue, Mark
from ..core.text import Text
from . import cache, refusals
from .files import decode, read_all
from .reading import WHY_TEXT
from .schema import Content, Instrument, Parameter, Provision
from .view import View, citation_of, content_hash
from .windows import State, Touch, Version


class Clause(NamedTuple):
    """A provision with all that is known of it.

    ``state`` says how it stands on the day asked for, or without a day whether it has force at all; ``marks`` lists what is
    less sure than "found"; ``effects`` what other texts do to it; ``children`` the paths below, as citations.
    """

    ref: str
    label: Text
    instrument: Instrument
    provision: Provision | None
    state: State
    since: dt.date | None
    until: dt.date | None
    digest: str
    read_by: tuple[str, ...]
    unread: Text | None
    marks: tuple[tuple[str, Mark], ...]
    children: tuple[str, ...]
    effects: tuple[Touch, ...]

    @property
    def heading(self) -> Text:
        """Its heading, else its label."""
        return self.provision.heading if self.provision and self.provision.heading else self.label

    @property
    def summary(self) -> Text:
        return self.provision.text if self.provision else self.instrument.title


class Corpus:
    """The law base in memory; it answers as `ccer.core.asof.Law` asks.

    Parameters
    ----------
    content : Content
        Instruments and parameters.
    digest : str
        Content hash over every file.
    """

    def __init__(self, content: Content, digest: str) -> None:
        self._digest = digest
        self._instruments = content.instruments
        self._parameters = {parameter.name: parameter for parameter in content.parameters}
        self._recorded = sorted({instrument.recorded for instrument in self._instruments})
        self._views: dict[int, View] = {}
        self._now = self._view_of(len(self._recorded))

    @property
    def digest(self) -> str:
        """Content hash over everything the base holds."""
        return self._digest

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every version of every instrument, drafts included."""
        return tuple(self._instruments)

    def view(self, known_at: dt.date | None = None) -> View:
        """The base as it was known on a day; files recorded later are not in it."""
        if known_at is None:
            return self._now
        return self._view_of(bisect.bisect_right(self._recorded, known_at))

    def _view_of(self, count: int) -> View:
        if count not in self._views:
            if count == len(self._recorded):
                shown = self._instruments
            else:
                known = set(self._recorded[:count])
                shown = [instrument for instrument in self._instruments if instrument.recorded in known]
            self._views[count] = View(shown, self._parameters)
        return self._views[count]

    def cite(
        self, ref: str, on: dt.date, known_at: dt.date | None = None, *, allow_draft: bool = False
    ) -> Citation:
        """The provision in force on a day.

        Raises
        ------
        NotInForce
            It is before its first or after its last day, or only a draft (unless ``allow_draft``).
        NotKnown
            The day lies in a span of which only the ends are known, or the base does not hold the provision.
        BadInput
            There is no such instrument or provision.
        """
        view = self._now if known_at is None else self.view(known_at)
        rows = view.citations.get(ref)
        if rows is None:
            rows = view.compile_citation(ref)
        for since, until, citation in rows:
            if since <= on <= until:
                return citation
        if allow_draft:
            for version, window in view.windows(ref):
                if version.instrument.draft:
                    return citation_of(version, ref, window)
        raise refusals.citation(self, view, ref, on)

    def parameter(self, name: str, on: dt.date, known_at: dt.date | None = None) -> DatedValue:
        """The value in force on a day; never extrapolated.

        Raises
        ------
        NotInForce
            Before the first value, after the last, or between two.
        NotKnown
            The base holds no value, or none that it knew by ``known_at``.
        BadInput
            There is no such parameter.
        """
        view = self._now if known_at is None else self.view(known_at)
        rows = view.values.get(name)
        if rows is None:
            if name not in self._parameters:
                raise refusals.no_parameter(name, list(self._parameters))
            rows = view.compile_values(name)
        for since, until, value in rows:
            if since <= on <= until:
                return value
        raise refusals.parameter(self._parameters[name], rows, on)

    def parameters(self, prefix: str = "") -> tuple[Parameter, ...]:
        """The parameters whose name begins so, with all their values, by name."""
        return tuple(p for name, p in sorted(self._parameters.items()) if name.startswith(prefix))

    def versions(self, id: str, known_at: dt.date | None = None) -> tuple[Version, ...]:
        """The versions of an instrument, oldest first, drafts last."""
        found = tuple(self.view(known_at).versions(id))
        if not found:
            raise refusals.no_instrument(id, self.view(known_at).ids)
        return found

    def version(self, id: str, on: dt.date | None = None, known_at: dt.date | None = None) -> Version | None:
        """The version in force on a day, None when none is; without a day the newest, or the draft where there is no other."""
        found = self.versions(id, known_at)
        if on is None:
            return newest(found)
        return next((version for version in found if version.window.state(on) == "in-force"), None)

    def clause(self, ref: str, on: dt.date | None = None, known_at: dt.date | None = None) -> Clause:
        """A provision, or a whole instrument, with its window, reading, marks and effects.

        Raises as `cite` does; without a day only when the provision is not held at all.
        """
        view = self.view(known_at)
        held = view.windows(ref)
        if on is not None:
            held = [(version, window) for version, window in held if window.state(on) == "in-force"]
        if not held:
            raise refusals.citation(self, view, ref, on)
        version = newest([version for version, _ in held])
        window = dict(held)[version]
        id, _, path = ref.partition("/")
        provision = version.paths.get(path)
        draft = version.instrument.draft
        return Clause(
            ref=ref,
            label=version.label(path),
            instrument=version.instrument,
            provision=provision,
            state="draft" if draft else "in-force" if on else window.state(window.since),
            since=None if draft else window.first_day,
            until=None if draft else window.last_day,
            digest=content_hash(version.instrument, path),
            read_by=tuple(provision.read_by) if provision else (),
            unread=WHY_TEXT[provision.why] if provision and provision.why else None,
            marks=tuple(_marks(version.instrument, provision)),
            children=tuple(f"{id}/{child}" for child in version.children(path)),
            effects=tuple(view.touching(ref)),
        )

    def provision_hash(self, ref: str, on: dt.date | None = None, known_at: dt.date | None = None) -> str:
        """Content hash of a provision with all below it, as in `Citation.digest`."""
        return self.clause(ref, on, known_at).digest

    def refs(self, on: dt.date | None = None, known_at: dt.date | None = None) -> Iterator[str]:
        """Citations of every provision; with a day only those in force, else those of the newest versions."""
        for id in self.view(known_at).ids:
            version = self.version(id, on, known_at)
            if version is not None:
                yield from (f"{id}/{path}" for path in version.paths)


def newest(found: list[Version] | tuple[Version, ...]) -> Version:
    """The last published version, or the draft where there is no other."""
    published = [version for version in found if not version.instrument.draft]
    return (published or list(found))[-1]


def _marks(instrument: Instrument, provision: Provision | None) -> Iterator[tuple[str, Mark]]:
    if provision is not None and provision.mark != "found":
        yield provision.ref, provision.mark
    for name in ("adopted", "signed", "published", "in_force", "ended"):
        info = getattr(instrument.dates, name)
        if info is not None and info.mark != "found":
            yield name, info.mark


def load_corpus(extra: Path | None = None) -> Corpus:
    """Read the law base, from the compiled cache where the files have not changed.

    Parameters
    ----------
    extra : Path, optional
        A further folder of the same layout, e.g. an operator's own instruments.
    """
    digest, files = read_all(extra)
    kept = cache.load("law", digest)
    content = cache.decode(kept) if kept is not None else None
    if content is None:
        content = decode(files)
        cache.save("law", digest, cache.encode(content))
    return Corpus(content, digest)


@functools.cache
def corpus() -> Corpus:
    """The law base that comes with this package, read once."""
    return load_corpus()
