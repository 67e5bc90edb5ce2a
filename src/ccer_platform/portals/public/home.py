"""The front page: what this is, the market in a few numbers, a search box, the newest notices and registrations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.policy.search import search as search_law
from ccer.registry.serials import parsed

from ...clock import at, today
from ...components.charts import Chart, ChartSeries
from ...store.models import Project, Reduction
from ...store.reading import filings, statistics
from ...store.reading.keyset import page
from .shown import SOURCE, show

TONNES = Text("tCO₂e", "tCO₂e")


def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    figures = statistics.figures()
    notices = Project.objects.filter(public=True, state="NOTICE").select_related("owner")
    reduction_notices = Reduction.objects.filter(public=True, state="NOTICE").select_related("owner")
    registered = Project.objects.filter(public=True, state="REGISTERED").select_related("owner")
    return show(
        request,
        "home",
        figures=figures,
        notices=[*notices.order_by("-notice_start", "-id")[:5]],
        reduction_notices=[*reduction_notices.order_by("-notice_start", "-id")[:3]],
        registered=page(registered, by="registered_at", size=5).rows,
        vintages=by_vintage(figures),
    )


def by_vintage(figures: statistics.Figures) -> Chart:
    """Registered and issued tonnes by year of production."""
    rows = statistics.by("vintage")
    return Chart(
        "vintages",
        Text("各产生年度的减排量", "Reductions by vintage year"),
        tuple(r.name for r in rows),
        (
            ChartSeries(Text("已登记", "registered"), tuple(r.first for r in rows)),
            ChartSeries(Text("已签发", "issued"), tuple(r.second for r in rows)),
        ),
        TONNES,
        note=source_note(figures),
    )


def source_note(figures: statistics.Figures) -> Text:
    """Where the figures come from, and of which day they are."""
    if figures.as_of is None:
        return Text("本系统登记，{day}", "This register, {day}").fill(day=today())
    return (
        Text("来源：", "Source: ")
        + SOURCE
        + Text("，截至 {day}；其后为本系统登记", ", to {day}; later entries are this register's own").fill(
            day=figures.as_of
        )
    )


def search(request: HttpRequest) -> HttpResponse:
    """One box for everything: a serial leads to its story, a number to its project, words to lists and clauses."""
    query = request.GET.get("q", "").strip()[:200]
    try:
        parsed(query, at())
        return redirect("public:unit", serial=query)
    except CcerError:
        pass
    if query and (project := filings.project(query)):
        return redirect("public:project", number=project.number or project.code)
    if query and filings.reduction(query):
        return redirect("public:reduction", code=query)
    wanted = filings.Wanted(text=query)
    return show(
        request,
        "search",
        crumbs=[(Text("搜索", "Search"), "")],
        query=query,
        projects=filings.found(Project, wanted, size=8).page.rows if query else [],
        reductions=filings.found(Reduction, wanted, size=5).page.rows if query else [],
        hits=search_law(query, on=today(), limit=8) if query else [],
        more=f"{reverse('public:projects')}?q={query}",
    )
