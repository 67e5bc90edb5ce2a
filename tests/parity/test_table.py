"""Methodology by property: who takes part in which test, and in words why not. A new methodology that takes part in none fails here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from ccer.methodologies import codes, load

from . import test_batches as batches
from . import test_properties as tables
from . import test_readings as readings
from . import test_sinks as designs
from . import test_surveys as surveys

TABLE: Final[Mapping[str, tuple[Callable[..., Any], ...]]] = {
    "in proportion to area or activity": (
        tables.test_in_proportion_to_what_is_measured,
        designs.test_linear_in_area,
    ),
    "two equal halves are the whole": (
        tables.test_a_row_split_in_two_equal_halves_changes_nothing,
        designs.test_two_equal_halves_change_nothing,
    ),
    "the order of rows says nothing": (
        batches.test_the_order_of_rows_does_not_matter,
        designs.test_the_order_of_strata_says_nothing,
    ),
    "nothing gives nothing": (tables.test_nothing_gives_nothing, designs.test_nothing_gives_nothing),
    "ten thousand copies": (
        batches.test_ten_thousand_copies_are_ten_thousand_times_one,
        designs.test_ten_thousand_copies_are_ten_thousand_times_one,
    ),
    "a larger deduction never gives more": (
        tables.test_more_of_a_deduction_never_gives_more,
        designs.test_a_larger_deduction_never_gives_more,
    ),
    "handed in, the order of readings or plots says nothing": (
        readings.test_the_order_of_readings_says_nothing,
        surveys.test_the_order_of_plots_and_strata_says_nothing,
    ),
    "a meter in doubt never earns more": (readings.test_a_reading_in_doubt_never_earns_more,),
    "a wider error of sampling never gives more": (surveys.test_a_wider_error_of_sampling_never_gives_more,),
    "a larger share for non-permanence never gives more": (
        designs.test_a_larger_deduction_never_gives_more,
        surveys.test_a_larger_deduction_never_gives_more,
        tables.test_more_of_a_deduction_never_gives_more,
    ),
    "more foreign carbon never gives more": (
        designs.test_more_foreign_carbon_never_gives_more,
        surveys.test_more_foreign_carbon_never_gives_more,
    ),
}
"""Property -> tests that show it."""

BY_PLOTS: Final = "measured on plots, no meter is read"
NO_SAMPLE: Final = "metered throughout, no sample is drawn"
NO_STORE: Final = "what is not emitted cannot come back, nothing is deducted for it"
NO_SEDIMENT: Final = "no carbon that water brings in is counted"
DRAFT: Final = "a draft that accounts for nothing: it has no readings"
PLOTS: Final = [code for code in codes() if load(code).evidence == "plots"]
METERS: Final = [code for code in codes() if load(code).evidence != "plots"]
COAST: Final = [designs.MANGROVE, designs.MARSH, designs.SEAGRASS]
CCUS, DAM = "CCER-DRAFT-CCUS-V00", "CCER-CHECK-DAM-SINK-V01"
DRAFTS: Final = {CCUS: DRAFT, "CCER-DRAFT-FARM-WASTE-V00": DRAFT}
WHY_NOT: Final[Mapping[str, Mapping[str, str]]] = {
    "handed in, the order of readings or plots says nothing": DRAFTS,
    "a meter in doubt never earns more": dict.fromkeys(PLOTS, BY_PLOTS) | DRAFTS,
    "a wider error of sampling never gives more": dict.fromkeys(METERS, NO_SAMPLE),
    "a larger share for non-permanence never gives more": {
        **dict.fromkeys([code for code in METERS if code not in (CCUS, DAM)], NO_STORE),
        CCUS: "no share is deducted: what leaks is debited in its year, which the test of deductions covers as reversal",
    },
    "more foreign carbon never gives more": {
        **dict.fromkeys([code for code in codes() if code not in COAST], NO_SEDIMENT),
        DAM: "all carbon of a check dam is brought by water; what would have stayed anyway is the share mineralised, a deduction above",
    },
}
"""Property -> methodology -> why it cannot hold there."""


def taking_part(test: Callable[..., Any]) -> set[str]:
    """Methodologies that a test is run for."""
    found: set[str] = set()
    for mark in getattr(test, "pytestmark", []):
        names = mark.args[0] if mark.name == "parametrize" else ()
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        if "code" in names:
            place = names.index("code")
            found |= {row[place] if isinstance(row, tuple) else row for row in mark.args[1]}
    assert found, f"{test} is not run by methodology"
    return found


@pytest.mark.parametrize("name", TABLE)
def test_every_methodology_takes_part_or_says_why_not(name: str) -> None:
    part = set[str]().union(*(taking_part(test) for test in TABLE[name]))
    if "non-permanence" in name:
        part = {code for code in part if deducts_for_risk(code)}
    reasons = WHY_NOT.get(name, {})
    assert part | set(reasons) == set(codes()), "neither tested nor explained"
    assert not part & set(reasons), "explained away, yet tested"
    assert all(reasons.values())


def deducts_for_risk(code: str) -> bool:
    """Whether the equations of a methodology have a share for non-permanence."""
    return any("nonpermanence_share" in equation.parameters for equation in load(code).equations)
