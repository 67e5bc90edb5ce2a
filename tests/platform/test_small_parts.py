"""Small parts of the host: events that share a key, pages of a PDF, grid factors in words."""

from __future__ import annotations

import zlib

import pytest

from ccer.compute.places import factor_title
from ccer.core.text import Text
from ccer_platform.actions.base import append, event, system, writing
from ccer_platform.portals.workbench.pdf import page_count
from ccer_platform.store.models import JournalEvent


@pytest.mark.usefixtures("database", "morning")
def test_events_of_one_key_stand_in_its_parts() -> None:
    actor = system("test")
    with writing():
        append(
            [
                event(f"sample.{n}", "sample:1", actor, key=key)
                for n, key in enumerate(("k1", "", "k1", "k2", "", "k1"))
            ]
        )
    written = JournalEvent.objects.order_by("seq").values_list("key", "part")
    assert list(written) == [("k1", 0), ("", 0), ("k1", 1), ("k2", 0), ("", 0), ("k1", 2)]


OPEN = b"%PDF-1.4\n1 0 obj<</Type/Pages/Count 2>>endobj 2 0 obj<</Type /Page>>endobj 3 0 obj<</Type/Page/Parent 1 0 R>>endobj"
PACKED = zlib.compress(b"2 0 3 40 <</Type/Page/Parent 1 0 R>> <</Type/Page>> <</Type/Pages/Count 2>>")


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (OPEN, 2),
        (
            b"%PDF-1.7\n5 0 obj<</Filter/FlateDecode /Type /ObjStm /N 3>>\nstream\r\n"
            + PACKED
            + b"\nendstream",
            2,
        ),
        (b"%PDF-1.7\n5 0 obj<</Type/ObjStm>>stream\nnot packed at all", None),
        (OPEN + b"<</Encrypt 9 0 R>>", None),
        (b"%PDF-1.4\nnothing", None),
    ],
)
def test_pages_of_a_pdf(content: bytes, pages: int | None) -> None:
    assert page_count(content) == pages


def test_a_grid_factor_in_words() -> None:
    assert factor_title("East 2023") == Text("华东 2023", "East China 2023")
    assert factor_title("elsewhere") == Text("elsewhere", "elsewhere")
