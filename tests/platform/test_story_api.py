"""The whole story by the API: each role with its own token, a second person confirming; then what strangers see of it."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import msgspec
import pytest

from ccer.core.event import Event, content_hash, verify
from ccer_platform import clock
from ccer_platform.actions.base import stored
from ccer_platform.actions.lives import take
from ccer_platform.store.models import JournalEvent

from .api_client import Program
from .story import CLOCK, Line, cast, lines, token

BEGIN = dt.datetime(2024, 8, 1, 9, tzinfo=clock.BEIJING)
WHO = ("owner:sea", "vvb:cqc", "vvb:cec", "registry:ncsc", "expert:e1", "trader:tra")


class Stage:
    """Everybody's programs."""

    def __init__(self) -> None:
        cast(BEGIN)
        self.makers = {who: Program(token(who, "maker", BEGIN)) for who in WHO}
        self.checkers = {who: Program(token(who, "checker", BEGIN)) for who in WHO}

    def play(self, line: Line) -> None:
        """One line, confirmed where it waits for a second person."""
        if line.who.startswith("system:"):
            machine, _, code = line.subject.partition(":")
            with clock.fixed(line.moment):
                assert not take(CLOCK, machine, code, line.step).refused
            return
        maker = self.makers[line.who].on(line.moment)
        answer = self._command(maker, line) if line.subject == "ledger" else self._step(maker, line)
        assert answer.status_code in (200, 202), (line, answer.content.decode())
        if answer.status_code == 202:
            number = answer.json()["proposal"]
            own = maker.post(f"/proposals/{number}/confirm?lang=en")
            assert own.status_code == 403, "nobody confirms what they made"
            done = self.checkers[line.who].on(line.moment).post(f"/proposals/{number}/confirm")
            assert done.status_code == 200, (line, done.content.decode())
            assert done.json()["events"]

    def _command(self, maker: Program, line: Line) -> object:
        return maker.post(f"/ledger/{line.step}", line.facts)

    def _step(self, maker: Program, line: Line) -> object:
        machine, _, code = line.subject.partition(":")
        papers = []
        for name in line.papers:
            kind = name.partition("@")[0]
            kept = maker.upload(line.subject, kind, f"{line.subject} {name}".encode())
            assert kept.status_code == 200, kept.content.decode()
            papers.append({"kind": kind, "digest": kept.json()["digest"]})
        body = {"facts": line.facts, "papers": papers, "parent": line.parent}
        return maker.post(f"/lives/{machine}/{code}/{line.step}", body)


@pytest.mark.usefixtures("database")
def test_from_a_draft_to_units_issued_moved_frozen_released_and_cancelled() -> None:
    stage = Stage()
    for line in lines("offshore.txt"):
        stage.play(line)
    end = dt.datetime(2025, 3, 20, 9, tzinfo=clock.BEIJING)

    # 400 issued to the owner, 150 moved on, 60 of those frozen and released, 40 cancelled; 50 into the buffer, 30 back: 230 and 110 are left
    assert held(stage.makers["owner:sea"].on(end), "sea") == {"general": 230}
    assert held(stage.makers["trader:tra"].on(end), "tra") == {"general": 110, "cancelled": 40}
    assert stage.makers["trader:tra"].get("/accounts/sea").status_code == 404, "another's account"
    names = [row["name"] for row in stage.makers["trader:tra"].get("/accounts/tra/movements").json()["items"]]
    assert names == ["units.transferred", "units.frozen", "units.released", "units.cancelled"]

    story = [stored(row) for row in JournalEvent.objects.order_by("seq")]
    assert verify(story)[0] == len(story)
    assert all(
        event.cites for event in story if event.name.startswith(("project", "reduction", "issuance", "units"))
    )

    anyone = Program(at=end)
    seen = anyone.get("/lives/project/P").json()
    assert seen["state"] == "REGISTERED"
    assert "team" not in seen["facts"], "people are not published"
    assert anyone.get("/lives/issuance/R/2023").json()["state"] == "ISSUED"
    published(anyone)


def published(anyone: Program) -> None:
    """What a visitor reads of it, from the list of projects down to one tonne."""
    (project,) = anyone.get("/projects?text=海上").json()["items"]
    assert (project["number"], project["registered_on"]) == ("A210001", "2025-01-26")
    whole = anyone.get("/projects/A210001").json()
    assert whole["units"] == {"buffer": 20, "cancelled": 40, "general": 340}
    assert {row["vintage"]: row["quantity_t"] for row in whole["lines"]} == {
        2021: 100,
        2022: 0,
        2023: 400,
        2024: 500,
    }
    assert anyone.get("/statistics").json()["registered_t"] == 1000
    (series,) = anyone.get("/series").json()["items"]
    assert series["issued_t"] == 400
    (gone,) = anyone.get("/cancellations").json()["items"]
    assert (gone["quantity_t"], gone["facts"]["beneficiary"]) == (40, "示例受益人")

    tonne = anyone.get(f"/units/{gone['serials'][0][0]}").json()
    assert tonne["state"] == "cancelled"
    steps = [move["name"] for move in tonne["custody"]]
    assert steps[0] == "units.issued"
    assert steps[-1] == "units.cancelled"
    assert "units.transferred" in steps
    assert all(move["citations"] for move in tonne["custody"])
    moved = tonne["custody"][steps.index("units.transferred")]
    assert (moved["source"], moved["target"]) == (None, None), "who traded with whom is theirs"

    chain, link = [], "/journal?limit=100"
    while link:
        answer = anyone.get(link).json()
        chain += answer["items"]
        link = answer["next"]
    assert all(row["previous"] == before["digest"] for before, row in itertools.pairwise(chain))
    registered = next(row for row in chain if row["name"] == "project.registered")
    assert content_hash(event_of(registered)) == registered["digest"], "a stranger can work the hash out"
    assert next(row for row in chain if row["name"] == "project.created")["data"] is None, (
        "drafts are nobody's business"
    )


def event_of(row: dict[str, Any]) -> Event:
    """The event as a stranger puts it together from the answer."""
    named = {
        name: row[name]
        for name in ("name", "subject", "actor", "at", "on", "data", "key", "seq", "previous", "digest")
    }
    return msgspec.convert({**named, "cites": row["citations"]}, Event)


def held(program: Program, account: str) -> dict[str, int]:
    """Units by state."""
    found: dict[str, int] = {}
    for row in program.get(f"/accounts/{account}").json()["holdings"]:
        found[row["state"]] = found.get(row["state"], 0) + row["quantity"]
    return found
