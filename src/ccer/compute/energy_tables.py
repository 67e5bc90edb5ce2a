"""Rows that the tables of the methodologies of displaced grid electricity have in common."""

from __future__ import annotations

from typing import Final

from ..core.text import Text
from .methodology import EmissionSource, Field, Monitored

CONTINUOUS: Final = Text("连续监测，至少每月记录一次", "continuous, recorded at least once a month")
NONE: Final = Text("无", "none")
SMALL: Final = Text("次要排放源，按保守原则不计", "a minor source, left out to be conservative")


def metered_energy(
    instrument: str, first_table: int, of_part: Text, checked: Text
) -> tuple[Monitored, Monitored]:
    """Export and import, as their two tables ask for them.

    Parameters
    ----------
    first_table : int
        Number of the table on export; that on import follows.
    of_part : Text
        Of which part of a larger plant, empty where it is the whole.
    checked : Text
        What the readings are checked against.
    """
    titles = (
        Text("上网电量", "Electricity exported to the grid"),
        Text("下网电量", "Electricity imported from the grid"),
    )
    return tuple(  # type: ignore[return-value]
        Monitored(
            name=name,
            title=title,
            unit="MWh",
            source=Text("电能表读数", "readings of electricity meters") + of_part,
            instrument=Text(
                "并网协议约定计量点的电能表，准确度不低于 0.5 级，按 DL/T 448 配置",
                "electricity meters at the points fixed in the grid agreement, class 0.5 or better, installed to DL/T 448",
            ),
            frequency=CONTINUOUS,
            quality=Text(
                "安装前按 JJG 596 检定；使用期间每年由具备 CNAS 或 CMA 资质的第三方按 DL/T 1664 校准；"
                "主备表误差超出范围或部件故障的，30 天内校准",
                "verified to JJG 596 before installation; calibrated every year to DL/T 1664 by a CNAS or CMA third party; "
                "within 30 days when main and check meter differ beyond their class or a part fails",
            ),
            cross_check=checked,
            cite=f"{instrument}/table-{first_table + place}",
        )
        for place, (name, title) in enumerate(
            zip(("exported_energy", "imported_energy"), titles, strict=True)
        )
    )


def published_margins(instrument: str, first_table: int) -> tuple[Monitored, Monitored]:
    """Operating and build margin, as their two tables ask for them."""
    titles = (Text("电量边际排放因子", "Operating margin"), Text("容量边际排放因子", "Build margin"))
    return tuple(  # type: ignore[return-value]
        Monitored(
            name=name,
            title=title,
            unit="tCO2/MWh",
            source=Text(
                "生态环境部公布的当年区域电网数值；核查报告上传时未公布的，用此前最近年份的数值",
                "the ministry's figure of the regional grid for the year; if not out when the verification report is uploaded, "
                "that of the nearest earlier year",
            ),
            instrument=NONE,
            frequency=Text("每年", "yearly"),
            quality=NONE,
            cross_check=NONE,
            cite=f"{instrument}/table-{first_table + place}",
        )
        for place, (name, title) in enumerate(zip(("operating_margin", "build_margin"), titles, strict=True))
    )


def displaced_grid() -> tuple[EmissionSource, ...]:
    """Baseline rows: plants of the grid, carbon dioxide only."""
    grid = Text("替代的所在区域电网发电", "displaced generation of the regional grid")
    main = Text("主要排放源", "the main source")
    return (
        EmissionSource("baseline", grid, "CO2", True, main),
        EmissionSource("baseline", grid, "CH4", False, SMALL),
        EmissionSource("baseline", grid, "N2O", False, SMALL),
    )


def energy_fields(instrument: str) -> tuple[Field, Field, Field]:
    """Design quantities: net export, or export and import."""
    why = Text("预计减排量按年净上网电量估算", "expected reductions follow from the yearly net export")
    either = Text(
        "与年下网电量一起给出，可代替年净上网电量",
        "with the yearly import, in place of the yearly net export",
    )
    cite = f"{instrument}/eq-2"
    return (
        Field(
            "annual_net_export_mwh",
            Text("年净上网电量", "Net export a year"),
            "number",
            "MWh",
            why,
            True,
            cite,
        ),
        Field("annual_export_mwh", Text("年上网电量", "Export a year"), "number", "MWh", either, False, cite),
        Field("annual_import_mwh", Text("年下网电量", "Import a year"), "number", "MWh", either, False, cite),
    )
