"""Checks of the typed pillars of a crediting mechanism: each a value with a clause, and the value that the law base has there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.text import Text
from .corpus import Corpus
from .form import CreditingForm
from .lint import Case, Remark, check
from .resolve import resolve

PILLARS: tuple[str, ...] = CreditingForm.__struct_fields__


def _stated(case: Case) -> Iterator[tuple[str, Any]]:
    held = case.record.get("crediting")
    for name in held if isinstance(held, dict) else ():
        yield name, held[name]


@check("L8")
def typed(case: Case) -> Iterator[Remark]:
    """A pillar is one of the twelve, and has a value, a unit and a citation."""
    for name, part in _stated(case):
        if name not in PILLARS:
            yield f"crediting.{name}", Text("不是十二项之一", "is none of the twelve"), "error"
        elif not isinstance(part, dict) or not {"value", "unit", "citation"} <= part.keys():
            why = Text("须有 value、unit、citation", "needs value, unit and citation")
            yield f"crediting.{name}", why, "error"


@check("L9")
def grounded(case: Case) -> Iterator[Remark]:
    """Its clause is one of the law base, and the value is the one that stands on it."""
    law = case.law
    if law is None:
        return
    for name, part in _stated(case):
        if not isinstance(part, dict) or not isinstance(part.get("citation"), str):
            continue
        field = f"crediting.{name}"
        for cited in part["citation"].split(";"):
            ref = resolve(cited.strip(), law=law).ref
            if ref is None:
                why = Text(f"“{cited.strip()}”不在法规库中", f"“{cited.strip()}” is not in the law base")
                yield f"{field}.citation", why, "error"
            else:
                yield from _value(law, field, ref, part.get("value")) if part.get("unit") != "text" else ()


def _value(law: Corpus, field: str, ref: str, stated: Any) -> Iterator[Remark]:
    """Numbers and days are compared with those of the dated values that stand on the clause."""
    held = [v.value for p in law.parameters() for v in p.values if v.cite == ref]
    said = stated if isinstance(stated, list) else [stated]
    plain = {str(value) for value in held}
    if held and not any(str(value) in plain for value in said):
        right = ", ".join(sorted(plain))
        yield f"{field}.value", Text(f"该条款的值为 {right}", f"the clause's value is {right}"), "error"
