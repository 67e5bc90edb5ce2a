"""Dated values a calculation rests on: looked up, overruled by the project's official form, and written down."""

from __future__ import annotations

from typing import Final

from ...compute.electricity import once, reasons_of
from ...compute.official import with_officials
from ...compute.plots_precision import Deduction, Of, deduction
from ...compute.result import Reason
from ...core.asof import AsOf, DatedValue
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN, PROXY

NONPERMANENCE: Final = "nonpermanence_deduction"
WAYS: Final[dict[str, Of]] = {"ar-cm-001": "estimate", "ar-tool14": "error"}


class Values:
    """The methodology's values for one project under the law of a day; remembers which were used and why they are provisional."""

    def __init__(self, project: Project, at: AsOf) -> None:
        self.project, self.at = project, with_officials(at, project, PLAN)
        self.used: dict[str, DatedValue] = {}
        self.reasons: list[Reason] = []

    def held(self, name: str) -> DatedValue:
        """A value by its short name."""
        full = PLAN.parameter(name)
        if full not in self.used:
            self.used[full] = self.at.parameter(full)
        return self.used[full]

    def number(self, name: str) -> float:
        return self.held(name).number

    def text(self, name: str) -> str:
        return str(self.held(name).value)

    def because(self, *reasons: Reason) -> None:
        """Remember why a result is provisional."""
        self.reasons += reasons

    @property
    def using(self) -> tuple[DatedValue, ...]:
        return tuple(self.used.values())

    @property
    def provisional(self) -> tuple[Reason, ...]:
        """The stand-in equations first, then every value that was not read in the official text."""
        proxy = Reason("proxy", "recalled", PROXY.text)
        return once([proxy, *self.reasons, *reasons_of(self.using)])

    def precision(self) -> Deduction:
        """The deduction for precision: the way of the methodology, or that of ``design.precision_way``."""
        chosen = self.project.design.get("precision_way")
        way = str(chosen) if chosen is not None else self.text("precision_way")
        if way not in WAYS:
            raise BadInput(
                what=Text(f"没有精度扣减做法“{way}”", f"there is no deduction for precision {way!r}"),
                why=Text("只有两种扣减表", "there are two tables"),
                next=Text(f"可用：{'、'.join(WAYS)}", f"use one of: {', '.join(WAYS)}"),
                clause=f"{PLAN.instrument}/precision",
            )
        return deduction(way, self.text(f"precision_table.{way}"), WAYS[way])
