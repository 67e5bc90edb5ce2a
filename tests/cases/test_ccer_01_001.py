"""CCER-01-001-V01, solar thermal power: totals of public documents recomputed to the tonne. Two more stand in `test_published_totals`.

By hand, combined margins of Northwest: label 2023 0.63055, label 2024 (from 2026-01-13) 0.62155 tCO2/MWh.

* Datang Hami       146 500   * 0.62155 =  91 057.075: ten equal years of  91 057 are   910 570
* Shanshan, first   152 820   * 0.62155 =  94 985.271: ten calendar years of 94 985     949 850
* Huaxin Shanshan   170 900   * 0.62155 = 106 222.895: ten equal years of 106 222     1 062 220
* Jinghe            118 688   * 0.63055 =  74 838.718: to the nearest,     74 839       748 390
* Delingha II       146 000   * 0.63055 =  92 060.300: ten equal years of  92 060       920 600 (the newest factor for every year)
* Yumen             227 600   * 0.63055 = 143 513.180: ten equal years of 143 513     1 435 130
* Dunhuang 100 MW   355 600.8 * 0.63055 = 224 224.084: ten calendar years of 224 224  2 242 240 (registered)
* Hami 50 MW        178 515   * 0.63055 = 112 562.633: ten equal years of 112 562     1 125 620 (registered)
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ccer.compute.grid import FactorRule
from ccer.compute.periods import Practice

from .public_cases import PublicCase, agrees, estimated, published

CODE = "CCER-01-001-V01"
DATA, NEWEST = FactorRule.DATA_YEAR, FactorRule.NEWEST
EQUAL, BY_DAYS, NEAREST = (
    Practice.EQUAL_YEARS_FLOOR,
    Practice.DAY_WEIGHTED_FLOOR_YEAR,
    Practice.EQUAL_YEARS_ROUND,
)
XINJIANG, GANSU = "新疆维吾尔自治区", "甘肃省"
CASES = [
    PublicCase("大唐哈密石城子", "1465364329279918080", "1-1", XINJIANG, 146_500, "2026-02-01", "2036-01-31", "2026-01-29", DATA, EQUAL, 910_570, 91_057),
    PublicCase("吐鲁番鄯善（首次公示）", "1470501137890283520", "1-1", XINJIANG, 152_820, "2026-01-01", "2035-12-31", "2026-02-12", DATA, BY_DAYS, 949_850, 94_985),
    PublicCase("吐鲁番华新鄯善", "1509574498272284672", "1-1", XINJIANG, 170_900, "2026-05-01", "2036-04-30", "2026-06-01", DATA, EQUAL, 1_062_220, 106_222),
    PublicCase("精河", "1380199004788363264", "1-1", XINJIANG, 118_688, "2026-01-01", "2035-12-31", "2025-06-09", DATA, NEAREST, 748_390, 74_839),
    PublicCase("德令哈二期", "1392586251118448640", "1-1", "青海省", 146_000, "2020-09-23", "2030-09-22", "2025-07-11", NEWEST, EQUAL, 920_600, 92_060),
    PublicCase("玉门新奥", "1316344248471261184", "1-1", GANSU, 227_600, "2025-06-01", "2035-05-31", "2024-12-12", DATA, EQUAL, 1_435_130, 143_513),
    PublicCase("敦煌10万千瓦", "1280246202453069824", "2", GANSU, 355_600.8, "2021-01-01", "2030-12-31", "2025-01-26", DATA, BY_DAYS, 2_242_240, 224_224),
    PublicCase("哈密50兆瓦", "1280466664214892544", "2", XINJIANG, 178_515, "2023-08-01", "2033-07-31", "2025-01-26", DATA, EQUAL, 1_125_620, 112_562),
]  # fmt: skip

every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every
def test_published_total(case: PublicCase) -> None:
    result = estimated(CODE, case)
    assert (result.tonnes, result.annual_mean_tonnes) == (case.total, case.annual)
    assert sum(year.tonnes for year in result.years) == case.total


@every
@pytest.mark.shared
def test_the_case_is_that_of_the_registry(case: PublicCase, shared: Path) -> None:
    agrees(case, published(shared, case))
