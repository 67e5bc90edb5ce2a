"""How people write a clause, from the law base; the path itself where the base does not hold it."""

from __future__ import annotations

import datetime as dt
import re

from ..core.errors import CcerError
from ..core.text import Text

_REF = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?:/[a-z0-9][A-Za-z0-9./-]*)?")


def clause_label(ref: str, on: dt.date) -> Text:
    """A clause as people write it on a day.

    Parameters
    ----------
    ref : str
        ``<instrument>/<path>``; any other text is given back as it is.
    on : date

    Returns
    -------
    Text
        「31号令 第十五条」, or the path where the base holds no such clause on that day.
    """
    if not _REF.fullmatch(ref):
        return Text(ref, ref)
    from ..policy.corpus import corpus

    if "/" not in ref:
        held = instrument_title(ref, on)
        return held[0] if held else Text(ref, ref)

    try:
        return corpus().cite(ref, on, allow_draft=True).label
    except CcerError:
        return Text(ref, ref)


def instrument_title(id: str, on: dt.date) -> tuple[Text, Text] | None:
    """Title and official number of an instrument on a day; None where the base does not hold it."""
    from ..policy.corpus import corpus

    try:
        held = corpus().clause(id, on).instrument
    except CcerError:
        return None
    return held.title, held.number or Text("", "")


def clause_note(ref: str, on: dt.date) -> Text | None:
    """What the law base notes of a provision's standing; None where it notes nothing."""
    from ..policy.corpus import corpus

    for version, _ in corpus().view().windows(ref):
        held = version.paths.get(ref.partition("/")[2])
        if held is not None and held.note is not None:
            return held.note
    return None
