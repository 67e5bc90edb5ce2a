"""What a citation means as people write it, and how that provision stands on a day.

>>> resolve("31号令第十七条第一款第三项").ref
'mee-samr-2023-31/art-17/para-1/item-3'
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from ..core.text import Text
from .citing import Place, Wanted, by_heading, locate, read_path, read_words
from .corpus import Corpus, corpus, newest
from .labels import path_label, steps
from .names import plain
from .refusals import near, standing
from .view import View
from .windows import Version, Window

Status = Literal["found", "ended", "not-yet", "not-found", "unverified", "ambiguous"]
STATUS_TEXT: dict[Status, Text] = {
    "found": Text("已找到", "found"),
    "ended": Text("已失效", "no longer in force"),
    "not-yet": Text("尚未生效", "not yet in force"),
    "not-found": Text("没有此条", "not found"),
    "unverified": Text("无法核实", "not verified"),
    "ambiguous": Text("有多种理解", "ambiguous"),
}


_PREFERENCE: tuple[Literal["in-force", "unverified", "not-yet", "ended"], ...] = (
    "in-force",
    "unverified",
    "not-yet",
    "ended",
)


NOT_HELD = Text("只知道有这一部分，未掌握其内容", "it is only known to exist; its content is not held")


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to "what is this citation?".

    Parameters
    ----------
    status : Status
        How it stands; without a day "found" only says that the provision is in the base.
    ref, label : str, Text or None
        The provision, where one was found.
    why : Text
        Reason or remark.
    since, until : date or None
        Its first and last day in force.
    suggestions : tuple of str
        Citations or instruments that may have been meant.
    """

    status: Status
    why: Text
    ref: str | None = None
    label: Text | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    suggestions: tuple[str, ...] = ()


def resolve(
    text: str, on: dt.date | None = None, known_at: dt.date | None = None, law: Corpus | None = None
) -> Resolution:
    """Find the provision a citation means.

    Parameters
    ----------
    text : str
        A citation in Chinese or English, or a path; words around it do not matter.
    on : date, optional
        The day whose law is asked for.
    known_at : date, optional
        Answer as the base would have answered on that day.
    law : Corpus, optional
        The base; the one of this package by default.
    """
    view = (law or corpus()).view(known_at)
    even = plain(text)
    exact = _exact(view, text, on)
    if exact is not None:
        return exact
    named = view.names.find(even)
    wanted = read_words(named.rest)
    if not named.ids:
        return _nameless(view, even, named.unknown, wanted)
    if len(named.ids) > 1:
        return _several(view, named.ids, wanted)
    return _within(view, named.ids[0], wanted, on, named.rest)


def _exact(view: View, text: str, on: dt.date | None) -> Resolution | None:
    """A citation written as a path, in any case and with paragraph or item left out where that is clear."""
    id, _, path = text.strip().casefold().partition("/")
    if not view.versions(id):
        return None
    if not path or any(path in version.paths for version in view.versions(id)):
        return _standing(view, f"{id}/{path}" if path else id, None, on)
    return _within(view, id, read_path(path), on)


def _nameless(view: View, even: str, unknown: str, wanted: Wanted) -> Resolution:
    if not wanted.empty and not unknown:
        return Resolution(
            status="ambiguous",
            why=Text("没有写明是哪一部法规或方法学", "it does not say of which instrument or methodology"),
        )
    names = view.names
    close = near(unknown.casefold() or even, names.known, 5)
    ids = tuple(dict.fromkeys(id for name in close for id in names.owners(name)))
    if unknown:
        why = Text(f"本库没有 {unknown}", f"this base holds no {unknown}")
    else:
        why = Text("文字中没有认出任何法规或方法学", "no instrument or methodology is named in it")
    return Resolution(status="not-found", why=why, suggestions=ids)


def _several(view: View, ids: tuple[str, ...], wanted: Wanted) -> Resolution:
    shorts = [newest(view.versions(id)).instrument.short for id in ids]
    return Resolution(
        status="ambiguous",
        why=Text(
            "该名称可指：" + "、".join(short.zh for short in shorts),
            "the name may mean: " + ", ".join(short.en for short in shorts),
        ),
        suggestions=tuple(
            f"{id}/{place.path}" if (place := locate(newest(view.versions(id)), wanted)).path else id
            for id in ids
        ),
    )


def _within(view: View, id: str, wanted: Wanted, on: dt.date | None, rest: str = "") -> Resolution:
    """The provision within a known instrument."""
    versions = view.versions(id)
    version = next((v for v in versions if on and v.window.state(on) == "in-force"), newest(versions))
    named = by_heading(version, rest) if wanted.empty else None
    if wanted.empty and named is None:
        return _standing(view, id, None, on)
    place = named or locate(version, wanted)
    if place.path is not None:
        return _standing(view, f"{id}/{place.path}" if place.path else id, place.why, on)
    if place.choices:
        return Resolution(
            status="ambiguous",
            why=Text(
                "不止一款有这一项，请写明款", "more than one paragraph has that item; name the paragraph"
            ),
            suggestions=tuple(f"{id}/{path}" for path in place.choices),
        )
    return _missing(version, id, place)


def _missing(version: Version, id: str, place: Place) -> Resolution:
    """Not in the text, or only not held here."""
    instrument = version.instrument
    label = path_label(place.missing)
    suggestions = (f"{id}/{place.below}",) if place.below else (id,)
    if instrument.held == "part":
        why = Text(
            f"本库只收录了{instrument.short.zh}的一部分，没有{label.zh}",
            f"this base holds only a part of {instrument.short.en}; {label.en} is not in it",
        )
        return Resolution(status="unverified", why=why, suggestions=suggestions)
    return Resolution(status="not-found", why=_extent(version, place, label), suggestions=suggestions)


def _extent(version: Version, place: Place, label: Text) -> Text:
    """How far the text goes: its last article, or the number of paragraphs and items."""
    short = version.instrument.short
    kind = steps(place.missing)[-1][0]
    beside = [path for path in version.paths if path.rpartition("/")[0] == place.below]
    if not place.below:
        same = [path for path in version.paths if "/" not in path and path.startswith(f"{kind}-")]
        if not same:
            return Text(f"{short.zh}没有{label.zh}", f"{short.en} has no {label.en}")
        last = path_label(same[-1])
        return Text(f"{short.zh}止于{last.zh}", f"{short.en} ends with {last.en}")
    count = sum(path.rpartition("/")[2].startswith(f"{kind}-") for path in beside)
    above = path_label(place.below)
    if kind == "para":
        count = count or 1
        return Text(f"{short.zh}{above.zh}只有{count}款", f"{short.en} {above.en} has {count} paragraph(s)")
    return Text(f"{short.zh}{above.zh}有{count}项", f"{short.en} {above.en} has {count} item(s)")


def _standing(view: View, ref: str, remark: Text | None, on: dt.date | None) -> Resolution:
    """A provision that is in the base, as it stands on the day."""
    held = view.windows(ref)
    published = [(version, window) for version, window in held if not version.instrument.draft]
    label = held[-1][0].label(ref.partition("/")[2])
    if not published:
        return Resolution(
            status="not-yet",
            ref=ref,
            label=label,
            why=Text("这是征求意见稿，没有效力", "it is a draft and has no force"),
        )
    state, version, window = _chosen(published, on)
    provision = version.paths.get(ref.partition("/")[2])
    if state == "in-force" and provision is not None and provision.why == "not-held":
        state, remark = "unverified", NOT_HELD
    return Resolution(
        status="found" if state == "in-force" else state,
        ref=ref,
        label=version.label(ref.partition("/")[2]),
        why=remark or _why(state, [w for _, w in published], window, on),
        since=window.first_day,
        until=window.last_day,
    )


def _chosen(
    published: list[tuple[Version, Window]], on: dt.date | None
) -> tuple[Literal["in-force", "unverified", "not-yet", "ended"], Version, Window]:
    """The version that answers for the day: one in force before one that may be, before one to come, before one that was."""
    if on is None:
        return "in-force", *published[-1]
    for state in _PREFERENCE:
        fitting = [(version, window) for version, window in published if window.state(on) == state]
        if fitting:
            return state, *fitting[-1 if state == "ended" else 0]
    raise AssertionError(f"a published text is in some state on {on}")


def _why(state: str, windows: list[Window], window: Window, on: dt.date | None) -> Text:
    if state == "unverified":
        return Text(
            "生效或失效的具体日期未核实", "the exact day it comes into or goes out of force is not verified"
        )
    if state in ("not-yet", "ended") and on is not None:
        return standing(windows, on)
    since, until = window.first_day, window.last_day
    if until is None:
        return Text(f"自{since}起有效", f"in force from {since}")
    return Text(f"{since}至{until}有效", f"in force from {since} to {until}")
