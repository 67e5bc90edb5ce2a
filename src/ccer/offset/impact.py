"""What a change of law would do to obligations: the cap before and after, and the uses in hand that it would refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from ..core.asof import AsOf
from ..core.errors import NotInForce
from ..policy.corpus import Corpus, corpus
from ..policy.hypothesis import Change, supposing
from ..rules.catalogue import Stage
from ..rules.impact import DECISIONS, Impact, impact
from ..rules.subjects import OffsetUse
from .ets_book import COUNTED, EtsBook
from .obligations import Entity, Obligation, Standing, standing

REFUSED = DECISIONS.index("refused")


class ObligationImpact(msgspec.Struct, frozen=True, kw_only=True):
    """One open obligation under the law as it is and as it would be. Whole tonnes. [tCO2e]

    Parameters
    ----------
    before, after : Standing or None
        Cap, room and deadline; None where no cap is in force.
    refused : tuple of str
        Applications in hand that would pass as it is, and would be refused.
    forms : tuple of str
        Surrender forms filed with one of them.
    """

    entity: Entity
    obligation: Obligation
    before: Standing | None
    after: Standing | None
    refused: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def over_t(self) -> int:
        """What counts as used above the new cap."""
        return max(0, self.obligation.used_t - self.after.cap_t) if self.after else 0


def use_in_hand(offset: str, told: OffsetUse, book: EtsBook) -> OffsetUse:
    """An application not yet decided as the gate of the surrender would judge it now, with what the ETS side knows of its year.

    Parameters
    ----------
    told : OffsetUse
        What the registry knows: whose it is, its year, the quantity locked, the facts of the units.
    """
    lot = book.lots.get(offset)
    own = lot.used if lot is not None and lot.state in COUNTED else 0
    return msgspec.structs.replace(
        told,
        obligation_t=book.due.get((told.entity, told.compliance_year), 0),
        quantity_t=own or told.quantity_t,
        already_used_t=book.used(told.entity, told.compliance_year) - own,
    )


def obligations_touched(
    changes: Sequence[Change],
    book: EtsBook,
    uses: Mapping[str, OffsetUse],
    on: dt.date,
    *,
    entities: frozenset[str] | None = None,
    held: frozenset[str] = frozenset(),
    law: Corpus | None = None,
) -> tuple[ObligationImpact, ...]:
    """The open obligations that a change touches, by entity and year.

    An obligation is open until allowances and credited offsets cover it. It is touched where the offset gate, asked about it, reads
    touched law, where its deadline moves, or where it has an application in hand that would be refused.

    Parameters
    ----------
    uses : mapping of application to OffsetUse
        Those in hand, as `use_in_hand` gives them.
    on : date
        The day of the decisions.
    entities : frozenset of str, optional
        Only theirs.
    held : frozenset of str
        Applications whose obligations are touched for another reason: their project is.
    """
    base = law or corpus()
    years = {
        key: part
        for key, part in _years(book).items()
        if (entities is None or key[0] in entities) and part.position(*key).left > 0
    }
    owed = list(years)
    asked = impact(changes, Stage.OFFSET, [_nothing_more(years[each], *each) for each in owed], on, base)
    resting = {owed[place] for place in asked.resting}
    resting |= {(uses[id].entity, uses[id].compliance_year) for id in held & uses.keys()}
    refused = _refused(impact(changes, Stage.OFFSET, list(uses.values()), on, base), uses)
    now, then = AsOf(base, on), AsOf(supposing(list(changes), base), on)
    found = []
    for code, year in owed:
        obligation = _obligation(years[code, year], code, year)
        before, after = _standing(obligation, now), _standing(obligation, then)
        mine = refused.get((code, year), ())
        moved = before is not None and after is not None and before.deadline != after.deadline
        if (code, year) in resting or mine or moved:
            forms = tuple(
                form.id
                for form in book.forms.values()
                if form.state == "filed" and any(pick.offset in mine for pick in form.picks)
            )
            found.append(
                ObligationImpact(
                    entity=book.entities[code],
                    obligation=obligation,
                    before=before,
                    after=after,
                    refused=mine,
                    forms=forms,
                )
            )
    return tuple(found)


def _years(book: EtsBook) -> dict[tuple[str, int], EtsBook]:
    """The book taken apart by obligation, in their order, so that none is searched through for another's lots."""
    parts: dict[tuple[str, int], EtsBook] = {}
    for key in sorted(book.due):
        parts[key] = part = EtsBook()
        part.entities, part.due, part.surrendered = book.entities, book.due, book.surrendered
    for lot in book.lots.values():
        if (lot.entity, lot.year) in parts:
            parts[lot.entity, lot.year].lots[lot.offset] = lot
    return parts


def _obligation(book: EtsBook, code: str, year: int) -> Obligation:
    return Obligation(
        year=year,
        due_t=book.due[code, year],
        used_t=book.used(code, year),
        surrendered_t=book.surrendered.get((code, year), 0),
    )


def _nothing_more(book: EtsBook, code: str, year: int) -> OffsetUse:
    """An obligation as a question to the gate: what counts as used, and not a tonne more."""
    owed = _obligation(book, code, year)
    return OffsetUse(
        entity=code, compliance_year=year, obligation_t=owed.due_t, quantity_t=0, already_used_t=owed.used_t,
        key_emitter=book.entities[code].key_emitter,
    )  # fmt: skip


def _refused(found: Impact, uses: Mapping[str, OffsetUse]) -> dict[tuple[str, int], tuple[str, ...]]:
    by_year: dict[tuple[str, int], tuple[str, ...]] = {}
    for place, (id, use) in enumerate(uses.items()):
        if found.after[place] == REFUSED != found.before[place]:
            key = (use.entity, use.compliance_year)
            by_year[key] = (*by_year.get(key, ()), id)
    return by_year


def _standing(obligation: Obligation, at: AsOf) -> Standing | None:
    try:
        return standing(obligation, at)
    except NotInForce:
        return None
