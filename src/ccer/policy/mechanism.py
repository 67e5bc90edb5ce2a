"""The whole mechanism on one day, and what happened to it between two: rules, methodologies, values, and what could be offset.

>>> [value.value for value in mechanism(dt.date(2024, 12, 31)).values if value.name == "offset.cap_share"]
[0.05]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from ..core.asof import Citation, DatedValue
from ..core.errors import CcerError, NotInForce, NotKnown
from ..core.text import Text
from .corpus import Corpus, corpus
from .scorecard import methodologies_in_force
from .valued import valued
from .windows import FIRST, LAST, Window

DAY = dt.timedelta(days=1)
Happening = Literal["came-in", "ended", "effect"]
HAPPENING_TEXT: dict[Happening, Text] = {
    "came-in": Text("起", "from this day"),
    "ended": Text("止", "no longer from this day"),
    "effect": Text("变动", "changed by another text"),
}
ORDER_31, ORDER_19, DECREE_775 = "mee-samr-2023-31", "mee-2020-19", "sc-2024-775"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument in force, or whose day is not verified (``sure`` False)."""

    id: str
    title: Text
    short: Text
    rank: str
    since: dt.date | None
    until: dt.date | None
    provisions: int
    sure: bool


class Offsetable(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of unit or a use, and whether it could be offset on the day; None where the base cannot say."""

    what: Text
    allowed: bool | None
    citations: tuple[Citation, ...] = ()
    values: tuple[DatedValue, ...] = ()
    why: Text | None = None


class Mechanism(msgspec.Struct, frozen=True, kw_only=True):
    """What was in force on a day.

    Parameters
    ----------
    rules : dict of rule id to provisions
        The rules some provision in force is read by.
    silent : tuple of str
        Parameters without a value on that day.
    """

    on: dt.date
    known_at: dt.date | None
    instruments: tuple[Standing, ...]
    methodologies: tuple[Citation, ...]
    rules: dict[str, tuple[str, ...]]
    values: tuple[DatedValue, ...]
    silent: tuple[str, ...]
    offset: tuple[Offsetable, ...]
    note: Text | None


class Moment(NamedTuple):
    """Something that happened to the law on a day; ``maybe`` is the first day it may have been."""

    on: dt.date
    maybe: dt.date
    kind: Literal["instrument", "provision", "parameter"]
    happening: Happening
    ref: str
    label: Text
    text: Text
    provisional: bool


def mechanism(on: dt.date, law: Corpus | None = None, known_at: dt.date | None = None) -> Mechanism:
    """The mechanism as of a day.

    Parameters
    ----------
    on : date
        Any day; before the first instrument held the answer is empty and says so.
    law : Corpus, optional
        The base; the one of this package by default.
    known_at : date, optional
        As the base would have answered on that day.
    """
    base = law or corpus()
    values, silent = _values(base, on, known_at)
    standing = tuple(_instruments(base, on, known_at))
    return Mechanism(
        on=on,
        known_at=known_at,
        instruments=standing,
        methodologies=methodologies_in_force(base, on) if known_at is None else _known(base, on, known_at),
        rules=_rules(base, on, known_at),
        values=values,
        silent=silent,
        offset=tuple(_offset(base, on, known_at)),
        note=_note(base, on),
    )


def _instruments(law: Corpus, on: dt.date, known_at: dt.date | None) -> Iterator[Standing]:
    view = law.view(known_at)
    for id in view.ids:
        for version, window in view.windows(id):
            state = window.state(on)
            if version.instrument.draft or state not in ("in-force", "unverified"):
                continue
            if version.instrument.rank in ("methodology", "calendar-notice"):
                continue
            yield Standing(
                id=id,
                title=version.instrument.title,
                short=version.instrument.short,
                rank=version.instrument.rank,
                since=window.first_day,
                until=window.last_day,
                provisions=len(version.instrument.provisions),
                sure=state == "in-force",
            )


def _known(law: Corpus, on: dt.date, known_at: dt.date) -> tuple[Citation, ...]:
    view = law.view(known_at)
    ids = [id for id in view.ids if any(v.instrument.rank == "methodology" for v in view.versions(id))]
    return tuple(law.cite(id, on, known_at) for id in ids if law.version(id, on, known_at) is not None)


def _rules(law: Corpus, on: dt.date, known_at: dt.date | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    view = law.view(known_at)
    for ref in law.refs(on, known_at):
        for version, window in view.windows(ref):
            if window.state(on) == "in-force":
                for rule in version.paths[ref.partition("/")[2]].read_by:
                    found.setdefault(rule, []).append(ref)
    return {rule: tuple(dict.fromkeys(refs)) for rule, refs in sorted(found.items())}


def _values(
    law: Corpus, on: dt.date, known_at: dt.date | None
) -> tuple[tuple[DatedValue, ...], tuple[str, ...]]:
    values, silent = [], []
    for parameter in law.parameters():
        try:
            values.append(law.parameter(parameter.name, on, known_at))
        except (NotInForce, NotKnown):
            silent.append(parameter.name)
    return tuple(values), tuple(silent)


def _offset(law: Corpus, on: dt.date, known_at: dt.date | None) -> Iterator[Offsetable]:
    """Units of the present scheme, units of the old one, and uses beyond compliance."""
    yield _use(
        Text(
            "按现行办法登记的减排量用于全国碳市场清缴",
            "units registered under the present Measures, for surrender",
        ),
        (f"{ORDER_31}/art-28/para-1", f"{ORDER_19}/art-29/para-1"),
        ("offset.cap_share",),
        law,
        on,
        known_at,
    )
    old = _use(
        Text("旧机制备案的减排量用于全国碳市场清缴", "units filed under the old scheme, for surrender"),
        (f"{ORDER_19}/art-29/para-1",),
        ("offset.cap_share",),
        law,
        on,
        known_at,
    )
    yield _until(old, law, on, known_at)
    yield _use(
        Text("大型活动碳中和、企业自身排放抵销", "neutrality of events, an enterprise's own emissions"),
        (f"{ORDER_31}/art-28/para-1",),
        (),
        law,
        on,
        known_at,
    )


def _use(
    what: Text, refs: tuple[str, ...], names: tuple[str, ...], law: Corpus, on: dt.date, known: dt.date | None
) -> Offsetable:
    try:
        citations = tuple(law.cite(ref, on, known) for ref in refs)
        values = tuple(law.parameter(name, on, known) for name in names)
    except NotInForce as error:
        return Offsetable(what=what, allowed=False, why=error.why)
    except NotKnown as error:
        return Offsetable(what=what, allowed=None, why=error.why)
    return Offsetable(what=what, allowed=True, citations=citations, values=values)


def _until(use: Offsetable, law: Corpus, on: dt.date, known: dt.date | None) -> Offsetable:
    """Old units once their last day was announced: usable to that day, not after."""
    if not use.allowed:
        return use
    try:
        last = law.parameter("offset.legacy_usable_until", on, known)
    except NotInForce:
        return use
    except NotKnown:
        return msgspec.structs.replace(use, allowed=None)
    why = Text(f"最后一日为 {last.value}", f"the last day is {last.value}")
    cited = law.cite(last.cite, on, known)
    return msgspec.structs.replace(
        use,
        allowed=on <= last.day,
        citations=(*use.citations, cited),
        values=(*use.values, last),
        why=why,
    )


def _note(law: Corpus, on: dt.date) -> Text | None:
    try:
        law.cite(ORDER_31, on)
    except CcerError:
        return Text(
            "31号令施行以前的自愿减排规定没有收录；没有列出不等于没有。",
            "The rules of voluntary reductions before Order 31 are not held; what is not listed may still have existed.",
        )
    return None


def moments(law: Corpus | None = None, known_at: dt.date | None = None) -> list[Moment]:
    """Everything that ever came in, ended or was changed, in order of days."""
    base = law or corpus()
    found = [*_of_texts(base, known_at), *_of_values(base, known_at), *_of_effects(base, known_at)]
    return sorted(found, key=lambda m: (m.on, m.kind, m.ref, m.happening))


def changes(
    first: dt.date,
    second: dt.date,
    law: Corpus | None = None,
    *,
    ref: str = "",
    known_at: dt.date | None = None,
) -> list[Moment]:
    """What happened after the first day and up to the second, both orders of days allowed; only one text if ``ref`` is given.

    `ccer.policy.diff.diff` compares the two days; this tells every step between them.
    """
    low, high = sorted((first, second))
    return [
        moment
        for moment in moments(law, known_at)
        if low < moment.on <= high and (not ref or f"{moment.ref}/".startswith(f"{ref}/"))
    ]


def upcoming(on: dt.date, law: Corpus | None = None, known_at: dt.date | None = None) -> list[Moment]:
    """What is recorded and not yet in force on a day, soonest first; drafts, which have no day, come last."""
    base = law or corpus()
    found = [moment for moment in moments(base, known_at) if moment.on > on]
    drafts = [
        Moment(
            LAST,
            LAST,
            "instrument",
            "came-in",
            instrument.id,
            instrument.short,
            Text("征求意见稿，没有施行日期", "a draft, without a day of entry into force"),
            True,
        )
        for instrument in base.instruments
        if instrument.draft and (known_at is None or instrument.recorded <= known_at)
    ]
    return [*found, *drafts]


def _of_texts(law: Corpus, known_at: dt.date | None) -> Iterator[Moment]:
    view = law.view(known_at)
    for id in view.ids:
        for version, window in view.windows(id):
            if version.instrument.draft:
                continue
            yield from _ends(window, "instrument", id, version.instrument.short, version.instrument.title)
            for path, provision in version.paths.items():
                for held, own in view.windows(f"{id}/{path}"):
                    if held is version and own != window:
                        yield from _ends(
                            own, "provision", f"{id}/{path}", version.label(path), provision.text
                        )


def _ends(
    window: Window, kind: Literal["instrument", "provision"], ref: str, label: Text, text: Text
) -> Iterator[Moment]:
    if FIRST < window.since < LAST:
        unsure = window.maybe_since != window.since
        yield Moment(window.since, window.maybe_since, kind, "came-in", ref, label, text, unsure)
    if FIRST < window.until < LAST and window.since <= window.until:
        unsure = window.maybe_until != window.until
        yield Moment(window.until + DAY, window.until + DAY, kind, "ended", ref, label, text, unsure)


def _of_values(law: Corpus, known_at: dt.date | None) -> Iterator[Moment]:
    view = law.view(known_at)
    for parameter in law.parameters():
        rows = view.compile_values(parameter.name)
        for (since, until, value), following in zip(rows, [*rows[1:], None], strict=False):
            text = valued(value.value, value.unit)
            yield Moment(
                since, since, "parameter", "came-in", parameter.name, parameter.title, text, value.provisional
            )
            if until < LAST and (following is None or following[0] > until + DAY):
                day = until + DAY
                yield Moment(
                    day, day, "parameter", "ended", parameter.name, parameter.title, text, value.provisional
                )


def _of_effects(law: Corpus, known_at: dt.date | None) -> Iterator[Moment]:
    view = law.view(known_at)
    for touch in view.effects:
        id, _, path = touch.effect.target.partition("/")
        held = view.versions(id)
        label = held[-1].label(path) if held else Text(touch.effect.target, touch.effect.target)
        yield Moment(
            touch.since,
            touch.maybe,
            "provision" if path else "instrument",
            "effect",
            touch.effect.target,
            label,
            touch.effect.text,
            touch.effect.mark != "found",
        )
