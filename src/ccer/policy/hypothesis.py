"""The law as it would be: a copy of the base with some effects in it. The base itself is never touched."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from ..core.digest import digest
from ..core.errors import BadInput
from ..core.text import Text
from .corpus import Corpus, corpus, newest
from .schema import Content, Effect, Instrument, Parameter, Value


class NewValue(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag="value",
    rename={"since": "from"},
):
    """A parameter takes another value from a day on, e.g. a new cap; ``cite`` is that of its last value by default."""

    name: str
    value: str | int | float | bool
    since: dt.date
    cite: str = ""


class Ending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="end"):
    """An instrument or provision has a last day in force."""

    ref: str
    until: dt.date


class NewVersion(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag="version",
    rename={"since": "from"},
):
    """A methodology gets a new version, which replaces the old one from a day on."""

    ref: str
    code: str
    since: dt.date


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="correct"):
    """A provision reads otherwise: what the base says of it was wrong."""

    ref: str
    zh: str = ""
    en: str = ""


Change = NewValue | Ending | NewVersion | Correction


class Touched(NamedTuple):
    """What does not read the same: provisions (and instruments) by citation, parameters by name."""

    refs: frozenset[str]
    parameters: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """The same as the keys of a receipt's ``law``."""
        return self.refs | {f"parameter:{name}" for name in self.parameters}


def supposing(changes: list[Change] | tuple[Change, ...], law: Corpus | None = None) -> Corpus:
    """The base as it would be with some changes.

    Raises
    ------
    BadInput
        A change names what the base does not hold.
    """
    base = law or corpus()
    content = Content(instruments=list(base.instruments), parameters=list(base.parameters()))
    for change in changes:
        match change:
            case NewValue():
                _value(content, change, base)
            case Ending():
                _end(content, change.ref, change.until + dt.timedelta(days=1), base)
            case NewVersion():
                _version(content, change, base)
            case Correction():
                _correct(content, change, base)
    return Corpus(content, digest([base.digest, list(changes)]))


def _value(content: Content, change: NewValue, law: Corpus) -> None:
    place = next((n for n, p in enumerate(content.parameters) if p.name == change.name), None)
    if place is None:
        law.parameter(change.name, change.since)
        raise AssertionError("a parameter that is not held is refused above")
    held: Parameter = content.parameters[place]
    kept = [_ended(value, change.since) for value in held.values if value.since < change.since]
    cite = change.cite or (held.values[-1].cite if held.values else "")
    if not cite:
        raise _lacking(change.name, Text("新值没有依据条款", "the new value has no clause to stand on"))
    law.clause(cite)
    value = change.value
    if held.unit == "date":
        value = dt.date.fromisoformat(str(value)).isoformat()
    content.parameters[place] = replace(
        held, values=[*kept, Value(since=change.since, value=value, cite=cite)]
    )


def _ended(value: Value, since: dt.date) -> Value:
    """An older value, ended before the new one begins if it would run into it."""
    if value.until is not None and value.until >= since:
        return replace(value, until=None)
    return value


def _newest(content: Content, id: str, law: Corpus) -> tuple[int, Instrument]:
    found = newest(law.versions(id)).instrument
    for place, instrument in enumerate(content.instruments):
        if instrument.id == id and instrument.recorded == found.recorded and instrument.stage == found.stage:
            return place, instrument
    raise AssertionError("the newest version is among the instruments")


def _end(content: Content, ref: str, since: dt.date, law: Corpus) -> None:
    """By an effect of the text itself: the kind and day alone count."""
    law.clause(ref)
    place, instrument = _newest(content, ref.partition("/")[0], law)
    effect = Effect(
        kind="repeal", target=ref, since=since, zh="假设：终止", en="Supposed: ended", mark="uncertain"
    )
    content.instruments[place] = replace(instrument, effects=[*instrument.effects, effect])


def _version(content: Content, change: NewVersion, law: Corpus) -> None:
    law.clause(change.ref)
    _, old = _newest(content, change.ref, law)
    if any(instrument.id == change.code.lower() for instrument in content.instruments):
        raise _lacking(change.code, Text("已有这一版本", "there is such a version already"))
    info: Any = replace(old.dates.in_force) if old.dates.in_force else None
    if info is not None:
        info = replace(info, date=change.since, not_before=None, not_after=None, mark="uncertain")
    effect = Effect(
        kind="replace",
        target=change.ref,
        since=change.since,
        zh=f"假设：由{change.code}取代",
        en=f"Supposed: replaced by {change.code}",
        mark="uncertain",
    )
    content.instruments.append(
        replace(
            old,
            id=change.code.lower(),
            code=change.code,
            short=Text(change.code, change.code),
            aliases=[],
            dates=replace(old.dates, adopted=None, signed=None, published=None, in_force=info, ended=None),
            effects=[effect],
        )
    )
    prefix, new = f"methodology.{change.ref}.", f"methodology.{change.code.lower()}."
    for held in [p for p in content.parameters if p.name.startswith(prefix)]:
        content.parameters.append(_copied(held, new + held.name.removeprefix(prefix), change))


def _copied(held: Parameter, name: str, change: NewVersion) -> Parameter:
    """A parameter of the old version under the name of the new one, its last value from the day of the change on."""
    values = [
        replace(
            value, since=change.since, until=None, cite=value.cite.replace(change.ref, change.code.lower())
        )
        for value in held.values[-1:]
    ]
    return replace(held, name=name, values=values)


def _correct(content: Content, change: Correction, law: Corpus) -> None:
    law.clause(change.ref)
    id, _, path = change.ref.partition("/")
    place, instrument = _newest(content, id, law)
    provisions = [
        replace(p, zh=change.zh or p.zh, en=change.en or p.en) if p.ref == path else p
        for p in instrument.provisions
    ]
    content.instruments[place] = replace(instrument, provisions=provisions)


def _lacking(name: str, why: Text) -> BadInput:
    return BadInput(
        Text(f"不能假设 {name} 变更", f"{name} cannot be supposed to change"),
        why,
        Text("核对变更的写法", "Check how the change is written"),
    )


def touched(before: Corpus, after: Corpus) -> Touched:
    """Provisions, instruments and parameters whose text, window or value is not the same in two bases."""
    refs = {ref for ref in {*_refs(before), *_refs(after)} if _rows(before, ref) != _rows(after, ref)}
    names = {p.name for p in (*before.parameters(), *after.parameters())}
    values = {name for name in names if _values(before, name) != _values(after, name)}
    return Touched(frozenset(refs), frozenset(values))


def _refs(law: Corpus) -> set[str]:
    ids = {instrument.id for instrument in law.instruments}
    return ids | {f"{i.id}/{p.ref}" for i in law.instruments for p in i.provisions}


def _rows(law: Corpus, ref: str) -> list[Any]:
    """Each window of a provision with the hash of what it says, perhaps-days included; drafts too."""
    view = law.view()
    held = view.citations.get(ref) or view.compile_citation(ref)
    sure: list[Any] = [(since, until, citation.digest) for since, until, citation in held]
    windows = [tuple(window) for _, window in view.windows(ref)]
    drafts = (
        [law.cite(ref, dt.date.max, allow_draft=True).digest]
        if windows and not held and _draft(law, ref)
        else []
    )
    return [*sure, *windows, *drafts]


def _draft(law: Corpus, ref: str) -> bool:
    return any(version.instrument.draft for version, _ in law.view().windows(ref))


def _values(law: Corpus, name: str) -> list[Any]:
    if not any(p.name == name for p in law.parameters(name)):
        return []
    view = law.view()
    return list(view.values.get(name) or view.compile_values(name))
