"""Reductions achieved under our draft on carbon storage: always refused, there is nothing they could be registered under."""

from __future__ import annotations

from typing import Any

from ...compute.result import Calculation
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Project

CLAUSE = "mee-samr-2023-31/art-17/para-1/item-2"


def ex_post(project: Project, readings: Any, **settings: Any) -> Calculation:
    """Refuse: reductions are accounted by a published methodology only.

    Raises
    ------
    BadInput
        Always.
    """
    raise BadInput(
        what=Text(f"{project.name} 的减排量不能核算", f"reductions of {project.name} cannot be accounted"),
        why=Text(
            "碳捕集利用与封存尚无已发布的方法学，自拟草案只供估算",
            "no methodology on carbon capture and storage is published; our own draft serves estimates only",
        ),
        next=Text("等待方法学发布。", "Wait until a methodology is published."),
        clause=CLAUSE,
    )
