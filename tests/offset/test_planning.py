"""Obligations, eligibility, days and the plan of a case, with figures worked out by hand."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotInForce
from ccer.offset import (
    Entity,
    Lot,
    Obligation,
    OffsetCase,
    Terms,
    case_of,
    eligibility,
    outlook,
    plan,
    read_case,
    receipt_of,
    scenarios,
    standing,
    standings,
)
from ccer.offset.case import Lead
from ccer.offset.outlook import factors, record
from ccer.offset.timing import not_before, schedule, trading_days_after, trading_days_before
from ccer.policy.calendar import calendar
from ccer.policy.corpus import corpus
from ccer.registry.serials import Series
from ccer.rules.receipt import intact

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "example-offset" / "case.yaml"
DAY = dt.date(2026, 11, 20)
AT = AsOf(corpus(), DAY)
DAYS = calendar()
ENTITY = Entity(code="E", name="示例单位", key_emitter=True)


def at(day: str) -> AsOf:
    return AsOf(corpus(), dt.date.fromisoformat(day))


# obligations


@pytest.mark.parametrize(
    ("due", "used", "surrendered", "cap", "room", "owed"),
    [
        (10_000, 0, 0, 500, 500, 10_000),
        (1_019, 0, 0, 50, 50, 1_019),  # 50.95 rounded down
        (19, 0, 0, 0, 0, 19),  # 0.95 rounded down
        (20, 0, 0, 1, 1, 20),
        (10_000, 420, 9_500, 500, 80, 80),
        (10_000, 0, 9_900, 500, 100, 100),  # never more room than is owed
        (10_000, 600, 0, 500, 0, 9_400),
    ],
)
def test_cap_room_and_what_is_owed(
    due: int, used: int, surrendered: int, cap: int, room: int, owed: int
) -> None:
    found = standing(Obligation(year=2025, due_t=due, used_t=used, surrendered_t=surrendered), AT)
    assert (found.cap_t, found.room_t, found.owed_t) == (cap, room, owed)
    assert found.share.cite == "mee-2020-19/art-29/para-1"


def test_deadlines_are_those_of_the_notices_else_provisional() -> None:
    years = standings([Obligation(year=y, due_t=100) for y in (2026, 2024, 2025)], AT)
    assert [(s.obligation.year, s.deadline.day, s.deadline.provisional) for s in years] == [
        (2024, dt.date(2025, 12, 31), False),  # notice of 2025
        (2025, dt.date(2026, 12, 31), False),  # notice of 2026
        (2026, dt.date(2027, 12, 31), True),  # none is out
    ]
    assert years[0].deadline.cite == "mee-2025-140/part-3/item-12"
    # on a day before the notice of 2026 the deadline for 2025 was not set yet
    assert standing(Obligation(year=2025, due_t=1), at("2026-01-15")).deadline.provisional
    stated = standing(Obligation(year=2026, due_t=1, deadline=dt.date(2027, 11, 30)), AT).deadline
    assert (stated.day, stated.provisional) == (dt.date(2027, 11, 30), True)
    with pytest.raises(BadInput):
        standings([Obligation(year=2025, due_t=1), Obligation(year=2025, due_t=2)], AT)
    with pytest.raises(BadInput):
        Obligation(year=2025, due_t=-1)
    with pytest.raises(NotInForce):
        standing(Obligation(year=2020, due_t=1), at("2021-01-31"))


# eligibility


def lot(**more: Any) -> Lot:
    facts = {"quantity": 100, "registered_on": dt.date(2025, 3, 6), "project_ets_covered": False} | more
    return Lot(series=Series("A210001", 2023), **facts)


@pytest.mark.parametrize(
    ("facts", "outcome", "rule"),
    [
        ({}, "granted", ""),
        ({"project_ets_covered": True}, "refused", "offset.not_from_ets_covered"),
        ({"project_ets_covered": None}, "open", "offset.not_from_ets_covered"),
        ({"legacy_filed_on": dt.date(2016, 5, 1)}, "refused", "offset.legacy_cut_off"),
    ],
)
def test_the_gate_judges_a_lot(facts: dict[str, Any], outcome: str, rule: str) -> None:
    found = eligibility(lot(**facts), 100, ENTITY, Obligation(year=2025, due_t=10_000), AT)
    assert found.decision.outcome == outcome
    assert found.usable is (outcome == "granted")
    objections = (*found.decision.refusals, *found.decision.open_points)
    assert [f.rule for f in objections] == ([rule] if rule else [])
    assert all(AT.cite(c.ref) == c for f in objections for c in f.citations)


def test_old_units_could_be_used_to_the_end_of_2024() -> None:
    old = lot(legacy_filed_on=dt.date(2016, 5, 1))
    for day, usable in (("2024-12-31", True), ("2025-01-01", False)):
        assert eligibility(old, 1, ENTITY, Obligation(year=2023, due_t=1000), at(day)).usable is usable


def test_the_draft_is_shown_and_decides_only_as_if() -> None:
    early, owed = lot(registered_on=dt.date(2024, 1, 22)), Obligation(year=2025, due_t=1000)
    as_law = eligibility(early, 10, ENTITY, owed, AT)
    assert (as_law.usable, as_law.would) == (True, False)
    assert [
        row["draft"] for row in as_law.rows() if row["rule"] == "offset.registered_after_market_start"
    ] == [True]
    assert not eligibility(early, 10, ENTITY, owed, AT, draft_in_force=True).usable
    later = lot(registered_on=dt.date(2024, 1, 23))
    assert eligibility(later, 10, ENTITY, owed, AT, draft_in_force=True).usable
    # it does not speak of 2024, and was not out in June 2026
    assert eligibility(early, 10, ENTITY, Obligation(year=2024, due_t=1000), AT, draft_in_force=True).usable
    assert eligibility(early, 10, ENTITY, owed, at("2026-06-01"), draft_in_force=True).would is None


# days


def test_the_last_day_to_buy() -> None:
    """Backwards from Thursday 31 December 2026: ten working days before is 17 December, one before the 16th; the 15th, the 14th."""
    found = schedule(dt.date(2026, 12, 31), Lead(), DAYS)
    days = (found.file_by, found.apply_by, found.transfer_by, found.buy_by)
    assert days == tuple(dt.date(2026, 12, day) for day in (17, 16, 15, 14))
    assert found.provisional


def test_a_weekend_that_is_worked_is_no_trading_day() -> None:
    """Sunday 28 September 2025 made up for the October holiday of 1 to 8 October."""
    assert DAYS.is_workday(dt.date(2025, 9, 28))
    assert trading_days_after(dt.date(2025, 9, 26), 1, DAYS) == dt.date(2025, 9, 29)
    assert trading_days_after(dt.date(2025, 9, 30), 1, DAYS) == dt.date(2025, 10, 9)
    assert trading_days_before(dt.date(2025, 10, 9), 1, DAYS) == dt.date(2025, 9, 30)
    assert trading_days_before(dt.date(2025, 9, 28), 0, DAYS) == dt.date(2025, 9, 26)


def test_the_gap_between_opposite_trades() -> None:
    """Sold on Wednesday 18 November 2026: five trading days later is Wednesday the 25th."""
    assert not_before(dt.date(2026, 11, 18), AT, DAYS) == dt.date(2026, 11, 25)
    assert not_before(None, AT, DAYS) is None


# the plan


def case(**more: Any) -> OffsetCase:
    data: dict[str, Any] = {
        "entity": {"code": "E", "name": "示例单位", "key_emitter": True},
        "obligations": [{"year": 2025, "due_t": 1000}],
        "offers": [
            {"units": "A210001/2024", "quantity": 100, "price": "90.00", "project_ets_covered": False}
        ],
        "cea_offers": [{"price": "100.00"}],
    }
    return case_of(data | more)


def test_the_sample_by_hand() -> None:
    """Against 97.97: 8,000 t held at 95.50 × 0.994 = 94.927 save 3.043 each; 20,000 t at 96.34 × 1.006 = 96.91804 save 1.05196;
    15,000 t at 96.90 × 1.006 = 97.4814 save 0.4886; 98.20 is dearer. 24,344.00 + 21,039.20 + 7,329.00 = 52,712.20."""
    made = plan(read_case(SAMPLE), AT, DAYS)
    assert made.saving_fen == 5_271_220
    assert [(line.use, line.name, line.tonnes) for line in made.lines] == [
        ("held", "A210001/2024", 8_000), ("buy", "A210002/2024", 20_000), ("buy", "A210003/2023", 15_000), ("held", "CEA", 150_000),
        ("buy", "CEA", 97_000),
    ]  # fmt: skip
    # 20,000 × 96.34 × 0.006
    assert made.lines[1].commission_fen == 1_156_080
    assert made.lines[2].not_before == dt.date(2026, 11, 25)
    assert {(each.name, each.clause) for each in made.excluded} == {
        ("A210099/2015", "mee-2023-circular-1024/part-3"),
        ("A210005/2024", "mee-2020-19/art-29/para-2"),
    }
    year = made.years[0]
    assert (year.cap_t, year.room_t, year.owed_t, year.ccer_t, year.cea_t, year.short_t) == (
        60_000,
        50_000,
        290_000,
        43_000,
        247_000,
        0,
    )
    assert year.cap_value_fen == 0


def test_a_tonne_of_cap_is_worth_the_difference() -> None:
    """The cap of 50 t binds: one more tonne at 90.00 × 1.006 = 90.54 in place of 100.00."""
    made = plan(case(), AT, DAYS)
    assert [(line.product, line.tonnes) for line in made.lines] == [("CCER", 50), ("CEA", 950)]
    assert made.years[0].cap_value_fen == 946
    assert made.saving_fen == 50 * 946


def test_held_units_are_used_where_a_sale_would_bring_less() -> None:
    """Sold at 101.00 they bring 100.394; an allowance costs 100.00: keep them. At 100.60 they bring 99.9964: use them."""
    for price, used in (("101.00", 0), ("100.60", 50)):
        held = [{"units": "A210009/2024", "quantity": 60, "price": price, "project_ets_covered": False}]
        made = plan(case(held=held, offers=[]), AT, DAYS)
        assert sum(line.tonnes for line in made.lines if line.product == "CCER") == used


def test_nothing_is_bought_after_its_last_day() -> None:
    late = AsOf(corpus(), dt.date(2026, 12, 15))
    made = plan(case(), late, DAYS)
    assert all(line.product == "CEA" for line in made.lines)
    assert "2026-12-14" in made.excluded[0].why.zh
    sold = [
        {
            "units": "A210001/2024",
            "quantity": 100,
            "price": "90.00",
            "project_ets_covered": False,
            "opposite_on": "2026-12-10",
        }
    ]
    # 10 December and five trading days is 17 December, past the 14th
    gap = plan(case(offers=sold), AsOf(corpus(), dt.date(2026, 12, 11)), DAYS)
    assert gap.excluded[0].clause == "bge-2023-trading-rules/art-29"


def test_what_nobody_sells_is_short_and_not_compared() -> None:
    made = plan(case(cea_offers=[]), AT, DAYS)
    assert (made.short_t, made.saving_fen) == (950, None)


def test_several_years_share_what_there_is() -> None:
    """Caps 50 and 30 t, 60 t on offer: all of it is used, and the tonne of cap of neither year is worth anything."""
    years = [{"year": 2025, "due_t": 1000}, {"year": 2026, "due_t": 600, "deadline": "2027-12-31"}]
    offers = [{"units": "A210001/2024", "quantity": 60, "price": "90.00", "project_ets_covered": False}]
    made = plan(case(obligations=years, offers=offers), AT, DAYS)
    assert sum(year.ccer_t for year in made.years) == 60
    assert all(year.ccer_t <= cap for year, cap in zip(made.years, (50, 30), strict=True))
    assert [year.cap_value_fen for year in made.years] == [0, 0]
    assert made.saving_fen == 60 * 946


def test_terms_change_what_they_name() -> None:
    found = {each.name: each.plan for each in scenarios(case(), AT, DAYS)}
    assert found["cap-half"].saving_fen == 25 * 946
    assert found["cap-double"].saving_fen == 100 * 946
    assert found["ccer-up"].saving_fen == 2030  # 50 × (100.00 − 99.00 × 1.006 = 0.406) = 20.30
    assert found["cea-down"].saving_fen == 0
    # no day of registration is stated: under the draft the lot is out
    assert found["draft"].saving_fen == 0
    assert found["draft"].excluded[0].clause == "mee-2026-allocation-plan-draft/part-5/item-2"
    # twenty working days before 31 December 2026 is 3 December; the last day to buy is 16 November
    assert found["earlier"].saving_fen == 0


def test_random_cases_are_never_dearer_than_allowances_and_never_above_the_cap() -> None:
    rng = random.Random(3)
    for _ in range(150):

        def price() -> str:
            return f"{rng.randint(8000, 11000) / 100:.2f}"

        lots = [
            {
                "units": f"A2100{n:02}/2024",
                "quantity": rng.randint(0, 90),
                "price": price(),
                "project_ets_covered": rng.random() < 0.1,
            }
            for n in range(rng.randint(0, 5))
        ]
        years = [
            {"year": y, "due_t": rng.randint(0, 3000), "used_t": rng.randint(0, 20)}
            for y in (2025, 2026)[: rng.randint(1, 2)]
        ]
        held = [{"price": price(), "quantity": rng.randint(0, 900)}]
        made = plan(
            case(obligations=years, offers=lots, cea_held=held, cea_offers=[{"price": price()}]), AT, DAYS
        )
        assert made.saving_fen is not None
        assert made.saving_fen >= -len(made.lines)  # a fen a line may go in rounding
        for year in made.years:
            used = next(y["used_t"] for y in years if y["year"] == year.year)
            assert used + year.ccer_t <= max(used, year.due_t * 5 // 100)
            assert year.ccer_t + year.cea_t == year.owed_t


@pytest.mark.parametrize(
    "wrong",
    [
        {"obligations": []},
        {"offers": [{"units": "A210001", "quantity": 1, "price": "1"}]},
        {"offers": [{"units": "A210001/2024", "quantity": 1}]},
        {"offers": [{"units": "A210001/2024", "quantity": -1, "price": "1"}]},
        {"offers": [{"units": "A210001/2024", "quantity": 1, "price": "1.005"}]},
        {"cea_held": [{"price": "1"}]},
        {"unheard_of": 1},
    ],
)
def test_a_case_that_cannot_be_read_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        case(**wrong)


def test_the_receipt_holds_what_was_asked() -> None:
    asked = read_case(SAMPLE)
    made = plan(asked, AT, DAYS)
    sealed = receipt_of(asked, made, AT, DAYS)
    assert intact(sealed)
    assert sealed == receipt_of(asked, plan(asked, AT, DAYS), AT, DAYS)
    assert "mee-2020-19/art-29/para-1" in sealed.law
    assert msgspec.json.decode(msgspec.json.encode(sealed))["result"]["total_fen"] == made.total_fen
    other = msgspec.structs.replace(
        asked, offers=(msgspec.structs.replace(asked.offers[0], price=Decimal(96)),)
    )
    assert receipt_of(other, plan(other, AT, DAYS), AT, DAYS).digest != sealed.digest


# how sure


def test_the_record_is_the_exchanges() -> None:
    """First trade of new units on 7 March 2025 at 80.45, the next day 107.36; 30 June 2026 at 83.36 (daily notices)."""
    held = record()
    assert (held.days[0], held.price[0], held.price[1]) == (dt.date(2025, 3, 7), 80.45, 107.36)
    assert (held.days[-1], held.price[-1]) == (dt.date(2026, 6, 30), 83.36)
    assert (min(held.price), max(held.price)) == (50.84, 107.36)


def test_the_bootstrap_keeps_what_it_draws_from() -> None:
    rng = np.random.Generator(np.random.Philox(1))
    constant = factors(np.full(40, 0.01), 7, 5, 200, rng)
    assert np.allclose(constant, np.exp(0.07))
    changes = record().changes
    drawn = factors(changes, 1, 1, 100_000, rng)
    assert set(np.unique(drawn)) <= set(np.exp(changes))
    assert abs(np.log(drawn).mean() - changes.mean()) < 5 * changes.std() / 100_000**0.5
    assert np.all(factors(changes, 0, 5, 10, rng) == 1.0)


def test_an_outlook_is_what_its_seed_says() -> None:
    asked = read_case(SAMPLE)
    made = plan(asked, AT, DAYS)
    drawn = outlook(asked, made, AT, DAYS)
    assert drawn == outlook(asked, made, AT, DAYS)
    other = msgspec.structs.replace(asked, outlook=msgspec.structs.replace(asked.outlook, seed=2))
    assert outlook(other, made, AT, DAYS).saving_fen != drawn.saving_fen
    assert drawn.saving_fen["P10"] < drawn.saving_fen["P50"] < drawn.saving_fen["P90"]
    assert 0 < drawn.best <= drawn.saves < 1
    assert drawn.provisional


def test_bought_today_nothing_is_uncertain() -> None:
    asked = msgspec.structs.replace(case(), outlook=msgspec.structs.replace(case().outlook, buy_in=0))
    made = plan(asked, AT, DAYS)
    drawn = outlook(asked, made, AT, DAYS)
    assert set(drawn.saving_fen.values()) == {made.saving_fen}
    assert (drawn.best, drawn.saves) == (1.0, 1.0)


def test_terms_default_to_the_law() -> None:
    assert plan(case(), AT, DAYS, Terms()) == plan(case(), AT, DAYS)
