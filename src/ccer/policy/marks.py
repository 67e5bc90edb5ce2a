"""Which fields of a policy record a machine wrote, and how two versions of a record differ, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ..core.digest import digest
from .lint import pattern
from .record import Record

MACHINE = "[AI-Generated]"
FACTS = ("reviewStatus", "provenance.reviewer", "provenance.lastAuditDate")
"""What a review itself writes into a record: no part of the content it is bound to."""
DERIVED = ("description",)
_WRITTEN = ("title", "interpretation", "body")
_GROUPS = ("analysis", "impactAnalysis", "regulatory", "crediting", "evolution")


class FieldChange(msgspec.Struct, frozen=True):
    """One field that is not the same; None where it was not there."""

    field: str
    before: Any
    after: Any


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field below an object as a dotted path; a list is one field."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from leaves(value[key], f"{path}.{key}" if path else key)
    else:
        yield path, value


def fields(record: Record) -> dict[str, Any]:
    """Every field of a record by its dotted path, the body among them."""
    return {**dict(leaves(record.data)), "body": record.body}


def content(record: Record) -> dict[str, Any]:
    """What a reviewer reads: every field but those that a review writes and those derived from others."""
    return {name: value for name, value in fields(record).items() if name not in (*FACTS, *DERIVED)}


def content_digest(records: Mapping[str, Record]) -> str:
    """Hash of the content of a record in all its languages."""
    return digest({lang: content(record) for lang, record in records.items()})


def compare_fields(before: Record | None, after: Record | None) -> tuple[FieldChange, ...]:
    """The fields of the content in which two versions of a record differ, in order of their paths."""
    old = content(before) if before else {}
    new = content(after) if after else {}
    return tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )


def machine_author(name: str) -> bool:
    """True when a name says that a program is behind it."""
    return bool(pattern("machine").search(name))


def machine_fields(record: Record) -> tuple[str, ...]:
    """The prose a machine wrote: marked so in its text, or all of it where the author is one."""
    all_of_it = machine_author(record.text("provenance.author"))
    return tuple(
        name
        for name, value in fields(record).items()
        if isinstance(value, str) and value.strip() and (MACHINE in value or (all_of_it and _prose(name)))
    )


def _prose(name: str) -> bool:
    return name in _WRITTEN or (name.partition(".")[0] in _GROUPS and not name.startswith("evolution."))
