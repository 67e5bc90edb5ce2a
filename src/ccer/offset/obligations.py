"""Obligations: what an entity of the national ETS owes for a compliance year, how much of it CCERs may offset, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput, NotInForce
from ..core.text import Text
from ..rules.offset import cap_tonnes

DEADLINE = "ets.surrender_deadline"
CAP_SHARE = "offset.cap_share"
OLDEST = 2021
"""The first compliance year whose deadline this module looks for; the first cycle settled under Order 19."""


class Entity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key emitter of the national ETS.

    Parameters
    ----------
    code : str
        Its id, e.g. the unified social credit code.
    name, sector, province : str
    registry_account : str
        Its account in the voluntary registry; empty where it has none.
    ets_account : str
        Its account in the ETS registry.
    bound : bool
        The two accounts are bound to each other (circular 237, step 3).
    key_emitter : bool or None
        It is on the list of key emitters; None where that is not stated.
    """

    code: str
    name: str
    sector: str = ""
    province: str = ""
    registry_account: str = ""
    ets_account: str = ""
    bound: bool = False
    key_emitter: bool | None = None


class Obligation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is owed for one compliance year. Whole tonnes. [tCO2e]

    Parameters
    ----------
    year : int
        Compliance year: the year of the emissions.
    due_t : int
        Allowances to be surrendered.
    verified_emissions_t : int or None
        As verified; None where it is not stated.
    used_t : int
        CCERs used against this year before.
    surrendered_t : int
        Allowances surrendered for it before.
    deadline : date or None
        Stated by the entity from a text this base does not hold; else the law base's.
    """

    year: int
    due_t: int
    verified_emissions_t: int | None = None
    used_t: int = 0
    surrendered_t: int = 0
    deadline: dt.date | None = None

    def __post_init__(self) -> None:
        if min(self.due_t, self.used_t, self.surrendered_t, self.verified_emissions_t or 0) < 0:
            raise _negative(self.year)


class Deadline(msgspec.Struct, frozen=True):
    """The last day to surrender for a year; ``why`` says why it is provisional, None where a text sets it."""

    day: dt.date | None
    cite: str = ""
    why: Text | None = None

    @property
    def provisional(self) -> bool:
        return self.why is not None


class Standing(msgspec.Struct, frozen=True):
    """One obligation under the rule of its year. [tCO2e]

    Parameters
    ----------
    cap_t : int
        ``floor(share × due)``.
    room_t : int
        What of the cap may still be used, and never more than is still owed.
    owed_t : int
        What is still to be surrendered.
    share : DatedValue
        The share of the cap with its clause.
    """

    obligation: Obligation
    share: DatedValue
    cap_t: int
    room_t: int
    owed_t: int
    deadline: Deadline

    def row(self) -> dict[str, object]:
        """One line of a table over the years."""
        held = self.obligation
        return {
            "year": held.year,
            "verified_emissions_t": held.verified_emissions_t,
            "due_t": held.due_t,
            "cap_t": self.cap_t,
            "used_t": held.used_t,
            "room_t": self.room_t,
            "surrendered_t": held.surrendered_t,
            "owed_t": self.owed_t,
            "deadline": self.deadline.day,
            "provisional": self.deadline.provisional,
            "clause": self.share.cite,
        }


def standing(obligation: Obligation, at: AsOf, *, share: float | None = None) -> Standing:
    """An obligation's cap, what of it is left, what is owed, until when.

    Parameters
    ----------
    obligation : Obligation
    at : AsOf
        The law of the day of asking; the cap's share is the one in force then.
    share : float, optional
        Another share than the law's, for a scenario. [1]

    Raises
    ------
    NotInForce
        Before Order 19.
    """
    held = at.parameter(CAP_SHARE)
    cap = cap_tonnes(obligation.due_t, held.number if share is None else share)
    owed = max(0, obligation.due_t - obligation.used_t - obligation.surrendered_t)
    room = max(0, min(cap - obligation.used_t, owed))
    return Standing(obligation, held, cap, room, owed, deadline(obligation, at))


def standings(obligations: Iterable[Obligation], at: AsOf) -> tuple[Standing, ...]:
    """Several years side by side, the oldest first.

    Raises
    ------
    BadInput
        A year is given twice.
    """
    found = tuple(standing(each, at) for each in sorted(obligations, key=lambda each: each.year))
    years = [each.obligation.year for each in found]
    if len(set(years)) != len(years):
        raise _twice(years)
    return found


def deadline(obligation: Obligation, at: AsOf) -> Deadline:
    """The last day to surrender: stated, set by a notice, or, provisionally, as the newest notice had it for its own year."""
    if obligation.deadline is not None:
        return Deadline(
            obligation.deadline,
            "",
            Text("由使用者填写，本库未见其文", "stated by the user; this base holds no text of it"),
        )
    newest: DatedValue | None = None
    for year in range(OLDEST, max(at.on.year, obligation.year + 1) + 1):
        held = _set_in(year, at)
        if held is None:
            continue
        if held.day.year == obligation.year + 1:
            return Deadline(held.day, held.cite)
        newest = held
    if newest is None or obligation.year + 1 < newest.day.year:
        return Deadline(None, "", Text("未见该年度清缴截止日", "no deadline of that year was found"))
    day = newest.day.replace(year=obligation.year + 1)
    why = Text(
        f"{obligation.year} 年度的通知未见，暂按上一次通知的月日",
        f"no notice for {obligation.year} was found; the month and day of the last notice are taken",
    )
    return Deadline(day, newest.cite, why)


def _set_in(year: int, at: AsOf) -> DatedValue | None:
    """The deadline that notices of a year set, as far as the base tells it on the as-of day."""
    day = min(dt.date(year, 12, 31), at.on)
    if day.year < year:
        return None
    try:
        return at.parameter(DEADLINE, on=day)
    except NotInForce:
        return None


def _negative(year: int) -> BadInput:
    return BadInput(
        Text(f"{year} 年度的数量无法使用", f"The quantities of {year} cannot be used"),
        Text("有负数", "one of them is negative"),
        Text("填写非负整数。", "Give whole numbers of 0 or more."),
    )


def _twice(years: list[int]) -> BadInput:
    return BadInput(
        Text("应清缴义务无法使用", "The obligations cannot be used"),
        Text(f"年度有重复：{years}", f"a year stands twice: {years}"),
        Text("每个年度写一条。", "Give one entry a year."),
    )
