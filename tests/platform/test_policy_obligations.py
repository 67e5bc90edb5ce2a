"""Impact on obligations: a year of 10,000 t, 300 t filed and 200 t pending against it, under other caps, worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from ccer.offset.ets import ApproveSurrender
from ccer.offset.ets_book import Pick
from ccer.offset.impact import ObligationImpact
from ccer.policy.hypothesis import Change, Correction, Ending, NewValue
from ccer.rules import Stage
from ccer_platform import clock
from ccer_platform.actions import ets, ets_link, tokens
from ccer_platform.actions.base import Actor
from ccer_platform.actions.posting import close_posters
from ccer_platform.store.models import JournalTip, Project, User
from ccer_platform.store.reading import receipts
from ccer_platform.store.reading.touched import Answer, answer, pair

from .api_client import Program
from .both_sides import NOW, SERIES, Both

DAY = NOW.date()


@pytest.fixture
def both(market: str) -> Iterator[Both]:
    with clock.fixed(NOW):
        made = Both()
        for code, quantity in (("o1", 300), ("o2", 200)):
            made.start(code, quantity)
        made.file("S1", Pick("o1", 300), allowances=9_500)
        yield made
    close_posters()


def cap(share: float) -> list[Change]:
    return [NewValue(name="offset.cap_share", value=share, since=dt.date(2026, 1, 1))]


def asked(changes: list[Change], actor: Actor) -> Answer:
    return answer(changes, DAY, role=actor.role, organisation=actor.name.partition(":")[2])


def only(found: Answer) -> ObligationImpact:
    assert [(each.entity.code, each.obligation.year) for each in found.obligations] == [("e", 2025)]
    return found.obligations[0]


@pytest.mark.parametrize(
    ("share", "cap_t", "room_t", "over_t", "refused", "forms"),
    [
        # as it is: 5 % of 10,000 t = 500 t; 300 t are filed, so that 200 t may still be used and both pass
        (0.06, 600, 300, 0, (), ()),
        (0.03, 300, 0, 0, ("o2",), ()),  # o1 takes the whole of 300 t; o2 would make 500 t
        (0.02, 200, 0, 100, ("o1", "o2"), ("S1",)),
    ],
)
def test_another_cap(
    both: Both, share: float, cap_t: int, room_t: int, over_t: int, refused: tuple[str, ...], forms: tuple[str, ...]
) -> None:  # fmt: skip
    tip = JournalTip.objects.get(id=1).digest
    found = asked(cap(share), both["r maker"])
    one = only(found)
    assert one.before is not None
    assert one.after is not None
    assert (one.before.cap_t, one.before.room_t) == (500, 200)
    assert (one.after.cap_t, one.after.room_t) == (cap_t, room_t)
    assert (one.over_t, one.refused, one.forms) == (over_t, refused, forms)
    judged = next(each for each in found.judged if each.stage is Stage.OFFSET)
    assert (judged.total, judged.resting, judged.changed) == (2, 2, len(refused))
    assert [rule.rule for rule in judged.rules] == ["offset.cap"]
    assert (found.hanging.held_t, found.hanging.pending_offset_t) == (500, 500)  # 300 t and 200 t locked
    assert JournalTip.objects.get(id=1).digest == tip


def test_eligibility_and_the_project_behind_the_units(both: Both) -> None:
    """A clause on which units qualify touches the year; so does the end of the methodology of the units in hand, and of no other."""
    source: list[Change] = [Correction(ref="mee-2020-19/art-29/para-2", en="Otherwise.")]
    one = only(asked(source, both["r maker"]))
    assert (one.before, one.refused) == (one.after, ())
    own = Project.objects.get(number=SERIES.project).methodology
    other = {"CCER-01-001-V01", "CCER-01-002-V01"} - {own}
    end = dt.date(2026, 1, 1)
    assert only(asked([Ending(ref=own.lower(), until=end)], both["r maker"])).refused == ()
    for code in other:
        assert asked([Ending(ref=code.lower(), until=end)], both["r maker"]).obligations == ()


def test_each_sees_what_is_theirs(both: Both) -> None:
    for who in ("e maker", "p maker", "r maker"):
        assert len(asked(cap(0.03), both[who]).obligations) == 1
    for who in ("f maker", "q maker"):
        assert asked(cap(0.03), both[who]).obligations == ()
    assert answer(cap(0.03), DAY).obligations == ()
    shown = pair(cap(0.03), Stage.OFFSET, "o2", DAY, role="emitter", organisation="e")
    assert shown is not None
    assert [each.outcome if each else "" for each in shown[1]] == ["granted", "refused"]
    assert pair(cap(0.03), Stage.OFFSET, "o2", DAY, role="emitter", organisation="f") is None


def test_page_and_api_name_the_obligation(both: Both) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=both["e maker"].user))
    query = "kind=value&name=offset.cap_share&value=2%25&day=2026-01-01&on=2026-09-01"
    for prefix, words in (("", "触及的清缴义务"), ("/en", "Obligations touched")):
        page = client.get(f"{prefix}/policy/impact/?{query}").content.decode()
        assert words in page
        for figure in ("示例发电厂 · 2025", "500", "200", "o1, o2", "S1"):
            assert figure in page
    change = {"type": "value", "name": "offset.cap_share", "value": 0.02, "from": "2026-01-01"}
    _, token = tokens.create(both["e maker"], "t", ("read",), 30)
    said = Program(token, NOW).post("/policy/impact", {"changes": [change], "on": "2026-09-01"}).json()
    (one,) = said["obligations"]
    assert (one["entity"], one["year"], one["before"]["cap_t"], one["after"]["cap_t"]) == (
        "e",
        2025,
        500,
        200,
    )
    assert (one["over_t"], one["offsets_refused"], one["forms_refused"]) == (100, ["o1", "o2"], ["S1"])


def test_the_approval_of_an_offset_keeps_its_receipt(both: Both) -> None:
    ets.give(both["p maker"], ApproveSurrender(form="S1"))
    ets_link.exchange()
    (stored,) = receipts.of("offset:o1")
    assert (stored.stage, stored.outcome, stored.receipt.inputs["subject"]["quantity_t"]) == (
        "offset",
        "granted",
        300,
    )
    assert asked(cap(0.03), both["r maker"]).asked_again[0].now == "granted"  # 300 t of 300 t
    assert asked(cap(0.02), both["r maker"]).asked_again[0].now == "refused"
    assert asked(cap(0.02), both["f maker"]).stored == 0
    path = f"/receipts/{stored.seq}/{stored.place}.json"
    for who, status in (("", 404), ("f maker", 404), ("e maker", 200)):
        client = Client()
        if who:
            client.force_login(User.objects.get(pk=both[who].user))
        assert client.get(path).status_code == status, who
    page = client.get("/compliance/application/o1").content.decode()
    assert path in page
