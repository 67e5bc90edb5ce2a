"""Every worked case on every engine: what each equation and each chain of the cases gave, they give again to 1e-9.

The cases are run once and written down (`recorder`). All their equations then stand as rows of one table, a column of figures for each
parameter; all their chains stand as projects of one table for each plan. So every engine works out every figure of every case.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import numpy as np
import pytest

from ccer.compute.calculate import calculate
from ccer.compute.engines import ENGINES
from ccer.compute.methodology import Branch, Plan, Step
from ccer.core.quantities import whole_tonnes_column
from ccer.methodologies import codes

from .recorder import CASES, Chain, Evaluation, Recorder
from .tables import Data
from .test_columns import AT_ONCE, adds_up, last
from .test_kinds import EQUATIONS

NO_EX_POST: Final = {
    "CCER-DRAFT-CCUS-V00": "a draft of our own: its ex post refuses, and a case shows the refusal",
    "CCER-DRAFT-FARM-WASTE-V00": "a consultation draft: its ex post refuses, and a case shows the refusal",
}
"""Methodologies that give no accounting, with the reason."""
NO_EQUATION: Final = {
    "test_ccer_14_001_rules.py": "conditions, no figures",
    "test_ccer_14_002_trees.py": "single trees, whose coefficients are a table of data read by NumPy before the first equation",
}
"""Files of cases in which no equation is worked out, with the reason."""
NEARLY_NOTHING: Final = 1e-9
"""A milligram: differences of large figures leave this much of nothing."""

every = pytest.mark.parametrize("engine", ENGINES)


def same(found: Any, expected: Any) -> None:
    assert np.asarray(found, float) == pytest.approx(
        np.asarray(expected, float), rel=1e-9, abs=NEARLY_NOTHING
    )


# Nothing is left out.


def test_every_case_is_written_down(recorded: Recorder) -> None:
    """All cases pass, each file has one that calculates, and each final figure came out of an equation or a chain."""
    assert recorded.failed == []
    working = {name for name, case in recorded.cases.items() if case.calls or case.equations}
    files = {name.partition("::")[0].rpartition("/")[2] for name in working}
    assert {path.name for path in CASES.glob("test_*.py")} - files == set(NO_EQUATION)
    for name, case in recorded.cases.items():
        given = [np.asarray(one.result, float).ravel() for one in case.equations]
        given += [np.asarray(one.result[one.plan.tonnes], float) for one in case.chains]
        known = set(np.concatenate([np.zeros(0), *given]).tolist())
        made = {y.values["emission_reductions"] for one in case.calls for y in one.result.years}
        assert made <= known, name


def test_every_methodology_has_cases_before_and_after(recorded: Recorder) -> None:
    """Expected and achieved reductions of each methodology stand in some case; a new one that has none fails here."""
    made = {(c.result.methodology, c.result.kind) for case in recorded.cases.values() for c in case.calls}
    wanted = {(code, kind) for code in codes() for kind in ("ex-ante", "ex-post")}
    assert wanted - made == {(code, "ex-post") for code in NO_EX_POST}


# Equations.


def test_every_equation_is_worked_out_in_some_case(recorded: Recorder) -> None:
    """Each body, with figures; a new equation that no case reaches fails here."""
    reached = {one.equation.function for one in evaluations(recorded)}
    assert [one.cite for one in EQUATIONS if one.function not in reached] == []


def rows_of(recorded: Recorder) -> dict[Any, dict[tuple[float, ...], float]]:
    """Figures and result of each call of an equation for one row, each once, by its body."""
    found: dict[Any, dict[tuple[float, ...], float]] = defaultdict(dict)
    for one in evaluations(recorded):
        if not adds_up(one.equation):
            columns = np.broadcast_arrays(*one.figures, one.result)
            table = np.stack([np.asarray(column, float).ravel() for column in columns], axis=1)
            found[one.equation.function] |= {
                tuple(row[:-1]): row[-1] for row in table.tolist() if np.isfinite(row).all()
            }
    return found


def sums_of(recorded: Recorder) -> dict[Any, list[Evaluation]]:
    """Calls of the equations that are sums, by their body; a sum of nothing has no row and is left out."""
    found: dict[Any, list[Evaluation]] = defaultdict(list)
    for one in evaluations(recorded):
        alone = np.ndim(one.result) == 0  # else a sum by groups, which its chain holds
        if adds_up(one.equation) and alone and all(np.size(figure) for figure in one.figures):
            found[one.equation.function].append(one)
    return found


def evaluations(recorded: Recorder) -> list[Evaluation]:
    return [one for case in recorded.cases.values() for one in case.equations]


def of_function() -> dict[Any, Any]:
    return {equation.function: equation for equation in EQUATIONS}


@every
def test_equations_of_the_cases(recorded: Recorder, engine: Any) -> None:
    held = rows_of(recorded)
    count = max(len(rows) for rows in held.values())
    steps, columns, expected = [], {}, {}
    for place, (function, rows) in enumerate(held.items()):
        equation, name = of_function()[function], f"equation_{place}"
        figures = np.array([*rows, *[next(iter(rows))] * (count - len(rows))], float)
        inputs = {parameter: f"{name}_{parameter}" for parameter in equation.parameters}
        columns |= {column: figures[:, n] for n, column in enumerate(inputs.values())}
        steps.append(Step(equation, name, inputs))
        expected[name] = list(rows.values())
    branch = Branch("rows", tuple(steps), sums=tuple(expected))
    found = calculate(Plan("TEST", (branch,), (last((branch,)),)), table(count, {"rows": columns}), engine)
    for name, results in expected.items():
        same(found[name][: len(results)], results)


@every
def test_sums_of_the_cases(recorded: Recorder, engine: Any) -> None:
    held = list(sums_of(recorded).items())
    for first in range(0, len(held), AT_ONCE):
        branches, tables, expected = [], {}, {}
        for function, calls in held[first : first + AT_ONCE]:
            equation = of_function()[function]
            name = equation.function.__name__
            parts = [np.broadcast_arrays(*(np.atleast_1d(one) for one in call.figures)) for call in calls]
            tables[f"of_{name}"] = {
                "project": np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts]),
                **{
                    parameter: np.concatenate([part[n] for part in parts]).astype(float)
                    for n, parameter in enumerate(equation.parameters)
                },
            }
            branches.append(Branch(f"of_{name}", (), total=Step(equation, name)))
            expected[name] = [float(call.result) for call in calls]
        count = max(len(results) for results in expected.values())
        plan = Plan("TEST", tuple(branches), (last(tuple(branches)),))
        found = calculate(plan, table(count, tables), engine)
        for name, results in expected.items():
            same(found[name][: len(results)], results)


def table(count: int, tables: dict[str, dict[str, Any]]) -> Data:
    """Tables of so many projects, one year."""
    whole: Data = {
        "projects": {"project": np.arange(count), "grid": ["East"] * count},
        "factors": {"grid": ["East"], "year": [2025], "combined_margin": [0.5]},
    }
    for name, columns in tables.items():
        rows = len(next(iter(columns.values())))
        whole[name] = {"project": np.arange(rows), "year": np.full(rows, 2025), **columns}
    return whole


# Chains.


def chains_of(recorded: Recorder) -> list[list[Chain]]:
    """Chains of one plan together; a methodology may make another plan of another design."""
    found: list[list[Chain]] = []
    for one in (chain for case in recorded.cases.values() for chain in case.chains):
        alike = next((held for held in found if held[0].plan == one.plan), None)
        if alike is None:
            found.append(alike := [])
        alike.append(one)
    return found


def merged(chains: list[Chain]) -> tuple[Data, list[dict[Any, int]]]:
    """Tables of all chains as one, each with projects and grids of its own; and which project became which."""
    parts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    numbers, count = [], 0
    for place, chain in enumerate(chains):
        own = {one: count + n for n, one in enumerate(chain.tables["projects"]["project"].tolist())}
        count += len(own)
        numbers.append(own)
        for name, columns in chain.tables.items():
            for column, values in columns.items():
                changed = values
                if column == "project":
                    changed = np.array([own[one] for one in values.tolist()], np.int64)
                if column == "grid":
                    changed = np.array([f"{place}-{one}" for one in values.tolist()])
                parts[name][column].append(changed)
    return {
        name: {column: np.concatenate(held) for column, held in columns.items()}
        for name, columns in parts.items()
    }, numbers


@every
def test_chains_of_the_cases(recorded: Recorder, engine: Any) -> None:
    for chains in chains_of(recorded):
        data, numbers = merged(chains)
        found = calculate(chains[0].plan, data, engine)
        for chain, own in zip(chains, numbers, strict=True):
            here = np.isin(found["project"], list(own.values()))
            assert found["year"][here].tolist() == chain.result["year"].tolist()
            for name in set(chain.result) - {"project", "year"}:
                same(found[name][here], chain.result[name])
            whole = whole_tonnes_column(np.asarray(chain.result[chain.plan.tonnes], float))
            assert found["tonnes"][here].tolist() == whole.tolist()
