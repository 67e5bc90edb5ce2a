"""Addresses of the exchange's desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..market import commanding
from ..workbench import proposing
from . import alerts, bank, day, overview, traders

WHO = {"audience": "exchange"}
urlpatterns: list[URLPattern] = [
    path("", overview.desk, WHO, name="desk"),
    path("day", day.day, WHO, name="day"),
    path("listings", overview.listings, WHO, name="listings"),
    path("deals", overview.deals, WHO, name="deals"),
    path("frame", overview.frame, WHO, name="frame"),
    path("traders", traders.index, WHO, name="traders"),
    path("traders/<str:code>", traders.one, WHO, name="trader"),
    path("alerts", alerts.index, WHO, name="alerts"),
    path("alerts/<path:code>", alerts.one, WHO, name="alert"),
    path("bank", bank.bank, WHO, name="bank"),
    path("books", bank.books, WHO, name="books"),
    path("do/<str:do>", commanding.order, WHO, name="do"),
    path("proposal/<int:number>", proposing.proposed, WHO, name="proposed"),
]
