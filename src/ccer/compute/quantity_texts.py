"""Rows for documents and project files that follow from what a plan of quantities declares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ..core.text import Text
from .energy_tables import CONTINUOUS, published_margins
from .methodology import EmissionSource, Field, Monitored
from .quantities import VOLUME_AT, QuantityPlan

NOT_READ: Final = Text("方法学原文未读到，暂按此", "the text was not read; taken to be so")
METER: Final = Text(
    "经检定的计量器具，准确度等级写入读数文件", "a verified meter; its class stands in the readings file"
)
CALIBRATED: Final = Text(
    "按检定规程定期校准；超差、未校准和延迟校准的读数按保守原则修正",
    "calibrated regularly; readings beyond class, not calibrated or late are corrected conservatively",
)
EACH: Final = Text("每批称量或检测并记录", "weighed or tested and recorded batch by batch")
RECORDS: Final = Text("结算单据、台账等", "settlement papers, ledgers and the like")

EXEMPT: Final = Text("符合适用条件的，免予论证。", "Exempt where the applicability conditions are met.")
EXEMPT_NOT_READ: Final = Text(
    "符合适用条件的，免予论证（条文未读到）。",
    "Exempt where the applicability conditions are met (the clause was not read).",
)
NO_LEAKAGE: Final = Text("暂按 0 计，条文未读到。", "Taken as 0; the clause was not read.")
MAIN: Final = Text("主要排放源", "the main source")
A_MAIN: Final = Text("主要排放源", "a main source")
GRID: Final = EmissionSource(
    "baseline", Text("所在区域电网发电", "generation of the regional grid"), "CO2", True, MAIN
)
ELECTRICITY: Final = EmissionSource(
    "project", Text("项目用电", "electricity of the project"), "CO2", True, A_MAIN
)
FOSSIL_FUELS: Final = EmissionSource(
    "project",
    Text("项目化石燃料", "fossil fuels of the project"),
    "CO2",
    True,
    Text("按消耗量计入", "counted as burnt"),
)


def condition(name: str, title: Text, cite: str) -> Field:
    """A condition of applicability, asked as a fact of yes or no."""
    return Field(name, title, "yes-no", "", Text("适用条件", "a condition of applicability"), True, cite)


def own_figure(name: str, title: Text, unit: str, cite: str) -> Field:
    """A figure of the project's own in place of the default."""
    return Field(
        name, title, "number", unit, Text("不填的用缺省值", "the default where none is given"), False, cite
    )


def gwp_field(cite: str) -> Field:
    """Which warming potentials count."""
    title = Text("全球增温潜势的版本", "Set of warming potentials")
    sets = Text("ar5（缺省）、ar4 或 sar", "ar5 (default), ar4 or sar")
    return Field("gwp_set", title, "text", "", sets, False, cite)


def state_field(cite: str) -> Field:
    """The standard state that volumes of gas are given for."""
    title = Text("气体体积的标准状态", "Standard state of the volumes of gas")
    return Field(VOLUME_AT, title, "text", "", Text("0c（缺省）或 20c", "0c (default) or 20c"), False, cite)


def monitored_quantities(plan: QuantityPlan) -> tuple[Monitored, ...]:
    """A line for each declared quantity, and the two margins where grid electricity is charged."""
    lines = [
        Monitored(
            name=one.name,
            title=one.title,
            unit=one.target,
            source=Text("读数文件：", "readings file: ") + one.title,
            instrument=METER,
            frequency=EACH if one.batch else CONTINUOUS,
            quality=CALIBRATED,
            cross_check=RECORDS,
            cite=f"{plan.instrument}/monitoring",
        )
        for one in plan.measured
    ]
    if plan.combined_margin is not None:
        lines += [_recited(line, plan.factor_clause) for line in published_margins(plan.instrument, 1)]
    return tuple(lines)


def _recited(line: Monitored, cite: str) -> Monitored:
    names = (name for name in Monitored.__slots__ if name != "cite")
    return Monitored(**{name: getattr(line, name) for name in names}, cite=cite)


def design_fields(
    plan: QuantityPlan, more: tuple[Field, ...] = (), from_lists: Collection[str] = ()
) -> tuple[Field, ...]:
    """A field of the design for each declared quantity, fuels where any may be burnt, and those of the methodology's own.

    Parameters
    ----------
    more : tuple of Field
        Those of its own; one of them may stand in for that of a quantity.
    from_lists : collection of str
        Quantities that stand in a list of the design instead.
    """
    why = Text("预计减排量按年设计量估算", "expected reductions follow from the yearly design quantities")
    known: Mapping[str, Field] = {field.name: field for field in more}
    fields = [
        Field(
            one.design_field,
            one.title + (Text("", "") if one.level else Text("（每年）", " a year")),
            "number",
            one.target,
            why,
            one.required,
            f"{plan.instrument}/monitoring",
        )
        for one in plan.measured
        if one.design_field not in known and one.name not in from_lists
    ]
    if plan.burns_fuel:
        title = Text("各种化石燃料的年消耗量", "Fossil fuels a year")
        burnt = Text("项目排放量按燃料计算；不用的留空", "charged by fuel; empty where none is burnt")
        fields.append(
            Field("fuels", title, "list", "t / 10^4Nm3", burnt, False, f"{plan.instrument}/monitoring")
        )
    return (*more, *fields)
