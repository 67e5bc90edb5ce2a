"""A person's work on a DOCX, done by a program, and what the library makes of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import msgspec
import yaml

from ccer.documents.docx_places import bookmark_name
from ccer.documents.edits import Edits, Extracted, extract, to_yaml, with_extracted
from ccer.documents.parts import Document
from ccer.documents.places import identified, places, words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAME = "design-document"


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    """A file after a person worked on it."""
    opened = docx.Document(io.BytesIO(data))
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def at(opened: Any, place: str) -> Any:
    """The paragraph of a place."""
    from docx.text.paragraph import Paragraph

    name = bookmark_name(place)
    for start in opened.element.body.iter(f"{W}bookmarkStart"):
        if start.get(f"{W}name") == name:
            parent = start.getparent()
            return Paragraph(parent, opened)
    raise AssertionError(f"no bookmark for {place}")


def read(data: bytes, kept: Edits | None = None) -> Extracted:
    return extract(data, "paper.docx", kept or {})


def shown(document: Document) -> dict[str, str]:
    return {place.id: words(place.spans) for place in places(identified(document))}


def kept(found: Extracted) -> Edits:
    """As it comes back from the file it is kept in."""
    held = with_extracted({}, found)
    return msgspec.convert(yaml.safe_load(to_yaml(held)), Edits)


def say(run: Any, text: str) -> None:
    """Other words in a run."""
    run.text = text


def unmark(element: Any) -> None:
    """Every bookmark taken out, as happens when a person deletes and types anew."""
    for mark in [*element.iter(f"{W}bookmarkStart"), *element.iter(f"{W}bookmarkEnd")]:
        mark.getparent().remove(mark)
