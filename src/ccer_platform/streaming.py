"""A board as it changes: server-sent events for one instrument. Each takes a thread of the server, so only so many at once.

Whoever gets no place is answered 503 and asks again by itself. A stream ends after some minutes; a browser then comes back by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import msgspec
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from ccer.registry.serials import Series

from . import language
from .store.level import level
from .store.reading import market

AT_ONCE = 16
"""Streams of this process at the same time."""
LONGEST = 300.0
"""How long one lasts. [s]"""
LOOK_EVERY = 0.5
BEAT_EVERY = 15.0
RETRY = 3_000
"""After how long a browser comes back. [ms]"""


def _plain(series: Series, lang: str) -> str:
    found = market.board(series)
    return msgspec.json.encode(found._asdict() if found else None, enc_hook=str).decode()


fragment: Callable[[Series, str], str] = _plain
"""What a ``board`` event holds: the pages put their rendered fragment here; without them the board as JSON."""
_places = threading.BoundedSemaphore(AT_ONCE)


def stream(request: HttpRequest, project: str, vintage: int) -> HttpResponseBase:
    """Events ``board`` and ``tick`` of an instrument, beginning with how it stands."""
    series = Series(project[:40].replace("\0", ""), vintage)
    if not market.version(series):
        raise Http404
    if not _places.acquire(blocking=False):
        busy = HttpResponse(status=503)
        busy["Retry-After"] = "5"
        return busy
    response = StreamingHttpResponse(Stream(series, language.lang()), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


class Stream:
    """What is sent; its place is given back once, however it ends."""

    def __init__(self, series: Series, lang: str) -> None:
        self._events, self._held = _events(series, lang), True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._events)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Called by the server when the other side has gone, too."""
        if self._held:
            self._held = False
            _places.release()


def _events(series: Series, lang: str) -> Iterator[bytes]:
    began = beat = time.monotonic()
    seen, place = -1, market.last_place(series)
    yield f"retry: {RETRY}\n\n".encode()
    while time.monotonic() - began < LONGEST:
        level()
        version = market.version(series)
        if version != seen:
            seen = version
            with language.speaking(lang):  # type: ignore[arg-type]
                yield _event("board", fragment(series, lang), version)
            for tick in market.ticks(series, after=place):
                yield _event("tick", msgspec.json.encode(tick._asdict()).decode(), version)
            place = market.last_place(series)
            beat = time.monotonic()
        elif time.monotonic() - beat > BEAT_EVERY:
            beat = time.monotonic()
            yield b": beat\n\n"
        connection.close()  # others use it while this waits
        time.sleep(LOOK_EVERY)


def _event(name: str, data: str, id: int) -> bytes:
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"id: {id}\nevent: {name}\n{lines}\n".encode()
