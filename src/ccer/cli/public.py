"""``ccer public check PROJECTS --factors FACTORS``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .base import of, print_json, say, shared

if TYPE_CHECKING:
    from ..project.public import Check, Row


@click.group(help=say("复算公开的登记数据。", "Recompute public registry data."))
def command() -> None:
    """Public data."""


@command.command(
    help=say(
        "用本引擎复算公开项目记录的预计减排量，并核对公示期满日。",
        "Recompute the expected tonnes of public project records, and the ends of their notices.",
    )
)
@click.argument("projects", type=click.Path(path_type=Path))
@click.option(
    "--factors",
    type=click.Path(path_type=Path),
    help=say("电网因子 CSV，默认用自带的", "grid factors as CSV, ours by default"),
)
@shared
def check(projects: Path, factors: Path | None, as_json: bool) -> None:
    """One row per project."""
    from ..project.public import public_check

    found = public_check(projects, factors)
    if as_json:
        print_json({"rows": [plain(row) for row in found.rows], "summary": summary(found)})
        return
    for row in found.rows:
        _print(row)
    counts = summary(found)
    click.secho(
        say(
            f"载明年上网电量的 {counts['stated']} 条中复算 {counts['reproduced']} 条；"
            f"公示 {counts['notices']} 次，期满日一致 {counts['notices_matching']} 次",
            f"{counts['reproduced']} of {counts['stated']} records with a stated export reproduced; "
            f"{counts['notices_matching']} of {counts['notices']} notices end as published",
        ),
        bold=True,
    )


def plain(row: Row) -> dict[str, object]:
    """A row as JSON; texts in the language of this run."""
    import msgspec

    fields = msgspec.structs.asdict(row)
    for name in ("practice", "reason"):
        fields[name] = of(fields[name]) if fields[name] is not None else None
    fields["remarks"] = [of(remark) for remark in row.remarks]
    fields["reproduced"] = row.status == "reproduced"
    return fields


def summary(found: Check) -> dict[str, int]:
    """Counts over a file."""
    return {
        "rows": len(found.rows),
        "stated": found.stated,
        "reproduced": found.reproduced,
        "notices": found.notices,
        "notices_matching": found.notices_matching,
    }


def _print(row: Row) -> None:
    from ..project.public import STATUS_TEXT

    colour = {"reproduced": "green", "close": "yellow", "not-reproduced": "red"}.get(row.status)
    title = f"{row.line:>4} {row.project_code or '—':<8} {row.project_name}"
    said = row.practice or row.reason
    figures = (
        "" if row.expected_total_t is None else f" {row.expected_total_t:,} / {row.published_total_t:,} tCO₂e"
    )
    click.echo(title)
    click.echo(
        "       "
        + click.style(of(STATUS_TEXT[row.status]), fg=colour)
        + figures
        + (f"  {of(said)}" if said else "")
    )
    if row.notice_matches is False:
        click.secho(
            say(
                f"       公示期满：本历 {row.notice_end_by_calendar}，公布 {row.notice_end}",
                f"       end of notice: {row.notice_end_by_calendar} by our calendar, {row.notice_end} as published",
            ),
            fg="yellow",
        )
    for remark in row.remarks:
        click.secho(f"       {of(remark)}", fg="yellow")
