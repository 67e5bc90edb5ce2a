"""What our own rules say of a case: decisions and estimate of a project, a recount of a filing, and papers to start from."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.errors import BadInput, CcerError
from ccer.core.text import Text
from ccer.methodologies import codes, load
from ccer.project.assessment import assess
from ccer.project.file import FILE, parse_project
from ccer.project.life.model import Life
from ccer.project.model import Assessment
from ccer.project.template import template

from ... import clock
from ...actions.base import Refused
from ...actions.documents import opened
from ...language import lang
from ...store.models import Document
from .case import Case, case_of
from .form import as_yaml
from .who import Desk, at_desk

DATA = "data"
PAPERS = {
    "design-document": ("pdd", Text("项目设计文件", "Design document")),
    "commitment-letters": ("letters", Text("承诺文件", "Commitment letters")),
    "monitoring-plan": ("plan", Text("监测计划", "Monitoring plan")),
}


@require_GET
@at_desk
def assessment(desk: Desk, code: str) -> HttpResponse:
    """Decisions, estimate and gaps of a project, by the rules of today."""
    found = case_of(desk.actor, "project", code)
    made = assess(parse_project(_stated(found.life)), clock.today())
    context = {
        "life": found.life, "made": made, "case": desk.path("case", "project", code),
        "drafts": [(title, desk.path("draft", code, name)) for name, (_, title) in PAPERS.items()] if _drafts(made) else [],
        "crumbs": ((made.project.name, desk.path("case", "project", code)), (Text("按规则判定", "Judged by the rules"), "")),
    }  # fmt: skip
    return desk.show("workbench/assessment.html", context)


def _drafts(made: Assessment) -> bool:
    return made.project.methodology in codes()


def _stated(life: Life) -> dict[str, Any]:
    """The owner's facts as a project file, without what the registry itself records."""
    return dict(life.facts.get("project", {}))


@require_GET
@at_desk
def draft(desk: Desk, code: str, name: str) -> HttpResponse:
    """A paper made from the stated facts, to start from: a DOCX to edit."""
    found = case_of(desk.actor, "project", code)
    made = assess(parse_project(_stated(found.life)), clock.today())
    if name not in PAPERS or not _drafts(made):
        raise _no_draft(Text("这一方法学尚不能生成文稿", "no paper can be made for this methodology yet"))
    from ccer.documents.letters import commitment_letters
    from ccer.documents.model import design_document
    from ccer.documents.plan import monitoring_plan

    method = load(made.project.methodology)
    if name == "design-document":
        document = design_document(made, method, lang())
    elif name == "monitoring-plan":
        document = monitoring_plan(made, method, lang())
    else:
        document = commitment_letters(made, method, lang())[0]
    return _docx(document)


def _docx(document: Any) -> HttpResponse:
    from ccer.documents.docx import render_docx

    content = render_docx(document)
    answer = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{document.name}.docx"'
    return answer


def _no_draft(why: Text) -> Refused:
    return Refused(
        "no-draft",
        Text("不能生成这份文稿", "This paper cannot be made"),
        why,
        Text("补齐事实和数据后再试，或自行编写。", "Add facts and data and try again, or write it yourself."),
    )


@require_GET
@at_desk
def recount(desk: Desk, code: str) -> HttpResponse:
    """The filing counted again from the data on file, beside what the owner stated and the body fixed."""
    found = case_of(desk.actor, "reduction", code)
    made, problem = None, None
    try:
        made = recounted(desk, found)
    except CcerError as error:
        problem = error
    claim = made.claims[0] if made and made.claims else None
    facts = found.life.facts
    stated = facts.get("vintages") or {}
    years = [
        (year, stated.get(str(year.year)), year.tonnes)
        for year in (claim.calculation.years if claim and claim.calculation else ())
    ]
    context = {
        "life": found.life, "case": desk.path("case", "reduction", code), "claim": claim, "problem": problem, "years": years,
        "total": claim.calculation.tonnes if claim and claim.calculation else None,
        "applied": facts.get("applied_t"), "verified": facts.get("verified_t"),
        "report": desk.path("report", code) if claim and claim.calculation else "",
        "crumbs": ((Text("核算复算", "Recount"), ""),),
    }  # fmt: skip
    return desk.show("workbench/recount.html", context)


@require_GET
@at_desk
def report(desk: Desk, code: str) -> HttpResponse:
    """The accounting report made from the data on file, to start from."""
    found = case_of(desk.actor, "reduction", code)
    made = recounted(desk, found)
    if not made.claims or made.claims[0].calculation is None:
        raise _no_draft(
            made.claims[0].problem if made.claims and made.claims[0].problem else Text("没有数据", "no data")
        )
    from ccer.documents.report import accounting_report

    return _docx(accounting_report(made, load(made.project.methodology), lang(), filing=1))


def recounted(desk: Desk, found: Case) -> Assessment:
    """An assessment of the project with this filing alone, its readings taken from the paper ``data`` on file.

    Raises
    ------
    BadInput
        There is no such paper, or it cannot be read as readings.
    """
    project, life = found.project, found.life
    document = _data(life)
    if project is None or document is None:
        raise BadInput(
            what=Text("不能复算", "It cannot be counted again"),
            why=Text("没有上传计算数据（读数表）", "no data behind the calculation are on file"),
            next=Text(
                "由业主在草稿中上传“计算数据”（CSV）。", "Let the owner upload the data (CSV) with the draft."
            ),
        )
    period = life.facts["reduction"]["period"]
    filing: dict[str, Any] = {"period": period, "readings": document.name}
    if life.facts["reduction"].get("certificates_traded_mwh") == 0:
        filing["certificates"] = {}
    facts = {k: v for k, v in _stated(project).items() if k != "files"} | {"reductions": [filing]}
    facts["registered_on"] = project.day("registered_on")  # the register's own fact, not the owner's
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / document.name).write_bytes(opened(desk.actor, document, life))
        path = Path(folder) / FILE
        path.write_text(as_yaml(msgspec.to_builtins(facts)), encoding="utf-8")
        return assess(path.parent, clock.today())


def _data(life: Life) -> Document | None:
    paper = life.newest(DATA)
    if paper is None:
        return None
    return Document.objects.filter(subject=life.subject, kind=DATA, digest=paper.digest).first()


@require_GET
@at_desk
def blank(desk: Desk, methodology: str) -> HttpResponse:
    """A commented project file to fill in."""
    if methodology not in codes():
        raise _no_draft(Text("没有这一方法学的模板", "there is no template for this methodology"))
    answer = HttpResponse(
        template(load(methodology), {}, lang()), content_type="application/yaml; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="project.yaml"'
    return answer
