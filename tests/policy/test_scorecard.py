"""Scores: sums worked out by hand from the published checklist, and withheld where evidence is missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.core.errors import BadInput
from ccer.policy.corpus import corpus
from ccer.policy.record import Record, read
from ccer.policy.rubric import FULL, rubric, rubrics
from ccer.policy.scorecard import PILLAR_TEXT, Score, assessments, pillars, scorecard

TODAY = dt.date(2026, 11, 21)


def scores(on: dt.date) -> dict[str, Score]:
    return {score.dimension: score for score in scorecard("cn-ccer", on).scores}


def test_every_checklist_adds_up_and_has_anchors() -> None:
    for version in rubrics().values():
        assert len(version.dimensions) == 5
        for axis in version.dimensions.values():
            assert sum(item.weight for item in axis.items.values()) == FULL
            assert [anchor.score for anchor in axis.anchors] == [100, 80, 50]


def test_every_item_has_evidence_or_says_what_is_missing() -> None:
    held = assessments()["cn-ccer"]
    for name, axis in rubric(held.rubric).dimensions.items():
        assert held.items[name].keys() == axis.items.keys()
        for basis in held.items[name].values():
            assert bool(basis.by) + bool(basis.denied) + bool(basis.none_in) + bool(basis.why) == 1
    assert held.pillars.keys() == PILLAR_TEXT.keys()


def test_scores_of_today() -> None:
    """Statutory 25+20+15+20+20; market 25+15+15+25+10 and nothing for use abroad (art. 29 leaves it open); MRV all but real time."""
    found = scores(TODAY)
    assert found["statutory"].score == 100
    assert found["market"].score == 90
    assert found["mrv"].score == 90


def test_a_score_without_its_evidence_is_withheld() -> None:
    """Fiscal law is not held: 25 + 25 are there, 30 is not, 20 cannot be said."""
    incentive = scores(TODAY)["incentive"]
    assert incentive.score is None
    assert (incentive.least, incentive.most) == (50, 70)
    assert [one.item for one in incentive.missing] == ["public_payment"]
    assert scores(TODAY)["strategic"].score is None


@pytest.mark.parametrize(("day", "expected"), [("2024-04-30", 80), ("2024-05-01", 100)])
def test_the_decree_counts_from_the_day_it_is_in_force(day: str, expected: int) -> None:
    assert scores(dt.date.fromisoformat(day))["statutory"].score == expected


def test_before_the_mechanism_nothing_is_scored() -> None:
    for score in scores(dt.date(2023, 10, 18)).values():
        assert score.score is None
        assert score.most == FULL


def test_every_citation_is_in_force_on_the_day() -> None:
    for score in scores(TODAY).values():
        for item in score.items:
            assert item.citations or item.why
            for citation in item.citations:
                assert corpus().cite(citation.ref, TODAY) == citation


@pytest.mark.shared
def test_the_score_a_record_came_with_is_shown_and_not_used(shared: Path) -> None:
    record = read(shared / "seeds/003_8ee317c5a0dc8504.txt")
    card = scorecard(record, TODAY)
    came = {score.dimension: score.came_with for score in card.scores}
    assert came == {"incentive": 75, "statutory": 80, "market": 85, "mrv": 70, "strategic": 95}
    assert [s.score for s in card.scores] == [s.score for s in scorecard("cn-ccer", TODAY).scores]


@pytest.mark.shared
def test_another_jurisdiction_is_not_scored_from_nothing(shared: Path) -> None:
    card = scorecard(read(shared / "data/policy-records/en/us-45q-ira.md"), TODAY)
    assert [score.score for score in card.scores] == [None] * 5
    assert card.scores[0].came_with is not None


def test_pillars_are_typed_values_with_clauses() -> None:
    found = {pillar.name: pillar for pillar in pillars("cn-ccer", TODAY)}
    assert [v.value for v in found["offset_cap"].values] == [0.05]
    assert [v.value for v in found["eligibility_window"].values] == [
        dt.date(2012, 11, 8),
        dt.date(2020, 9, 22),
    ]
    assert [v.value for v in found["public_notice"].values] == [20, 20]
    assert len(found["positive_list"].listed) >= 17
    assert all(pillar.citations for pillar in found.values())
    assert pillars("us-45q-ira", TODAY) == ()


def test_there_is_no_rubric_of_another_version() -> None:
    with pytest.raises(BadInput, match="no rubric"):
        scorecard(Record({"id": "cn-ccer"}, ""), TODAY, version="9")
