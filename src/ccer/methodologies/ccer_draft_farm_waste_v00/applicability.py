"""May a project use the draft on agricultural waste? Never while it is a draft: only a consultation was seen, no final text."""

from __future__ import annotations

from ...compute.quantity_rules import never_registered
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-draft-farm-waste-v00"

not_published = never_registered(
    CODE,
    f"{TEXT}/status",
    fact=Text(
        "只见到征求意见稿的名称，正式发布没有见到",
        "only the title of a consultation draft was seen, no final text",
    ),
)
