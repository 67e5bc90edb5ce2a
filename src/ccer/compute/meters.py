"""Conservative corrections of metered quantities: what is exported is lowered, what is imported or burnt is raised.

The energy methodologies print them in words (section 7.3.4), alike for every meter; a methodology enters them as its own
equations. A meter-interval has one of four statuses; the applied error is the calibrated one, the class limit, or none.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from ..core.numeric import Numeric, absolute, equal, where
from ..core.text import Text


class Status(IntEnum):
    """State of a meter over an interval; the number is what tables and workbooks hold."""

    IN_CLASS = 0
    OUT_OF_CLASS = 1
    UNCALIBRATED = 2
    LATE = 3


STATUS_NAMES: Final = {
    "in-class": Status.IN_CLASS,
    "out-of-class": Status.OUT_OF_CLASS,
    "uncalibrated": Status.UNCALIBRATED,
    "late": Status.LATE,
}
STATUS_TEXT: Final = {
    Status.IN_CLASS: Text("及时校准且在准确度范围内", "calibrated in time, within its class"),
    Status.OUT_OF_CLASS: Text("及时校准但超出准确度范围", "calibrated in time, beyond its class"),
    Status.UNCALIBRATED: Text("未校准", "not calibrated"),
    Status.LATE: Text("延迟校准", "calibrated late"),
}


def applied_error(meter_status: Numeric, actual_error: Numeric, permissible_error: Numeric) -> Numeric:
    """Relative error by which a metered quantity is corrected.

    Parameters
    ----------
    meter_status : numeric
        0 in-class, 1 out-of-class, 2 uncalibrated, 3 late (over the delay). [1]
    actual_error : numeric
        Basic error found at calibration, as a share; its sign does not matter. [1]
    permissible_error : numeric
        Maximum permissible error of the meter's accuracy class, as a share. [1]

    Returns
    -------
    numeric
        Nothing within the class; the size of the actual error beyond it; the class limit where not calibrated. [1]

    References
    ----------
    CCER-01-001-V01 and CCER-01-002-V01, 7.3.4.
    """
    calibrated = where(
        equal(meter_status, Status.OUT_OF_CLASS.value), absolute(actual_error), permissible_error
    )
    return where(equal(meter_status, Status.IN_CLASS.value), 0, calibrated)


def corrected_export(metered_export: Numeric, applied_error: Numeric) -> Numeric:
    """Metered export after the conservative correction: lowered by the applied error.

    Parameters
    ----------
    metered_export : numeric
        As the meter shows it. [MWh]
    applied_error : numeric
        See `applied_error`. [1]

    Returns
    -------
    numeric
        Electricity exported. [MWh]

    References
    ----------
    CCER-01-001-V01 and CCER-01-002-V01, 7.3.4 a).
    """
    return metered_export * (1 - applied_error)


def corrected_import(metered_import: Numeric, applied_error: Numeric) -> Numeric:
    """Metered import after the conservative correction: raised by the applied error.

    Parameters
    ----------
    metered_import : numeric
        As the meter shows it. [MWh]
    applied_error : numeric
        See `applied_error`. [1]

    Returns
    -------
    numeric
        Electricity imported. [MWh]

    References
    ----------
    CCER-01-001-V01 and CCER-01-002-V01, 7.3.4 b).
    """
    return metered_import * (1 + applied_error)


def corrected_fuel(metered_fuel: Numeric, applied_error: Numeric) -> Numeric:
    """Metered fuel after the conservative correction: raised by the applied error.

    Parameters
    ----------
    metered_fuel : numeric
        As the meter shows it; gases in 10^4 Nm3. [t]
    applied_error : numeric
        See `applied_error`. [1]

    Returns
    -------
    numeric
        Fuel consumed. [t]

    References
    ----------
    CCER-01-001-V01, 7.3.4 c).
    """
    return metered_fuel * (1 + applied_error)
