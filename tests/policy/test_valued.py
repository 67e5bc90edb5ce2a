"""Values of the law in the words of readers; expected words written by hand."""

from __future__ import annotations

import pytest

from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.policy.valued import valued


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.05, "1", "5%", "5%"),
        (1, "1", "1", "1"),
        (20, "working-day", "20 个工作日", "20 working days"),
        (26000, "tCO2e", "26,000 tCO₂e", "26,000 tCO₂e"),
        (True, "flag", "是", "yes"),
        ("always", "text", "一律", "always"),
    ],
)
def test_a_value_is_said_with_its_unit(value: object, unit: str, zh: str, en: str) -> None:
    assert valued(value, unit) == Text(zh, en)


def test_no_value_of_the_law_is_shown_as_a_code() -> None:
    shown = {
        p.name: valued(v.value, p.unit).zh
        for p in corpus().parameters()
        for v in p.values
        if p.unit == "text"
    }
    coded = {name for name, text in shown.items() if text.isascii() and text.replace("-", "").isalpha()}
    assert not coded
