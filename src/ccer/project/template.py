"""A commented project file to start from, with the fields its methodology asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import yaml

from ..core.text import Lang, Text
from ..methodologies.base import Field, Methodology
from .example import example_facts
from .template_data import lists, word
from .template_fields import SECTIONS, SITE_EXTRAS, Question

SITE: Final = Text("方法学要求的场址事实", "Site facts the methodology asks for")
DESIGN: Final = Text("设计值（用于事前估算）", "Design quantities (for the ex-ante estimate)")
OPTIONAL: Final = Text("可不填", "optional")
SAMPLE: Final = Text("例", "e.g.")
KINDS: Final = {"yes-no": Text("填 true 或 false", "true or false"), "date": Text("日期", "date")}
LONGEST: Final = 110


def asked() -> tuple[Question, ...]:
    """What `ccer project new` asks for."""
    return tuple(question for _, questions in SECTIONS for question in questions if question.ask)


def settable(method: Methodology) -> tuple[str, ...]:
    """Fields that an answer can be given for: those of every project, then of its site and design."""
    common = [question.name for _, questions in SECTIONS for question in questions]
    return (*common, *(field.name for field in (*method.site_fields, *method.design_fields)))


def template(method: Methodology, answers: Mapping[str, str], lang: Lang) -> str:
    """A commented project file.

    Parameters
    ----------
    method : Methodology
        Its site and design fields are put in, with the values of the fictional example in its folder as examples.
    answers : mapping
        Field -> value as typed.
    lang : Lang
        Language of the comments.
    """
    lines = [f"# {line}" for line in _head(method).say(lang).split("\n")]
    lines.append(f"methodology: {method.code}")
    for title, questions in SECTIONS:
        lines += ["", f"# {title.say(lang)}"]
        lines += [_line(q.name, q.title.say(lang), answers.get(q.name, "")) for q in questions]
    example = example_facts(method)
    for name, title, fields in (("site", SITE, method.site_fields), ("design", DESIGN, method.design_fields)):
        lines += ["", f"# {title.say(lang)}", f"{name}:"]
        shown = example.get(name) or {}
        for field in fields:
            lines += _field(field, shown.get(field.name), answers.get(field.name, ""), lang)
        if name == "site":
            lines += [
                _line(f"  {q.name}", _joined([q.title.say(lang), OPTIONAL.say(lang)], lang), "")
                for q in SITE_EXTRAS
            ]
        elif not any(field.name == "official" for field in fields):
            lines.append(_line("  official", word("official").say(lang), ""))
    return "\n".join([*lines, *lists(method, lang)]) + "\n"


def _head(method: Methodology) -> Text:
    said = word("head").fill(title=method.title, code=Text(method.code, method.code))
    return said if method.published else word("draft") + said


def _line(name: str, comment: str, value: str) -> str:
    return f"{name}: {_scalar(value)}".rstrip() + f"  # {comment}"


def _field(field: Field, example: Any, answer: str, lang: Lang) -> list[str]:
    """A field with title, unit and reason, and the example's value: on its line where it is short, else below it."""
    unit = f" [{field.unit}]" if field.unit and field.unit != "1" else ""
    kind = f" ({KINDS[field.kind].say(lang)})" if field.kind in KINDS else ""
    parts = [f"{field.title.say(lang)}{unit}{kind} — {field.why.say(lang)}"]
    if not field.required:
        parts.append(OPTIONAL.say(lang))
    said = _flow(example)
    short = said and "\n" not in said and len(said) < LONGEST // 3
    if short:
        parts.append(f"{SAMPLE.say(lang)} {said}")
    line = _line(f"  {field.name}", _joined(parts, lang), answer)
    if not said or short:
        return [line]
    return [line, *(f"  #   {row}" for row in f"{SAMPLE.say(lang)} {field.name}: {said}".split("\n"))]


def _joined(parts: list[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(parts)


def _flow(value: Any) -> str:
    """A value as YAML on one line, a long list an item a line; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, list) and len(_one(value)) > LONGEST:
        return "\n" + "\n".join(f"  - {_one(item)}" for item in value)
    return _one(value)


def _one(value: Any) -> str:
    dumped = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=100_000
    )
    return dumped.removesuffix("...\n").strip()


def _scalar(value: str) -> str:
    """A typed answer as YAML: dates and numbers bare, everything else quoted where it must be."""
    if not value:
        return ""
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return value if value.isalnum() else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value
