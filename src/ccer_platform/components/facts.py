"""What the stated facts of a project are called."""

from __future__ import annotations

from ccer.core.text import Text
from ccer.documents.wording import book
from ccer.project.life.fields import titles


def fact_title(key: str) -> Text | None:
    """What a stated fact, such as ``site.offshore_km``, is called in the documents or on the forms; None where neither names it."""
    name = key.rpartition(".")[2]
    for held in (book("design"), book("papers")):
        for place in ("fact", "field", "unique", "site"):
            if found := held.get(f"{place}.{name}"):
                return found
    return titles().get(name)
