"""The least-cost way to meet obligations of several years from sources with limits: exact, in integers.

A source gives whole tonnes at one cost a tonne; CCERs count only for years they are eligible for, and in a year no more than its room.
That is a transportation problem, a flow from sources to years:

    start ──quantity──► source ──► (CCERs of year y) ──room──► year y ──owed──► end        allowances go to the year directly

*Why the answer is optimal.* The flow is built by successive shortest paths. A flow is of least cost for its amount exactly when its
residual network has no cycle of negative cost. The empty flow has none, as costs are not negative. Pushing along a *shortest* path keeps
it so: with the distances d from the start as potentials every residual arc has cost c + d(u) − d(v) ≥ 0, it is 0 on the path, so the
arcs that pushing adds have 0 as well; a sum of such numbers round a cycle is not negative, and it is the cycle's cost. Each push is the
least limit on the path, a whole number, so tonnes stay whole.

*With one year it is the greedy choice*: every path then leads from one source to the year, so tonnes are taken in the order of their
cost, CCERs only while there is room. (Allowable sets of tonnes form a laminar matroid: at most `room` of the CCERs, at most `owed` of
all; greedy is optimal on a matroid.) With several years a cheap lot may be passed from one year to another, which greedy cannot do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

ENDLESS = 10**15
"""More tonnes than any obligation holds."""


class Source(NamedTuple):
    """So many tonnes at so much each.

    Parameters
    ----------
    cost : int
        Of one tonne, in any unit that makes it whole; 0 or more.
    quantity : int
        [t]
    years : frozenset of int
        For which it may be used.
    ccer : bool
        Counts against the room of the year.
    """

    cost: int
    quantity: int
    years: frozenset[int]
    ccer: bool


class Year(NamedTuple):
    """One obligation: owed in all, and the room CCERs have in it. [t]"""

    year: int
    owed: int
    room: int


class Solution(NamedTuple):
    """Tonnes by (number of the source, year), the cost in the sources' unit, and what no source could meet. [t]"""

    taken: dict[tuple[int, int], int]
    cost: int
    short: dict[int, int]


class _Network:
    """Arcs in pairs: an arc and, at the next number, the way back."""

    def __init__(self, nodes: int) -> None:
        self.leaving: list[list[int]] = [[] for _ in range(nodes)]
        self.to: list[int] = []
        self.left: list[int] = []
        self.cost: list[int] = []

    def arc(self, u: int, v: int, limit: int, cost: int) -> int:
        number = len(self.to)
        for at, head, capacity, price in ((u, v, limit, cost), (v, u, 0, -cost)):
            self.leaving[at].append(len(self.to))
            self.to.append(head)
            self.left.append(capacity)
            self.cost.append(price)
        return number

    def push(self, start: int, end: int) -> tuple[int, int]:
        """Send as much as fits along a shortest path; how much, and at which cost each. Nothing is left to send when 0."""
        far = ENDLESS * ENDLESS
        distance, by = [far] * len(self.leaving), [-1] * len(self.leaving)
        distance[start] = 0
        queue, waiting = [start], {start}
        while queue:  # Bellman and Ford: arcs back have negative costs
            u = queue.pop(0)
            waiting.discard(u)
            for number in self.leaving[u]:
                v, reached = self.to[number], distance[u] + self.cost[number]
                if self.left[number] and reached < distance[v]:
                    distance[v], by[v] = reached, number
                    if v not in waiting:
                        queue.append(v)
                        waiting.add(v)
        if distance[end] == far:
            return 0, 0
        path, node = [], end
        while node != start:
            path.append(by[node])
            node = self.to[by[node] ^ 1]
        amount = min(self.left[number] for number in path)
        for number in path:
            self.left[number] -= amount
            self.left[number ^ 1] += amount
        return amount, distance[end]


def solve(sources: Sequence[Source], years: Sequence[Year]) -> Solution:
    """Meet what is owed at least cost; what no source can meet is stated as short and costs nothing here.

    Parameters
    ----------
    sources : sequence of Source
        Among equal costs the first is taken first.
    years : sequence of Year

    Returns
    -------
    Solution
        Meets as much as can be met, and that at the least cost.
    """
    first_year = 1 + len(sources)
    end = first_year + 2 * len(years)
    network = _Network(end + 1)
    uses: dict[tuple[int, int], int] = {}
    for place, year in enumerate(years):
        units, node = first_year + 2 * place, first_year + 2 * place + 1
        network.arc(units, node, year.room, 0)
        network.arc(node, end, year.owed, 0)
    for number, source in enumerate(sources):
        if source.cost < 0 or source.quantity < 0:
            raise ValueError(f"a source has a negative cost or quantity: {source}")
        network.arc(0, 1 + number, source.quantity, source.cost)
        for place, year in enumerate(years):
            if year.year in source.years:
                target = first_year + 2 * place + (0 if source.ccer else 1)
                uses[number, year.year] = network.arc(1 + number, target, ENDLESS, 0)
    cost = 0
    while True:
        amount, each = network.push(0, end)
        if not amount:
            break
        cost += amount * each
    taken = {key: network.left[arc ^ 1] for key, arc in uses.items() if network.left[arc ^ 1]}
    met = {year.year: sum(t for (_, y), t in taken.items() if y == year.year) for year in years}
    return Solution(
        taken, cost, {year.year: year.owed - met[year.year] for year in years if year.owed > met[year.year]}
    )
