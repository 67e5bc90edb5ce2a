"""A story of people and organisations for tests: who they are, and the lines of ``stories/*.txt``."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.test import override_settings

from ccer.project.life.model import Paper
from ccer_platform import clock
from ccer_platform.actions import people, tokens
from ccer_platform.actions.base import Actor, system
from ccer_platform.actions.lives import take

STORIES = Path(__file__).parent / "stories"
SCOPES = ("read", "steps", "documents", "units", "trade", "confirm", "webhooks")
HOLDERS = {
    "owner:sea": "示例业主有限公司", "vvb:cqc": "中国质量认证中心有限公司", "vvb:cec": "中环联合（北京）认证中心有限公司",
    "trader:tra": "示例交易主体", "owner:hill": "示例另一业主",
}  # fmt: skip
"""Those who open an account; owners, traders and people are made up."""
OFFICES = {
    "registry:ncsc": "示例注册登记机构", "expert:e1": "示例专家", "province:js": "示例省级部门", "exchange:cbeex": "示例交易机构",
}  # fmt: skip


class Line(NamedTuple):
    """One line of a story."""

    on: dt.date
    who: str
    subject: str
    step: str
    parent: str
    facts: dict[str, Any]
    papers: tuple[str, ...]

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.combine(self.on, dt.time(9), clock.BEIJING)


def lines(name: str) -> list[Line]:
    found = []
    for text in (STORIES / name).read_text(encoding="utf-8").splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        day, who, subject, step, facts, papers = re.split(r"\s*\|\s?", text.strip() + " ")
        action, _, parent = step.partition(" in ")
        found.append(
            Line(
                dt.date.fromisoformat(day), who, subject, action.strip(), parent.strip(), yaml.safe_load(facts) or {},
                tuple(papers.split()),
            )
        )  # fmt: skip
    return found


def seated(who: str, seat: str, on: dt.datetime) -> Actor:
    """The actor of a seat that `cast` filled."""
    from ccer_platform.store.models import Membership

    with clock.fixed(on):
        held = Membership.objects.select_related("organisation").get(
            organisation__code=who.partition(":")[2], seat=seat, until=None
        )
        return people.actor_of(held)


def cast(on: dt.datetime, also: dict[str, str] | None = None) -> None:
    """Everybody with a maker and a checker; accounts of those who hold or verify, and ``also``, are opened in their own steps."""
    holders = HOLDERS | (also or {})
    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
    )  # nobody signs in here
    with clock.fixed(on), quick:
        for who, name in (*OFFICES.items(), *holders.items()):
            role, _, code = who.partition(":")
            made = people.add_organisation(code, name, role, province="江苏省" if role == "province" else "")
            for seat in ("maker", "checker"):
                people.add_person(
                    f"{seat}@{code}.example",
                    seat,
                    organisation=made,
                    seat=seat,
                    password="a long password",
                    demo=True,
                )
        for who, name in holders.items():
            _open_account(who, name)


def _open_account(who: str, name: str) -> None:
    role, _, code = who.partition(":")
    maker, checker = (seated(who, seat, clock.now()) for seat in ("maker", "checker"))
    papers = tuple(
        Paper(kind=kind, digest=hashlib.sha256(f"{code}{kind}".encode()).hexdigest())
        for kind in ("licence", "authorisation")
    )
    facts = {
        "holder": code, "holder_kind": role, "holder_name": name, "subject_code": f"X-{code}",
        "maker": maker.person, "checker": checker.person,
    }  # fmt: skip
    registry = seated("registry:ncsc", "maker", clock.now())
    visitor = Actor(role="visitor", name=f"visitor:{code}")
    for actor, action, given, with_papers in (
        (visitor, "apply", facts, papers), (registry, "begin-review", {}, ()), (registry, "open", {}, ()),
    ):  # fmt: skip
        taken = take(actor, "account", code, action, facts=given, papers=with_papers, person="a", checker="b")
        assert not taken.refused, [refusal.lines("en") for refusal in taken.outcome.refusals]


def token(who: str, seat: str, on: dt.datetime, scopes: tuple[str, ...] = SCOPES, days: int = 360) -> str:
    """The text of a token for a seat."""
    actor = seated(who, seat, on)
    with clock.fixed(on):
        return tokens.create(actor, "test", scopes, days)[1]


CLOCK = system("notices")
