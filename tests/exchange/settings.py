"""A law base in which an operator has set parameters that none is published for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from ccer.policy.corpus import Corpus
from ccer.policy.files import decode, read_all
from ccer.policy.schema import Value

SINCE = dt.date(2023, 11, 16)


def holding(values: Mapping[str, Any]) -> Corpus:
    """The law base with these values from the first day of the Trading Rules on."""
    digest, files = read_all()
    content = decode(files)
    parameters = [
        msgspec.structs.replace(p, values=[_value(values[p.name])]) if p.name in values else p
        for p in content.parameters
    ]
    assert set(values) <= {p.name for p in parameters}
    return Corpus(msgspec.structs.replace(content, parameters=parameters), digest + repr(values))


def _value(value: Any) -> Value:
    return Value(since=SINCE, value=value, cite="bge-2023-trading-rules/art-44", mark="entered")
