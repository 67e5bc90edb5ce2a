"""Every address of the portal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from .api.app import api
from .streaming import stream


def alive(request: HttpRequest) -> HttpResponse:
    """The server answers: a constant page that reads nothing, for those who watch it."""
    return HttpResponse("OK\n", content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("alive", alive),
    path("api/", api.urls),
    path("market/stream/<str:project>/<int:vintage>", stream),
    path("account/", include("allauth.urls")),
    path("", include("ccer_platform.portals.urls")),
]
