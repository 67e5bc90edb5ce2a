"""What the two registries tell each other about an offset application: eight kinds of message, each sent until its effect is seen.

=================  =========================================  ==============================================
from the registry  says                                       the ETS side answers or comes to
=================  =========================================  ==============================================
``Locked``         units are frozen for offset                ``Marked``, or ``Declined``
``Withdrawn``      the holder or the clock asks for release   ``Declined``; ``Approved`` where that came first
``Spent``          the units are cancelled                    ``Credited``
``Returned``       the units are free again                   closes its record
=================  =========================================  ==============================================

An application has at most one message of each kind, so its id is ``<application>/<kind>`` and a repeat is known as one. Once units are
locked, only the ETS side decides whether they are used: the registry returns nothing on its own while an approval may be under way.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from ..core.digest import digest


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """One message about the application ``offset``."""

    offset: str

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)

    @property
    def id(self) -> str:
        return f"{self.offset}/{self.kind}"

    @property
    def content(self) -> str:
        """Hash of all it says."""
        return digest(self)


class Locked(Message, frozen=True, kw_only=True, tag="locked"):
    """Units are frozen: what the ETS side needs to mark them pending, and the facts of the lot. Quantity in tCO2e."""

    registry_account: str
    ets_account: str
    project: str
    vintage: int
    quantity: int
    ranges: tuple[tuple[int, int], ...]
    compliance_year: int
    project_name: str = ""
    project_type: str = ""
    registered_on: dt.date | None = None
    legacy_filed_on: dt.date | None = None
    project_ets_covered: bool | None = None


class Withdrawn(Message, frozen=True, kw_only=True, tag="withdrawn"):
    """Release is asked for."""

    why: str = ""


class Spent(Message, frozen=True, kw_only=True, tag="spent"):
    """Units are cancelled for a surrender; what was locked above that is free again."""

    surrender: str
    quantity: int
    ranges: tuple[tuple[int, int], ...]
    certificate: str


class Returned(Message, frozen=True, kw_only=True, tag="returned"):
    """All units are free again."""


class Marked(Message, frozen=True, kw_only=True, tag="marked"):
    """The units stand as pending offset."""

    quantity: int


class Declined(Message, frozen=True, kw_only=True, tag="declined"):
    """The units will not be used."""

    why: str = ""


class Approved(Message, frozen=True, kw_only=True, tag="approved"):
    """The province approved: cancel so much. Quantity in tCO2e."""

    surrender: str
    quantity: int
    obligation_t: int
    entity: str
    province: str


class Credited(Message, frozen=True, kw_only=True, tag="credited"):
    """The cancelled units count as surrendered."""

    surrender: str
    quantity: int


ToEts = Locked | Withdrawn | Spent | Returned
ToRegistry = Marked | Declined | Approved | Credited
