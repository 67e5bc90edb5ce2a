"""Values of the official text that a user enters where this base holds only what is recalled: with their source, never silently.

``project.design["official"] = {"nonpermanence_deduction": {"value": 0.1, "source": "…", "clause": "6.7"}}``. `with_officials` puts them
in the place of the law's own values for everything that is asked, rules included; `blanks` lists what a methodology still leaves open.
The result then rests on the user's reading: the mark of the value is ``entered`` and its note names the source.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from ..core.asof import AsOf, Citation, DatedValue, Law
from ..core.errors import BadInput, NotInForce, NotKnown
from ..core.text import Text
from ..policy.corpus import corpus
from ..policy.schema import Parameter
from ..rules.subjects import Project
from .methodology import Plan

FIELD: Final = "official"
VALUE: Final = "value"
SOURCE: Final = "source"
UNIT: Final = "unit"
CLAUSE: Final = "clause"
KEYS: Final = (VALUE, UNIT, SOURCE, CLAUSE)
FLAG: Final = "flag"
WORDS: Final = "text"
NAMED: Final = Text(
    "由使用者据官方文本填入：{source}", "entered by the user from the official text: {source}"
)


class Official(NamedTuple):
    """A value a user read in the official text, and where; unit as the user wrote it, "" where nothing is written."""

    value: str | int | float | bool | dt.date
    source: str
    unit: str = ""


class Blank(NamedTuple):
    """One line of a methodology's official form: a parameter that was not read in the official text.

    ``full`` is the parameter the calculation reads, which may stand in for the one that is asked for; ``held`` its present value, None
    where there is none; ``cite`` where in the text it is expected; ``least`` and ``most`` the bounds of a number, infinite where open.
    """

    name: str
    full: str
    title: Text
    unit: str
    held: DatedValue | None
    cite: str
    unknown: Text | None
    least: float
    most: float

    @property
    def kind(self) -> type:
        """What a value of it must be: bool, str, a date or a number."""
        if self.held is not None:
            return float if _is_number(self.held.value) else type(self.held.value)
        return {FLAG: bool, WORDS: str, "date": dt.date}.get(self.unit, float)


class OfficialLaw:
    """The law with a project's official figures in the place of what was not read."""

    def __init__(self, law: Law, entered: Mapping[str, tuple[Blank, Official]]) -> None:
        self._law, self._entered = law, entered

    @property
    def digest(self) -> str:
        return self._law.digest

    def cite(
        self, ref: str, on: dt.date, known_at: dt.date | None = None, *, allow_draft: bool = False
    ) -> Citation:
        return self._law.cite(ref, on, known_at, allow_draft=allow_draft)

    def parameter(self, name: str, on: dt.date, known_at: dt.date | None = None) -> DatedValue:
        """As entered, for the days on which the base holds nothing read in the text."""
        if name not in self._entered:
            return self._law.parameter(name, on, known_at)
        blank, entry = self._entered[name]
        try:
            held = self._law.parameter(name, on, known_at)
        except NotKnown:
            return _filled(_empty(blank, on), entry)
        return _filled(held, entry) if held.provisional else held


def blanks(plan: Plan, at: AsOf) -> tuple[Blank, ...]:
    """Every parameter of a methodology that this base did not read in the official text, by name.

    Raises
    ------
    NotInForce
        If the methodology is not in force on that day; a draft is asked as it stands.
    """
    own = Plan.parameter(plan, "")
    held = corpus().parameters(own)
    reads = {parameter.name: plan.parameter(parameter.name.removeprefix(own)) for parameter in held}
    stand_ins = {read for name, read in reads.items() if read != name}
    rows = [
        _blank(parameter, reads[parameter.name], at, plan)
        for parameter in held
        if parameter.name not in stand_ins
    ]
    rows += [_blank(p, p.name, at, plan) for prefix in _shared(plan) for p in corpus().parameters(prefix)]
    return tuple(row for row in {row.name: row for row in rows if row is not None}.values())


def with_officials(at: AsOf, project: Project, plan: Plan) -> AsOf:
    """The law of a day with what the project entered; the same where it entered nothing.

    Raises
    ------
    BadInput
        If an entry is not one of the form, has no source, another unit or kind, or lies out of range.
    """
    entries = officials(project)
    if not entries:
        return at
    form = {blank.name: blank for blank in blanks(plan, at)}
    _not_read_already(project, plan, form)
    refuse_unknown(project, form)
    for name, entry in entries.items():
        _fits(project, form[name], entry)
    entered = {form[name].full: (form[name], entry) for name, entry in entries.items()}
    entered |= {Plan.parameter(plan, name): (form[name], entry) for name, entry in entries.items()}
    return type(at)(OfficialLaw(at.law, entered), at.on, at.known_at)


def officials(project: Project) -> dict[str, Official]:
    """The values a project brings, by short name of their parameter; lines of the form left empty are none.

    Raises
    ------
    BadInput
        If an entry has no value or no source.
    """
    given = project.design.get(FIELD) or {}
    if not isinstance(given, Mapping):
        raise _bad(project, FIELD, Text("不是“名称: {value, source}”", "it is not name: {value, source}"))
    found = {str(name): _entry(project, str(name), entry) for name, entry in given.items()}
    return {name: entry for name, entry in found.items() if entry is not None}


def refuse_unknown(project: Project, known: Iterable[str]) -> None:
    """Refuse an entry that no parameter of the methodology is called: a misspelt one would be lost without a word."""
    names = sorted(set(known))
    for name in officials(project):
        if name not in names:
            near = difflib.get_close_matches(name, names, n=3) or names
            why = Text(f"没有叫“{name}”的参数", f"no parameter is called {name!r}")
            listed = Text(f"可用：{'、'.join(near)}", f"use one of: {', '.join(near)}")
            raise _bad(project, f"{FIELD}.{name}", why, listed)


def official_names(plan: Plan) -> tuple[str, ...]:
    """Short names of all parameters of a methodology, read or not."""
    prefixes = (Plan.parameter(plan, ""), *_shared(plan))
    return tuple(short_name(p.name) for prefix in prefixes for p in corpus().parameters(prefix))


def _shared(plan: Plan) -> tuple[str, ...]:
    """Where the properties of fuels stand that a plan takes from another text; none where it burns none."""
    return (f"{getattr(plan, 'fuel_values', '')}.",) if getattr(plan, "burns_fuel", False) else ()


def short_name(name: str) -> str:
    """``methodology.ccer-14-001-v01.shrub.carbon`` is called ``shrub.carbon``."""
    parts = name.split(".", 2)
    return parts[2] if parts[0] == "methodology" and len(parts) == 3 else name


def _blank(parameter: Parameter, full: str, at: AsOf, plan: Plan) -> Blank | None:
    """A line of the form; None where the value was read in the text."""
    held: DatedValue | None = None
    try:
        held = at.parameter(full)
    except NotInForce:
        if all(value.mark == "found" for value in parameter.values):
            return None
    except NotKnown:
        pass
    if held is not None and held.mark == "found":
        return None
    number = held is None or _is_number(held.value)
    share = parameter.unit == "1" and (held is None or not number or held.number <= 1)
    least, most = parameter.range or (0.0, 1.0 if share else None)
    return Blank(
        name=short_name(parameter.name),
        full=full,
        title=parameter.title,
        unit=FLAG if held is not None and isinstance(held.value, bool) else parameter.unit,
        held=held,
        cite=held.cite if held is not None else plan.instrument,
        unknown=parameter.unknown,
        least=-math.inf if least is None else least,
        most=math.inf if most is None else most,
    )


def _not_read_already(project: Project, plan: Plan, form: Mapping[str, Blank]) -> None:
    for name in set(officials(project)) & (set(official_names(plan)) - set(form)):
        raise _read_already(project, name)


def _fits(project: Project, blank: Blank, entry: Official) -> None:
    """Refuse what is of another kind, in another unit or out of range."""
    field, clause = f"{FIELD}.{blank.name}", blank.cite
    if not _kind_fits(entry.value, blank.kind):
        wanted = {bool: Text("true 或 false", "true or false"), str: Text("文字", "text")}
        needed = wanted.get(blank.kind, Text("一个数，不带单位", "a number without its unit"))
        why = Text(f"{entry.value!r} 不是", f"{entry.value!r} is not ") + needed
        raise _bad(project, field, why, Text("写成：", "write ") + needed, clause)
    if entry.unit and _plain_unit(entry.unit) != _plain_unit(blank.unit):
        why = Text(
            f"单位写的是 {entry.unit}，应为 {blank.unit}", f"its unit is {entry.unit}, not {blank.unit}"
        )
        raise _bad(
            project,
            field,
            why,
            Text(f"换算为 {blank.unit} 后填写", f"convert it to {blank.unit} first"),
            clause,
        )
    if blank.kind is float and not blank.least <= float(entry.value) <= blank.most:  # type: ignore[arg-type]
        bounds = f"{blank.least:g} – {blank.most:g}" if blank.most < math.inf else f"≥ {blank.least:g}"
        why = Text(
            f"{entry.value} 超出范围 {bounds} [{blank.unit}]",
            f"{entry.value} is out of range {bounds} [{blank.unit}]",
        )
        then = Text("核对原文的数值和单位", "check figure and unit in the official text")
        raise _bad(project, field, why, then, clause)


def _filled(held: DatedValue, entry: Official) -> DatedValue:
    return msgspec.structs.replace(
        held, value=entry.value, mark="entered", note=NAMED.fill(source=entry.source)
    )


def _empty(blank: Blank, on: dt.date) -> DatedValue:
    """A parameter of which the base holds no value, to be filled."""
    return DatedValue(blank.full, "", blank.unit, on, None, blank.cite, blank.title, "uncertain")


def _entry(project: Project, name: str, entry: Any) -> Official | None:
    if isinstance(entry, Mapping) and VALUE in entry and entry[VALUE] is None:
        return None
    if not isinstance(entry, Mapping) or VALUE not in entry or not str(entry.get(SOURCE) or "").strip():
        why = Text("须写明 value 和 source（文本、条款）", "it needs a value and a source (text and clause)")
        raise _bad(project, f"{FIELD}.{name}", why)
    strange = sorted(str(key) for key in entry if key not in KEYS)
    if strange:
        why = Text(f"有不认识的项 {strange[0]}", f"it has an unknown key {strange[0]}")
        raise _bad(project, f"{FIELD}.{name}", why)
    places = [str(entry[key]).strip() for key in (SOURCE, CLAUSE) if entry.get(key)]
    return Official(entry[VALUE], ", ".join(places), str(entry.get(UNIT) or "").strip())


def _kind_fits(given: Any, kind: type) -> bool:
    if kind is float:
        return _is_number(given) and math.isfinite(given)
    return isinstance(given, kind)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain_unit(unit: str) -> str:
    """``tCO2/ha/yr``, ``t CO₂/ha/year`` and the like, written one way."""
    folded = unit.replace("₂", "2").replace("₄", "4").replace("^", "").replace(" ", "").lower()
    return "/".join({"yr": "year", "a": "year"}.get(part, part) for part in folded.split("/"))


def _read_already(project: Project, name: str) -> BadInput:
    why = Text(
        "该值已在官方文本中读到，不能改写", "this base read that value in the official text; it stands"
    )
    return _bad(project, f"{FIELD}.{name}", why, Text("删去这一项", "leave that entry out"))


def _bad(project: Project, field: str, why: Text, then: Text | None = None, clause: str = "") -> BadInput:
    return BadInput(
        what=Text(
            f"{project.name} 的 design.{field} 无法使用", f"design.{field} of {project.name} cannot be used"
        ),
        why=why,
        next=then or Text("写成 名称: {value: …, source: …}", "write name: {value: …, source: …}"),
        clause=clause,
    )
