"""Methodologies: the list, and one with its equations, conditions, monitoring and parameters, each with how sure the base is of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ccer.compute.equation import Equation, quantity
from ccer.compute.methodology import Methodology
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.documents.wording import say_of
from ccer.methodologies import codes, load
from ccer.policy.corpus import corpus
from ccer.rules.catalogue import all_rules

from ...language import lang
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
        return missing(
            request,
            Text("没有这个方法学", "There is no such methodology"),
            Text("在方法学列表中查找。", "Look in the list of methodologies."),
        )
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
        rules=[rule for rule in all_rules() if rule.methodology == code],
        statements=[
            (Text("项目边界", "Boundary"), method.boundary),
            (Text("基准线情景", "Baseline"), method.baseline),
            (Text("额外性", "Additionality"), method.additionality),
            (Text("泄漏", "Leakage"), method.leakage),
        ],
        parameters=corpus().parameters(method.parameter("")),
    )


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
