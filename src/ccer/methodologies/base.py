"""The type every methodology folder gives; `ccer.compute.methodology` explains it."""

from __future__ import annotations

from ..compute.methodology import (
    Branch,
    EmissionSource,
    Field,
    Methodology,
    Monitored,
    Plan,
    Statement,
    Step,
)

__all__ = ["Branch", "EmissionSource", "Field", "Methodology", "Monitored", "Plan", "Statement", "Step"]
