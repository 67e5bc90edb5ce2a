"""The API as one document: OpenAPI 3.1 at ``/api/openapi.json``."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer

from ccer.core.errors import CcerError
from ccer.core.version import __version__

from . import (
    ets,
    exchange,
    law,
    ledger,
    lives,
    market,
    open_data,
    people,
    policy,
    policy_time,
    tables,
    trading,
    units,
)
from .asking import ANYBODY, lang_of, spoken
from .problems import failed, of_http, of_validation, problem, too_large, unkept


class _Json(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return msgspec.json.encode(data, enc_hook=str)


_DESCRIPTION = """全国温室气体自愿减排注册登记的开放实现。 The open implementation of China's registry of voluntary emission reductions.

Errors are `application/problem+json`: what, why, by which clause, what to do next, in Chinese or English (`?lang` or Accept-Language).
Writes take a token (`Authorization: Bearer`) and an `Idempotency-Key`. Lists give `next`, the address of the next page.
Every answer names the day whose law it stands on (`as_of`)."""

api = NinjaAPI(
    title="OpenCCER", version=__version__, description=_DESCRIPTION, urls_namespace="api", docs_url=None, renderer=_Json(),
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)  # fmt: skip


@api.exception_handler(CcerError)
def _refused(request: HttpRequest, error: CcerError) -> HttpResponse:
    response = problem(error, lang_of(request), more=getattr(error, "also", ()))
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(wait)
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(of_validation(error), lang_of(request))


@api.exception_handler(HttpError)
@api.exception_handler(Http404)
def _unread(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(of_http(request, error), lang_of(request))


@api.exception_handler(SuspiciousOperation)
def _too_much(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(too_large(), lang_of(request))


@api.exception_handler(DataError)
def _unkept(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(unkept(), lang_of(request))


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    return failed(request, error, lang_of(request))


_rest = Router(auth=ANYBODY)


@_rest.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False)
def nowhere(request: HttpRequest, rest: str) -> None:
    """Whatever is asked for at an address that is not there."""
    raise Http404


api.add_decorator(spoken, mode="view")
for router in (
    law.router,
    market.router,
    exchange.router,
    trading.router,
    units.router,
    open_data.router,
    tables.router,
    lives.router,
    ledger.router,
    people.router,
    ets.router,
    policy.router,
    policy_time.router,
):
    api.add_router("/v1", router)
api.add_router("", _rest)  # last: it takes whatever no other takes
