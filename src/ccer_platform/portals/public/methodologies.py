"""Methodologies: the list, and one with its equations, conditions, monitoring and parameters, each with how sure the base is of it."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ccer.compute.equation import Equation, quantity
from ccer.compute.methodology import Methodology
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.documents.methodology_content import differences
from ccer.documents.methodology_page import methodology_page
from ccer.documents.pdf import render_pdf
from ccer.documents.wording import say_of
from ccer.methodologies import codes, load
from ccer.policy.corpus import corpus
from ccer.project.example import requirements

from ...language import lang
from ...store.models import Project
from ...store.reading import statistics
from . import shown
from .shown import missing, show

LIST = (Text("方法学", "Methodologies"), "public:methodologies")
SECTORS = {
    "01": Text("能源产业", "Energy industries"),
    "06": Text("建筑", "Buildings"),
    "07": Text("交通和能源需求", "Transport and energy demand"),
    "10": Text("燃料逸散性排放", "Fugitive emissions from fuels"),
    "14": Text("林业和其他碳汇", "Forestry and other sinks"),
    "15": Text("农业", "Agriculture"),
}
OTHER = Text("其他", "Other")
COMPARED = Text("并列比较", "Side by side")
PARTS = {
    "rules": Text("适用条件", "Conditions"),
    "equations": Text("公式", "Equations"),
    "monitored": Text("监测", "Monitored"),
    "parameters": Text("参数", "Parameters"),
}
MOST_PROJECTS = 8
"""Projects named on the page of a methodology; the list holds all."""


def index(request: HttpRequest) -> HttpResponse:
    """All methodologies by sector, with what uses them."""
    used = {row.name: row for row in statistics.by("methodology")}
    groups: dict[str, list[dict[str, Any]]] = {}
    for code in codes():
        method = load(code)
        parts = code.split("-")
        sector = parts[1] if parts[1] in SECTORS else ""
        groups.setdefault(sector, []).append(
            {"method": method, "since": _since(method), "used": used.get(code)}
        )
    found = [
        (SECTORS.get(sector, OTHER), rows)
        for sector, rows in sorted(groups.items(), key=lambda g: g[0] or "99")
    ]
    return show(request, "methodologies", LIST[1], [(LIST[0], "")], groups=found)


def _since(method: Methodology) -> Any:
    try:
        version = corpus().version(method.instrument)
    except CcerError:
        return None
    return version.window.first_day if version and not version.instrument.draft else None


def one(request: HttpRequest, code: str) -> HttpResponse:
    """One methodology."""
    if code not in codes():
        return _none(request)
    method, on = load(code), shown.day_asked(request)
    used = next((row for row in statistics.by("methodology") if row.name == code), None)
    return show(
        request,
        "methodology",
        LIST[1],
        [(LIST[0], reverse(LIST[1])), (code, "")],
        method=method,
        since=_since(method),
        on=on,
        used=used,
        evidence=say_of("method", f"evidence.{method.evidence}", lang()),
        versions=_versions(method),
        equations=[_equation(each) for each in method.equations],
        rules=requirements(method, on),
        others=[other for other in codes() if other != code],
        projects=_projects(code),
        statements=[
            (Text("项目边界", "Boundary"), method.boundary),
            (Text("基准线情景", "Baseline"), method.baseline),
            (Text("额外性", "Additionality"), method.additionality),
            (Text("泄漏", "Leakage"), method.leakage),
        ],
        parameters=corpus().parameters(method.parameter("")),
    )


def _none(request: HttpRequest) -> HttpResponse:
    return missing(
        request,
        Text("没有这个方法学", "There is no such methodology"),
        Text("在方法学列表中查找。", "Look in the list of methodologies."),
    )


def _projects(code: str) -> list[tuple[Project, str]]:
    """Some of its projects, those registered last first, each with its address."""
    held = Project.objects.filter(public=True, methodology=code).order_by(
        F("registered_at").desc(nulls_last=True), "code"
    )
    return [(project, shown.project_path(project)) for project in held[:MOST_PROJECTS]]


def printed(request: HttpRequest, code: str) -> HttpResponse:
    """The methodology as a printed page."""
    if code not in codes():
        return _none(request)
    paper = methodology_page(load(code), lang(), on=shown.day_asked(request))
    sent = HttpResponse(render_pdf(paper), content_type="application/pdf")
    sent["Content-Disposition"] = f'inline; filename="{paper.name}.{lang()}.pdf"'
    return sent


def compared(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions, or two methodologies, side by side: only what differs."""
    other = request.GET.get("against", "")
    if code not in codes() or other not in codes():
        return _none(request)
    one, two = load(code), load(other)
    found = differences(one, two, shown.day_asked(request), lang())
    for row in found["equations"]:
        row["printed"] = [_printed(method, row["name"]) for method in (one, two)]
    return show(
        request,
        "methodology_compared",
        LIST[1],
        [(LIST[0], reverse(LIST[1])), (code, reverse("public:methodology", args=[code])), (COMPARED, "")],
        one=one,
        two=two,
        parts=[(PARTS[name], rows) for name, rows in found.items() if rows],
    )


def _printed(method: Methodology, number: str) -> str | None:
    """An equation as LaTeX; None where the methodology has none of that number."""
    found = [each for each in method.equations if each.number == number]
    return _equation(found[0])["latex"] if found else None


def _versions(method: Methodology) -> list[Any]:
    try:
        return list(corpus().versions(method.instrument))
    except CcerError:
        return []


def _equation(equation: Equation) -> dict[str, Any]:
    shown_when = (("\\text{for}", Text("当", "for")), ("\\text{otherwise}", Text("其他", "otherwise")))
    latex = equation.latex()
    for written, words in shown_when:
        latex = latex.replace(written, "\\text{" + words.say(lang()) + "}")
    names = (equation.result, *equation.parameters)
    return {
        "title": equation.title,
        "number": equation.number if equation.number[0].isdigit() else "",
        "latex": latex,
        "cite": equation.cite,
        "where": [(quantity(name), equation.units.get(name, quantity(name).unit)) for name in names],
    }
