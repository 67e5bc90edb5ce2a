"""``ccer data preview``: what was understood, in either language and as JSON; exit code 2 where it cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run

TREES = "样地号,树种,胸径(mm),树高(m),备注\nP1,杉木,125,8.5,\nP1,马尾松,200,11,偏冠\n"


def test_trees_are_recognised_and_their_columns_named(ccer: Run, tmp_path: Path) -> None:
    path = tmp_path / "trees.csv"
    path.write_text(TREES, encoding="utf-8")
    ran = ccer("data", "preview", path)
    assert ran.code == 0
    for words in ("每木检尺表", "“胸径(mm)” → 胸径 [mm，表头]，例如 125、200", "忽略的列：备注", "可以使用"):
        assert words in ran.out
    english = ccer("data", "preview", path, "--lang", "en").out
    assert "“胸径(mm)” → DBH [mm, heading], e.g. 125, 200" in english


def test_a_unit_that_is_not_stated_is_asked_for_and_may_be_declared(ccer: Run, tmp_path: Path) -> None:
    path = tmp_path / "trees.csv"
    path.write_text(TREES.replace("(mm)", ""), encoding="utf-8")
    ran = ccer("data", "preview", path, "--lang", "en")
    assert ran.code == 2
    assert "[no unit]" in ran.out
    assert "“胸径” has no unit" in ran.err
    declared = ccer("data", "preview", path, "--unit", "dbh=mm", "--json")
    assert declared.code == 0
    dbh = declared.json["sheets"][0]["columns"][2]
    assert (dbh["field"], dbh["unit"], dbh["examples"]) == ("dbh", "mm", ["125", "200"])
    assert ccer("data", "preview", path, "--unit", "dbh").code == 2


def test_readings_of_meters_are_recognised(ccer: Run, tmp_path: Path) -> None:
    path = tmp_path / "readings.csv"
    path.write_text("月份,计量点,方向,电量,单位\n2025-01,主表,上网,100,MWh\n", encoding="utf-8")
    ran = ccer("data", "preview", path, "--json")
    assert (ran.code, ran.json["kind"]) == (0, "meters")
    assert [column["field"] for column in ran.json["sheets"][0]["columns"]] == [
        "month",
        "point",
        "direction",
        "value",
        "unit",
    ]


def test_parcels_are_measured(ccer: Run, tmp_path: Path) -> None:
    ring = [[110, 30], [110.01, 30], [110.01, 30.01], [110, 30.01], [110, 30]]
    outline = {
        "type": "Feature",
        "properties": {"parcel": "D1", "面积_亩": 1650},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [outline]}), encoding="utf-8")
    ran = ccer("data", "preview", path)
    assert ran.code == 0
    assert "WGS 84（EPSG:4326）" in ran.out
    assert "申报 110.0000 ha" in ran.out
    (parcel,) = ccer("data", "preview", path, "--json").json["parcels"]
    assert parcel["measured_mu"] == parcel["measured_ha"] * 15


def test_a_broken_file_leaves_with_its_refusal(ccer: Run, tmp_path: Path) -> None:
    path = tmp_path / "trees.csv"
    path.write_text(TREES.replace("杉木", "杉树木"), encoding="utf-8")
    ran = ccer("data", "preview", path, "--json")
    assert ran.code == 2
    assert ran.json["refusal"]["error"] == "BadInput"
    assert "第 2 行" in ran.json["refusal"]["what"]
    assert ccer("data", "preview", tmp_path / "none.csv").code == 2
