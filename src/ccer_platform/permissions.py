"""Who may do what: one table. Rows are actions, columns roles; a seat of maker or checker is asked beside the role.

The steps of lives stand in the core's own tables (`ccer.project.life`), by role; `rights` shows both as one.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import msgspec

from ccer.core.text import Text
from ccer.project.life.tables import machines

from .actions.base import Actor, Refused

ROLES = (
    "public", "visitor", "owner", "vvb", "registry", "expert", "exchange", "emitter", "trader", "province", "ministry",
    "market-regulator", "analyst", "system",
)  # fmt: skip
SEATLESS = frozenset({"public", "visitor", "system"})
"""Roles that sit in no organisation."""
HOLDERS = ("owner", "emitter", "trader")
"""Roles whose accounts may hold units."""
STEPS = "steps"
"""The scope a token needs to take steps of a life."""
ACCOUNT_DUTY = "ncsc-2023-11/art-9"
"""All that is done under an account is its holder's doing, who looks after names and passwords."""


class Right(msgspec.Struct, frozen=True):
    """One row of the table.

    Parameters
    ----------
    action : str
        ``<noun>.<verb>``; for commands of the ledger ``ledger.<do>``.
    roles : tuple of str
        Who may.
    title : Text
    clause : str
        The provision that gives the right, or the nearest one.
    seat : str
        ``maker`` (makes or files), ``checker`` (confirms what another made) or empty (any seat).
    own : bool
        Only on what belongs to one's own organisation, or is entrusted to it.
    four_eyes : tuple of str
        Roles of which a second person confirms.
    scope : str
        What a token must be allowed; empty: no token may.
    """

    action: str
    roles: tuple[str, ...]
    title: Text
    clause: str
    seat: str = ""
    own: bool = False
    four_eyes: tuple[str, ...] = ()
    scope: str = ""


@cache
def table() -> dict[str, Right]:
    """The rows that are no steps of a life, by action."""
    text = (resources.files(__package__) / "permissions.yaml").read_bytes()
    rows: list[dict[str, Any]] = msgspec.yaml.decode(text)
    return {
        row["action"]: Right(
            title=Text(row.pop("zh"), row.pop("en")), **{name: _plain(value) for name, value in row.items()}
        )
        for row in rows
    }


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def rights() -> tuple[Right, ...]:
    """The whole table: actions of the platform, then every step of every life."""
    steps: dict[str, Right] = {}
    for machine in machines().values():
        for row in machine.rows:
            action = f"{machine.name}.{row.action}"
            known = steps.get(action)
            roles = tuple(dict.fromkeys([*(known.roles if known else ()), *row.by]))
            eyes = tuple(role for role in roles if role not in SEATLESS) if row.four_eyes else ()
            title = Text("{machine}：{step}", "{machine}: {step}").fill(machine=machine.title, step=row.title)
            steps[action] = Right(action, roles, title, row.cites[0], "maker", True, eyes, STEPS)
    return (*table().values(), *steps.values())


def may(action: str, role: str, seat: str = "") -> bool:
    """Whether the table lets a role in a seat do an action. An action that is not in the table is nobody's."""
    right = table().get(action)
    return right is not None and role in right.roles and _seated(right, role, seat)


def _seated(right: Right, role: str, seat: str) -> bool:
    return not right.seat or role in SEATLESS or seat == right.seat


def authorise(actor: Actor, action: str, *, own: bool = True) -> Right:
    """The right an actor acts by.

    Parameters
    ----------
    own : bool
        Whether what the action is about belongs to the actor's organisation.

    Raises
    ------
    Refused
        ``role``, ``seat``, ``scope`` or ``identity``: the first that is wrong; with the clause of the row.
    """
    right = table().get(action)
    if right is None:
        raise KeyError(f"{action} is not in permissions.yaml")
    if actor.role not in right.roles:
        who = Text(*(("、", ", ")[i].join(_names(right.roles, i)) for i in (0, 1)))
        why = Text("这一项由{who}办理", "this is done by: {who}").fill(who=who)
        raise _refused("role", right, why, Text("由其登录后办理。", "Let them sign in and do it."))
    authorise_seat(actor, right)
    if right.own and not own:
        why = Text("这不属于该单位", "it does not belong to that organisation")
        raise _refused(
            "identity", right, why, Text("由有关单位办理。", "Let the organisation concerned do it.")
        )
    return right


def authorise_step(actor: Actor, machine: str, action: str) -> None:
    """Whether the actor's seat and token let it take steps; the role and whose life it is are the core's to judge.

    Raises
    ------
    Refused
        ``seat`` or ``scope``.
    """
    for right in rights():
        if right.action == f"{machine}.{action}":
            authorise_seat(actor, right)


def authorise_seat(actor: Actor, right: Right) -> None:
    """The seat and the scope that a row asks for."""
    if not _seated(right, actor.role, actor.seat):
        wanted = SEAT_TITLES[right.seat]
        why = Text("须由{seat}办理；当前席位是{own}", "this takes the seat of {seat}; you act as {own}").fill(
            seat=wanted, own=SEAT_TITLES[actor.seat]
        )
        raise _refused(
            "seat", right, why,
            Text(
                "由担任该席位的人办理；尚未设置第二验证的，先设置。",
                "Let the person in that seat do it; if you have no second factor yet, set one up first.",
            ),
        )  # fmt: skip
    if actor.scopes is not None and right.scope not in actor.scopes:
        why = Text("令牌没有这一权限", "the token does not have this scope")
        next = Text(
            "由本人登录办理，或换用有此权限的令牌。", "Sign in to do it, or use a token with that scope."
        )
        raise _refused("scope", right, why, next)


SEAT_TITLES = {
    "maker": Text("发起代表", "maker"),
    "checker": Text("确认代表", "checker"),
    "viewer": Text("查看", "viewer"),
    "": Text("无席位", "no seat"),
}


def role_title(role: str) -> Text:
    """A role in words: the core's own, and the two that have no step in a life."""
    from ccer.project.life.fields import titles

    return {"exchange": Text("交易机构", "exchange"), "analyst": Text("分析人员", "analyst")}.get(
        role
    ) or titles()[role]


def _names(roles: tuple[str, ...], language: int) -> list[str]:
    return [(role_title(role).zh, role_title(role).en)[language] for role in roles]


def _refused(code: str, right: Right, why: Text, next: Text) -> Refused:
    what = Text("不能“{title}”", "Not allowed: {title}").fill(title=right.title)
    return Refused(code, what, why, next, right.clause)
