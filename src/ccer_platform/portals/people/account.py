"""A registry account as those see it who have to do with it: its state, what is registered, its deadlines."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.project.life.fields import field, titles
from ccer.project.life.model import Life

from ... import acting
from ...actions import people
from ...actions.around import read
from ...actions.base import Actor, Refused
from ...language import lang
from ...store.models import JournalEvent, User
from ...store.models import Life as Row

SHOWN = (
    "holder_kind", "holder_name", "subject_code", "opening", "emitter_market", "maker", "checker", "restriction_ground",
    "reason", "closure_ground",
)  # fmt: skip
_ENDED = ("REFUSED", "CLOSED")
_INSPECT = ("registry",)


def account_of(holder: str) -> Life | None:
    """The account of an organisation that lives, if there is one."""
    rows = Row.objects.filter(machine="account", data__facts__holder=holder).exclude(state__in=_ENDED)
    row = rows.order_by("-id").first()
    return read(row) if row else None


def applications_of(user: User) -> list[Life]:
    """The applications a person filed, the newest first."""
    filed = JournalEvent.objects.filter(name="account.applied", actor=applicant(user).name)
    codes = [subject.partition(":")[2] for subject in filed.values_list("subject", flat=True)]
    return [read(row) for row in Row.objects.filter(machine="account", code__in=codes).order_by("-id")]


def applicant(user: User) -> Actor:
    """Who files an application: a person, for a subject that has no seat yet."""
    return Actor(role="visitor", name=f"visitor:{user.code.replace(':', '-')}", user=user.pk)


@login_required
@require_GET
def account(request: HttpRequest, code: str) -> HttpResponse:
    """One account; to a stranger it is as if there were none."""
    row = Row.objects.filter(machine="account", code=code).first()
    life = read(row) if row else None
    if life is None or not _concerned(request, life):
        return acting.refused(request, _NONE, 404)
    changes = [
        read(each)
        for each in Row.objects.filter(machine="account-change", parent=life.subject).order_by("-id")
    ]
    facts = {
        "life": life,
        "facts": [(titles()[name], _value(name, life.facts[name])) for name in SHOWN if life.facts.get(name)],
        "clocks": [clock for clock in life.clocks if clock.running],
        "changes": [{"life": each, "title": _kind(each)} for each in changes],
    }
    return render(request, "people/account.html", facts)


_NONE = Refused(
    "no-such-account",
    Text("没有可供查看的账户", "There is no account to show you"),
    Text("账户不存在，或者不属于你代表的单位", "it does not exist, or does not belong to whom you act for"),
    Text("核对地址，或者换用有关单位的席位。", "Check the address, or act for the organisation concerned."),
    "ncsc-2023-11/art-12",
)


def _concerned(request: HttpRequest, life: Life) -> bool:
    actor, user = acting.actor_of(request), cast(User, request.user)
    if actor.role in _INSPECT or actor.name.partition(":")[2] == life.facts.get("holder"):
        return True
    return user.code in (life.facts.get("maker"), life.facts.get("checker")) or life.id in {
        each.id for each in applications_of(user)
    }


def _value(name: str, value: Any) -> str:
    if name in ("maker", "checker"):
        person = people.person(str(value))
        return (person.name or person.email) if person else str(value)
    if field(name).type == "choice":
        return CHOICES.get(str(value), Text(str(value), str(value))).say(lang())
    return str(value)


def _kind(change: Life) -> Text:
    return CHOICES[str(change.facts["change_kind"])]


CHOICES = {
    **{role: titles()[role] for role in ("owner", "emitter", "trader", "vvb", "province")},
    "joint": Text("联合开户（登记账户和交易账户）", "joint opening (registry and trading account)"),
    "registry-only": Text("仅开立登记账户", "registry account only"),
    "national": Text("全国碳市场", "the national market"),
    "local": Text("地方碳市场", "a local market"),
    "name": Text("名称", "name"),
    "representative": Text("账户代表", "representative"),
    "telephone": Text("联系电话", "telephone"),
    "licence": Text("营业执照", "licence"),
    "identity-document": Text("身份证明文件", "identity document"),
    "papers-do-not-match": Text("证照与实际不符", "papers do not match the facts"),
    "change-not-filed": Text("变更未按期申请", "a change was not filed in time"),
    "other-breach": Text("其他违反规则的情形", "another breach of the rules"),
    "merger": Text("合并", "merger"),
    "division": Text("分立", "division"),
    "dissolution": Text("解散", "dissolution"),
    "bankruptcy": Text("破产", "bankruptcy"),
    "death": Text("死亡", "death"),
    "other": Text("其他", "other"),
}
"""The choices of an account in words."""
