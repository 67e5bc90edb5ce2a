"""The bundled fictional projects: every methodology has one, and each gives the tonnes worked out by hand beside it.

Grid of the filings, label 2024: North 0.6313 and Northwest 0.62155 tCO2/MWh; diesel 42.652 · 0.0202 · 0.98 · 44/12 = 3.095910 tCO2/t.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pyproj
import pytest
import yaml

from ccer.methodologies import codes

from .conftest import Run

SAMPLES = Path(__file__).parent.parent.parent / "samples"
AS_OF = ("--as-of", "2026-11-20")
DRAFTS = ("example-carbon-storage", "example-farm-waste")
"""No methodology of theirs is published: estimated, never accounted."""
DIESEL = 42.652 * 0.0202 * 0.98 * 44 / 12
GAS = 0.01532 * 0.98 * 44 / 12
"""Of a gigajoule of natural gas. [tCO2/GJ]"""


def hectares(sample: str) -> dict[str, float]:
    """Area of each stratum on the ellipsoid, by another way than the equal-area one of the program. [ha]"""
    outlines = json.loads((SAMPLES / sample / "parcels.geojson").read_text(encoding="utf-8"))["features"]
    return {
        one["properties"]["碳层"]: abs(
            pyproj.Geod(ellps="GRS80").polygon_area_perimeter(
                *zip(*one["geometry"]["coordinates"][0], strict=True)
            )[0]
        )
        / 10_000
        for one in outlines
    }


# Nine months, January to September 2026, unless said; expected tonnes are of one year of ten where nothing else stands there.
BY_HAND: dict[str, tuple[int, float]] = {
    # a year: (150 000 − 3 000) · 0.62155 − 12 · 3.095910; nine months: 110 000 − 2 250 MWh, 6 t of diesel
    "example-solar-thermal": (
        10 * math.floor(147_000 * 0.62155 - 12 * DIESEL),
        107_750 * 0.62155 - 6 * DIESEL,
    ),
    # 120 000 GJ · 0.11 − 3 000 MWh; 60 000 GJ · 0.11 − 1 500 MWh
    "example-geothermal-heating": (
        10 * math.floor(13_200 - 3_000 * 0.6313),
        6_600 - 1_500 * 0.6313,
    ),
    # 2 000 t · 0.95 · 10 − 5 000 MWh; nine times 150 t · 0.95 · 10 − 400 MWh
    "example-green-hydrogen": (
        10 * math.floor(19_000 - 5_000 * 0.6313),
        9 * (1_425 - 400 * 0.6313),
    ),
    # 16.8 kW · 4 380 h + 94.5 kW · 8 760 h less 350 MWh; nine times 16.8 · 365 + 94.5 · 730 less 29
    "example-tunnel-lighting": (
        10 * math.floor((73.584 + 827.82 - 350) * 0.6313),
        9 * (6.132 + 68.985 - 29) * 0.6313,
    ),
    # methane 50e6 · 0.0058 · 0.0007168 = 207.872 t a month, each worth 28 − 44/16; heat 4 000 GJ · 0.11; 800 MWh; a year is twelve months
    "example-coal-mine-gas": (
        10 * math.floor(12 * (207.872 * 25.25 + 440 - 800 * 0.6313)),
        9 * (207.872 * 25.25 + 440 - 800 * 0.6313),
    ),
    # 1e6 Nm3 · 0.04 GJ less 5 MWh a month
    "example-offshore-associated-gas": (
        10 * math.floor(12 * (40_000 * GAS - 5 * 0.6313)),
        9 * (40_000 * GAS - 5 * 0.6313),
    ),
    # a year 5e6 Nm3 · 0.038 GJ less 250 MWh; five days of 400 000 Nm3 and 20 MWh
    "example-gas-well-testing": (
        10 * math.floor(190_000 * GAS - 250 * 0.6313),
        5 * (15_200 * GAS - 20 * 0.6313),
    ),
    # 200 000 Nm3 · 0.045 GJ less 25 MWh a month
    "example-onshore-associated-gas": (
        10 * math.floor(12 * (9_000 * GAS - 25 * 0.6313)),
        9 * (9_000 * GAS - 25 * 0.6313),
    ),
    # a year 16 000 t · 0.006 and two dams 10 000 · 0.005 + 6 000 · 0.01, 0.6 of it kept, 1% taken off; twenty years
    "example-check-dam": (
        20 * math.floor(96 * 0.6 * 44 / 12 * 0.99),
        110 * 0.6 * 44 / 12 * 0.99,
    ),
    # a year 2 t · 0.98 · 0.6 − 0.01 t and 60 MWh; batches 0.120 · 0.99 + 0.080 · 0.95 of which 0.6, less 0.0005 t and 45 MWh
    "example-sf6-recovery": (
        10 * math.floor((1.176 - 0.01) * 23_500 - 60 * 0.6313),
        (0.1948 * 0.6 - 0.0005) * 23_500 - 45 * 0.6313,
    ),
    # a year 60 ha · 0.43 · 44/12 · 0.95; the outline's area, 273 of 365 days; twenty years
    "example-seagrass": (
        20 * math.floor(60 * 0.43 * 44 / 12 * 0.95),
        hectares("example-seagrass")["鳗草层"] * 0.43 * 44 / 12 * 0.95 * 273 / 365.25,
    ),
}


def test_every_methodology_has_a_sample() -> None:
    held = {
        yaml.safe_load(path.read_text(encoding="utf-8"))["methodology"]
        for path in SAMPLES.glob("example-*/project.yaml")
    }
    assert held == set(codes())


def test_the_samples_are_plainly_fictional() -> None:
    for path in SAMPLES.glob("example-*/project.yaml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# 虚构"), path
        assert yaml.safe_load(text)["owner"].startswith("示例业主"), path


@pytest.mark.parametrize("sample", BY_HAND)
def test_the_tonnes_are_those_by_hand(ccer: Run, sample: str) -> None:
    ran = ccer("assess", SAMPLES / sample, *AS_OF, "--json")
    assert ran.code == 0, ran.err
    result = ran.json["receipt"]["result"]
    expected, achieved = BY_HAND[sample]
    (claim,) = result["claims"]
    assert (result["estimate"]["tonnes"], claim["calculation"]["tonnes"]) == (expected, math.floor(achieved))


@pytest.mark.slow
@pytest.mark.parametrize(
    "sample", sorted(path.parent.name for path in SAMPLES.glob("example-*/project.yaml"))
)
def test_each_sample_is_written_up_and_replayed(ccer: Run, sample: str, tmp_path: Path) -> None:
    """All files of an assessment, and a receipt that replays the same."""
    ccer("assess", SAMPLES / sample, *AS_OF, "--out", tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"decision.html", "design-document.docx", "estimate.xlsx", "receipt.json"} <= names
    if sample not in DRAFTS:
        assert {"accounting-report-1.docx", "accounting-report-1.pdf", "reductions-1.xlsx"} <= names
    again = ccer("replay", tmp_path / "receipt.json", "--json")
    assert (again.code, again.json["status"]) == (0, "same")
