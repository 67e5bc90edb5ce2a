"""The whole of an offset on the platform: both systems, the link that carries their messages, the records that stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from ccer.core.errors import CcerError
from ccer.offset.ets import ApproveSurrender, Bind, FileSurrender, RefuseSurrender, SetDue
from ccer.offset.ets_book import PendingLot, Pick
from ccer.offset.messages import ToEts, ToRegistry
from ccer_platform import clock
from ccer_platform.actions import ets, ets_link, offsetting
from ccer_platform.actions.base import Refused
from ccer_platform.actions.posting import close_posters
from ccer_platform.jobs import deadlines
from ccer_platform.jobs import ets as job
from ccer_platform.rebuilding.check import check, rewrite
from ccer_platform.store.models import (
    EtsMessage,
    EtsRow,
    Holding,
    Surrender,
)
from ccer_platform.store.reading import ets as reading

from .both_sides import NOW, SERIES, Both


@pytest.fixture
def both(market: str) -> Iterator[Both]:
    with clock.fixed(NOW):
        yield Both()
    close_posters()


def held() -> dict[str, int]:
    return dict(Holding.objects.filter(account="E", quantity__gt=0).values_list("state", "quantity"))


def sound() -> None:
    """At rest, the two records agree, and the tables follow from their chains."""
    assert job.once() == 0
    assert ets_link.compare().differences == []
    found = check()
    assert (found.broken, found.differences) == (None, ())


def refused(asked: Any) -> tuple[str, str | None]:
    with pytest.raises(CcerError) as raised:
        asked()
    return getattr(raised.value, "code", ""), raised.value.clause


def test_an_offset_to_its_end(both: Both) -> None:
    both.start("o1", 300)
    assert both.show("o1") == "PENDING pending"
    assert held() == {"general": 700, "pending-offset": 300}
    both.file("S1", Pick("o1", 200), allowances=9_800)
    ets.give(both["p maker"], ApproveSurrender(form="S1"))
    ets_link.exchange()
    assert both.show("o1") == "APPROVED approved"
    assert [d["code"] for d in ets_link.compare().differences] == ["to_cancel"]
    both.cancel("o1")
    ets_link.exchange()
    assert both.show("o1") == "CREDITED credited"
    assert held() == {"general": 800, "cancelled": 200}
    kept = reading.surrender("o1")
    assert kept is not None
    # cap: floor(5 % of 10,000 t) = 500 t, of which nothing was used before
    told = (kept.entity, kept.year, kept.obligation_t, kept.cap_t, kept.used_before_t, kept.quantity)
    assert told == ("e", 2025, 10_000, 500, 0, 200)
    assert sum(last - first + 1 for _, (first, last) in kept.units) == 200
    position = reading.book().position("e", 2025)
    assert (position.allowances, position.credited, position.left) == (9_800, 200, 0)
    sound()


def test_what_is_refused_withdrawn_or_late_returns(both: Both) -> None:
    both.start("o1", 300)
    both.file("S1", Pick("o1", 300))
    ets.give(both["p maker"], RefuseSurrender(form="S1", why="材料不全"))
    ets_link.exchange()
    assert both.show("o1") == "RETURNED closed"
    both.start("o2", 100)
    offsetting.withdraw(both["e maker"], "o2", "改用其他批次")
    assert both.show("o2") == "RETURNED closed"
    both.start("o3", 50)
    with clock.fixed(dt.datetime(2027, 1, 1, 9, tzinfo=clock.BEIJING)):
        assert ("offset:o3", "lapse") in deadlines.due().taken
        job.once()
        assert both.show("o3") == "RETURNED closed"
        late = offsetting.Wanted(SERIES, 10, 2025, covered=False)
        assert refused(lambda: offsetting.start(both["e maker"], "o4", late)) == (
            "too_late",
            "mee-2020-19/art-28",
        )
    assert held() == {"general": 1000}
    sound()


def test_what_cannot_be_used_is_refused_with_its_clause(both: Both) -> None:
    def start(quantity: int, covered: bool | None, who: str = "e maker", year: int = 2025) -> Any:
        wanted = offsetting.Wanted(SERIES, quantity, year, covered=covered)
        return lambda: offsetting.start(both[who], "x", wanted)

    cap, source = "mee-2020-19/art-29/para-1", "mee-2020-19/art-29/para-2"
    assert refused(start(501, False)) == ("offset.cap", cap)  # floor(0.05 × 10,000) = 500
    assert refused(start(100, True)) == ("offset.not_from_ets_covered", source)
    assert refused(start(100, None)) == ("offset.not_from_ets_covered", source)
    assert refused(start(100, False, year=2024))[0] == "obligation_unknown"
    assert refused(start(1001, False))[0] == "not_enough_units"
    assert refused(start(100, False, "f maker"))[0] == "entity_unknown"
    for who, command in (
        ("f maker", FileSurrender(form="S9", entity="e", year=2025, allowances=1)),
        ("q maker", SetDue(entity="e", year=2025, due_t=1)),
        ("f maker", Bind(entity="e", registry_account="F")),
    ):
        assert refused(lambda who=who, command=command: ets.give(both[who], command))[0] == "identity"
    assert refused(lambda: ets.give(both["e maker"], Bind(entity="e", registry_account="F")))[0] == "account"
    both.start("o1", 300)
    over = FileSurrender(form="S1", entity="e", year=2025, picks=(Pick("o1", 301),))
    assert refused(lambda: ets.give(both["e maker"], over))[0] == "lot_short"
    with pytest.raises(Refused) as by_hand:
        ets_link.by_hand("offset", "approve", "E-1")
    assert by_hand.value.clause == "mee-2023-237/part-3"
    sound()


class Faulty:
    """A link that loses every message at first, then answers, says everything twice, and loses every third."""

    def __init__(self) -> None:
        self.count = 0
        self.behind = ets_link.Sandbox()

    def send(self, message: ToEts) -> ToRegistry | None:
        self.count += 1
        if self.count % 3 == 1:
            raise TimeoutError
        reply = self.behind.send(message)
        self.behind.send(message)  # it arrives twice
        if self.count % 3 == 2:
            raise TimeoutError  # taken, and the answer is lost
        return reply

    def waiting(self) -> tuple[ToRegistry, ...]:
        self.count += 1
        if self.count % 2:
            raise ConnectionError
        return self.behind.waiting() * 2

    def lots(self) -> dict[str, PendingLot]:
        return self.behind.lots()


def test_lost_and_repeated_messages_mend(both: Both) -> None:
    link = Faulty()

    def settle(code: str, state: str) -> None:
        for _ in range(8):
            ets_link.exchange(link)
        assert both.show(code) == state

    both.start("o1", 300, link)
    settle("o1", "PENDING pending")
    both.file("S1", Pick("o1", 200))
    ets.give(both["p maker"], ApproveSurrender(form="S1"))
    settle("o1", "APPROVED approved")
    both.cancel("o1")
    settle("o1", "CREDITED credited")
    both.start("o2", 100, link)
    settle("o2", "PENDING pending")
    offsetting.withdraw(both["e maker"], "o2", "改用其他批次")
    settle("o2", "RETURNED closed")
    assert EtsMessage.objects.filter(times__gt=1).exists()
    assert not EtsMessage.objects.exclude(state="taken").exists()
    assert held() == {"general": 800, "cancelled": 200}
    sound()


def test_a_changed_row_is_found_and_set_right(both: Both) -> None:
    both.start("o1", 300)
    both.file("S1", Pick("o1", 200))
    ets.give(both["p maker"], ApproveSurrender(form="S1"))
    ets_link.exchange()
    both.cancel("o1")
    ets_link.exchange()
    lot = EtsRow.objects.get(kind="lots", code="o1")
    lot.data["used"] = 150
    lot.save()
    Surrender.objects.filter(offset="o1").update(quantity=150)
    assert [d["code"] for d in ets_link.compare().differences] == ["used"]
    assert {(d.table, d.key) for d in check().differences} == {
        ("ets", ("lots", "o1")),
        ("surrender", ("o1",)),
    }
    rewrite()
    sound()
