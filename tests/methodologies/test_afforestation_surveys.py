"""CCER-14-001-V01 after the fact: several surveys, fires in between, what was never measured, what is owed; by hand."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.plots_table import PlotBiomass, PlotTable
from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey, ParcelArea, PlotSurvey, TreeRow
from ccer.core.errors import BadInput
from ccer.rules.subjects import Period

from ..cases.test_ccer_14_001 import METHOD, PROJECT, TODAY, day, design, total
from ..cases.test_ccer_14_001_surveys import plots

T0, T1, T2 = "2021-06-01", "2024-06-01", "2027-06-01"
LONG = Period(day("2021-06-02"), day("2027-06-01"))
AREAS = {"A": 60.0, "B": 40.0}
FIRE: dict[str, Any] = {"on": "2025-03-02", "stratum": "A", "burnt_ha": 10, "zone": "temperate"}


def three(a: tuple[float, float, float], b: tuple[float, float, float]) -> PlotTable:
    """Two strata, three plots each with 1 t/ha between them, on three days."""
    rows: list[PlotBiomass] = []
    for on, mean_a, mean_b in zip((T0, T1, T2), a, b, strict=True):
        for name, mean in (("A", mean_a), ("B", mean_b)):
            rows += plots(name, on, [mean - 1, mean, mean + 1])
    return PlotTable(rows=tuple(rows), areas=AREAS)


def achieved(table: PlotTable | FieldSurvey, period: Period = LONG, **monitoring: Any) -> Calculation:
    return METHOD.ex_post(replace(PROJECT, monitoring=monitoring), table, period=period, at=TODAY)


def said(result: Calculation) -> dict[str, str]:
    return {reason.name: reason.why.en for reason in result.provisional}


GROWN = three((20, 30, 50), (10, 20, 30))


def test_periods_add_up_to_the_whole() -> None:
    """0.6*30 + 0.4*20 = 26 t/ha on 100 ha, *0.5*44/12 = 4766.667, less 10 %: 4290; the two periods make 1650 and 2640 of it."""
    parts = [
        achieved(GROWN, Period(day(first), day(last)))
        for first, last in (("2021-06-02", T1), ("2024-06-02", T2))
    ]
    assert [total(part) for part in parts] == pytest.approx([1650.0, 2640.0])
    assert total(achieved(GROWN)) == pytest.approx(4290.0)


def test_the_deduction_falls_on_the_change_of_its_own_interval() -> None:
    """B at the second survey 14, 20, 26 (s 6), A 30 +- 1: mean 26, variance 0.36/3 + 0.16*36/3 = 2.04; t(4) 2.131847:
    u = 11.71 %, 6 % off the first change of 1833.333 only: 1723.333 + 2933.333 = 4656.667, less 10 %: 4191."""
    rows = [row for row in GROWN.rows if (row.stratum, row.surveyed_on) != ("B", day(T1))]
    held = PlotTable(rows=(*rows, *plots("B", T1, [14, 20, 26])), areas=AREAS)
    result = achieved(held)
    (log,) = result.adjustments
    assert (log.before, log.after) == pytest.approx((1833.3333, 1723.3333))
    assert total(result) == pytest.approx(4191.0)


def test_a_fire_burns_what_stood_at_the_survey_before_it() -> None:
    """30 t/ha at the second survey: 10 ha * 30 * 0.45 * (0.0047*28 + 0.00026*265) = 27.068; in the first interval it would be 20."""
    assert total(achieved(GROWN, fires=[FIRE]), "fire_emissions") == pytest.approx(27.06750)
    early = achieved(GROWN, fires=[FIRE | {"on": "2023-03-02"}])
    assert total(early, "fire_emissions") == pytest.approx(27.06750 * 20 / 30)


def test_a_fire_in_bamboo_burns_bamboo() -> None:
    """A stratum of culms alone, 12 t/ha, beside one of trees: 10 * 12 * 0.45 * 0.2005 = 10.827."""
    rows = list(GROWN.rows)
    for on in (T0, T1, T2):
        rows += [replace(row, pool="bamboo") for row in plots("A", on, [12, 12, 12])]
        rows += [replace(row, pool="bamboo") for row in plots("B", on, [0, 0, 0])]
    bare = [replace(r, biomass=0.0, carbon=0.0) if (r.pool, r.stratum) == ("tree", "A") else r for r in rows]
    result = achieved(PlotTable(rows=tuple(bare), areas=AREAS), fires=[FIRE])
    assert total(result, "fire_emissions") == pytest.approx(10.8270)


def test_a_fire_burns_the_dead_wood_and_litter_that_are_counted() -> None:
    """Temperate: 8 + 4 % of 30*0.5*44/12 = 55 tCO2/ha; 10 ha * 6.6 * 0.07 = 4.62 beside the trees; as stated where it is stated."""
    project = replace(
        design(pools=["dead_wood", "litter"], climate="temperate"), monitoring={"fires": [FIRE]}
    )
    result = METHOD.ex_post(project, GROWN, period=LONG, at=TODAY)
    assert total(result, "fire_emissions") == pytest.approx(27.06750 + 4.62)
    stated = replace(project, monitoring={"fires": [FIRE | {"debris": 3}]})
    assert total(METHOD.ex_post(stated, GROWN, period=LONG, at=TODAY), "fire_emissions") == pytest.approx(
        27.06750 + 10 * 3 * 0.07
    )
    assert total(achieved(GROWN, fires=[FIRE]), "fire_emissions") == pytest.approx(27.06750)


def test_two_fires_of_a_year_count_on_their_own_days() -> None:
    """4 and 6 ha in 2024, one on either side of the middle survey: together above 5 %, each in the period it falls in."""
    fires = [
        FIRE | {"on": on, "burnt_ha": ha, "above_t_ha": 30}
        for on, ha in (("2024-03-02", 4), ("2024-09-02", 6))
    ]
    shares = [
        total(achieved(GROWN, Period(day(a), day(b)), fires=fires), "fire_emissions")
        for a, b in (("2021-06-02", T1), ("2024-06-02", T2))
    ]
    assert shares == pytest.approx([27.06750 * 0.4, 27.06750 * 0.6])
    (log,) = achieved(GROWN, Period(day("2021-06-02"), day(T1)), fires=fires).adjustments
    assert "2024-09-02" in log.what.en


def test_a_small_fire_is_logged_and_counts_once_the_official_form_says_so() -> None:
    small = achieved(GROWN, fires=[FIRE | {"burnt_ha": 4.9}])
    assert total(small, "fire_emissions") == 0
    assert ["4.9%" in log.what.en for log in small.adjustments] == [True]
    official = {"fire.area_share_min": {"value": 0, "source": "x"}}
    project = replace(design(official=official), monitoring={"fires": [FIRE | {"burnt_ha": 4.9}]})
    counted = METHOD.ex_post(project, GROWN, period=LONG, at=TODAY)
    assert total(counted, "fire_emissions") == pytest.approx(27.06750 * 0.49)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"burnt_ha": 61}, "more than the 60 ha"),
        ({"burnt_ha": -1}, "not below 0"),
        ({"above_t_ha": -5}, "not below 0"),
        ({"above_t_ha": float("nan")}, "not below 0"),
        ({"stratum": "C"}, "no stratum 'C'"),
        ({"zone": "polar"}, "no zone 'polar'"),
        ({"zone": "tropical"}, "age"),
        ({"on": "last spring"}, "day"),
    ],
)
def test_a_fire_that_cannot_be_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadInput) as caught:
        achieved(GROWN, fires=[FIRE | changes])
    assert why in caught.value.why.en
    assert caught.value.clause == "ccer-14-001-v01/fire"


@pytest.mark.parametrize(
    ("age", "combustion"),
    [(1, 0.46), (5.9, 0.46), (6, 0.67), (10.9, 0.67), (11, 0.5), (17.9, 0.5), (18, 0.32)],
)
def test_combustion_by_age_in_the_tropics(age: float, combustion: float) -> None:
    """Classes 3-5, 6-10, 11-17, 18 and more; 10 ha * 30 t/ha * (0.0068*28 + 0.0002*265) = 73.02 times the factor."""
    fire = FIRE | {"zone": "tropical", "age": age}
    assert total(achieved(GROWN, fires=[fire]), "fire_emissions") == pytest.approx(73.02 * combustion)


# What was never measured.


def test_the_stock_at_the_beginning_is_cast_back_along_the_curve() -> None:
    """One survey of 50 t/ha at 10 years; Richards 200 (1 - e^-0.1t)^2 gives 0.153 of it at 5: 50*(1-0.38744) on 10 ha."""
    rows = tuple(plots("S1", "2025-12-31", [49, 50, 51]))
    table = PlotTable(rows=rows, areas={"S1": 10.0})
    period = Period(day("2021-01-01"), day("2025-12-31"))
    with pytest.raises(BadInput) as caught:
        achieved(table, period)
    assert "monitoring.back_cast_to" in caught.value.next.en
    result = achieved(table, period, back_cast_to=day("2020-12-31"))
    share = ((1 - 2.718281828459045**-0.5) / (1 - 2.718281828459045**-1)) ** 2
    assert total(result) == pytest.approx(50 * (1 - share) * 10 * 0.5 * 44 / 12 * 0.9, rel=1e-9)
    assert "taken back along the curves" in said(result)["back_cast_to"]
    assert [(log.before, log.after) for log in result.adjustments] == [(50.0, pytest.approx(50 * share))]


def test_a_back_cast_needs_a_day_before_the_survey_and_a_curve() -> None:
    table = PlotTable(rows=tuple(plots("S1", "2025-12-31", [49, 50, 51])), areas={"S1": 10.0})
    period = Period(day("2021-01-01"), day("2025-12-31"))
    for on, why in (("2025-12-31", "not before"), ("soon", "not a date")):
        with pytest.raises(BadInput, match=why):
            achieved(table, period, back_cast_to=on)
    other = PlotTable(rows=tuple(plots("S9", "2025-12-31", [49, 50, 51])), areas={"S9": 10.0})
    with pytest.raises(BadInput, match="no curve"):
        achieved(other, period, back_cast_to="2020-12-31")


def test_a_lost_plot_is_said_and_widens_the_interval() -> None:
    """The third plot of A is gone: the mean of 49 and 50 stands for it, the errors of the two surveys add up."""
    held = replace(GROWN, rows=tuple(r for r in GROWN.rows if (r.plot, r.surveyed_on) != ("A2", day(T2))))
    result, whole = achieved(held), achieved(GROWN)
    assert "A2" in said(result)[f"plots.{T2}"]
    assert total(result) == pytest.approx(4290.0 - 0.6 * 0.5 * 100 * 0.5 * 44 / 12 * 0.9)
    assert result.interval is not None
    assert whole.interval is not None
    assert result.interval.high - result.interval.low > whole.interval.high - whole.interval.low


def test_a_plot_is_measured_once_in_a_survey() -> None:
    twice = replace(GROWN, rows=(*GROWN.rows, *plots("A", "2027-05-01", [50])))
    with pytest.raises(BadInput, match="less than half a year"):
        achieved(twice)


@pytest.mark.parametrize(
    ("drop", "why"),
    [(("A0", "A1"), "A has 1 plots in the survey of 2027-06-01"), (("A0", "A1", "A2"), "A has 0 plots")],
)
def test_each_stratum_has_its_plots_in_each_survey(drop: tuple[str, ...], why: str) -> None:
    rows = tuple(r for r in GROWN.rows if r.plot not in drop or r.surveyed_on != day(T2))
    with pytest.raises(BadInput) as caught:
        achieved(replace(GROWN, rows=rows))
    assert why in caught.value.why.en


def test_strata_drawn_anew_leave_the_first_stock_to_the_new_ones() -> None:
    """A split in two halves whose plots had 20 and 30 apart: with the new names in both surveys the sum is that of the halves."""
    rows = []
    for on, mean in ((T0, 20.0), (T1, 30.0)):
        for name in ("A1", "A2"):
            rows += plots(name, on, [mean - 1, mean, mean + 1])
    split = achieved(
        PlotTable(rows=tuple(rows), areas={"A1": 30.0, "A2": 30.0}), Period(day("2021-06-02"), day(T1))
    )
    assert total(split) == pytest.approx(60 * 10 * 0.5 * 44 / 12 * 0.9)
    old = [row for row in rows if row.surveyed_on == day(T1)] + plots("A", T0, [19, 20, 21])
    with pytest.raises(BadInput) as caught:
        achieved(PlotTable(rows=tuple(old), areas={"A1": 30.0, "A2": 30.0}))
    assert "take the new ones" in caught.value.why.en


# A stratum without plots, stems that died or stood before.


def survey(*trees: TreeRow, area: float = 1.0, more: tuple[ParcelArea, ...] = ()) -> FieldSurvey:
    """Three plots of 0.04 ha with the same trees at both surveys unless a tree names its day."""
    found = []
    for name in ("a", "b", "c"):
        for tree in trees:
            days = (tree.surveyed_on,) if tree.surveyed_on else (day(T0), day(T1))
            found += [replace(tree, plot=name, surveyed_on=on) for on in days]
    held = tuple(
        PlotSurvey(plot=name, area_ha=0.04, surveyed_on=day(on), stratum="S1")
        for name in "abc"
        for on in (T0, T1)
    )
    parcels = (ParcelArea(parcel="P1", stratum="S1", measured_ha=area), *more)
    return FieldSurvey(plots=held, trees=tuple(found), parcels=parcels)


def fir(on: str = "", status: Any = "live", count: int = 1) -> TreeRow:
    return TreeRow(
        plot="", species="chinese-fir", dbh_cm=20.0, height_m=15.0, count=count, status=status,
        surveyed_on=day(on) if on else None,
    )  # fmt: skip


SHORT = Period(day("2021-06-02"), day(T1))


def test_trees_that_die_are_a_loss() -> None:
    """Five of ten firs are dead at the second survey: 5 * 63.93 kg C on 0.04 ha are gone."""
    held = survey(fir(T0, count=10), fir(T1, count=5), fir(T1, "dead", 5))
    above, below = 0.065388 * 20**2.01735 * 15**0.49425, 0.016385 * 20**2.52941 * 15**-0.11744
    gone = 5 * (above * 0.5003 + below * 0.4880) / 1000 / 0.04 * 44 / 12
    result = achieved(held, SHORT)
    assert total(result) == pytest.approx(-gone * 0.9, rel=1e-9)


def test_stems_that_stood_before_count_only_beside_a_computed_baseline() -> None:
    held = survey(fir(T1), fir(T1, "existing", 3))
    one = achieved(survey(fir(T1)), SHORT)
    excluded = METHOD.ex_post(
        design(baseline_mode="zero-if-preexisting-excluded"), held, period=SHORT, at=TODAY
    )
    assert total(excluded) == pytest.approx(total(one))
    assert [(log.where, log.before) for log in excluded.adjustments] == [("baseline_mode", 9.0)]
    assert total(achieved(held, SHORT)) == pytest.approx(4 * total(one))


def test_shrubs_followed_by_cover_need_no_plots() -> None:
    """7.9 ha, cover 0.1 to 0.4 of 61 t/ha * 0.10 * 1.4 * 0.47 * 44/12: 34.880; only where monitoring.shrubs names the stratum."""
    held = survey(fir(), more=(ParcelArea(parcel="P2", stratum="S4", measured_ha=7.9),))
    cover = {day(T0): 0.1, T1: 0.4}
    project = design(forest_biomass_t_ha=61)
    with pytest.raises(BadInput, match="S4 has 0 plots"):
        METHOD.ex_post(
            replace(project, monitoring={"shrubs": [{"area_ha": 7.9, "cover": cover}]}),
            held,
            period=SHORT,
            at=TODAY,
        )
    named = replace(project, monitoring={"shrubs": [{"stratum": "S4", "cover": cover}]})
    result = METHOD.ex_post(named, held, period=SHORT, at=TODAY)
    grown = 7.9 * 61 * 0.10 * 1.4 * 0.47 * 44 / 12 * 0.3
    assert total(result, "shrub_change") == pytest.approx(
        grown, rel=2e-3
    )  # the first survey's own day is left out
    assert said(result)["forest_biomass_t_ha"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"area_ha": 5, "cover": {T0: 0.1, T1: 40}}, "above 1"),
        ({"area_ha": 5, "cover": {T0: 0.1}}, "two days"),
        ({"area_ha": 5}, "no cover"),
        ({"area_ha": 5, "cover": {"spring": 0.1, T1: 0.2}}, "not a day"),
        ({"stratum": "S9", "cover": {T0: 0.1, T1: 0.2}}, "no measured area"),
        ({"stratum": "S1", "area_ha": 2, "cover": {T0: 0.1, T1: 0.2}}, "more than"),
    ],
)
def test_a_cover_that_cannot_be_is_refused(row: dict[str, Any], why: str) -> None:
    project = replace(design(forest_biomass_t_ha=61), monitoring={"shrubs": [row]})
    with pytest.raises(BadInput) as caught:
        METHOD.ex_post(project, survey(fir()), period=SHORT, at=TODAY)
    assert why in caught.value.why.en
    assert "design." not in caught.value.what.en


# How far apart surveys lie, and what is owed.


def test_intervals_of_three_to_ten_years_are_asked_for() -> None:
    """Exactly three years are enough; a day less, or more than ten years, is said on the face of the result."""
    assert not any(name.startswith("monitoring_years") for name in said(achieved(GROWN)))
    for then, now, odd in (("2021-06-02", T1, True), (T0, "2031-06-01", False), (T0, "2031-06-02", True)):
        rows = tuple(plots("S1", then, [9, 10, 11]) + plots("S1", now, [19, 20, 21]))
        result = achieved(
            PlotTable(rows=rows, areas={"S1": 10.0}), Period(day("2021-06-02"), day("2031-06-02"))
        )
        assert (f"monitoring_years.{now}" in said(result)) is odd


def test_no_interval_lies_across_the_end_of_the_crediting_period() -> None:
    rows = tuple(plots("S1", "2037-06-01", [9, 10, 11]) + plots("S1", "2041-06-01", [19, 20, 21]))
    table, period = PlotTable(rows=rows, areas={"S1": 10.0}), Period(day("2037-06-02"), day("2041-06-01"))
    with pytest.raises(BadInput, match="across it"):
        achieved(table, period)
    allowed = design(official={"interval_across_end": {"value": True, "source": "x"}})
    result = METHOD.ex_post(allowed, table, period=period, at=TODAY)
    assert result.period[1] == day("2040-12-31")
    assert total(result) == pytest.approx(10 * 10 * 0.5 * 44 / 12 * 0.9 * 1309 / 1461)


def test_a_loss_is_owed_and_the_next_period_pays_it() -> None:
    """30 and 20 t/ha down to 20 and 10: -1650 t are owed; the next period of 2640 t pays first, and the log shows both."""
    down = three((30, 20, 36), (20, 10, 26))
    loss = achieved(down, Period(day("2021-06-02"), day(T1)))
    owed = -loss.tonnes
    assert 1650 <= owed <= 1654
    assert f"{{tonnes: {owed}, source" in said(loss)["net-loss"]
    later = Period(day("2024-06-02"), day(T2))
    free = achieved(down, later)
    paid = achieved(down, later, carried_debit={"tonnes": owed, "source": "first report"})
    assert paid.tonnes == free.tonnes - owed
    assert min(year.tonnes for year in paid.years) >= 0
    assert said(paid)["carried_debit"]
    assert [(log.where, log.before, log.after) for log in paid.adjustments] == [
        ("monitoring.carried_debit", owed, 0)
    ]
    more = achieved(down, later, carried_debit={"tonnes": 5000, "source": "first report"})
    assert more.tonnes == 0
    assert f"{{tonnes: {5000 - free.tonnes}, source" in said(more)["net-loss"]


@pytest.mark.parametrize(
    "debit", [5, {"tonnes": 5}, {"tonnes": -5, "source": "x"}, {"tonnes": 1.5, "source": "x"}]
)
def test_a_debit_that_cannot_be_is_refused(debit: Any) -> None:
    with pytest.raises(BadInput, match="carried_debit"):
        achieved(GROWN, carried_debit=debit)
