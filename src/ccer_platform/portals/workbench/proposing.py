"""What waits for a second person: what was proposed, in words, and the two answers to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.project.life.fields import titles
from ccer.project.life.tables import machines
from ccer.registry.freezing import SOLD_TITLE, sold_text

from ...actions import ets_link, proposals
from ...actions.base import Refused
from ...language import lang
from ...store.models import Document, Hold, Proposal
from .who import Desk, at_desk
from .words import in_words


@require_http_methods(["GET", "POST"])
@at_desk
def proposed(desk: Desk, number: int) -> HttpResponse:
    """One proposal; a post confirms it or sends it back."""
    proposal = (
        Proposal.objects.select_related("made_by")
        .filter(pk=number, organisation_id=desk.organisation_id)
        .first()
    )
    if proposal is None:
        raise Refused(
            "no-such-case",
            Text("没有这一待办事项", "There is no such proposal"),
            Text(
                "编号不存在，或者不属于你的单位",
                "the number does not exist, or it is no matter of your organisation",
            ),
            Text("从工作台进入。", "Go in from the workbench."),
            "ncsc-2023-11/art-9",
        )
    refusals: tuple[CcerError, ...] = ()
    if desk.request.method == "POST":
        try:
            return _decided(desk, proposal)
        except proposals.Unready as error:
            refusals = error.refusals
        except CcerError as error:
            refusals = (error,)
        proposal.refresh_from_db()
    title = Text(proposal.title["zh"], proposal.title["en"])
    context = {
        "proposal": proposal, "title": title, "answers": _answers(desk, proposal), "refusals": refusals,
        "state": proposals.STATES[proposal.state], "crumbs": ((title, ""),),
        "own": proposal.made_by.pk == desk.actor.user, "checks": desk.actor.seat == "checker",
        "case": _case(desk, proposal), "cites": _cites(proposal),
    }  # fmt: skip
    return desk.show("workbench/proposal.html", context, 409 if refusals else 200)


def _decided(desk: Desk, proposal: Proposal) -> HttpResponse:
    if desk.request.POST.get("answer") == "confirm":
        proposals.confirm(desk.actor, proposal.pk)
        if proposal.kind == "step":
            ets_link.follow(proposal.command["machine"])
            return redirect(desk.path("done", proposal.command["machine"], proposal.command["code"]))
    else:
        proposals.withdraw(desk.actor, proposal.pk, desk.request.POST.get("why", ""))
    return redirect(desk.path("proposed", proposal.pk))


def _answers(desk: Desk, proposal: Proposal) -> list[tuple[Text, str, str]]:
    """What was asked for, in words; papers lead to their content."""
    stated = proposal.command
    if proposal.kind != "step":
        from ..market.commanding import stated_in_words
        from .ledger import in_words as of_ledger

        if proposal.kind == "market":
            return stated_in_words(proposal)
        if proposal.kind == "units":
            return [*of_ledger(stated), *_left_out(stated)]
        return [(Text(k, k), str(v), "") for k, v in stated.items()]
    found = [(titles()[name], in_words(name, value), "") for name, value in stated["facts"].items()]
    for filed in stated["papers"]:
        kept = Document.objects.filter(
            subject=proposal.subject, kind=filed["kind"], digest=filed["digest"]
        ).first()
        found.append((titles()[filed["kind"]], filed["name"], desk.path("paper", kept.pk) if kept else ""))
    return found


def _left_out(stated: dict[str, Any]) -> list[tuple[Text, str, str]]:
    """What a freeze or a cancellation by force, once confirmed, did not take because it was sold."""
    hold = Hold.objects.filter(id=stated.get("id", ""), kind__in=("freeze", "cancellation")).first()
    rows = hold.facts.get("sold") if hold and stated["do"] in ("freeze", "forced-cancel") else None
    return [(SOLD_TITLE, sold_text(rows).say(lang()), "")] if rows else []


def _case(desk: Desk, proposal: Proposal) -> str:
    return (
        desk.path("case", proposal.command["machine"], proposal.command["code"])
        if proposal.kind == "step"
        else ""
    )


def _cites(proposal: Proposal) -> tuple[str, ...]:
    stated: dict[str, Any] = proposal.command
    if proposal.kind != "step":
        return ()
    row = machines()[stated["machine"]].row(stated["state"], stated["action"])
    return row.cites if row else ()
