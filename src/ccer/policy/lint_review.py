"""Checks of a record's scores, its review and its links to other records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.text import Text
from .lint import Case, Remark, check, pattern, words
from .lint_format import iso

DIMENSIONS = ("incentive", "statutory", "market", "mrv", "strategic")
MACHINE = "[AI-Generated]"
_CITED = 40


def _person(case: Case) -> str:
    """The reviewer, when it is a person's name and not the author."""
    reviewer = case.record.text("provenance.reviewer").strip()
    if reviewer.casefold() in words().nobody or reviewer == case.record.text("provenance.author").strip():
        return ""
    return reviewer


@check("V15")
def verified_by_someone(case: Case) -> Iterator[Remark]:
    """A verified record names a person and holds no machine text any more."""
    if not case.verified:
        return
    if not _person(case):
        why = Text("标为已核证，却没有审核人", "marked verified, but no person reviewed it")
        yield "provenance.reviewer", why, "error"
    if iso(case.record.get("provenance.lastAuditDate")) is None:
        yield (
            "provenance.lastAuditDate",
            Text("已核证须有审核日期", "verified needs the day of the review"),
            "error",
        )
    for field, text in case.prose():
        if MACHINE in text:
            why = Text(
                "标为已核证，却仍有机器撰写标记",
                "marked verified, but the mark of machine text is still there",
            )
            yield field, why, "error"


@check("V24")
def all_five(case: Case) -> Iterator[Remark]:
    value = case.record.get("analysis")
    if value in (None, {}):
        return
    missing = [name for name in DIMENSIONS if not isinstance(value, dict) or name not in value]
    if missing:
        names = ", ".join(missing)
        yield (
            "analysis",
            Text(f"缺少 {names}（五项须全有或全无）", f"{names} missing: all five or none"),
            "error",
        )


@check("V25")
def no_other(case: Case) -> Iterator[Remark]:
    value = case.record.get("analysis")
    for name in value if isinstance(value, dict) else ():
        if name not in DIMENSIONS:
            yield f"analysis.{name}", Text("不是五个维度之一", "is none of the five dimensions"), "error"


@check("V26")
def score(case: Case) -> Iterator[Remark]:
    for name, part in case.record.dimensions.items():
        value: Any = part.get("score")
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
            yield (
                f"analysis.{name}.score",
                Text("须为0至100的整数", "must be a whole number from 0 to 100"),
                "error",
            )


@check("V28")
def evidence(case: Case) -> Iterator[Remark]:
    for name in case.record.dimensions:
        field = f"analysis.{name}.evidence"
        if case.record.text(field).strip().casefold() in words().no_evidence:
            yield field, Text("没有写出依据", "gives no evidence"), "error"


@check("V29")
def cited(case: Case) -> Iterator[Remark]:
    for name, part in case.record.dimensions.items():
        value = part.get("score")
        if (
            isinstance(value, int)
            and value > _CITED
            and not case.record.text(f"analysis.{name}.citation").strip()
        ):
            why = Text(f"评分高于{_CITED}须有出处", f"a score above {_CITED} needs a citation")
            yield f"analysis.{name}.citation", why, "error"


@check("V30")
def clause(case: Case) -> Iterator[Remark]:
    for name in case.record.dimensions:
        text = case.record.text(f"analysis.{name}.citation")
        if text.strip() and not pattern("clause").search(text):
            why = Text("只有标题，没有条款或网址", "a title only: no article, section or address")
            yield f"analysis.{name}.citation", why, "error"


def _exists(case: Case, id: str) -> bool:
    if case.others is not None:
        return id in case.others
    if case.law is not None:
        from .files import HOME

        known = {path.stem for path in HOME.glob("records/*/*.md")}
        return id in known or any(i.id == id for i in case.law.instruments)
    return True


@check("V32")
def supersedes(case: Case) -> Iterator[Remark]:
    listed = case.record.get("evolution.supersedes")
    for id in listed if isinstance(listed, list) else ():
        if not _exists(case, str(id)):
            yield "evolution.supersedes", Text(f"没有 {id} 这一记录", f"there is no record {id}"), "error"


@check("V33")
def superseded_by(case: Case) -> Iterator[Remark]:
    id = case.record.text("evolution.supersededBy")
    if not id:
        return
    if not _exists(case, id):
        yield "evolution.supersededBy", Text(f"没有 {id} 这一记录", f"there is no record {id}"), "error"
    elif case.others is not None and case.record.id not in (
        case.others[id].get("evolution.supersedes") or []
    ):
        why = Text(f"{id} 没有写明取代本记录", f"{id} does not say that it supersedes this one")
        yield "evolution.supersededBy", why, "error"


@check("V34")
def family(case: Case) -> Iterator[Remark]:
    listed = case.record.get("evolution.clusters")
    for name in listed if isinstance(listed, list) else ():
        if name not in words().families:
            yield (
                "evolution.clusters",
                Text(f"“{name}”不在政策族表中", f"“{name}” is not in the list of families"),
                "note",
            )


@check("V39")
def author(case: Case) -> Iterator[Remark]:
    if not case.record.text("provenance.author").strip():
        yield "provenance.author", Text("不得为空", "must not be empty"), "error"


@check("V40")
def reviewer(case: Case) -> Iterator[Remark]:
    if case.record.text("provenance.reviewer").strip() and not _person(case):
        yield (
            "provenance.reviewer",
            Text("不是作者以外的人", "is not a person other than the author"),
            "error",
        )


@check("V41")
def audited(case: Case) -> Iterator[Remark]:
    value = case.record.get("provenance.lastAuditDate")
    if value not in (None, "") and iso(value) is None:
        yield "provenance.lastAuditDate", Text("须为 YYYY-MM-DD", "must be YYYY-MM-DD"), "error"
