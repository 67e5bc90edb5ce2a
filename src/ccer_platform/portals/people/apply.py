"""Applying for a registry account, one question a page; nothing is filed until all answers were checked and submitted."""

from __future__ import annotations

import secrets
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.project.life.fields import field
from ccer.project.life.model import Paper

from ... import limits
from ...actions import documents, lives, people
from ...clock import today
from ...language import lang
from ...store.models import User
from .account import CHOICES, applicant
from .seats import in_words

_KEPT = "account application"
PAPERS = ("licence", "authorisation")
STEPS: dict[str, tuple[Text, Text]] = {
    "kind": (
        Text("开户主体和方式", "Who applies, and how"),
        Text("一个主体只能有一个登记账户。", "A subject has one registry account."),
    ),
    "subject": (
        Text("主体信息", "The subject"),
        Text("以本单位名义申请，不得冒用、借用他人名义。", "In its own name, not in another's."),
    ),
    "people": (
        Text("账户代表", "The representatives"),
        Text(
            "发起代表和确认代表须为两人；开户后邀请函发到各自邮箱。",
            "The maker and the checker are two people; each is sent an invitation once the account is open.",
        ),
    ),
    "papers": (
        Text("申请材料", "The papers"),
        Text("上传营业执照和授权书。", "Upload the business licence and the authorisation."),
    ),
    "check": (
        Text("核对并提交", "Check your answers"),
        Text(
            "登记机构自收到材料之日起15个工作日内审核。",
            "The registry reviews it within 15 working days of receiving the papers.",
        ),
    ),
}
LABELS = {
    "holder_kind": Text("账户类别", "Kind of account"),
    "opening": Text("开户方式", "How it is opened"),
    "emitter_market": Text("所属市场（重点排放单位填写）", "Market (key emitters only)"),
    "holder_name": Text("单位名称", "Name of the organisation"),
    "subject_code": Text("统一社会信用代码", "Unified social credit code"),
    "maker_name": Text("发起代表姓名", "Maker's name"),
    "maker_email": Text("发起代表邮箱", "Maker's e-mail"),
    "checker_name": Text("确认代表姓名", "Checker's name"),
    "checker_email": Text("确认代表邮箱", "Checker's e-mail"),
    "licence": Text("营业执照", "Business licence"),
    "authorisation": Text("授权书", "Authorisation"),
}


class Question(forms.Form):
    """The fields of one step."""

    def __init__(self, step: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _FIELDS[step]:
            self.fields[name] = _form_field(name)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if (
            facts.get("maker_email")
            and str(facts["maker_email"]).lower() == str(facts.get("checker_email")).lower()
        ):
            self.add_error(
                "checker_email",
                Text("发起代表和确认代表不能是同一人", "the maker and the checker must be two people").say(
                    lang()
                ),
            )
        if facts.get("holder_kind") == "emitter" and not facts.get("emitter_market"):
            self.add_error("emitter_market", Text("请选择所属市场", "choose the market").say(lang()))
        return facts


_FIELDS = {
    "kind": ("holder_kind", "opening", "emitter_market"),
    "subject": ("holder_name", "subject_code"),
    "people": ("maker_name", "maker_email", "checker_name", "checker_email"),
    "papers": PAPERS,
    "check": (),
}


def _form_field(name: str) -> forms.Field:
    label = LABELS[name].say(lang())
    if name in PAPERS:
        return forms.FileField(label=label)
    if name.endswith("_email"):
        return forms.EmailField(label=label, max_length=200)
    if name in ("holder_kind", "opening", "emitter_market"):
        choices = [(each, CHOICES[each].say(lang())) for each in field(name).choices]
        empty = [("", "—")] if name == "emitter_market" else []
        return forms.ChoiceField(label=label, choices=[*empty, *choices], required=not empty)
    return forms.CharField(label=label, max_length=200)


@in_words
def apply(request: HttpRequest) -> HttpResponse:
    """The step asked for, or the first that is not answered."""
    kept: dict[str, Any] = request.session.get(_KEPT) or {
        "code": f"account-{secrets.token_hex(5)}",
        "answers": {},
    }
    open_steps = [step for step in STEPS if not _answered(step, kept["answers"])]
    step = request.GET.get("step", "")
    if step not in STEPS or list(STEPS).index(step) > list(STEPS).index(open_steps[0]):
        step = open_steps[0]
    if request.method != "POST":
        return _show(request, step, kept, Question(step, initial=kept["answers"]))
    if step == "check":
        return _file(request, kept)
    form = Question(step, request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, step, kept, form, status=422)
    try:
        kept["answers"] |= _stored(request, kept["code"], form.cleaned_data)
    except CcerError as error:
        return _show(request, step, kept, form, (error,), 422)
    request.session[_KEPT] = kept
    following = list(STEPS)[list(STEPS).index(step) + 1]
    return redirect(f"{reverse('people:apply')}?step={following}")


def _answered(step: str, answers: dict[str, Any]) -> bool:
    return bool(_FIELDS[step]) and all(name in answers for name in _FIELDS[step])


def _stored(request: HttpRequest, code: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Answers as the session keeps them; a paper by the hash of its content."""
    actor = applicant(cast(User, request.user))
    kept = {}
    for name, value in facts.items():
        if name in PAPERS:
            limits.count("upload", limits.visitor(request))
            made = documents.store(actor, f"account:{code}", name, value)
            kept[name] = {"digest": made.digest, "name": made.name}
        else:
            kept[name] = value
    return kept


def _file(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
    """Files the application; refused, it says why and everything stays as answered."""
    actor, said = applicant(cast(User, request.user)), kept["answers"]
    try:
        limits.count("apply-account", limits.visitor(request))
        pair = {
            seat: people.add_person(said[f"{seat}_email"], said[f"{seat}_name"], invite=False).code
            for seat in ("maker", "checker")
        }
        facts = {name: said[name] for name in ("holder_kind", "holder_name", "subject_code", "opening")}
        if said["holder_kind"] == "emitter":
            facts["emitter_market"] = said["emitter_market"]
        papers = tuple(
            Paper(kind=kind, digest=said[kind]["digest"], name=said[kind]["name"], by=actor.name, on=today())
            for kind in PAPERS
        )
        taken = lives.take(
            actor, "account", kept["code"], "apply", papers=papers, facts={**facts, **pair, "holder": said["subject_code"]}
        )  # fmt: skip
    except CcerError as error:
        return _show(request, "check", kept, Question("check"), (error,), 409)
    if taken.refused:
        return _show(request, "check", kept, Question("check"), taken.outcome.refusals, 409)
    del request.session[_KEPT]
    return redirect("people:account", kept["code"])


def _show(
    request: HttpRequest,
    step: str,
    kept: dict[str, Any],
    form: forms.Form,
    errors: tuple[CcerError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    names = list(STEPS)
    at = names.index(step)
    title, help = STEPS[step]
    answers = [(LABELS[name], _said(value)) for name, value in kept["answers"].items() if value != ""]
    facts = {
        "step": {"title": title, "help": help, "number": at + 1, "of": len(names), "before": names[at - 1] if at else ""},
        "form": form, "errors": errors, "answers": answers if step == "check" else (),
    }  # fmt: skip
    return render(request, "people/apply.html", facts, status=status)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['name']} ({value['digest'][:12]})"
    return CHOICES[value].say(lang()) if value in CHOICES else str(value)
