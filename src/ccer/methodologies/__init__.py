"""Methodologies: one folder per published version, found by its name and loaded when it is asked for.

A folder ``ccer_01_002_v01`` holds ``CCER-01-002-V01``. Loading it enters its rules and equations and gives its `Methodology`.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from ..core.errors import BadInput
from ..core.text import Text
from .base import Methodology

__all__ = ["Methodology", "codes", "load"]


@functools.cache
def codes() -> tuple[str, ...]:
    """Codes of the methodologies that can be calculated, in order."""
    folders = (entry.name for entry in pkgutil.iter_modules(__path__) if entry.ispkg)
    return tuple(sorted(name.upper().replace("_", "-") for name in folders))


@functools.cache
def load(code: str) -> Methodology:
    """A methodology by its code, e.g. ``CCER-01-002-V01``.

    Raises
    ------
    BadInput
        If there is no folder of that code.
    """
    wanted = code.strip().upper()
    if wanted not in codes():
        raise BadInput(
            what=Text(f"没有可核算的方法学 {code}", f"there is no methodology {code} that can be calculated"),
            why=Text(
                "项目须属于已发布方法学支持的领域",
                "a project must be in the field of a published methodology",
            ),
            next=Text(f"可用的代码：{'、'.join(codes())}", f"use one of: {', '.join(codes())}"),
            clause="mee-samr-2023-31/art-10/para-1/item-2",
        )
    folder = importlib.import_module(f".{wanted.lower().replace('-', '_')}", __name__)
    found: Methodology = folder.METHODOLOGY
    return found
