"""The two versions of a document side by side: as it stood on notice and as the body examined it, with the note on what was changed."""

from __future__ import annotations

import difflib
import io
from typing import Any, NamedTuple

import docx
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.project.life.fields import titles
from ccer.project.life.model import Life, Paper
from ccer.project.life.vvb import VERSIONS

from ...actions.base import Actor
from ...actions.documents import opened, visible
from ...language import lang
from ...store.models import Document
from ...store.reading import cases
from .case import case_of
from .pdf import page_count
from .who import Desk, at_desk
from .words import in_words, key_text

_DOCX = "officedocument.wordprocessingml"
MOST_LINES = 3000


class Change(NamedTuple):
    """One line: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


@require_GET
@at_desk
def compare(desk: Desk, machine: str, code: str) -> HttpResponse:
    """What changed between the notice and the report: the stated facts, and the text where both files are DOCX."""
    found = case_of(desk.actor, machine, code)
    life = found.life
    fact = "project" if machine == "project" else "reduction"
    before, after = _version(life, "notice"), _version(life, "examined")
    was, now = (_text(desk.actor, life, paper) for paper in (before, after))
    about = [_about(desk.actor, life, paper) for paper in (before, after)]
    same = before is not None and after is not None and before.digest == after.digest
    context = {
        "life": life, "case": desk.path("case", machine, code), "before": before, "after": after,
        "same": same, "files": about, "unread": _unread(same) if before and after else MISSING,
        "note": life.facts.get("modification_note", ""), "titles": (titles()[VERSIONS[machine][0]], titles()[VERSIONS[machine][1]]),
        "facts": _facts(life, fact), "lines": _lines(was, now) if was is not None and now is not None else None,
        "crumbs": ((Text("版本对比", "Versions compared"), ""),), "field": titles()[fact],
    }  # fmt: skip
    return desk.show("workbench/compare.html", context)


def _version(life: Life, which: str) -> Paper | None:
    """The published version, or the examined one; before either the newest draft stands in."""
    notice, examined = VERSIONS[life.machine]
    if which == "examined":
        return life.newest(examined)
    digest = life.facts.get("notice_paper")
    return next((p for p in life.papers if p.kind == notice and p.digest == digest), life.newest(notice))


def _facts(life: Life, fact: str) -> list[tuple[str, str, str]]:
    """Lines of the stated facts that changed after the notice began."""
    at_notice: dict[str, Any] = {}
    for event in cases.story([life.subject]):
        at_notice = event.data.get("facts", {}).get(fact, at_notice)
        if event.name.endswith(".notice-begun"):
            break
    now = life.facts.get(fact, {})
    keys = [*at_notice, *(key for key in now if key not in at_notice)]
    return [
        (key_text(key).say(lang()), _shown(fact, key, at_notice), _shown(fact, key, now))
        for key in keys
        if at_notice.get(key) != now.get(key)
    ]


def _shown(fact: str, key: str, held: dict[str, Any]) -> str:
    return in_words(fact, {key: held[key]}).partition(": ")[2] or "—" if key in held else "—"


MISSING = Text("两个版本齐备后比较。", "They are compared once both are filed.")


def _unread(same: bool) -> Text:
    """What was compared where the text could not be, so that nobody takes silence for sameness."""
    verdict = Text("相同", "the same") if same else Text("不同", "different")
    return Text(
        "文字没有比较：两个版本都是 DOCX 时才逐段比较，PDF 的文字不能在此提取。已比较：SHA-256（{verdict}），以及上面列出的类型、"
        "大小和页数。请下载后比较文字。",
        "The text was not compared: paragraphs are where both versions are DOCX, and text cannot be taken from a PDF here. Compared were "
        "SHA-256 ({verdict}), and type, size and number of pages as listed above. Download both to compare the text.",
    ).fill(verdict=verdict)


def _document(actor: Actor, life: Life, paper: Paper | None) -> Document | None:
    """The kept file of a version, if it may be seen."""
    if paper is None:
        return None
    document = Document.objects.filter(subject=life.subject, kind=paper.kind, digest=paper.digest).first()
    return document if document is not None and visible(actor, document, life) else None


def _about(actor: Actor, life: Life, paper: Paper | None) -> list[tuple[Text, Text | str]]:
    """Type, size and pages of a version."""
    document = _document(actor, life, paper)
    if document is None:
        return []
    kind = "DOCX" if _DOCX in document.media_type else document.media_type.partition("/")[2].upper()
    rows: list[tuple[Text, Text | str]] = [
        (Text("类型", "Type"), kind),
        (Text("大小", "Size"), f"{document.size:,} B"),
    ]
    if kind == "PDF":
        counted = page_count(opened(actor, document, life))
        rows.append(
            (Text("页数", "Pages"), str(counted) if counted else Text("未能读出", "could not be read"))
        )
    return rows


def _text(actor: Actor, life: Life, paper: Paper | None) -> list[str] | None:
    """The paragraphs of a DOCX that may be seen."""
    document = _document(actor, life, paper)
    if document is None or _DOCX not in document.media_type:
        return None
    made = docx.Document(io.BytesIO(opened(actor, document, life)))
    cells = [
        " │ ".join(cell.text.strip() for cell in row.cells) for table in made.tables for row in table.rows
    ]
    return [p.text.strip() for p in made.paragraphs if p.text.strip()] + cells


def _lines(before: list[str], after: list[str]) -> list[Change]:
    """What went and what came, with a line of context on each side."""
    kinds = {" ": "same", "-": "gone", "+": "new"}
    diff = difflib.unified_diff(before[:MOST_LINES], after[:MOST_LINES], n=1, lineterm="")
    return [
        Change(kinds[line[0]], line[1:])
        for line in diff
        if line[:1] in kinds and line[:3] not in ("---", "+++")
    ]
