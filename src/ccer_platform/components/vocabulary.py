"""Words of the records' vocabularies in both languages."""

from __future__ import annotations

import functools
from importlib import resources

import msgspec

from ccer.core.text import Text
from ccer.policy.lint import words
from ccer.policy.numerals import has_han


@functools.cache
def _held() -> dict[str, dict[str, str]]:
    return msgspec.yaml.decode(
        (resources.files(__package__) / "vocabulary.yaml").read_bytes(), type=dict[str, dict[str, str]]
    )


def label(group: str, value: str) -> Text:
    """A stored word as people read it; one that is in no list stays as it is."""
    if group == "country":
        right = words().country(value) or value
        chinese = [name for name in words().countries.get(right, ()) if has_han(name)]
        return Text(chinese[0] if chinese else right, right)
    return Text(_held().get(group, {}).get(value, value), value)
