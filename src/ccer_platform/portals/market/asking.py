"""The questions of a command of the exchange: what may be chosen, how an answer is read, and how it reads again."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import msgspec

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.exchange.allocation import PRICING_TEXT, WINNERS_TEXT
from ccer.exchange.office_commands import CONFIRMING_TEXT, FEE_TEXT, Confirming, Fee
from ccer.exchange.orders import MODE_TEXT, SIDE_TEXT, Mode, Side
from ccer.policy.corpus import corpus

from ... import clock
from ...components.money import price, yuan
from ...components.steps import Control, Option, StepField
from ...language import lang
from ...store.models import Membership, RegistryAccount
from ...store.reading import market, trading
from ..workbench.fields import NOT_ANSWERED, Unreadable, Words, whole
from ..workbench.ledger import Asked, own_accounts
from ..workbench.who import Desk

_MONEY = re.compile(r"(\d{1,13})(?:\.(\d{1,2}))?")
_SERIES_FROM = {"confirm-listing": "proposed", "decline-listing": "proposed"}
Choices = list[tuple[str, Text]]


class _File(msgspec.Struct, frozen=True):
    steps: dict[str, tuple[str, ...]]
    then: dict[str, dict[str, tuple[str, ...]]]
    titles: dict[str, Words]


@functools.cache
def _file() -> _File:
    return msgspec.yaml.decode((resources.files(__package__) / "market.yaml").read_bytes(), type=_File)


def known(do: str) -> bool:
    """Whether pages ask for such a command."""
    return do in _file().steps


@functools.cache
def asked(do: str) -> tuple[Asked, ...]:
    """The questions of a command, in order."""
    split = (line.split() for line in _file().steps[do])
    return tuple(Asked(name, kind.removesuffix("?"), not kind.endswith("?")) for name, kind in split)


def then(audience: str, do: str) -> str:
    """The page on which what was done shows."""
    pages = _file().then.get(audience, {})
    return next((page for page, does in pages.items() if do in does), "desk")


def title(do: str, name: str) -> Text:
    """What a question is called."""
    if do == "open-trader" and name == "trader":
        return Text("注册登记账户", "Account of the register")
    if do == "confirm-clearing" and name == "side":
        return Text("确认方", "Confirmed by")
    return _file().titles[name].text


def read(do: str, typed: dict[str, list[str]]) -> tuple[dict[str, Any], dict[str, Text]]:
    """The fields of the command, and what is wrong with which answer."""
    data: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for each in asked(do):
        answers = [answer for answer in typed.get(each.name, []) if answer]
        if not answers:
            if each.needed:
                wrong[each.name] = NOT_ANSWERED if each.kind == "yes" else Text("请填写这一项", "Give this")
            continue
        try:
            data[each.name] = answers if _CONTROL.get(each.kind) == "ticks" else _value(each.kind, answers[0])
        except Unreadable as error:
            wrong[each.name] = error.why
    return data, wrong


def _value(kind: str, text: str) -> Any:
    if kind in _READ:
        return _READ[kind](text)
    return text


def fen_of(text: str) -> int:
    """An amount in yuan, as it is typed. [fen]

    Raises
    ------
    Unreadable
    """
    found = _MONEY.fullmatch(text.replace(",", "").replace("¥", "").replace("，", "").strip())
    if not found:
        raise Unreadable(
            Text(
                "请填写金额，最多两位小数，例如 93.54",
                "Give an amount with at most two digits after the point, e.g. 93.54",
            )
        )
    return int(found[1]) * 100 + int(f"{found[2] or '':0<2}")


def _series(text: str) -> list[Any]:
    project, _, year = text.replace(":", "-").rpartition("-")
    if not (project and year.isdigit() and len(year) == 4):
        raise Unreadable(Text("写成 项目编号-年度，如 A210001-2023", "Write project-year, e.g. A210001-2023"))
    return [project, int(year)]


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Unreadable(Text("应为日期", "It must be a day")) from error


def _moment(text: str) -> str:
    try:
        return dt.datetime.fromisoformat(text.replace(" ", "T")).replace(tzinfo=clock.BEIJING).isoformat()
    except ValueError as error:
        raise Unreadable(_HELP["moment"]) from error


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise Unreadable(NOT_ANSWERED)
    return text == "yes"


_READ = {
    "price": fen_of, "money": fen_of, "series": _series, "day": _day, "moment": _moment, "yes": _yes, "tonnes": whole,
    "year": whole, "conduct": whole,
}  # fmt: skip
_CONTROL: dict[str, Control] = {
    "price": "decimal", "money": "decimal", "tonnes": "number", "year": "number", "day": "day", "yes": "yes", "words": "area",
    "made": "hidden", "known": "hidden", "sides": "ticks", "trades": "ticks",
}  # fmt: skip
_HELP = {"moment": Text("写成 2026-08-20 13:30", "Write 2026-08-20 13:30")}
_UNIT = {
    "price": Text("元/t", "CNY/t"), "money": Text("元", "CNY"), "tonnes": Text("t", "t"), "moment": Text("北京时间", "Beijing time"),
}  # fmt: skip


def question(desk: Desk, do: str, each: Asked, typed: list[str], error: Text | None) -> StepField:
    """A question with its choices and what was answered."""
    value = typed[0] if typed else ""
    control = _CONTROL.get(each.kind, "line")
    chosen = choices(desk, do, each.kind)
    options: tuple[Option, ...] = ()
    if chosen is not None:
        if control != "ticks":
            control = "radio" if len(chosen) <= 6 else "select"
            value = value or (chosen[0][0] if len(chosen) == 1 and each.needed else "")
            typed = [value]
        options = tuple(Option(v, words, v in typed) for v, words in chosen)
    unit = _UNIT.get(each.kind)
    help = (
        Text("不选择即暂停或恢复全部交易", "Choose none for all trading")
        if do in ("suspend", "resume") and each.kind == "series"
        else _HELP.get(each.kind)
    )
    return StepField(
        each.name, title(do, each.name), control, help, each.needed, value, error, options, unit=unit.say(lang()) if unit else "",
        lines=3,
    )  # fmt: skip


def choices(desk: Desk, do: str, kind: str) -> Choices | None:
    """The choices of a kind of question; None where it is typed."""
    if kind == "series":
        return _series_choices(desk, do)
    made = _CHOICES.get(kind)
    return made(desk) if made else None


def _own(desk: Desk) -> Choices:
    return [(code, Text(code, code)) for code in own_accounts(desk)]


def _traders(desk: Desk) -> Choices:
    return [(a.trader, _same(f"{a.trader} ") + a.name) for a in trading.accounts()]


def _accounts(desk: Desk) -> Choices:
    have = {a.trader for a in trading.accounts()}
    rows = RegistryAccount.objects.filter(state="open", kind__in=["owner", "emitter", "trader"]).exclude(
        code__in=have
    )
    return [
        (r.code, _same(f"{r.code} {r.organisation.name if r.organisation else ''}".strip()))
        for r in rows.select_related("organisation").order_by("code")[:200]
    ]


def _people(desk: Desk) -> Choices:
    held = Membership.objects.filter(organisation_id=desk.organisation_id, until=None).select_related("user")
    return [(m.user.code, _same(m.user.name)) for m in held.order_by("id")]


def _trades(desk: Desk) -> Choices:
    """What an objection may be about: the delivered trades of the objector on its day."""
    sent = desk.request.POST if desk.request.method == "POST" else desk.request.GET
    found = trading.objected(sent.get("id", ""))
    return [
        (t.id, _same(f"{t.id} · {t.project}-{t.vintage} {t.quantity:,} t × {price(t.price)}")) for t in found
    ]


def _conducts(desk: Desk) -> Choices:
    return [(str(n), conduct(n)) for n in range(1, 7)]


def conduct(kind: int) -> Text:
    """Conduct of that number (Trading Rules art. 44), as the law base sums it up."""
    try:
        return corpus().clause(f"bge-2023-trading-rules/art-44/item-{kind}").summary
    except CcerError:
        return Text(f"第（{kind}）项", f"item {kind}")


def _same(words: str) -> Text:
    return Text(words, words)


def _texts(held: dict[Any, Text]) -> Choices:
    return [(str(getattr(each, "value", each)), words) for each, words in held.items()]


_CHOICES: dict[str, Callable[[Desk], Choices]] = {
    "own": _own, "trader": _traders, "account": _accounts, "trades": _trades, "person": _people, "conduct": _conducts,
    "side": lambda desk: _texts(SIDE_TEXT), "sides": lambda desk: _texts(SIDE_TEXT), "fee": lambda desk: _texts(FEE_TEXT),
    "mode": lambda desk: _texts({m: t for m, t in MODE_TEXT.items() if m is not Mode.LISTED}),
    "winners": lambda desk: _texts(WINNERS_TEXT), "pricing": lambda desk: _texts(PRICING_TEXT),
}  # fmt: skip


def _series_choices(desk: Desk, do: str) -> Choices:
    if do in ("move-in", "move-out", "propose-listing"):
        found = _held(desk, do)
    else:
        state = _SERIES_FROM.get(do, "listed")
        found = [row.series for row in market.instruments(listed=False) if row.state == state]
    return [(name, Text(name, name)) for name in dict.fromkeys(f"{s[0]}-{s[1]}" for s in found)]


def _held(desk: Desk, do: str) -> list[Any]:
    from ...store.models import Holding

    state = "to-trading" if do == "move-in" else "on-platform"
    rows = Holding.objects.filter(account__in=own_accounts(desk), quantity__gt=0, state=state).select_related(
        "series"
    )
    found = [(row.series.project, row.series.vintage) for row in rows.order_by("id")]
    if do != "propose-listing":
        return found
    known = {tuple(row.series) for row in market.instruments(listed=False)}
    return [series for series in found if series not in known]


def in_words(do: str, stated: dict[str, Any]) -> list[tuple[Text, str, str]]:
    """A command as its questions and answers."""
    if not known(do):
        return []
    return [
        (title(do, each.name), word(each.kind, each.name, stated[each.name]), "")
        for each in asked(do)
        if stated.get(each.name) not in (None, "", [])
    ]


def word(kind: str, name: str, value: Any) -> str:
    """An answer as people read it."""
    if kind in _WORDS:
        return str(_WORDS[kind](value))
    if name == "side":
        return CONFIRMING_TEXT[Confirming(value)].say(lang())
    return str(value)


def _said(held: dict[Any, Text], kind: Any) -> Any:
    return lambda value: held[kind(value)].say(lang())


_WORDS: dict[str, Any] = {
    "price": price, "money": yuan, "tonnes": lambda v: f"{v:,} t", "series": lambda v: f"{v[0]}-{v[1]}",
    "side": _said(SIDE_TEXT, Side), "mode": _said(MODE_TEXT, Mode), "fee": _said(FEE_TEXT, Fee),
    "winners": _said(WINNERS_TEXT, str), "pricing": _said(PRICING_TEXT, str), "conduct": lambda v: conduct(int(v)).say(lang()),
    "yes": lambda v: Text("是", "yes").say(lang()) if v else Text("否", "no").say(lang()),
    "sides": lambda v: Text("、", ", ").say(lang()).join(SIDE_TEXT[Side(s)].say(lang()) for s in v),
    "trades": lambda v: Text("、", ", ").say(lang()).join(v),
    "moment": lambda v: dt.datetime.fromisoformat(str(v)).astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M"),
    "person": lambda v: _person(str(v)),
}  # fmt: skip


def _person(code: str) -> str:
    from ...store.models import User

    number = code.rpartition(":")[2]
    held = User.objects.filter(pk=int(number)).first() if number.isdigit() else None
    return held.name if held else code
