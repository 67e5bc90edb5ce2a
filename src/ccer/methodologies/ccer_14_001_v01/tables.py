"""What documents and project files need to know of CCER-14-001-V01: monitored quantities, pools and gases, facts of the site."""

from __future__ import annotations

from typing import Final

from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN

_TEXT: Final = PLAN.instrument
_EACH: Final = Text("每次核查前", "before each verification")
_PLOTS: Final = Text("固定样地每木检尺", "every tree of the permanent plots")
_TAPE: Final = Text("围尺、测高器", "diameter tape, hypsometer")
_AGAIN: Final = Text("抽取部分样地复测", "some plots are measured again")
_OLDER: Final = Text("与上次调查对照", "compared with the last survey")

MONITORED: Final[tuple[Monitored, ...]] = (
    Monitored(
        "stratum_area",
        Text("各碳层面积", "Area of each stratum"),
        "ha",
        Text("实地测量或遥感影像勾绘", "survey on the ground or drawn from images"),
        Text("卫星导航接收机、遥感影像", "satellite positioning, images"),
        _EACH,
        Text("以实测面积为准", "the measured area counts"),
        Text("与权属证书和作业设计面积对照", "compared with title and design"),
        f"{_TEXT}/monitoring",
    ),
    Monitored(
        "tree_biomass",
        Text("样地林木胸径和树高", "Diameter and height of the trees of plots"),
        "cm, m",
        _PLOTS,
        _TAPE,
        _EACH,
        _AGAIN,
        _OLDER,
        f"{_TEXT}/monitoring",
    ),
    Monitored(
        "culm_biomass",
        Text("样地竹秆胸径和竹度", "Diameter and age class of the culms of plots"),
        "cm",
        _PLOTS,
        _TAPE,
        _EACH,
        _AGAIN,
        _OLDER,
        f"{_TEXT}/monitoring",
    ),
    Monitored(
        "crown_cover",
        Text("灌木盖度", "Crown cover of shrubs"),
        "1",
        Text("样方调查", "sample squares"),
        Text("测绳、影像", "line, images"),
        _EACH,
        _AGAIN,
        _OLDER,
        f"{_TEXT}/monitoring",
    ),
    Monitored(
        "burnt_area",
        Text("过火面积", "Burnt area"),
        "ha",
        Text("火灾调查记录", "record of the fire"),
        Text("卫星导航接收机、遥感影像", "satellite positioning, images"),
        Text("每次火灾后", "after each fire"),
        Text("保存火灾报告", "the report is kept"),
        Text("与林业主管部门记录对照", "compared with the forestry authority's record"),
        f"{_TEXT}/fire",
    ),
)
SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource(
        "baseline",
        Text("原有木、竹和灌木", "existing trees, bamboo and shrubs"),
        "CO2",
        True,
        Text("主要碳库", "the main pool"),
    ),
    EmissionSource(
        "project",
        Text("地上和地下木本生物质", "woody biomass above and below ground"),
        "CO2",
        True,
        Text("主要碳库", "the main pool"),
    ),
    EmissionSource(
        "project",
        Text("枯死木、枯落物、土壤有机碳", "dead wood, litter, soil organic carbon"),
        "CO2",
        False,
        Text("可选，默认不计，保守", "optional, left out by default, conservative"),
    ),
    EmissionSource(
        "project",
        Text("森林火灾", "forest fires"),
        "CH4",
        True,
        Text("发生火灾时计", "counted where a fire occurs"),
    ),
    EmissionSource(
        "project",
        Text("森林火灾", "forest fires"),
        "N2O",
        True,
        Text("发生火灾时计", "counted where a fire occurs"),
    ),
    EmissionSource(
        "project",
        Text("施肥和机械", "fertiliser and machines"),
        "N2O",
        False,
        Text("量小，不计", "small, left out"),
    ),
)
_LAND: Final = f"{_TEXT}/applicability"
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "forest_kind",
        Text("林种", "Kind of forest"),
        "text",
        "",
        Text(
            "protection、special-use 或 timber，可列多项", "protection, special-use or timber; may be a list"
        ),
        True,
        f"{_TEXT}/scope",
    ),
    Field(
        "planned_land",
        Text("是否规划造林地", "Planned afforestation land"),
        "yes-no",
        "",
        Text("须为规划造林地", "must be so"),
        True,
        f"{_LAND}/item-a",
    ),
    Field(
        "unforested_years",
        Text("开始前不符合森林定义的年数", "Years without forest before the start"),
        "number",
        "year",
        Text("至少 3 年", "at least 3"),
        True,
        f"{_LAND}/item-a",
    ),
    Field(
        "tenure_clear",
        Text("权属是否清晰", "Clear title"),
        "yes-no",
        "",
        Text("须清晰无争议", "must be clear and undisputed"),
        True,
        f"{_LAND}/item-b",
    ),
    Field(
        "tenure_documents",
        Text("权属证书或合同", "Certificates or contracts"),
        "list",
        "",
        Text("写明证书或合同名称、编号", "names and numbers"),
        True,
        f"{_LAND}/item-b",
    ),
    Field(
        "parcels",
        Text("地块及面积", "Parcels with their areas"),
        "list",
        "",
        Text(
            "每块写 name 和 area_ha（或 area_m2）；也可只写 smallest_parcel_m2",
            "name and area_ha (or area_m2) each; or smallest_parcel_m2 alone",
        ),
        False,
        f"{_LAND}/item-c",
    ),
    Field(
        "smallest_parcel_m2",
        Text("最小地块面积", "Smallest parcel"),
        "number",
        "m2",
        Text("不列地块时填写", "where parcels are not listed"),
        False,
        f"{_LAND}/item-c",
    ),
    Field(
        "wetland",
        Text("是否湿地", "Wetland"),
        "yes-no",
        "",
        Text("湿地不适用", "wetland does not qualify"),
        True,
        f"{_LAND}/item-d",
    ),
    Field(
        "trees_kept",
        Text("是否保留原有散生木和竹", "Scattered trees and bamboo kept"),
        "yes-no",
        "",
        Text("不得移除", "they must stay"),
        True,
        f"{_LAND}/item-e",
    ),
    Field(
        "removed_share",
        Text("移除灌木和小径竹的面积占比", "Share of the surface where shrubs were removed"),
        "number",
        "1",
        Text("不超过 0.2", "at most 0.2"),
        True,
        f"{_LAND}/item-e",
    ),
    Field(
        "soil_disturbed_again",
        Text("计入期内是否重复扰动土壤", "Soil disturbed again"),
        "yes-no",
        "",
        Text("不得重复扰动", "must not be"),
        True,
        f"{_LAND}/item-f",
    ),
    Field(
        "burnt_for_preparation",
        Text("是否炼山", "Burnt for site preparation"),
        "yes-no",
        "",
        Text("不得炼山", "must not be"),
        True,
        f"{_LAND}/item-f",
    ),
    Field(
        "litter_removed",
        Text("是否移除枯落物或伐桩", "Litter or stumps removed"),
        "yes-no",
        "",
        Text("不得移除", "must not be"),
        True,
        f"{_LAND}/item-f",
    ),
    Field(
        "precipitation_mm",
        Text("年均降水量", "Mean annual precipitation"),
        "number",
        "mm",
        Text("小于 400 免予论证额外性", "below 400 is exempt from additionality"),
        False,
        f"{_TEXT}/additionality/item-1",
    ),
    Field(
        "key_ecological_zone",
        Text("是否位于国家重点生态功能区", "In a national key ecological function zone"),
        "yes-no",
        "",
        Text("是则免予论证额外性", "exempt if so"),
        False,
        f"{_TEXT}/additionality/item-2",
    ),
    Field(
        "public_welfare_forest",
        Text("是否生态公益林", "Ecological public-welfare forest"),
        "yes-no",
        "",
        Text("是则免予论证额外性", "exempt if so"),
        False,
        f"{_TEXT}/additionality/item-3",
    ),
    Field(
        "additionality_evidence",
        Text("免予论证的依据", "Evidence of the exemption"),
        "list",
        "",
        Text("写明名录、证明或气象资料", "list, certificate or weather record"),
        False,
        f"{_TEXT}/additionality",
    ),
)
