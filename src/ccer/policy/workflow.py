"""The life of a record's review: draft → machine-checked → reviewed → second-reviewed → active, each step by a named person.

Each function here looks at a dossier and gives the event of a step, or refuses it; `ccer.policy.dossier.fold` gives the state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from ..core.errors import CcerError
from ..core.text import Text
from .corpus import Corpus
from .dossier import KIND_TEXT, ROLE_TEXT, STATE_TEXT, STEPS, Dossier, Kind, Person, ReviewEvent, Role, State
from .lint import LintFinding, lint, words
from .lint_versions import against
from .marks import (
    MACHINE,
    FieldChange,
    compare_fields,
    content_digest,
    fields,
    machine_author,
    machine_fields,
)
from .record import Record, format, parse, renewed

SYSTEM = "ccer policy lint"


class NotAllowed(CcerError):
    """A step of the review that cannot be taken."""

    exit_code = 1


def imported(
    records: Mapping[str, Record], by: str, on: dt.date, *, machine: tuple[str, ...] = ()
) -> ReviewEvent:
    """The event that takes a record in, byte for byte; whatever its file claims, it is a draft."""
    ids = {record.id for record in records.values()}
    if len(ids) != 1:
        raise _refuse(
            Text("不能导入", "It cannot be imported"),
            Text("各语言的 id 不同", "the ids of its languages differ"),
            Text("核对各文件", "Check the files"),
        )
    return ReviewEvent(
        kind="imported",
        record=ids.pop(),
        by=_named(by),
        role="editor",
        on=on,
        content=content_digest(records),
        texts={lang: record.raw or format(record) for lang, record in records.items()},
        machine=_marked(records, machine),
    )


def edited(
    dossier: Dossier, records: Mapping[str, Record], by: Person, on: dt.date, *, machine: tuple[str, ...] = ()
) -> ReviewEvent:
    """The event of an edit; a field a person has changed is no longer machine text unless it is named in ``machine``."""
    _holds(by, "editor")
    now = {**dossier.records, **{lang: renewed(record) for lang, record in records.items()}}
    changed = {
        f"{lang}:{c.field}" for lang in now for c in compare_fields(dossier.records.get(lang), now[lang])
    }
    if not changed:
        raise _refuse(
            Text("没有改动", "Nothing was changed"),
            Text("内容与现有版本相同", "the content is that of the present version"),
            Text("改动之后再保存", "Change it, then save"),
        )
    kept = [name for name in dossier.machine if name not in changed]
    marked = [
        name for name in _marked(now, machine) if name in changed and (name in machine or _tagged(now, name))
    ]
    return ReviewEvent(
        kind="edited",
        record=dossier.record,
        by=_named(by.name),
        role="editor",
        on=on,
        content=content_digest(now),
        texts={
            lang: dossier.texts[lang]
            if lang in dossier.texts and not any(c.startswith(f"{lang}:") for c in changed)
            else format(record)
            for lang, record in now.items()
        },
        machine=tuple(sorted({*kept, *marked})),
    )


def step(
    kind: Kind,
    dossier: Dossier,
    by: Person | None,
    on: dt.date,
    *,
    read: str = "",
    law: Corpus | None = None,
    others: Mapping[str, Record] | None = None,
    confirmed: tuple[str, ...] = (),
    note: str = "",
) -> ReviewEvent:
    """Take a step of the review.

    Parameters
    ----------
    by : Person or None
        Who takes it; None for the machine check.
    read : str
        Hash of the content that was read; by default the present one. A step on older content is refused.
    confirmed : tuple of str
        Machine-written fields the reviewer stands by.

    Raises
    ------
    NotAllowed
        The step does not follow the present state, or this person may not take it.
    """
    states, _, role = STEPS[kind]
    if dossier.state not in states:
        raise _refuse(
            Text(f"不能{KIND_TEXT[kind].zh}", f"No {KIND_TEXT[kind].en} now"),
            Text(f"记录现为{STATE_TEXT[dossier.state].zh}", f"the record is {STATE_TEXT[dossier.state].en}"),
            _next_text(dossier.state),
        )
    if read and read != dossier.content:
        raise _refuse(
            Text("所读内容已经变更", "What was read has changed since"),
            Text("所读版本的摘要与现在不同", "the hash of what was read is not the present one"),
            Text("看过变更之后再办", "Look at the changes first"),
        )
    if by is not None and role is not None:
        _may(kind, dossier, by, role)
    findings = (
        [f for found in findings_of(dossier, law, others).values() for f in found] if role is None else []
    )
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        raise _refuse(
            Text(f"机检没有通过：{len(errors)} 处错误", f"The machine check failed: {len(errors)} errors"),
            Text("、".join(sorted({f.field for f in errors})), ", ".join(sorted({f.field for f in errors}))),
            Text("逐字段改正后再检", "Correct the fields, then check again"),
        )
    return ReviewEvent(
        kind=kind,
        record=dossier.record,
        by=_named(by.name) if by else SYSTEM,
        role=role,
        on=on,
        content=dossier.content,
        confirmed=tuple(name for name in confirmed if name in dossier.machine),
        errors=len(errors),
        note=note,
    )


def _may(kind: Kind, dossier: Dossier, by: Person, role: Role) -> None:
    _holds(by, role)
    if kind in ("reviewed", "second-reviewed") and by.name in dossier.hands:
        raise _refuse(
            Text("不能审核自己写的内容", "No one reviews what they wrote"),
            Text(f"{by.name} 编写过这一版本", f"{by.name} wrote in this version"),
            Text("请另一位审核人审核", "Let another reviewer do it"),
        )
    if kind == "second-reviewed" and by.name == dossier.first:
        raise _refuse(
            Text("两次审核须由两人", "Two reviews need two people"),
            Text(f"{by.name} 已作第一次审核", f"{by.name} gave the first review"),
            Text("请另一位审核人复核", "Let another reviewer do it"),
        )
    if kind == "activated" and dossier.machine:
        raise _refuse(
            Text("仍有无人确认的机器撰写文字", "Machine-written text is left that no one stands by"),
            Text("、".join(dossier.machine), ", ".join(dossier.machine)),
            Text("由审核人逐字段确认，或改写", "Let reviewers confirm each field, or write it anew"),
        )


def _holds(by: Person, role: Role) -> None:
    if role not in by.roles:
        raise _refuse(
            Text(f"{by.name} 不能办理", f"{by.name} may not do this"),
            Text(f"须有“{ROLE_TEXT[role].zh}”角色", f"it takes the role of {ROLE_TEXT[role].en}"),
            Text("由有此角色的人办理", "Let someone with that role do it"),
        )


def _named(name: str) -> str:
    """A person's name; a program or a placeholder is none."""
    if name.strip().casefold() in ("", *words().nobody) or machine_author(name):
        raise _refuse(
            Text("须写明办理人姓名", "The person's name is needed"),
            Text(f"“{name}”不是人名", f"“{name}” is no person's name"),
            Text("写上办理人的姓名", "Give the name of who does it"),
        )
    return name.strip()


def _marked(records: Mapping[str, Record], more: Iterable[str] = ()) -> tuple[str, ...]:
    found = {f"{lang}:{name}" for lang, record in records.items() for name in machine_fields(record)}
    return tuple(sorted(found | set(more)))


def _tagged(records: Mapping[str, Record], name: str) -> bool:
    lang, _, field = name.partition(":")
    return MACHINE in str(fields(records[lang]).get(field, ""))


def findings_of(
    dossier: Dossier, law: Corpus | None = None, others: Mapping[str, Record] | None = None
) -> dict[str, list[LintFinding]]:
    """What the linter says of each language, also against the version last reviewed, or the one that came in."""
    earlier = dossier.reviewed_texts or dossier.events[0].texts
    return {
        lang: [
            *lint(record, law, others),
            *(against(parse(earlier[lang]), record) if lang in earlier else ()),
        ]
        for lang, record in dossier.records.items()
    }


def since_review(dossier: Dossier) -> dict[str, tuple[FieldChange, ...]]:
    """What changed since the last review, by language; against nothing where there was none."""
    then = {lang: parse(text) for lang, text in dossier.reviewed_texts.items()}
    return {lang: compare_fields(then.get(lang), record) for lang, record in dossier.records.items()}


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A record in the queue: what it waits for, and who may not do it."""

    record: str
    state: State
    since: dt.date
    next: Kind
    role: Role | None
    not_by: tuple[str, ...]
    machine: int


def queue(dossiers: Iterable[Dossier]) -> list[Waiting]:
    """What waits for a step, longest waiting first."""
    found = []
    for one in dossiers:
        following = next(
            (k for k, (states, _, _) in STEPS.items() if one.state in states and k != "returned"), None
        )
        if following is not None:
            found.append(
                Waiting(
                    record=one.record,
                    state=one.state,
                    since=one.since,
                    next=following,
                    role=STEPS[following][2],
                    not_by=tuple(filter(None, (*one.hands, one.first))) if following != "activated" else (),
                    machine=len(one.machine),
                )
            )
    return sorted(found, key=lambda w: (w.since, w.record))


def export(dossier: Dossier) -> dict[str, str]:
    """The files: the bytes that came in where nothing was edited; else the canonical form, ``verified`` only when it is.

    The reviewers and the day written into an edited file are those of the events, never those of an older file.
    """
    if not dossier.edited and not dossier.verified:
        return dict(dossier.texts)
    out = {}
    for lang, record in dossier.records.items():
        provenance = {**(record.get("provenance") or {})}
        provenance["reviewer"] = "、".join((dossier.first, dossier.second)) if dossier.verified else ""
        provenance["lastAuditDate"] = str(dossier.activated_on) if dossier.verified else ""
        status = "verified" if dossier.verified else "draft"
        data = {**record.data, "reviewStatus": status, "provenance": provenance}
        out[lang] = format(renewed(Record(data, record.body, "", record.source)))
    return out


def _next_text(state: State) -> Text:
    order: dict[State, Text] = {
        "draft": Text("先作机检", "Run the machine check first"),
        "machine-checked": Text("先由审核人审核", "Let a reviewer review it first"),
        "reviewed": Text("先由另一位审核人复核", "Let a second reviewer review it first"),
        "second-reviewed": Text("由发布人使其生效", "Let a publisher put it in force"),
        "active": Text("内容变更后重新审核", "Review it anew once it has changed"),
    }
    return order[state]


def _refuse(what: Text, why: Text, following: Text) -> NotAllowed:
    return NotAllowed(what, why, following)
