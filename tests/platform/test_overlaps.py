"""The same ground, plant or power is found before notice, exactly, and stands in the way until two people of the registry clear it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ccer.core.errors import BadInput
from ccer.project.life.model import Life
from ccer_platform.actions import places
from ccer_platform.actions.around import Stored
from ccer_platform.actions.base import Actor
from ccer_platform.actions.listing import listed, write_life
from ccer_platform.actions.lives import take
from ccer_platform.actions.overlaps import Overlap, found
from ccer_platform.store.models import Place

pytestmark = pytest.mark.usefixtures("database", "morning")
REGISTRY = Actor("registry", "registry:r", seat="maker", user=1)
ROAD = ("NONE", "DRAFT", "PUB_AUDIT")


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def project(
    code: str, *shapes: dict[str, Any], methodology: str = "CCER-14-001-V01", state: str = "PUB_AUDIT"
) -> Life:
    """An application of an owner of its own, with its parcels declared."""
    facts = {"owner": f"o-{code}", "project": {"name": f"示例造林{code}", "methodology": methodology}}
    life = Life(machine="project", id=code)
    for step in ("DRAFT", "PUB_AUDIT"):
        life = Life(machine="project", id=code, state=step, facts=facts, entered={step: dt.date(2026, 3, 2)})
        write_life(life, 1, Stored())
        if step == "DRAFT" and shapes:
            owner = Actor("owner", f"owner:o-{code}", seat="maker", user=2)
            places.declare(owner, code, [{"name": f"p{n}", "shape": shape} for n, shape in enumerate(shapes)])
        if step == state:
            break
    listed([life], Stored())
    return life


def only(life: Life) -> Overlap:
    (one,) = found(life)
    return one


def publishing(code: str) -> list[str]:
    """What stands in the way of the notice."""
    return [r.code for r in take(REGISTRY, "project", code, "publish", checker="person:9").outcome.refusals]


def test_parcels_that_overlap_are_found_with_what_they_share() -> None:
    project("a", square(100.0, 35.0))
    seen = only(project("b", square(100.005, 35.0), square(101, 36)))
    assert (seen.against, seen.kind, seen.name) == ("project:a", "area", "示例造林a")
    # half of a square of 0.01° at 35° N: 0.005° × 91.29 km × 0.01° × 110.94 km = 50.6 ha (GRS 80); a quarter of b's two squares
    assert seen.area_ha == pytest.approx(50.6, abs=0.1)
    assert seen.share == pytest.approx(0.25, abs=0.002)
    ((ring,),) = [outline["coordinates"] for outline in seen.outlines]
    assert {tuple(corner) for corner in ring} == {
        (100.005, 35.0),
        (100.01, 35.0),
        (100.01, 35.01),
        (100.005, 35.01),
    }
    assert "no_overlap" in publishing("b")


def test_parcels_that_only_touch_are_neighbours() -> None:
    project("a", square(100.0, 35.0))
    assert found(project("b", square(100.01, 35.0))) == ()
    assert "no_overlap" not in publishing("b")
    # boxes that meet are not enough: two triangles of one square, divided by its diagonal
    low = {"type": "Polygon", "coordinates": [[[110, 30], [110.01, 30], [110, 30.01], [110, 30]]]}
    high = {"type": "Polygon", "coordinates": [[[110.01, 30], [110.01, 30.01], [110, 30.01], [110.01, 30]]]}
    project("c", low)
    assert found(project("d", high)) == ()


def test_a_plant_at_the_same_point_under_another_methodology_is_the_same_plant() -> None:
    point = {"type": "Point", "coordinates": [121.947383, 32.773183]}
    project("a", point, methodology="CCER-01-002-V01")
    near = {"type": "Point", "coordinates": [121.947383, 32.773983]}  # 0.0008° of latitude: 89 m
    far = {"type": "Point", "coordinates": [121.947383, 32.774283]}  # 0.0011°: 122 m
    seen = only(project("b", near, methodology="CCER-01-001-V01"))
    assert (seen.against, seen.kind, seen.methodology) == ("project:a", "point", "CCER-01-002-V01")
    assert seen.distance_m == pytest.approx(0.0008 * 110_910, abs=0.5)
    assert [each.against for each in found(project("c", far))] == ["project:b"]
    assert "project:a" in {each.against for each in found(project("d", square(121.94, 32.77)))}


def test_a_foreign_list_is_found_though_its_coordinates_are_swapped() -> None:
    life = project("a", {"type": "Point", "coordinates": [105.818554, 25.772137]})
    rows = [
        {"number": "GS-1", "name": "Sample plant", "longitude": "25°46′20″", "latitude": "105°49′07″"},
        {"number": "GS-2", "name": "示例造林a"},
        {"number": "GS-3", "name": "Elsewhere", "longitude": "118.5", "latitude": "30.1"},
    ]
    assert places.list_foreign(REGISTRY, "vcs", "示例清单 2026-03-01", rows) == 3
    assert {each.against: each.kind for each in found(life)} == {
        "foreign:vcs/GS-1": "point",
        "foreign:vcs/GS-2": "name",
    }
    assert Place.objects.get(case="foreign:vcs/GS-1").swapped
    with pytest.raises(BadInput):
        places.list_foreign(
            REGISTRY, "vcs", "示例清单", [{"number": "1", "name": "x", "longitude": "10", "latitude": "20"}]
        )


def test_green_certificates_for_the_same_power_stand_in_the_way_of_a_filing() -> None:
    point = {"type": "Point", "coordinates": [121.947383, 32.773183]}
    plant = project("a", point, methodology="CCER-01-002-V01")
    rows = [
        {"number": "G-1", "name": "x", "kind": "green-certificates", "longitude": "121.947383", "latitude": "32.773183",
         "period_start": "2025-06-01", "period_end": "2025-06-30"},
        {"number": "G-2", "name": "x", "kind": "green-certificates", "longitude": "121.947383", "latitude": "32.773183",
         "period_start": "2024-12-01", "period_end": "2024-12-31"},
    ]  # fmt: skip
    places.list_foreign(REGISTRY, "gec", "示例清单 2026-03-01", rows)
    filing = Life(
        machine="reduction", id="r", state="DRAFT", parent=plant.subject,
        facts={"reduction": {"period": {"start": "2025-01-01", "end": "2025-12-31"}}}, entered={"DRAFT": dt.date(2026, 3, 2)},
    )  # fmt: skip
    assert [(each.against, each.kind) for each in found(filing)] == [("foreign:gec/G-1", "power")]
    assert found(plant) == ()


def test_clearing_takes_a_reason_and_two_people_and_ends_when_an_outline_moves() -> None:
    project("a", square(100.0, 35.0))
    life = project("b", square(100.005, 35.0), state="DRAFT")
    seen = only(life)
    given = {"against": seen.against, "reason": "两地块为上下层立体用地，核实为不同活动"}
    alone = take(REGISTRY, "overlap", seen.code, "clear", facts=given, parent=life.subject)
    assert [r.code for r in alone.outcome.refusals] == ["four-eyes"]
    bare = take(
        REGISTRY,
        "overlap",
        seen.code,
        "clear",
        facts={"against": "x"},
        parent=life.subject,
        checker="person:9",
    )
    assert [r.severity for r in bare.outcome.refusals] == ["missing"]
    assert not take(
        REGISTRY, "overlap", seen.code, "clear", facts=given, parent=life.subject, checker="person:9"
    ).refused
    assert only(life).cleared
    assert [each.cleared for each in found(Life(machine="project", id="a", state="PUB_AUDIT"))] == [True]
    owner = Actor("owner", "owner:o-b", seat="maker", user=2)
    places.declare(owner, "b", [{"name": "p0", "shape": square(100.004, 35.0)}])
    assert not only(life).cleared


@pytest.mark.parametrize(
    "shape",
    [
        square(35.0, 100.0),  # longitude and latitude swapped
        {
            "type": "Polygon",
            "coordinates": [[[100, 35], [100.01, 35.01], [100.01, 35], [100, 35.01], [100, 35]]],
        },  # a bow tie
        {"type": "LineString", "coordinates": [[100, 35], [101, 36]]},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Point", "coordinates": [float("nan"), 35]},
    ],
)
def test_a_shape_that_cannot_be_is_refused_and_nothing_is_written(shape: dict[str, Any]) -> None:
    project("a", state="DRAFT")
    with pytest.raises(BadInput):
        places.declare(
            Actor("owner", "owner:o-a", seat="maker", user=2), "a", [{"name": "p", "shape": shape}]
        )
    assert not Place.objects.exists()
