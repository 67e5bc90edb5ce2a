"""OpenCCER: China's voluntary emission-reduction mechanism, from the clause of a law to a tonne that offsets.

>>> import ccer
>>> ccer.assess("samples/rudong-h5").eligibility.outcome      # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "assess": "ccer.project.assessment",
    "calculate": "ccer.project.calculation",
    "corpus": "ccer.policy.corpus",
    "deadline": "ccer.project.clock",
    "decide": "ccer.project.deciding",
    "lint": "ccer.policy.lint",
    "public_check": "ccer.project.public",
    "replay": "ccer.project.replaying",
    "resolve": "ccer.policy.resolve",
    "search": "ccer.policy.search",
}
__all__ = ["__version__", *_HOME]

if TYPE_CHECKING:
    from .policy.corpus import corpus
    from .policy.resolve import resolve
    from .policy.search import search


def __getattr__(name: str) -> Any:
    """Verbs are loaded when first used: importing the package costs nothing."""
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'ccer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
