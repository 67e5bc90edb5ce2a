"""Helps to write a document: wording, facts, marks of what is missing, numbered tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..core.decision import Fact, show
from ..core.text import Text
from ..rules.catalogue import SUPPLY
from .clauses import clause_label
from .parts import (
    Align,
    Block,
    Missing,
    Paragraph,
    ParagraphStyle,
    Section,
    Span,
    SpanKind,
    Spans,
    Table,
    plain,
)
from .wording import Book, book, factor_name, number

if TYPE_CHECKING:
    from ..compute.methodology import Evidence, Methodology
    from ..compute.result import Calculation
    from ..core.decision import Decision
    from ..core.text import Lang
    from ..project.model import Assessment


DECLARED = (
    "legal_duty",
    "ets_covered",
    "other_scheme",
    "cancelled_before",
    "lawful",
    "no_harm",
    "commitment_letter",
)
REGISTERED = (
    "name", "id", "owner", "methodology", "province", "longitude", "latitude", "start_of_construction", "lifetime_years",
    "crediting", "additionality", "notice", "registered_on", "design",
)  # fmt: skip
"""Facts that a source called ``declarations`` or ``registry`` covers."""

_VARIANTS: dict[Evidence, tuple[Book, ...]] = {
    "meters": (),
    "quantities": ("neutral",),
    "plots": ("sink", "neutral"),
}
"""Wording that comes before a paper's own, by what the methodology measures: electricity sent out, other quantities, or plots."""

_BY_NAMES = SUPPLY.zh.partition("{")[0]
"""Advice that goes on with the names of facts in the project file; on paper the title says it."""

_CERTIFICATES = ("CCER-01-001", "CCER-01-002")


def certificates_matter(methodology: Methodology) -> bool:
    """True for the two methodologies whose electricity may earn green certificates instead (NEA and MEE notice 124 of 2024)."""
    return methodology.code.startswith(_CERTIFICATES)


def uses_grid(methodology: Methodology) -> bool:
    """True where an equation takes a factor of the grid."""
    return any(
        "grid" in name or "margin" in name for entry in methodology.equations for name in entry.parameters
    )


class Composer:
    """Writes in one language and keeps account of all that is missing.

    Parameters
    ----------
    assessment : Assessment
    methodology : Methodology
    lang : Lang
    books : tuple of Book
        Where its wording stands; the first that holds a key wins. Those of a sink, or of a project that feeds no grid, come first.
    calculation : Calculation, optional
        What the document reports; the estimate where none is given.
    decisions : tuple of Decision, optional
        What it rests on; those on the project where none are given.
    """

    def __init__(
        self,
        assessment: Assessment,
        methodology: Methodology,
        lang: Lang,
        books: tuple[Book, ...] = ("design",),
        calculation: Calculation | None = None,
        decisions: tuple[Decision, ...] = (),
    ) -> None:
        self.assessment, self.methodology, self.lang = assessment, methodology, lang
        self.books: tuple[Book, ...] = (*_VARIANTS[methodology.evidence], *books)
        self.calculation = calculation or assessment.estimate
        self.decisions = decisions or (assessment.eligibility, assessment.registration)
        self.project, self.on = assessment.project, assessment.on
        self.gaps = assessment.gaps
        self.missing: dict[str, Missing] = {}
        self._gaps = {
            name.strip(): gap for gap in assessment.gaps for name in (gap.field, *gap.field.split(","))
        }
        self._tables: dict[str, int] = {}

    # --- wording

    def held(self, key: str) -> Text | None:
        """Wording of that key, from the first book that has it."""
        return next((held for name in self.books if (held := book(name).get(key))), None)

    def wording(self, key: str) -> Text:
        """Wording of that key; KeyError where no book has it."""
        held = self.held(key)
        if held is None:
            raise KeyError(key)
        return held

    def say(self, key: str, **values: object) -> str:
        """Wording in the document's language."""
        return self.wording(key).say(self.lang, **values)

    def pair(self, key: str, **values: object) -> Text:
        """Wording in both languages, for the title of something missing."""
        return self.wording(key).fill(**values)

    def common(self, key: str, **values: object) -> str:
        """Wording that all documents share."""
        return book("wording")[f"common.{key}"].say(self.lang, **values)

    def day(self, value: dt.date) -> str:
        """「2022年3月1日」; in English the ISO form."""
        return self.say("c.day", year=value.year, month=value.month, date=value.day, iso=value.isoformat())

    def text(self, value: Text) -> str:
        """A text in the document's language."""
        return value.say(self.lang)

    def show(self, value: Fact) -> str:
        """A fact in words."""
        return show(value, self.lang)

    def period(self, start: dt.date, end: dt.date) -> str:
        """「2022-03-01至2032-02-29」."""
        return self.common("period", start=start.isoformat(), end=end.isoformat())

    def clause(self, ref: str) -> str:
        """A clause as people write it."""
        return self.text(clause_label(ref, self.on))

    def grid(self, name: str) -> str:
        """A regional grid, or a factor's name such as ``East 2023``, in the document's language."""
        return factor_name(name, self.lang)

    # --- what is missing

    def ask(self, field: str, title: Text | None = None) -> Span:
        """Mark something as missing, here and in the list of all that is missing.

        Where the assessment found it missing, its clause stands; the words of ``design.yaml`` come first, then the assessment's,
        then ``title``.
        """
        key = self._key(field)
        if key not in self.missing:
            self.missing[key] = self._describe(key, title)
        return Span(self.common("gap", what=self.missing[key].title), "gap", key)

    def ask_all(self, fields: Sequence[str], title: Text) -> Spans:
        """One mark for each, and a single one for facts of which any will do."""
        return tuple(self.ask(field, title) for field in dict.fromkeys(self._key(field) for field in fields))

    def _key(self, field: str) -> str:
        """The assessment may ask for several facts at once; they are listed once."""
        gap = self._gaps.get(field)
        return gap.field if gap else field

    def _describe(self, field: str, title: Text | None) -> Missing:
        gap = self._gaps.get(field)
        own = {part: self._asked(field, part) for part in ("title", "clause", "remedy")}
        shown = own["title"] or (gap.title if gap else title) or Text(field, field)
        if gap is not None and gap.clause:
            clause = self.clause(gap.clause)
        else:
            clause = self.text(own["clause"]) if own["clause"] else self.say("ask_default.clause")
        default = self.pair("ask_default.remedy", what=shown)
        remedy = own["remedy"] or (gap.remedy if gap and not gap.remedy.zh.startswith(_BY_NAMES) else default)
        return Missing(field, self.text(shown), clause, self.text(remedy))

    def _asked(self, field: str, part: str) -> Text | None:
        """Wording for one field; clause and remedy of one of several alike (``…difference.2025``) are those of all."""
        held = self.held(f"ask.{field}.{part}")
        several = field.rpartition(".")[0]
        return held if held or part == "title" or not several else self.held(f"ask.{several}.{part}")

    def all_missing(self) -> tuple[Missing, ...]:
        """What the assessment found missing, then what this document needs besides."""
        found = {
            gap.field: self.missing.get(gap.field) or self._describe(gap.field, None) for gap in self.gaps
        }
        return (*found.values(), *(item for field, item in self.missing.items() if field not in found))

    # --- facts

    def fact(self, field: str, value: object, suffix: str = "", title: Text | None = None) -> Spans:
        """A fact as running text, or the mark that it is missing."""
        if value is None or value in ("", (), [], {}):
            return (self.ask(field, title),)
        return (Span(f"{self.word(value)}{suffix}", field=field),)

    def word(self, value: object) -> str:
        """Any value of a project file as people read it."""
        if isinstance(value, dict) and {"zh", "en"} <= set(value):
            return str(value[self.lang])
        if isinstance(value, (list, tuple)):
            return self.common("comma").join(self.word(item) for item in value)
        if isinstance(value, dict):
            colon = self.common("colon")
            return self.common("comma").join(
                f"{self.fact_name(str(key))}{colon}{self.word(item)}" for key, item in value.items()
            )
        if isinstance(value, bool) or value is None or isinstance(value, (Text, dt.date)):
            return show(value, self.lang)
        if isinstance(value, (int, float)):
            return number(value)
        held = self.held(f"value.{value}")
        return self.text(held) if held else str(value).replace("inf:", "∞:")

    def site(self, key: str) -> Any:
        """A fact that only some projects have, from ``site`` or ``design``."""
        return self.project.site.get(key, self.project.design.get(key))

    def fact_name(self, key: str) -> str:
        """What a key of ``site`` or ``design`` is called: by the methodology, by the wording, else the key itself."""
        for entry in (*self.methodology.site_fields, *self.methodology.design_fields):
            if entry.name == key:
                return self.text(entry.title)
        held = self.held(f"site.{key}")
        return self.text(held) if held else key

    def source(self, field: str) -> Spans:
        """Where a fact was taken from; a dash for a fact that is missing."""
        if self._key(field) in self.missing:
            return (Span(self.common("none"), "quiet"),)
        stated = self.stated_source(field) or self.project.sources.get("all", "")
        return (Span(stated or self.common("none"), "quiet"),)

    def stated_source(self, field: str) -> str:
        """The project file names sources by field, by group, or for all that the public register shows."""
        sources = self.project.sources
        top = field.partition(".")[0]
        names = (
            field,
            top,
            *(["declarations"] if top in DECLARED else []),
            *(["registry"] if top in REGISTERED else []),
        )
        return next((sources[name] for name in names if name in sources), "")

    # --- pieces

    def paragraph(self, key: str, style: ParagraphStyle = "body", **values: object) -> Paragraph:
        """A paragraph of fixed wording."""
        return Paragraph(plain(self.say(key, **values)), style, key)

    def labelled(self, key: str, spans: Spans, style: ParagraphStyle = "body") -> Paragraph:
        """「项目业主：…」."""
        label = Span(self.say(key) + self.common("colon"), "strong")
        return Paragraph((label, *spans), style, key)

    def labelled_text(self, label: str, words: str, style: ParagraphStyle = "body") -> Paragraph:
        """A label that is itself a text, and what it says."""
        return Paragraph((Span(label + self.common("colon"), "strong"), Span(words)), style, label)

    def mark(self, word: str, kind: SpanKind = "provisional") -> Span:
        """A short mark, such as 「（暂定）」."""
        return Span(self.common(word), kind)

    def section(
        self,
        number: str,
        key: str,
        level: int,
        blocks: Sequence[Block] = (),
        sections: Sequence[Section] = (),
    ) -> Section:
        """A section under its heading in ``design.yaml``."""
        return Section(number, self.say(f"heading.{key}"), level, tuple(blocks), tuple(sections))

    def table(
        self,
        place: str,
        title: str,
        header: Sequence[str],
        rows: Sequence[Sequence[Spans]],
        widths: Sequence[float],
        align: Sequence[Align] | None = None,
        engine: bool = False,
    ) -> Table:
        """A table with the next number of its place: ``A3`` gives 「表A3-1」, 「表A3-2」 …"""
        self._tables[place] = self._tables.get(place, 0) + 1
        label = self.say("table.label", number=f"{place}-{self._tables[place]}")
        return Table(
            number=label,
            title=title,
            header=tuple(header),
            rows=tuple(tuple(row) for row in rows),
            widths=tuple(widths),
            align=tuple(align) if align else tuple("left" for _ in widths),
            engine=engine,
        )

    def heads(self, *keys: str) -> list[str]:
        """Column heads."""
        return [self.say(f"column.{key}") for key in keys]
