"""What each deadline means, and how its days are counted where the clause leaves that open."""

from __future__ import annotations

from typing import Literal

from ccer.core.text import Text

Kind = Literal[
    "pdd-notice",
    "reduction-notice",
    "registry-review",  # of a project
    "reduction-review",
    "vvb-report",  # on a reduction
    "validation-report",
    "look-back",
    "records",
    "account-review",
    "account-change-filing",
    "account-change-review",
]

_NOTICE = Text(
    "首末两日均为工作日并计入；起始日不是工作日的，从其后首个工作日起算（与注册登记系统公布的起止日期一致）",
    "Both ends are working days and counted, as in the registry's own dates; "
    "a start on a day off counts from the next working day",
)
_REVIEW = Text(
    "“自收到之日起”，收到当日不计入，自次日起算（参照民法典第二百零一条）；"
    "登记机构如从收到当日（工作日）起算，期限早一个工作日届满",
    'The clause runs "from the day of receipt"; that day is not counted, as Civil Code Art. 201 reads such '
    "a period. Were it counted, being a working day, the period would end one working day earlier",
)
_REPORT = Text(
    "自公示之日起的自然日，公示当日不计入；“原则上”不超过，因业主原因的延误不计；末日遇休息日不顺延",
    "Calendar days from publication, that day not counted; a limit in principle, delay caused by the "
    "owner excluded; a last day that is a day off is not moved",
)
_FILING = Text(
    "自变化之日的次日起算，变化当日不计入（参照民法典第二百零一条）",
    "Counted from the day after the change, the day itself not counted (Civil Code Art. 201)",
)
INTERPRETATIONS: dict[Kind, Text] = {
    "pdd-notice": _NOTICE,
    "reduction-notice": _NOTICE,
    "registry-review": _REVIEW,
    "reduction-review": _REVIEW,
    "account-review": _REVIEW,
    "account-change-review": _REVIEW,
    "account-change-filing": _FILING,
    "vvb-report": _REPORT,
    "validation-report": _REPORT,
    "look-back": Text(
        "五年截至申请登记的前一日，首个可申请日为五年前的对应日，该日计入（没有对应日的，从严取3月1日）；"
        "如把申请当日也算入五年，还会少一天，宜留出余量",
        "The five years end on the day before the application and begin on the same calendar day five years "
        "earlier, that day included (1 March where there is no 29 February, the stricter side); were the day of "
        "application counted among them, one day more would be lost: leave a margin",
    ),
    "records": Text(
        "至少保存至登记日十年后的对应日，该日计入；没有对应日的，从严取3月1日；其后又有登记的，重新起算",
        "Kept at least to the anniversary of the registration, that day included (1 March where there is no "
        "29 February, the stricter side); a later registration starts the period anew",
    ),
}
MEANINGS: dict[Kind, Text] = {
    "pdd-notice": Text(
        "项目设计文件公示首日至末日", "First and last day of the public notice of the design document"
    ),
    "reduction-notice": Text(
        "减排量核算报告公示首日至末日", "First and last day of the public notice of the accounting report"
    ),
    "registry-review": Text(
        "项目登记审核计入的首日至期限末日", "First day counted and last day of the review of the project"
    ),
    "reduction-review": Text(
        "减排量登记审核计入的首日至期限末日", "First day counted and last day of the review of the reduction"
    ),
    "vvb-report": Text(
        "出具核查报告计入的首日至期限末日", "First day counted and last day to issue the verification report"
    ),
    "validation-report": Text(
        "出具审定报告计入的首日至期限末日", "First day counted and last day to issue the validation report"
    ),
    "look-back": Text(
        "产生日至可就其申请登记的最后一天",
        "Production day, and the last day to apply for what was produced then",
    ),
    "account-review": Text(
        "开户审核计入的首日至期限末日", "First day counted and last day of the review of an account"
    ),
    "account-change-filing": Text(
        "申请变更计入的首日至期限末日", "First day counted and last day to file a change"
    ),
    "account-change-review": Text(
        "办理变更计入的首日至期限末日", "First day counted and last day to complete a change"
    ),
    "records": Text("保存期首日至最后一日", "First and last day the records must be kept"),
}
