"""A seeded stream of commands against a register: mostly possible ones, picked from what is there, some wild, some asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec

from ccer.registry.commands import AnyCommand, Linked
from ccer.registry.correction import REVERSIBLE
from ccer.registry.holdings import FREE, Place, State
from ccer.registry.serials import Series, size
from registry.table import Table, command_from

ACCOUNTS = ("A", "B", "C", "V", "R", "Z")  # V may not hold, R is the registry's, Z does not exist
KINDS = ("owner", "trader", "national-entity", "vvb", "registry")
HOLDERS = ACCOUNTS[:3]
SERIES = ("A210001/2024", "A210001/2025", "N110001/2025")
LINES = ("L1", "L2", "L3")
CLAUSE = "mee-samr-2023-31/art-8/para-2"
STATES = tuple(state.value for state in FREE)
REASONS = ("judicial", "penalty", "restriction")
PURPOSES = ("national-ets", "local-ets", "event", "enterprise", "public-good", "penalty")


def opened() -> Table:
    """Accounts, lines and some units to begin with."""
    table = Table()
    for id, kind in zip(ACCOUNTS, KINDS, strict=False):
        table.account(id, kind)
    for line, name in zip(LINES, SERIES, strict=True):
        assert table.ask(command_from(["register-line", line, name, "160"])).events
        assert table.ask(command_from(["issue", line, "A", "120"])).events
    return table


class Simulator:
    """Makes the next command from a seed and the state of the register.

    Parameters
    ----------
    seed : int
    table : Table
        The register; only read.
    wild : float
        Share of commands that take no heed of what is there.
    """

    def __init__(self, seed: int, table: Table, wild: float = 0.2) -> None:
        self.rng, self.table, self.wild = Random(seed), table, wild
        self.ids = 0
        self.keys: list[str] = []
        self.asked: list[AnyCommand] = []

    def commands(self, count: int) -> Iterator[AnyCommand]:
        for _ in range(count):
            yield self.command()

    def command(self) -> AnyCommand:
        if self.asked and self.rng.random() < 0.05:
            return self.rng.choice(self.asked)
        if self.rng.random() < 0.1:
            steps = [msgspec.to_builtins(command_from(self.step())) for _ in range(self.rng.randint(1, 4))]
            command: AnyCommand = msgspec.convert({"do": "linked", "key": self.key(), "steps": steps}, Linked)
        else:
            words = self.step() if self.rng.random() < 0.6 else self.other()
            command = command_from([*words, f"key={self.key()}"])
        self.asked.append(command)
        return command

    def key(self) -> str:
        roll = self.rng.random()
        if roll < 0.5:
            return ""
        if roll < 0.55 and self.keys:
            return self.rng.choice(self.keys)
        self.keys.append(f"k{len(self.keys)}")
        return self.keys[-1]

    def id(self) -> str:
        """A new id, now and then one that was used."""
        if self.ids and self.rng.random() < 0.05:
            return f"h{self.rng.randint(1, self.ids)}"
        self.ids += 1
        return f"h{self.ids}"

    def holding(self, *states: State) -> tuple[Place, Series, int]:
        """Something an account holds in one of the states, and how much of it to ask for."""
        held = [
            key
            for account in (*HOLDERS, "R")
            for key in self.table.view.places(account)
            if key[0].state in states
        ]
        if not held or self.rng.random() < self.wild / 2:
            place = Place(self.rng.choice(ACCOUNTS), self.rng.choice(states), "h1")
            project, _, vintage = self.rng.choice(SERIES).partition("/")
            return place, Series(project, int(vintage)), self.rng.randint(-1, 200)
        place, series = self.rng.choice(held)
        blocks = self.table.view.blocks(place, series)
        most = size(blocks) if self.rng.random() < 0.5 else min(size(blocks), 9)
        return place, series, self.rng.randint(1, most) + (1000 if self.rng.random() < self.wild / 4 else 0)

    def hold(self, kind: str) -> str:
        """An open hold of a kind, now and then any id."""
        known = [f"h{n}" for n in range(1, self.ids + 1)]
        found = [id for id in known if (hold := self.table.view.hold(id)) and hold.kind == kind and hold.open]
        return (
            self.rng.choice(found or ["h1"])
            if self.rng.random() > self.wild / 2
            else f"h{self.rng.randint(1, 9)}"
        )

    def to(self) -> str:
        return self.rng.choice(ACCOUNTS if self.rng.random() < self.wild else HOLDERS)

    def step(self) -> list[str]:
        """What a holder or the exchange asks; may be a step of a linked command."""
        verb = self.rng.choice(
            ("transfer", "transfer", "transfer", "issue", "reserve", "post", "void", "change-state",
             "non-trade-transfer", "cancel", "lock-offset", "unlock-offset", "deposit-buffer")
        )  # fmt: skip
        if verb == "issue":
            quantity = str(self.rng.randint(0, 60))
            buffer = (
                ["buffer=5", "buffer_account=R", f"buffer_clause={CLAUSE}"] if self.rng.random() < 0.3 else []
            )
            return [verb, self.rng.choice(LINES), self.to(), quantity, *buffer]
        if verb in ("post", "void"):
            return [verb, self.hold("pending")]
        if verb == "unlock-offset":
            return [verb, self.hold("offset")]
        place, series, quantity = self.holding(
            *(FREE if verb in ("transfer", "reserve", "change-state") else FREE[:1])
        )
        what = [f"{series.project}/{series.vintage}", str(quantity)]
        account = place.account
        return {
            "transfer": lambda: [verb, account, self.to(), *what, f"state={place.state}"],
            "reserve": lambda: [
                verb,
                self.id(),
                account,
                self.to(),
                *what,
                f"state={place.state}",
                *self.end(),
            ],
            "change-state": lambda: [verb, account, *what, place.state.value, self.rng.choice(STATES)],
            "non-trade-transfer": lambda: [
                verb,
                account,
                self.to(),
                *what,
                self.rng.choice(("succession", "enforcement")),
            ],
            "cancel": lambda: [verb, self.id(), account, *what, self.rng.choice(PURPOSES)],
            "lock-offset": lambda: [verb, self.id(), account, *what],
            "deposit-buffer": lambda: [verb, account, "R", *what, CLAUSE],
        }[verb]()

    def end(self) -> list[str]:
        """Now and then a pending transfer's end, past or to come."""
        return (
            [f"expires={self.rng.choice(('2026-03-01', '2026-03-03'))}T09:00:00+08:00"]
            if self.rng.random() < 0.5
            else []
        )

    def other(self) -> list[str]:
        """What the registry, an authority or a clock asks."""
        verb = self.rng.choice(
            ("freeze", "freeze", "release", "release", "deduct", "forced-cancel", "offset", "cover-reversal", "reverse",
             "reverse", "restrict-account", "restore-account", "expire", "expire", "expire", "deduct", "deduct", "release-buffer")
        )  # fmt: skip
        make: dict[str, Any] = {
            "freeze": self.freeze,
            "release": lambda: ["release", id := self.hold("freeze"), self.reason_of(id)],
            "deduct": lambda: self.from_frozen("deduct"),
            "forced-cancel": lambda: self.from_frozen("forced"),
            "offset": self.use_offset,
            "cover-reversal": lambda: [
                "cover-reversal",
                self.id(),
                "R",
                self.rng.choice(("A210001", "N110001")),
                "7",
                CLAUSE,
            ],
            "release-buffer": self.from_buffer,
            "reverse": self.reverse,
            "restrict-account": lambda: ["restrict-account", "ABCZZZ"[self.rng.randrange(6)], "1"],
            "restore-account": self.restore,
            "expire": lambda: ["expire", self.hold("pending")],
        }
        return make[verb]()

    def freeze(self) -> list[str]:
        words = ["freeze", self.id(), self.to(), self.rng.choice(REASONS)]
        if self.rng.random() < 0.7:
            words.append(f"series={self.rng.choice(SERIES)}")
        if self.rng.random() < 0.8:
            words.append(f"quantity={self.rng.randint(1, 40)}")
        return words

    def reverse(self) -> list[str]:
        """Most often the last command that can still be undone."""
        done = [
            key
            for key in self.keys
            if (seen := self.table.view.seen(key)) and seen.events[0].name in REVERSIBLE
        ]
        wild = not done or self.rng.random() < self.wild
        return ["reverse", self.rng.choice(self.keys or ["none"]) if wild else self.rng.choice(done[-2:])]

    def restore(self) -> list[str]:
        found = [id for id in HOLDERS if (a := self.table.view.account(id)) and a.state == "restricted"]
        return ["restore-account", self.rng.choice(found or HOLDERS)]

    def reason_of(self, id: str) -> str:
        hold = self.table.view.hold(id)
        right = hold is not None and hold.kind == "freeze" and self.rng.random() > self.wild / 2
        return hold.facts["reason"] if hold and right else self.rng.choice(REASONS)

    def from_frozen(self, what: str) -> list[str]:
        place, series, quantity = self.holding(State.FROZEN)
        for _ in range(5):  # most often one frozen for the reason that allows it
            hold = self.table.view.hold(place.hold)
            if hold and hold.facts.get("reason") == ("penalty" if what == "forced" else "judicial"):
                break
            place, series, quantity = self.holding(State.FROZEN)
        if what == "forced":
            return ["forced-cancel", self.id(), place.account, str(quantity), f"freeze={place.hold}"]
        of = f"{series.project}/{series.vintage}"
        return [
            "non-trade-transfer", place.account, self.to(), of, str(quantity), "court-deduction", f"freeze={place.hold}"
        ]  # fmt: skip

    def from_buffer(self) -> list[str]:
        place, series, quantity = self.holding(State.BUFFER)
        of = f"{series.project}/{series.vintage}"
        return ["release-buffer", self.to(), place.account, of, str(quantity), CLAUSE]

    def use_offset(self) -> list[str]:
        place, series, quantity = self.holding(State.PENDING_OFFSET)
        of = f"{series.project}/{series.vintage}"
        return ["cancel", self.id(), place.account, of, str(quantity), "national-ets", f"offset={place.hold}"]
