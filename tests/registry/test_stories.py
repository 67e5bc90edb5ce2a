"""Each file of ``stories`` is one story told to a new register, with its own checks; then chain, replay and auditor must agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.table import run

STORIES = sorted((Path(__file__).parent / "stories").glob("*.txt"))


def test_there_are_stories() -> None:
    assert len(STORIES) >= 10


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path) -> None:
    run(path)
