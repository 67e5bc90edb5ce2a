"""Tokens for programs: made and ended by a person with a second factor, bound to one seat, allowed what their scopes say, for a time."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from ccer.core.errors import BadInput
from ccer.core.text import Text

from .. import clock
from ..permissions import authorise
from ..store.models import Membership, Token
from .base import Actor, Refused, append, event, writing
from .people import actor_of, seats

PREFIX = "ccer_"
LONGEST = dt.timedelta(days=365)
_SEEN_EVERY = dt.timedelta(minutes=1)
_DUTY = "ncsc-2023-11/art-9"

SCOPES: dict[str, Text] = {
    "read": Text("查看本单位可见的事项", "see what the organisation may see"),
    "steps": Text("办理事项的各步", "take steps of cases"),
    "documents": Text("上传材料", "upload papers"),
    "units": Text("划转、注销等账本操作", "move and cancel units"),
    "trade": Text("在交易平台申报和办理资金", "order and deal with money at the exchange"),
    "ets": Text(
        "履约抵销：录入义务、绑定账户、提交和决定清缴", "compliance offset: enter, bind, file and decide"
    ),
    "confirm": Text("确认或撤回待办事项", "confirm or withdraw proposals"),
    "webhooks": Text("设置事件通知", "set webhooks"),
}


class BadToken(Refused):
    """A token that is unknown, ended or out of date: all three answered alike."""

    def __init__(self) -> None:
        super().__init__(
            "token",
            Text("令牌无效", "The token is not valid"),
            Text("令牌不存在、已撤销、已过期，或所属席位已收回", "it is unknown, revoked, out of date, or its seat has ended"),
            Text("登录后创建新的令牌。", "Sign in and make a new one."),
            _DUTY,
        )  # fmt: skip


def create(actor: Actor, name: str, scopes: tuple[str, ...], days: int) -> tuple[Token, str]:
    """A token for the actor's own seat, and its text, which is shown this once.

    Raises
    ------
    Refused
        The actor sits nowhere or came with a token itself.
    BadInput
        No name, no known scope, or a time that is not between a day and a year.
    """
    authorise(actor, "token.create", own=actor.organisation is not None)
    _usable(name, scopes, days)
    text = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    with writing():
        seat = _seat(actor)
        token = Token.objects.create(
            name=name.strip(), digest=_digest(text), scopes=sorted(set(scopes)), user_id=seat.user_id,
            organisation_id=seat.organisation_id, seat=seat.seat, created_at=now, expires_at=now + dt.timedelta(days=days),
        )  # fmt: skip
        until = token.expires_at.isoformat()
        made = event(
            "token.created", f"token:{token.pk}", actor, cites=(_DUTY,), person=actor.person, scopes=token.scopes, until=until
        )  # fmt: skip
        append([made])
    return token, text


def revoke(actor: Actor, pk: int) -> None:
    """Ends a token of the actor's own; a checker of the organisation may end any of it."""
    token = Token.objects.filter(pk=pk, organisation_id=actor.organisation or 0).first()
    own = token is not None and (token.user_id == actor.user or actor.seat == "checker")
    authorise(actor, "token.revoke", own=own)
    with writing():
        if Token.objects.filter(pk=pk, revoked_at=None).update(revoked_at=clock.now()):
            append([event("token.revoked", f"token:{pk}", actor, cites=(_DUTY,), person=actor.person)])


def authenticate(text: str) -> Actor:
    """Who a program acts as.

    Raises
    ------
    BadToken
    """
    now = clock.now()
    token = Token.objects.filter(digest=_digest(text), revoked_at=None, expires_at__gt=now).first()
    if token is None:
        raise BadToken
    seat = seats(token.user_id).filter(organisation_id=token.organisation_id, user__is_active=True).first()
    if seat is None or seat.seat != token.seat:
        raise BadToken
    if token.last_used_at is None or now - token.last_used_at > _SEEN_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return actor_of(seat, scopes=tuple(token.scopes))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _seat(actor: Actor) -> Membership:
    assert actor.user is not None
    seat = seats(actor.user).filter(organisation_id=actor.organisation or 0).first()
    if seat is None or seat.seat != actor.seat:  # the session has no second factor, and counts for less
        raise Refused(
            "second_factor",
            Text("不能创建令牌", "The token cannot be made"),
            Text("没有经过第二验证", "you signed in without a second factor"),
            Text("先设置第二验证，再重新登录。", "Set up a second factor and sign in again."),
            _DUTY,
        )
    return seat


def _usable(name: str, scopes: tuple[str, ...], days: int) -> None:
    if not 0 < len(name.strip()) <= 100:
        raise _bad(Text("名称应为 1 至 100 个字符", "its name needs 1 to 100 characters"))
    if not scopes or not set(scopes) <= SCOPES.keys():
        raise _bad(Text("权限可选：" + "、".join(SCOPES), "choose scopes among: " + ", ".join(SCOPES)))
    if not 1 <= days <= LONGEST.days:
        raise _bad(Text(f"有效期应为 1 至 {LONGEST.days} 天", f"it may last 1 to {LONGEST.days} days"))


def _bad(why: Text) -> BadInput:
    return BadInput(
        what=Text("不能创建令牌", "The token cannot be made"),
        why=why,
        next=Text("改正后重新提交。", "Correct it and send it again."),
    )
