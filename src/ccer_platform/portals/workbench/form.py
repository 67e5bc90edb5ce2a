"""The form of a step, made from its row of the table: one question a fact, one file chooser a paper."""

from __future__ import annotations

from typing import Any

import yaml
from django.core import signing

from ccer.core.text import Text
from ccer.project.life.fields import field, titles
from ccer.project.life.model import Life
from ccer.project.life.tables import Transition, fields_file

from ...actions.documents import Stored
from ...actions.sniffing import ACCEPT, TAKEN
from ...components.steps import Control, Option, StepField
from . import fields
from .fields import Typed, Unreadable, one, part_text
from .options import Asked, options, preset

FOLLOWS = {"body_name": "body"}
"""Facts that are not asked for: they follow from another answer."""
PLAIN: dict[str, Control] = {
    "text": "area",
    "code": "line",
    "day": "day",
    "yes": "yes",
    "count": "number",
    "tonnes": "number",
}
UNITS = {"tonnes": "tCO₂e"}
SALT = "ccer.step.paper"
MOST_CHOSEN = 12
"""More choices than these stand in a list to open."""

Wrong = dict[str, Text]
"""Name of a question to what is wrong with its answer."""


class Answers:
    """What was typed and uploaded for a step, read as far as it can be read."""

    def __init__(self, row: Transition, asked: Asked, typed: Typed) -> None:
        self.row, self.asked, self.typed = row, asked, typed
        self.facts: dict[str, Any] = {}
        self.wrong: Wrong = {}
        self.papers: dict[str, Stored] = {}
        self._read_facts()
        self._read_kept()

    def _read_facts(self) -> None:
        for name in (*self.row.takes, *self.row.may):
            if name in FOLLOWS:
                continue
            try:
                value = fields.read(name, self.typed, needed=name in self.row.takes)
            except Unreadable as error:
                self.wrong[f"{name}.{error.part}" if error.part else name] = error.why
                continue
            if value is None or (
                name in self.row.may and value in ([], self.asked.view.life.facts.get(name))
            ):
                continue
            self.facts[name] = value
        if "body_name" in self.row.takes and "body" in self.facts:
            named = {o.value: o.title.zh for o in options("body", self.asked) or ()}
            self.facts["body_name"] = named.get(str(self.facts["body"]), "")

    def _read_kept(self) -> None:
        """Files that came with an earlier try travel with the form, signed."""
        for kind in kinds(self.row):
            token = one(self.typed, f"kept.{kind}")
            if token:
                try:
                    self.papers[kind] = Stored(**signing.loads(token, salt=f"{SALT}.{kind}"))
                except (signing.BadSignature, TypeError):
                    continue

    def lacking(self, life: Life) -> None:
        """Papers the step needs and that are neither here nor on file."""
        held = {paper.kind for paper in life.papers}
        for kind in (*self.row.papers, *self.row.on_file):
            if kind not in self.papers and not (kind in self.row.on_file and kind in held):
                self.wrong.setdefault(f"paper.{kind}", Text("请上传这份材料", "Upload this paper"))

    def errors(self) -> tuple[tuple[str, Text], ...]:
        """What is wrong, each with the id of its question, for the summary."""
        named = ((name, self._title(name), why) for name, why in self.wrong.items())
        return tuple(
            ("f-" + name.replace(".", "-"), title + Text("：", ": ") + why) for name, title, why in named
        )

    @staticmethod
    def _title(name: str) -> Text:
        head, _, part = name.partition(".")
        if head == "paper":
            return titles()[part]
        return titles()[head] if head in fields_file().fields else Text(head, head)

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """Files already uploaded, as the form carries them on."""
        return tuple((f"kept.{kind}", token_of(stored)) for kind, stored in self.papers.items())


def token_of(stored: Stored) -> str:
    """A kept file as a form carries it: nobody can name another one."""
    data = {name: getattr(stored, name) for name in Stored.__struct_fields__}
    return signing.dumps(data, salt=f"{SALT}.{stored.kind}", compress=True)


def kinds(row: Transition) -> tuple[str, ...]:
    """Kinds of papers a step takes."""
    return tuple(dict.fromkeys((*row.papers, *row.on_file, *row.may_papers)))


def questions(answers: Answers) -> tuple[StepField, ...]:
    """Every question of the step with what was answered and what is wrong."""
    row = answers.row
    asked_for = [name for name in (*row.takes, *row.may) if name not in FOLLOWS]
    facts = [_question(name, answers) for name in asked_for]
    return (*facts, *(_paper(kind, answers) for kind in kinds(row)))


def _question(name: str, answers: Answers) -> StepField:
    known, needed = field(name), name in answers.row.takes
    error = answers.wrong.get(name)
    structured = _STRUCTURED.get(known.type)
    if structured:
        return structured(name, answers, needed)
    value = one(answers.typed, name) if name in answers.typed else preset(name, answers.asked)
    chosen = options(name, answers.asked)
    if known.type == "codes":
        ticked = set(answers.typed.get(name, ()))
        ticks = tuple(Option(o.value, o.title, o.value in ticked) for o in chosen or ())
        help = None if ticks else Text("没有可选的项", "There is nothing to choose")
        return StepField(name, known.title, "ticks", help, needed, error=error, options=ticks)
    if chosen is not None and (chosen or needed):
        control: Control = "select" if len(chosen) > MOST_CHOSEN else "radio"
        picks = tuple(Option(o.value, o.title, o.value == value) for o in chosen)
        help = None if picks else Text("还没有可选的对象", "There is nothing to choose yet")
        return StepField(name, known.title, control, help, needed, value, error, picks)
    return StepField(
        name,
        known.title,
        PLAIN.get(known.type, "line"),
        None,
        needed,
        value,
        error,
        unit=UNITS.get(known.type, ""),
    )


def _part(
    name: str, part: str, control: Control, answers: Answers, value: str | None = None, needed: bool = True
) -> StepField:
    full = f"{name}.{part}"
    title = part_text(part) if not part.isdigit() else Text(part, part)
    shown = one(answers.typed, full) if full in answers.typed or value is None else value
    return StepField(full, title, control, None, needed, shown, answers.wrong.get(full))


def _vintages(name: str, answers: Answers, needed: bool) -> StepField:
    """A line for each year of the accounting period."""
    facts = answers.asked.view.life.facts
    period = facts.get("reduction", {}).get("period") or {"start": "", "end": ""}
    first, last = period["start"][:4], period["end"][:4]
    years = range(int(first), int(last) + 1) if first and last else range(0)
    held = facts.get(name) or {}
    parts = tuple(
        _part(name, str(year), "number", answers, str(held.get(str(year), "")))._replace(unit="tCO₂e")
        for year in years
    )
    return StepField(
        name, field(name).title, "group",
        Text("按核查报告逐年填写，没有的填 0", "Year by year as in the verification report; 0 where there is none"),
        needed, error=answers.wrong.get(name), parts=parts,
    )  # fmt: skip


def _independence(name: str, answers: Answers, needed: bool) -> StepField:
    verification = answers.asked.view.life.machine == "reduction"
    parts = tuple(
        _part(name, part, "yes", answers)
        for part in fields.INDEPENDENCE_PARTS
        if verification or part != "same_group_as_validator"
    )
    return StepField(
        name, field(name).title, "group", None, needed, error=answers.wrong.get(name), parts=parts
    )


def _team(name: str, answers: Answers, needed: bool) -> StepField:
    rows = tuple(
        (
            StepField(f"{name}.{row['number']}.person", part_text("person"), "line", value=row["person"]),
            *(
                StepField(
                    f"{name}.{row['number']}.{part}",
                    part_text(part),
                    "ticks",
                    value="yes" if row[part] else "",
                )
                for part in fields.TEAM_PARTS
            ),
        )
        for row in fields.team_rows(name, answers.typed)
    )
    return StepField(
        name, field(name).title, "rows",
        Text("一人一行；至少两名专职人员，其中至少一名具备领域能力", "One line a person; at least two full-time, one of them competent"),
        needed, error=answers.wrong.get(name), rows=rows,
    )  # fmt: skip


def _project(name: str, answers: Answers, needed: bool) -> StepField:
    """A file of the project folder, or its text to edit."""
    held = answers.asked.view.life.facts.get(name)
    text = one(answers.typed, name) if name in answers.typed else as_yaml(held) if held else ""
    file = StepField(
        f"{name}.file", Text("上传 project.yaml", "Upload project.yaml"), "file",
        Text("即项目文件夹中的 project.yaml；上传后取代下面的文字", "That of the project's folder; it takes the place of the text below"),
        False, accept=".yaml,.yml,.json",
    )  # fmt: skip
    area = StepField(
        name, Text("项目文件的内容", "Text of the project file"), "area",
        Text("一行一个字段，格式见项目文件说明；不知道的留空", "One field a line; leave out what is not known"),
        needed, text, answers.wrong.get(name), lines=16,
    )  # fmt: skip
    return StepField(f"{name}-group", field(name).title, "group", None, needed, parts=(file, area))


def _reduction(name: str, answers: Answers, needed: bool) -> StepField:
    held = answers.asked.view.life.facts.get(name) or {}
    period = held.get("period") or {}
    said = {True: "yes", False: "no"}.get(held.get("conservative"), "")  # type: ignore[arg-type]
    parts = (
        *(_part(name, key, "day", answers, period.get(key, "")) for key in ("start", "end")),
        _part(name, "conservative", "yes", answers, said),
        *(
            _part(name, key, "number", answers, str(held.get(key, "")), needed=False)
            for key in fields.AMOUNTS
        ),
    )
    return StepField(
        name, field(name).title, "group", None, needed, error=answers.wrong.get(name), parts=parts
    )


_STRUCTURED = {
    "vintages": _vintages,
    "independence": _independence,
    "team": _team,
    "project": _project,
    "reduction": _reduction,
}


def _paper(kind: str, answers: Answers) -> StepField:
    row, life = answers.row, answers.asked.view.life
    known = fields_file().papers[kind]
    kept, filed = answers.papers.get(kind), life.newest(kind)
    needed = kind in row.papers or (kind in row.on_file and filed is None)
    if kept:
        help = Text(
            "已上传：{name}（{size} 字节）；不重新选择就用这份",
            "Uploaded: {name} ({size} bytes); kept unless you choose another",
        ).fill(name=kept.name, size=f"{kept.size:,}")
    elif filed and kind in row.on_file:
        help = Text("已存档：{name}；有新版本才上传", "On file: {name}; upload only a newer version").fill(
            name=filed.name
        )
    else:
        help = Text("可接收：{kinds}", "Taken: {kinds}").fill(kinds=TAKEN)
    return StepField(
        f"paper.{kind}",
        known.title,
        "file",
        help,
        needed and not kept,
        error=answers.wrong.get(f"paper.{kind}"),
        accept=ACCEPT,
    )


def as_yaml(held: dict[str, Any]) -> str:
    """Facts as the project file writes them."""
    return str(yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=1000))
