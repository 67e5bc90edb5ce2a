"""The equations of CCER-10-002-V01 as far as they are known: the shared proxy of `ccer.compute.gas_recovery`, entered under its code."""

from __future__ import annotations

from typing import Final

from ...compute.gas_recovery import enter_equations

CODE: Final = "CCER-10-002-V01"
EQUATIONS: Final = enter_equations(CODE)
