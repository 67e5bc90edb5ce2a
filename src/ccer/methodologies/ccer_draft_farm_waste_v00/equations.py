"""The equations for the draft on centralised treatment of agricultural waste: stand-ins, the text of the draft was not read."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric, minimum

CODE: Final = "CCER-DRAFT-FARM-WASTE-V00"
"""A name of our own; the official code was not seen."""


@equation(CODE, number="1", zh="产甲烷潜力", en="Methane potential", result="methane_potential")
def methane_potential(
    waste_treated: Numeric,
    volatile_solids_share: Numeric,
    methane_capacity: Numeric,
    methane_density: Numeric,
) -> Numeric:
    """Methane that one kind of waste *k* can give at most.

    Parameters
    ----------
    waste_treated : numeric
        Weighed on arrival over the interval, fresh. [t]
    volatile_solids_share : numeric
        Volatile solids by fresh mass. [1]
    methane_capacity : numeric
        Greatest methane yield of the volatile solids. [m^3/t]
    methane_density : numeric
        Density of methane at 20 °C. [t/m^3]

    Returns
    -------
    numeric
        Methane potential. [t]

    References
    ----------
    Proxy: form of CDM AM0073 (by mass treated), as recalled. Numbered by us; the draft was not read.
    """
    return waste_treated * volatile_solids_share * methane_capacity * methane_density


@equation(CODE, number="2", zh="基准线产生的甲烷量", en="Methane of the baseline", result="methane_avoided")
def methane_avoided(
    methane_potential: Numeric, methane_conversion: Numeric, model_correction: Numeric
) -> Numeric:
    """Methane that the waste would have given off where it lay.

    Parameters
    ----------
    methane_potential : numeric
        See `methane_potential`. [t]
    methane_conversion : numeric
        Share converted to methane where the waste went in the baseline; 0 where it was burnt or spread in the open. [1]
    model_correction : numeric
        Correction for the uncertainty of the model. [1]

    Returns
    -------
    numeric
        Methane of the baseline. [t]

    References
    ----------
    Proxy: form of CDM AM0073 and ACM0010, as recalled.
    """
    return methane_potential * methane_conversion * model_correction


@equation(CODE, number="3", zh="进厌氧发酵部分的基准线甲烷量", en="Digested", result="digested_baseline")
def digested_baseline(methane_avoided: Numeric, digested_share: Numeric) -> Numeric:
    """Baseline methane of what goes to the digester.

    Parameters
    ----------
    methane_avoided : numeric
        See `methane_avoided`. [t]
    digested_share : numeric
        1 for digestion, 0 for composting. [1]

    Returns
    -------
    numeric
        Baseline methane of what is digested. [t]

    References
    ----------
    Proxy: the two treatments are kept apart, since only what is digested is held against the methane burnt.
    """
    return methane_avoided * digested_share


@equation(CODE, number="4", zh="堆肥部分的基准线甲烷量", en="Composted", result="composted_baseline")
def composted_baseline(methane_avoided: Numeric, digested_share: Numeric) -> Numeric:
    """Baseline methane of what is composted.

    Parameters
    ----------
    methane_avoided : numeric
        See `methane_avoided`. [t]
    digested_share : numeric
        1 for digestion, 0 for composting. [1]

    Returns
    -------
    numeric
        Baseline methane of what is composted. [t]

    References
    ----------
    Proxy: form of CDM AMS-III.F, as recalled.
    """
    return methane_avoided * (1 - digested_share)


@equation(CODE, number="5", zh="堆肥处理量", en="Waste composted", result="composted_waste")
def composted_waste(waste_treated: Numeric, digested_share: Numeric) -> Numeric:
    """Waste that is composted.

    Parameters
    ----------
    waste_treated : numeric
        Weighed on arrival over the interval, fresh. [t]
    digested_share : numeric
        1 for digestion, 0 for composting. [1]

    Returns
    -------
    numeric
        Waste composted. [t]

    References
    ----------
    Proxy: mass balance.
    """
    return waste_treated * (1 - digested_share)


@equation(CODE, number="6", zh="收集的甲烷量", en="Methane captured", result="methane_captured")
def methane_captured(biogas_used: Numeric, methane_fraction: Numeric, methane_density: Numeric) -> Numeric:
    """Methane in the biogas sent to one outlet.

    Parameters
    ----------
    biogas_used : numeric
        Biogas metered to one outlet (engine, boiler, upgrading, flare), at 20 °C. [m^3]
    methane_fraction : numeric
        Methane by volume of the biogas. [1]
    methane_density : numeric
        Density of methane at 20 °C. [t/m^3]

    Returns
    -------
    numeric
        Methane captured. [t]

    References
    ----------
    Proxy: form of CDM ACM0010, as recalled.
    """
    return biogas_used * methane_fraction * methane_density


@equation(CODE, number="7", zh="销毁的甲烷量", en="Methane destroyed", result="methane_destroyed")
def methane_destroyed(methane_captured: Numeric, destruction_efficiency: Numeric) -> Numeric:
    """Methane that an outlet burns.

    Parameters
    ----------
    methane_captured : numeric
        See `methane_captured`. [t]
    destruction_efficiency : numeric
        Share of the methane that the outlet burns. [1]

    Returns
    -------
    numeric
        Methane destroyed. [t]

    References
    ----------
    Proxy: form of CDM ACM0010, as recalled.
    """
    return methane_captured * destruction_efficiency


@equation(CODE, number="8", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(
    digested_baseline: Numeric, methane_destroyed: Numeric, composted_baseline: Numeric, methane_gwp: Numeric
) -> Numeric:
    """Of what is digested the lesser of baseline methane and methane burnt; of what is composted the baseline methane.

    Parameters
    ----------
    digested_baseline, methane_destroyed, composted_baseline : numeric
        Of year *y*. [t]
    methane_gwp : numeric
        Global warming potential of methane. [tCO2/t]

    Returns
    -------
    numeric
        Baseline emissions that count. [tCO2]

    References
    ----------
    Proxy: the cap by the methane burnt as in CDM ACM0010 and AMS-III.D, as recalled.
    """
    return (minimum(digested_baseline, methane_destroyed) + composted_baseline) * methane_gwp


@equation(CODE, number="9", zh="逸散的甲烷量", en="Methane leaked", result="methane_leaked")
def methane_leaked(
    methane_captured: Numeric, leak_share: Numeric, methane_destroyed: Numeric, residue_methane: Numeric
) -> Numeric:
    """Methane that leaks from the digester, passes the flame unburnt, or comes from digestate stored without air.

    Parameters
    ----------
    methane_captured, methane_destroyed : numeric
        Of all outlets in year *y*. [t]
    leak_share : numeric
        What leaks from the digester, as a share of the methane captured. [1]
    residue_methane : numeric
        Of digestate stored without air; 0 where it is composted or spread. [t]

    Returns
    -------
    numeric
        Methane leaked. [t]

    References
    ----------
    Proxy: form of the CDM tool on anaerobic digesters (TOOL14), as recalled.
    """
    return methane_captured * leak_share + (methane_captured - methane_destroyed) + residue_methane


@equation(CODE, number="10", zh="堆肥排放量", en="Emissions of composting", result="compost_emissions")
def compost_emissions(
    composted_waste: Numeric,
    compost_methane_factor: Numeric,
    methane_gwp: Numeric,
    compost_nitrous_factor: Numeric,
    nitrous_oxide_gwp: Numeric,
) -> Numeric:
    """Methane and nitrous oxide that composting itself gives off.

    Parameters
    ----------
    composted_waste : numeric
        Of year *y*, fresh. [t]
    compost_methane_factor, compost_nitrous_factor : numeric
        By fresh mass. [t/t]
    methane_gwp, nitrous_oxide_gwp : numeric
        Global warming potentials. [tCO2/t]

    Returns
    -------
    numeric
        Emissions of composting. [tCO2]

    References
    ----------
    Proxy: form of the CDM tool on composting (TOOL13), as recalled.
    """
    return composted_waste * (
        compost_methane_factor * methane_gwp + compost_nitrous_factor * nitrous_oxide_gwp
    )


combined_margin = equation(
    CODE, number="11", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)
electricity_emissions = equation(
    CODE, number="12", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)
emission_coefficient = equation(
    CODE, number="13", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)(shared.emission_coefficient)
fuel_emissions = equation(
    CODE, number="14", zh="燃料排放量", en="Emissions of fuels", result="fuel_emissions"
)(shared.fuel_emissions)


@equation(CODE, number="15", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(
    methane_leaked: Numeric,
    methane_gwp: Numeric,
    compost_emissions: Numeric,
    electricity_emissions: Numeric,
    fuel_emissions: Numeric,
) -> Numeric:
    """Leaked methane, composting, electricity, and fuels, those of collecting the waste among them.

    Parameters
    ----------
    methane_leaked : numeric
        See `methane_leaked`. [t]
    methane_gwp : numeric
        Global warming potential of methane. [tCO2/t]
    compost_emissions, electricity_emissions, fuel_emissions : numeric
        Of year *y*. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    Proxy: form of CDM AM0073, as recalled.
    """
    return methane_leaked * methane_gwp + compost_emissions + electricity_emissions + fuel_emissions


emission_reductions = equation(
    CODE, number="16", zh="项目减排量", en="Emission reductions", result="emission_reductions"
)(shared.emission_reductions)
