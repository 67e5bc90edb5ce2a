"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import deciding, entity, filing, linking, plan, using

urlpatterns: list[URLPattern] = [
    path("", entity.home, name="desk"),
    path("holdings", entity.holdings, name="holdings"),
    path("bind", using.bind, name="bind"),
    path("apply", using.apply, name="apply"),
    path("application/<str:code>", using.application, name="application"),
    path("application/<str:code>/withdraw", using.withdraw, name="withdraw"),
    path("file/<int:year>", filing.file, name="file"),
    path("surrender/<str:code>", entity.surrender, name="surrender"),
    path("plan", plan.page, name="plan"),
    path("entities/new", deciding.enrol, name="enrol"),
    path("entity/<str:code>", deciding.one, name="entity"),
    path("form/<str:form>", deciding.decide, name="form"),
    path("link", linking.link, name="link"),
]
