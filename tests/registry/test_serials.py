"""Serials: how they are written and read, how blocks split, and that nothing is lost on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotInForce
from ccer.policy.corpus import corpus
from ccer.registry.serials import FORMAT, Block, Blocks, Series, joined, parsed, size, written

AT = AsOf(corpus(), dt.date(2026, 8, 20))
SERIES = Series("A210001", 2025)


def test_a_serial_is_written_and_read_back() -> None:
    text = written(SERIES, 1042, AT)
    assert text == "A210001-2025-000001042"
    assert parsed(f" {text} ", AT) == (SERIES, 1042)


@given(st.integers(1, 10**12))
def test_any_number_reads_back(number: int) -> None:
    assert parsed(written(SERIES, number, AT), AT).number == number


def test_the_form_is_provisional_and_dated() -> None:
    assert AT.parameter(FORMAT).provisional
    with pytest.raises(NotInForce):
        written(SERIES, 1, AsOf(corpus(), dt.date(2023, 1, 1)))


@pytest.mark.parametrize(
    "text", ["", "A210001", "A210001-2025", "A210001-2025-0", "A210001-25-1", "A210001-2025-1x"]
)
def test_what_is_no_serial_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parsed(text, AT)
    assert refused.value.clause == "ncsc-2023-11/art-3"
    assert refused.value.next.zh


def test_the_largest_block_is_cut_first_and_its_lowest_serials_go() -> None:
    held = Blocks([Block(5, 9), Block(20, 29), Block(40, 42)])
    assert held.take(7) == [(20, 26)]
    assert held.take(12) == [(20, 29), (5, 6)]
    assert held.take(99) == [(20, 29), (5, 9), (40, 42)]
    assert held.take(0) == []
    assert list(held) == [(5, 9), (20, 29), (40, 42)]


def test_of_blocks_of_one_size_the_lowest_goes_first() -> None:
    assert Blocks([Block(20, 24), Block(5, 9)]).take(5) == [(5, 9)]


def test_neighbours_are_shown_as_one_range() -> None:
    assert joined([Block(11, 20), Block(1, 10), Block(22, 22)]) == [(1, 20), (22, 22)]


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 20)), max_size=120))
def test_blocks_keep_what_a_set_keeps(moves: list[tuple[int, int]]) -> None:
    """Against a plain set of numbers: a range that is wholly in one block goes out, one that is wholly absent comes in."""
    blocks, model = Blocks([Block(1, 100)]), set(range(1, 101))
    for first, more in moves:
        wanted = set(range(first, first + more + 1))
        assert {
            n for part in blocks.within(Block(first, first + more)) for n in range(part.first, part.last + 1)
        } == (wanted & model)
        if not wanted & model:
            blocks.add(Block(first, first + more))
            model |= wanted
        elif blocks.remove(first, first + more):
            assert wanted <= model
            model -= wanted
        assert size(blocks) == len(model)
        assert list(blocks) == sorted(blocks)
        assert len(blocks) == len(list(blocks))


@given(
    st.sets(st.integers(1, 300)).map(lambda numbers: [Block(n, n) for n in sorted(numbers)]),
    st.lists(st.integers(1, 40), max_size=30),
)
def test_taking_is_exact_and_leaves_what_it_does_not_take(single: list[Block], quantities: list[int]) -> None:
    blocks = Blocks(joined(single))
    left = {block.first for block in single}
    for quantity in quantities:
        taken = blocks.take(quantity)
        numbers = {n for block in taken for n in range(block.first, block.last + 1)}
        assert size(taken) == len(numbers) == min(quantity, len(left))
        assert numbers <= left
        for block in taken:
            assert blocks.remove(block.first, block.last)
        left -= numbers
        assert size(blocks) == len(left)
