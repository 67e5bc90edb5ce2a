"""The published rubric: five dimensions, each with anchors and a checklist of weighted items; one file per version."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Literal

import msgspec
import msgspec.yaml

from ...core.asof import Mark
from ...core.errors import BadInput
from ...core.text import Text

Dimension = Literal["incentive", "statutory", "market", "mrv", "strategic"]
FULL = 100


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a score of this size looks like in words."""

    score: int
    zh: str
    en: str


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One point of a checklist and what it is worth out of 100."""

    weight: int
    zh: str
    en: str

    @property
    def title(self) -> Text:
        return Text(self.zh, self.en)


class Axis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One dimension: the question it asks, its anchors, its checklist."""

    zh: str
    en: str
    asks: Text
    anchors: tuple[Anchor, ...]
    items: dict[str, Item]

    @property
    def title(self) -> Text:
        return Text(self.zh, self.en)


class Rubric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of the rubric; ``mark`` says how settled it is."""

    version: str
    published: dt.date
    mark: Mark
    note: Text
    dimensions: dict[Dimension, Axis]


@functools.cache
def rubrics() -> dict[str, Rubric]:
    """Every version published, by number, oldest first."""
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    found = [msgspec.yaml.decode(path.read_bytes(), type=Rubric) for path in files]
    return {one.version: one for one in sorted(found, key=lambda one: one.published)}


def rubric(version: str | None = None) -> Rubric:
    """A version of the rubric, the newest by default.

    Raises
    ------
    BadInput
        There is no such version.
    """
    held = rubrics()
    name = version or list(held)[-1]
    if name not in held:
        raise BadInput(
            Text(f"没有评分量表 {name}", f"There is no rubric {name}"),
            Text("已发布的版本：" + "、".join(held), "versions published: " + ", ".join(held)),
            Text("选用其中一个版本", "Use one of them"),
        )
    return held[name]
