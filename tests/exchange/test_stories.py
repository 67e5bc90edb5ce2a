"""Each file of ``stories`` is one story told to a new market, with its own checks; then chain and replay must agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.table import run

STORIES = sorted((Path(__file__).parent / "stories").glob("*.txt"))


def test_there_are_stories() -> None:
    assert len(STORIES) >= 6


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path) -> None:
    run(path)
