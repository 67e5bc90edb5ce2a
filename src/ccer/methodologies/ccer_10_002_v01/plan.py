"""The chain of CCER-10-002-V01: gas, electricity and fuels, sums by year, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.gas_recovery import gas_plan
from .equations import CODE, EQUATIONS

PLAN: Final = gas_plan(CODE, EQUATIONS, batch=False)
TEXT: Final = PLAN.instrument
