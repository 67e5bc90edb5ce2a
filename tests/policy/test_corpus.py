"""The law base: loading, windows at their edges, knowledge dates, citations and dated values."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotInForce, NotKnown
from ccer.policy import cache
from ccer.policy.corpus import Corpus, corpus, load_corpus
from ccer.policy.integrity import problems
from ccer.policy.labels import path_label
from ccer.policy.numerals import arabic, from_chinese, to_chinese

START = "mee-samr-2023-31/art-10/para-1/item-3"
DAY = dt.date(2025, 3, 6)


def text(id: str, start: str, *, more: str = "", art1: str = "一", held: str = "all") -> str:
    """A small instrument of one article."""
    return f"""
id: {id}
title: {{zh: 甲办法, en: Measures A}}
short: {{zh: 甲办法, en: Measures A}}
rank: departmental-rules
dates:
  in_force: {{{start}, source: test}}
held: {held}
recorded: 2024-06-01
provenance: {{written_by: person, checked_against: {{what: test, on: 2024-06-01}}, reviewed_by: []}}
{more}
provisions:
  - {{ref: art-1, heading: {{zh: 甲, en: A}}, zh: {art1}, en: one, reading: none, why: scope}}
  - {{ref: art-2, heading: {{zh: 乙, en: B}}, zh: 二, en: two, read_by: [a.b]}}
"""


def base(folder: Path, **files: str) -> Corpus:
    """The base with further instruments, and parameters where a name begins with ``values``."""
    for name, content in files.items():
        sub = folder / ("parameters" if name.startswith("values") else f"instruments/{name}")
        sub.mkdir(parents=True, exist_ok=True)
        (sub / f"{name}.yaml").write_text(content, encoding="utf-8")
    return load_corpus(folder)


def test_a_citation_reads_as_people_write_it() -> None:
    citation = corpus().cite(START, DAY)
    assert citation.label.zh == "31号令 第十条第一款第（三）项"
    assert citation.label.en == "Order 31 art. 10(1)(3)"
    assert citation.since == dt.date(2023, 10, 19)
    assert citation.until is None
    assert citation.instrument == "mee-samr-2023-31"
    assert len(citation.digest) == 64


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("art-17", "第十七条", "art. 17"),
        ("art-21/item-4", "第二十一条第（四）项", "art. 21 item (4)"),
        ("sec-5.2.2", "第5.2.2条", "§5.2.2"),
        ("sec-4.5.1/para-2", "第4.5.1条第二款", "§4.5.1 para. 2"),
        ("eq-2", "公式（2）", "eq. (2)"),
        ("table-4", "表4", "table 4"),
        ("annex-3/part-a", "附件3A部分", "annex 3 part A"),
        ("part-5/item-2", "第五部分第（二）项", "part 5 item (2)"),
        ("art-38-1", "第三十八条之一", "art. 38-1"),
    ],
)
def test_labels(path: str, zh: str, en: str) -> None:
    assert (path_label(path).zh, path_label(path).en) == (zh, en)


@pytest.mark.parametrize(
    ("number", "zh"),
    [
        (1, "一"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (51, "五十一"),
        (103, "一百零三"),
        (775, "七百七十五"),
        (2023, "二千零二十三"),
    ],
)
def test_numerals_both_ways(number: int, zh: str) -> None:
    assert to_chinese(number) == zh
    assert from_chinese(zh) == number
    assert arabic(f"第{zh}条") == f"第{number}条"


def test_years_are_written_digit_by_digit() -> None:
    assert from_chinese("二〇二三") == 2023
    assert from_chinese("条") is None


@pytest.mark.parametrize(
    ("ref", "first", "before"),
    [
        (START, dt.date(2023, 10, 19), dt.date(2023, 10, 18)),
        ("mee-2020-19/art-29/para-1", dt.date(2021, 2, 1), dt.date(2021, 1, 31)),
        ("sc-2024-775/art-14/para-3", dt.date(2024, 5, 1), dt.date(2024, 4, 30)),
    ],
)
def test_first_day(ref: str, first: dt.date, before: dt.date) -> None:
    assert corpus().cite(ref, first).since == first
    with pytest.raises(NotInForce) as refused:
        corpus().cite(ref, before)
    assert str(first) in refused.value.why.zh
    assert refused.value.clause == ref


def test_last_day_of_the_green_certificate_notice() -> None:
    ref = "nea-mee-2024-124/part-2"
    assert corpus().cite(ref, dt.date(2026, 9, 30)).until == dt.date(2026, 9, 30)
    with pytest.raises(NotInForce):
        corpus().cite(ref, dt.date(2026, 10, 1))


def test_a_month_without_its_day_is_not_known() -> None:
    ref = "bge-2025-client-manual/part-3.4"
    with pytest.raises(NotInForce):
        corpus().cite(ref, dt.date(2025, 2, 28))
    with pytest.raises(NotKnown):
        corpus().cite(ref, dt.date(2025, 3, 15))
    assert corpus().cite(ref, dt.date(2025, 3, 31)).ref == ref


def test_a_draft_has_no_force_unless_asked_for() -> None:
    ref = "mee-2026-allocation-plan-draft/part-5/item-2"
    with pytest.raises(NotInForce):
        corpus().cite(ref, dt.date(2026, 9, 1))
    citation = corpus().cite(ref, dt.date(2026, 9, 1), allow_draft=True)
    assert citation.draft
    assert citation.since is None
    value = corpus().parameter("offset.new_registered_after", dt.date(2026, 9, 1))
    assert value.mark == "uncertain"
    assert value.provisional


def test_nothing_is_known_before_it_was_recorded() -> None:
    law = corpus()
    recorded = law.version("mee-samr-2023-31").instrument.recorded  # type: ignore[union-attr]
    assert law.cite(START, DAY, known_at=recorded).ref == START
    with pytest.raises(NotKnown):
        law.cite(START, DAY, known_at=recorded - dt.timedelta(days=1))
    with pytest.raises(NotKnown):
        law.parameter("project.construction_started_after", DAY, known_at=recorded - dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("ref", "error"),
    [
        ("nobody-2020-1/art-1", BadInput),
        ("mee-samr-2023-31/art-52", BadInput),
        ("npc-2026-eco-code/art-3", NotKnown),
    ],
)
def test_what_is_not_there(ref: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        corpus().cite(ref, dt.date(2026, 9, 1))


def test_a_value_with_its_clause() -> None:
    value = AsOf(corpus(), DAY).parameter("project.construction_started_after")
    assert value.value == dt.date(2012, 11, 8)
    assert value.cite == START
    assert corpus().parameter("offset.cap_share", DAY).value == 0.05
    assert value.mark == "found"


def test_values_are_never_extrapolated() -> None:
    law = corpus()
    with pytest.raises(NotInForce):
        law.parameter("offset.cap_share", dt.date(2021, 1, 31))
    with pytest.raises(NotKnown) as refused:
        law.parameter("exchange.block_threshold", DAY)
    assert refused.value.why.zh
    with pytest.raises(BadInput) as unknown:
        law.parameter("offset.cap_shares", DAY)
    assert "offset.cap_share" in unknown.value.why.en


def test_every_value_can_be_asked_for_on_its_days() -> None:
    law = corpus()
    for parameter in law.parameters():
        for value in parameter.values:
            assert law.parameter(parameter.name, value.since).since == value.since
            if value.until:
                assert law.parameter(parameter.name, value.until).until == value.until


def test_the_base_hangs_together() -> None:
    assert not [f"{place}: {why.en}" for place, why in problems()]


def test_clause_shows_reading_children_and_effects() -> None:
    clause = corpus().clause("mee-samr-2023-31/art-49", DAY)
    assert any(touch.effect.kind == "end-use" for touch in clause.effects)
    assert clause.read_by
    article = corpus().clause("mee-samr-2023-31/art-10")
    assert article.children == ("mee-samr-2023-31/art-10/para-1", "mee-samr-2023-31/art-10/para-2")
    assert article.unread is not None
    assert article.heading.zh
    assert corpus().provision_hash(START) == corpus().cite(START, DAY).digest
    whole = corpus().clause("mee-samr-2023-31")
    assert "mee-samr-2023-31/art-51" in whole.children
    assert len(corpus().versions("mee-samr-2023-31")) == 1


def test_next_version_ends_the_one_before(tmp_path: Path) -> None:
    law = base(
        tmp_path,
        old=text("x-2020-1", "date: 2020-01-01"),
        new=text("x-2020-1", "date: 2022-07-01", art1="改"),
    )
    old = law.cite("x-2020-1/art-1", dt.date(2022, 6, 30))
    new = law.cite("x-2020-1/art-1", dt.date(2022, 7, 1))
    assert old.until == dt.date(2022, 6, 30)
    assert new.since == dt.date(2022, 7, 1)
    assert old.digest != new.digest
    assert (
        law.cite("x-2020-1/art-2", dt.date(2021, 1, 1)).digest
        == law.cite("x-2020-1/art-2", dt.date(2023, 1, 1)).digest
    )


def test_a_repeal_ends_the_text_the_day_before(tmp_path: Path) -> None:
    effect = "effects: [{kind: %s, target: %s, from: 2023-03-01, zh: 废止, en: repealed}]"
    law = base(
        tmp_path,
        a=text("x-2020-1", "date: 2020-01-01"),
        b=text("x-2020-2", "date: 2020-01-01"),
        c=text("x-2023-1", "date: 2023-02-01", more=effect % ("repeal", "x-2020-1")),
        d=text("x-2023-2", "date: 2023-02-01", more=effect % ("replace", "x-2020-2/art-1")),
        e=text("x-2023-3", "date: 2023-02-01", more="stage: draft\n" + effect % ("repeal", "x-2020-2")),
    )
    assert law.cite("x-2020-1/art-1", dt.date(2023, 2, 28)).until == dt.date(2023, 2, 28)
    with pytest.raises(NotInForce):
        law.cite("x-2020-1/art-1", dt.date(2023, 3, 1))
    with pytest.raises(NotInForce):
        law.cite("x-2020-2/art-1", dt.date(2023, 3, 1))
    assert law.cite("x-2020-2/art-2", dt.date(2023, 3, 1)).until is None, "a draft repeals nothing"


def test_a_span_of_days_is_unverified_at_either_end(tmp_path: Path) -> None:
    law = base(
        tmp_path,
        a=text("x-2020-1", "not_before: 2020-05-01, not_after: 2020-05-31"),
        b=text("x-2020-1", "not_before: 2022-05-01, not_after: 2022-05-31"),
    )
    with pytest.raises(NotInForce):
        law.cite("x-2020-1/art-1", dt.date(2020, 4, 30))
    for day in (dt.date(2020, 5, 1), dt.date(2020, 5, 30), dt.date(2022, 5, 1), dt.date(2022, 5, 30)):
        with pytest.raises(NotKnown):
            law.cite("x-2020-1/art-1", day)
    assert law.cite("x-2020-1/art-1", dt.date(2020, 5, 31))
    assert law.cite("x-2020-1/art-1", dt.date(2022, 4, 30))
    assert law.cite("x-2020-1/art-1", dt.date(2022, 5, 31))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("rank: departmental-rules", "rank: decree"), "rank"),
        (("recorded:", "recordd:"), "recordd"),
        (("why: scope", "why: whatever"), "why"),
        (("ref: art-2", "ref: art-1"), "art-1"),
        (("read_by: [a.b]", "mark: found"), "art-2"),
        (("id: x-2020-1", "id: [x"), "YAML"),
    ],
)
def test_a_malformed_file_is_named_with_its_field(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    with pytest.raises(BadInput) as refused:
        base(tmp_path, broken=text("x-2020-1", "date: 2020-01-01").replace(*change))
    assert "broken.yaml" in refused.value.what.en
    assert told in refused.value.why.en


@pytest.mark.parametrize(
    "values",
    [
        "[{from: 2020-01-01, value: 1, cite: a/b}, {from: 2020-01-01, value: 2, cite: a/b}]",
        "[{from: 2020-01-01, to: 2019-01-01, value: 1, cite: a/b}]",
        "[{from: 2020-01-01, to: 2021-01-01, value: 1, cite: a/b}, {from: 2021-01-01, value: 2, cite: a/b}]",
        "[{from: 2020-01-01, value: [1], cite: a/b}]",
    ],
)
def test_overlapping_values_are_refused(tmp_path: Path, values: str) -> None:
    with pytest.raises(BadInput):
        base(tmp_path, values_x=f"x.y: {{zh: 甲, en: A, unit: t, values: {values}}}\n")


def test_a_gap_between_values(tmp_path: Path) -> None:
    law = base(
        tmp_path,
        x=text("x-2020-1", "date: 2020-01-01"),
        values_x="x.y: {zh: 甲, en: A, unit: t, values: [{from: 2020-01-01, to: 2020-12-31, value: 1, cite: x-2020-1/art-1}, "
        "{from: 2022-01-01, value: 2, cite: x-2020-1/art-1}]}\n",
    )
    assert law.parameter("x.y", dt.date(2020, 12, 31)).value == 1
    with pytest.raises(NotInForce):
        law.parameter("x.y", dt.date(2021, 6, 1))


def test_the_compiled_base_answers_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = load_corpus(), load_corpus()
    assert list((tmp_path / "ccer").glob("law-*"))
    assert first.digest == second.digest == corpus().digest
    assert first.cite(START, DAY) == second.cite(START, DAY) == corpus().cite(START, DAY)


def test_a_broken_or_unwritable_cache_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_corpus()
    for kept in (tmp_path / "ccer").iterdir():
        kept.write_bytes(b"\xc1 not it")
    assert load_corpus().cite(START, DAY)
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    cache.save("law", "0" * 64, b"")
    assert load_corpus().cite(START, DAY)


def test_importing_the_package_is_light() -> None:
    code = "import sys, ccer.policy.corpus, ccer.policy.resolve, ccer.policy.search; print('yaml' in sys.modules, 'numpy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["False", "False"]
