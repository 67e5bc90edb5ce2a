"""What documents and project files need to know of CCER-01-001-V01: monitored quantities, sources, fields."""

from __future__ import annotations

from typing import Final

from ...compute.energy_tables import (
    CONTINUOUS,
    displaced_grid,
    energy_fields,
    metered_energy,
    published_margins,
)
from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN

_TEXT: Final = PLAN.instrument
_FUEL: Final = Text("防凝等用化石燃料的燃烧", "fossil fuel burnt, e.g. to keep salt or oil from freezing")

MONITORED: Final[tuple[Monitored, ...]] = (
    *metered_energy(
        _TEXT,
        7,
        Text("（一体化项目为光热部分）", " (of the solar thermal part in an integrated project)"),
        Text(
            "电量结算凭证或电网公司出具的电量证明",
            "settlement vouchers, or a certificate of the grid company",
        ),
    ),
    *published_margins(_TEXT, 9),
    Monitored(
        name="fuel_consumed",
        title=Text("化石燃料消耗量", "Fossil fuel consumed"),
        unit="t / 10^4Nm3",
        source=Text("流量计等计量器具的读数", "readings of flow meters or the like"),
        instrument=Text(
            "进入电站处的计量器具，天然气流量计准确度不低于 2.0 级，按 GB 17167 配备",
            "meters at the plant's intake, gas meters of class 2.0 or better, to GB 17167",
        ),
        frequency=CONTINUOUS,
        quality=Text(
            "安装前按 JJG 640 等检定；使用期间每年由具备 CNAS 或 CMA 资质的第三方按 GB/T 21446 等校准",
            "verified to JJG 640 or the like before installation; calibrated every year to GB/T 21446 or the like "
            "by a CNAS or CMA third party",
        ),
        cross_check=Text("化石燃料购买凭证", "purchase vouchers"),
        cite=f"{_TEXT}/table-11",
    ),
)
SOURCES: Final[tuple[EmissionSource, ...]] = (
    *displaced_grid(),
    EmissionSource("project", _FUEL, "CO2", True, Text("主要排放源", "the main source")),
    EmissionSource("project", _FUEL, "CH4", False, Text("次要排放源，不计", "a minor source, neglected")),
    EmissionSource("project", _FUEL, "N2O", False, Text("次要排放源，不计", "a minor source, neglected")),
    EmissionSource(
        "project",
        Text("运行维护用电", "electricity for operation"),
        "CO2",
        True,
        Text("经下网电量计入净上网电量", "counted through the imported electricity"),
    ),
    EmissionSource(
        "project",
        Text("运维车辆用化石燃料", "fossil fuel of vehicles"),
        "CO2",
        False,
        Text("排放量小，计为 0", "small, counted as 0"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "integrated",
        Text("是否为“光热+”一体化项目", "Part of an integrated project"),
        "yes-no",
        "",
        Text("一体化项目只核算光热部分", "of an integrated project only the solar thermal part counts"),
        True,
        f"{_TEXT}/sec-2",
    ),
    Field(
        "separate_metering",
        Text("光热部分上网电量是否单独计量", "Solar thermal export metered separately"),
        "yes-no",
        "",
        Text("一体化项目的光热部分须单独计量", "asked of the solar thermal part of an integrated project"),
        False,
        f"{_TEXT}/sec-8.1.1",
    ),
    Field(
        "solar_thermal",
        Text("是否采用光热发电技术", "Solar thermal technology"),
        "yes-no",
        "",
        Text("以可研、环评和现场为证", "shown by the feasibility study, the EIA and the site"),
        False,
        f"{_TEXT}/sec-8.1.1",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = (
    *energy_fields(_TEXT),
    Field(
        "fuels",
        Text("各种化石燃料的年消耗量", "Fossil fuels a year"),
        "list",
        "t / 10^4Nm3",
        Text(
            "项目排放量按燃料计算；不用燃料的留空",
            "project emissions follow from them; empty where none is burnt",
        ),
        False,
        f"{_TEXT}/eq-4",
    ),
)
