"""OpenCCER: China's voluntary emission-reduction mechanism, from the clause of a law to a tonne that offsets.

>>> import ccer
>>> ccer.assess("samples/rudong-h8").eligibility.outcome      # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .core.version import __version__

_HOME = {
    "assess": "ccer.project.assessment",
    "calculate": "ccer.project.calculation",
    "changes": "ccer.policy.mechanism",
    "clause": "ccer.policy.verbs",
    "corpus": "ccer.policy.corpus",
    "coverage": "ccer.policy.coverage",
    "deadline": "ccer.project.clock",
    "decide": "ccer.project.deciding",
    "diff": "ccer.policy.diff",
    "format_record": "ccer.policy.verbs",
    "impact": "ccer.rules.impact",
    "lint": "ccer.policy.verbs",
    "mechanism": "ccer.policy.mechanism",
    "params": "ccer.policy.verbs",
    "public_check": "ccer.project.public",
    "replay": "ccer.project.replaying",
    "resolve": "ccer.policy.resolve",
    "scorecard": "ccer.policy.scorecard",
    "search": "ccer.policy.search",
    "understand": "ccer.policy.importing",
    "upcoming": "ccer.policy.mechanism",
}
__all__ = [
    "__version__",
    "assess",
    "calculate",
    "changes",
    "clause",
    "corpus",
    "coverage",
    "deadline",
    "decide",
    "diff",
    "format_record",
    "impact",
    "lint",
    "mechanism",
    "params",
    "public_check",
    "replay",
    "resolve",
    "scorecard",
    "search",
    "understand",
    "upcoming",
]

if TYPE_CHECKING:
    from .policy.corpus import corpus
    from .policy.coverage import coverage
    from .policy.diff import diff
    from .policy.importing import understand
    from .policy.mechanism import changes, mechanism, upcoming
    from .policy.resolve import resolve
    from .policy.scorecard import scorecard
    from .policy.search import search
    from .policy.verbs import clause, format_record, lint, params
    from .project.assessment import assess
    from .project.calculation import calculate
    from .project.clock import deadline
    from .project.deciding import decide
    from .project.public import public_check
    from .project.replaying import replay
    from .rules.impact import impact


def __getattr__(name: str) -> Any:
    """Verbs are loaded when first used: importing the package costs nothing."""
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'ccer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
