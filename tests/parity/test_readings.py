"""Readings of the worked cases, account by account: the order of rows says nothing, and a meter in doubt never earns more.

`test_properties` holds the same of tables; here it is what a person hands in, with the checks and corrections of readings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pytest
from msgspec.structs import replace

from ccer.compute.meters import Status
from ccer.compute.quantities import QuantityPlan
from ccer.compute.readings import FUEL, Reading, Readings
from ccer.methodologies import codes, load

from .recorder import Call, Recorder

METERED: Final = [code for code in codes() if load(code).evidence != "plots" and load(code).published]
every = pytest.mark.parametrize("code", METERED)
CLASSES: Final = {"export": "0.5", "import": "0.5"}
"""Worst accuracy class of a meter of this direction; 2.0 of any other. [%]"""


def account(recorded: Recorder, code: str) -> tuple[Call, Readings]:
    """An account of a methodology that the cases made from readings of meters in class: the one with the fewest that earns."""
    found = [
        (call, call.arguments[1])
        for case in recorded.cases.values()
        for call in case.calls
        if call.result.methodology == code
        and call.result.kind == "ex-post"
        and call.result.tonnes > 0
        and all(row.status is Status.IN_CLASS for row in call.arguments[1].rows)
    ]
    assert found, f"no case of {code} accounts for readings"
    return min(found, key=lambda one: len(one[1].rows))


def earned(call: Call, rows: Iterable[Reading]) -> float:
    project, readings = call.arguments
    calculation = call.again(project, replace(readings, rows=tuple(rows)))
    return sum(year.values["emission_reductions"] for year in calculation.years)


def directions(rows: Iterable[Reading]) -> list[str]:
    return sorted({row.direction for row in rows})


def read_by_a_meter(code: str, direction: str) -> bool:
    plan: Any = load(code).plan
    if not isinstance(plan, QuantityPlan) or direction.startswith(FUEL):
        return True
    return next(one for one in plan.measured if one.name == direction).towards != "as-read"


@every
def test_the_order_of_readings_says_nothing(recorded: Recorder, code: str) -> None:
    call, readings = account(recorded, code)
    whole = earned(call, readings.rows)
    for seed in range(3):
        mixed = np.random.default_rng(seed).permutation(len(readings.rows))
        assert earned(call, [readings.rows[n] for n in mixed]) == pytest.approx(whole, rel=1e-12)


@every
def test_a_reading_in_doubt_never_earns_more(recorded: Recorder, code: str) -> None:
    """Each quantity that a meter reads, beyond its class: never more than in class, and the less the greater its error.

    Not calibrated, or late: never more than in class either. Some quantity of each methodology costs something.
    """
    call, readings = account(recorded, code)
    clean = earned(call, readings.rows)
    costs = 0.0
    for direction in directions(readings.rows):
        if read_by_a_meter(code, direction):
            out = [
                earned(call, doubted(readings.rows, direction, Status.OUT_OF_CLASS, e)) for e in (0.004, 0.03)
            ]
            late = [
                earned(call, doubted(readings.rows, direction, status))
                for status in (Status.UNCALIBRATED, Status.LATE)
            ]
            assert out[1] <= out[0] + 1e-6, direction
            assert max(*out, *late) <= clean + 1e-6, direction
            costs += clean - out[1]
    assert costs > 0


def doubted(
    rows: Iterable[Reading], direction: str, status: Status, error: float = 0.0
) -> tuple[Reading, ...]:
    """Readings of this direction from a meter in doubt."""
    grade = CLASSES.get(direction, "2.0")
    return tuple(
        replace(row, status=status, error=error, meter_class=grade) if row.direction == direction else row
        for row in rows
    )
