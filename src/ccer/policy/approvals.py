"""Which body was approved for which sector, from when: the regulator's notices as data."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..core.asof import Mark
from ..core.text import Text

FILE = Path(__file__).with_name("approvals.yaml")


class Window(msgspec.Struct, frozen=True):
    """A notice whose exact day is not held lies between these two days."""

    not_before: dt.date
    not_after: dt.date
    source: str
    mark: Mark = "found"


class Notice(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """A notice of approval of the certification regulator."""

    number: Text
    batch: int
    since: Window


class Sector(msgspec.Struct, frozen=True):
    """Sector code of methodologies a class stands for."""

    code: str
    mark: Mark = "found"


class SectorClass(msgspec.Struct, frozen=True):
    """A class of the approval notices."""

    zh: str
    en: str
    sectors: tuple[Sector, ...]


class Granted(msgspec.Struct, frozen=True, rename={"sector_class": "class"}):
    """One approval: class and notice."""

    sector_class: str
    notice: str
    mark: Mark = "found"


class Body(msgspec.Struct, frozen=True):
    """A validation and verification body."""

    id: str
    cnca_number: str
    name: Text
    approvals: tuple[Granted, ...]
    also: tuple[str, ...] = ()


class Approvals(msgspec.Struct, frozen=True):
    """The whole table."""

    recorded: dt.date
    notices: dict[str, Notice]
    classes: dict[str, SectorClass]
    notes: tuple[Text, ...]
    bodies: tuple[Body, ...]


class Approval(NamedTuple):
    """Whether a body was approved on a day: yes, no, or not known; and what that rests on."""

    approved: bool | None
    fact: Text


def approvals() -> Approvals:
    """The table held: the regulator's notices, and the lists that a host added."""
    return functools.reduce(_joined, _added.values(), _official())


def add_list(content: bytes) -> None:
    """Holds another list beside the regulator's, in the same format: a demonstration has bodies of its own.

    Its classes are those of the regulator's list where it names none. Added twice, it is held once.
    """
    _added[hashlib.sha256(content).hexdigest()] = _read(content)


_added: dict[str, Approvals] = {}


@functools.cache
def _official() -> Approvals:
    return _read(FILE.read_bytes())


def _read(content: bytes) -> Approvals:
    from msgspec import yaml

    return yaml.decode(content, type=Approvals)


def _joined(one: Approvals, other: Approvals) -> Approvals:
    return msgspec.structs.replace(
        one,
        notices=one.notices | other.notices,
        classes=one.classes | other.classes,
        notes=one.notes + other.notes,
        bodies=one.bodies + other.bodies,
    )


def body_named(name: str) -> Body | None:
    """The body people mean: by id, full name, or the name without its company form."""
    plain = _plain(name)
    for body in approvals().bodies:
        if plain in (body.id, _plain(body.name.zh), _plain(body.name.en), *map(_plain, body.also)):
            return body
    return None


def approval(name: str, methodology: str, on: dt.date) -> Approval:
    """Was a body approved for the sector of a methodology on a day?

    Returns
    -------
    Approval
        ``None`` inside the stretch in which a notice's exact day is not held, or when the body is not on the list held.
    """
    body = body_named(name)
    if body is None:
        return Approval(
            None,
            Text(f"{name}：不在所持获批名单中", f"{name}: not on the list of approved bodies that is held"),
        )
    sector = methodology.split("-")[1] if methodology.count("-") >= 2 else ""
    for granted in body.approvals:
        group = approvals().classes[granted.sector_class]
        if any(s.code == sector for s in group.sectors):
            return _on_day(body, granted, on)
    return Approval(
        False,
        Text(f"{body.name.zh} 未获批 {sector} 领域", f"{body.name.en} is not approved for sector {sector}"),
    )


def _on_day(body: Body, granted: Granted, on: dt.date) -> Approval:
    notice = approvals().notices[granted.notice]
    group = approvals().classes[granted.sector_class]
    fact = Text(
        f"{body.name.zh}，{group.zh}，{notice.number.zh}",
        f"{body.name.en}, {group.en}, {notice.number.en}",
    )
    if on >= notice.since.not_after:
        return Approval(True, fact)
    if on < notice.since.not_before:
        return Approval(False, fact + Text(f"（{on} 尚未获批）", f" (not yet on {on})"))
    return Approval(None, fact + Text("（获批的具体日期未掌握）", " (the exact day of approval is not held)"))


def _plain(name: str) -> str:
    for ending in ("股份有限公司", "有限责任公司", "有限公司"):
        name = name.removesuffix(ending)
    return name.replace("（", "(").replace("）", ")").replace(" ", "").lower()
