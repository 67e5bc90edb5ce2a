"""Readings files as people send them: what is read, what is refused, and where the refusal points."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.compute.meters import Status
from ccer.core.errors import BadInput
from ccer.monitoring.meters import parse_readings, read_readings
from ccer.rules.subjects import Period

HEADER = "month,point,direction,value,unit,status,error,class,register\n"
Q1 = Period(dt.date(2024, 1, 1), dt.date(2024, 3, 31))


def file(*rows: str, header: str = HEADER) -> str:
    return header + "".join(f"{row}\n" for row in rows)


def quarter(direction: str = "export", unit: str = "MWh", value: str = "1000") -> list[str]:
    return [f"2024-0{n},M1,{direction},{value},{unit},,,," for n in (1, 2, 3)]


def refused(text: str, period: Period | None = None) -> BadInput:
    with pytest.raises(BadInput) as refusal:
        parse_readings(text, "own.csv", period)
    error = refusal.value
    assert all(part.zh and part.en for part in (error.what, error.why, error.next))
    return error


def test_a_plain_file() -> None:
    readings = parse_readings(file(*quarter(), *quarter("import", value="10.5")), "own.csv", Q1)
    assert len(readings.rows) == 6
    first = readings.rows[0]
    assert (first.first_day, first.last_day) == (dt.date(2024, 1, 1), dt.date(2024, 1, 31))
    assert (first.point, first.direction, first.value, first.unit, first.row) == (
        "M1",
        "export",
        1000.0,
        "MWh",
        2,
    )
    assert readings.adjustments == ()


@pytest.mark.parametrize(
    ("direction", "unit", "value", "expected", "target"),
    [
        ("export", "kWh", "1000000", 1000.0, "MWh"),
        ("export", "万kWh", "100", 1000.0, "MWh"),
        ("export", "GWh", "1.5", 1500.0, "MWh"),
        ("export", "兆瓦时", '"1,234.5"', 1234.5, "MWh"),
        ("fuel:diesel", "kg", "1500", 1.5, "t"),
        ("燃料：柴油", "吨", "1.5", 1.5, "t"),
        ("fuel:natural-gas", "Nm3", "12000", 1.2, "10^4Nm3"),
        ("fuel:natural-gas", "10^4Nm3", "1.2", 1.2, "10^4Nm3"),
    ],
)
def test_units_are_converted(direction: str, unit: str, value: str, expected: float, target: str) -> None:
    """1 万kWh = 10 MWh; 1 GWh = 1 000 MWh; 10 000 Nm3 = 1 (10^4 Nm3)."""
    readings = parse_readings(file(f"2024-01,M1,{direction},{value},{unit},,,,"))
    assert (readings.rows[0].value, readings.rows[0].unit) == (pytest.approx(expected, rel=1e-12), target)


def test_a_conversion_is_logged_with_its_sums() -> None:
    (entry,) = parse_readings(file(*quarter(unit="kWh", value="2500"))).adjustments
    assert (entry.before, entry.after, entry.unit) == (7500.0, 7.5, "MWh")
    assert "3" in entry.what.en


def test_chinese_words_are_understood() -> None:
    text = file(
        "2024年1月,主表,上网,100,万千瓦时,超差,0.6%,0.5S",
        header="月份,计量点,方向,电量,单位,状态,误差,等级\n",
    )
    (reading,) = parse_readings(text).rows
    assert (reading.direction, reading.value, reading.status) == ("export", 1000.0, Status.OUT_OF_CLASS)
    assert (reading.error, reading.meter_class, reading.first_day) == (0.006, "0.5S", dt.date(2024, 1, 1))


@pytest.mark.parametrize("written", ["2024-01", "2024/1", "202401", "2024.01"])
def test_ways_of_writing_a_month(written: str) -> None:
    assert parse_readings(file(f"{written},M1,export,1,MWh,,,,")).rows[0].interval == "2024-01"


def test_days() -> None:
    (reading,) = parse_readings(file("2024-02-29,M1,export,1,MWh,,,,")).rows
    assert reading.first_day == reading.last_day == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Jan-24,M1,export,1,MWh,,,,", "month"),
        ("2024-13,M1,export,1,MWh,,,,", "month"),
        ("2023-02-29,M1,export,1,MWh,,,,", "month"),
        (",M1,export,1,MWh,,,,", "month"),
        ("2024-01,,export,1,MWh,,,,", "point"),
        ("2024-01,M1,sideways,1,MWh,,,,", "direction"),
        ("2024-01,M1,fuel:whale oil,1,t,,,,", "direction"),
        ("2024-01,M1,export,-1,MWh,,,,", "value"),
        ("2024-01,M1,export,,MWh,,,,", "value"),
        ("2024-01,M1,export,n/a,MWh,,,,", "value"),
        ("2024-01,M1,export,nan,MWh,,,,", "value"),
        ("2024-01,M1,export,1e999,MWh,,,,", "value"),
        ('2024-01,M1,export,"1,5",MWh,,,,', "value"),
        ("2024-01,M1,export,30000000,MWh,,,,", "value"),
        ("2024-01,M1,export,1,,,,,", "unit"),
        ("2024-01,M1,export,1,BTU,,,,", "unit"),
        ("2024-01,M1,export,1,t,,,,", "unit"),
        ("2024-01,M1,fuel:diesel,1,10^4Nm3,,,,", "unit"),
        ("2024-01,M1,export,1,MWh,broken,,,", "status"),
        ("2024-01,M1,export,1,MWh,out-of-class,,,", "error"),
        ("2024-01,M1,export,1,MWh,out-of-class,0.6,,", "error"),
        ("2024-01,M1,export,1,MWh,out-of-class,much,,", "error"),
        ("2024-01,M1,export,1,MWh,,,,-5", "register"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(row: str, column: str) -> None:
    assert refused(file(row)).what.en.startswith(f"own.csv, row 2, column {column}")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["2024-01,M1,export,1,MWh,,,,", "2024-01,M1,export,1,MWh,,,,"], "row 3, column month"),
        (["2024-02,M1,export,1,MWh,,,,", "2024-01,M1,export,1,MWh,,,,"], "row 3, column month"),
        (["2024-01,M1,export,1,MWh,,,,", "2024-01-15,M1,export,1,MWh,,,,"], "row 3, column month"),
        (["2024-01,M1,export,1,MWh,,,,", "2024-03,M1,export,1,MWh,,,,"], "2024-02-01 to 2024-02-29"),
        (["2024-01,M1,export,1,MWh,,,,500", "2024-02,M1,export,1,MWh,,,,499"], "row 3, column register"),
        (["2024-01,M1,export,1,MWh,,,"], "row 2, column register"),
        (['2024-01,"M1,export,1,MWh,,,,'], "cannot be used"),
    ],
)
def test_a_bad_table_is_refused(rows: list[str], said: str) -> None:
    assert said in refused(file(*rows)).what.en


def test_a_changed_meter_leaves_its_register_empty() -> None:
    rows = ["2024-01,M1,export,1,MWh,,,,500", "2024-02,M1,export,1,MWh,,,,", "2024-03,M1,export,1,MWh,,,,3"]
    assert len(parse_readings(file(*rows)).rows) == 3


def test_the_same_month_of_another_meter_or_direction_is_no_twin() -> None:
    rows = ["2024-01,M1,export,1,MWh,,,,", "2024-01,M1,import,1,MWh,,,,", "2024-01,M2,export,1,MWh,,,,"]
    assert len(parse_readings(file(*rows)).rows) == 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["2023-12,M1,export,1,MWh,,,,", *quarter()], "row 2, column month"),
        ([*quarter(), "2024-04,M1,export,1,MWh,,,,"], "row 5, column month"),
        (quarter()[:2], "2024-03-01 to 2024-03-31"),
        (quarter()[1:], "2024-01-01 to 2024-01-31"),
    ],
)
def test_the_period_must_be_covered_and_not_passed(rows: list[str], said: str) -> None:
    assert said in refused(file(*rows), Q1).what.en


def test_a_month_partly_inside_the_period_may_stay() -> None:
    period = Period(dt.date(2024, 1, 15), dt.date(2024, 3, 10))
    assert len(parse_readings(file(*quarter()), "own.csv", period).rows) == 3


@pytest.mark.parametrize(
    "header",
    ["point,direction,value,unit\n", "month,point,direction,value\n", "月份;计量点;方向;数值;单位\n", ""],
)
def test_a_header_that_lacks_a_column(header: str) -> None:
    assert "own.csv, row" in refused(header).what.en


def test_a_column_twice_and_no_rows() -> None:
    assert "column value" in refused("month,point,direction,value,unit,电量\n").what.en
    assert refused(HEADER).why.en == "there are no rows"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "cut short"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xff\xff\x81", "neither UTF-8 nor GBK"),
        (b"month,point\0", "neither UTF-8 nor GBK"),
        (b"", "empty"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"own\.csv") as refusal:
        read_readings(path)
    assert said in refusal.value.why.en


def test_gbk_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(file("2024-01,主表,上网,1,MWh,,,,").encode("gbk"))
    readings = read_readings(path)
    assert readings.rows[0].point == "主表"
    assert "GB 18030" in readings.adjustments[0].what.en


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(file(*quarter()).encode("utf-8-sig"))
    assert len(read_readings(path, Q1).rows) == 3


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"own\.csv"):
        read_readings(tmp_path / "own.csv")


def test_size_is_looked_at_before_reading(tmp_path: Path) -> None:
    """A file of 2 GB that takes no room on the disk: refused at once, with advice."""
    path = tmp_path / "own.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    with pytest.raises(BadInput, match="limit is 537 MB") as refusal:
        read_readings(path)
    assert "split" in refusal.value.next.en
