"""``ccer data sample``: the same seed writes the same files; nothing is written where the design cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

PROJECT = """
name: 示例造林
methodology: CCER-14-001-V01
design:
  sampling:
    plot_area_ha: 0.06
    seed: 5
    source: 预调查
    strata: {S1: {mean_t_ha: 60, deviation_t_ha: 15}}
files: {parcels: parcels.geojson}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ring = [[110, 30], [110.01, 30], [110.01, 30.01], [110, 30.01], [110, 30]]
    outline = {
        "type": "Feature",
        "properties": {"parcel": "D1"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "parcels.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [outline]}), encoding="utf-8"
    )
    return tmp_path


def test_files_are_written_and_the_same_again(ccer: Run, folder: Path) -> None:
    ran = ccer("data", "sample", folder, "--out", folder / "one", "--as-of", "2026-11-21")
    assert ran.code == 0
    assert "系统布设" in ran.out
    assert "需要 19 个样地（t = 1.7341）" in ran.out  # (1.734064 · 15 / 6)² = 18.79
    ccer("data", "sample", folder, "--out", folder / "two", "--as-of", "2026-11-21")
    for name in ("plots.geojson", "plots.csv"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()
    other = ccer("data", "sample", folder, "--seed", "6", "--json").json
    written = json.loads((folder / "one" / "plots.geojson").read_text(encoding="utf-8"))
    assert other["plots"]["features"] != written["features"]
    assert other["plots_needed"] == len(written["features"])


def test_an_unusable_design_writes_nothing(ccer: Run, folder: Path) -> None:
    path = folder / "project.yaml"
    path.write_text(PROJECT.replace("plot_area_ha: 0.06", "plot_area_ha: 900"), encoding="utf-8")
    ran = ccer("data", "sample", folder, "--out", folder / "one", "--lang", "en")
    assert ran.code == 2
    assert "no room" in ran.err
    assert not (folder / "one").exists()


def test_without_parcels_it_asks_for_them(ccer: Run, folder: Path) -> None:
    path = folder / "project.yaml"
    path.write_text(PROJECT.replace("files: {parcels: parcels.geojson}\n", ""), encoding="utf-8")
    assert ccer("data", "sample", folder).code == 2
    assert ccer("data", "sample", folder, "--parcels", folder / "parcels.geojson").code == 0
