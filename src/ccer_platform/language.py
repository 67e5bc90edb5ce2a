"""Chinese at ``/…``, English at ``/en/…``: one set of pages, the language in the path, so that a link says what it shows."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix
from django.utils import translation

from ccer.core.text import Lang

ENGLISH = "/en"
_lang: contextvars.ContextVar[Lang] = contextvars.ContextVar("lang", default="zh")


def lang() -> Lang:
    """The language of the page that is being made."""
    return _lang.get()


def use(language: Lang) -> contextvars.Token[Lang]:
    """Sets the language for what follows; of use to jobs and the API."""
    return _lang.set(language)


@contextlib.contextmanager
def speaking(language: Lang) -> Iterator[None]:
    """All that runs inside speaks one language."""
    token = _lang.set(language)
    try:
        yield
    finally:
        _lang.reset(token)


class LanguageMiddleware:
    """Takes ``/en`` off the path and makes every link of the page carry it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        english = path == ENGLISH or path.startswith(ENGLISH + "/")
        language: Lang = "en" if english else "zh"
        set_script_prefix(ENGLISH + "/" if english else "/")
        if english:
            request.path_info = path[len(ENGLISH) :] or "/"
        request.lang = language  # type: ignore[attr-defined]
        token = _lang.set(language)
        try:
            with translation.override("en" if english else "zh-hans"):
                response = self.get_response(request)
        finally:
            _lang.reset(token)
            set_script_prefix("/")
        response.headers.setdefault("Content-Language", "en" if english else "zh-CN")
        return response
