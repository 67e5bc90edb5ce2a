"""A table of stands on every engine, beside the same stands as designs of one project each: the same removals to 1e-9 and every whole tonne."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.methodologies.ccer_14_001_v01.tables_of_stands import removals_of
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT: Final = AsOf(corpus(), day("2026-11-21"))
FIRST, LAST = day("2026-03-01"), day("2033-02-28")
CODE: Final = "CCER-14-001-V01"
ENGINES: Final = ["numpy", "duckdb", pytest.param("spark", marks=pytest.mark.spark)]
CURVES: Final[dict[str, dict[str, Any]]] = {
    "richards": {"limit": 200.0, "rate": 0.1, "shape": 2.0},
    "logistic": {"limit": 90.0, "scale": 30.0, "rate": 0.2},
    "korf": {"limit": 150.0, "scale": 12.0, "shape": 0.9},
}
OWN: Final[dict[str, float]] = {"density": 0.4, "expansion": 1.6, "root_shoot": 0.25, "carbon": 0.5}
USED: Final = {
    "volume": ("density", "expansion", "root_shoot", "carbon"),
    "above": ("root_shoot", "carbon"),
    "biomass": ("carbon",),
}
PLANTED: Final = ("2016-02-29", "2020-12-31", "2028-07-01", "2013-01-01")


def stands() -> list[dict[str, Any]]:
    """Every pool, measure and form once, planted before, in and after leap years and inside the period; two of them in one project."""
    rows = []
    for pool in ("tree", "bamboo"):
        for measure, used in USED.items():
            for form, curve in CURVES.items():
                n = len(rows)
                rows.append(
                    {
                        "project": f"P{n // 2:02d}",
                        "area": 3.0 + n,
                        "planted": day(PLANTED[n % 4]),
                        "pool": pool,
                        "measure": measure,
                        "form": form,
                        "stable_age": 9.0 if pool == "bamboo" else None,
                        **{name: curve.get(name) for name in ("limit", "rate", "shape", "scale")},
                        **{name: OWN[name] if name in used else None for name in OWN},
                    }
                )
    return rows


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


def written(rows: list[dict[str, Any]], path: Path) -> Path:
    (pyarrow.csv.write_csv if path.suffix == ".csv" else pyarrow.parquet.write_table)(table(rows), path)
    return path


def as_designs(rows: list[dict[str, Any]]) -> dict[str, list[float]]:
    """The same stands worked out as people enter them: one project file each."""
    found = {}
    for name in dict.fromkeys(row["project"] for row in rows):
        strata = []
        for n, row in enumerate(row for row in rows if row["project"] == name):
            held = {key: row[key] for key in (*USED[row["measure"]], "stable_age") if row[key] is not None}
            curve = {"form": row["form"], **CURVES[row["form"]]}
            more = {"pool": row["pool"], "measure": row["measure"], "planted": row["planted"]}
            strata.append({"name": f"S{n}", "area_ha": row["area"], "curve": curve, **more, **held})
        project = Project(
            name=name,
            methodology=CODE,
            crediting=Period(FIRST, LAST),
            design={"strata": strata, "baseline_strata": []},
        )
        years = load(CODE).ex_ante(project, at=AT, factors=None, factor_day=AT.on).years
        found[name] = [year.values["emission_reductions"] for year in years]
    return found


def removals(given: Any, engine: Any, **more: Any) -> Any:
    return removals_of(given, first=FIRST, last=LAST, at=AT, engine=engine, **more)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["stands.parquet", "stands.csv"])
def test_a_file_gives_what_the_designs_give(engine: str, name: str, tmp_path: Path) -> None:
    rows = stands()
    expected = as_designs(rows)
    found = removals(written(rows, tmp_path / name), engine)
    assert found["project"].tolist() == [project for project in expected for _ in range(8)]
    whole = np.concatenate(list(expected.values()))
    assert np.allclose(found["emission_reductions"], whole, rtol=1e-9, atol=1e-6)
    assert found["year"].tolist() == [*range(2026, 2034)] * len(expected)
    assert found["tonnes"].dtype == np.int64
    assert (np.abs(found["tonnes"] - found["emission_reductions"]) < 1).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_with_a_baseline(engine: str) -> None:
    """The same stands on both sides leave nothing; a baseline of other projects takes nothing off."""
    rows = [row for row in stands() if row["measure"] == "volume" and row["form"] == "richards"]
    columns = {name: np.asarray(values) for name, values in table(rows).to_pydict().items()}
    columns |= {name: np.asarray(columns[name], float) for name in ("stable_age", "scale")}
    columns["planted"] = columns["planted"].astype("datetime64[D]")
    alone = removals(columns, engine)
    assert np.allclose(removals(columns, engine, baseline=columns)["emission_reductions"], 0.0, atol=1e-9)
    others = columns | {"project": np.array(["elsewhere"] * len(rows))}
    beside = removals(columns, engine, baseline=others)
    assert beside["emission_reductions"].tolist() == alone["emission_reductions"].tolist()


def test_roots_by_default_from_what_is_above_ground(tmp_path: Path) -> None:
    """exp(-1.085 + 0.9256 ln b)/b of b t/ha; a constant curve would hide it, so two engines and hand arithmetic of one year."""
    row = stands()[0] | {
        "measure": "above-default-roots",
        "planted": day("2016-01-01"),
        "area": 10.0,
        "root_shoot": None,
    }
    path = written([row], tmp_path / "one.parquet")
    found = {engine: removals(path, engine)["emission_reductions"] for engine in ("numpy", "duckdb")}

    def stock(years: float) -> float:
        above = 200 * (1 - np.exp(-0.1 * years)) ** 2
        return float((above + np.exp(-1.085 + 0.9256 * np.log(above))) * 10 * 0.5 * 44 / 12)

    by_hand = 0.9 * (stock(12.0) - stock(11.0))  # the year 2027
    for engine, values in found.items():
        assert values[1] == pytest.approx(by_hand, rel=1e-9), engine


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"area": -1.0}, "above 0"),
        ({"limit": None}, "above 0"),
        ({"planted": None}, "above 0"),
        ({"form": "straight"}, "no such kind of stand: tree · volume · straight"),
        ({"pool": "shrub"}, "no such kind of stand: shrub · volume · richards"),
    ],
)
def test_a_stand_that_cannot_be_used_is_refused_alike(
    engine: str, change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    rows = stands()
    rows[0] = rows[0] | change
    with pytest.raises(BadInput) as refusal:
        removals(written(rows, tmp_path / "stands.parquet"), engine)
    assert said in refusal.value.why.en
    assert refusal.value.why.zh


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_column_is_refused_alike(engine: str, tmp_path: Path) -> None:
    for missing in ("planted", "density"):
        rows = [{name: value for name, value in row.items() if name != missing} for row in stands()]
        with pytest.raises(BadInput, match=missing):
            removals(written(rows, tmp_path / f"{missing}.parquet"), engine)


def test_an_engine_that_cannot_says_so() -> None:
    columns = {"project": [1], "area": [1.0]}
    with pytest.raises(BadInput, match="cannot grow stands"):
        removals({name: np.array(values) for name, values in columns.items()}, "float")


def test_many_parts_are_as_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The table read three stands at a time, and projects worked on five at a time, gives the same."""
    path = written(stands(), tmp_path / "stands.parquet")
    whole = removals(path, "numpy")
    monkeypatch.setattr("ccer.compute.engines.growing.AT_ONCE", 3)
    monkeypatch.setattr("ccer.methodologies.ccer_14_001_v01.tables_of_stands.AT_ONCE", 5)
    apart = removals(path, "numpy")
    assert apart["project"].tolist() == whole["project"].tolist()
    assert apart["emission_reductions"] == pytest.approx(whole["emission_reductions"], rel=1e-12)
