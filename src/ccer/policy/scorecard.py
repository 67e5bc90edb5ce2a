"""Scores that explain themselves: worked out from the provisions and dated values that are there, withheld where evidence is missing.

An item of the rubric is *there* when every provision it rests on is in force and every dated value is known; *not there* when a
provision says so or texts held in full are silent; else it is *unknown*, and the dimension has no score, only the range it lies in.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any, Literal

import msgspec
import msgspec.yaml

from ..core.asof import Citation, DatedValue
from ..core.errors import NotInForce, NotKnown
from ..core.text import Text
from .corpus import Corpus, corpus
from .files import HOME
from .record import Record
from .rubric import Dimension, Item, Rubric, rubric
from .valued import valued

Answer = Literal["there", "not-there", "unknown"]
ANSWER_TEXT: dict[Answer, Text] = {
    "there": Text("有规定", "there"),
    "not-there": Text("没有", "not there"),
    "unknown": Text("缺少依据", "evidence missing"),
}
PILLAR_TEXT: dict[str, Text] = {
    "eligibility_window": Text("准入时间", "Eligibility window"),
    "additionality_test": Text("额外性论证", "Additionality test"),
    "positive_list": Text("支持领域", "Positive list"),
    "crediting_period": Text("计入期", "Crediting period"),
    "vintage_limit": Text("产生时间限制", "Vintage limit"),
    "vvb_requirements": Text("审定与核查机构要求", "Requirements on verifiers"),
    "public_notice": Text("公示", "Public notice"),
    "double_counting_rule": Text("避免重复计算", "Double counting"),
    "retention_period": Text("记录保存", "Retention of records"),
    "offset_cap": Text("抵销比例上限", "Offset cap"),
    "authorised_use": Text("许可用途", "Authorised use"),
    "penalties": Text("处罚", "Penalties"),
}
NO_EVIDENCE = Text("没有为这一机制收录依据", "no evidence is held for this mechanism")


class Grounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one item or pillar rests on; see ``assessments/``."""

    by: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    none_in: tuple[str, ...] = ()
    why: Text | None = None
    methodologies: bool = False
    values_of_methodologies: str = ""


class Assessment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """The evidence of one mechanism: items of a rubric and pillars, each with its citations."""

    record: str
    rubric: str
    since: dt.date
    instrument: str
    items: dict[Dimension, dict[str, Grounds]]
    pillars: dict[str, Grounds]


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """One item: its answer with the provisions and values it was read from."""

    item: str
    title: Text
    weight: int
    answer: Answer
    citations: tuple[Citation, ...] = ()
    values: tuple[DatedValue, ...] = ()
    why: Text | None = None

    @property
    def provisional(self) -> bool:
        """True when something it rests on was not read in an official text in force."""
        return any(c.mark != "found" or c.draft for c in self.citations) or any(
            v.provisional for v in self.values
        )


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """One dimension: ``score`` is None where evidence is missing; it then lies between ``least`` and ``most``.

    ``came_with`` and ``came_label`` are what the record itself said, shown beside and never used.
    """

    dimension: Dimension
    title: Text
    items: tuple[Scored, ...]
    came_with: int | None = None
    came_label: str = ""

    @property
    def least(self) -> int:
        return sum(one.weight for one in self.items if one.answer == "there")

    @property
    def most(self) -> int:
        return sum(one.weight for one in self.items if one.answer != "not-there")

    @property
    def score(self) -> int | None:
        return self.least if self.least == self.most else None

    @property
    def missing(self) -> tuple[Scored, ...]:
        return tuple(one for one in self.items if one.answer == "unknown")

    @property
    def provisional(self) -> bool:
        return any(one.provisional for one in self.items)


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """All dimensions of a record on a day, by one version of the rubric."""

    record: str
    on: dt.date
    rubric: str
    scores: tuple[Score, ...]
    provisional: Text


class Pillar(msgspec.Struct, frozen=True, kw_only=True):
    """A pillar of a crediting mechanism: typed values, each with the clause it stands on."""

    name: str
    title: Text
    answer: Answer
    citations: tuple[Citation, ...]
    values: tuple[DatedValue, ...]
    listed: tuple[Citation, ...] = ()
    why: Text | None = None

    @property
    def shown(self) -> Text | None:
        """Its values in words, each once; how many it lists; None where it has neither."""
        said = list(dict.fromkeys(valued(one.value, one.unit) for one in self.values))
        if self.listed:
            said.append(Text(f"{len(self.listed)} 项方法学", f"{len(self.listed)} methodologies"))
        return Text("、".join(one.zh for one in said), ", ".join(one.en for one in said)) if said else None


@functools.cache
def assessments() -> dict[str, Assessment]:
    """The evidence held, by record."""
    files = sorted((HOME / "assessments").glob("*.yaml"))
    held = [msgspec.yaml.decode(path.read_bytes(), type=Assessment) for path in files]
    return {one.record: one for one in held}


def scorecard(
    record: Record | str, on: dt.date, law: Corpus | None = None, *, version: str | None = None
) -> Scorecard:
    """Score a record from the law of a day.

    Parameters
    ----------
    record : Record or str
        A policy record, whose own scores are shown beside, or only its id.
    on : date
        The day whose law counts.
    law : Corpus, optional
        The base; the one of this package by default.
    version : str, optional
        Version of the rubric; the newest by default.
    """
    base = law or corpus()
    held = record if isinstance(record, Record) else Record({"id": record}, "")
    chosen = rubric(version)
    return Scorecard(
        record=held.id,
        on=on,
        rubric=chosen.version,
        scores=tuple(_score(name, chosen, held, base, on) for name in chosen.dimensions),
        provisional=chosen.note,
    )


def _score(name: Dimension, chosen: Rubric, record: Record, law: Corpus, on: dt.date) -> Score:
    axis = chosen.dimensions[name]
    evidence = assessments().get(record.id)
    fits = evidence is not None and evidence.rubric == chosen.version
    bases = evidence.items.get(name, {}) if evidence and fits else {}
    came = record.dimensions.get(name, {})
    number = came.get("score")
    return Score(
        dimension=name,
        title=axis.title,
        items=tuple(
            _item(key, item, bases.get(key, Grounds(why=NO_EVIDENCE)), evidence, law, on)
            for key, item in axis.items.items()
        ),
        came_with=number if isinstance(number, int) and not isinstance(number, bool) else None,
        came_label=record.text(f"analysis.{name}.label"),
    )


def _item(
    key: str, item: Item, basis: Grounds, evidence: Assessment | None, law: Corpus, on: dt.date
) -> Scored:
    answer, citations, values, why = answered(basis, evidence, law, on)
    return Scored(
        item=key,
        title=item.title,
        weight=item.weight,
        answer=answer,
        citations=citations,
        values=values,
        why=why,
    )


Answered = tuple[Answer, tuple[Citation, ...], tuple[DatedValue, ...], Text | None]


def answered(basis: Grounds, evidence: Assessment | None, law: Corpus, on: dt.date) -> Answered:
    """Whether what a basis names is there on a day, with what was read to say so."""
    if evidence is not None and on < evidence.since:
        why = Text(
            f"{evidence.since} 之前的机制没有收录", f"the mechanism before {evidence.since} is not held"
        )
        return "unknown", (), (), why
    refs = basis.by or basis.denied or basis.none_in
    if not refs:
        return "unknown", (), (), basis.why or NO_EVIDENCE
    try:
        citations = tuple(law.cite(ref, on) for ref in refs)
        values = tuple(law.parameter(name, on) for name in basis.values)
    except NotKnown as error:
        return "unknown", (), (), error.why
    except NotInForce as error:
        return "not-there", (), (), error.why
    if basis.by:
        return "there", citations, values, None
    if basis.denied:
        return "not-there", citations, (), Text("条款写明不是如此", "the provision says that it is not so")
    partly = [ref for ref in basis.none_in if law.clause(ref, on).instrument.held != "all"]
    if partly:
        return "unknown", citations, (), Text("所列文件没有收录全文", "the texts named are not held in full")
    why = Text("全文收录，其中没有这样的规定", "held in full, and no provision says so")
    return "not-there", citations, (), why


def pillars(record: str, on: dt.date, law: Corpus | None = None) -> tuple[Pillar, ...]:
    """The typed pillars of a crediting mechanism on a day; none where no evidence is held for the record."""
    base = law or corpus()
    evidence = assessments().get(record)
    if evidence is None:
        return ()
    return tuple(_pillar(name, basis, evidence, base, on) for name, basis in evidence.pillars.items())


def _pillar(name: str, basis: Grounds, evidence: Assessment, law: Corpus, on: dt.date) -> Pillar:
    answer, citations, values, why = answered(basis, evidence, law, on)
    codes = methodologies_in_force(law, on) if answer == "there" else ()
    if basis.values_of_methodologies:
        values += tuple(
            _known(law, [f"methodology.{c.ref}.{basis.values_of_methodologies}" for c in codes], on)
        )
    return Pillar(
        name=name,
        title=PILLAR_TEXT[name],
        answer=answer,
        citations=citations,
        values=values,
        listed=codes if basis.methodologies else (),
        why=why,
    )


def methodologies_in_force(law: Corpus, on: dt.date) -> tuple[Citation, ...]:
    """The published methodologies in force on a day, drafts left out."""
    ids = dict.fromkeys(i.id for i in law.instruments if i.rank == "methodology" and not i.draft)
    return tuple(law.cite(id, on) for id in ids if law.version(id, on) is not None)


def _known(law: Corpus, names: list[str], on: dt.date) -> list[DatedValue]:
    held = {parameter.name for parameter in law.parameters("methodology.")}
    found: list[Any] = []
    for name in names:
        if name in held:
            try:
                found.append(law.parameter(name, on))
            except (NotInForce, NotKnown):
                continue
    return found
