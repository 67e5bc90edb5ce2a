"""CCER-01-002-V01, offshore wind: totals of registered projects recomputed to the tonne. Others stand in `test_published_totals`.

By hand, combined margins of label 2023: East 0.48665, South 0.48595, North 0.6185; of label 2024 (from 2026-01-13): South 0.4861 tCO2/MWh.

* Changle A (A210004)   997 170   * 0.48665 = 485 272.781: ten equal years of 485 272    4 852 720 (the newest factor for every year)
* Qingzhou I (A210025)  1 453 815 * 0.4861  = 706 699.472: ten calendar years of 706 699 7 066 990
* Shenquan I (A210015)  275 220   * 0.48595 = 133 743.159: ten equal years of 133 743    1 337 430
* Peninsula U2 (A210021) 949 723  * 0.6185  = 587 403.676: ten equal years of 587 403    5 874 030
* Qingzhou IV (A210006) 1 835 037 * 0.48595 = 891 736.230: ten equal years of 891 736    8 917 360
* Rudong H5 (A210014)   940 810   * 0.48665 = 457 845.187: ten calendar years of 457 845 4 578 450
* Rudong H8 (A210016)   959 840   * 0.48665 = 467 106.136: ten calendar years of 467 106 4 671 060
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ccer.compute.grid import FactorRule
from ccer.compute.periods import Practice

from .public_cases import PublicCase, agrees, estimated, published

CODE = "CCER-01-002-V01"
DATA, NEWEST = FactorRule.DATA_YEAR, FactorRule.NEWEST
EQUAL, BY_DAYS = Practice.EQUAL_YEARS_FLOOR, Practice.DAY_WEIGHTED_FLOOR_YEAR
GUANGDONG, JIANGSU = "广东省", "江苏省"
CASES = [
    PublicCase("福州长乐外海A区", "1280203441100165120", "2", "福建省", 997_170, "2021-12-07", "2031-12-06", "2025-01-26", NEWEST, EQUAL, 4_852_720, 485_272),
    PublicCase("阳江青洲一", "1458146641520496640", "2", GUANGDONG, 1_453_815, "2026-01-01", "2035-12-31", "2026-03-26", DATA, BY_DAYS, 7_066_990, 706_699),
    PublicCase("揭阳神泉一（二期）", "1301585316020359168", "2", GUANGDONG, 275_220, "2023-10-01", "2033-09-30", "2025-04-30", DATA, EQUAL, 1_337_430, 133_743),
    PublicCase("山东半岛南U2", "1313813558290681856", "2", "山东省", 949_723, "2023-12-23", "2033-12-22", "2025-08-28", NEWEST, EQUAL, 5_874_030, 587_403),
    PublicCase("阳江青洲四", "1282770516490457088", "2", GUANGDONG, 1_835_037, "2025-03-01", "2035-02-28", "2025-01-26", DATA, EQUAL, 8_917_360, 891_736),
    PublicCase("苏交控如东H5", "1323780490154610688", "2", JIANGSU, 940_810, "2022-01-01", "2031-12-31", "2025-04-30", DATA, BY_DAYS, 4_578_450, 457_845),
    PublicCase("中广核如东H8", "1328294331206995968", "2", JIANGSU, 959_840, "2022-01-01", "2031-12-31", "2025-04-30", DATA, BY_DAYS, 4_671_060, 467_106),
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
