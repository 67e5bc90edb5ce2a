"""The equations of the check-dam sink as far as they are known: a proxy, numbered by us; the official code was not seen."""

from __future__ import annotations

from typing import Final

from ...compute.equation import equation
from ...core.numeric import Numeric

CODE: Final = "CCER-CHECK-DAM-SINK-V01"
"""Our name for it, that of its instrument in the law base; not an official code."""


@equation(CODE, number="1", zh="项目净清除量", en="Net removals", result="emission_reductions")
def emission_reductions(sediment_carbon: Numeric, nonpermanence_share: Numeric) -> Numeric:
    """Carbon of the sediment kept, as carbon dioxide, after the deduction for non-permanence; plants are not counted.

    Parameters
    ----------
    sediment_carbon : numeric
        Sum over the batches of year *y*. [tC]
    nonpermanence_share : numeric
        [1]

    Returns
    -------
    numeric
        Net removals, before rounding. [tCO2]

    References
    ----------
    Proxy; the official equation was not read.
    """
    return sediment_carbon * 44 / 12 * (1 - nonpermanence_share)


@equation(CODE, number="2", zh="保存的泥沙有机碳", en="Carbon of sediment kept", result="sediment_carbon")
def sediment_carbon(
    sediment_trapped: Numeric, sediment_carbon_share: Numeric, mineralised_share: Numeric
) -> Numeric:
    """Organic carbon of the sediment held back, less what would not have been lost without the dam.

    Parameters
    ----------
    sediment_trapped : numeric
        Dry sediment held back. [t]
    sediment_carbon_share : numeric
        Its organic carbon. [tC/t]
    mineralised_share : numeric
        The factor f of the proxy, taken off the carbon; its figure is not known. [1]

    Returns
    -------
    numeric
        Carbon kept. [tC]

    References
    ----------
    Proxy; the official equation was not read.
    """
    return sediment_trapped * sediment_carbon_share * (1 - mineralised_share)
