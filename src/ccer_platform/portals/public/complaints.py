"""A report of a breach: anybody may make one (Order 31 art. 41), and sees with the receipt what came of it."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.project.life.model import Life
from ccer.project.life.tables import machines

from ...actions.base import VISITOR
from ...actions.lives import take
from ...components.charts import provinces
from ...limits import count, visitor
from ...store.reading import cases, filings
from .shown import show

LONGEST = 2000
PAGE = (Text("举报", "Report a breach"), "public:complaints")


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form; or, with a receipt, how the complaint stands."""
    if request.method == "POST":
        return _filed(request)
    receipt = request.GET.get("receipt", "").strip()[:120]
    found = cases.named([f"complaint:{receipt}"]).get(f"complaint:{receipt}") if receipt else None
    return show(
        request,
        "complaints",
        PAGE[1],
        [(PAGE[0], "")],
        receipt=receipt,
        found=found,
        state=machines()["complaint"].state_title(found.state) if found else None,
        clock=found.clock("answer") if found else None,
        closed=_closed(found),
        against=request.GET.get("against", "")[:60],
        provinces=[(name, held.title) for name, held in provinces().items()],
    )


def _closed(life: Life | None) -> str:
    """The answer, or why it was not taken up."""
    if life is None:
        return ""
    return str(life.facts.get("answer") if life.state == "CLOSED" else life.facts.get("reason", ""))


def _filed(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ("text", "against", "province")}
    project = filings.project(given["against"]) if given["against"] else None
    facts = {name: value for name, value in given.items() if value}
    if project is not None and project.province:
        facts["province"] = project.province  # it is for the province of the project, whatever was chosen
    code = secrets.token_hex(12)
    try:
        count("complaint", visitor(request))
        taken = take(VISITOR, "complaint", code, "file", facts=facts)
        refused: tuple[CcerError, ...] = taken.outcome.refusals
    except CcerError as error:
        refused = (error,)
    if not refused:
        return redirect(f"{reverse(PAGE[1])}?receipt={code}")
    answer = show(request, "refused", errors=refused, back=reverse(PAGE[1]), text=given["text"])
    answer.status_code = 429 if getattr(refused[0], "code", "") == "too_often" else 422
    return answer
