"""The API against what nobody would send: generated from its own description, every operation, with and without a token. Never a failure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from ccer_platform import clock

from .api_client import Program
from .story import cast, token

schemathesis = pytest.importorskip("schemathesis")
BEGIN = dt.datetime(2026, 3, 2, 9, tzinfo=clock.BEIJING)


@pytest.mark.slow
@pytest.mark.usefixtures("database")
def test_nothing_makes_it_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    from ccer_platform import limits
    from ccer_platform.wsgi import application

    monkeypatch.setattr(limits, "LIMITS", dict.fromkeys(limits.LIMITS, (10**9, 60)))
    cast(BEGIN)
    bearers = ["", token("owner:sea", "maker", BEGIN), token("registry:ncsc", "maker", BEGIN)]
    document = Program(at=BEGIN).get("/api/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    failed = [said for each in schema.get_all_operations() for said in failures(each.ok(), bearers)]
    assert not failed, failed[:5]


def failures(operation: Any, bearers: list[str]) -> list[str]:
    """What an operation could not take, by every token."""
    found: list[str] = []

    @settings(
        max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        for bearer in bearers:
            with clock.fixed(BEGIN):
                answer = case.call(headers={"Authorization": f"Bearer {bearer}"} if bearer else None)
            if answer.status_code >= 500:
                found.append(f"{operation.label}: {answer.status_code} {answer.text[:300]}")

    attempt()
    return found
