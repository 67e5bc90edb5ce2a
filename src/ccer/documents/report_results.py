"""Chapters 4 to 7 of an accounting report: data, calculation, comparison with the estimate, annexes."""

from __future__ import annotations

from ..compute.meters import STATUS_TEXT
from ..compute.readings import Reading, Readings
from ..compute.result import Adjustment, Calculation, Interval, YearResult, title_of
from ..compute.where import where_text
from ..core.asof import DatedValue
from ..core.quantities import whole_tonnes
from ..project.model import Claim
from . import report_sink
from .annexes import missing, papers, provisional, rests_on
from .chapter_b import finding_table
from .chapter_b6 import method, parameter_form, practice_text, year_table
from .chapter_b7 import form
from .compose import Composer, certificates_matter
from .parts import Align, Block, Figure, Figures, Paragraph, Section, Span, Spans, plain
from .wording import number, unit

_MOST_READINGS = 120
_PAPERS = {
    "meters": ("readings", "settlement", "workbook", "calibration", "uniqueness_reductions"),
    "quantities": ("readings", "workbook", "calibration", "uniqueness_reductions"),
    "plots": ("plots", "boundary", "workbook", "uniqueness_reductions"),
}


def data(c: Composer, claim: Claim) -> Section:
    """4 Data and parameters."""
    return c.section(
        "4",
        "r4",
        1,
        (),
        (
            c.section("4.1", "r41", 2, [parameter_form(c, value, "4") for value in _parameters(c)]),
            c.section("4.2", "r42", 2, _monitored(c)),
            c.section("4.3", "r43", 2, _readings(c, claim)),
            c.section("4.4", "r44", 2, _adjustments(c)),
        ),
    )


def _parameters(c: Composer) -> list[DatedValue]:
    values = c.calculation.parameters if c.calculation else ()
    return list({(v.name, v.since): v for v in values}.values())


def _monitored(c: Composer) -> list[Block]:
    """The design document's forms, with what was measured in each year."""
    return [
        form(c, entry, ("form.achieved", _achieved(c, entry.name)), "4") for entry in c.methodology.monitored
    ]


def _achieved(c: Composer, name: str) -> Spans:
    if c.methodology.evidence == "plots":
        held = report_sink.areas(c) if name == "stratum_area" else {}
        said = [
            f"{stratum or c.common('none')}{c.common('colon')}{number(ha, 4)}" for stratum, ha in held.items()
        ]
        return plain(c.common("semicolon").join(said) or c.say("r.see_surveys"))
    years = c.calculation.years if c.calculation else ()
    shown = [
        c.say("r.values", year=year.year, value=number(year.values[name]))
        for year in years
        if name in year.values
    ]
    return plain(c.common("semicolon").join(shown) or c.common("none"))


def _readings(c: Composer, claim: Claim) -> list[Block]:
    """Every reading of the period, where they are few enough to print; areas and plots of a sink."""
    if c.methodology.evidence == "plots":
        return report_sink.surveyed(c, claim)
    rows = list(claim.readings.rows) if isinstance(claim.readings, Readings) else []
    inside = [r for r in rows if r.last_day >= claim.period.start and r.first_day <= claim.period.end]
    if not inside:
        return [c.paragraph("r.no_readings")]
    if len(inside) > _MOST_READINGS:
        return [c.paragraph("r.more_readings", n=len(inside))]
    heads = c.heads("interval", "point", "direction", "value", "unit", "state")
    table = c.table(
        "4",
        c.say("table.readings"),
        heads,
        [_reading(c, row) for row in inside],
        (2, 3, 2, 3, 1.5, 4),
        ("left", "left", "left", "right", "left", "left"),
        engine=True,
    )
    return [table]


def _reading(c: Composer, row: Reading) -> tuple[Spans, ...]:
    held = c.held(f"direction.{row.direction}")
    direction = c.text(held) if held else row.direction.partition(":")[2] or row.direction
    return (
        plain(row.interval),
        plain(row.point),
        plain(direction),
        plain(number(row.value)),
        plain(unit(row.unit, c.lang)),
        plain(c.text(STATUS_TEXT[row.status])),
    )


def _adjustments(c: Composer) -> list[Block]:
    entries = c.calculation.adjustments if c.calculation else ()
    if not entries:
        return [c.paragraph("r.no_adjustments")]
    heads = c.heads("where", "what", "before", "after", "unit", "clause")
    align: tuple[Align, ...] = ("left", "left", "right", "right", "left", "left")
    rows = [_adjustment(c, entry) for entry in entries]
    return [
        c.table("4", c.say("table.adjustments"), heads, rows, (3, 4, 2.4, 2.4, 1.4, 3.4), align, engine=True)
    ]


def _adjustment(c: Composer, entry: Adjustment) -> tuple[Spans, ...]:
    """One line of the log; what only notes something changes no figure."""
    same = entry.before == entry.after
    return (
        plain(c.text(where_text(entry.where))),
        plain(c.text(entry.what)),
        *(plain(c.common("none") if same else number(value, 3)) for value in (entry.before, entry.after)),
        plain(unit(entry.unit, c.lang)),
        (Span(c.clause(entry.cite), "clause"),),
    )


def calculation(c: Composer) -> Section:
    """5 Calculation."""
    origin, *rest = method(c, "5")
    equations = [origin, c.paragraph("r.carried_out"), *rest]
    return c.section(
        "5",
        "r5",
        1,
        (),
        (
            c.section("5.1", "r51", 2, equations),
            c.section("5.2", "r52", 2, _result(c)),
            c.section("5.3", "r53", 2, _uncertainty(c)),
        ),
    )


def _result(c: Composer) -> list[Block]:
    made = c.calculation
    if made is None:
        return []
    tonnes = Figure(number(made.tonnes), c.common("tonnes_unit"), c.say("front.calculated"))
    blocks: list[Block] = [
        Figures((tonnes,)),
        c.labelled("fact.period", plain(c.period(*made.period))),
        c.paragraph("r.rounding", practice=practice_text(c, made)),
        *report_sink.precision(c),
        year_table(c, made, "5", "table.achieved"),
    ]
    return [*blocks, *rests_on(c, made, "7.2")]


def _uncertainty(c: Composer) -> list[Block]:
    found = c.calculation.intervals if c.calculation else ()
    return [block for one in found for block in _interval(c, one)] or [c.paragraph("r.not_stated")]


def _interval(c: Composer, interval: Interval) -> list[Block]:
    words = c.paragraph(
        "r.interval",
        confidence=number(interval.confidence * 100, 1),
        low=number(interval.low, 0),
        high=number(interval.high, 0),
        relative=number(interval.relative * 100, 1),
        method=c.text(interval.method),
    )
    more = [Paragraph(plain(c.text(note))) for note in interval.notes]
    if not interval.drivers:
        return [words, *more]
    rows = [(plain(c.text(title_of(name))), plain(f"{share * 100:.1f}%")) for name, share in interval.drivers]
    heads = c.heads("input", "variance")
    return [
        words,
        *more,
        c.table("5", c.say("table.drivers"), heads, rows, (8, 3), ("left", "right"), engine=True),
    ]


def comparison(c: Composer) -> Section:
    """6 Comparison with the estimate, year by year; the reasons are the owner's to give."""
    estimate, made = c.assessment.estimate, c.calculation
    if estimate is None or made is None:
        first: list[Block] = [Paragraph((c.ask("estimate"),))]
        return c.section("6", "r6", 1, (), (c.section("6.1", "r61", 2, first),))
    reasons: list[Block] = [c.paragraph("r.above", "note")]
    for year in made.years:
        title = c.pair("r.reason", year=year.year)
        label = Span(c.text(title) + c.common("colon"), "strong")
        key = f"report.difference.{year.year}"
        reasons.append(Paragraph((label, c.ask(key, title)), "body", key))
    return c.section(
        "6",
        "r6",
        1,
        (),
        (
            c.section("6.1", "r61", 2, _compared(c, estimate, made)),
            c.section("6.2", "r62", 2, reasons),
        ),
    )


def _compared(c: Composer, estimate: Calculation, made: Calculation) -> list[Block]:
    expected = {year.year: year for year in estimate.years}
    rows = [_compared_year(c, year, expected.get(year.year)) for year in made.years]
    total = sum(_expected(year, expected[year.year]) for year in made.years if year.year in expected)
    known = all(year.year in expected for year in made.years)
    cells = _difference(c, total, made.tonnes) if known else tuple(plain(c.common("none")) for _ in range(2))
    last = (
        plain(c.say("b6.sum")),
        plain(""),
        plain(""),
        plain(number(total) if known else c.common("none")),
        (Span(number(made.tonnes), "strong"),),
        *cells,
    )
    heads = c.heads("year", "days", "estimated_year", "estimated", "achieved", "difference", "share")
    table = c.table(
        "6",
        c.say("table.comparison"),
        heads,
        [*rows, last],
        (1.5, 1.8, 2.5, 2.5, 2.5, 2.5, 2),
        ("left", "right", "right", "right", "right", "right", "right"),
        engine=True,
    )
    return [table, c.paragraph("r.same_days", "note")]


def _expected(year: YearResult, estimate: YearResult) -> int:
    """The estimate of a year for the days that were accounted. [tCO2e]"""
    first = max(year.first_day, estimate.first_day)
    days = (min(year.last_day, estimate.last_day) - first).days + 1
    if days == estimate.days:
        return estimate.tonnes
    return whole_tonnes(estimate.tonnes * max(days, 0) / estimate.days)


def _compared_year(c: Composer, year: YearResult, estimate: YearResult | None) -> tuple[Spans, ...]:
    days = plain(f"{year.days}/{year.year_days}")
    none = plain(c.common("none"))
    if estimate is None:
        return plain(str(year.year)), days, none, none, plain(number(year.tonnes)), none, none
    expected = _expected(year, estimate)
    return (
        plain(str(year.year)),
        days,
        plain(number(estimate.tonnes)),
        plain(number(expected)),
        plain(number(year.tonnes)),
        *_difference(c, expected, year.tonnes),
    )


def _difference(c: Composer, expected: int, achieved: int) -> tuple[Spans, Spans]:
    """Tonnes, and as a share of what was expected."""
    difference = achieved - expected
    share = f"{difference / expected * 100:+.1f}%" if expected else c.common("none")
    return plain(f"{difference:+,}"), plain(share)


def annexes(c: Composer, claim: Claim) -> Section:
    """7 Annexes; call it last, when every other chapter has asked for what it needs."""
    which = _PAPERS[c.methodology.evidence]
    if certificates_matter(c.methodology):
        which = (*which, "certificates_verification")
    sections: tuple[Section, ...] = (
        c.section("7.1", "r71", 2, papers(c, which, "7")),
        c.section("7.2", "r72", 2, provisional(c, "7")),
    )
    decided: list[Block] = [finding_table(c, list(claim.decision.findings), "table.reduction_findings", "7")]
    if claim.procedure:
        decided.append(finding_table(c, list(claim.procedure.findings), "table.procedure_findings", "7"))
    sections = (*sections, c.section("7.3", "r73", 2, decided))
    return c.section("7", "r7", 1, (), (*sections, c.section("7.4", "r74", 2, missing(c, "7"))))
