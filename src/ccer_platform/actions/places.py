"""Where cases are, and what other mechanisms say they hold there. Each list or set of shapes is one event; the tables follow from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.monitoring import ground
from ccer.project.coordinates import degrees
from ccer.project.life.model import Life

from ..permissions import authorise
from ..store.models import ForeignRecord, Place
from .around import Stored, owner_of
from .base import Actor, append, event, writing

DECLARED, LISTED = "place.declared", "foreign.listed"
CERTIFICATES, PROJECTS = "green-certificates", "project"
KINDS = (PROJECTS, CERTIFICATES)
MOST_PLACES = 20_000
UNIQUE = "mee-samr-2023-31/art-48/para-4"
Row = dict[str, Any]


def declare(actor: Actor, code: str, shapes: Sequence[Row]) -> list[Row]:
    """The owner says where a project is: parcels, plants or points, in place of those said before.

    Parameters
    ----------
    shapes : sequence of dict
        ``name``, ``kind`` (``parcel``, ``plant``), ``shape`` (GeoJSON, CGCS2000 degrees).

    Raises
    ------
    BadInput
        A shape is not valid or lies outside China, two bear one name, or the project is past the check before notice.
    Refused
        The actor may not.
    """
    subject = f"project:{code}"
    around = Stored()
    life = around.life(subject)
    authorise(
        actor,
        "place.declare",
        own=life is not None and owner_of(life, around) == actor.name.partition(":")[2],
    )
    if life is None or life.state not in ("DRAFT", "AWAIT_VVB"):
        raise _bad(
            Text("项目不在可以修改的阶段", "the project is not at a stage at which it may be changed"),
            Text(
                "在草稿或者整改阶段修改边界。",
                "Change the boundary in the draft or under a corrective request.",
            ),
        )
    rows = placed(shapes)
    with writing():
        append([event(DECLARED, subject, actor, cites=(UNIQUE,), places=rows)])
        write_places(subject, rows)
    return rows


def list_foreign(actor: Actor, register: str, source: str, records: Iterable[Row]) -> int:
    """Enters a list of another mechanism: its projects, or green certificates of plants; a number listed before is replaced.

    Parameters
    ----------
    register : str
        Short name of the mechanism or certificate registry.
    source : str
        Where the list came from, and of which day.
    records : iterable of dict
        ``number``, ``name``, ``kind`` (``project``, ``green-certificates``); a place as ``shape`` or as ``longitude`` and ``latitude``
        (put right where swapped); for certificates ``period_start``, ``period_end`` and, where known, ``project_code``.

    Returns
    -------
    int
        How many were entered.
    """
    authorise(actor, "foreign.list")
    rows = [_foreign(number, record) for number, record in enumerate(records, 1)]
    with writing():
        append(
            [
                event(
                    LISTED,
                    f"foreign:{register}",
                    actor,
                    cites=(UNIQUE,),
                    register=register,
                    source=source,
                    records=rows,
                )
            ]
        )
        write_foreign(register, source, rows)
    return len(rows)


def placed(shapes: Sequence[Row]) -> list[Row]:
    """Shapes checked, with box and area: the rows that an event carries."""
    names = {str(each.get("name") or "") for each in shapes}
    if len(shapes) > MOST_PLACES or len(names) != len(shapes) or "" in names:
        raise _bad(
            Text(
                f"名称重复或者空缺，或者多于 {MOST_PLACES} 个",
                f"two bear one name, one has none, or there are more than {MOST_PLACES}",
            ),
            Text("每个地块或者设施用不同的名称。", "Give each its own name."),
        )
    return [_placed(str(each["name"]), str(each.get("kind", "parcel")), each["shape"]) for each in shapes]


def point(name: str, longitude: Any, latitude: Any) -> Row:
    """A plant by its published coordinates, decimal or in degrees, minutes and seconds; put right where swapped."""
    east, north, swapped = ground.put_right(degrees(longitude), degrees(latitude))
    return _placed(name, "plant", {"type": "Point", "coordinates": [east, north]}) | {"swapped": swapped}


def of_facts(life: Life) -> list[Row]:
    """The plant that a project's own facts place; it bears no name of its own."""
    facts = life.facts.get("project", {})
    if life.machine != "project" or facts.get("longitude") is None or facts.get("latitude") is None:
        return []
    return [point("", facts["longitude"], facts["latitude"])]


def _placed(name: str, kind: str, shape: Any) -> Row:
    made = ground.shape_of(shape if isinstance(shape, dict) else {})
    west, south, east, north = ground.box(made)
    return {
        "name": name, "kind": kind, "shape": shape, "west": west, "south": south, "east": east, "north": north,
        "area_ha": ground.area_ha(made), "swapped": False,
    }  # fmt: skip


def _foreign(number: int, record: Row) -> Row:
    kind = record.get("kind", PROJECTS)
    if not record.get("number") or not record.get("name") or kind not in KINDS:
        raise _bad(
            Text(
                f"第 {number} 条缺少编号、名称，或者类别不明",
                f"row {number} lacks number or name, or its kind is not known",
            ),
            Text("可选类别：" + "、".join(KINDS), "kinds: " + ", ".join(KINDS)),
        )
    days = {name: _day(number, record.get(name)) for name in ("period_start", "period_end")}
    if kind == CERTIFICATES and not all(days.values()):
        raise _bad(
            Text(
                f"第 {number} 条绿证没有电量所属期",
                f"row {number}: certificates without the period of their power",
            ),
            Text("写明起止日期。", "Give its first and last day."),
        )
    places = []
    if record.get("shape"):
        places = [_placed(str(record["name"]), kind, record["shape"])]
    elif record.get("longitude"):
        places = [point(str(record["name"]), record["longitude"], record["latitude"])]
    known = ("number", "name", "kind", "shape", "longitude", "latitude", *days)
    facts = {key: str(value) for key, value in record.items() if key not in known and value}
    return {
        "number": str(record["number"]),
        "name": str(record["name"]),
        "kind": kind,
        **days,
        "facts": facts,
        "places": places,
    }


def _day(number: int, value: Any) -> str | None:
    try:
        return dt.date.fromisoformat(str(value)).isoformat() if value else None
    except ValueError as error:
        raise _bad(
            Text(f"第 {number} 条的日期“{value}”无法读取", f"row {number}: “{value}” is not a date"),
            Text("写成 2025-01-31。", "Write it as 2025-01-31."),
        ) from error


def foreign_case(register: str, number: str) -> str:
    """The subject of a record of another mechanism."""
    return f"foreign:{register}/{number}"


def write_places(case: str, rows: Iterable[Row]) -> None:
    """The places of a case that were declared, in place of those before."""
    Place.objects.filter(case=case).exclude(name="").delete()
    Place.objects.bulk_create([Place(case=case, **row) for row in rows])


def write_point(life: Life) -> None:
    """The plant of a project's own facts, in place of where they had it before."""
    Place.objects.filter(case=life.subject, name="").delete()
    Place.objects.bulk_create([Place(case=life.subject, **row) for row in of_facts(life)])


def write_foreign(register: str, source: str, rows: Sequence[Row]) -> None:
    """Records of another mechanism and where they are."""
    columns = ("name", "kind", "period_start", "period_end", "facts", "source")
    ForeignRecord.objects.bulk_create(
        [
            ForeignRecord(register=register, source=source, **{k: v for k, v in row.items() if k != "places"})
            for row in rows
        ],
        update_conflicts=True, unique_fields=["register", "number"], update_fields=columns,
    )  # fmt: skip
    cases = {foreign_case(register, row["number"]): row["places"] for row in rows}
    Place.objects.filter(case__in=list(cases)).delete()
    Place.objects.bulk_create(
        [Place(case=case, **place) for case, places in cases.items() for place in places]
    )


def _bad(why: Text, next: Text) -> BadInput:
    return BadInput(Text("位置无法登入", "The places cannot be entered"), why, next, UNIQUE)
