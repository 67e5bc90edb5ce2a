"""``ccer assess PROJECT_FOLDER``: the main job."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .base import REFUSED, dated, lang, leave, of, print_json, say, shared, today, told

if TYPE_CHECKING:
    from ..compute.result import Calculation
    from ..core.decision import Receipt
    from ..core.text import Text
    from ..project.model import Assessment, Claim


@click.command(
    help=say(
        "评估项目文件夹：能否登记、减排量何时申请、逐年预计、期限日历；--out 写出设计文件、核算工作簿、时间表和回执。",
        "Assess a project folder: may it be registered, which reductions may be applied for and by when, expected "
        "reductions, deadlines; --out writes the design document, workbook, timeline and receipt.",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help=say("结果文件夹", "folder for the results"))
@click.option(
    "--factors",
    type=click.Path(path_type=Path),
    help=say("电网因子 CSV，默认用自带的", "grid factors as CSV, ours by default"),
)
@click.option("--brief", is_flag=True, help=say("只打印要点", "print the essentials only"))
@told
@dated
@shared
def command(
    folder: Path,
    out: Path | None,
    factors: Path | None,
    brief: bool,
    official: Path | None,
    draws: int | None,
    seed: int | None,
    errors: tuple[str, ...],
    on: dt.date | None,
    known_at: dt.date | None,
    as_json: bool,
) -> None:
    """Decision, estimate, claims, calendar, gaps; and the files."""
    from ..compute.grid_table import read_factors
    from ..core.asof import AsOf
    from ..policy.corpus import corpus
    from ..project.assessment import assess
    from ..project.file import read_project
    from ..project.official_form import read_form
    from ..project.replaying import assessment_receipt
    from ..project.uncertainty import block_of

    table = read_factors(factors) if factors else None
    day = on or today()
    filled = read_form(official, read_project(folder).methodology) if official else None
    stated = block_of(draws, seed, errors)
    assessment = assess(folder, day, known_at=known_at, factors=table, official=filled, uncertainty=stated)
    home = folder if folder.is_dir() else folder.parent
    receipt = assessment_receipt(assessment, AsOf(corpus(), day, known_at), folder=home, factors=table)
    written: tuple[Path, ...] = ()
    if out is not None:
        from .results import write_results

        written = write_results(assessment, receipt, out, lang(), folder=home)
    if as_json:
        print_json(plain(assessment, receipt, written))
    else:
        (show_brief if brief else show)(assessment)
        if written:
            click.echo()
        for path in written:
            click.echo(f"  {path}")
    if refused(assessment):
        leave(REFUSED)


def plain(assessment: Assessment, receipt: Receipt, written: tuple[Path, ...]) -> dict[str, object]:
    """The assessment as JSON: answers first, then what is missing, then the receipt they can be replayed from."""
    from ..project.replaying import result_of

    return {
        "project": assessment.project.name,
        "as_of": assessment.on,
        "outcome": assessment.eligibility.outcome,
        **result_of(assessment),
        "timeline": assessment.timeline,
        "gaps": assessment.gaps,
        "warnings": assessment.warnings,
        "written": [str(path) for path in written],
        "receipt": receipt,
    }


def refused(assessment: Assessment) -> bool:
    """True when the project may not be registered, or a listed filing may not be applied for."""
    filed = assessment.claims if assessment.project.reductions else ()
    claims = [d for claim in filed for d in (claim.decision, claim.procedure) if d is not None]
    return any(decision.outcome == "refused" for decision in (assessment.eligibility, *claims))


def show_brief(assessment: Assessment) -> None:
    """The verdict with its reasons, the tonnes, the next date, and how much is missing."""
    from ..rules import Stage
    from ..rules.catalogue import STAGE_TEXT
    from .show import outcome_line, refusal

    project = assessment.project
    click.secho(project.name, bold=True)
    click.echo(f"  {outcome_line(assessment.eligibility, STAGE_TEXT[Stage.ELIGIBILITY])}")
    for item in assessment.eligibility.refusals:
        refusal(item)
    if assessment.estimate is not None:
        total, mean = assessment.estimate.tonnes, assessment.estimate.annual_mean_tonnes
        mark = say("［暂定］", " [provisional]") if assessment.estimate.provisional else ""
        click.echo(
            say(
                f"  预计 {total:,} tCO₂e，年均 {mean:,}{mark}",
                f"  expected {total:,} tCO₂e, {mean:,} a year{mark}",
            )
        )
        _essentials(assessment.estimate)
    for claim in assessment.claims:
        click.echo(f"  {outcome_line(claim.decision, claim_title(claim))}")
        if claim.calculation is not None:
            _essentials(claim.calculation)
        for item in claim.decision.refusals:
            refusal(item)
    for step in assessment.timeline:
        if step.state == "next":
            click.echo(f"  {say('下一步', 'next')} {step.day} {of(step.title)}")
    if assessment.gaps:
        click.echo(say(f"  待补充 {len(assessment.gaps)} 项", f"  {len(assessment.gaps)} items missing"))


def _essentials(found: Calculation) -> None:
    """Its intervals, and on how many unverified points it rests."""
    for interval in found.intervals:
        click.echo(f"    {of(interval.text)}")
    if found.provisional:
        count = len(found.provisional)
        click.echo(say(f"    依据 {count} 项未核对的内容", f"    rests on {count} unverified points"))


def claim_title(claim: Claim) -> Text:
    """Name of a filing: its period."""
    from ..core.text import Text

    period = f"{claim.period.start} – {claim.period.end}"
    tonnes = f" {claim.calculation.tonnes:,} tCO₂e" if claim.calculation else ""
    return Text(f"减排量 {period}{tonnes}", f"Reductions {period}{tonnes}")


def show(assessment: Assessment) -> None:
    """The whole assessment as a person reads it."""
    from ..rules import Stage
    from ..rules.catalogue import STAGE_TEXT
    from .show import estimate, heading, verdict

    project = assessment.project
    click.secho(project.name, bold=True)
    click.echo(
        f"{project.owner or say('业主未填', 'owner not given')} · {project.methodology} · {say('依据日期', 'as of')} {assessment.on}"
    )
    verdict(assessment.eligibility, STAGE_TEXT[Stage.ELIGIBILITY])
    if project.registered_on is None and assessment.eligibility.outcome != "refused":
        verdict(assessment.registration, STAGE_TEXT[Stage.REGISTRATION])
    if assessment.estimate is not None:
        estimate(assessment.estimate)
    elif assessment.estimate_problem is not None:
        heading(say("预计减排量", "Expected reductions"))
        click.echo(f"  {of(assessment.estimate_problem)}")
    for claim in assessment.claims:
        _claim(claim)
    _calendar(assessment)
    _gaps(assessment)


def _claim(claim: Claim) -> None:
    from ..core.text import Text
    from .show import estimate, verdict

    verdict(claim.decision, claim_title(claim))
    if claim.procedure is not None:
        verdict(claim.procedure, Text("  登记手续", "  Procedure"))
    if claim.reduction.registered_on is not None:
        click.echo(
            say(
                f"  已于 {claim.reduction.registered_on} 登记",
                f"  registered on {claim.reduction.registered_on}",
            )
        )
    elif claim.reduction.application_on is None:
        click.echo(
            say(
                f"  整段最迟于 {claim.last_application} 申请登记",
                f"  apply for the whole period by {claim.last_application}",
            )
        )
    if claim.lost is not None:
        click.secho(
            say(
                f"  已超过五年：{claim.lost.start} – {claim.lost.end}",
                f"  more than five years old: {claim.lost.start} – {claim.lost.end}",
            ),
            fg="red",
        )
    if claim.calculation is not None:
        estimate(claim.calculation)
    if claim.problem is not None:
        click.secho(f"  {of(claim.problem)}", fg="yellow")


def _calendar(assessment: Assessment) -> None:
    from .show import heading

    heading(say("时间表", "Calendar"))
    words = {
        "done": say("已过", "done"),
        "next": say("下一步", "next"),
        "later": say("以后", "later"),
        "missed": say("已错过", "missed"),
    }
    for step in assessment.timeline:
        mark = say("［暂定］", " [provisional]") if step.provisional else ""
        colour = {"next": "green", "missed": "red"}.get(step.state)
        click.echo(
            f"  {step.day}  " + click.style(words[step.state], fg=colour) + f"  {of(step.title)}{mark}"
        )


def _gaps(assessment: Assessment) -> None:
    from .show import heading

    if assessment.gaps:
        heading(say(f"待补充 {len(assessment.gaps)} 项", f"{len(assessment.gaps)} items missing"))
    for gap in assessment.gaps:
        click.echo(f"  {of(gap.title)}  {gap.field}  [{gap.clause}]")
        click.echo(f"      → {of(gap.remedy)}")
    for warning in assessment.warnings:
        click.secho(f"  ! {of(warning)}", fg="yellow")
