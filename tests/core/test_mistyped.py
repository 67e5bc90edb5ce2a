"""A decoder's message in both languages."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ccer.core.mistyped import explain
from ccer.rules.subjects import OffsetUse, Project

PROJECT = {"name": "示例", "methodology": "CCER-01-002-V01"}


@pytest.mark.parametrize(
    ("facts", "kind", "zh", "en"),
    [
        ({"methodology": "X"}, Project, "缺少必填字段 name", "lacks the required field name"),
        (
            PROJECT | {"lifetime_years": "25年"},
            Project,
            "lifetime_years 类型不对：应为数",
            "lifetime_years has the wrong type: a number",
        ),
        (
            PROJECT | {"ets_covered": "maybe"},
            Project,
            "ets_covered 类型不对：应为true 或 false",
            "true or false is expected, it reads text",
        ),
        (PROJECT | {"owner_kind": "city"}, Project, "owner_kind 取值 'city'", "not one to choose from"),
        (
            {"entity": 5, "compliance_year": 1, "obligation_t": 1, "quantity_t": 1},
            OffsetUse,
            "应为文字，写的是整数",
            "text is expected, it reads a whole number",
        ),
    ],
)
def test_the_reason_in_words(facts: dict[str, Any], kind: type, zh: str, en: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(facts, kind)
    found = explain(caught.value)
    assert zh in found.zh
    assert en in found.en


def test_an_unknown_message_stays_as_it_is() -> None:
    assert explain(ValueError("something else")).en == "something else"
