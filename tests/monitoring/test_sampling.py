"""A design of sampling: numbers by hand, places that any seed must respect, and the command that writes them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.plots import plots_needed
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, CcerError
from ccer.monitoring.parcels import Parcels, read_parcels
from ccer.monitoring.placing import PlacedPlot, Room, place_plots, plot_radius, too_narrow
from ccer.monitoring.plots import read_plots
from ccer.monitoring.sampling import SamplingDesign, design_sampling, geojson, sheet
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Project

TODAY = AsOf(corpus(), dt.date(2026, 11, 21))
GEOD = pyproj.Geod(ellps="GRS80")
SAMPLING: dict[str, Any] = {
    "plot_area_ha": 0.06,
    "seed": 20_260_401,
    "source": "预调查",
    "strata": {
        "A": {"mean_t_ha": 80, "deviation_t_ha": 20},
        "B": {"mean_t_ha": 80, "deviation_t_ha": 30},
    },
}


def rectangle(west: float, south: float, width: float, height: float) -> list[list[float]]:
    east, north = west + width, south + height
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def write(path: Path, *rows: tuple[str, str, list[list[float]]]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"parcel": name, "stratum": stratum},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, stratum, ring in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Parcels:
    """Two parcels of stratum A, apart, and one of stratum B beside the first; the second of A is long and narrow."""
    path = tmp_path_factory.mktemp("map") / "parcels.geojson"
    return read_parcels(
        write(
            path,
            ("P1", "A", rectangle(110.0, 30.0, 0.01, 0.01)),
            ("P2", "A", rectangle(110.05, 30.0, 0.03, 0.0005)),
            ("P3", "B", rectangle(110.01, 30.0, 0.008, 0.01)),
        )
    )


def project(**changes: Any) -> Project:
    return Project(
        name="示例造林", methodology="CCER-14-001-V01", design={"sampling": {**SAMPLING, **changes}}
    )


def metres(one: PlacedPlot, other: PlacedPlot) -> float:
    return float(GEOD.inv(one.longitude, one.latitude, other.longitude, other.latitude)[2])


def to_boundary(plot: PlacedPlot, outline: shapely.Geometry) -> float:
    """Geodesic distance to the nearest of many points of the boundary. [m]"""
    ring = shapely.get_coordinates(shapely.segmentize(shapely.get_exterior_ring(outline), 2e-6))
    count = len(ring)
    away = GEOD.inv(np.full(count, plot.longitude), np.full(count, plot.latitude), ring[:, 0], ring[:, 1])
    return float(np.min(away[2]))


# Numbers.


def test_proportional_allocation_by_hand() -> None:
    """600 and 400 ha, s 20 and 30, mean 80, 10 %: E = 8 t/ha. Sum of w s^2 = 0.6*400 + 0.4*900 = 600.

    t at once 1.644854: (1.644854/8)^2 * 600 = 25.36, 26 plots. With t(0.9; 24) = 1.710882: 27.44, 28; with t(0.9; 26) = 1.705618: 27.27,
    28: it stays. 0.6 and 0.4 of 28: 16.8 and 11.2, rounded up 17 and 12. By weight times deviation 27 plots do (sum of w s = 24).
    """
    found = plots_needed([600.0, 400.0], [20.0, 30.0], plot_area=0.06, mean=80.0, allocation="proportional")
    assert found.t_value == pytest.approx(1.705618, abs=1e-6)
    assert found.allocation == (17, 12)
    neyman = plots_needed([600.0, 400.0], [20.0, 30.0], plot_area=0.06, mean=80.0)
    assert neyman.allocation == (14, 14)
    assert neyman.plots < found.plots


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(50, 5000), st.floats(1, 40)), min_size=2, max_size=6),
)
def test_neyman_never_needs_more(strata: list[tuple[float, float]]) -> None:
    """Sum of w s squared is at most the sum of w s^2; each stratum's share is rounded up."""
    areas, spread = [a for a, _ in strata], [s for _, s in strata]
    both = [
        plots_needed(areas, spread, plot_area=0.06, mean=80.0, plots_min=1, allocation=way)
        for way in ("neyman", "proportional")
    ]
    assert both[0].plots <= both[1].plots + len(strata)


# Places.


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["random", "systematic"]), st.integers(1, 25), st.floats(0, 8))
def test_every_plot_lies_inside_and_apart(
    parcels: Parcels, seed: int, way: Any, number: int, edge: float
) -> None:
    """Whole in its parcel with the edge left free, and no nearer to another than two radii and the distance asked for."""
    room = Room(plot_radius(0.06), edge, 5.0)
    plots = place_plots(parcels.parcels, {"A": number, "B": 3}, room, way, seed)
    assert [plot.stratum for plot in plots] == ["A"] * number + ["B"] * 3
    assert len({plot.plot for plot in plots}) == len(plots)
    outlines = {parcel.name: parcel.outline for parcel in parcels.parcels}
    for n, plot in enumerate(plots):
        assert shapely.contains_xy(outlines[plot.parcel], plot.longitude, plot.latitude)
        assert to_boundary(plot, outlines[plot.parcel]) >= room.radius + edge - 0.05
        for other in plots[:n]:
            assert metres(plot, other) >= room.spacing - 0.05


def test_the_same_seed_gives_the_same_places(parcels: Parcels) -> None:
    room = Room(plot_radius(0.06), 0.0, 0.0)
    for way in ("random", "systematic"):
        one, again, other = (
            place_plots(parcels.parcels, {"A": 12, "B": 5}, room, way, seed) for seed in (7, 7, 8)
        )
        assert one == again
        assert one != other


def test_more_plots_later_keep_those_drawn_before(parcels: Parcels) -> None:
    room = Room(plot_radius(0.06), 0.0, 0.0)
    few = place_plots(parcels.parcels, {"A": 8}, room, "random", 7)
    more = place_plots(parcels.parcels, {"A": 20}, room, "random", 7)
    assert more[:8] == few


def test_random_places_follow_area(parcels: Parcels) -> None:
    """Of 400 plots of 10 m2 in A, P1 takes its share of the ground: 965 m by 1 109 m less margins against 2 896 m by 55 m.

    Radius 1.784 m: P1 (964.9 - 3.57)(1108.7 - 3.57) = 1.0624 km2, P2 (2894.6 - 3.57)(55.4 - 3.57) = 0.1499 km2: 87.6 %, give or take
    three times sqrt(0.876*0.124/400) = 1.65 %.
    """
    plots = place_plots(parcels.parcels, {"A": 400}, Room(plot_radius(0.001), 0.0, 0.0), "random", 1)
    share = sum(plot.parcel == "P1" for plot in plots) / 400
    assert share == pytest.approx(0.876, abs=0.0495)


def test_a_parcel_too_narrow_for_a_plot_is_named(parcels: Parcels) -> None:
    """P2 is 55 m across: a plot of radius 30 m does not fit, one of 25 m does."""
    assert too_narrow(parcels.parcels, Room(30.0, 0.0, 0.0)) == ("P2",)
    assert too_narrow(parcels.parcels, Room(25.0, 0.0, 0.0)) == ()
    assert designed(parcels, plot_area_ha=0.3).narrow == ("P2",)


def test_no_room_is_refused(parcels: Parcels) -> None:
    for way in ("random", "systematic"):
        with pytest.raises(BadInput, match="no room"):
            place_plots(parcels.parcels, {"B": 3}, Room(400.0, 0.0, 0.0), way, 1)
        with pytest.raises(BadInput, match="no room for 40"):
            place_plots(parcels.parcels, {"B": 40}, Room(13.8, 0.0, 150.0), way, 1)


# A project.


def designed(parcels: Parcels, **changes: Any) -> SamplingDesign:
    return design_sampling(project(**changes), parcels, TODAY)


def test_a_design_of_a_project(parcels: Parcels) -> None:
    """Areas are those of the outlines, every figure that was not read is marked (no surer than the clause it stands on).

    A spans 0.01 * 0.01 + 0.03 * 0.0005 square degrees, B 0.008 * 0.01: 0.5897 and 0.4103 of all, so the sum of w s is 24.103, the error 8.
    27 plots: t(0.9; 25) = 1.708141, (1.708141 * 24.103 / 8)^2 = 26.49. A 27 * 11.794 / 24.103 = 13.2, B 13.8: 14 each.
    """
    design = designed(parcels)
    sizes = {s.name: s.area for s in design.strata}
    assert sizes["A"] / sum(sizes.values()) == pytest.approx(0.5897, abs=2e-4)
    assert design.number.t_value == pytest.approx(1.708141, abs=1e-6)
    assert [(s.name, s.plots) for s in design.strata] == [("A", 14), ("B", 14)]
    assert len(design.plots) == design.number.plots == 28
    marks = {value.name.rpartition("v01.")[2]: value.mark for value in design.parameters}
    assert marks == {
        "allowed_error": "uncertain",
        "confidence": "uncertain",
        "sampling.plots_min": "recalled",
        "sampling.edge_m": "uncertain",
        "sampling.apart_m": "uncertain",
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_comes_back_as_a_list_of_plots(parcels: Parcels, tmp_path: Path, lang: Any) -> None:
    design = designed(parcels)
    rows = list(csv.reader(sheet(design, lang).splitlines()))
    path = tmp_path / "plots.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([rows[0], *([*row[:-1], "2026-05-01"] for row in rows[1:])])
    read = {plot.plot: plot for plot in read_plots(path).plots}
    for plot in design.plots:
        assert read[plot.plot].stratum == plot.stratum
        assert read[plot.plot].area_ha == 0.06
        assert read[plot.plot].longitude == pytest.approx(plot.longitude, abs=1e-7)
    assert len(geojson(design)["features"]) == len(rows) - 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": None}, "seed"),
        ({"seed": -1}, "seed"),
        ({"source": ""}, "source"),
        ({"plot_area_ha": 0}, "plot_area_ha"),
        ({"way": "nice"}, "way"),
        ({"allocation": "equal"}, "allocation"),
        ({"strata": {"A": {"mean_t_ha": 80, "deviation_t_ha": 20}, "C": SAMPLING["strata"]["B"]}}, "stratum"),
        ({"strata": {**SAMPLING["strata"], "C": SAMPLING["strata"]["B"]}}, "no parcel"),
        ({"strata": {"A": {"mean_t_ha": 80}, "B": {}}}, "deviation_t_ha"),
    ],
)
def test_a_design_that_cannot_be_used(parcels: Parcels, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        designed(parcels, **changes)


def test_a_mangrove_is_sampled_alike(parcels: Parcels) -> None:
    mangrove = Project(name="示例红树林", methodology="CCER-14-002-V01", design={"sampling": SAMPLING})
    assert design_sampling(mangrove, parcels, TODAY).plots == designed(parcels).plots


def test_a_methodology_without_plots_has_no_design(parcels: Parcels) -> None:
    wind = Project(name="示例风电", methodology="CCER-01-002-V01", design={"sampling": SAMPLING})
    with pytest.raises(CcerError):
        design_sampling(wind, parcels, TODAY)
