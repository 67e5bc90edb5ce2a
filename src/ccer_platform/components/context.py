"""What the frame of every page shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ccer.core.text import Text

from ..clock import today
from ..language import lang
from ..store.models import Membership

NAVIGATION = (
    ("public:projects", Text("项目", "Projects")),
    ("public:reductions", Text("减排量", "Reductions")),
    ("public:units", Text("编号来历", "Units")),
    ("public:market", Text("市场", "Market")),
    ("public:statistics", Text("统计", "Statistics")),
    ("public:methodologies", Text("方法学", "Methodologies")),
    ("public:law", Text("法规", "Law")),
    ("public:policy", Text("政策库", "Policy")),
    ("public:vvbs", Text("审定核查机构", "Verifiers")),
)
DESKS = {
    "owner": "owner/",
    "emitter": "owner/",
    "trader": "owner/",
    "vvb": "verifier/",
    "registry": "registry/",
    "expert": "registry/",
    "exchange": "exchange/",
    "province": "authority/",
    "ministry": "authority/",
    "market-regulator": "authority/",
    "analyst": "analyst/",
}
"""Where each role works."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Language, the same page in the other one, today, the menu, the desk of who is signed in, and whether this is a demonstration."""
    language = lang()
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    other = request.path_info if language == "en" else f"/en{request.path_info}"
    return {
        "lang": language,
        "other_language": other + query,
        "today": today(),
        "demo": settings.DEMO,
        "navigation": NAVIGATION,
        "desk": SimpleLazyObject(lambda: _desk(request)),
    }


def _desk(request: HttpRequest) -> dict[str, str]:
    """Organisation and address of the desk of who is signed in; empty for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    seat = Membership.objects.filter(user=user, until=None).select_related("organisation").first()
    if seat is None:
        return {}
    return {"name": seat.organisation.name, "path": DESKS.get(seat.organisation.role, "")}
