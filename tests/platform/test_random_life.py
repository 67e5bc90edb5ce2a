"""Anybody tries anything, in random order, while two projects go their way: nothing is half done, lost, doubled or unexplained.

Between the steps of a story (two owners, each with a project, a filing and its lines) random people of random roles take random steps on
random cases, propose, confirm, and order units about. Afterwards the journal must verify, the tables be what it makes, units be conserved.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import psycopg
import pytest

from ccer.core.errors import CcerError
from ccer.core.event import verify
from ccer.policy.corpus import corpus
from ccer.project.life.model import Paper
from ccer.project.life.outcome import Refusal as Objection
from ccer.project.life.tables import machines
from ccer.registry.commands import AnyCommand, command_of
from ccer.registry.correction import REVERSIBLE
from ccer.registry.holdings import State, posting_of
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions import proposals, units
from ccer_platform.actions.base import VISITOR, Actor, system
from ccer_platform.actions.lives import take
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.store.models import Holding, JournalEvent, Life, Proposal
from ccer_platform.store.models import Series as SeriesRow
from registry.hosted import sound
from registry.table import command_from

from .story import HOLDERS, OFFICES, Line, cast, lines, seated

BEGIN = dt.datetime(2024, 8, 1, 9, tzinfo=clock.BEIJING)
SEEDS = ("20240903", "20260302", *filter(None, os.environ.get("CCER_SEED", "").split(",")))
"""Two that everybody runs, and those of ``CCER_SEED``, parted by commas."""
EMITTER = {"emitter:pow": "示例重点排放单位"}
BUFFER, CLAUSE = "buffer", "mee-samr-2023-31/art-8/para-2"
TRIES = 2
"""Random attempts after each step of the story; after the last, `ORDERS` of units."""
ORDERS = 500
ACCOUNTS = ("sea", "hill", "tra", "pow", "cqc", "nobody")
THAWED_BY = {
    "units.released": {"judicial", "penalty", "restriction"},
    "units.deducted": {"judicial"},
    "units.cancelled_by_force": {"penalty"},
}


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    yield
    close_posters()


class Crowd:
    """Everybody who may try something, the story they try it in, and what came of it."""

    def __init__(self, seed: str) -> None:
        cast(BEGIN, EMITTER)
        for words in (f"apply-account {BUFFER} licence-{BUFFER} registry", f"open-account {BUFFER}"):
            assert poster().submit(command_from(words.split())).events
        self.rng = random.Random(seed)
        self.people: list[Actor] = [
            VISITOR,
            system("notices"),
            Actor("owner", "owner:stranger", seat="maker", user=0),
        ]
        self.people += [
            seated(who, seat, BEGIN)
            for who in (*OFFICES, *HOLDERS, *EMITTER)
            for seat in ("maker", "checker")
        ]
        self.facts: dict[str, Any] = {}
        self.papers = [Paper(kind="pdd", digest="a" * 64)]
        self.seen: Counter[str] = Counter()
        self.holds = self.asked = 0

    def play(self, line: Line) -> None:
        """A step of the story: by its maker and, where the table asks for it, another person."""
        machine, _, code = line.subject.partition(":")
        actor = system("notices") if line.who.startswith("system:") else seated(line.who, "maker", BEGIN)
        papers = tuple(Paper(kind=p.partition("@")[0], digest=f"{len(p):064x}") for p in line.papers)
        taken = take(
            actor, machine, code, line.step, facts=line.facts, papers=papers, parent=line.parent, checker="person:other"
        )  # fmt: skip
        # One of the crowd whose step it is may have taken it already, and then only the state stands in the way.
        codes = {refusal.code for refusal in taken.outcome.refusals}
        assert codes <= {"state"}, (line, [refusal.lines("en") for refusal in taken.outcome.refusals])
        self.facts |= line.facts
        self.papers += papers

    def attempt(self) -> None:
        """A random person takes or proposes a random step with facts that some step of the story took."""
        rng = self.rng
        actor = rng.choice(self.people)
        life = rng.choice(list(Life.objects.order_by("id")[:60]))
        machine = machines()[life.machine]
        rows = [row for row in machine.rows if row.source == life.state] if rng.random() < 0.7 else []
        row = rng.choice(rows or list(machine.rows))
        if rng.random() < 0.6:  # most often one whose step it could be
            actor = rng.choice([a for a in self.people if a.role in row.by and a.seat == "maker"] or [actor])
        facts = {
            name: self.facts[name]
            for name in (*row.takes, *row.may)
            if name in self.facts and rng.random() < 0.9
        }
        # What would end the story is left to the story: withdrawn, ended, refused; it must also be refused to all others.
        # So is an expert whom nobody but the crowd appointed: the story would wait for an opinion that it does not tell of.
        if (row.target in ENDS or row.action == "appoint-expert") and actor.role in row.by:
            return
        papers = tuple(p for p in self.papers if p.kind in row.papers and rng.random() < 0.8)
        if rng.random() < 0.3:
            self.said(
                lambda: proposals.propose_step(
                    actor, life.machine, life.code, row.action, facts=facts, papers=papers
                )
            )
            return
        checker = rng.choice(("", actor.person, "person:other"))
        self.said(
            lambda: take(
                actor, life.machine, life.code, row.action, facts=facts, papers=papers, checker=checker
            )
        )

    def order(self) -> None:
        """A random person orders units about, alone or by a proposal, or answers one that waits."""
        verb, holder, command = self.command()
        official = verb in OFFICIAL
        likely = [
            a
            for a in self.people
            if a.seat == "maker" and (a.role == "registry" if official else a.name.endswith(f":{holder}"))
        ]
        actor = self.rng.choice(likely if self.rng.random() < 0.8 else self.people)
        waits = list(Proposal.objects.filter(state="open").values_list("pk", flat=True))
        if waits and self.rng.random() < 0.5:
            pk = self.rng.choice(waits)
            theirs = [a for a in self.people if a.organisation == Proposal.objects.get(pk=pk).organisation_id]
            checkers = [a for a in theirs if a.seat == "checker"]
            who = self.rng.choice(checkers or theirs) if self.rng.random() < 0.8 else actor
            answer = proposals.confirm if self.rng.random() < 0.9 else proposals.withdraw
            self.said(lambda: answer(who, pk))
            return
        self.said(
            lambda: (units.order if self.rng.random() < 0.3 else proposals.propose_units)(actor, command)
        )

    def command(self) -> tuple[str, str, AnyCommand]:
        """Verb, holder and command: most often one that could be given; each has a key, by which it may be reversed later."""
        verb, key = self.rng.choice(VERBS), f"o{self.asked}"
        self.asked += 1
        if verb != "linked":
            holder, words = self.words(verb)
            return verb, holder, command_from([*words, f"key={key}"])
        holder = self.rng.choice(HOLDING)
        steps = [
            self.words(self.rng.choice(("transfer", "transfer", "change-state")), holder)[1] for _ in range(2)
        ]
        plain = [msgspec.to_builtins(command_from(step)) for step in steps]
        return verb, holder, command_of({"do": "linked", "key": key, "steps": plain})

    def words(self, verb: str, source: str = "") -> tuple[str, list[str]]:
        """A holder and a command about units of theirs."""
        rng = self.rng
        held = sorted(
            Holding.objects.filter(
                state="general", quantity__gt=0, account__in=[source] if source else HOLDING
            ).values_list("account", "series__project", "series__vintage")
        )
        series = rng.choice(("A210001/2023", "A210001/2024", "A210002/2023", "A210002/2024"))
        source, target = source or rng.choice(HOLDING), rng.choice(ACCOUNTS)
        if held and rng.random() < 0.8:
            source, project, vintage = rng.choice(held)
            series = f"{project}/{vintage}"
        quantity = str(rng.choice((1, 7, 7, 30, 30, 99, 5000)))
        old = f"h{rng.randint(1, max(1, self.holds))}"
        undoable = list(
            JournalEvent.objects.filter(name__in=REVERSIBLE)
            .exclude(key="")
            .order_by("seq")
            .values_list("key", flat=True)
        )
        if verb in ("reserve", "freeze", "cancel", "lock-offset", "offset", "cover-reversal"):
            self.holds += 1
        if "offset" in verb:
            source = "pow"
        elif verb == "transfer" and rng.random() < 0.3:
            target = "pow"
        new, reason = f"h{self.holds}", rng.choice(("judicial", "penalty", "restriction"))
        return source, {
            "transfer": [verb, source, target, series, quantity],
            "reserve": [verb, new, source, target, series, quantity],
            "post": [verb, old], "void": [verb, old],
            "freeze": [verb, new, source, reason, f"series={series}", f"quantity={quantity}"],
            "release": [verb, old, reason],
            "change-state": [verb, source, series, quantity, *rng.sample(STATES, 2)],
            "non-trade-transfer": [verb, source, target, series, quantity, "succession"],
            "deduct": ["non-trade-transfer", source, target, series, quantity, "court-deduction", f"freeze={old}"],
            "forced-cancel": [verb, f"f{new}", source, quantity, f"freeze={old}"],
            "cancel": [verb, new, source, series, quantity, "public-good"],
            "lock-offset": [verb, new, source, series, quantity],
            "unlock-offset": [verb, old],
            "offset": ["cancel", new, source, series, quantity, "national-ets", f"offset={old}"],
            "deposit-buffer": [verb, source, BUFFER, series, quantity, CLAUSE],
            "cover-reversal": [verb, new, BUFFER, series.partition("/")[0], quantity, CLAUSE],
            "reverse": [verb, rng.choice(undoable[-3:] or ["o0"])],
        }[verb]  # fmt: skip

    def said(self, attempt: Any) -> None:
        """What came of it; whoever is refused is told by which clause."""
        try:
            outcome = attempt()
        except CcerError as error:
            explained(error)
            self.seen["refused"] += 1
            return
        refusals = getattr(getattr(outcome, "outcome", None), "refusals", ()) or (
            getattr(outcome, "refusal", None),
        )
        for refusal in filter(None, refusals):
            explained(refusal)
        self.seen["refused" if any(refusals) else "granted"] += 1


ENDS = {"WITHDRAWN", "TERMINATED", "CANCELLED", "REVOKED", "RETURNED", "CLOSED", "RESTRICTED", "CLOSING"}
OFFICIAL = (
    "freeze",
    "release",
    "non-trade-transfer",
    "deduct",
    "forced-cancel",
    "deposit-buffer",
    "cover-reversal",
    "reverse",
)
HOLDING = ("sea", "hill", "tra", "pow")
STATES = [state.value for state in (State.GENERAL, State.TO_TRADING, State.ON_PLATFORM)]
VERBS = (
    "transfer", "transfer", "transfer", "reserve", "post", "void", "freeze", "freeze", "release", "release", "change-state",
    "non-trade-transfer", "deduct", "forced-cancel", "cancel", "lock-offset", "lock-offset", "unlock-offset", "offset", "deposit-buffer",
    "deposit-buffer", "cover-reversal", "reverse", "reverse", "linked", "linked",
)  # fmt: skip


def explained(error: CcerError) -> None:
    """Four parts in both languages, and clauses that stand in the law base."""
    for lang in ("zh", "en"):
        parts = error.lines(lang)  # type: ignore[arg-type]
        assert len(parts) == 4, parts
        assert all(parts), parts
    cites = error.cites if isinstance(error, Objection) else (error.clause,)
    in_force = isinstance(error, Objection | Refusal)
    for ref in cites:
        assert ref, error.lines("en")
        assert corpus().clause(ref)
        if in_force:
            assert clock.at().law.cite(ref, clock.today()).ref == ref


def two_projects() -> list[Line]:
    """The story twice, of two owners, step by step in the order of its days, with a year more issued."""
    first = [line for line in lines("offshore.txt") if line.subject != "ledger"]
    extra = [
        line._replace(
            subject=line.subject.replace("2023", "2024"), facts={"issue_t": 500} if line.facts else {}
        )
        for line in first
        if line.subject.endswith("/2023")
    ]
    swap = {
        "owner:sea": "owner:hill", "project:P": "project:Q", "A210001": "A210002", "reduction:R": "reduction:S",
        "issuance:R/": "issuance:S/", "示例海域200兆瓦海上风电项目": "示例另一海域海上风电项目", "示例业主有限公司": "示例另一业主",
    }  # fmt: skip

    def other(value: Any) -> Any:
        text = msgspec.json.encode(value).decode()
        for old, new in swap.items():
            text = text.replace(old, new)
        return msgspec.json.decode(text)

    second = [Line(line.on, *(other(part) for part in line[1:6]), line.papers) for line in [*first, *extra]]
    return sorted([*first, *extra, *second], key=lambda line: line.on)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_anybody_tries(seed: str, database: str) -> None:
    with clock.fixed(BEGIN):
        crowd = Crowd(seed)
    for line in two_projects():
        with clock.fixed(line.moment):
            crowd.play(line)
            for _ in range(TRIES):
                crowd.attempt()
    with clock.fixed(dt.datetime(2025, 3, 15, 9, tzinfo=clock.BEIJING)):
        for _ in range(ORDERS):
            crowd.order()
    assert crowd.seen["refused"] > 100, crowd.seen
    assert crowd.seen["granted"] > 20, crowd.seen

    close_posters()
    events = sound(database)  # rebuild --check finds nothing, the auditor neither
    assert verify(events)[0] == len(events)
    held = serials(database)
    assert max(held.values()) == 1, "no serial twice"
    for row in SeriesRow.objects.all():
        of = {n for series, n in held if series == Series(row.project, row.vintage)}
        assert of == set(range(1, row.issued + 1)), "all that was issued is somewhere"
    assert sum(held.values()) == 2 * (400 + 500)
    reasons: dict[str, str] = {}
    moved: Counter[str] = Counter()
    for event in events:
        if event.name == "units.frozen":
            id, _, _, facts, _ = event.data["hold"]
            reasons[id] = facts["reason"]
        for row in event.data.get("postings", ()):
            source = posting_of(row).source
            moved[event.name] += 1
            if source is not None and source.state is State.FROZEN:
                assert reasons[source.hold] in THAWED_BY[event.name], event
            assert source is None or source.state is not State.CANCELLED
    print(crowd.seen, moved)
    assert len(moved) >= 4, moved


def serials(address: str) -> Counter[tuple[Series, int]]:
    """Every serial and how often it is held."""
    found: Counter[tuple[Series, int]] = Counter()
    with psycopg.connect(address) as raw:
        for project, vintage, first, last in raw.execute(
            "SELECT project, vintage, first, last FROM store_block b JOIN store_series s ON s.id = b.series_id"
        ):
            found.update((Series(project, vintage), number) for number in range(first, last + 1))
    return found
