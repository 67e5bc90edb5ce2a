"""Words for the codes of the law base: why no rule reads a provision, ranks, stages, effects."""

from __future__ import annotations

from ..core.text import Text
from .schema import EffectKind, Rank, Stage, Unread

WHY_TEXT: dict[Unread, Text] = {
    "container": Text("由其下各款项分别处理", "its parts are read one by one"),
    "purpose": Text("立法目的或原则", "purpose or principle"),
    "scope": Text("适用范围", "scope of the text"),
    "definition": Text("用语含义，由引用它的条款适用", "a definition, applied where the term is used"),
    "authority": Text(
        "主管部门或机构的职责，在此不决定任何事项",
        "a duty or power of an authority that decides nothing here",
    ),
    "conduct": Text("对人的行为要求，手头没有可检验的事实", "a duty of a person that no fact at hand tests"),
    "procedure": Text("办理步骤，由项目阶段和期限管理", "a step kept by the project's stages and clocks"),
    "ledger": Text("由登记簿管理", "kept by the registry's ledger"),
    "market": Text("由交易环节管理", "kept by the exchange"),
    "offset": Text("由清缴抵销流程管理", "kept by the surrender workflow"),
    "penalty": Text("罚则", "a penalty"),
    "final": Text("解释权和施行日期", "interpretation and entry into force"),
    "not-held": Text("只知其存在，未见文字", "only known to exist; its words are not held"),
    "later": Text("留待后续部分读取", "to be read by a part not built yet"),
}
RANK_TEXT: dict[Rank, Text] = {
    "law": Text("法律", "law"),
    "administrative-regulation": Text("行政法规", "administrative regulation"),
    "departmental-rules": Text("部门规章", "departmental rules"),
    "normative-document": Text("规范性文件", "normative document"),
    "plan-and-opinions": Text("规划与意见", "plan or opinions"),
    "institution-rules": Text("机构业务规则", "rules of an institution"),
    "methodology": Text("项目方法学", "methodology"),
    "technical-standard": Text("技术标准", "technical standard"),
    "calendar-notice": Text("节假日安排通知", "holiday notice"),
}
STAGE_TEXT: dict[Stage, Text] = {
    "published": Text("已公布", "published"),
    "draft": Text("征求意见稿，无效力", "draft, without force"),
}
EFFECT_TEXT: dict[EffectKind, Text] = {
    "amend": Text("修改", "amends"),
    "insert": Text("增加", "inserts"),
    "repeal": Text("废止", "repeals"),
    "suspend": Text("暂停施行", "suspends"),
    "interpret": Text("解释", "interprets"),
    "commence": Text("使之施行", "brings into force"),
    "replace": Text("取代", "replaces"),
    "transitional": Text("过渡安排", "gives transitional terms for"),
    "end-use": Text("终止使用", "ends the use under"),
}
LEGAL_WEIGHT: dict[Rank, str] = {
    "law": "Primary Legislation",
    "administrative-regulation": "Administrative Regulation",
    "departmental-rules": "Departmental Rules",
    "normative-document": "Guideline/Policy",
    "plan-and-opinions": "Strategic Guidance",
    "institution-rules": "Guideline/Policy",
    "methodology": "Technical Standard",
    "technical-standard": "Technical Standard",
    "calendar-notice": "Guideline/Policy",
}
"""The rank of an instrument as a policy record's ``legalWeight`` names it."""
