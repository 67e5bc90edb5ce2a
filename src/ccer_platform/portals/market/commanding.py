"""Commands of the exchange as pages: the form, the answers to check with what the exchange will check, and what came of it."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.exchange.exchange import answers
from ccer.registry.commands import Command
from ccer.registry.ledger import Outcome
from ccer.registry.serials import Series

from ... import clock
from ...actions import banking, proposals, settling
from ...actions import market as acting
from ...components.steps import StepForm
from ...language import lang
from ...permissions import HOLDERS, Right, table
from ...store.models import Proposal
from ..workbench.ledger import not_theirs
from ..workbench.who import Desk, at_desk
from .asking import asked, in_words, known, question, read, then, title
from .checking import Check, checks

Typed = dict[str, list[str]]
MOVES = {"move-in": acting.move_in, "move-out": acting.move_out}


class Asking(NamedTuple):
    """A command on its way: what it is, by which right, and what was typed."""

    desk: Desk
    do: str
    right: Right
    typed: Typed


def right_of(do: str, role: str) -> Right | None:
    """The right by which a role gives a command through these pages; None where it has none."""
    action = "ledger.change-state" if do in MOVES else f"exchange.{do}"
    if do == "bind-bank" and role in HOLDERS:
        action = "exchange.ask-binding"
    right = table().get(action)
    return right if known(do) and right and role in right.roles else None


@require_http_methods(["GET", "POST"])
@at_desk
def order(desk: Desk, do: str) -> HttpResponse:
    """The form of a command; what was checked goes to the exchange, or to a second person."""
    right = right_of(do, desk.actor.role)
    if right is None:
        raise not_theirs(f"exchange.{do}", "bge-2023-trading-rules/art-6/para-1")
    came = desk.request.POST if desk.request.method == "POST" else desk.request.GET
    typed = {each.name: [value.strip() for value in came.getlist(each.name)] for each in asked(do)}
    for each in asked(do):
        if each.kind == "made" and not any(typed[each.name]):
            typed[each.name] = [f"{do}-{secrets.token_hex(5)}"]
    asking = Asking(desk, do, _titled(do, right), typed)
    stage = desk.request.POST.get("stage", "")
    if desk.request.method == "GET" and asked(do) and not came.get("check"):
        return _form(asking)
    if stage == "change":
        return _form(asking)
    data, wrong = read(do, typed)
    if wrong:
        return _form(asking, wrong=wrong, status=422)
    try:
        if stage == "send":
            return _sent(asking, data)
        _weigh(asking, data)
    except CcerError as error:
        return _form(asking, refusals=(error,), data=data, status=409)
    return _check(asking, data)


def _titled(do: str, right: Right) -> Right:
    """The ledger's one row stands for both ways; here each has its name."""
    names = {
        "move-in": Text("划入交易平台", "move onto the platform"),
        "move-out": Text("从交易平台划出", "move off the platform"),
    }
    return (
        Right(right.action, right.roles, names[do], right.clause, right.seat, right.own, right.four_eyes)
        if do in names
        else right
    )


def _command(asking: Asking, data: dict[str, Any]) -> Command:
    """The command itself, as the form states it."""
    more: dict[str, Any] = {}
    if asking.do == "open-trader":
        more["kind"] = "owner"
    if "operator" not in data:
        more["operator"] = asking.desk.actor.person
    if asking.do == "bind-bank":
        more = {
            "holder": acting.registered_name(data["trader"]),
            "name": acting.registered_name(data["trader"]),
        }
    kind = acting.COMMANDS[asking.do]
    return acting.read_command(
        asking.do, {**data, **{k: v for k, v in more.items() if k in kind.__struct_fields__}}
    )


def _weigh(asking: Asking, data: dict[str, Any]) -> None:
    """What stands in its way now is said now; nothing is done."""
    actor = asking.desk.actor
    if asking.do in MOVES or asking.right.action == "exchange.ask-binding":
        return
    command = _command(asking, data)
    acting.authorised(actor, command)
    if (refused := acting.checked(actor, command)) is not None:
        raise refused


def _sent(asking: Asking, data: dict[str, Any]) -> HttpResponse:
    desk, do = asking.desk, asking.do
    key = f"page:{desk.request.POST.get('key', '')[:60]}"
    if do in MOVES:
        done = MOVES[do](desk.actor, data["trader"], Series(*data["series"]), data["quantity"], key=key)
        if isinstance(done, Proposal):
            return redirect(desk.path("proposed", done.pk))
        return _done(asking, done, data)
    if asking.right.action == "exchange.ask-binding":
        banking.bind(desk.actor, data["trader"], data["account"])
        return _done(asking, Outcome(), data)
    command = _command(asking, data)
    if acting.needs_two(desk.actor, command):
        return redirect(desk.path("proposed", acting.propose(desk.actor, command).pk))
    if do == "settle":
        settled = settling.run(dt.date.fromisoformat(data["day"]), desk.actor)
        return _done(asking, Outcome(refusal=settled.refusal), data)
    return _done(asking, acting.give(desk.actor, command, key=key), data)


def _done(asking: Asking, outcome: Outcome, data: dict[str, Any]) -> HttpResponse:
    """Said on the page where it now shows; an order on its own."""
    if outcome.refusal is not None:
        raise outcome.refusal
    desk, do = asking.desk, asking.do
    if do in ("post-order", "take-order"):
        answer = answers(outcome.events[0], clock.at())[0]
        if answer.refusal is not None:
            raise answer.refusal
        return redirect(f"{desk.path('placed', answer.order)}?trader={data['trader']}")
    messages.success(
        desk.request, Text("已办理：{title}", "Done: {title}").fill(title=asking.right.title).say(lang())
    )
    return redirect(desk.path(then(desk.audience.name, do)))


def _form(
    asking: Asking,
    *,
    wrong: dict[str, Text] | None = None,
    refusals: tuple[CcerError, ...] = (),
    data: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    desk, do, wrong = asking.desk, asking.do, wrong or {}
    form = StepForm(
        title=asking.right.title,
        button=Text("继续：核对所填内容", "Continue: check your answers"),
        fields=tuple(
            question(desk, do, each, asking.typed[each.name], wrong.get(each.name)) for each in asked(do)
        ),
        errors=tuple((f"f-{name}", title(do, name) + Text("：", ": ") + why) for name, why in wrong.items()),
        cites=(asking.right.clause,),
        hidden=(("stage", "check"),),
        back=desk.path(then(desk.audience.name, do)),
    )
    return desk.show(
        "market/order.html", {"form": form, "refusals": refusals, **_frame(asking, data)}, status
    )


def _check(asking: Asking, data: dict[str, Any]) -> HttpResponse:
    desk, right = asking.desk, asking.right
    hidden = [(name, value) for name, values in asking.typed.items() for value in values if value]
    form = StepForm(
        title=right.title,
        button=Text("提交：{title}", "Send: {title}").fill(title=right.title),
        answers=tuple(in_words(asking.do, data)),
        hidden=(*hidden, ("stage", "send"), ("key", secrets.token_hex(12))),
        four_eyes=desk.actor.role in right.four_eyes,
        risky=asking.do in ("suspend", "restrict-trader", "close-trader", "cancel-auction"),
        cites=(right.clause,),
        back="" if asked(asking.do) else desk.path(then(desk.audience.name, asking.do)),
    )
    shown = asked(asking.do) and not all(each.kind in ("known", "made") for each in asked(asking.do))
    return desk.show(
        "market/check.html", {"form": form, "typed": hidden, "changes": shown, **_frame(asking, data)}
    )


def _frame(asking: Asking, data: dict[str, Any] | None) -> dict[str, Any]:
    series = data.get("series") if data else None
    if series is None and asking.typed.get("series", [""]):
        found, wrong = read(asking.do, {"series": asking.typed.get("series", [])})
        series = found.get("series") if "series" not in wrong else None
    stated = [
        (title(asking.do, e.name), asking.typed[e.name][0])
        for e in asked(asking.do)
        if e.kind == "known" and any(asking.typed[e.name])
    ]
    checked: list[Check] = checks(asking.desk.actor, asking.do, data) if data else []
    return {
        "right": asking.right, "do": asking.do, "series": Series(*series) if series else None, "checks": checked,
        "known": stated, "four_eyes": asking.desk.actor.role in asking.right.four_eyes,
        "page": asking.desk.path(then(asking.desk.audience.name, asking.do)), "crumbs": ((asking.right.title, ""),),
    }  # fmt: skip


def stated_in_words(proposal: Proposal) -> list[tuple[Text, str, str]]:
    """What a proposal to the exchange asks for, in words."""
    stated = dict(proposal.command)
    do = str(stated.pop("do", ""))
    return in_words(do, stated)


def waiting(desk: Desk) -> list[Proposal]:
    """What waits for a second person of the organisation."""
    return list(proposals.waiting(desk.actor.organisation)) if desk.actor.organisation else []
