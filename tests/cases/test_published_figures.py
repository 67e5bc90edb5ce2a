"""Figures that others published, worked out again: a table of fuels, two textbooks, a methodology's helper, a news report, a calculator.

Where the source states a value that differs from the methodology's, it is entered through ``design.official`` with that source.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.meters import Status
from ccer.compute.plots import stratified
from ccer.compute.plots_table import PlotTable
from ccer.rules.subjects import Period, Project

from .quantity_rows import TODAY, account, day, estimate, example, month
from .test_ccer_10_001 import MINE
from .test_ccer_10_003 import WELLS
from .test_ccer_14_001 import METHOD, PERIOD, PROJECT, total
from .test_ccer_14_001_surveys import plots
from .test_ccer_14_002 import METHOD as MANGROVE
from .test_ccer_14_002 import project as mangrove
from .test_ccer_sf6_recovery import CENTRE

PLANT = Project(
    name="示例光热电站",
    methodology="CCER-01-001-V01",
    province="甘肃省",
    crediting=Period(day("2024-01-01"), day("2033-12-31")),
)
FUELS_TABLE = "「各种能源折标准煤及碳排放参考系数」"
"""Column 二氧化碳排放系数: 3.0959 (diesel), 2.9251 (gasoline), 3.1705 (fuel oil), 3.1013 (LPG) kg/kg; 2.1622 kg/m3 (oil-field gas: 38 931
kJ/m3, 15.3 tC/TJ, 0.99). The widely copied sheet after GB/T 2589-2008 and 发改办气候〔2011〕1041号."""


def exact(value: float, places: int) -> Any:
    """Agreement to the last place that is printed."""
    return pytest.approx(value, abs=0.5 * 10**-places)


# Energy.


@pytest.mark.parametrize(
    ("fuel", "factor"), [("diesel", 3.0959), ("gasoline", 2.9251), ("fuel-oil", 3.1705), ("lpg", 3.1013)]
)
def test_a_tonne_of_fuel(fuel: str, factor: float) -> None:
    """A tonne burnt by a plant that exports 10 000 MWh is the printed factor in project emissions, and nothing else."""
    rows = [
        month("2024-07", "export", 10_000.0, "关口表", "MWh"),
        month("2024-07", "import", 0.0, "关口表", "MWh"),
        month("2024-07", f"fuel:{fuel}", 1.0, "流量计", "t"),
    ]
    (year,) = account(PLANT, rows, "2024-07", "2024-07", factor_day=day("2025-06-01")).years
    assert year.values["project_emissions"] == exact(factor, 4)


def test_a_month_of_a_solar_plant_with_every_correction() -> None:
    """Section 7.3.4 of CCER-01-001-V01: exported 10 000 · (1 − 0.005), imported 200 · (1 + 0.008), gas 5 · (1 + 0.02).

    9 950 − 201.6 = 9 748.4 MWh · 0.63055 (Northwest, label 2023) = 6 146.85362 t.
    Gas 389.31 · 0.01532 · 0.99 · 44/12 = 21.650152 t per 10^4 Nm³; 5.1 of it 110.415775 t. 6 036.437845: 6 036 t.
    """
    rows = [
        month("2024-07", "export", 10_000.0, "关口表", "MWh", Status.UNCALIBRATED, "0.5"),
        replace(month("2024-07", "import", 200.0, "关口表", "MWh", Status.OUT_OF_CLASS), error=-0.008),
        month("2024-07", "fuel:natural-gas", 5.0, "流量计", "10^4Nm3", Status.LATE, "2.0"),
    ]
    result = account(PLANT, rows, "2024-07", "2024-07", factor_day=day("2025-06-01"))
    (year,) = result.years
    assert year.values["net_export"] == pytest.approx(9_748.4, abs=1e-9)
    assert year.values["project_emissions"] == pytest.approx(110.415775, abs=1e-5)
    assert year.values["emission_reductions"] == pytest.approx(6_036.437845, abs=1e-5)
    assert (result.tonnes, len(result.adjustments)) == (6_036, 3)


@pytest.mark.parametrize(
    ("code", "province", "margin"),
    [
        ("CCER-01-001-V01", "吉林省", 0.66125),
        ("CCER-01-001-V01", "甘肃省", 0.66645),
        ("CCER-01-002-V01", "辽宁省", 0.66125),
        ("CCER-01-002-V01", "山东省", 0.7119),
        ("CCER-01-002-V01", "广东省", 0.50885),
    ],
)
def test_the_last_table_that_was_published_with_both_margins(code: str, province: str, margin: float) -> None:
    """2019年度减排项目中国区域电网基准线排放因子: Northeast 1.0826 and 0.2399, Northwest 0.8922 and 0.4407, North 0.9419 and 0.4819, South
    0.8042 and 0.2135; half of each. 100 000 MWh in 2021, estimated in June of that year.
    """
    project = replace(
        PLANT,
        methodology=code,
        province=province,
        crediting=Period(day("2021-01-01"), day("2021-12-31")),
        design={"annual_net_export_mwh": 100_000},
    )
    (year,) = estimate(project, factor_day=day("2021-06-01")).years
    assert year.values["combined_margin"] == pytest.approx(margin, abs=1e-12)
    assert year.values["baseline_emissions"] == pytest.approx(100_000 * margin, abs=1e-6)


def test_the_same_table_where_electricity_is_saved() -> None:
    """The tunnel of the example, were it in Henan in June 2021: 551.404 MWh · (0.8587 + 0.2854)/2 = 315.430658 t."""
    tunnel = replace(example("CCER-07-001-V01"), province="河南省")
    result = estimate(
        replace(tunnel, crediting=Period(day("2021-01-01"), day("2021-12-31"))), factor_day=day("2021-06-01")
    )
    assert result.years[0].values["emission_reductions"] == pytest.approx(315.430658, abs=1e-5)


def test_a_cubic_metre_of_oil_field_gas() -> None:
    """2.1622 kg/m³ of the table: 10^6 m³ of 38 931 kJ/m³ at 15.3 tC/TJ and 0.99 are 2 162.2 t."""
    form = {
        "gas_carbon_content": {"value": 0.0153, "source": FUELS_TABLE},
        "flare_oxidation": {"value": 0.99, "source": FUELS_TABLE},
    }
    changed = {"gas_heat_value": 0.038931, "annual_gas_recovered": 1e6, "annual_grid_electricity": 0}
    project = replace(WELLS, design={**changed, "official": form})
    assert estimate(project).years[0].values["baseline_emissions"] == exact(2_162.2, 1)


def test_methane_by_the_helper_of_acm0001() -> None:
    """`calculate_baseline_emissions_acm0001(5000)` gives 100.24 tCO2e: 5 000 m³ of methane, 0.000716 t/m³, GWP 28.

    R package cdmAcm0001 of independentimpact/GHG_methodologies, reference page of that function.
    """
    form = {"methane_density": {"value": 0.000716, "source": "cdmAcm0001"}}
    whole = {
        "gas_volume_in": 500_000.0,
        "methane_share_in": 0.01,
        "gas_volume_out": 500_000.0,
        "methane_share_out": 0.0,
    }
    rows = [
        month("2026-01", name, value, "RTO-1")
        for name, value in (
            whole | {"oxidiser_temperature": 950.0, "heat_supplied": 0.0, "grid_electricity": 0.0}
        ).items()
    ]
    project = replace(MINE, design={**MINE.design, "official": form})
    (year,) = account(project, rows, "2026-01", "2026-01").years
    assert year.values["methane_baseline"] == exact(100.24, 2)


def test_a_centre_for_sf6() -> None:
    """Tianjin's centre recovers 5 t of SF6 a year, by its report as much as 120 000 t of carbon dioxide (新华社, 中国政府网 2014-04-26).

    The potential in use then was 23 900: 5 · 23 900 = 119 500 t.
    """
    form = {"gwp.sf6.ar5": {"value": 23_900, "source": "IPCC第二次评估报告"}}
    changed = {
        "annual_sf6_recovered": 5.0,
        "sf6_purity": 1.0,
        "annual_sf6_lost": 0.0,
        "baseline_recovery_share": 0.0,
    }
    result = estimate(replace(CENTRE, design={**CENTRE.design, **changed, "official": form}))
    assert result.years[0].tonnes == 119_500
    assert round(result.years[0].tonnes, -4) == 120_000


# Sampling.

TOWN_A = [35, 43, 36, 39, 28, 28, 29, 25, 38, 27, 26, 32, 29, 40, 35, 41, 37, 31, 45, 34]
TOWN_B = [27, 15, 4, 41, 49, 25, 10, 30]
RURAL = [8, 14, 12, 15, 30, 32, 21, 20, 34, 7, 11, 24]


def test_the_textbook_of_three_strata() -> None:
    """Scheaffer, Mendenhall, Ott, Elementary Survey Sampling, ch. 5, hours of television in 155, 62 and 93 households.

    Printed: means 33.900, 25.125, 19.000; variances 35.358, 232.411, 87.636; mean 27.7, its variance 1.97 with the correction for a
    finite population, 1 − 20/155 = 1 − 8/62 = 1 − 12/93 = 27/31, which a forest has not.
    """
    whole = stratified([155, 62, 93], [TOWN_A, TOWN_B, RURAL])
    assert [one.mean for one in whole.strata] == [exact(33.9, 3), exact(25.125, 3), exact(19.0, 3)]
    assert [one.deviation**2 for one in whole.strata] == [
        exact(35.358, 3),
        exact(232.411, 3),
        exact(87.636, 3),
    ]
    assert whole.mean == exact(27.7, 1)
    assert whole.error**2 * 27 / 31 == exact(1.97, 2)


def test_the_textbook_as_a_survey_of_a_forest() -> None:
    """The same figures as tonnes a hectare grown on 155, 62 and 93 ha from nothing: 27.675 · 0.5 · 44/12 · 310 = 15 728.625 tCO2.

    u = 1.687094 (t of 0.9 and 37) · √(1.9695 · 31/27) / 27.675 = 9.167 %: no deduction. Less 10 %: 14 155.7625 ± 9.167 %.
    """
    rows = []
    for name, values in (("A", TOWN_A), ("B", TOWN_B), ("R", RURAL)):
        rows += plots(name, "2021-06-01", [0.0] * len(values)) + plots(
            name, "2026-06-01", list(map(float, values))
        )
    held = PlotTable(rows=tuple(rows), areas={"A": 155.0, "B": 62.0, "R": 93.0})
    result = METHOD.ex_post(PROJECT, held, period=PERIOD, at=TODAY)
    assert total(result) == pytest.approx(14_155.7625, rel=1e-9)
    assert result.interval is not None
    assert result.interval.relative == pytest.approx(
        1.687094 * math.sqrt(1.9695 * 31 / 27) / 27.675, rel=1e-4
    )


def test_a_forest_inventory_of_two_strata() -> None:
    """Sanquetta and others, Inventário Florestal (2014), pp. 122–129, as DeivisonSouza/forester prints it: 650 and 350 ha, 12 plots each.

    Means 89.1 and 125 m³/ha, variances 71.5 and 261; mean 101.8 (101 800 m³), variance of the mean 5.05, standard error 2.25, sampling
    error 4.58 % at 95 % with 0.976 for a finite population, t 2.07. Six plots below and six above each mean, by √(11/12) of its
    deviation, have that mean and that variance.
    """
    samples = []
    for mean, variance in ((89.1, 71.5), (125.39, 261.0)):
        apart = math.sqrt(variance * 11 / 12)
        samples.append([mean - apart] * 6 + [mean + apart] * 6)
    found = stratified([650.0, 350.0], samples, confidence=0.95)
    assert found.total == pytest.approx(101_800, rel=1e-4)
    assert found.error**2 * 0.976 == pytest.approx(5.05, rel=2e-3)
    assert found.t_value == exact(2.07, 2)
    assert found.relative * math.sqrt(0.976) == exact(0.0458, 4)


# Mangrove.


def test_living_biomass_by_a_calculator() -> None:
    """codingace.net, Mangrove Carbon Stock Calculator, worked example: 12.5 ha, 180 t/ha above ground with 0.451 carbon, roots 0.492 of it
    with 0.39; with 10.7 dead wood, 0.7 litter and 320 soil it prints 447.12 tC/ha, 20 492.93 tCO2e in all.

    Living: 447.12 − 331.4 = 115.72 tC/ha; 20 492.93 − 331.4 · 12.5 · 44/12 = 5 303.76 tCO2. Here stems and roots are two strata of the
    same ground, grown in 20 years from bare mud that gathers nothing.
    """
    held = {
        "area_ha": 12.5,
        "planted": day("2021-01-01"),
        "soil": {"rate": 0.0, "source": "示例"},
    }
    stems, roots = (
        {
            **held,
            "name": name,
            "carbon_fraction": carbon,
            "growth": {"table": {0: 0, 19.9: dry}, "source": "codingace.net"},
        }
        for name, carbon, dry in (("茎叶", 0.451, 180.0), ("根", 0.39, 180.0 * 0.492))
    )
    found = MANGROVE.ex_ante(mangrove(stems, roots), at=TODAY, factors=None, factor_day=TODAY.on)
    assert sum(year.values["biomass_change"] for year in found.years) == exact(5_303.76, 2)
