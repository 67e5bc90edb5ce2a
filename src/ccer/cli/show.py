"""Decisions, estimates and deadlines as a person reads them in a terminal."""

from __future__ import annotations

import click

from ..compute.result import Adjustment, Calculation
from ..core.decision import DECISION_TEXT, FINDING_TEXT, Decision, Finding
from ..core.text import Text
from .language import lang, of, say

COLOURS = {
    "met": "green",
    "granted": "green",
    "not-met": "red",
    "refused": "red",
    "unknown": "yellow",
    "open": "yellow",
}
MARKS = {"met": "✓", "not-met": "✗", "unknown": "?", "not-applicable": "–"}


def heading(text: str) -> None:
    """A section heading."""
    click.echo()
    click.secho(text, bold=True)


def outcome_line(decision: Decision, title: Text) -> str:
    """A decision in one line."""
    word = click.style(of(DECISION_TEXT[decision.outcome]), fg=COLOURS[decision.outcome], bold=True)
    law = say(f"（按 {decision.on} 有效的条款判定）", f" (under the law in force on {decision.on})")
    missing = "" if decision.outcome != "open" else _missing(decision)
    return f"{of(title)}{say('：', ': ')}{word}{law}{missing}"


def _missing(decision: Decision) -> str:
    """Which conditions still lack a fact."""
    titles = [of(item.title) for item in decision.open_points]
    separator = say("、", ", ")
    return f"{say('，缺：', '; missing: ')}{separator.join(titles)}"


def verdict(decision: Decision, title: Text) -> None:
    """The verdict, then its findings: what refuses, what is missing, what is met."""
    heading(outcome_line(decision, title))
    for outcome in ("not-met", "unknown", "met", "not-applicable"):
        for item in decision.findings:
            if item.outcome == outcome:
                _finding(item)


def refusal(item: Finding) -> None:
    """A refusal in its four parts."""
    clause = item.citations[0].label.say(lang()) if item.citations else "—"
    cross = click.style("✗", fg="red")
    required = f"{say('；要求：', '; required: ')}{item.requirement(lang())}"
    click.echo(f"    {cross} {of(item.title)}{say('：', ': ')}{item.fact_text(lang())}{required}  [{clause}]")
    if item.remedy is not None:
        click.echo(f"      → {of(item.remedy)}")


def _finding(item: Finding) -> None:
    """One line: mark, condition, fact, requirement, clause; a refusal adds what to do."""
    mark = click.style(MARKS[item.outcome], fg=COLOURS.get(item.outcome))
    if item.outcome == "not-applicable":
        click.secho(f"  – {of(item.title)}{say('：', ': ')}{item.fact_text(lang())}", dim=True)
        return
    clause = item.citations[0].label.say(lang()) if item.citations else "—"
    provisional = click.style(say("［暂定］", " [provisional]"), fg="yellow") if item.provisional else ""
    needs = "" if item.outcome == "met" else f"{say('；要求：', '; required: ')}{item.requirement(lang())}"
    fact = item.fact_text(lang()) if item.fact is not None else of(FINDING_TEXT[item.outcome])
    click.echo(f"  {mark} {of(item.title)}{say('：', ': ')}{fact}{needs}  [{clause}]{provisional}")
    if item.outcome == "not-met" and item.remedy is not None:
        click.echo(f"      → {of(item.remedy)}")


def estimate(calculation: Calculation) -> None:
    """Reductions year by year, the total, the mean, and what makes them provisional."""
    kind = (
        say("预计减排量", "Expected reductions")
        if calculation.kind == "ex-ante"
        else say("核算减排量", "Reductions accounted")
    )
    heading(f"{kind} [tCO₂e] · {_version(calculation)}")
    for year in calculation.years:
        factor = f"  {year.factor}" if year.factor else ""
        click.echo(f"  {year.year}  {year.first_day} – {year.last_day}  {year.tonnes:>12,}{factor}")
    click.echo(
        f"  {say('合计', 'Total')}  {calculation.tonnes:,}    {say('年均', 'yearly mean')}  {calculation.annual_mean_tonnes:,}"
    )
    for interval in calculation.intervals:
        click.echo(f"  {of(interval.text)}")
        for note in interval.notes:
            click.echo(f"    {of(note)}")
    _changed(calculation)
    _resting(calculation)


SHOWN = 6
"""Lines of the log that are shown; the accounting report has them all."""


def _changed(calculation: Calculation) -> None:
    """What was corrected, rejected or left out on the way to the result."""
    from ..compute.where import where_text

    log = calculation.adjustments
    if not log:
        return
    said = say(
        f"换算、修正、剔除或不计 {len(log)} 处：",
        f"{len(log)} entries converted, corrected, rejected or left out:",
    )
    click.secho(f"  {said}", fg="yellow")
    for entry in log[:SHOWN]:
        click.echo(f"    {of(where_text(entry.where))}{say('：', ': ')}{of(entry.what)}{_moved(entry)}")
    if len(log) > SHOWN:
        more = len(log) - SHOWN
        click.echo(say(f"    其余 {more} 处见核算报告", f"    {more} more are in the accounting report"))


def _moved(entry: Adjustment) -> str:
    """The figure before and after; nothing where none was changed."""
    if entry.before == entry.after:
        return ""
    measure = "" if entry.unit == "1" else f" {entry.unit}"
    return f"  {entry.before:,.10g} → {entry.after:,.10g}{measure}"


def _version(calculation: Calculation) -> str:
    """The version a result stands on and since when it is in force; a draft never was."""
    from ..methodologies import load

    code, since = calculation.methodology, calculation.in_force_since
    if not load(code).published:
        return say(f"{code}（草案，未施行）", f"{code}, a draft, not in force")
    return say(f"{code}（自 {since} 起施行）", f"{code}, in force since {since}")


def _resting(calculation: Calculation) -> None:
    """How many things that were not verified a result rests on, each by name; then what the user entered, with its source."""
    count = len(calculation.provisional)
    if count:
        said = say(f"本结果依据 {count} 项未核对的内容：", f"this result rests on {count} unverified points:")
        click.secho(f"  {say('暂定', 'provisional')}  {said}", fg="yellow")
    for reason in calculation.provisional:
        click.secho(f"    {of(calculation.rests_on(reason))}", fg="yellow")
    for value in calculation.entered:
        note = of(value.note) if value.note else ""
        click.echo(f"  {of(value.title)} = {value.value}  {note}")
