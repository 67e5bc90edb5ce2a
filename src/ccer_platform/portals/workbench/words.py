"""Facts as people read them: choices, yes and no, tonnes, teams, and the stated facts of a project under their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccer.core.decision import show
from ccer.core.text import Text
from ccer.documents.wording import book
from ccer.project.life.fields import field
from ccer.project.template import DESIGN, SITE
from ccer.rules.subjects import Project, Reduction

from ...components.facts import fact_title
from ...language import lang
from . import fields
from .fields import choice_text, part_text
from .options import Asked, options

_WHOLE = {"site": SITE, "design": DESIGN, "period": Text("核算期", "Accounting period")}
_ORDER = {"project": Project.__struct_fields__, "reduction": Reduction.__struct_fields__}


def key_text(key: str) -> Text:
    """What a stated fact is called in the documents; its key in the project file where they do not name it."""
    if key in _WHOLE:
        return _WHOLE[key]
    if found := fact_title(key):
        return found
    return part_text(key) if key in (*fields.AMOUNTS, "conservative", "start", "end") else Text(key, key)


def in_order(kind: str, held: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is stated, in the order of the project file; what is empty is left out."""
    for key in _ORDER[kind]:
        if held.get(key) not in (None, "", [], {}):
            yield key, held[key]


def in_words(name: str, value: Any, asked: Asked | None = None) -> str:
    """A fact as people read it."""
    kind = field(name).type
    language = lang()
    if kind == "choice":
        return choice_text(str(value)).say(language)
    if isinstance(value, bool):
        return show(value, language)
    if kind in ("tonnes", "count") and isinstance(value, int):
        plain = name == "vintage"
        return str(value) if plain else f"{value:,}" + (" tCO₂e" if kind == "tonnes" else "")
    if kind == "vintages":
        return "\n".join(f"{year}: {tonnes:,} tCO₂e" for year, tonnes in value.items())
    if kind in ("independence", "team"):
        return _structured(value)
    if kind in ("project", "reduction"):
        return "\n".join(
            f"{key_text(key).say(language)}: {_stated(key, each)}" for key, each in in_order(kind, value)
        )
    if asked is not None and (named := options(name, asked)):
        said = {o.value: o.title.say(language) for o in named}
        values = value if isinstance(value, list) else [value]
        return "\n".join(said.get(str(each), str(each)) for each in values) or "—"
    return "\n".join(value) or "—" if isinstance(value, list) else str(value)


def _structured(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{part_text(key).say(lang())}: {show(each, lang())}" for key, each in value.items())
    told = []
    for member in value:
        marks = [part_text(part).say(lang()) for part in fields.TEAM_PARTS if member.get(part)]
        told.append(
            f"{member['person']}（{'、'.join(marks)}）"
            if lang() == "zh"
            else f"{member['person']} ({', '.join(marks)})"
        )
    return "\n".join(told)


def _stated(key: str, value: Any) -> str:
    """A stated fact: a choice in the words of the documents, a period as its two days."""
    if isinstance(value, str) and (chosen := book("design").get(f"{key}.{value}")):
        return chosen.say(lang())
    if isinstance(value, dict) and set(value) == {"start", "end"}:
        return f"{value['start']} – {value['end']}"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        between = Text("；", "; ").say(lang())
        return between.join(f"{key_text(key).say(lang())} {_plain(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_plain(each) for each in value)
    return show(value, lang()) if isinstance(value, bool | int | float | type(None)) else str(value)
