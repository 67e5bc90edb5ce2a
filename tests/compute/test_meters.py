"""Conservative corrections of 7.3.4, by hand.

1 000 MWh, class 0.5 (limit 0.5 %), error found 0.8 %:
export in class 1 000; beyond class 1 000·(1−0.008) = 992; not calibrated, or late 1 000·(1−0.005) = 995.
import in class 1 000; beyond class 1 008; not calibrated, or late 1 005. Fuel as import.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.compute.meters import (
    STATUS_NAMES,
    STATUS_TEXT,
    Status,
    applied_error,
    corrected_export,
    corrected_fuel,
    corrected_import,
)

BY_HAND = {
    "in-class": (1000.0, 1000.0),
    "out-of-class": (992.0, 1008.0),
    "uncalibrated": (995.0, 1005.0),
    "late": (995.0, 1005.0),
}


@pytest.mark.parametrize(("name", "expected"), BY_HAND.items())
@pytest.mark.parametrize("found", [0.008, -0.008])
def test_each_status(name: str, expected: tuple[float, float], found: float) -> None:
    error = applied_error(STATUS_NAMES[name].value, found, 0.005)
    assert corrected_export(1000.0, error) == pytest.approx(expected[0])
    assert corrected_import(1000.0, error) == pytest.approx(expected[1])
    assert corrected_fuel(1000.0, error) == pytest.approx(expected[1])


def test_a_column_of_meters() -> None:
    error = applied_error(np.array([0, 1, 2, 3]), np.full(4, -0.008), np.full(4, 0.005))
    assert corrected_export(np.full(4, 1000.0), error) == pytest.approx([row[0] for row in BY_HAND.values()])
    assert corrected_import(np.full(4, 1000.0), error) == pytest.approx([row[1] for row in BY_HAND.values()])


def test_every_status_has_a_name_and_a_text() -> None:
    assert set(STATUS_NAMES.values()) == set(Status) == set(STATUS_TEXT)


@given(st.floats(0, 1e6), st.sampled_from(list(Status)), st.floats(-0.05, 0.05), st.floats(0, 0.02))
def test_a_correction_never_helps(metered: float, status: Status, found: float, limit: float) -> None:
    error = applied_error(status.value, found, limit)
    assert 0 <= corrected_export(metered, error) <= metered <= corrected_import(metered, error)
