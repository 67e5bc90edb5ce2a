"""Addresses of the pages, an audience each."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

AUDIENCES = {
    "public": "",
    "owner": "owner/",
    "verifier": "verifier/",
    "registry": "registry/",
    "authority": "authority/",
    "trader": "trader/",
    "exchange": "exchange/",
    "people": "people/",
    "compliance": "compliance/",
    "analyst": "analyst/",
}


def _pages() -> list[URLPattern | URLResolver]:
    return [
        path(prefix, include((import_module(f"{__package__}.{name}.urls"), name)))
        for name, prefix in AUDIENCES.items()
    ]


urlpatterns = _pages()
