"""One real project, from the public register: 国华江苏东台竹根沙H1#200MW, its notice of 2026-02-02, and nothing made up.

522,070 MWh a year from 2022-03-01 to 2032-02-29 at a combined margin of 0.48665 gives 2,541,232 t in all, 254,123 t a year, as
published. The meter readings are figures of an example.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ccer.compute.grid_table import shipped_factors
from ccer.compute.meters import Status
from ccer.compute.methodology import Methodology
from ccer.compute.readings import Reading, Readings
from ccer.compute.result import Calculation
from ccer.core.asof import AsOf
from ccer.documents.docx import render_docx
from ccer.documents.model import design_document
from ccer.documents.parts import Document
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.project.assessment import assess
from ccer.project.model import Assessment
from ccer.rules.subjects import Notice, Period, Project

DAY = dt.date(2026, 2, 2)
FILED_DAY = dt.date(2026, 11, 1)
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
START, END = dt.date(2022, 3, 1), dt.date(2032, 2, 29)
ACCOUNTED = Period(dt.date(2023, 1, 1), dt.date(2024, 2, 29))
TOTAL, MEAN = 2_541_232, 254_123
REGISTER = "全国温室气体自愿减排注册登记系统公开记录"


@pytest.fixture(scope="session")
def methodology() -> Methodology:
    return load("CCER-01-002-V01")


@pytest.fixture(scope="session")
def project() -> Project:
    """What the public register says of it."""
    return Project(
        name="国华江苏东台竹根沙H1#200MW海上风电项目",
        methodology="CCER-01-002-V01",
        owner="国家能源集团东台海上风电有限责任公司",
        owner_kind="legal-person",
        purpose="avoid-reduce",
        province="江苏省",
        longitude=121 + 18 / 60 + 36.83 / 3600,
        latitude=32 + 51 / 60 + 13.55 / 3600,
        start_of_construction=dt.date(2019, 9, 28),
        lifetime_years=25,
        crediting=Period(START, END),
        additionality="exempt",
        notice=Notice(start=DAY, end=dt.date(2026, 3, 5), comments=0),
        validator="广州赛宝认证中心服务有限公司",
        site={"capacity_mw": 200.0},
        design={"annual_net_export_mwh": 522_070.0},
        sources={"registry": REGISTER},
    )


@pytest.fixture(scope="session")
def readings() -> Readings:
    """Fourteen months of one export and one import meter: one month beyond its class, one not calibrated, one late."""
    return Readings(tuple(_months()), "readings.csv")


def _months() -> Iterator[Reading]:
    status = {3: Status.OUT_OF_CLASS, 7: Status.UNCALIBRATED, 8: Status.LATE}
    months = [(2023, month) for month in range(1, 13)] + [(2024, 1), (2024, 2)]
    for place, (year, month) in enumerate(months):
        first = dt.date(year, month, 1)
        after = dt.date(year + month // 12, month % 12 + 1, 1)
        for row, (direction, value) in enumerate(
            (("export", 41_000.0 + 517.3 * place), ("import", 120.0 + 3.7 * place))
        ):
            state = status.get(place, Status.IN_CLASS)
            yield Reading(
                first_day=first, last_day=after - dt.timedelta(days=1), point="M1", direction=direction, value=value, unit="MWh",
                status=state, error=-0.0061 if state == Status.OUT_OF_CLASS else 0.0, meter_class="0.5S", row=2 * place + row + 2,
            )  # fmt: skip


@pytest.fixture(scope="session")
def assessment(project: Project, methodology: Methodology, readings: Readings) -> Assessment:
    """As the mechanism assesses it, the claim's readings put in by hand."""
    found = assess(project, DAY)
    calculation = _account(project, methodology, readings)
    claims = tuple(msgspec.structs.replace(claim, calculation=calculation) for claim in found.claims)
    return msgspec.structs.replace(found, claims=claims)


@pytest.fixture(scope="session")
def filed() -> Assessment:
    """The fictional wind farm of ``samples``: one filing of 2025 with its readings."""
    return assess(SAMPLES / "example-wind", FILED_DAY)


@pytest.fixture(scope="session")
def document(filed: Assessment, methodology: Methodology) -> Document:
    """Its design document."""
    return design_document(filed, methodology, "zh")


@pytest.fixture(scope="session")
def made(document: Document) -> bytes:
    """The same as DOCX."""
    return render_docx(document)


@pytest.fixture(scope="session")
def estimate(assessment: Assessment) -> Calculation:
    assert assessment.estimate is not None
    return assessment.estimate


@pytest.fixture(scope="session")
def accounted(project: Project, methodology: Methodology, readings: Readings) -> Calculation:
    return _account(project, methodology, readings)


def _account(project: Project, methodology: Methodology, readings: Readings) -> Calculation:
    return methodology.ex_post(
        project, readings, period=ACCOUNTED, at=AsOf(corpus(), DAY), factors=shipped_factors(), factor_day=DAY
    )
