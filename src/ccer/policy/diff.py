"""What changed in the law between two days: texts, provisions and dated values that came in, ended or read otherwise."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from ..core.text import Text
from .corpus import Corpus, corpus
from .valued import valued
from .view import content_hash
from .windows import Version, Window

Change = Literal["came-in", "ended", "changed"]
CHANGE_TEXT: dict[Change, Text] = {
    "came-in": Text("新施行", "came into force"),
    "ended": Text("失效", "went out of force"),
    "changed": Text("变更", "changed"),
}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not the same on the two days.

    Parameters
    ----------
    kind : str
        instrument, provision, parameter, or effect: what another text does to a provision.
    ref : str
        Citation, or the parameter's name.
    before, after : Text or None
        What it said on either day; None where it was not in force.
    when : date or None
        The first day of the new state, where it is known.
    """

    kind: Literal["instrument", "provision", "parameter", "effect"]
    ref: str
    label: Text
    change: Change
    before: Text | None
    after: Text | None
    when: dt.date | None


def diff(
    first: dt.date,
    second: dt.date,
    law: Corpus | None = None,
    *,
    ref: str | None = None,
    known_at: dt.date | None = None,
) -> list[Difference]:
    """Differences between the law of two days, in that order.

    Parameters
    ----------
    first, second : date
        The earlier and the later day.
    law : Corpus, optional
        The base; the one of this package by default.
    ref : str, optional
        Only an instrument, a provision with what is below it, or the parameters that stand on it.
    known_at : date, optional
        As the base would have answered on that day.
    """
    base = law or corpus()
    view = base.view(known_at)
    ids = [ref.partition("/")[0]] if ref else view.ids
    found: list[Difference] = []
    for id in ids:
        found += _of_instrument(base, id, first, second, known_at)
    for parameter in base.parameters():
        found += _of_parameter(base, parameter.name, first, second, known_at)
    found += _of_effects(base, first, second, known_at)
    return [difference for difference in found if ref is None or _concerns(base, difference, ref)]


def _concerns(law: Corpus, difference: Difference, ref: str) -> bool:
    if difference.kind != "parameter":
        return f"{difference.ref}/".startswith(f"{ref}/")
    cites = {
        value.cite for p in law.parameters(difference.ref) if p.name == difference.ref for value in p.values
    }
    return any(f"{cite}/".startswith(f"{ref}/") for cite in cites)


def _of_instrument(
    law: Corpus, id: str, first: dt.date, second: dt.date, known_at: dt.date | None
) -> list[Difference]:
    before, after = law.version(id, first, known_at), law.version(id, second, known_at)
    if before is None and after is None:
        return []
    found = []
    if before is None or after is None or before is not after:
        found.append(_instrument(id, before, after))
    view = law.view(known_at)
    paths = dict.fromkeys([*(before.paths if before else ()), *(after.paths if after else ())])
    for path in paths:
        old = _in_force(view.windows(f"{id}/{path}"), first)
        new = _in_force(view.windows(f"{id}/{path}"), second)
        difference = _provision(id, path, old, new)
        if difference is not None:
            found.append(difference)
    return found


def _in_force(held: list[tuple[Version, Window]], on: dt.date) -> tuple[Version, Window] | None:
    return next(((version, window) for version, window in held if window.state(on) == "in-force"), None)


def _instrument(id: str, before: Version | None, after: Version | None) -> Difference:
    present = after or before
    assert present is not None
    return Difference(
        kind="instrument",
        ref=id,
        label=present.instrument.short,
        change="changed" if before and after else "came-in" if after else "ended",
        before=before.instrument.title if before else None,
        after=after.instrument.title if after else None,
        when=after.window.first_day if after else _next_day(before.window if before else None),
    )


def _provision(
    id: str, path: str, old: tuple[Version, Window] | None, new: tuple[Version, Window] | None
) -> Difference | None:
    present = new or old
    if present is None:
        return None
    if old and new and content_hash(old[0].instrument, path) == content_hash(new[0].instrument, path):
        return None
    return Difference(
        kind="provision",
        ref=f"{id}/{path}",
        label=present[0].label(path),
        change="changed" if old and new else "came-in" if new else "ended",
        before=old[0].paths[path].text if old else None,
        after=new[0].paths[path].text if new else None,
        when=new[1].first_day if new else _next_day(old[1] if old else None),
    )


def _next_day(window: Window | None) -> dt.date | None:
    last = window.last_day if window else None
    return last + dt.timedelta(days=1) if last else None


def _of_effects(law: Corpus, first: dt.date, second: dt.date, known_at: dt.date | None) -> list[Difference]:
    view = law.view(known_at)
    found = []
    for touch in view.effects:
        if not first < touch.since <= second:
            continue
        id, _, path = touch.effect.target.partition("/")
        held = view.versions(id)
        target = held[-1].label(path) if held else Text(touch.effect.target, touch.effect.target)
        source = view.versions(touch.source)[-1].instrument.short
        found.append(
            Difference(
                kind="effect",
                ref=touch.effect.target,
                label=Text(f"{source.zh} → {target.zh}", f"{source.en} → {target.en}"),
                change="changed",
                before=None,
                after=touch.effect.text,
                when=touch.since,
            )
        )
    return found


def _of_parameter(
    law: Corpus, name: str, first: dt.date, second: dt.date, known_at: dt.date | None
) -> list[Difference]:
    view = law.view(known_at)
    rows = view.values.get(name)
    if rows is None:
        rows = view.compile_values(name)
    old: Any = next((row[2] for row in rows if row[0] <= first <= row[1]), None)
    new: Any = next((row[2] for row in rows if row[0] <= second <= row[1]), None)
    if old is new or (old and new and (old.value, old.cite) == (new.value, new.cite)):
        return []
    present = new or old
    return [
        Difference(
            kind="parameter",
            ref=name,
            label=present.title,
            change="changed" if old and new else "came-in" if new else "ended",
            before=_value(old),
            after=_value(new),
            when=new.since if new else old.until + dt.timedelta(days=1) if old.until else None,
        )
    ]


def _value(value: Any) -> Text | None:
    return None if value is None else valued(value.value, value.unit)
