"""May a project use the draft on carbon storage? Never: no methodology is published."""

from __future__ import annotations

from ...compute.quantity_rules import never_registered
from ...core.text import Text
from .equations import CODE

TEXT = "ccer-draft-ccus-v00"

not_published = never_registered(
    CODE,
    f"{TEXT}/status",
    fact=Text(
        "碳捕集利用与封存尚无已发布的方法学", "no methodology on carbon capture and storage is published"
    ),
)
