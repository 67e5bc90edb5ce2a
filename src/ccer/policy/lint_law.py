"""Checks of a record against the law base: dates, rank, issuers, clauses, and claims the law does not bear out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ..core.text import Text
from .corpus import Corpus, newest
from .lint import Case, Remark, check, pattern, words
from .lint_format import iso
from .names import plain, untried
from .reading import LEGAL_WEIGHT, RANK_TEXT
from .record import Record
from .resolve import resolve
from .schema import DatedInfo, Instrument
from .tokens import STOP, stem

_ALIKE = 0.8
_HELD = 0.5


def _words(text: str) -> set[str]:
    return {
        stem(word) for word in re.findall("[a-z]+", text.casefold()) if word not in STOP and len(word) > 2
    }


def instrument_of(record: Record, law: Corpus) -> Instrument | None:
    """The instrument a record is about, by its title."""
    title = record.text("title")
    if not title:
        return None
    bare = untried(plain(title))
    words = _words(title)
    for id in law.view().ids:
        instrument = newest(law.versions(id)).instrument
        if untried(plain(instrument.title.zh)) == bare:
            return instrument
        theirs = _words(instrument.title.en)
        if words and len(words & theirs) / len(words | theirs) >= _ALIKE:
            return instrument
    return None


def _day(info: DatedInfo | None) -> dt.date | None:
    return info.date if info else None


@check("V6")
def year_of_adoption(case: Case) -> Iterator[Remark]:
    """The year is that of adoption or publication."""
    year = case.record.get("year")
    if case.instrument is None or not isinstance(year, int):
        return
    dates = case.instrument.dates
    days = [day for day in (_day(dates.adopted), _day(dates.published)) if day]
    if days and year not in {day.year for day in days}:
        right = days[0].year
        yield (
            "year",
            Text(f"该文件{right}年通过，不是{year}年", f"the text was adopted in {right}, not in {year}"),
            "error",
        )


@check("V13")
def rank(case: Case) -> Iterator[Remark]:
    """The weight is that of the issuer's rank."""
    given, source = case.record.text("legalWeight"), case.record.text("source")
    if case.instrument is not None:
        right = LEGAL_WEIGHT[case.instrument.rank]
        name = RANK_TEXT[case.instrument.rank]
        if given != right:
            yield (
                "legalWeight",
                Text(f"该文件是{name.zh}，应写 {right}", f"the text is {name.en}: {right}"),
                "error",
            )
    elif given == "Administrative Regulation" and pattern("ministry").search(source):
        why = Text("部门发布的文件不是行政法规", "what a ministry issues is no administrative regulation")
        yield "legalWeight", why, "error"


ON_THE_WEB = 2
"""A text signed one day may stand on the ministry's site a day or two later; either is its publication. [day]"""


@check("L1")
def publication(case: Case) -> Iterator[Remark]:
    """The publication date is the instrument's own."""
    given = iso(case.record.get("pubDate"))
    right = _day(case.instrument.dates.published) if case.instrument else None
    if given and right and not 0 <= (given - right).days <= ON_THE_WEB:
        yield (
            "pubDate",
            Text(f"该文件{right}公布，不是{given}", f"the text was published on {right}, not on {given}"),
            "error",
        )


@check("L2")
def issuers(case: Case) -> Iterator[Remark]:
    """Every issuer is named."""
    source = case.record.text("source")
    if case.instrument is None or not source:
        return
    absent = [
        issuer
        for issuer in case.instrument.issuers
        if not any(
            name.casefold() in source.casefold()
            for name in (issuer.zh, issuer.en, *words().issuers.get(issuer.zh, ()))
        )
    ]
    if absent:
        zh, en = "、".join(i.zh for i in absent), ", ".join(i.en for i in absent)
        yield "source", Text(f"未写共同发布机构{zh}", f"does not name the issuer {en}"), "warning"


@check("L3")
def force(case: Case) -> Iterator[Remark]:
    """A draft or a text that has ended is not active."""
    if case.instrument is None or case.record.get("status") != "Active":
        return
    if case.instrument.draft:
        yield "status", Text("该文件仍是征求意见稿", "the text is still a draft"), "error"
    elif _day(case.instrument.dates.ended):
        day = _day(case.instrument.dates.ended)
        yield "status", Text(f"该文件有效至{day}", f"the text was in force until {day}"), "warning"


@check("L4")
def clauses_exist(case: Case) -> Iterator[Remark]:
    """A clause that is cited is in the text."""
    if case.law is None:
        return
    texts = [
        *case.prose(),
        *(
            (f"analysis.{d}.citation", case.record.text(f"analysis.{d}.citation"))
            for d in case.record.dimensions
        ),
    ]
    for field, text in texts:
        for match in pattern("citation").finditer(text):
            answer = resolve(match.group(), law=case.law)
            if answer.status in ("not-found", "ambiguous"):
                why = Text(f"{match.group()}：{answer.why.zh}", f"{match.group()}: {answer.why.en}")
                yield field, why, "error"


@check("L5")
def no_capture_methodology(case: Case) -> Iterator[Remark]:
    """No methodology for carbon capture is published, so none can be claimed and none pays."""
    law = case.law
    if law is None or not _about_ccer(case):
        return
    if any(
        i.rank == "methodology" and not i.draft and pattern("capture").search(f"{i.title.zh} {i.title.en}")
        for i in law.instruments
    ):
        return
    why = Text(
        "已发布的方法学中没有碳捕集（CCUS）方法学", "no methodology for carbon capture (CCUS) is published"
    )
    for field, text in case.prose():
        for sentence in pattern("sentence").findall(text):
            claimed = pattern("claimed").search(sentence) or pattern("paid").search(sentence)
            if claimed and pattern("capture").search(sentence) and not pattern("denied").search(sentence):
                yield field, why, "error"
                break


@check("L6")
def cap_has_its_clause(case: Case) -> Iterator[Remark]:
    """The offset cap stands in Order 19 art. 29 and not in the text on voluntary reductions."""
    law = case.law
    if law is None or not _about_ccer(case):
        return
    cap = next(iter(law.parameters("offset.cap_share")), None)
    if cap is None or not cap.values:
        return
    home = law.clause(cap.values[-1].cite).label
    id = cap.values[-1].cite.partition("/")[0]
    for field, text in case.prose():
        for part in text.split("\n"):
            capped = any(
                pattern("cap").search(s) and pattern("offset").search(s)
                for s in pattern("sentence").findall(part)
            )
            if capped and id not in _named(law, part):
                yield (
                    field,
                    Text(
                        f"5%的上限出自{home.zh}，此处没有写明",
                        f"the 5% cap comes from {home.en}, which is not named",
                    ),
                    "warning",
                )
                break


@check("L7")
def cites_the_mechanism(case: Case) -> Iterator[Remark]:
    """What is cited for this mechanism is a text of its law base."""
    law = case.law
    if law is None or not _about_ccer(case):
        return
    for name in case.record.dimensions:
        text = case.record.text(f"analysis.{name}.citation")
        if text.strip() and not _held(law, text):
            field = f"analysis.{name}.citation"
            yield (
                field,
                Text("引用的文件不属于本机制的法规", "what is cited is no text of this mechanism"),
                "warning",
            )


def _about_ccer(case: Case) -> bool:
    """Records on this mechanism; those on others may well speak of carbon capture and other caps."""
    return case.instrument is not None


def _named(law: Corpus, sentence: str) -> set[str]:
    """Ids of every instrument a sentence names."""
    rest, found = plain(sentence), set[str]()
    for _ in range(8):
        named = law.view().names.find(rest)
        if not named.ids or named.rest == rest:
            break
        found |= set(named.ids)
        rest = named.rest
    return found


def _held(law: Corpus, text: str) -> bool:
    if law.view().names.find(plain(text)).ids:
        return True
    words = _words(re.sub("GHG", "greenhouse gas", text))
    return bool(words) and any(
        len(words & _words(instrument.title.en)) / len(words) >= _HELD for instrument in law.instruments
    )
