"""``ccer decide STAGE FACTS``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from .base import REFUSED, dated, leave, print_json, say, shared, today


@click.command(
    help=say(
        "逐条判定：STAGE 为 project-eligibility、project-registration、engagement、reduction-eligibility、"
        "reduction-registration 或 offset；FACTS 为 YAML 或 JSON 事实文件，或项目文件夹。",
        "Decide clause by clause. STAGE is project-eligibility, project-registration, engagement, reduction-eligibility, "
        "reduction-registration or offset; FACTS is a YAML or JSON file of facts, or a project folder.",
    )
)
@click.argument("stage")
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--receipt", type=click.Path(path_type=Path), help=say("写出回执", "write the receipt here"))
@dated
@shared
def command(
    stage: str, facts: Path, receipt: Path | None, on: dt.date | None, known_at: dt.date | None, as_json: bool
) -> None:
    """One decision."""
    from ..project.deciding import decide
    from ..rules import Stage
    from ..rules.catalogue import STAGE_TEXT
    from .show import verdict

    decision, sealed = decide(stage, _facts(facts), on or today(), known_at)
    if receipt:
        import msgspec

        from .files import write_atomic

        write_atomic(receipt, msgspec.json.format(msgspec.json.encode(sealed), indent=2))
    if as_json:
        print_json(sealed)
    else:
        verdict(decision, STAGE_TEXT[Stage(stage)])
    if decision.outcome == "refused":
        leave(REFUSED)


def _facts(path: Path) -> dict[str, Any]:
    from ..project.file import FILE, read_mapping

    return read_mapping(path / FILE if path.is_dir() else path)
