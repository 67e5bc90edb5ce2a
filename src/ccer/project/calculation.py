"""One calculation by a methodology: expected reductions of a project folder, or reductions from a file of its evidence."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ..compute.engines import EngineName
from ..compute.grid import Factors
from ..compute.grid_table import shipped_factors
from ..compute.periods import Practice
from ..compute.result import Calculation
from ..compute.sources import listening
from ..core.asof import AsOf, Law
from ..core.decision import Receipt
from ..core.errors import BadInput
from ..core.text import Text
from ..methodologies import Methodology, load
from ..monitoring.evidence import Declared, Evidence, read_evidence, span_of
from ..policy.corpus import corpus
from ..rules.receipt import law_of, seal
from ..rules.subjects import Period, Project
from .file import FILE, read_project
from .kept import keep_evidence, restore
from .official_form import with_form
from .uncertainty import refuse_unused, simulated, stated_errors, with_block


class Options(NamedTuple):
    """How to calculate: grid and period for bare readings, practice for an estimate, engine, sheet of a workbook.

    ``official`` are filled lines of the official form, ``uncertainty`` a block of stated errors; both beside what a project file says.
    """

    grid: str | None = None
    period: Period | None = None
    practice: str = Practice.DAY_WEIGHTED_FLOOR_YEAR.value
    engine: EngineName = "numpy"
    sheet: str = ""
    official: dict[str, Any] | None = None
    uncertainty: dict[str, Any] | None = None


DEFAULT = Options()


def calculate(
    code: str,
    data: Path | str,
    on: dt.date,
    *,
    options: Options = DEFAULT,
    factors: Factors | None = None,
    law: Law | None = None,
) -> tuple[Calculation, Receipt]:
    """Calculate and seal the receipt.

    Parameters
    ----------
    code : str
        Methodology code.
    data : path
        A project folder or file (expected reductions), or a file of readings (reductions of the period they span).
    on : date
        The day whose law and published factors apply.

    Raises
    ------
    BadInput
        Unknown methodology, unusable data, or readings without a grid.
    NotKnown
        No factor of that grid and year is held.
    """
    method = load(code)
    path = Path(data)
    at = AsOf(law or corpus(), on)
    table = factors or shipped_factors()
    if is_project(path):
        project = told(read_project(path), options.official, options.uncertainty)
        with listening() as heard:
            found = method.ex_ante(project, at=at, factors=table, factor_day=on, practice=options.practice)
        inputs: dict[str, Any] = {"project": msgspec.to_builtins(project)}
    else:
        evidence = read_evidence(method, path, Declared(options.sheet))
        project, period = _bare(method, path, options, evidence)
        project = told(project, options.official, options.uncertainty)
        with listening() as heard:
            found = method.ex_post(
                project, evidence, period=period, at=at, factors=table, factor_day=on, engine=options.engine
            )
        inputs = {"readings": keep_evidence(path)}
    stated = stated_errors(project.uncertainty)
    found = simulated(method, found, stated, heard)
    refuse_unused(method, (found,), stated, heard)
    inputs |= {"code": method.code, "options": options._asdict(), "factors": msgspec.to_builtins(table)}
    return found, seal("calculation", at, inputs, law_of((), found.parameters), msgspec.to_builtins(found))


def told(
    project: Project, official: Mapping[str, Any] | None, uncertainty: Mapping[str, Any] | None
) -> Project:
    """A project with what was said beside its file: lines of the official form, stated errors."""
    return with_block(with_form(project, official or {}), uncertainty or {})


def is_project(path: Path) -> bool:
    """True for a project folder or file, False for evidence: a file of readings, or a folder of field data."""
    return path.suffix.lower() in (".yaml", ".yml", ".json") or (path / FILE).is_file()


def _bare(method: Methodology, path: Path, options: Options, evidence: Evidence) -> tuple[Project, Period]:
    """A project that is nothing but its evidence; electricity meters say nothing without a grid."""
    if options.grid is None and method.evidence == "meters":
        raise BadInput(
            what=Text(f"{path.name} 没有说明所属电网", f"{path.name} does not say which grid"),
            why=Text(
                "读数文件不写电网，排放因子按区域电网取",
                "readings hold energy only; the factor is that of a regional grid",
            ),
            next=Text(
                "加 --grid East（或省份名），或改用项目文件夹。",
                "Add --grid East (or a province), or use a project folder.",
            ),
        )
    period = options.period or Period(*span_of(evidence))
    return Project(name=path.stem, methodology=method.code, grid=options.grid, crediting=period), period


def repeat(receipt: Receipt, law: Law) -> tuple[dict[str, Any], dict[str, str]]:
    """Calculate a receipt again: its result and the law it read.

    Raises
    ------
    BadInput
        If the readings were too large to be kept in the receipt.
    """
    inputs = receipt.inputs
    options = Options(**{**inputs["options"], "period": _period(inputs["options"]["period"])})
    factors = msgspec.convert(inputs["factors"], Factors)
    with tempfile.TemporaryDirectory() as name:
        if "project" in inputs:
            path = Path(name) / "project.json"
            path.write_bytes(msgspec.json.encode(inputs["project"]))
        else:
            path = _restore(inputs["readings"], Path(name))
        _, fresh = calculate(inputs["code"], path, receipt.on, options=options, factors=factors, law=law)
    return fresh.result, fresh.law


def _period(plain: Any) -> Period | None:
    return None if plain is None else msgspec.convert(plain, Period)


def _restore(readings: dict[str, Any], folder: Path) -> Path:
    if "files" not in readings:
        raise BadInput(
            what=Text("该回执不能单独复核", "This receipt cannot be replayed by itself"),
            why=Text(
                "读数文件过大，回执只存了摘要",
                "the readings were too large; the receipt holds their digest only",
            ),
            next=Text(
                f"用原文件 {readings['name']} 重新核算后比较。",
                f"Calculate again from {readings['name']} and compare.",
            ),
        )
    restore(readings["files"], folder)
    path: Path = folder / readings["name"]
    return path
