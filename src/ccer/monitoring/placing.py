"""Where sample plots go: random or systematic points in the parcels of a stratum, the same for the same seed.

A plot is a circle that must lie whole inside its parcel, at a distance from its boundary and from other plots. Points are drawn in
metres, on a transverse Mercator plane through the middle of the project.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from ..core.errors import BadInput
from ..core.text import Text
from .drafting import Parcel

Way = Literal["random", "systematic"]
WAYS: Final[tuple[Way, ...]] = ("random", "systematic")
MISSES: Final = 10_000
"""Points that fall on taken ground one after the other before the stratum is called full."""
SHRINK: Final = 0.99
"""By how much the mesh of the grid narrows while it holds too few points."""


class Room(NamedTuple):
    """What a plot takes. [m]

    Parameters
    ----------
    radius : float
        Of the plot as a circle.
    edge : float
        From the edge of the plot to the boundary of its parcel.
    apart : float
        Between the edges of two plots.
    """

    radius: float
    edge: float
    apart: float

    @property
    def spacing(self) -> float:
        """Least distance of two centres."""
        return 2 * self.radius + self.apart


class PlacedPlot(NamedTuple):
    """One plot to be laid out: its name, where it belongs, and its centre. [°]"""

    plot: str
    stratum: str
    parcel: str
    longitude: float
    latitude: float


class Ground(NamedTuple):
    """A part of a parcel where the centre of a plot may lie. [m]"""

    parcel: str
    outline: shapely.Polygon


def plot_radius(area_ha: float) -> float:
    """Radius of a circular plot. [m]"""
    return math.sqrt(area_ha * 10_000 / math.pi)


def place_plots(
    parcels: Sequence[Parcel], numbers: dict[str, int], room: Room, way: Way, seed: int
) -> tuple[PlacedPlot, ...]:
    """Centres of plots, stratum by stratum in order of name.

    Parameters
    ----------
    parcels : sequence of Parcel
        With the stratum of each.
    numbers : dict
        Stratum -> plots.
    room : Room
    way : str
        ``random``: each point anywhere alike; more plots later keep those drawn before. ``systematic``: a square grid to the north with a
        drawn origin, as wide as the number allows; points too many are taken out by lot.
    seed : int
        Of the generator (Philox); each stratum has a stream of its own.

    Raises
    ------
    BadInput
        If a stratum has no room for its plots.
    """
    outlines = [parcel.outline for parcel in parcels]
    plane = _plane(outlines)
    taken: list[tuple[float, float]] = []
    found: list[PlacedPlot] = []
    for stratum in sorted(numbers):
        ground = _ground([p for p in parcels if p.stratum == stratum], plane, room)
        random = np.random.Generator(np.random.Philox([seed, zlib.crc32(stratum.encode())]))
        draw = _random if way == "random" else _systematic
        points = draw(ground, numbers[stratum], room, random, taken)
        if len(points) < numbers[stratum]:
            raise _full(stratum, numbers[stratum], len(points))
        for n, (parcel, x, y) in enumerate(points, 1):
            longitude, latitude = plane(x, y, inverse=True)
            name = f"{stratum}-{n:0{max(2, len(str(len(points))))}d}"
            found.append(PlacedPlot(name, stratum, parcel, float(longitude), float(latitude)))
            taken.append((x, y))
    return tuple(found)


def too_narrow(parcels: Sequence[Parcel], room: Room) -> tuple[str, ...]:
    """Names of parcels in which no plot fits: they are never drawn."""
    plane = _plane(parcel.outline for parcel in parcels)
    return tuple(parcel.name for parcel in parcels if not _ground([parcel], plane, room))


Point = tuple[str, float, float]


def _plane(outlines: Iterable[shapely.Geometry]) -> pyproj.Proj:
    west, south, east, north = shapely.total_bounds(np.asarray(list(outlines), dtype=object))
    return pyproj.Proj(proj="tmerc", lat_0=(south + north) / 2, lon_0=(west + east) / 2, ellps="GRS80")


def _ground(parcels: Sequence[Parcel], plane: pyproj.Proj, room: Room) -> list[Ground]:
    """Parcels less a margin, piece by piece; a parcel too narrow for a plot gives nothing."""

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(plane(places[:, 0], places[:, 1]))

    found = []
    for parcel in parcels:
        inner = shapely.buffer(shapely.transform(parcel.outline, move), -(room.radius + room.edge))
        found += [Ground(parcel.name, part) for part in shapely.get_parts(inner) if not part.is_empty]
    return found


def _random(
    ground: list[Ground],
    number: int,
    room: Room,
    random: np.random.Generator,
    taken: list[tuple[float, float]],
) -> list[Point]:
    """Points one after the other, each anywhere alike; one on taken ground is drawn again."""
    points: list[Point] = []
    if not ground:
        return points
    areas = np.array([part.outline.area for part in ground])
    misses = 0
    while len(points) < number and misses < MISSES:
        part = ground[int(random.choice(len(ground), p=areas / areas.sum()))]
        x, y = _anywhere(part.outline, random)
        if _free(x, y, room, [*taken, *((px, py) for _, px, py in points)]):
            points.append((part.parcel, x, y))
            misses = 0
        else:
            misses += 1
    return points


def _anywhere(outline: shapely.Polygon, random: np.random.Generator) -> tuple[float, float]:
    """A point of an outline, each alike."""
    west, south, east, north = outline.bounds
    while True:
        x, y = random.uniform(west, east), random.uniform(south, north)
        if shapely.intersects_xy(outline, x, y):
            return float(x), float(y)


def _systematic(
    ground: list[Ground],
    number: int,
    room: Room,
    random: np.random.Generator,
    taken: list[tuple[float, float]],
) -> list[Point]:
    """Nodes of the widest grid that holds enough of them; those too many are taken out by lot."""
    if not ground:
        return []
    origin = random.uniform(size=2)
    mesh = math.sqrt(sum(part.outline.area for part in ground) / number)
    mesh = max(mesh, room.spacing)
    points: list[Point] = []
    while mesh >= room.spacing:
        points = [point for point in _nodes(ground, mesh, origin) if _free(*point[1:], room, taken)]
        if len(points) >= number:
            kept = np.sort(random.permutation(len(points))[:number])
            return [points[int(n)] for n in kept]
        mesh *= SHRINK
    return points


def _nodes(ground: list[Ground], mesh: float, origin: NDArray[np.float64]) -> Iterator[Point]:
    """Nodes of a grid that lie on the ground, from north to south and from west to east."""
    found = []
    for part in ground:
        west, south, east, north = part.outline.bounds
        columns = np.arange(_up(west / mesh - origin[0]), east / mesh - origin[0]) + origin[0]
        rows = np.arange(_up(south / mesh - origin[1]), north / mesh - origin[1]) + origin[1]
        x, y = (axis.ravel() for axis in np.meshgrid(columns * mesh, rows * mesh))
        inside = shapely.intersects_xy(part.outline, x, y)
        found += [(part.parcel, float(a), float(b)) for a, b in zip(x[inside], y[inside], strict=True)]
    yield from sorted(found, key=lambda point: (-point[2], point[1]))


def _up(value: float) -> float:
    """The next whole number."""
    return float(-(-value // 1))


def _free(x: float, y: float, room: Room, taken: Sequence[tuple[float, float]]) -> bool:
    """Whether a plot there keeps its distance from those that are taken."""
    if not taken:
        return True
    others = np.asarray(taken)
    return bool(np.hypot(others[:, 0] - x, others[:, 1] - y).min() >= room.spacing)


def _full(stratum: str, number: int, found: int) -> BadInput:
    return BadInput(
        what=Text(
            f"碳层 {stratum} 放不下 {number} 个样地", f"the stratum {stratum} has no room for {number} plots"
        ),
        why=Text(
            f"样地须整个落在地块内并保持间距，只放得下 {found} 个",
            f"a plot lies whole inside its parcel and keeps its distance: there is room for {found}",
        ),
        next=Text(
            "减小样地面积或间距，改用随机布设，或核对地块边界",
            "take smaller plots or distances, place them at random, or check the outlines of the parcels",
        ),
    )
