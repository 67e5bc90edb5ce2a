"""One rule asked of very many subjects: once for each distinct set of the facts it reads, not once for each subject.

A rule is pure: two subjects that agree on every fact it read get the same verdict. So it is asked of one subject through a probe that
notes what is read; all who agree on those facts share the answer, the rest are split by the first fact on which they differ.
Which provisions and values were looked up is noted too, so that a change of law asks again only where it can matter.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import msgspec
import numpy as np
import numpy.typing as npt

from ..core.asof import AsOf, Citation, DatedValue, Law
from ..core.decision import Finding
from .catalogue import Column, Rule, judged
from .subjects import Notice, Period, Project, Statement, Subject

Indices = npt.NDArray[np.int64]
OUTCOMES = ("not-applicable", "met", "unknown", "not-met")
"""In order of weight: the code of an outcome in arrays is its place here."""


class Answered(NamedTuple):
    """One distinct set of facts: who has it, the finding, and what law was looked up for it."""

    members: Indices
    finding: Finding
    looked_up: frozenset[str]
    required: Indices | None = None
    """What is required of each, where that differs among them."""


class Watched:
    """A law that notes what is asked of it: citations by ref, values as ``parameter:<name>``."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self.asked: set[str] = set()

    @property
    def digest(self) -> str:
        return self._law.digest

    def parameter(self, name: str, on: dt.date, known_at: dt.date | None = None) -> DatedValue:
        self.asked.add(f"parameter:{name}")
        return self._law.parameter(name, on, known_at)

    def cite(
        self, ref: str, on: dt.date, known_at: dt.date | None = None, *, allow_draft: bool = False
    ) -> Citation:
        self.asked.add(ref)
        return self._law.cite(ref, on, known_at, allow_draft=allow_draft)


class _Facts(dict[str, Any]):
    """A mapping of facts (``site``) that notes each key asked for, and itself where it is taken whole."""

    def __init__(self, held: dict[str, Any], path: str, read: dict[str, None]) -> None:
        super().__init__(held)
        self._path, self._read = path, read

    def get(self, key: str, default: Any = None) -> Any:
        self._read[f"{self._path}[{key}"] = None
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._read[f"{self._path}[{key}"] = None
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._read[f"{self._path}[{key}"] = None
        return super().__contains__(key)

    def _whole(self) -> None:
        self._read[self._path] = None

    def __iter__(self) -> Any:
        self._whole()
        return super().__iter__()

    def __len__(self) -> int:
        self._whole()
        return super().__len__()

    def keys(self) -> Any:
        self._whole()
        return super().keys()

    def items(self) -> Any:
        self._whole()
        return super().items()

    def values(self) -> Any:
        self._whole()
        return super().values()

    def __eq__(self, other: object) -> bool:
        self._whole()
        return super().__eq__(other)

    __hash__ = None


class _Probe:
    """A subject that notes which of its facts are read."""

    __slots__ = ("_path", "_read", "_subject")

    def __init__(self, subject: Any, path: str, read: dict[str, None]) -> None:
        self._subject, self._path, self._read = subject, path, read

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._subject, name)
        path = f"{self._path}{name}"
        if isinstance(value, Project):
            return _Probe(value, f"{path}.", self._read)
        if isinstance(value, dict):
            return _Facts(value, path, self._read)
        self._read[path] = None
        return value


class Columns:
    """The facts of many subjects as columns of codes, made when a rule first reads them.

    Parameters
    ----------
    subjects : sequence of Subject
        All of one kind.
    """

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.subjects = subjects
        self._codes: dict[str, npt.NDArray[np.int64]] = {}
        self._numbers: dict[str, npt.NDArray[np.int64]] = {}

    def codes(self, path: str) -> npt.NDArray[np.int64]:
        """A number for each subject; two subjects have the same one when the fact is the same, in value and in kind."""
        if path not in self._codes:
            values = self._values(path)
            if not _plain(values):
                values = [_key(value) for value in values]
            places = {value: place for place, value in enumerate(dict.fromkeys(values))}
            self._codes[path] = np.fromiter(
                map(places.__getitem__, values), dtype=np.int64, count=len(values)
            )
        return self._codes[path]

    def numbers(self, path: str, members: Indices) -> npt.NDArray[np.int64]:
        """A fact of some subjects as whole numbers; a TypeError where one is none."""
        if path not in self._numbers:
            self._numbers[path] = np.array(self._values(path), dtype=np.int64)
        return self._numbers[path][members]

    def _values(self, path: str) -> list[Any]:
        names, bracket, key = path.partition("[")
        held = list(map(operator.attrgetter(names), self.subjects))
        return [one.get(key, _ABSENT) for one in held] if bracket else held


_ABSENT = object()
_SIMPLE = (str, bool, int, float, dt.date, Period, Notice, Statement)


def _plain(values: list[Any]) -> bool:
    """True when the values can be told apart as they are: of one simple kind, so that 1 is not taken for True."""
    kinds = set(map(type, values)) - {type(None), object}
    return not kinds or (len(kinds) == 1 and kinds.pop() in _SIMPLE)


def _key(value: Any) -> Any:
    kind = value.__class__
    try:
        hash(value)
    except TypeError:
        return (kind, msgspec.json.encode(value, enc_hook=str))
    return (kind, value)


def ask(entry: Rule, columns: Columns, at: AsOf, members: Indices | None = None) -> list[Answered]:
    """Ask a rule of many subjects.

    Parameters
    ----------
    entry : Rule
        The rule.
    columns : Columns
        The subjects.
    at : AsOf
        The law of a day.
    members : array of int, optional
        Only these subjects.

    Returns
    -------
    list of Answered
        One for each distinct set of facts read; every subject is in exactly one.
    """
    everyone = np.arange(len(columns.subjects), dtype=np.int64) if members is None else members
    found: list[Answered] = []
    cited = frozenset(entry.cites)
    if entry.column is not None and len(everyone) and not entry.needs:
        return _by_column(entry, entry.column, columns, at, everyone)
    waiting = [everyone] if len(everyone) else []
    law = Watched(at.law)
    watched = AsOf(law, at.on, at.known_at)
    while waiting:
        held = waiting.pop()
        read: dict[str, None] = {}
        law.asked = set()
        subject = columns.subjects[int(held[0])]
        if len(held) == 1:
            finding = judged(entry, subject, watched)
        else:
            finding = judged(entry, cast(Subject, _Probe(subject, "", read)), watched)
            for path in read:
                held, others = _split(held, columns.codes(path))
                waiting += others
                if len(held) == 1:
                    break
        found.append(Answered(held, finding, cited | law.asked))
    return found


def _by_column(entry: Rule, column: Column, columns: Columns, at: AsOf, members: Indices) -> list[Answered]:
    """A rule with a form over columns: two answers, or one for all where its clause or value is not in force."""
    law = Watched(at.law)
    watched = AsOf(law, at.on, at.known_at)
    first = judged(entry, columns.subjects[int(members[0])], watched)
    looked_up = frozenset(law.asked) | frozenset(entry.cites)
    if first.outcome not in ("met", "not-met"):
        return [Answered(members, first, looked_up)]
    met, required = column(lambda path: columns.numbers(path, members), watched)
    found = []
    for side in (met, ~met):
        if side.any():
            held = members[side]
            finding = judged(entry, columns.subjects[int(held[0])], watched)
            found.append(Answered(held, finding, looked_up, required[side]))
    return found


def _split(held: Indices, codes: npt.NDArray[np.int64]) -> tuple[Indices, list[Indices]]:
    """Those who agree with the first, and the others grouped among themselves."""
    own = codes[held]
    same = own == own[0]
    if same.all():
        return held, []
    rest, values = held[~same], own[~same]
    order = np.argsort(values, kind="stable")
    cuts = np.flatnonzero(np.diff(values[order])) + 1
    return held[same], list(np.split(rest[order], cuts))
