"""A filing of a methodology of quantities goes the whole way: project file, readings, decision, calculation, receipt."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.compute.grid import grid_factors
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.project.calculation import Options, calculate, repeat
from ccer.project.claims import claims_of
from ccer.project.file import read_project

ON = dt.date(2026, 11, 21)
PROJECT = """name: 示例海上油田
methodology: CCER-10-002-V01
operation_start: 2025-12-01
lifetime_years: 15
crediting: {start: 2026-01-01, end: 2035-12-31}
networking_completed: 2025-12-31
design: {gas_heat_value: 0.04, annual_gas_recovered: 10000000, annual_grid_electricity: 0}
reductions:
  - {period: {start: 2026-01-01, end: 2026-03-31}, readings: gas.csv}
"""
ROWS = "".join(
    f"2026-0{n},P1,gas_recovered,100,万Nm3\n2026-0{n},P1,gas_heat_value,400,GJ/万Nm3\n2026-0{n},P1,grid_electricity,0,MWh\n"
    for n in (1, 2, 3)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "gas.csv").write_text("month,point,direction,value,unit\n" + ROWS, encoding="utf-8")
    return tmp_path


def test_a_filing_is_calculated_and_decided(folder: Path) -> None:
    """120 000 GJ · 0.01532 · 0.98 · 44/12 = 6 605.984 t. Power that is not credited stays unstated."""
    project = read_project(folder)
    (claim,) = claims_of(project, load(project.methodology), AsOf(corpus(), ON), grid_factors(), folder)
    assert claim.calculation is not None
    assert claim.calculation.tonnes == claim.reduction.quantity == 6_605
    assert claim.reduction.net_export_mwh is None
    assert claim.reduction.credited_mwh is None
    outcomes = {finding.rule: finding.outcome for finding in claim.decision.findings}
    assert outcomes["reduction.after_networking"] == "met"
    assert outcomes["reduction.green_certificate_link"] == "not-applicable"


def test_bare_readings_need_no_grid_where_no_power_is_used(folder: Path) -> None:
    found, receipt = calculate("CCER-10-002-V01", folder / "gas.csv", ON)
    assert found.tonnes == 6_605
    assert "networking_completed" in {reason.name for reason in found.provisional}
    again, _ = repeat(receipt, corpus())
    assert again["tonnes"] == 6_605


def test_expected_reductions_of_the_folder(folder: Path) -> None:
    """22 019.9467 t a year."""
    found, _ = calculate("CCER-10-002-V01", folder, ON, options=Options(engine="float"))
    assert found.tonnes == 220_190
