"""The case of one entity as a person writes it down: what it owes, what it holds, what is on offer; and the file it is read from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import msgspec

from ..core.errors import BadInput
from ..core.mistyped import explain
from ..core.text import Text
from ..project.file import read_mapping
from ..registry.serials import Series
from .eligibility import Lot
from .obligations import Entity, Obligation

Tonnes = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Days = Annotated[int, msgspec.Meta(ge=0, le=250)]
Share = Annotated[float, msgspec.Meta(ge=0, lt=1)]


class Units(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lot of CCERs, held or on offer.

    Parameters
    ----------
    units : str
        ``<project number>/<vintage>``.
    quantity : int
        [tCO2e]
    price : Decimal or None
        On offer: asked for. Held: what they could be sold for; None values them at nothing. [CNY/t]
    registered_on, legacy_filed_on, project_ets_covered
        As in `Lot`.
    opposite_on : date or None
        Last day this entity sold (for an offer) or bought (for a holding) the same product; the exchange asks for a gap.
    """

    units: str
    quantity: Tonnes
    price: Decimal | None = None
    registered_on: dt.date | None = None
    legacy_filed_on: dt.date | None = None
    project_ets_covered: bool | None = None
    opposite_on: dt.date | None = None

    @property
    def series(self) -> Series:
        project, _, vintage = self.units.partition("/")
        if not project or not vintage.isdigit():
            raise _bad(Text(f"{self.units} 应形如 A210001/2024", f"{self.units} must read like A210001/2024"))
        return Series(project, int(vintage))

    @property
    def lot(self) -> Lot:
        return Lot(
            series=self.series,
            quantity=self.quantity,
            registered_on=self.registered_on,
            legacy_filed_on=self.legacy_filed_on,
            project_ets_covered=self.project_ets_covered,
        )


class Allowances(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Allowances, held or on offer, at a price. ``years`` are the compliance years they may be used for; empty for all. [CNY/t, t]"""

    price: Decimal | None = None
    quantity: Tonnes | None = None
    years: tuple[int, ...] = ()
    name: str = "CEA"


class Lead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days between buying and the last day to surrender. No text held sets them: provisional settings, to be set by the user.

    Parameters
    ----------
    settlement, transfer : int
        From the trade to units that can move, and from the platform to general holding in the registry. [trading day]
    lock : int
        To bind the accounts, start the offset and see it marked. [working day]
    province : int
        From the form to the province's answer and the cancellation. [working day]
    """

    settlement: Days = 1
    transfer: Days = 1
    lock: Days = 1
    province: Days = 10


class Outlook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the uncertainty of prices is drawn.

    Parameters
    ----------
    buy_in : int
        Trading days until the purchase.
    paths : int
    seed : int
    block : int
        Days of the record drawn together, so that what follows each other stays together. [trading day]
    cea_daily_sd : float
        Standard deviation of the allowance's daily logarithmic change; no daily record of it is held, so it is the user's. [1]
    """

    buy_in: Days = 10
    paths: Annotated[int, msgspec.Meta(ge=100, le=200_000)] = 5000
    seed: Annotated[int, msgspec.Meta(ge=0)] = 1
    block: Annotated[int, msgspec.Meta(ge=1, le=60)] = 5
    cea_daily_sd: Annotated[float, msgspec.Meta(ge=0, le=0.2)] = 0.0


class OffsetCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entity's case.

    Parameters
    ----------
    entity : Entity
    obligations : tuple of Obligation
        The open compliance years.
    held, offers : tuple of Units
        CCERs held; levels of the order book.
    cea_held, cea_offers : tuple of Allowances
        A level without a quantity has no end.
    cea_commission_share : float or None
        Commission on buying allowances; None where it is not known, and then nothing is charged. [1]
    """

    entity: Entity
    obligations: tuple[Obligation, ...]
    held: tuple[Units, ...] = ()
    offers: tuple[Units, ...] = ()
    cea_held: tuple[Allowances, ...] = ()
    cea_offers: tuple[Allowances, ...] = ()
    cea_commission_share: Share | None = None
    lead: Lead = Lead()
    outlook: Outlook = Outlook()

    def __post_init__(self) -> None:
        for each in (*self.held, *self.offers):
            each.series  # noqa: B018  a name that cannot be read is refused here
        goods: tuple[Units | Allowances, ...] = (*self.held, *self.offers, *self.cea_held, *self.cea_offers)
        for good in goods:
            fen(good.price)
        asked: tuple[Units | Allowances, ...] = (*self.offers, *self.cea_offers)
        if any(good.price is None for good in asked):
            raise _bad(Text("报价缺少价格", "an offer has no price"))
        if any(each.quantity is None for each in self.cea_held):
            raise _bad(Text("持有的配额缺少数量", "allowances held have no quantity"))
        years = [each.year for each in self.obligations]
        if not years or len(set(years)) != len(years):
            raise _bad(
                Text(
                    "须有至少一个年度的义务，且年度不重复", "it needs an obligation, and each year only once"
                )
            )


def fen(price: Decimal | None) -> int:
    """A price in fen; nothing for None.

    Raises
    ------
    BadInput
        It is negative or finer than a fen.
    """
    if price is None:
        return 0
    hundredfold = price * 100
    if not hundredfold.is_finite() or hundredfold < 0 or hundredfold != int(hundredfold):
        raise _bad(
            Text(
                f"价格 {price} 应为非负，最多两位小数",
                f"the price {price} must be 0 or more with two decimals at most",
            )
        )
    return int(hundredfold)


def case_of(data: dict[str, Any]) -> OffsetCase:
    """A case from plain values.

    Raises
    ------
    BadInput
        A field is missing, unknown, or of another type.
    """
    try:
        return msgspec.convert(data, OffsetCase)
    except msgspec.ValidationError as error:
        raise _bad(explain(error)) from error


def read_case(path: Path) -> OffsetCase:
    """The case of a YAML or JSON file; raises as `case_of`."""
    return case_of(read_mapping(path))


def _bad(why: Text) -> BadInput:
    return BadInput(
        Text("抵销测算文件无法使用", "The file of the case cannot be used"),
        why,
        Text(
            "对照 docs/offset.md 和 samples/example-offset 改正。",
            "Correct it by docs/offset.md and samples/example-offset.",
        ),
    )
