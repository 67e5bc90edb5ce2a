"""What a methodology holds, as plain data by names that do not carry its code: shown, compared and printed as JSON from one place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..compute.equation import Equation, quantity
from ..compute.methodology import Methodology
from ..core.asof import MARK_TEXT
from ..core.errors import NotInForce, NotKnown
from ..core.text import Lang, Text
from ..policy.corpus import corpus
from ..policy.valued import valued
from ..project.example import requirements
from .latex import plain_text
from .wording import say_of, unit

WHEN = ((r"\text{for}", Text("当", "for")), (r"\text{otherwise}", Text("其他", "otherwise")))
"""Words that stand in the cases of an equation."""
SEMICOLON = Text("；", "; ")
MARKED: dict[Lang, str] = {"zh": "［{}］", "en": " [{}]"}


def row(method: Methodology, on: dt.date) -> dict[str, Any]:
    """One line of the list."""
    since, why_not = None, None
    try:
        since = corpus().cite(method.instrument, on).since
    except (NotInForce, NotKnown) as error:
        why_not = error.why
    return {
        "code": method.code,
        "title": method.title,
        "in_force_since": since,
        "why_not": why_not,
        "published": method.published,
        "proxy": method.proxy.text if method.proxy else None,
        "evidence": method.evidence,
        "evidence_title": evidence(method),
        "equations": len(method.equations),
    }


def evidence(method: Methodology) -> Text:
    """Kind of data in words."""
    return Text(*(say_of("method", f"evidence.{method.evidence}", lang) for lang in ("zh", "en")))


def content(method: Methodology, on: dt.date, lang: Lang) -> dict[str, Any]:
    """All of it, on a day; ``lang`` is that of the words inside an equation."""
    return {
        **row(method, on),
        "proxy_clause": method.proxy.cite if method.proxy else None,
        "rules": rules(method, on),
        "equations": {entry.number: _equation(entry, lang) for entry in method.equations},
        "symbols": symbols(method),
        "monitored": {line.name: _monitored(line) for line in method.monitored},
        "fields": {
            part: {field.name: _field(field) for field in fields}
            for part, fields in (("site", method.site_fields), ("design", method.design_fields))
        },
        "parameters": parameters(method),
    }


def _equation(entry: Equation, lang: Lang) -> dict[str, Any]:
    return {
        "title": entry.title,
        "printed": printed(entry, lang),
        "plain": plain(entry),
        "latex": entry.latex(),
        "unit": entry.unit,
        "clause": entry.cite,
        "quantities": [entry.result, *entry.parameters],
    }


def printed(entry: Equation, lang: Lang) -> str:
    """An equation on one line with the symbols of the field."""
    latex = entry.latex()
    for written, word in WHEN:
        latex = latex.replace(written, rf"\text{{{word.say(lang)}\ }}")
    return plain_text(latex).replace("∑_i", "∑_i ")


def plain(entry: Equation) -> str:
    """An equation with the program's names of its quantities."""
    formula = entry.formula({name: name for name in entry.parameters})
    return f"{entry.result} = {formula.removeprefix('=')}"


def symbols(method: Methodology) -> dict[str, Any]:
    """Every quantity of the equations: symbol as printed, title, unit; by the program's name, in order of appearance."""
    found: dict[str, Any] = {}
    for entry in method.equations:
        for name in (entry.result, *entry.parameters):
            held = quantity(name)
            measure = entry.units.get(name, held.unit)
            found.setdefault(name, {"symbol": plain_text(held.symbol), "title": held.title, "unit": measure})
    return found


def _monitored(line: Any) -> dict[str, Any]:
    names = ("title", "unit", "source", "instrument", "frequency", "quality", "cross_check")
    return {name: getattr(line, name) for name in names} | {"clause": line.cite}


def _field(field: Any) -> dict[str, Any]:
    names = ("title", "kind", "unit", "why", "required")
    return {name: getattr(field, name) for name in names} | {"clause": field.cite}


def rules(method: Methodology, on: dt.date) -> dict[str, Any]:
    """Conditions of its own, with what they ask for on a day."""
    return {
        rule.id.rpartition(".")[2]: {
            "id": rule.id,
            "title": rule.title,
            "requires": asks,
            "cites": rule.cites,
        }
        for rule, asks in requirements(method, on)
    }


def parameters(method: Methodology) -> dict[str, Any]:
    """Dated values with their marks."""
    prefix = method.parameter("")
    return {
        parameter.name.removeprefix(prefix): {
            "title": parameter.title,
            "unit": parameter.unit,
            "values": [
                {
                    "from": value.since,
                    "value": value.value,
                    "mark": value.mark,
                    "note": value.note,
                    "cite": value.cite,
                }
                for value in parameter.values
            ],
            "unknown": parameter.unknown,
        }
        for parameter in corpus().parameters(prefix)
    }


def worth(parameter: dict[str, Any], lang: Lang) -> str:
    """A dated value in words, with its unit and mark; why there is none where there is none."""
    if not parameter["values"]:
        unknown = parameter["unknown"]
        return str(unknown.say(lang)) if unknown is not None else "—"
    return SEMICOLON.say(lang).join(worth_of(value, parameter["unit"], lang) for value in parameter["values"])


def worth_of(value: dict[str, Any], of: str, lang: Lang) -> str:
    """One value from its first day, with the unit it is ``of`` and its mark."""
    said = f"{value['from']}  {valued(value['value'], of).say(lang)}"
    if value["mark"] == "found":
        return said
    return said + MARKED[lang].format(MARK_TEXT[value["mark"]].say(lang))


def differences(
    one: Methodology, other: Methodology, on: dt.date, lang: Lang
) -> dict[str, list[dict[str, Any]]]:
    """Conditions by what they require, equations by number, quantities and parameters by name; only what is not alike."""
    sides = [_comparable(method, on, lang) for method in (one, other)]
    return {part: _unlike(sides[0][part], sides[1][part]) for part in sides[0]}


Comparable = dict[str, dict[str, tuple[str, str]]]
"""Part -> name -> what a person calls it, what it says."""


def _comparable(method: Methodology, on: dt.date, lang: Lang) -> Comparable:
    return {
        "rules": {
            name: (r["title"].say(lang), r["requires"].say(lang)) for name, r in rules(method, on).items()
        },
        "equations": {
            entry.number: (
                f"({entry.number}) {entry.title.say(lang)}",
                f"{printed(entry, lang)} [{entry.unit}]",
            )
            for entry in method.equations
        },
        "monitored": {
            line.name: (line.title.say(lang), f"{line.title.say(lang)} [{unit(line.unit, lang)}]")
            for line in method.monitored
        },
        "parameters": {
            name: (row["title"].say(lang), worth(row, lang)) for name, row in parameters(method).items()
        },
    }


def _unlike(one: dict[str, tuple[str, str]], other: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    found = []
    for name in dict.fromkeys([*one, *other]):
        first, second = one.get(name), other.get(name)
        if first != second:
            titles = dict.fromkeys(side[0] for side in (first, second) if side)
            found.append(
                {
                    "name": name,
                    "title": " → ".join(titles),
                    "first": first[1] if first else None,
                    "second": second[1] if second else None,
                }
            )
    return found
