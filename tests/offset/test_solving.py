"""The solver against exhaustive search: on thousands of small cases it is never worse, and never breaks a limit."""

from __future__ import annotations

import functools
import random
from collections import Counter

from ccer.offset.solving import Source, Year, solve


def exhaustive(sources: list[Source], years: list[Year]) -> tuple[int, int]:
    """Least shortfall, then least cost, over every way to hand out whole tonnes."""

    @functools.cache
    def best(number: int, owed: tuple[int, ...], room: tuple[int, ...]) -> tuple[int, int]:
        if number == len(sources):
            return sum(owed), 0
        source = sources[number]

        def give(place: int, left: int, owed: tuple[int, ...], room: tuple[int, ...]) -> tuple[int, int]:
            if place == len(years):
                return best(number + 1, owed, room)
            found = give(place + 1, left, owed, room)
            if years[place].year in source.years:
                most = min(left, owed[place], room[place] if source.ccer else left)
                for tonnes in range(1, most + 1):
                    lower = tuple(o - tonnes * (i == place) for i, o in enumerate(owed))
                    less = (
                        tuple(r - tonnes * (i == place) for i, r in enumerate(room)) if source.ccer else room
                    )
                    short, cost = give(place + 1, left - tonnes, lower, less)
                    found = min(found, (short, cost + tonnes * source.cost))
            return found

        return give(0, source.quantity, owed, room)

    return best(0, tuple(y.owed for y in years), tuple(y.room for y in years))


def some_case(rng: random.Random) -> tuple[list[Source], list[Year]]:
    years = [Year(2024 + n, rng.randint(0, 4), rng.randint(0, 3)) for n in range(rng.randint(1, 3))]
    every = [year.year for year in years]
    sources = [
        Source(
            rng.randint(0, 9),
            rng.randint(0, 4),
            frozenset(y for y in every if rng.random() < 0.7),
            rng.random() < 0.6,
        )
        for _ in range(rng.randint(1, 4))
    ]
    return sources, years


def check_limits(sources: list[Source], years: list[Year], taken: dict[tuple[int, int], int]) -> None:
    of_source, of_year, units = Counter[int](), Counter[int](), Counter[int]()
    for (number, year), tonnes in taken.items():
        assert tonnes > 0
        assert year in sources[number].years
        of_source[number] += tonnes
        of_year[year] += tonnes
        units[year] += tonnes * sources[number].ccer
    assert all(tonnes <= sources[number].quantity for number, tonnes in of_source.items())
    assert all(of_year[y.year] <= y.owed and units[y.year] <= y.room for y in years)


def test_it_is_never_worse_than_exhaustive_search() -> None:
    rng = random.Random(20261121)
    short_ones = 0
    for _ in range(4000):
        sources, years = some_case(rng)
        found = solve(sources, years)
        check_limits(sources, years, found.taken)
        assert (sum(found.short.values()), found.cost) == exhaustive(sources, years), (sources, years)
        assert found.cost == sum(tonnes * sources[number].cost for (number, _), tonnes in found.taken.items())
        short_ones += bool(found.short)
    assert 500 < short_ones < 3500


def test_with_one_year_it_is_the_greedy_choice() -> None:
    """Tonne by tonne in the order of cost, units only while there is room."""
    rng = random.Random(7)
    for _ in range(1000):
        year = Year(2025, rng.randint(0, 300), rng.randint(0, 80))
        sources = [
            Source(rng.randint(0, 10_000), rng.randint(0, 90), frozenset({2025}), rng.random() < 0.6)
            for _ in range(8)
        ]
        owed, room, cost = year.owed, year.room, 0
        for source in sorted(sources, key=lambda s: s.cost):
            tonnes = min(source.quantity, owed, room if source.ccer else owed)
            owed, room, cost = owed - tonnes, room - tonnes * source.ccer, cost + tonnes * source.cost
        found = solve(sources, [year])
        assert (found.cost, sum(found.short.values())) == (cost, owed)


def test_a_lot_goes_to_the_year_that_has_nothing_else() -> None:
    """Greedy would spend the cheap lot on the first year; only the second has no other use for its room."""
    both, first = frozenset({2024, 2025}), frozenset({2024})
    sources = [Source(10, 5, both, True), Source(11, 5, first, True), Source(100, 50, both, False)]
    found = solve(sources, [Year(2024, 5, 5), Year(2025, 5, 5)])
    assert found.taken == {(0, 2025): 5, (1, 2024): 5}
    assert found.cost == 105
