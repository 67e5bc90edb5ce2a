"""Subjects that meet every condition, to be broken one fact at a time."""

from __future__ import annotations

import datetime as dt

import pytest

from ccer.core.asof import AsOf
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Engagement, Notice, OffsetUse, Period, Project, Reduction, Statement

PROJECT = Project(
    name="示例海域200兆瓦海上风电项目",
    methodology="CCER-01-002-V01",
    owner="示例业主有限公司",
    owner_kind="legal-person",
    established_in_prc=True,
    purpose="avoid-reduce",
    province="江苏省",
    start_of_construction=dt.date(2019, 4, 17),
    operation_start=dt.date(2020, 9, 1),
    lifetime_years=25,
    crediting=Period(dt.date(2020, 9, 23), dt.date(2030, 9, 22)),
    legal_duty=False,
    ets_covered=False,
    other_scheme=False,
    cancelled_before=False,
    owner_barred_for_good=False,
    lawful=True,
    no_harm=True,
    additionality="exempt",
    notice=Notice(start=dt.date(2026, 8, 5)),
    validator="中环联合（北京）认证中心有限公司",
    validation=Statement(
        issued_on=dt.date(2026, 9, 2), positive=True, comments_handled=True, commitment=True
    ),
    commitment_letter=True,
    registered_on=dt.date(2025, 1, 26),
)
REDUCTION = Reduction(
    project=PROJECT,
    period=Period(dt.date(2021, 6, 4), dt.date(2026, 6, 3)),
    quantity=1_062_043,
    application_on=dt.date(2026, 6, 4),
    notice=Notice(start=dt.date(2026, 3, 2)),
    verifier="广州赛宝认证中心服务有限公司",
    verification=Statement(quantity=1_062_043),
    conservative=True,
    commitment_letter=True,
    credited_mwh=1000.0,
    net_export_mwh=1000.0,
    certificates_traded_mwh=0.0,
)
ENGAGEMENT = Engagement(
    role="verification",
    body="广州赛宝认证中心服务有限公司",
    methodology="CCER-01-002-V01",
    engaged_on=dt.date(2026, 3, 1),
    validator_of_project="中环联合（北京）认证中心有限公司",
    funded_by_interested=False,
    develops_or_consults=False,
    tied_to_owner=False,
    wrote_documents=False,
    team_size=2,
    team_competent=1,
    reviewer_in_team=False,
    decider_in_team=False,
    sites_total=12,
    sites_visited=5,
    notice_start=dt.date(2026, 3, 2),
    report_on=dt.date(2026, 6, 10),
)
OFFSET = OffsetUse(
    entity="示例发电有限公司",
    compliance_year=2025,
    obligation_t=120_019,
    quantity_t=6_000,
    key_emitter=True,
    filed_on=dt.date(2026, 10, 12),
    units_registered_on=dt.date(2025, 3, 6),
    project_ets_covered=False,
)


@pytest.fixture(scope="session")
def at() -> AsOf:
    """The law on a day after every notice and filing of the subjects above."""
    return AsOf(corpus(), dt.date(2026, 10, 12))
