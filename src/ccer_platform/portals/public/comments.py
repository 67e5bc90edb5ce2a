"""A comment during a notice: anybody may say something (Order 31 art. 12 and 19), in civil language (Registration Rules art. 19)."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ccer.core.errors import CcerError

from ...actions.base import VISITOR
from ...actions.lives import take
from ...limits import count, visitor
from ...store.reading import filings
from . import shown
from .shown import show

LONGEST = 2000


@require_POST
def on_project(request: HttpRequest, number: str) -> HttpResponse:
    """A comment on a design document."""
    project = filings.project(number)
    if project is None:
        return redirect("public:projects")
    return _commented(request, f"project:{project.code}", shown.project_path(project))


@require_POST
def on_reduction(request: HttpRequest, code: str) -> HttpResponse:
    """A comment on an accounting report."""
    return _commented(request, f"reduction:{code}", f"{request.path.removesuffix('comment/')}")


def _commented(request: HttpRequest, subject: str, back: str) -> HttpResponse:
    text = request.POST.get("text", "").strip()[:LONGEST]
    try:
        count("comment", visitor(request))
        taken = take(VISITOR, "comment", secrets.token_hex(8), "post", facts={"text": text}, parent=subject)
        refused = taken.outcome.refusals
    except CcerError as error:
        refused = (error,)  # type: ignore[assignment]
    if not refused:
        return redirect(f"{back}#comments")
    answer = show(request, "refused", errors=refused, back=back, text=text)
    answer.status_code = 429 if getattr(refused[0], "code", "") == "too_often" else 422
    return answer
