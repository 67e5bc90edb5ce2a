"""Who is at the workbench: a page of an audience opens for its roles only; everybody else is told so in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from ccer.core.errors import CcerError
from ccer.core.text import Text

from ...acting import actor_of
from ...actions.base import Actor, Refused
from ...permissions import role_title
from ...store.reading import provinces
from .audience import AUDIENCES, Audience

View = Callable[..., HttpResponseBase]


class Desk:
    """A request at a workbench: who asks, and how its pages are named."""

    def __init__(self, request: HttpRequest, audience: Audience, actor: Actor) -> None:
        self.request, self.audience, self.actor = request, audience, actor

    @property
    def organisation(self) -> str:
        """The code by which lives know the actor's organisation."""
        return self.actor.name.partition(":")[2]

    @property
    def organisation_id(self) -> int:
        """Row id of the actor's organisation; 0, which is nobody's, where there is none."""
        return self.actor.organisation or 0

    @property
    def province(self) -> str | None:
        """The province whose cases alone are seen here; None at a desk that is no province's."""
        return provinces.of_organisation(self.actor.organisation) if self.actor.role == "province" else None

    def path(self, page: str, *args: object) -> str:
        """Address of a page of this workbench."""
        return reverse(f"{self.audience.name}:{page}", args=args)

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page in the frame of the workbench."""
        crumbs = context.pop("crumbs", ())
        first = (self.audience.title, self.path("desk"))
        frame = {"work": self, "actor": self.actor, "crumbs": (first, *crumbs)}
        return render(self.request, template, {**frame, **context}, status=status)

    def refuse(self, error: CcerError | tuple[CcerError, ...], status: int = 403) -> HttpResponse:
        """The page that says no."""
        errors = error if isinstance(error, tuple) else (error,)
        return self.show(
            "workbench/refused.html", {"errors": errors, "crumbs": ((errors[0].what, ""),)}, status
        )


def at_desk(view: View) -> View:
    """A page of a workbench: signs in who is not, turns away who does not belong, and shows what is refused as a page."""

    @wraps(view)
    def shown(request: HttpRequest, audience: str, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        desk = Desk(request, AUDIENCES[audience], actor_of(request))
        if desk.actor.role not in desk.audience.roles:
            return desk.refuse(_not_theirs(desk))
        try:
            return view(desk, **kwargs)
        except CcerError as error:
            return desk.refuse(error, 404 if getattr(error, "code", "") == "no-such-case" else 403)

    return shown


def _not_theirs(desk: Desk) -> Refused:
    names = [role_title(role) for role in desk.audience.roles]
    who = Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
    return Refused(
        "role",
        Text("不能进入{desk}", "Not open to you: {desk}").fill(desk=desk.audience.title),
        Text("这里由{who}办理；你现在的角色是{own}", "it is for: {who}; you act as {own}").fill(
            who=who, own=role_title(desk.actor.role)
        ),
        Text(
            "从自己的工作台办理，或者换用有关单位的账户登录。",
            "Use your own workbench, or sign in for the organisation concerned.",
        ),
        "ncsc-2023-11/art-9",
    )
