"""Addresses of a workbench; every audience has the same."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import assessing, comparing, ledger, oversight, pages, proposing, registers, statements, step


def addresses(audience: str) -> list[URLPattern]:
    """The pages of one audience's workbench."""
    who = {"audience": audience}
    return [
        path("", pages.desk, who, name="desk"),
        path("case/<str:machine>/<path:code>", pages.case, who, name="case"),
        path("begin/<str:machine>/<str:action>", step.begin, who, name="begin"),
        path("step/<str:machine>/<str:action>/<path:code>", step.step, who, name="step"),
        path("done/<str:machine>/<path:code>", pages.done, who, name="done"),
        path("proposal/<int:number>", proposing.proposed, who, name="proposed"),
        path("paper/<int:number>", pages.paper, who, name="paper"),
        path("compare/<str:machine>/<path:code>", comparing.compare, who, name="compare"),
        path("assessment/<str:code>", assessing.assessment, who, name="assessment"),
        path("assessment/<str:code>/<str:name>.docx", assessing.draft, who, name="draft"),
        path("recount/<str:code>", assessing.recount, who, name="recount"),
        path("recount/<str:code>/report.docx", assessing.report, who, name="report"),
        path("template/<str:methodology>", assessing.blank, who, name="blank"),
        path("statement/<str:account>", statements.statement, who, name="statement"),
        path("units", registers.units, who, name="units"),
        path("units/<str:do>", ledger.order, who, name="order"),
        path("register/<str:machine>", registers.register, who, name="register"),
        path("oversight/<str:table>", oversight.overview, who, name="oversight"),
        path("time", registers.time_machine, who, name="time"),
    ]
