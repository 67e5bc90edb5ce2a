"""Every equation on the columns of every engine, those of methodologies whose chain is no plan of tables among them: 1e-9 of the floats."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pytest
import sympy

from ccer.compute.calculate import calculate
from ccer.compute.equation import Equation
from ccer.compute.methodology import Branch, Plan, Step

from .tables import OTHERS, Data, agree
from .test_kinds import EQUATIONS, value_of

PROJECTS: Final = np.arange(4)
BODIES: Final = {
    f"equation_{place}": equation
    for place, equation in enumerate({e.function: e for e in EQUATIONS}.values())
}
"""Each body once; several methodologies enter one as their own."""
NET_EXPORT: Final = next(e for e in EQUATIONS if (e.code, e.number) == ("CCER-01-002-V01", "2"))
AT_ONCE: Final = 6
"""Sums in one plan; each is a table of its own, and Spark takes its time to join many."""


def adds_up(equation: Equation) -> bool:
    """Whether it has a sum sign, so that it is no matter of one row."""
    made = equation(*map(sympy.Symbol, equation.parameters))
    return any(type(part).__name__ == "Total" for part in sympy.preorder_traversal(made))


def chains() -> list[Plan]:
    """Plans of every body, each under a name of its own: those of a row in one table, each sum in its own."""
    rows = {name: equation for name, equation in BODIES.items() if not adds_up(equation)}
    sums = [name for name in BODIES if name not in rows]
    of_rows = Branch("rows", tuple(Step(one, name) for name, one in rows.items()), sums=tuple(rows))
    tables = [(of_rows,)]
    for first in range(0, len(sums), AT_ONCE):
        some = sums[first : first + AT_ONCE]
        tables.append(tuple(Branch(f"of_{name}", (), total=Step(BODIES[name], name)) for name in some))
    return [Plan("TEST", branches, (last(branches),)) for branches in tables]


def last(branches: tuple[Branch, ...]) -> Step:
    """A plan ends in reductions: here the first result, less nothing."""
    first = branches[0].results[0]
    return Step(NET_EXPORT, "emission_reductions", {"exported_energy": first, "imported_energy": 0.0})


def made_up(plan: Plan) -> Data:
    """One row for each project, near the values at which the equations are tried, no two alike."""
    factors = {"grid": ["East"], "year": [2025], "combined_margin": [0.5]}
    data: Data = {"projects": {"project": PROJECTS, "grid": ["East"] * len(PROJECTS)}, "factors": factors}
    spread = 1 + PROJECTS / 100
    for branch in plan.branches:
        steps = (*branch.steps, *([branch.total] if branch.total else []))
        names = {name for step in steps for name in step.equation.parameters}
        values: dict[str, Any] = {name: value_of(name) * spread for name in names}
        data[branch.table] = {"project": PROJECTS, "year": np.full(len(PROJECTS), 2025), **values}
    return data


@pytest.mark.parametrize("engine", OTHERS)
def test_every_equation_on_every_engine(engine: Any) -> None:
    tried: set[str] = set()
    for plan in chains():
        data = made_up(plan)
        expected = calculate(plan, data, "float")
        for name in (name for branch in plan.branches for name in branch.results):
            one = BODIES[name](*(value_of(parameter) for parameter in BODIES[name].parameters))
            assert expected[name][0] == pytest.approx(one, rel=1e-12), BODIES[name].cite
            tried.add(name)
        agree(expected, calculate(plan, data, engine))
    assert tried == set(BODIES)
