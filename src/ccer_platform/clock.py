"""The only reader of time. In a demonstration the clock can be moved: the time machine keeps an offset in the database."""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings

from ccer.core.asof import AsOf
from ccer.policy.corpus import corpus

BEIJING = ZoneInfo("Asia/Shanghai")
_NONE = dt.timedelta()
_REREAD_AFTER = 1.0  # seconds for which an offset read from the database is believed

_fixed: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("fixed", default=None)
_offset: tuple[float, dt.timedelta] = (-_REREAD_AFTER, _NONE)


def now() -> dt.datetime:
    """The time it is, in Beijing; moved where the time machine is set."""
    fixed = _fixed.get()
    return fixed if fixed is not None else real_now() + offset()


def real_now() -> dt.datetime:
    """The time outside any demonstration: for schedules of the machine itself."""
    return dt.datetime.now(BEIJING)


def today() -> dt.date:
    """The day it is in Beijing."""
    return now().date()


def at(on: dt.date | None = None) -> AsOf:
    """The law of today, or of a day."""
    return AsOf(corpus(), on or today())


@contextlib.contextmanager
def fixed(moment: dt.datetime) -> Iterator[None]:
    """All that runs inside sees one moment."""
    token = _fixed.set(moment.astimezone(BEIJING))
    try:
        yield
    finally:
        _fixed.reset(token)


def offset() -> dt.timedelta:
    """How far the time machine stands from real time."""
    global _offset
    if not settings.DEMO:
        return _NONE
    read_at, value = _offset
    if time.monotonic() - read_at >= _REREAD_AFTER:
        from .store.models import ClockSetting

        row = ClockSetting.objects.values_list("offset_seconds", flat=True).first()
        value = dt.timedelta(seconds=row or 0)
        _offset = (time.monotonic(), value)
    return value


def forget() -> None:
    """The offset is read anew: it was just set."""
    global _offset
    _offset = (-_REREAD_AFTER, _NONE)
