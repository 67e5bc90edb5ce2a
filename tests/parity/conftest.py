"""The worked cases, run once for all tests of this folder."""

from __future__ import annotations

import pytest

from .recorder import Recorder, run_the_cases


@pytest.fixture(scope="session")
def recorded() -> Recorder:
    return run_the_cases()
