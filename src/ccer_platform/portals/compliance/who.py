"""Who is at these pages: the ETS entity, the province that decides, the registry and the ministry who look on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ccer.core.errors import CcerError
from ccer.core.text import Text

from ...acting import actor_of
from ...actions.base import Refused
from ...permissions import authorise
from ..workbench.audience import Audience
from ..workbench.who import Desk

AUDIENCE = Audience(
    "compliance",
    Text("履约抵销", "Compliance offset"),
    Text(
        "应清缴配额、可用的减排量、申请和测算", "Obligations, units that may be used, applications and plans"
    ),
    ("emitter", "province", "registry", "ministry"),
)
View = Callable[..., HttpResponseBase]


def at_compliance(*roles: str) -> Callable[[View], View]:
    """A page for some of these roles; all of them where none is named. What is refused is shown as a page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            desk = Desk(request, AUDIENCE, actor_of(request))
            try:
                authorise(desk.actor, "ets.read", own=True)
                if roles and desk.actor.role not in roles:
                    raise _elsewhere()
                return view(desk, **kwargs)
            except CcerError as error:
                return refuse(desk, error, 404 if getattr(error, "code", "") == "no-such-case" else 403)

        return shown

    return decorate


def refuse(desk: Desk, error: CcerError, status: int = 403) -> HttpResponseBase:
    """The page that says no."""
    return desk.show("compliance/refused.html", {"errors": (error,), "crumbs": ((error.what, ""),)}, status)


def missing(what: Text) -> Refused:
    """Nothing of that name, or another's: the two look alike."""
    return Refused(
        "no-such-case",
        Text("没有{what}", "There is no such {what}").fill(what=what),
        Text("编号不存在，或者不属于本单位", "no such code is held, or it is another's"),
        Text("从列表中打开。", "Open it from a list."),
        "mee-2020-19/art-5/para-2",
    )


def _elsewhere() -> Refused:
    return Refused(
        "role",
        Text("不能打开这一页", "This page is not open to you"),
        Text("它由其他角色办理", "another role works here"),
        Text("从“履约抵销”首页进入。", "Go in from the first page of “Compliance offset”."),
        "mee-2020-19/art-5/para-2",
    )
