"""The law as rules: one module per gate, in the order a project meets them.

Importing the package enters the general rules; those of a methodology are entered when its folder is loaded.
"""

from . import offset, project, reduction, registration, verification
from .catalogue import Stage, all_rules, decide, rules_of

__all__ = [
    "Stage",
    "all_rules",
    "decide",
    "offset",
    "project",
    "reduction",
    "registration",
    "rules_of",
    "verification",
]
