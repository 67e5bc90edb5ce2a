"""``ccer calculate CODE DATA``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from .base import DAY, lang, print_json, say, shared, today, told


@click.command(
    help=say(
        "按方法学核算：DATA 为项目文件夹（预计减排量）或月度读数 CSV 或 XLSX（核算减排量）。",
        "Calculate by a methodology: DATA is a project folder (expected reductions) or a CSV of monthly readings (reductions).",
    )
)
@click.argument("code")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--grid", help=say("电网或省份（读数 CSV 需要）", "grid or province (for readings)"))
@click.option(
    "--period",
    nargs=2,
    type=DAY,
    default=None,
    help=say("核算期首日与末日", "first and last day of the accounting period"),
)
@click.option(
    "--practice",
    default="day-weighted-floor-year",
    help=say("估算的分摊与取整做法", "how an estimate is spread and rounded"),
)
@click.option(
    "--engine",
    type=click.Choice(["numpy", "duckdb", "float", "spark"]),
    default="numpy",
    help=say("计算引擎", "engine"),
)
@click.option("--factors", type=click.Path(path_type=Path), help=say("电网因子 CSV", "grid factors as CSV"))
@click.option(
    "--sheet",
    default="",
    help=say("读数所在的工作表（XLSX 有多张时）", "sheet with the readings, where an XLSX has several"),
)
@click.option(
    "--as-of", "on", type=DAY, help=say("依据日期，默认今天", "law and published factors as of this day")
)
@click.option(
    "--workbook",
    type=click.Path(path_type=Path),
    help=say("写出带公式的工作簿", "write the workbook with its formulas here"),
)
@told
@shared
def command(
    code: str,
    data: Path,
    grid: str | None,
    period: tuple[dt.date, dt.date] | None,
    practice: str,
    engine: str,
    factors: Path | None,
    sheet: str,
    on: dt.date | None,
    workbook: Path | None,
    official: Path | None,
    draws: int | None,
    seed: int | None,
    errors: tuple[str, ...],
    as_json: bool,
) -> None:
    """One calculation."""
    from ..compute.engines import ENGINES
    from ..compute.grid_table import read_factors
    from ..project.calculation import Options, calculate
    from ..project.official_form import read_form
    from ..project.uncertainty import block_of
    from ..rules.subjects import Period, Project
    from .show import estimate

    chosen = next(name for name in ENGINES if name == engine)
    filled = read_form(official, code) if official else None
    stated = block_of(draws, seed, errors) or None
    options = Options(grid, Period(*period) if period else None, practice, chosen, sheet, filled, stated)
    table = read_factors(factors) if factors else None
    found, receipt = calculate(code, data, on or today(), options=options, factors=table)
    if workbook:
        from ..compute.workbook import write_workbook
        from ..methodologies import load
        from ..monitoring.evidence import Declared, read_evidence
        from ..project.calculation import is_project
        from ..project.file import read_project

        method = load(code)
        evidence = None if is_project(data) else read_evidence(method, data, Declared(options.sheet))
        bare = Project(name=data.stem, methodology=code, crediting=Period(*found.period))
        project = read_project(data) if is_project(data) else bare
        write_workbook(found, method, workbook, lang(), readings=evidence, project=project)
    if as_json:
        print_json({"calculation": found, "receipt": receipt})
    else:
        estimate(found)
