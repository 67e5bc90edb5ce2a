"""Section B.6 of a design document: equations, data fixed beforehand, the estimate year by year."""

from __future__ import annotations

from ..compute.equation import Equation as Formula
from ..compute.equation import quantity
from ..compute.methodology import Field
from ..compute.periods import PRACTICE_TEXT, Practice
from ..compute.result import Calculation, YearResult
from ..core.asof import MARK_TEXT, DatedValue
from .annexes import rests_on
from .compose import Composer
from .parts import Align, Block, Equation, Figure, Figures, Paragraph, Section, Span, Spans, Table, plain
from .wording import number, numbers, unit

_HIDDEN = ("meter_status", "actual_error", "permissible_error", "applied_error")


def calculation(c: Composer) -> Section:
    """B.6 Calculation."""
    sections = (
        c.section("B.6.1", "b61", 3, method(c)),
        c.section("B.6.2", "b62", 3, _data(c)),
        c.section("B.6.3", "b63", 3, _estimate(c)),
        c.section("B.6.4", "b64", 3, _parameters(c)),
    )
    return c.section("B.6", "b6", 2, (), sections)


def latex(formula: Formula) -> str:
    """The equation as LaTeX; from its workbook form where the symbolic library is not installed."""
    try:
        return formula.latex()
    except ImportError:
        cells = {name: quantity(name).symbol for name in formula.parameters}
        return f"{quantity(formula.result).symbol} {formula.formula(cells)}".replace("*", r" \times ")


def _origin(c: Composer) -> Paragraph:
    """Whose equations these are: those of the methodology, or stand-ins where its text was not read."""
    proxy, code = c.methodology.proxy, c.methodology.code
    if proxy is None:
        return c.paragraph("b6.method", code=code)
    words = c.say("b6.proxy", code=code, what=c.text(proxy.text).rstrip("。."))
    return Paragraph((Span(words, "gap"),), "note", "b6.proxy")


def method(c: Composer, place: str = "B6", *, clauses: bool = False) -> list[Block]:
    """Every numbered equation, what it gives (with its clause, where asked for), and its quantities, each explained once."""
    blocks: list[Block] = [_origin(c)]
    explained: set[str] = set()
    for formula in c.methodology.equations:
        label = _printed(c, formula, "b6.label")
        cite: Spans = (Span(f"  {c.clause(formula.cite)}", "clause"),) if clauses else ()
        blocks.append(Paragraph((Span(c.text(formula.title)), Span(c.common("colon")), *cite), "body"))
        blocks.append(Equation(label, _spoken(c, latex(formula))))
        new = [name for name in (formula.result, *formula.parameters) if name not in explained]
        if new:
            explained.update(new)
            blocks.append(_where(c, formula, new, place))
    return blocks


def _spoken(c: Composer, source: str) -> str:
    """The words of a case distinction in the document's language."""
    when = "\\text{" + c.say("b6.for") + "}"
    return source.replace("\\text{for}", when).replace(
        "\\text{otherwise}", "\\text{" + c.say("b6.otherwise") + "}"
    )


def _printed(c: Composer, formula: Formula, key: str) -> str:
    """The number as printed beside the equation; for one given in words, its section and item."""
    if not formula.number.startswith("sec-"):
        return c.say(f"{key}_number", n=formula.number.replace("/item-", ""))
    head, _, item = formula.number.removeprefix("sec-").partition("/item-")
    return c.say(f"{key}_section", number=head, item=f" {item})" if item else "", title=c.text(formula.title))


def _where(c: Composer, formula: Formula, names: list[str], place: str) -> Table:
    rows = []
    for name in names:
        entry = quantity(name)
        printed = formula.units.get(name, entry.unit)
        rows.append(((Span(entry.symbol, "math"),), plain(c.text(entry.title)), plain(unit(printed, c.lang))))
    title = _printed(c, formula, "b6.where")
    return c.table(place, title, c.heads("symbol", "meaning", "unit"), rows, (3, 7, 3))


def _data(c: Composer) -> list[Block]:
    """B.6.2: the design figures the estimate starts from, with where each was taken from."""
    rows = [_field_row(c, entry) for entry in c.methodology.design_fields if _shown(c, entry)]
    known = {entry.name for entry in c.methodology.design_fields}
    for key, value in c.project.design.items():
        if key not in known and not isinstance(value, (dict, list)):
            rows.append(
                (plain(c.fact_name(key)), plain(c.word(value)), plain("—"), c.source(f"design.{key}"))
            )
    if not rows:
        return [Paragraph((c.ask("design"),))]
    heads = c.heads("parameter", "value", "unit", "source")
    return [
        c.table("B6", c.say("table.design"), heads, rows, (5, 3, 2, 5), ("left", "right", "left", "left"))
    ]


def _shown(c: Composer, entry: Field) -> bool:
    return entry.required or c.project.design.get(entry.name) is not None


def _field_row(c: Composer, entry: Field) -> tuple[Spans, ...]:
    field = f"design.{entry.name}"
    given = c.project.design.get(entry.name)
    if isinstance(given, (list, tuple)):
        value: Spans = (Span(c.say("b6.entries", n=len(given)), field=field),)
    else:
        value = c.fact(field, given, title=entry.title)
    return plain(c.text(entry.title)), value, plain(unit(entry.unit, c.lang)), c.source(field)


def _estimate(c: Composer) -> list[Block]:
    """B.6.3: one row per calendar year, one column per quantity, total and mean."""
    estimate = c.assessment.estimate
    if estimate is None:
        problem = c.assessment.estimate_problem
        shown: list[Block] = [Paragraph((c.ask("estimate"),))]
        return [*shown, *([Paragraph(plain(c.text(problem)), "note")] if problem else [])]
    figures = Figures(
        (
            Figure(number(estimate.tonnes), c.common("tonnes_unit"), c.say("b6.total")),
            Figure(number(estimate.annual_mean_tonnes), c.common("tonnes_unit"), c.say("b6.mean")),
        )
    )
    practice = practice_text(c, estimate)
    period = c.labelled("b6.period", plain(c.period(*estimate.period)))
    blocks: list[Block] = [
        figures,
        period,
        c.labelled("b6.practice", plain(practice)),
        year_table(c, estimate),
    ]
    blocks += [Paragraph(plain(c.text(interval.text))) for interval in estimate.intervals]
    return [*blocks, *rests_on(c, estimate, "E.3")]


def practice_text(c: Composer, calculation: Calculation) -> str:
    """How days were spread and tonnes rounded; its name where there are no words for it."""
    known = calculation.practice in {practice.value for practice in Practice}
    return c.text(PRACTICE_TEXT[Practice(calculation.practice)]) if known else calculation.practice


def year_quantities(calculation: Calculation) -> list[str]:
    """Quantities of a year that a reader needs: all that the calculation gives but the meters' inner workings."""
    first = calculation.years[0].values if calculation.years else {}
    return [name for name in first if name not in _HIDDEN]


def year_table(c: Composer, estimate: Calculation, place: str = "B6", title: str = "table.years") -> Table:
    """Year, days, the main quantities, tonnes; a factor's column where one is used."""
    names = _main_quantities(estimate)
    heads = [*c.heads("year", "days")]
    heads += [
        f"{c.text(quantity(n).title)} {unit(quantity(n).unit, c.lang).strip('—')}".strip() for n in names
    ]
    factors = any(year.factor for year in estimate.years)
    heads += [*(c.heads("factor") if factors else []), *c.heads("tonnes")]
    columns = [numbers([y.values[n] for y in estimate.years], 5 if "margin" in n else 3) for n in names]
    rows = [
        _year_row(c, year, list(cells), factors)
        for year, cells in zip(estimate.years, zip(*columns, strict=True), strict=True)
    ]
    blank = len(heads) - 2
    total = (
        plain(c.say("b6.sum")),
        *(plain("") for _ in range(blank)),
        (Span(number(estimate.tonnes), "strong"),),
    )
    widths = [1.3, 1.9, *(2.5 for _ in names), *([2.6] if factors else []), 2.6]
    align: list[Align] = ["left"]
    align.extend("right" for _ in widths[1:])
    return c.table(place, c.say(title), heads, [*rows, total], widths, align, engine=True)


def _main_quantities(estimate: Calculation) -> list[str]:
    """At most four quantities: what is credited, its factor, baseline and project emissions; else the first that are not nothing."""
    wanted = ("net_export", "combined_margin", "baseline_emissions", "project_emissions")
    names = year_quantities(estimate)
    telling = [n for n in names if any(year.values.get(n) for year in estimate.years)]
    return [n for n in wanted if n in names] or telling[:4]


def _year_row(c: Composer, year: YearResult, values: list[str], factors: bool) -> tuple[Spans, ...]:
    mark: Spans = (c.mark("provisional"),) if year.provisional else ()
    cells = [plain(str(year.year)), plain(f"{year.days}/{year.year_days}")]
    cells += [plain(value) for value in values]
    if factors:
        cells.append((Span(c.grid(year.factor) if year.factor else "—"), *mark))
    return (*cells, plain(number(year.tonnes)))


def _parameters(c: Composer) -> list[Block]:
    """B.6.4: a form for each parameter fixed beforehand, with its clause and standing."""
    estimate = c.assessment.estimate
    values = list({(v.name, v.since): v for v in estimate.parameters}.values()) if estimate else []
    if not values:
        return [Paragraph((c.ask("estimate"),))]
    return [parameter_form(c, value) for value in values]


def parameter_form(c: Composer, value: DatedValue, place: str = "B6") -> Table:
    window = (
        c.period(value.since, value.until)
        if value.until
        else c.say("b.in_force", day=value.since.isoformat())
    )
    mark: Spans = (c.mark("provisional"),) if value.provisional else ()
    rows: list[tuple[Spans, Spans]] = [
        (plain(c.say("form.parameter")), plain(c.text(value.title))),
        (plain(c.say("form.unit")), plain(unit(value.unit, c.lang))),
        (plain(c.say("form.value")), (Span(c.word(value.value)), *mark)),
        (plain(c.say("form.source")), (Span(c.clause(value.cite), "clause"),)),
        (plain(c.say("form.window")), plain(window)),
        (plain(c.say("form.standing")), plain(c.text(MARK_TEXT[value.mark]))),
    ]
    if value.note:
        rows.append((plain(c.say("form.remark")), plain(c.text(value.note))))
    return c.table(place, c.text(value.title), (), rows, (3, 9), engine=True)
