"""Whether another case already covers the same ground, plant or power: first by the index of boxes, then exactly.

What is found before notice stands in its way until the registry clears it, with a reason and by two people: a life of the machine
``overlap`` whose code names both sides and their outlines. Move either, and the clearance no longer fits.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec
from django.db import connection

from ccer.core.text import Text
from ccer.monitoring import ground
from ccer.project.life.model import Life
from ccer.project.life.tables import machines

from .. import clock
from ..store import words
from ..store.models import ForeignRecord, Place
from ..store.models import Life as Row
from .around import Stored, project_of
from .places import CERTIFICATES, foreign_case

DISTANCE = "registry.same_place_distance"
ASKED = (
    "NONE",
    "DRAFT",
    "PUB_AUDIT",
    "NOTICE",
    "AWAIT_VVB",
    "VVB_UPLOADED",
    "OWNER_CONFIRM",
    "APPLIED",
    "ACCEPTED",
    "REVIEW",
)
"""States in which an application is still asked whether it is unique."""
_NEAR = """
    SELECT id FROM store_place WHERE "case" <> %s
    AND box(point(west, south), point(east, north)) && box(point(%s, %s), point(%s, %s)) ORDER BY id"""


class Overlap(msgspec.Struct, frozen=True, kw_only=True):
    """One other case on the same ground, plant or power.

    Parameters
    ----------
    code : str
        Names both sides and their outlines; the code of the clearance.
    against : str
        Subject of the other case.
    name, methodology : str
    state : Text
        Where the other stands.
    kind : str
        ``area``, ``point``, ``name`` or ``power``.
    area_ha, share, distance_m : float
        As in `ccer.monitoring.ground.Shared`, summed over the parts.
    outlines : tuple of dict
        GeoJSON of the common parts. [degree]
    cleared : bool
        The registry found that it is no double counting.
    """

    code: str
    against: str
    name: str
    methodology: str
    state: Text
    kind: str
    area_ha: float = 0.0
    share: float = 0.0
    distance_m: float = 0.0
    outlines: tuple[dict[str, Any], ...] = ()
    cleared: bool = False


def uncleared(life: Life) -> tuple[str, ...]:
    """Subjects of cases on the same ground, plant or power that nobody has cleared; asked while the answer can still matter."""
    if life.machine not in ("project", "reduction") or life.state not in ASKED:
        return ()
    return tuple(each.against for each in found(life) if not each.cleared)


def found(life: Life) -> tuple[Overlap, ...]:
    """All overlaps of a project, or of the power of a filing, with what they share; nearest to the whole first."""
    seen = _of_power(life) if life.machine == "reduction" else _of_ground(life)
    codes = [each.code for each in seen]
    cleared = set(
        Row.objects.filter(machine="overlap", code__in=codes, state="CLEARED").values_list("code", flat=True)
    )
    marked = [msgspec.structs.replace(each, cleared=each.code in cleared) for each in seen]
    return tuple(sorted(marked, key=lambda each: (-each.share, each.against)))


def _of_ground(life: Life) -> list[Overlap]:
    own = list(Place.objects.filter(case=life.subject))
    shared: dict[str, list[tuple[Place, ground.Shared]]] = {}
    for place in own:
        for other, common in _meeting(place):
            shared.setdefault(other.case, []).append((other, common))
    power = {
        foreign_case(r.register, r.number) for r in ForeignRecord.objects.filter(kind=CERTIFICATES)
    } if any(case.startswith("foreign:") for case in shared) else set()  # fmt: skip
    total = sum(place.area_ha or 0.0 for place in own)
    seen = [_overlap(life, own, case, parts, total) for case, parts in shared.items() if case not in power]
    return seen + [each for each in _of_name(life) if each.against not in shared]


def _meeting(place: Place) -> list[tuple[Place, ground.Shared]]:
    """Places of other cases that share something with one, each with what."""
    within = clock.at().parameter(DISTANCE).count
    shape = ground.shape_of(place.shape)
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [place.case, *ground.box(shape, within)])
        ids = [id for (id,) in cursor.fetchall()]
    near = Place.objects.in_bulk(ids)
    pairs = ((near[id], ground.shared(shape, ground.shape_of(near[id].shape), within)) for id in ids)
    return [(other, common) for other, common in pairs if common is not None]


def _overlap(
    life: Life, own: list[Place], case: str, parts: list[tuple[Place, ground.Shared]], total: float
) -> Overlap:
    area = sum(common.area_ha for _, common in parts)
    theirs = list(Place.objects.filter(case=case))
    return _named(
        case,
        code=_code((life.subject, own), (case, theirs)),
        kind="area" if area else "point",
        area_ha=area,
        share=area / total if area and total else 1.0,
        distance_m=min(common.distance_m for _, common in parts),
        outlines=tuple(common.outline for _, common in parts),
    )


def _of_name(life: Life) -> list[Overlap]:
    """Projects of other mechanisms that bear the same name, wherever their list puts them."""
    name = words.normalised(str(life.facts.get("project", {}).get("name", "")))
    rows = ForeignRecord.objects.exclude(kind=CERTIFICATES).filter(name__iexact=name) if name else ()
    cases = [foreign_case(row.register, row.number) for row in rows]
    return [_named(case, code=_code((life.subject, []), (case, [])), kind="name") for case in cases]


def _of_power(life: Life) -> list[Overlap]:
    """Green certificates of the project's plant whose power falls within the accounting period (Order 31 art. 48 para. 4)."""
    project = project_of(life, Stored())
    period = life.facts.get("reduction", {}).get("period")
    if project is None or not period:
        return []
    rows = ForeignRecord.objects.filter(
        kind=CERTIFICATES, period_start__lte=period["end"], period_end__gte=period["start"]
    )
    by_case = {foreign_case(row.register, row.number): row for row in rows}
    number = project.facts.get("project_code")
    meant = {case for case, row in by_case.items() if number and row.facts.get("project_code") == number}
    for place in Place.objects.filter(case=project.subject) if by_case else ():
        meant |= {other.case for other, _ in _meeting(place)} & set(by_case)
    return [
        _named(
            case,
            code=_code((life.subject, []), (case, []), period["start"], period["end"]),
            kind="power",
            share=1.0,
        )
        for case in sorted(meant)
    ]


def _named(case: str, **said: Any) -> Overlap:
    """The other side by its name and state."""
    if case.startswith("foreign:"):
        register, _, number = case.partition(":")[2].partition("/")
        row = ForeignRecord.objects.get(register=register, number=number)
        return Overlap(
            against=case,
            name=row.name,
            methodology=row.facts.get("methodology", ""),
            state=Text(register, register),
            **said,
        )
    life = Stored().life(case)
    facts = life.facts.get("project", {}) if life else {}
    state = machines()["project"].state_title(life.state if life else "NONE")
    return Overlap(
        against=case,
        name=str(facts.get("name", case)),
        methodology=str(facts.get("methodology", "")),
        state=state,
        **said,
    )


def _code(one: tuple[str, list[Place]], other: tuple[str, list[Place]], *more: str) -> str:
    """The same for both directions, and another one as soon as an outline changes."""
    sides = sorted(
        [subject, sorted(json.dumps(place.shape, sort_keys=True) for place in places)]
        for subject, places in (one, other)
    )
    return hashlib.sha256(json.dumps([sides, *more], ensure_ascii=False).encode()).hexdigest()[:24]
