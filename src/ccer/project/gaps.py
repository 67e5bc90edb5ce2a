"""What the project file does not hold yet: facts a rule asked for, and papers the design document needs."""

from __future__ import annotations

from ..core.decision import Decision
from ..core.text import Text
from ..methodologies import Methodology
from ..rules.subjects import Project
from .model import Gap

GUIDE = "ncsc-2023-design-guide"
PAPERS: tuple[tuple[str, Text, Text], ...] = (
    (
        "description",
        Text("项目概况", "Project summary"),
        Text("写明建设内容、规模、投运情况。", "Describe the works, their size and operation."),
    ),
    (
        "technology",
        Text("技术与设备参数", "Technology and equipment"),
        Text("写明主要设备型号与参数。", "Give the main equipment and its parameters."),
    ),
    (
        "place",
        Text("项目位置", "Location"),
        Text(
            "写明地点，并附边界拐点坐标（度，六位小数）。",
            "Give the place and the boundary corners in degrees, six decimals.",
        ),
    ),
    (
        "approvals",
        Text("批复文件", "Approvals"),
        Text(
            "列出核准（备案）、环评、用海用地批复的文号和日期。", "List the approvals with number and date."
        ),
    ),
    (
        "monitoring",
        Text("监测计划", "Monitoring plan"),
        Text(
            "写明计量点或样地、仪器型号与准确度、校准与数据管理。",
            "Give metering points or plots, instruments, accuracy, calibration and data handling.",
        ),
    ),
)


def _unread(project: Project) -> Text:
    """What to do where not a fact is missing but the clause itself was not read."""
    form = f"ccer methodology form {project.methodology} --out form.yaml"
    return Text(
        f"不缺事实：条文没有读到，尚不能判定。读到后填官方文本填报表（{form}）。",
        f"No fact is missing: the clause was not read, so this cannot be decided. Enter it on the official form ({form}).",
    )


def gaps_of(project: Project, decisions: tuple[Decision, ...], method: Methodology | None) -> tuple[Gap, ...]:
    """One line per missing fact (with the clause that asks) and per missing paper, each once."""
    found: dict[str, Gap] = {}
    for decision in decisions:
        for finding in decision.open_points:
            clause = finding.citations[0].ref if finding.citations else ""
            if finding.missing:
                fields = ", ".join(finding.missing)
                found.setdefault(
                    fields, Gap(fields, finding.title, clause, finding.remedy or finding.requires)
                )
            else:
                found.setdefault(
                    finding.rule, Gap("design.official", finding.title, clause, _unread(project))
                )
    named = {name.strip() for fields in found for name in fields.split(",")}
    for field, title, remedy in PAPERS:
        if not getattr(project, field):
            found.setdefault(field, Gap(field, title, GUIDE, remedy))
    if project.crediting is None and "crediting" not in named:
        found.setdefault(
            "crediting",
            Gap(
                "crediting",
                Text("计入期", "Crediting period"),
                "mee-samr-2023-31/art-8/para-2",
                Text("写明计入期起止日。", "Give its first and last day."),
            ),
        )
    asked = [field for field in method.design_fields if field.required] if method else []
    if asked and not project.design:
        names = Text(
            "、".join(field.title.zh for field in asked), ", ".join(field.title.en for field in asked)
        )
        remedy = Text("写明：", "Give: ") + names
        found.setdefault("design", Gap("design", Text("设计值", "Design quantities"), asked[0].cite, remedy))
    return tuple(found.values())
