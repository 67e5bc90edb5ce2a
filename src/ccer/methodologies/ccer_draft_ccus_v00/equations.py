"""The equations of our own draft on carbon capture and storage. No methodology is published; nothing here has force."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric, maximum, minimum

CODE: Final = "CCER-DRAFT-CCUS-V00"


@equation(CODE, number="1", zh="注入量（质量流量计）", en="Injected, mass meter", result="injected_by_mass")
def injected_by_mass(metered_mass: Numeric, co2_mass_fraction: Numeric) -> Numeric:
    """Carbon dioxide injected where the wellhead has a mass meter.

    Parameters
    ----------
    metered_mass : numeric
        Mass metered at the wellhead over the interval. [t]
    co2_mass_fraction : numeric
        Carbon dioxide by mass. [1]

    Returns
    -------
    numeric
        Carbon dioxide injected. [t]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return metered_mass * co2_mass_fraction


@equation(
    CODE, number="2", zh="注入量（体积流量计）", en="Injected, volume meter", result="injected_by_volume"
)
def injected_by_volume(
    metered_volume: Numeric, stream_density: Numeric, co2_volume_fraction: Numeric
) -> Numeric:
    """Carbon dioxide injected where the wellhead has a volume meter.

    Parameters
    ----------
    metered_volume : numeric
        Volume metered at the wellhead over the interval. [m^3]
    stream_density : numeric
        Density of carbon dioxide at the state the volume is given for. [t/m^3]
    co2_volume_fraction : numeric
        Carbon dioxide by volume. [1]

    Returns
    -------
    numeric
        Carbon dioxide injected. [t]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return metered_volume * stream_density * co2_volume_fraction


@equation(CODE, number="3", zh="注入量", en="Injected", result="injected")
def injected(injected_by_mass: Numeric, injected_by_volume: Numeric) -> Numeric:
    """Carbon dioxide injected at all wellheads, whatever their meters.

    Parameters
    ----------
    injected_by_mass, injected_by_volume : numeric
        Of all wellheads in year *y*. [t]

    Returns
    -------
    numeric
        Carbon dioxide injected. [t]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return injected_by_mass + injected_by_volume


@equation(CODE, number="4", zh="封存量", en="Stored", result="stored")
def stored(
    injected: Numeric,
    vented_surface: Numeric,
    fugitive_surface: Numeric,
    produced_not_reinjected: Numeric,
    subsurface_leak: Numeric,
) -> Numeric:
    """Mass balance of the storage site: what was injected less every loss behind the meter.

    Parameters
    ----------
    injected : numeric
        See `injected`. [t]
    vented_surface, fugitive_surface : numeric
        Vented and escaped between the meter and the well. [t]
    produced_not_reinjected : numeric
        Produced with oil and not put back. [t]
    subsurface_leak : numeric
        Found to leak from the reservoir. [t]

    Returns
    -------
    numeric
        Carbon dioxide stored. [t]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return injected - vented_surface - fugitive_surface - produced_not_reinjected - subsurface_leak


@equation(CODE, number="5", zh="驱油封存量", en="Stored in enhanced oil recovery", result="stored")
def stored_with_oil(received: Numeric, operation_losses: Numeric, complex_losses: Numeric) -> Numeric:
    """Mass balance of enhanced oil recovery: received less the losses of operations and of the reservoir complex.

    Parameters
    ----------
    received : numeric
        Carbon dioxide received; native carbon dioxide and what is recycled are not counted. [t]
    operation_losses : numeric
        Lost in operations. [t]
    complex_losses : numeric
        Lost from the reservoir complex. [t]

    Returns
    -------
    numeric
        Carbon dioxide stored. [t]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return received - operation_losses - complex_losses


@equation(CODE, number="6", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(injected: Numeric, output_cap: Numeric) -> Numeric:
    """What was injected would have gone to the air; the plant's output at its baseline intensity is the cap.

    Parameters
    ----------
    injected : numeric
        See `injected`. [t]
    output_cap : numeric
        Emissions of the plant's output at its baseline intensity; no more than that is counted. [tCO2]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return minimum(injected, output_cap)


combined_margin = equation(
    CODE, number="7", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)


electricity_emissions = equation(
    CODE, number="8", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)


emission_coefficient = equation(
    CODE, number="9", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)(shared.emission_coefficient)


fuel_emissions = equation(
    CODE, number="10", zh="燃料排放量", en="Emissions of fuels", result="fuel_emissions"
)(shared.fuel_emissions)


@equation(CODE, number="11", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(
    electricity_emissions: Numeric,
    heat_bought: Numeric,
    heat_emission_factor: Numeric,
    fuel_emissions: Numeric,
    upstream_losses: Numeric,
    component_losses: Numeric,
    pipeline_losses: Numeric,
    injected: Numeric,
    stored: Numeric,
) -> Numeric:
    """Energy of capture, transport and storage, losses before the meter, and losses behind it once, through the mass balance.

    Parameters
    ----------
    electricity_emissions : numeric
        Of capture, transport and storage. [tCO2]
    heat_bought : numeric
        Heat of capture, bought or taken. [GJ]
    heat_emission_factor : numeric
        Emissions of that heat. [tCO2/GJ]
    fuel_emissions : numeric
        Of fossil fuels. [tCO2]
    upstream_losses : numeric
        Vented before the meter, and what escapes there other than by components or pipelines. [t]
    component_losses : numeric
        See `component_losses`. [t]
    pipeline_losses : numeric
        See `pipeline_losses`. [t]
    injected : numeric
        See `injected`. [t]
    stored : numeric
        See `stored`. [t]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return (
        electricity_emissions
        + heat_bought * heat_emission_factor
        + fuel_emissions
        + upstream_losses
        + component_losses
        + pipeline_losses
        + (injected - stored)
    )


@equation(CODE, number="12", zh="净封存量", en="Net storage", result="net_storage")
def net_storage(baseline_emissions: Numeric, project_emissions: Numeric, leakage: Numeric) -> Numeric:
    """Baseline less project emissions and leakage.

    Parameters
    ----------
    baseline_emissions : numeric
        See `baseline_emissions`. [tCO2]
    project_emissions : numeric
        See `project_emissions`. [tCO2]
    leakage : numeric
        Emissions outside the boundary caused by the project. [tCO2]

    Returns
    -------
    numeric
        Net storage, before reversal. [tCO2]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return baseline_emissions - project_emissions - leakage


@equation(
    CODE, number="13", zh="化石源减排量", en="Reductions of the fossil stream", result="fossil_reductions"
)
def fossil_reductions(net_storage: Numeric, fossil_share: Numeric) -> Numeric:
    """The stream of fossil or process carbon dioxide.

    Parameters
    ----------
    net_storage : numeric
        See `net_storage`. [tCO2]
    fossil_share : numeric
        Share of the carbon dioxide that is of fossil or process origin. [1]

    Returns
    -------
    numeric
        Reductions. [tCO2]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return net_storage * fossil_share


@equation(CODE, number="14", zh="清除量", en="Removals", result="removals")
def removals(net_storage: Numeric, fossil_share: Numeric) -> Numeric:
    """The stream of biogenic carbon dioxide, or of the air, kept apart from reductions.

    Parameters
    ----------
    net_storage : numeric
        See `net_storage`. [tCO2]
    fossil_share : numeric
        Share of the carbon dioxide that is of fossil or process origin. [1]

    Returns
    -------
    numeric
        Removals. [tCO2]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return net_storage * (1 - fossil_share)


@equation(
    CODE,
    number="15",
    zh="减排量和清除量合计",
    en="Reductions and removals together",
    result="emission_reductions",
)
def emission_reductions(fossil_reductions: Numeric, removals: Numeric, reversal: Numeric) -> Numeric:
    """Both streams together less the debit of a reversal found in the year.

    Parameters
    ----------
    fossil_reductions : numeric
        See `fossil_reductions`. [tCO2]
    removals : numeric
        See `removals`. [tCO2]
    reversal : numeric
        Leakage of carbon dioxide that was credited in earlier years. [tCO2]

    Returns
    -------
    numeric
        Reductions and removals, before rounding. [tCO2]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return fossil_reductions + removals - reversal


@equation(CODE, number="16", zh="部件逸散量", en="Escaped from components", result="component_losses")
def component_losses(component_count: Numeric, component_rate: Numeric, component_hours: Numeric) -> Numeric:
    """Carbon dioxide that escapes before the meter from valves, flanges, seals and the like of one kind.

    Parameters
    ----------
    component_count : numeric
        Components of the kind. [1]
    component_rate : numeric
        Carbon dioxide that one of them loses an hour. [t/h]
    component_hours : numeric
        Hours under pressure. [h]

    Returns
    -------
    numeric
        Carbon dioxide escaped. [t]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return component_count * component_rate * component_hours


@equation(CODE, number="17", zh="管道逸散量", en="Escaped from a pipeline", result="pipeline_losses")
def pipeline_losses(
    pipeline_inlet: Numeric, pipeline_outlet: Numeric, linepack_start: Numeric, linepack_end: Numeric
) -> Numeric:
    """Mass balance of a pipeline before the meter: in, less out, less what it holds more at the end; a gain is none.

    Parameters
    ----------
    pipeline_inlet, pipeline_outlet : numeric
        Carbon dioxide into and out of the pipeline. [t]
    linepack_start, linepack_end : numeric
        Carbon dioxide in the pipeline at the start and at the end. [t]

    Returns
    -------
    numeric
        Carbon dioxide escaped, never below 0. [t]

    References
    ----------
    Draft of our own, not a CCER methodology; after the outline of ISO 27914, 27916 and 27920 as recalled.
    """
    return maximum(pipeline_inlet - pipeline_outlet - (linepack_end - linepack_start), 0 * pipeline_inlet)
