"""Section B.7 of a design document: monitored parameters in their fixed layout, sampling, the monitoring plan."""

from __future__ import annotations

from typing import Any

from ..compute.equation import quantity
from ..compute.methodology import Monitored
from .compose import Composer
from .parts import Block, Paragraph, Section, Span, Spans, Table, plain
from .wording import unit

_METER = ("number", "point", "model", "class", "maker", "installed_on", "calibrated_on")
_ORGANISATION = ("responsible", "responsibilities", "procedure", "archive")
_QUALITY = ("calibration", "cross_check", "internal_audit")


def monitoring(c: Composer) -> Section:
    """B.7 Monitoring."""
    plan = (
        c.section("B.7.3.1", "b731", 4, organisation(c)),
        c.section("B.7.3.2", "b732", 4, quality(c)),
        c.section("B.7.3.3", "b733", 4, missing_data(c)),
    )
    sections = (
        c.section("B.7.1", "b71", 3, [*monitored(c), *meters(c)]),
        c.section("B.7.2", "b72", 3, sampling(c)),
        c.section("B.7.3", "b73", 3, (), plan),
    )
    return c.section("B.7", "b7", 2, (), sections)


def monitored(c: Composer, place: str = "B7") -> list[Block]:
    """A form for each quantity that is monitored."""
    return [
        form(c, entry, ("form.expected", _expected(c, entry.name)), place)
        for entry in c.methodology.monitored
    ]


def form(c: Composer, entry: Monitored, value: tuple[str, Spans] | None, place: str) -> Table:
    """One parameter, the same lines in the same order for each; ``value`` is a label and what stands beside it."""
    rows: list[tuple[Spans, Spans]] = [
        (plain(c.say("form.parameter")), (*_symbol(entry), Span(f"  {c.text(entry.title)}"))),
        (plain(c.say("form.unit")), plain(unit(entry.unit, c.lang))),
        (plain(c.say("form.data_source")), plain(c.text(entry.source))),
        (plain(c.say("form.instrument")), plain(c.text(entry.instrument))),
        (plain(c.say("form.frequency")), plain(c.text(entry.frequency))),
        (plain(c.say("form.quality")), plain(c.text(entry.quality))),
        (plain(c.say("form.cross_check")), plain(c.text(entry.cross_check))),
        *([(plain(c.say(value[0])), value[1])] if value else []),
        (plain(c.say("form.clause")), (Span(c.clause(entry.cite), "clause"),)),
    ]
    return c.table(place, c.text(entry.title), (), rows, (3, 9))


def _symbol(entry: Monitored) -> Spans:
    from ..core.errors import BadInput

    try:
        return (Span(quantity(entry.name).symbol, "math"),)
    except BadInput:
        return (Span(entry.name),)


def _expected(c: Composer, name: str) -> Spans:
    """The value the estimate uses, in its first full year; a dash where it uses none."""
    estimate = c.assessment.estimate
    for year in estimate.years if estimate else ():
        if name in year.values and year.days == year.year_days:
            shown = f"{c.word(round(year.values[name], 6))}{c.common('open_bracket')}{year.year}{c.common('close_bracket')}"
            mark: Spans = (c.mark("provisional"),) if year.provisional and "margin" in name else ()
            return (Span(shown), *mark)
    return plain(c.common("none"))


def meters(c: Composer, place: str = "B7") -> list[Block]:
    """The project's own meters: number, place, model, class, calibration."""
    held: Any = c.project.monitoring.get("meters")
    if not held:
        return [Paragraph((c.ask("monitoring.meters"),), "bullet")]
    if not isinstance(held, (list, tuple)) or not all(isinstance(meter, dict) for meter in held):
        return [c.labelled("table.meters", plain(c.word(held)), "bullet")]
    rows = []
    for count, meter in enumerate(held, 1):
        name = c.word(meter.get("number") or meter.get("point") or count)
        rows.append(tuple(_meter_cell(c, count, name, part, meter.get(part)) for part in _METER))
    heads = c.heads(*(f"meter_{part}" for part in _METER))
    return [c.table(place, c.say("table.meters"), heads, rows, (2, 3, 2.4, 1.8, 2.6, 2.4, 2.4))]


def _meter_cell(c: Composer, place: int, name: str, part: str, value: object) -> Spans:
    title = c.pair("meter_part", part=c.wording(f"column.meter_{part}"), what=name)
    return c.fact(f"monitoring.meters.{place}.{part}", value, title=title)


def sampling(c: Composer) -> list[Block]:
    """How plots or instruments are sampled; a sink must say it, others mostly need none."""
    given = c.project.monitoring.get("sampling")
    if given:
        return [Paragraph((Span(c.word(given), field="monitoring.sampling"),))]
    if c.methodology.evidence == "plots":
        return [Paragraph((c.ask("monitoring.sampling"),))]
    return [c.paragraph("b7.no_sampling")]


def organisation(c: Composer) -> list[Block]:
    """Who monitors, and how data flow and are kept."""
    return [_plan_line(c, part) for part in _ORGANISATION]


def quality(c: Composer) -> list[Block]:
    """What the methodology asks of each instrument, then the project's own arrangements."""
    asked: list[Block] = [
        c.labelled_text(c.text(entry.title), c.text(entry.quality), "bullet") for entry in _distinct(c)
    ]
    return [c.paragraph("b7.quality", "note"), *asked, *(_plan_line(c, part) for part in _QUALITY)]


def _distinct(c: Composer) -> list[Monitored]:
    """Monitored quantities whose quality assurance differs from those before."""
    seen: set[str] = set()
    found = []
    for entry in c.methodology.monitored:
        if entry.quality.zh not in seen and entry.quality.en.casefold() not in ("", "—", "none"):
            seen.add(entry.quality.zh)
            found.append(entry)
    return found


def missing_data(c: Composer) -> list[Block]:
    """How the engine corrects conservatively, and what the owner must add for readings that are not there at all."""
    corrections: list[Block] = [
        c.labelled_text(c.text(e.title), c.say(f"b7.correction.{e.result}"), "bullet")
        for e in c.methodology.equations
        if e.number.startswith("sec-") and e.result in ("exported_energy", "imported_energy", "fuel_consumed")
    ]
    head = [c.paragraph("b7.corrections")] if corrections else []
    return [
        *head,
        *corrections,
        c.paragraph("b7.never_estimated" if c.methodology.evidence == "meters" else "b7.never_made_up"),
        _plan_line(c, "missing_data"),
    ]


def _plan_line(c: Composer, part: str) -> Paragraph:
    value = c.project.monitoring.get(part)
    return c.labelled(f"plan.{part}", c.fact(f"monitoring.{part}", value))
