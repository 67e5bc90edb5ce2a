"""Every page and answer shows what was acknowledged before it was asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .store.level import level
from .store.post import TablesRefuse

CONSTANT = "/alive"  # reads nothing
ORDERS = "/api/v1/exchange/orders"  # decided on what is in memory, which is at the end of the journal


class LevelMiddleware:
    """Brings the tables level with the journal. Where they refuse, writing has stopped and says so; reading goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != CONSTANT and not request.path.startswith(ORDERS):
            try:
                level()
            except TablesRefuse as refused:
                logging.getLogger(__name__).error("%s", refused)
        return self.get_response(request)
