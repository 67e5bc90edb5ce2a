"""The mechanism on a day, what happened between two, what is to come, what came from what."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.policy.corpus import corpus
from ccer.policy.diff import diff
from ccer.policy.files import HOME
from ccer.policy.hypothesis import Ending, NewVersion, supposing
from ccer.policy.lineage import families, graph, timeline
from ccer.policy.mechanism import Mechanism, changes, mechanism, upcoming
from ccer.policy.record import read_folder

day = dt.date.fromisoformat


def allowed(on: str) -> list[bool | None]:
    return [use.allowed for use in mechanism(day(on)).offset]


def ids(held: Mechanism) -> set[str]:
    return {one.id for one in held.instruments}


def test_before_anything_held_the_answer_is_empty_and_says_so() -> None:
    held = mechanism(day("2012-06-13"))
    assert (held.instruments, held.methodologies, held.rules, held.values) == ((), (), {}, ())
    assert held.note is not None
    assert held.silent


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2021-01-31", [False, False, False]),
        ("2021-02-01", [False, True, False]),
        ("2023-10-18", [False, True, False]),
        ("2023-10-19", [True, True, True]),
        ("2024-12-31", [True, True, True]),
        ("2025-01-01", [True, False, True]),
    ],
)
def test_what_could_be_offset(on: str, expected: list[bool]) -> None:
    """New units, old units, other uses: Order 19 from 1 Feb 2021, Order 31 from 19 Oct 2023, old units to the end of 2024."""
    assert allowed(on) == expected


def test_methodologies_come_in_one_by_one() -> None:
    """The first four on 24 October 2023."""
    assert mechanism(day("2023-10-23")).methodologies == ()
    first = {c.ref for c in mechanism(day("2023-10-24")).methodologies}
    assert first == {"ccer-01-001-v01", "ccer-01-002-v01", "ccer-14-001-v01", "ccer-14-002-v01"}


def test_rules_in_force_are_those_of_provisions_in_force() -> None:
    held = mechanism(day("2021-06-01"))
    assert "offset.cap" in held.rules
    assert "project.construction_start" not in held.rules
    assert all(ref.startswith("mee-2020-19/") for refs in held.rules.values() for ref in refs)


def test_asked_as_known_before_anything_was_recorded() -> None:
    held = mechanism(day("2026-11-21"), known_at=day("2020-01-01"))
    assert held.instruments == held.methodologies == ()


@pytest.mark.parametrize(("first", "second"), [("2023-10-18", "2024-01-31"), ("2024-09-30", "2025-04-11")])
def test_what_happened_between_is_what_differs(first: str, second: str) -> None:
    """`diff` compares the two days, `changes` tells the steps: both name the same texts and values."""
    told = changes(day(first), day(second))
    differs = diff(day(first), day(second))
    assert {m.ref for m in told if m.kind == "instrument" and m.happening == "came-in"} == {
        d.ref for d in differs if d.kind == "instrument" and d.change == "came-in"
    }
    assert {m.ref for m in told if m.kind == "parameter"} >= {d.ref for d in differs if d.kind == "parameter"}
    assert {m.ref for m in told if m.happening == "effect"} == {d.ref for d in differs if d.kind == "effect"}
    assert all(day(first) < m.on <= day(second) for m in told)


def test_two_days_in_either_order_and_of_one_text() -> None:
    a, b = day("2024-04-30"), day("2024-05-01")
    assert [m.ref for m in changes(b, a, ref="sc-2024-775")] == ["sc-2024-775"]
    assert changes(a, a) == []


def test_what_is_to_come() -> None:
    seen = upcoming(day("2024-12-31"))
    assert ("mee-samr-2023-31/art-49", day("2025-01-01")) in [(m.ref, m.on) for m in seen]
    assert all(m.on > day("2024-12-31") for m in seen)
    assert "mee-2026-allocation-plan-draft" in [m.ref for m in seen if m.on == dt.date.max]


def test_a_new_version_is_to_come_and_follows_in_the_graph() -> None:
    change = NewVersion(ref="ccer-01-002-v01", code="CCER-01-002-V02", since=day("2027-03-01"))
    law = supposing([change])
    coming = {(m.ref, m.happening, m.on) for m in upcoming(day("2026-11-21"), law)}
    assert ("ccer-01-002-v02", "came-in", day("2027-03-01")) in coming
    assert ("ccer-01-002-v01", "ended", day("2027-03-01")) in coming
    edges = {(e.source, e.target, e.kind) for e in graph(law).around("ccer-01-002-v01").edges}
    assert edges == {("ccer-01-002-v02", "ccer-01-002-v01", kind) for kind in ("version", "replace")}
    assert "ccer-01-002-v02" not in {n.id for n in graph().nodes}


def test_an_end_is_told_on_the_day_after() -> None:
    law = supposing([Ending(ref="ccer-01-002-v01", until=day("2027-02-28"))])
    assert ("ccer-01-002-v01", day("2027-03-01")) in [
        (m.ref, m.on) for m in upcoming(day("2026-11-21"), law) if m.happening == "ended"
    ]


def test_the_graph_of_the_base() -> None:
    found = graph()
    names = {n.id for n in found.nodes}
    assert all(e.source in names and e.target in names for e in found.edges)
    assert ("mee-2023-circular-1024", "mee-samr-2023-31", "end-use") in {
        (e.source, e.target, e.kind) for e in found.edges
    }
    assert len(names) == len({i.id for i in corpus().instruments})


@pytest.mark.shared
def test_links_between_records_that_lead_nowhere_are_shown_as_such(shared: Path) -> None:
    """The seed says that it supersedes a record nobody has."""
    found = graph(records=read_folder(shared / "data/policy-records/zh"))
    missing = {n.id for n in found.nodes if not n.held}
    assert "cn-ccer-legacy-2012" in missing
    assert ("cn-ccer", "cn-ccer-legacy-2012") in {
        (e.source, e.target) for e in found.edges if e.kind == "supersedes"
    }


def test_the_timeline_of_a_family() -> None:
    records = read_folder(HOME / "records/zh")
    (family,) = families(records)
    line = timeline(family, records)
    assert [m.on for m in line] == sorted(m.on for m in line)
    assert (day("2023-10-19"), "in force") in [(m.on, m.what.en) for m in line]
    assert (day("2025-01-01"), "mee-2023-circular-1024") in [(m.on, m.source) for m in line]
