"""What the worked cases calculate, written down while they run: each equation with its figures, each chain with its tables, each result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pytest

from ccer.compute import calculate as calculating
from ccer.compute.engines import Table, load_engine
from ccer.compute.equation import Equation
from ccer.compute.methodology import Methodology, Plan
from ccer.compute.result import Calculation

CASES: Final = Path(__file__).resolve().parent.parent / "cases"


class Evaluation(NamedTuple):
    """One call of an equation with figures, and what it gave."""

    equation: Equation
    figures: tuple[Any, ...]
    result: Any


class Chain(NamedTuple):
    """One run of a plan over tables, and what it gave."""

    plan: Plan
    tables: dict[str, Table]
    result: Table


class Call(NamedTuple):
    """One call of a methodology, and what it gave."""

    function: Any
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    result: Calculation

    def again(self, *arguments: Any) -> Calculation:
        """The same call with these first arguments in place of its own."""
        result: Calculation = self.function(*arguments, *self.arguments[len(arguments) :], **self.named)
        return result


class Case:
    """What one case calculated."""

    def __init__(self) -> None:
        self.equations: list[Evaluation] = []
        self.chains: list[Chain] = []
        self.calls: list[Call] = []


class Recorder:
    """A plugin of pytest that keeps what each case calculates; property tests and those on Spark are left out."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.failed: list[str] = []
        self.now: Case | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [
            item
            for item in items
            if not getattr(item.obj, "is_hypothesis_test", False)
            and not (hasattr(item, "callspec") and item.callspec.params.get("engine") == "spark")
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: Any) -> Iterator[None]:
        self.now = self.cases[item.nodeid] = Case()
        try:
            return (yield)
        finally:
            self.now = None

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Equations, engines and methodologies as they are, each also written down."""
        call, methods = (
            Equation.__call__,
            {name: getattr(Methodology, name) for name in ("ex_ante", "ex_post")},
        )

        def heard(equation: Equation, *args: Any, **named: Any) -> Any:
            result = call(equation, *args, **named)
            figures = (*args, *(named[name] for name in equation.parameters[len(args) :]))
            if self.now is not None and all(isinstance(one, (int, float, np.ndarray)) for one in figures):
                self.now.equations.append(Evaluation(equation, figures, result))
            return result

        def engine(name: Any) -> Any:
            return _Heard(load_engine(name), self)

        def method(name: str) -> property:
            held = methods[name]
            return property(
                lambda one: _kept(held.__get__(one), self), lambda one, value: held.__set__(one, value)
            )

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Equation, "__call__", heard)
            patch.setattr(calculating, "load_engine", engine)
            for name in methods:
                patch.setattr(Methodology, name, method(name))
            yield


class _Heard:
    def __init__(self, engine: Any, recorder: Recorder) -> None:
        self.engine, self.recorder = engine, recorder

    def calculate(self, plan: Plan, tables: dict[str, Table]) -> Table:
        result: Table = self.engine.calculate(plan, tables)
        if self.recorder.now is not None:
            self.recorder.now.chains.append(Chain(plan, tables, dict(result)))
        return result


def _kept(function: Any, recorder: Recorder) -> Any:
    def call(*args: Any, **named: Any) -> Any:
        result = function(*args, **named)
        if recorder.now is not None and isinstance(result, Calculation):
            recorder.now.calls.append(Call(function, args, named, result))
        return result

    return call


def run_the_cases() -> Recorder:
    """Every case of ``tests/cases`` run once, written down."""
    recorder = Recorder()
    quiet = ["-q", "-p", "no:cacheprovider"]
    with recorder.listening():
        pytest.main([str(CASES), *quiet], plugins=[recorder])
    return recorder
