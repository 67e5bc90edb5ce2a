"""What the methodologies of coastal sinks share: their plan, the year's equations on strata, dated values and the gases of the soil.

Mangrove, salt marsh and seagrass have one chain: biomass by stock change, soil by a yearly rate, gases of the soil, then the deduction for
non-permanence. A methodology states its own equations and values; this module carries them through. Strata are in `coastal_strata`, the
two calculations in `coastal_ex_ante` and `coastal_ex_post`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from ..core.asof import AsOf, DatedValue, Mark
from ..core.errors import BadInput
from ..core.quantities import whole_tonnes
from ..core.text import Text
from ..rules.subjects import Project
from .electricity import once, reasons_of
from .equation import Equation
from .methodology import Plan, Statement, run_steps
from .periods import YearPart
from .result import Reason, YearResult

SOIL_DEFAULT: Final = "soil_default"
SOIL_GASES: Final = "soil_gases"
YEAR_VALUES: Final = (
    "biomass_change",
    "soil_change",
    "soil_gas_emissions",
    "baseline_stock_change",
    "leakage",
    "nonpermanence_share",
    "emission_reductions",
)


@dataclass(frozen=True, slots=True)
class CoastalPlan(Plan):
    """A `Plan` of a coastal sink.

    Parameters
    ----------
    stock, density, change : Equation
        Stock of biomass [tCO2], carbon per hectare [tC/ha], change between two days [tCO2].
    cover_rate, net_rate : Equation
        Soil accumulation by cover; less what came from elsewhere. [tC/ha/yr]
    soil_sets : tuple of str
        Default rates that a project may choose from, the first unless it says so.
    by_cover : tuple of str
        Those of them that hold for full cover only.
    open_water : bool
        Nitrous oxide of the soil is that of open water.
    to_carbon, to_matter : callable, optional
        Organic carbon from organic matter, and back, as shares.
    named : mapping
        Kind of default -> the names a project may choose from; see `coastal_growth`.
    trees : bool
        Biomass is that of trees in plots; else carbon by plot as the project states it.
    stand_ins : mapping
        Name of a value -> name of the one that stands in for it while the text was not read.
    """

    stock: Equation = field(kw_only=True)
    density: Equation = field(kw_only=True)
    change: Equation = field(kw_only=True)
    cover_rate: Equation = field(kw_only=True)
    net_rate: Equation = field(kw_only=True)
    proxy: Statement = field(kw_only=True)
    proxy_mark: Mark = field(default="uncertain", kw_only=True)
    soil_sets: tuple[str, ...] = field(default=("ipcc",), kw_only=True)
    by_cover: tuple[str, ...] = field(default=("vm0033",), kw_only=True)
    open_water: bool = field(default=False, kw_only=True)
    to_carbon: Callable[[Any], Any] | None = field(default=None, kw_only=True)
    to_matter: Callable[[Any], Any] | None = field(default=None, kw_only=True)
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict, kw_only=True)
    trees: bool = field(default=False, kw_only=True)
    stand_ins: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    def parameter(self, name: str) -> str:
        """Full name of a dated value, of its stand-in where it has one."""
        return Plan.parameter(self, self.stand_ins.get(name, name))


class Held(NamedTuple):
    """Values of one calculation: what they are, the dated values behind them, and why the result is provisional."""

    numbers: dict[str, float]
    using: tuple[DatedValue, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def reasoned(self, plan: CoastalPlan, *more: Reason) -> tuple[Reason, ...]:
        """The proxy first, then each value that was not read in an official text."""
        proxy = Reason("proxy", plan.proxy_mark, plan.proxy.text)
        return once([proxy, *self.reasons, *reasons_of(self.using), *more])


def held_values(project: Project, plan: CoastalPlan, at: AsOf) -> Held:
    """Non-permanence, leakage, the baseline by hectare, and the warming potentials where gases of the soil are counted."""
    names = ["nonpermanence_deduction", "leakage", "baseline_rate"]
    counted, settled = soil_gases_counted(project, plan, at)
    names += ["gwp.ch4", "gwp.n2o"] if counted else []
    values = [dated(project, plan, at, name) for name in names]
    numbers = {name: value.number for name, value in zip(names, values, strict=True)}
    if not 0 <= numbers["nonpermanence_deduction"] < 1:
        raise refused(
            project, "official.nonpermanence_deduction", Text("不在 0 至 1 之间", "it is not between 0 and 1")
        )
    if not settled.provisional:
        return Held(numbers, (*values, settled))
    said = (
        Text(
            "计入土壤的甲烷和氧化亚氮，因子取自替代来源",
            "soil CH4 and N2O are counted, by factors of a proxy",
        )
        if counted
        else Text("土壤的甲烷和氧化亚氮暂计为 0", "soil CH4 and N2O are taken as 0")
    )
    why = said + Text("；原文如何规定没有读到", "; what the text says of them was not read")
    return Held(numbers, tuple(values), (Reason(SOIL_GASES, "uncertain", why),))


def soil_gases_counted(project: Project, plan: CoastalPlan, at: AsOf) -> tuple[bool, DatedValue]:
    """Whether the gases of the soil count: what was read in the official text, else ``design.soil_gases``, else the stand-in."""
    held = dated(project, plan, at, "soil_gases_counted")
    chosen = project.design.get(SOIL_GASES, held.value) if held.provisional else held.value
    if not isinstance(chosen, bool):
        raise refused(project, SOIL_GASES, Text(f"{chosen!r} 不是是否", f"{chosen!r} is no yes or no"))
    return chosen, held


def dated(project: Project, plan: CoastalPlan, at: AsOf, name: str) -> DatedValue:
    """A value of the methodology, or in its place that of the project's official form under the same name."""
    return at.parameter(plan.parameter(name))


def gas_factors(
    project: Project, plan: CoastalPlan, at: AsOf, salinities: Iterable[float | None]
) -> tuple[list[float], list[float], tuple[DatedValue, ...]]:
    """Methane and nitrous oxide of each stratum by its salinity; the lower methane factor only where every stratum is above 20 ppt.

    Raises
    ------
    BadInput
        If a stratum has no salinity.
    """
    levels = list(salinities)
    if not soil_gases_counted(project, plan, at)[0]:
        return [0.0] * len(levels), [0.0] * len(levels), ()
    known = [level for level in levels if level is not None]
    if len(known) < len(levels):
        why = Text("计入土壤气体时须写各碳层的盐度", "to count soil gases each stratum needs a salinity")
        raise refused(project, "strata.salinity_ppt", why)
    salt = "over-20" if known and min(known) > 20 else "over-18"
    water = "open-water" if plan.open_water else "vegetated"
    methane = [f"soil_gas.ch4.{salt if level > 18 else 'fresh'}" for level in known]
    nitrous = [
        f"soil_gas.n2o.{water}.{'over-18' if level > 18 else 'over-5' if level > 5 else 'fresh'}"
        for level in known
    ]
    values = {name: dated(project, plan, at, name) for name in dict.fromkeys([*methane, *nitrous])}
    return [values[n].number for n in methane], [values[n].number for n in nitrous], tuple(values.values())


class YearInputs(NamedTuple):
    """Strata of one year as columns, and the change of their biomass. [ha, tC/ha/yr, t/ha/yr, tCO2]"""

    area: Any
    soil_rate: Any
    methane: Any
    nitrous: Any
    biomass_change: Any
    credited_years: float


def year_columns(given: YearInputs, numbers: Mapping[str, float]) -> dict[str, Any]:
    """What the year's equations start from; strata along the first axis."""
    area = np.asarray(given.area, dtype=float)
    return {
        "stratum_area": area,
        "soil_accumulation": np.asarray(given.soil_rate, dtype=float),
        "soil_methane": np.asarray(given.methane, dtype=float),
        "soil_nitrous_oxide": np.asarray(given.nitrous, dtype=float),
        "methane_gwp": numbers.get("gwp.ch4", 0.0),
        "nitrous_oxide_gwp": numbers.get("gwp.n2o", 0.0),
        "duration": given.credited_years,
        "biomass_change": given.biomass_change,
        "baseline_stock_change": area.sum(axis=0) * numbers["baseline_rate"] * given.credited_years,
        "leakage": numbers["leakage"],
        "nonpermanence_share": numbers["nonpermanence_deduction"],
    }


def year_result(plan: CoastalPlan, part: YearPart, given: YearInputs, held: Held) -> YearResult:
    """The year's equations carried through."""
    done = run_steps(plan.years, year_columns(given, held.numbers))
    return YearResult(
        year=part.year,
        first_day=part.first_day,
        last_day=part.last_day,
        days=part.days,
        year_days=part.year_days,
        values={name: float(done[name]) for name in YEAR_VALUES},
        tonnes=whole_tonnes(float(done[plan.tonnes])),
    )


def refused(project: Project, name: str, why: Text, wanted: Text | None = None) -> BadInput:
    """A refusal that names a field of the design."""
    return BadInput(
        what=Text(
            f"{project.name} 的 design.{name} 无法使用", f"design.{name} of {project.name} cannot be used"
        ),
        why=why,
        next=wanted or Text("按方法学说明填写", "fill it in as the README of the methodology says"),
    )
