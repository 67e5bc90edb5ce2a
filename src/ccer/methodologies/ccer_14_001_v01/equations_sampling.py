"""The equations of CCER-14-001-V01 on sampling. Stand-ins, the official text was not read.

The estimator on arrays, and the choice between them, is in `ccer.compute.plots`.
"""

from __future__ import annotations

from ...compute.equation import equation
from ...core.numeric import Numeric, total, where
from .equations import CODE


@equation(CODE, number="23", zh="样地数量", en="Number of plots", result="plots_needed")
def plots_of_many(
    plots_possible: Numeric,
    t_value: Numeric,
    weighted_deviation: Numeric,
    weighted_variance: Numeric,
    allowed_error: Numeric,
) -> Numeric:
    """Plots for an allowed error where they are more than a twentieth of the possible ones.

    Parameters
    ----------
    plots_possible : numeric
        Area over the area of a plot. [1]
    t_value : numeric
        Student's t, two-sided. [1]
    weighted_deviation : numeric
        Sum of weight times standard deviation. [t/ha]
    weighted_variance : numeric
        Sum of weight times variance. [t^2/ha^2]
    allowed_error : numeric
        Allowed error of the mean. [t/ha]

    Returns
    -------
    numeric
        Number of plots, before rounding up. [1]

    References
    ----------
    Eq. (23). After AR-TOOL03, recalled; numbering of our own.
    """
    return (
        plots_possible
        * t_value**2
        * weighted_deviation**2
        / (plots_possible * allowed_error**2 + t_value**2 * weighted_variance)
    )


@equation(
    CODE, number="24", zh="样地数量（小样本）", en="Number of plots, small share", result="plots_needed"
)
def plots_of_few(t_value: Numeric, weighted_deviation: Numeric, allowed_error: Numeric) -> Numeric:
    """Plots for an allowed error where they are few beside the possible ones.

    Parameters
    ----------
    t_value : numeric
        Student's t, two-sided. [1]
    weighted_deviation : numeric
        Sum of weight times standard deviation. [t/ha]
    allowed_error : numeric
        Allowed error of the mean. [t/ha]

    Returns
    -------
    numeric
        Number of plots, before rounding up. [1]

    References
    ----------
    Eq. (24). After AR-TOOL03, recalled; numbering of our own.
    """
    return t_value**2 * weighted_deviation**2 / allowed_error**2


@equation(CODE, number="25", zh="碳层样地数量", en="Plots of a stratum", result="stratum_plots")
def stratum_plots(
    plots_needed: Numeric, stratum_weight: Numeric, stratum_deviation: Numeric, weighted_deviation: Numeric
) -> Numeric:
    """Plots shared out by weight times standard deviation.

    Parameters
    ----------
    plots_needed : numeric
        See eq. (23) and (24). [1]
    stratum_weight : numeric
        Part of the area. [1]
    stratum_deviation : numeric
        Standard deviation of the plots. [t/ha]
    weighted_deviation : numeric
        Sum over the strata of the two. [t/ha]

    Returns
    -------
    numeric
        Plots of the stratum, before rounding up. [1]

    References
    ----------
    Eq. (25). After AR-TOOL03, recalled; numbering of our own.
    """
    return plots_needed * stratum_weight * stratum_deviation / weighted_deviation


@equation(CODE, number="26", zh="平均单位面积生物量", en="Mean biomass", result="mean_biomass")
def mean_biomass(stratum_weight: Numeric, stratum_mean: Numeric) -> Numeric:
    """Means of the strata *i*, weighted by area.

    Parameters
    ----------
    stratum_weight : numeric
        Part of the area. [1]
    stratum_mean : numeric
        Mean of its plots. [t/ha]

    Returns
    -------
    numeric
        Mean. [t/ha]

    References
    ----------
    Eq. (26). After AR-TOOL14, recalled; numbering of our own.
    """
    return total(stratum_weight * stratum_mean)


@equation(
    CODE, number="27", zh="碳层样地方差", en="Variance of the plots of a stratum", result="stratum_variance"
)
def stratum_variance(plots: Numeric, plot_squares: Numeric, plot_sum: Numeric) -> Numeric:
    """From the sum and the sum of squares of the plots.

    Parameters
    ----------
    plots : numeric
        Plots of the stratum. [1]
    plot_squares : numeric
        Sum of squares. [t^2/ha^2]
    plot_sum : numeric
        Sum. [t/ha]

    Returns
    -------
    numeric
        Variance. [t^2/ha^2]

    References
    ----------
    Eq. (27). After AR-TOOL14, recalled; numbering of our own.
    """
    return (plots * plot_squares - plot_sum**2) / (plots * (plots - 1))


@equation(CODE, number="28/item-a", zh="平均值的方差", en="Variance of the mean", result="mean_variance")
def mean_variance(stratum_weight: Numeric, stratum_variance: Numeric, plots: Numeric) -> Numeric:
    """Variances of the strata *i*, by the squares of their weights and the number of plots.

    Parameters
    ----------
    stratum_weight : numeric
        Part of the area. [1]
    stratum_variance : numeric
        See eq. (27). [t^2/ha^2]
    plots : numeric
        Plots of the stratum. [1]

    Returns
    -------
    numeric
        Variance. [t^2/ha^2]

    References
    ----------
    Eq. (28 a). After AR-TOOL14, recalled; numbering of our own.
    """
    return total(stratum_weight**2 * stratum_variance / plots)


@equation(CODE, number="28", zh="抽样相对误差", en="Relative sampling error", result="relative_error")
def relative_error(t_value: Numeric, mean_variance: Numeric, mean_biomass: Numeric) -> Numeric:
    """Half the interval of the mean over the mean.

    Parameters
    ----------
    t_value : numeric
        Student's t, two-sided, for plots less strata. [1]
    mean_variance : numeric
        See eq. (28 a). [t^2/ha^2]
    mean_biomass : numeric
        See eq. (26). [t/ha]

    Returns
    -------
    numeric
        Relative error. [1]

    References
    ----------
    Eq. (28). After AR-TOOL14, recalled; numbering of our own.
    """
    return t_value * mean_variance**0.5 / mean_biomass


@equation(
    CODE,
    number="30",
    zh="精度扣减（AR-CM-001）",
    en="Deduction for precision, AR-CM-001",
    result="tree_change",
)
def discounted_change(stock_change: Numeric, discount_share: Numeric) -> Numeric:
    """A gain is made smaller, a loss larger, by a share of it.

    Parameters
    ----------
    stock_change : numeric
        Change of the stock of trees. [tCO2]
    discount_share : numeric
        By the relative error. [1]

    Returns
    -------
    numeric
        Change that counts. [tCO2]

    References
    ----------
    Eq. (30). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return where(stock_change > 0, stock_change * (1 - discount_share), stock_change * (1 + discount_share))


@equation(
    CODE,
    number="31",
    zh="精度扣减（AR-TOOL14）",
    en="Deduction for precision, AR-TOOL14",
    result="tree_change",
)
def conservative_change(stock_change: Numeric, error_share: Numeric, relative_error: Numeric) -> Numeric:
    """A gain is made smaller, a loss larger, by a part of the error.

    Parameters
    ----------
    stock_change : numeric
        Change of the stock of trees. [tCO2]
    error_share : numeric
        Part of the error, by the relative error. [1]
    relative_error : numeric
        See eq. (28). [1]

    Returns
    -------
    numeric
        Change that counts. [tCO2]

    References
    ----------
    Eq. (31). After AR-TOOL14, recalled; numbering of our own.
    """
    return where(
        stock_change > 0,
        stock_change * (1 - error_share * relative_error),
        stock_change * (1 + error_share * relative_error),
    )
