"""Policy records: byte for byte, and refused where their container has the wrong shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccer.core.errors import BadInput
from ccer.policy.files import HOME
from ccer.policy.record import Record, describe, format, parse, read, read_folder, renewed

SEED = "seeds/003_8ee317c5a0dc8504.txt"
GOOD = '---\n{\n  "a": 1,\n  "id": "x"\n}\n---\n\nBody\n'


@pytest.mark.shared
def test_seed_is_reproduced(shared: Path) -> None:
    raw = (shared / SEED).read_bytes()
    record = read(shared / SEED)
    assert format(record).encode() == raw
    assert format(Record(record.data, record.body)).encode() == raw
    assert record.id == "cn-ccer"
    assert record.get("description") == describe(record.body)


@pytest.mark.shared
def test_the_collection_is_reproduced(shared: Path) -> None:
    paths = sorted((shared / "data/policy-records").rglob("*.md"))
    assert len(paths) == 20
    for path in paths:
        record = read(path)
        assert format(record).encode() == path.read_bytes(), path.name
        assert record.lang == path.parent.name


def test_our_own_records_are_in_canonical_form() -> None:
    paths = sorted((HOME / "records").rglob("*.md"))
    assert {path.parent.name for path in paths} == {"zh", "en"}
    for path in paths:
        assert format(read(path)).encode() == path.read_bytes()
    zh, en = (read_folder(HOME / "records" / lang) for lang in ("zh", "en"))
    assert zh.keys() == en.keys()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{}", 1),
        ('---\n{"a": 1}\n', 3),
        ("---\n{\n  oops\n}\n---\n\nBody\n", 3),
        ('---\n{"a": 1, "a": 2}\n---\n\nBody\n', 2),
        ("---\n[1]\n---\n\nBody\n", 2),
        ('---\n{"a": 1}\n---\nBody\n', 4),
        ('---\n{"a": 1}\n---\n\nBody', 5),
        ('---\n{"a": 1}\r\n---\n\nBody\n', 2),
    ],
)
def test_a_wrong_shape_names_its_line(text: str, line: int) -> None:
    with pytest.raises(BadInput) as refused:
        parse(text, "x.md")
    assert f"line {line}:" in refused.value.what.en
    assert "x.md" in refused.value.what.zh


def test_writer_sorts_drops_nulls_and_puts_the_address_last() -> None:
    record = Record({"z": {"b": None, "a": 1}, "url": "https://example.org", "id": "x"}, "Body")
    assert format(record) == (
        '---\n{\n  "id": "x",\n  "z": {\n    "a": 1,\n    "b": ""\n  },\n  "url": "https://example.org"\n}\n---\n\nBody\n'
    )
    assert '"url"' not in format(Record({"url": "", "id": "x"}, "Body"))


def test_description_follows_the_body() -> None:
    record = renewed(Record({"id": "x", "description": "old"}, "一\n\n二" + "三" * 600))
    assert record.text("description") == "一  二" + "三" * 496


LEAF = st.one_of(st.text(), st.integers(-(10**9), 10**9), st.booleans())
KEYS = st.text(min_size=1).filter(lambda key: key != "url")
BODY = st.text(st.characters(exclude_characters="\r", exclude_categories=("Cs",))).map(
    lambda body: body.replace("\r", "")
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        KEYS, st.recursive(LEAF, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=8)
    ),
    BODY,
)
def test_what_is_written_can_be_read(data: dict[str, object], body: str) -> None:
    written = format(Record(data, body))
    again = parse(written)
    assert again.data == data
    assert again.body == body
    assert format(again) == written


def test_good() -> None:
    assert format(parse(GOOD)) == GOOD
