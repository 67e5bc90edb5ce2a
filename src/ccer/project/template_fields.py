"""The fields that every project file has, each with what it is for."""

from __future__ import annotations

from typing import NamedTuple

from ..core.text import Text


class Question(NamedTuple):
    """One field of the project file: what it is, what it is for, and whether it is asked for at the start."""

    name: str
    title: Text
    ask: bool = False


SECTIONS: tuple[tuple[Text, tuple[Question, ...]], ...] = (
    (
        Text("项目与业主", "Project and owner"),
        (
            Question(
                "name",
                Text("项目名称（含所有者简称、地点、规模、技术）", "name (owner, place, size, technology)"),
                ask=True,
            ),
            Question("owner", Text("项目业主全称", "owner's full name"), ask=True),
            Question(
                "owner_kind",
                Text(
                    "legal-person 法人 | other-organisation 其他组织 | natural-person 自然人",
                    "legal-person | other-organisation | natural-person",
                ),
            ),
            Question(
                "established_in_prc",
                Text("是否境内依法成立（true/false）", "lawfully established in mainland China (true/false)"),
            ),
            Question("purpose", Text("avoid-reduce 避免减少 | remove 清除", "avoid-reduce | remove")),
            Question("description", Text("项目概况", "summary")),
            Question("technology", Text("技术与主要设备", "technology and main equipment")),
        ),
    ),
    (
        Text("地点", "Location"),
        (
            Question(
                "province",
                Text(
                    "省份（决定所属区域电网；内蒙古请写蒙西或蒙东）",
                    "province (decides the grid; for Inner Mongolia say west or east)",
                ),
                ask=True,
            ),
            Question("place", Text("具体地点", "place")),
            Question("longitude", Text("经度，度，六位小数", "longitude, degrees, six decimals")),
            Question("latitude", Text("纬度，度，六位小数", "latitude, degrees, six decimals")),
            Question(
                "grid",
                Text(
                    "所属区域电网，一般留空按省份定：North、Northeast、East、Central、Northwest、South、Southwest",
                    "regional grid, by the province where empty: North, Northeast, East, Central, Northwest, South, Southwest",
                ),
            ),
        ),
    ),
    (
        Text("日期（形如 2026-08-20）", "Dates (like 2026-08-20)"),
        (
            Question(
                "start_of_construction",
                Text("开工日期，取最早可证明的", "start of construction, the earliest provable"),
                ask=True,
            ),
            Question(
                "operation_start",
                Text("投运日期（寿命起点）", "start of operation (and of the project's life)"),
            ),
            Question("lifetime_years", Text("项目寿命，年", "project life, years")),
            Question(
                "crediting",
                Text(
                    "计入期 {start: , end: }，首尾两日均计入",
                    "crediting period {start: , end: }, both days included",
                ),
            ),
            Question(
                "networking_completed", Text("数据联网试运行完成日", "completion of the networking trial")
            ),
        ),
    ),
    (
        Text(
            "声明（true/false；不知道就留空，不要猜）",
            "Declarations (true/false; leave empty what is not known)",
        ),
        (
            Question("lawful", Text("符合法律法规和国家政策", "complies with law and policy")),
            Question("no_harm", Text("符合可持续发展要求，无不利影响", "no harm to sustainable development")),
            Question("legal_duty", Text("是否有法定减排义务", "under a legal duty to reduce")),
            Question(
                "ets_covered",
                Text("是否纳入全国或地方配额管理", "under allowances of the national or a local ETS"),
            ),
            Question("other_scheme", Text("是否参与其他减排交易机制", "in another crediting scheme")),
            Question("cancelled_before", Text("是否曾被注销", "cancelled before")),
            Question("owner_barred_for_good", Text("业主是否被决定不再受理", "owner barred for good")),
            Question("owner_barred_until", Text("业主被限制申请至（日期）", "owner barred until (date)")),
            Question(
                "legacy_filed_on",
                Text("旧机制备案日期，没有则留空", "filing date under the old scheme, if any"),
            ),
            Question(
                "additionality",
                Text(
                    "额外性 exempt 免予论证 | simplified 简化论证 | general 一般论证",
                    "additionality: exempt | simplified | general",
                ),
            ),
        ),
    ),
    (
        Text("程序（发生后再填）", "Procedure (fill in as it happens)"),
        (
            Question(
                "notice",
                Text(
                    "设计文件公示 {start: , end: , comments: }",
                    "notice of the design document {start: , end: , comments: }",
                ),
            ),
            Question("validator", Text("审定机构", "validator")),
            Question(
                "validation",
                Text(
                    "审定报告 {issued_on: , positive: , comments_handled: , commitment: }",
                    "validation report {issued_on: , positive: , comments_handled: , commitment: }",
                ),
            ),
            Question("commitment_letter", Text("承诺书是否已签", "commitment letter signed")),
            Question("application_on", Text("申请登记日期", "application for registration")),
            Question("registered_on", Text("登记日期", "registered on")),
        ),
    ),
)
SITE_EXTRAS = (
    Question("possessor", Text("项目所有者（与业主不同时）", "possessor, where not the owner")),
    Question("contact", Text("联系人及联系方式", "contact")),
    Question(
        "corner_points",
        Text(
            "边界拐点 [{longitude: , latitude: }]，六位小数",
            "boundary corners [{longitude: , latitude: }], six decimals",
        ),
    ),
    Question(
        "equipment",
        Text(
            "主要设备 [{name: , model: , maker: , rating: , count: , lifetime_years: }]",
            "main equipment [{name: , model: , maker: , rating: , count: , lifetime_years: }]",
        ),
    ),
    Question("sustainable_development", Text("可持续发展说明", "sustainable development")),
    Question("environment", Text("环境影响说明", "environmental impact")),
)
"""Facts of the site that only the design document asks for."""
