"""The verbs as plain data in, plain data out: what the tools of `ccer mcp` call, and any other door may.

Every answer names the day it holds for (``as_of``), the provisions it stands on (``citations``) and whether something in it is
provisional. Texts are in both languages.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from ..core.asof import Citation
from ..core.decision import Decision, Finding
from ..core.errors import BadInput
from ..core.text import Text

MOST_SUBJECTS, MOST_SHOWN = 2000, 50
CHANGE_FORMS = Text("四种写法：value、end、version、correct", "four kinds: value, end, version, correct")


def plain(value: Any) -> Any:
    """Data that JSON can hold."""
    return msgspec.to_builtins(value, str_keys=True, enc_hook=str)


def day(text: str | None, today: dt.date) -> dt.date:
    """An ISO day; today where none is given."""
    if not text:
        return today
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            Text(f"日期 {text} 无法使用", f"The day {text} cannot be used"),
            Text("须为 YYYY-MM-DD 的公历日", "it must be a day written YYYY-MM-DD"),
            Text("更正日期", "Correct the day"),
        ) from error


def cited(citation: Citation) -> dict[str, Any]:
    """A citation as an answer carries it."""
    return {
        "ref": citation.ref,
        "label": plain(citation.label),
        "since": plain(citation.since),
        "until": plain(citation.until),
        "mark": citation.mark,
        "draft": citation.draft,
    }


def _answer(
    on: dt.date, citations: Iterable[dict[str, Any]], provisional: bool, **answer: Any
) -> dict[str, Any]:
    listed = {one["ref"]: one for one in citations}
    return {
        "as_of": on.isoformat(),
        "citations": list(listed.values()),
        "provisional": provisional,
        **plain(answer),
    }


def clause(ref: str, on: dt.date, known_at: dt.date | None = None) -> dict[str, Any]:
    """A provision as of a day."""
    from ..policy.corpus import corpus
    from ..policy.verbs import clause as find
    from .policy import clause_data

    found = find(ref, on, known_at)
    citation = cited(corpus().cite(found.ref, on, known_at))
    return _answer(on, [citation], bool(found.marks), clause=_readable(clause_data(found)))


def _readable(data: dict[str, Any]) -> dict[str, Any]:
    data["effects"] = [
        {
            "source": t.source,
            "target": t.effect.target,
            "kind": t.effect.kind,
            "since": t.since,
            "text": t.effect.text,
        }
        for t in data["effects"]
    ]
    return data


def resolve(text: str, on: dt.date, known_at: dt.date | None = None) -> dict[str, Any]:
    """What a citation means and how it stands."""
    from ..policy.resolve import resolve as find

    found = find(text, on, known_at)
    label = found.label
    citations = [
        {"ref": found.ref, "label": plain(label), "since": plain(found.since), "until": plain(found.until)}
    ]
    return _answer(
        on,
        citations if found.ref else [],
        found.status == "unverified",
        status=found.status,
        why=found.why,
        suggestions=found.suggestions,
    )


def search(query: str, on: dt.date, limit: int = 5, by: str = "words") -> dict[str, Any]:
    """Provisions, instruments and parameters about a question, by words or by meaning, each with its window and why it was found."""
    from ..policy.corpus import corpus
    from ..policy.search import search as find

    if by not in ("words", "meaning"):
        raise BadInput(
            Text(f"不能按 {by} 检索", f"There is no search by {by}"),
            Text("可选：words（词语）、meaning（意思）", "choose one of: words, meaning"),
            Text("改用其中之一", "Use one of them"),
        )
    hits = find(query, on, max(1, min(limit, MOST_SHOWN)), by=by)  # type: ignore[arg-type]
    law = corpus()
    citations = [cited(law.cite(hit.ref, on, allow_draft=True)) for hit in hits if hit.kind != "parameter"]
    values = [law.parameter(hit.ref, on) for hit in hits if hit.kind == "parameter"]
    citations += [
        cited(law.cite(value.cite, on, allow_draft=True))
        for value in values
        if law.view().windows(value.cite)
    ]
    unsure = any(c["mark"] != "found" or c["draft"] for c in citations) or any(v.provisional for v in values)
    return _answer(on, citations, unsure, hits=hits)


def decide(stage: str, facts: dict[str, Any], on: dt.date, known_at: dt.date | None = None) -> dict[str, Any]:
    """A decision with its findings and the receipt that can be replayed."""
    from ..project.deciding import decide as ask

    decision, receipt = ask(stage, facts, on, known_at)
    return _answer(
        on,
        _citations(decision),
        bool(decision.provisional),
        outcome=decision.outcome,
        findings=[_found(finding) for finding in decision.findings],
        receipt=receipt,
    )


def _citations(decision: Decision) -> list[dict[str, Any]]:
    return [cited(citation) for finding in decision.findings for citation in finding.citations]


def _found(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "outcome": finding.outcome,
        "fact": {"zh": finding.fact_text("zh"), "en": finding.fact_text("en")},
        "requires": {"zh": finding.requirement("zh"), "en": finding.requirement("en")},
        "clauses": [citation.ref for citation in finding.citations],
        "date": finding.on,
        "basis": finding.basis,
        "missing": finding.missing,
        "next": finding.remedy,
        "provisional": finding.provisional,
    }


def explain(stage: str, facts: dict[str, Any], on: dt.date, rule: str = "") -> dict[str, Any]:
    """Why a decision came out so: each finding in words, with what the clause says and the choice made where it is open."""
    from ..core.decision import DECISION_TEXT, FINDING_TEXT
    from ..project.deciding import decide as ask

    decision, _ = ask(stage, facts, on)
    findings = [f for f in decision.findings if not rule or f.rule == rule]
    if not findings:
        names = [f.rule for f in decision.findings]
        raise BadInput(
            Text(f"这一判定没有规则 {rule}", f"This decision has no rule {rule}"),
            Text("它的规则：" + "、".join(names), "its rules: " + ", ".join(names)),
            Text("改用其中之一", "Use one of them"),
        )
    told = [
        {
            "rule": f.rule,
            "says": Text(
                f"{f.title.zh}：{FINDING_TEXT[f.outcome].zh}。要求：{f.requirement('zh')}。事实：{f.fact_text('zh')}。",
                f"{f.title.en}: {FINDING_TEXT[f.outcome].en}. Required: {f.requirement('en')}. Fact: {f.fact_text('en')}.",
            ),
            "clauses": [{**cited(c), "summary": c.summary} for c in f.citations],
            "values": f.parameters,
            "interpretation": f.interpretation,
            "next": f.remedy,
        }
        for f in findings
    ]
    citations = [cited(c) for f in findings for c in f.citations]
    unsure = any(f.provisional for f in findings)
    return _answer(
        on,
        citations,
        unsure,
        outcome=decision.outcome,
        in_words=DECISION_TEXT[decision.outcome],
        findings=told,
    )


def calculate(
    methodology: str,
    on: dt.date,
    project: dict[str, Any] | None = None,
    path: str = "",
    files: Path | None = None,
    grid: str | None = None,
) -> dict[str, Any]:
    """Reductions by a methodology: expected ones of a project given as facts, or those of a file below ``files``."""
    from ..policy.corpus import corpus
    from ..project.calculation import Options
    from ..project.calculation import calculate as work_out

    options = Options(grid=grid)
    if project is not None:
        _no_files(project)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "project.json"
            place.write_bytes(msgspec.json.encode({"methodology": methodology, **project}))
            found, receipt = work_out(methodology, place, on, options=options)
    else:
        found, receipt = work_out(methodology, _below(path, files), on, options=options)
    law = corpus()
    refs = dict.fromkeys([methodology.lower(), *(value.cite for value in found.parameters)])
    held = [cited(law.cite(ref, on, allow_draft=True)) for ref in refs if law.view().windows(ref)]
    unsure = any(c["mark"] != "found" or c["draft"] for c in held) or any(
        v.provisional for v in found.parameters
    )
    return _answer(on, held, unsure, calculation=found, receipt_digest=receipt.digest)


def _no_files(project: dict[str, Any]) -> None:
    """A project given as facts names no file: whoever asks would choose what is read."""
    design = project.get("design")
    if project.get("files") or (isinstance(design, dict) and isinstance(design.get("official"), str)):
        raise BadInput(
            Text("以事实给出的项目不能引用文件", "A project given as facts cannot name files"),
            Text(
                "files 和 design.official 会读取本机文件",
                "files and design.official would read files of this machine",
            ),
            Text(
                "把项目放进开放的文件夹，用 path 指明",
                "Put the project into the open folder and name it by path",
            ),
        )


def _below(path: str, files: Path | None) -> Path:
    """A file below the folder that was opened; nothing outside it is read."""
    if files is not None and path:
        wanted = (files / path).resolve()
        if wanted.is_relative_to(files.resolve()) and wanted.exists():
            return wanted
    raise BadInput(
        Text("没有可以核算的数据", "There is nothing to calculate from"),
        Text(
            "没有给出项目事实，或者该文件不在开放的文件夹内",
            "no project facts were given, or the file is not below the folder opened",
        ),
        Text(
            "给出 project，或用 --files 打开含数据的文件夹",
            "Give project, or open a folder of data with --files",
        ),
    )


def impact(
    changes: list[dict[str, Any]], on: dt.date, stage: str = "", subjects: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """What a change of law would touch, and how decisions on the subjects given would change. Nothing is altered."""
    from ..methodologies import codes, load
    from ..policy.corpus import corpus
    from ..policy.hypothesis import supposing, touched
    from ..project.deciding import methodology_of, subject_of
    from ..rules import Stage
    from ..rules.impact import DECISIONS, rules_reading
    from ..rules.impact import impact as judge

    supposed = read_changes(changes)
    law = corpus()
    moved = touched(law, supposing(supposed, law))
    refs = sorted(moved.refs)
    behind = [value.cite for p in law.parameters() if p.name in moved.parameters for value in p.values]
    citations = [
        cited(law.cite(ref, on))
        for ref in dict.fromkeys([*refs, *behind])
        if any(window.state(on) == "in-force" for _, window in law.view().windows(ref))
    ]
    answer: dict[str, Any] = {
        "touched": {"provisions": refs, "parameters": sorted(moved.parameters)},
        "rules": [rule.id for rule in rules_reading(moved)],
    }
    if subjects:
        if len(subjects) > MOST_SUBJECTS:
            raise BadInput(
                Text("对象太多", "There are too many subjects"),
                Text(f"一次最多 {MOST_SUBJECTS} 个", f"at most {MOST_SUBJECTS} at a time"),
                Text("分批办理，或用 ccer impact", "Give fewer, or use ccer impact"),
            )
        gate = next((one for one in Stage if one.value == stage), Stage.ELIGIBILITY)
        held = [subject_of(gate, facts) for facts in subjects]
        for code in {methodology_of(one) for one in held} & set(codes()):
            load(str(code))
        found = judge(supposed, gate, held, on, law)
        answer |= {
            "stage": gate.value,
            "rules": sorted({*answer["rules"], *(one.rule for one in found.rules)}),
            "resting": len(found.resting),
            "changed": [
                {
                    "place": int(place),
                    "before": DECISIONS[found.before[place]] if found.before[place] >= 0 else "none",
                    "after": DECISIONS[found.after[place]] if found.after[place] >= 0 else "none",
                }
                for place in found.changed[:MOST_SHOWN]
            ],
            "changed_total": len(found.changed),
        }
    return _answer(on, citations, True, **answer)


def read_changes(changes: list[dict[str, Any]]) -> list[Any]:
    """Changes from plain data: each has a ``type`` and its fields; see `ccer.policy.hypothesis`."""
    from ..policy.hypothesis import Change

    try:
        return msgspec.convert(changes, list[Change], strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(
            Text("变更的写法不对", "The change is not written right"),
            Text(str(error), str(error)),
            CHANGE_FORMS,
        ) from error
