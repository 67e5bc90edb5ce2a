"""How often a visitor may do a thing: counted in the database, so that all processes count together and a restart forgets nothing.

The figures are this software's own, set so that a person never meets them; no text prescribes any.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest

from ccer.core.text import Text

from .actions.base import Refused

LIMITS: dict[str, tuple[int, int]] = {
    "comment": (5, 3600),
    "complaint": (5, 3600),
    "certificate-check": (60, 60),
    "api-read": (600, 60),
    "api-write": (300, 60),
    "orders": (100_000, 60),
    "upload": (60, 3600),
    "apply-account": (5, 86400),
    "policy-impact": (20, 60),
}
"""What is done, how often, within how many seconds."""

_COUNT = """
INSERT INTO store_attempts (who, what, stretch, count, ends_at) VALUES (%s, %s, %s, 1, %s)
ON CONFLICT (who, what, stretch) DO UPDATE SET count = store_attempts.count + 1 RETURNING count
"""
_FORGET = "DELETE FROM store_attempts WHERE ends_at < %s"


class TooOften(Refused):
    """The same visitor did the same thing too often; ``wait`` says after how many seconds it may be tried again."""

    def __init__(self, what: str, wait: int) -> None:
        most, seconds = LIMITS[what]
        super().__init__(
            "too_often",
            Text("请求过于频繁", "Too many requests"),
            Text(f"{seconds} 秒内最多 {most} 次", f"at most {most} within {seconds} seconds"),
            Text(f"{wait} 秒后再试。", f"Try again after {wait} seconds."),
            "ncsc-2023-11/art-19" if what in ("comment", "complaint") else None,
        )
        self.wait = wait


def count(what: str, who: str) -> int:
    """Counts one more, and gives how many are left.

    Parameters
    ----------
    who : str
        An address or a person's code; kept as a hash only.

    Raises
    ------
    TooOften
    """
    most, seconds = LIMITS[what]
    now = time.time()  # real time: the time machine must not lend more tries
    stretch = int(now // seconds)
    ends = (stretch + 1) * seconds
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_hidden(who), what, stretch, dt.datetime.fromtimestamp(ends, dt.UTC)])
        (used,) = cursor.fetchone()
        if used == 1:
            cursor.execute(_FORGET, [dt.datetime.fromtimestamp(now, dt.UTC)])
    if used > most:
        raise TooOften(what, max(1, int(ends - now)))
    return int(most - used)


def visitor(request: HttpRequest) -> str:
    """Who counts as one: the person signed in, else the address the request came from."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.code)
    from allauth.core.internal.ratelimit import get_ip

    try:
        return str(get_ip(request))
    except PermissionDenied:  # all whose address cannot be told count as one
        return "unknown"


def _hidden(who: str) -> str:
    return hashlib.blake2b(who.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32).hexdigest()
