"""Tables of a methodology's own quantities: names, units, what is refused, and which reader a methodology gets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.compute.quantities import Measured
from ccer.compute.readings import Readings
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.monitoring.evidence import read_evidence, span_of
from ccer.monitoring.meters import parse_readings
from ccer.rules.subjects import Period

HEADER = "month,point,direction,value,unit\n"
DECLARED = (
    Measured("heat_supplied", "lower", words=("供热",)),
    Measured("grid_electricity", "raise"),
    Measured("gas_volume_in", "lower", unit="Nm3"),
    Measured("methane_share_in", "lower", level=True, largest=1.0),
    Measured("sf6_recovered", "lower", batch=True),
    Measured("sf6_lost", "raise", unit="kg", batch=True),
)


def read(*rows: str, quantities: tuple[Measured, ...] = DECLARED, period: Period | None = None) -> Readings:
    return parse_readings(HEADER + "".join(f"{row}\n" for row in rows), "own.csv", period, quantities)


@pytest.mark.parametrize(
    ("direction", "value", "unit", "name", "expected", "target"),
    [
        ("heat_supplied", "36", "GJ", "heat_supplied", 36.0, "GJ"),
        ("供热", "10", "MWh", "heat_supplied", 36.0, "GJ"),
        ("项目供热量", "1", "万kWh", "heat_supplied", 36.0, "GJ"),
        ("Heat supplied by the project", "500", "MJ", "heat_supplied", 0.5, "GJ"),
        ("grid_electricity", "7.2", "GJ", "grid_electricity", 2.0, "MWh"),
        ("grid_electricity", "1500", "千瓦时", "grid_electricity", 1.5, "MWh"),
        ("gas_volume_in", "1.5", "万标方", "gas_volume_in", 15_000.0, "Nm3"),
        ("methane_share_in", "0.75", "%", "methane_share_in", 0.0075, "1"),
        ("methane_share_in", "0.0075", "1", "methane_share_in", 0.0075, "1"),
        ("sf6_recovered", "120", "kg", "sf6_recovered", 0.12, "t"),
        ("sf6_lost", "0.002", "吨", "sf6_lost", 2.0, "kg"),
        ("fuel:diesel", "1500", "kg", "fuel:diesel", 1.5, "t"),
    ],
)
def test_names_and_units(
    direction: str, value: str, unit: str, name: str, expected: float, target: str
) -> None:
    (row,) = read(f"2026-01,A,{direction},{value},{unit}").rows
    assert (row.direction, row.unit) == (name, target)
    assert row.value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-01,A,export,5,MWh", "no quantity that the methodology monitors"),
        ("2026-01,A,coal_mined,5,t", "no quantity that the methodology monitors"),
        ("2026-01,A,gas_volume_in,5,m3", "must be one that gives Nm3"),
        ("2026-01,A,gas_volume_in,5,t", "must be one that gives Nm3"),
        ("2026-01,A,grid_electricity,5,Nm3", "must be one that gives MWh"),
        ("2026-01,A,methane_share_in,75,1", "more than the possible 1.0"),
        ("2026-01,A,heat_supplied,-5,GJ", "cannot be negative"),
    ],
)
def test_what_is_refused(row: str, said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read(row)
    assert said in refusal.value.why.en
    assert "row 2" in refusal.value.what.en


def test_a_conversion_is_logged_once_with_both_sums() -> None:
    (entry,) = read("2026-01,A,heat_supplied,10,MWh", "2026-02,A,heat_supplied,20,MWh").adjustments
    assert (entry.before, entry.after, entry.unit) == (30.0, 108.0, "GJ")


def test_gaps_of_amounts_are_refused_and_of_batches_not() -> None:
    with pytest.raises(BadInput, match="2026-02-01 to 2026-02-28"):
        read("2026-01,A,heat_supplied,1,GJ", "2026-03,A,heat_supplied,1,GJ")
    assert len(read("2026-01-03,B,sf6_recovered,1,kg", "2026-03-09,B,sf6_recovered,1,kg").rows) == 2


def test_batches_need_not_fill_the_period() -> None:
    year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert len(read("2026-01-03,B,sf6_recovered,1,kg", period=year).rows) == 1
    with pytest.raises(BadInput, match="no reading from"):
        read("2026-01,A,heat_supplied,1,GJ", period=year)


def test_an_electricity_file_knows_no_quantities() -> None:
    with pytest.raises(BadInput, match="heat_supplied"):
        read("2026-01,A,heat_supplied,1,GJ", quantities=())


def test_the_methodology_chooses_the_reader(tmp_path: Path) -> None:
    gas = tmp_path / "gas.csv"
    gas.write_text(HEADER + "2026-01,P,gas_recovered,1,万Nm3\n", encoding="utf-8")
    found = read_evidence(load("CCER-10-002-V01"), gas)
    assert isinstance(found, Readings)
    assert found.rows[0].value == 10_000.0
    assert span_of(found) == (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    with pytest.raises(BadInput, match="gas_recovered"):
        read_evidence(load("CCER-01-002-V01"), gas)
