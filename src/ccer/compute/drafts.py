"""What a methodology that is not published may do: estimate. It accounts for nothing, since nothing could be registered under it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ..core.asof import AsOf, Citation
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project
from .quantities import QuantityPlan
from .quantities_ex_ante import estimate
from .result import Calculation

CLAUSE: Final = "mee-samr-2023-31/art-17/para-1/item-2"


class DraftLaw(AsOf):
    """The law of a day in which drafts may be cited: an estimate stands on one, and says so."""

    __slots__ = ()

    @classmethod
    def of(cls, at: AsOf) -> DraftLaw:
        """The same law of the same day, with its drafts."""
        return cls(at.law, at.on, at.known_at)

    def cite(self, ref: str, on: dt.date | None = None, *, allow_draft: bool = False) -> Citation:
        return super().cite(ref, on, allow_draft=True)


def draft_estimate(project: Project, *, plan: QuantityPlan, at: AsOf, **settings: Any) -> Calculation:
    """Expected reductions under a draft, never a basis for registration; see `ccer.compute.quantities_ex_ante.estimate`.

    Returns
    -------
    Calculation
        Always provisional. [tCO2e]
    """
    return estimate(project, plan, at=DraftLaw.of(at), **settings)


def no_account(project: Project, readings: Any, *, plan: QuantityPlan, **settings: Any) -> Calculation:
    """Refuse: reductions are accounted by a published methodology only.

    Raises
    ------
    BadInput
        Always.
    """
    raise BadInput(
        what=Text(f"{project.name} 的减排量不能核算", f"reductions of {project.name} cannot be accounted"),
        why=Text(
            f"{plan.code} 是草案，没有效力，只供估算",
            f"{plan.code} is a draft without force and serves estimates only",
        ),
        next=Text("等待方法学正式发布。", "Wait until the methodology is published."),
        clause=CLAUSE,
    )
