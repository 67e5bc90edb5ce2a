"""Commands of the ledger as pages: the same form, answers to check and answer as a step of a case."""

from __future__ import annotations

import datetime as dt
import functools
import secrets
from importlib import resources
from typing import Any, NamedTuple

import msgspec
import psycopg
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.registry import ledger as core
from ccer.registry.commands import AnyCommand, command_of
from ccer.registry.holdings import FREE, STATE_TEXT, State
from ccer.registry.moment import Moment
from ccer.registry.reasons import CHOSEN, GROUND_TEXT, PURPOSE_TEXT, REASON_TEXT

from ... import clock
from ...actions import proposals, units
from ...actions.base import Refused
from ...actions.posting import Poster
from ...actions.trading import keeper
from ...components.steps import Control, Option, StepField, StepForm
from ...language import lang
from ...permissions import Right, table
from ...store.kept import KeptLedger
from ...store.models import Hold, Holding, RegistryAccount
from .fields import Unreadable, Words, whole
from .who import Desk, at_desk


class Asked(NamedTuple):
    """One question of a command: name, kind, whether it must be answered."""

    name: str
    kind: str
    needed: bool


class _File(msgspec.Struct, frozen=True):
    steps: dict[str, tuple[str, ...]]
    titles: dict[str, Words]


FLAG_TEXT = {"true": Text("是", "yes"), "false": Text("否", "no")}


@functools.cache
def _file() -> _File:
    return msgspec.yaml.decode((resources.files(__package__) / "ledger.yaml").read_bytes(), type=_File)


def commands_for(role: str) -> list[tuple[str, Right]]:
    """The commands a role may give, with their rows of the table."""
    return [(do, table()[f"ledger.{do}"]) for do in _file().steps if role in table()[f"ledger.{do}"].roles]


def _asked(do: str) -> list[Asked]:
    split = (line.split() for line in _file().steps[do])
    return [Asked(name, kind.removesuffix("?"), not kind.endswith("?")) for name, kind in split]


@require_http_methods(["GET", "POST"])
@at_desk
def order(desk: Desk, do: str) -> HttpResponse:
    """The form of a command; checked answers go to the ledger, or to a second person."""
    if do not in _file().steps or desk.actor.role not in table()[f"ledger.{do}"].roles:
        raise not_theirs(f"ledger.{do}", "ncsc-2023-11/art-9")
    right, post = table()[f"ledger.{do}"], desk.request.POST
    typed = {
        a.name: (post if desk.request.method == "POST" else desk.request.GET).get(a.name, "").strip()
        for a in _asked(do)
    }
    typed = {
        **typed,
        **{a.name: typed[a.name] or f"{do}-{secrets.token_hex(5)}" for a in _asked(do) if a.kind == "made"},
    }
    if desk.request.method == "GET" or post.get("stage") == "change":
        return _form(desk, do, right, typed, {})
    data, wrong = _read(do, typed)
    if wrong:
        return _form(desk, do, right, typed, wrong, status=422)
    try:
        command = command_of({"do": do, "actor": desk.actor.name, "key": post.get("key", ""), **data})
        units.authorised(desk.actor, command)
        _look(command)
        if post.get("stage") == "send":
            return _sent(desk, right, command)
    except CcerError as error:
        return _form(desk, do, right, typed, {}, refusals=(error,), status=409)
    return _check(desk, do, right, typed, data)


def _look(command: AnyCommand) -> None:
    """Whether the ledger, and the market where it may touch it, would refuse it as things stand; nothing is written."""
    writer = keeper(command)
    if not isinstance(writer, Poster):
        refusal = writer.weighed(command)
    else:
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        refusal = core.decide(command, KeptLedger(raw), Moment(clock.at(), clock.now())).refusal
    if refusal is not None:
        raise refusal


def _sent(desk: Desk, right: Right, command: AnyCommand) -> HttpResponse:
    if desk.actor.role in right.four_eyes:
        return redirect(desk.path("proposed", proposals.propose_units(desk.actor, command).pk))
    outcome = units.order(desk.actor, command)
    if outcome.refusal is not None:
        raise outcome.refusal
    return redirect(desk.path("units"))


def _read(do: str, typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, Text]]:
    data: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for name, kind, needed in _asked(do):
        text = typed[name]
        if not text:
            if needed:
                wrong[name] = Text("请填写这一项", "Give this")
            continue
        try:
            data[name] = _value(kind, text)
        except Unreadable as error:
            wrong[name] = error.why
    return data, wrong


def _value(kind: str, text: str) -> Any:
    if kind == "tonnes":
        return whole(text)
    if kind == "series":
        project, _, year = text.replace(":", "-").rpartition("-")
        if not (project and year.isdigit() and len(year) == 4):
            raise Unreadable(
                Text("写成 项目编号-年度，如 A210001-2023", "Write project-year, e.g. A210001-2023")
            )
        return [project, int(year)]
    if kind == "year":
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise Unreadable(Text("写四位年度，如 2025", "Write a year, e.g. 2025"))
        return int(text)
    if kind == "flag":
        return text == "true"
    if kind == "day":
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise Unreadable(Text("应为日期", "It must be a day")) from error
    if kind == "moment":
        try:
            return dt.datetime.fromisoformat(text).replace(tzinfo=clock.BEIJING, hour=17).isoformat()
        except ValueError as error:
            raise Unreadable(Text("应为日期", "It must be a day")) from error
    return text


def _form(
    desk: Desk,
    do: str,
    right: Right,
    typed: dict[str, str],
    wrong: dict[str, Text],
    *,
    refusals: tuple[CcerError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    form = StepForm(
        title=right.title,
        button=Text("继续：核对所填内容", "Continue: check your answers"),
        fields=tuple(_question(desk, a, typed[a.name], wrong.get(a.name)) for a in _asked(do)),
        errors=tuple((f"f-{name}", _title(name) + Text("：", ": ") + why) for name, why in wrong.items()),
        cites=(right.clause,),
        hidden=(("stage", "check"),),
        back=desk.path("units"),
    )
    return desk.show(
        "workbench/order.html", {"form": form, "refusals": refusals, **_frame(desk, right)}, status
    )


def _frame(desk: Desk, right: Right) -> dict[str, Any]:
    return {
        "right": right,
        "crumbs": ((Text("账户与减排量", "Account and units"), desk.path("units")), (right.title, "")),
    }


def _question(desk: Desk, asked: Asked, value: str, error: Text | None) -> StepField:
    chosen = _options(desk, asked.kind)
    control: Control = "hidden" if asked.kind == "made" else "line"
    if chosen is not None:
        control = "radio" if len(chosen) <= 12 else "select"
        value = value or (chosen[0][0] if len(chosen) == 1 and asked.needed else "")
        options = tuple(Option(v, title, v == value) for v, title in chosen)
        return StepField(asked.name, _title(asked.name), control, None, asked.needed, value, error, options)
    control = {"tonnes": "number", "moment": "day", "day": "day", "year": "number", "made": "hidden"}.get(
        asked.kind, control
    )  # type: ignore[assignment]
    unit = "tCO₂e" if asked.kind == "tonnes" else ""
    return StepField(asked.name, _title(asked.name), control, None, asked.needed, value, error, unit=unit)


def _title(name: str) -> Text:
    return _file().titles[name].text


def own_accounts(desk: Desk) -> list[str]:
    """Codes of the accounts of the actor's organisation."""
    return list(
        RegistryAccount.objects.filter(organisation_id=desk.organisation_id).values_list("code", flat=True)
    )


def _options(desk: Desk, kind: str) -> list[tuple[str, Text]] | None:
    """The choices of a kind of question; None where it is typed."""
    if kind == "own":
        return [(code, Text(code, code)) for code in own_accounts(desk)]
    if kind == "series" and not desk.audience.broad:
        rows = Holding.objects.filter(account__in=own_accounts(desk), quantity__gt=0, state__in=[*FREE])
        found = {
            f"{h.series.project}-{h.series.vintage}": None
            for h in rows.select_related("series").order_by("id")
        }
        return [(name, Text(name, name)) for name in found]
    if kind == "hold" and not desk.audience.broad:
        held = Hold.objects.filter(account__in=own_accounts(desk), open=True)
        return [(h.id, Text(f"{h.kind} {h.id}", f"{h.kind} {h.id}")) for h in held.order_by("id")]
    texts: dict[str, dict[Any, Text]] = {
        "free": {state: STATE_TEXT[state] for state in FREE},
        "reason": REASON_TEXT,
        "ground": GROUND_TEXT,
        "purpose": {purpose: PURPOSE_TEXT[purpose] for purpose in CHOSEN},
    }
    if kind == "flag":
        return list(FLAG_TEXT.items())
    return [(str(each.value), title) for each, title in texts[kind].items()] if kind in texts else None


def _check(desk: Desk, do: str, right: Right, typed: dict[str, str], data: dict[str, Any]) -> HttpResponse:
    key = f"page:{secrets.token_hex(12)}"
    form = StepForm(
        title=right.title,
        button=Text("提交：{title}", "Send: {title}").fill(title=right.title),
        answers=tuple(in_words({"do": do, **data})),
        hidden=(*typed.items(), ("stage", "send"), ("key", key)),
        four_eyes=desk.actor.role in right.four_eyes,
        risky=do in ("cancel", "forced-cancel"),
        cites=(right.clause,),
    )
    return desk.show(
        "workbench/check.html", {"form": form, "typed": list(typed.items()), **_frame(desk, right)}
    )


def in_words(stated: dict[str, Any]) -> list[tuple[Text, str, str]]:
    """A command as its questions and answers."""
    kinds = {a.name: a.kind for a in _asked(stated["do"])} if stated.get("do") in _file().steps else {}
    return [
        (_title(name), _word(kinds[name], stated[name]), "")
        for name in kinds
        if stated.get(name) not in (None, "")
    ]


def _word(kind: str, value: Any) -> str:
    if kind == "tonnes":
        return f"{value:,} tCO₂e"
    if kind == "series":
        return f"{value[0]}-{value[1]}"
    words: dict[str, Any] = {
        "free": lambda v: STATE_TEXT[State(v)],
        "reason": lambda v: {str(k.value): t for k, t in REASON_TEXT.items()}[v],
        "ground": lambda v: {str(k.value): t for k, t in GROUND_TEXT.items()}[v],
        "purpose": lambda v: {str(k.value): t for k, t in PURPOSE_TEXT.items()}[v],
        "flag": lambda v: FLAG_TEXT["true" if v else "false"],
    }
    return str(words[kind](value).say(lang())) if kind in words else str(value)


def not_theirs(name: str, otherwise: str) -> Refused:
    """A command that is not for the person's organisation: by the clause of the right of that name, ``otherwise`` where there is none."""
    right = table().get(name)
    return Refused(
        "role",
        Text("不能办理", "You cannot do this"),
        Text("这一项不由你的单位办理", "it is not for your organisation to do"),
        Text("由有关单位办理。", "Let the organisation concerned do it."),
        right.clause if right else otherwise,
    )
