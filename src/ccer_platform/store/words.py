"""Search in names as people write them: by pairs of characters, which an ordinary index finds whatever the language.

Chinese has no spaces, and the server's own word search knows none of it: 「海上」 must find 「如东海上风电」. So each listed row keeps the
pairs of neighbouring characters of its text; a query asks for rows that hold all of its own pairs, then looks at the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)
_RUNS = re.compile(r"\w+")


def normalised(text: str) -> str:
    """The same letters however they were typed: full width or half, capital or small."""
    return unicodedata.normalize("NFKC", text).casefold()


def pairs(text: str) -> list[str]:
    """Each pair of neighbouring characters of each word, once, in order."""
    runs = _RUNS.findall(normalised(text))
    return sorted({run[i : i + 2] for run in runs for i in range(len(run) - 1)})


def has_words(query: str) -> bool:
    """Whether there is anything to look for."""
    return bool(_RUNS.search(normalised(query)))


def found(rows: models.QuerySet[_Row], query: str, *, common: bool = False) -> models.QuerySet[_Row]:
    """Rows whose text holds every word of a query; all of them where the query is empty.

    Many rows hold ``common`` words: a page of them is found sooner along its order than by gathering all that the index names.
    """
    for word in _RUNS.findall(normalised(query)):
        if not common and (wanted := pairs(word)):
            rows = rows.filter(pairs__contains=wanted)
        rows = rows.filter(search__contains=word)
    return rows
