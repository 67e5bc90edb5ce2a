"""The equations of CCER-14-003-V01 as far as they are known: a proxy, numbered by us; bodies in `ccer.compute.coastal_equations`."""

from __future__ import annotations

from typing import Final

from ...compute.coastal_equations import enter

CODE: Final = "CCER-14-003-V01"
EQUATIONS: Final = enter(CODE)
