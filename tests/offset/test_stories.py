"""Each file of ``stories`` is one story told to both systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table import run

STORIES = sorted((Path(__file__).parent / "stories").glob("*.txt"))


def test_there_are_stories() -> None:
    assert len(STORIES) >= 4


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path) -> None:
    assert not [d for d in run(path).differences() if not d.in_flight]
