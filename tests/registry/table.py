"""Stories as tables: one line a step, what is asked on the left of ``=>`` and what comes of it on the right.

    2026-03-02
    account   A  owner                                => ok
    transfer  A  B  A210001/2025  400                 => ok
    transfer  A  B  A210001/2025  1                   => refused account_frozen  ncsc-2023-11/art-16
    holds     A  general  A210001/2025                => 401..1000

A date alone on a line is the day from there on, with a time where it matters; ``#`` begins a comment. ``sold A A210001/2025 40``: so much
of what A has on the platform is sold that day and not delivered (0: it was). Arguments are positional as
in `VERBS`, then ``name=value``. Steps of ``linked`` are parted by ``;``.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import msgspec

from ccer.core.asof import AsOf
from ccer.core.event import Event, seal, verify
from ccer.policy.corpus import corpus
from ccer.registry.audit import audit
from ccer.registry.cancellation import certificate
from ccer.registry.commands import AnyCommand
from ccer.registry.holdings import Place, State
from ccer.registry.ledger import Outcome, apply, decide, replay
from ccer.registry.moment import Moment
from ccer.registry.serials import Serial, Series, joined
from ccer.registry.statement import custody
from ccer.registry.view import Ledger, Sold

CHINA = dt.timezone(dt.timedelta(hours=8))

VERBS: dict[str, tuple[str, ...]] = {
    "register-line": ("line", "series", "verified"),
    "issue": ("line", "account", "quantity"),
    "transfer": ("source", "target", "series", "quantity"),
    "reserve": ("id", "source", "target", "series", "quantity"),
    "post": ("id",),
    "void": ("id",),
    "expire": ("id",),
    "change-state": ("account", "series", "quantity", "source", "target"),
    "freeze": ("id", "account", "reason"),
    "release": ("id", "reason"),
    "non-trade-transfer": ("source", "target", "series", "quantity", "ground"),
    "lock-offset": ("id", "account", "series", "quantity"),
    "unlock-offset": ("id",),
    "cancel": ("id", "account", "series", "quantity", "purpose"),
    "forced-cancel": ("id", "account", "quantity"),
    "deposit-buffer": ("account", "buffer_account", "series", "quantity", "clause"),
    "cover-reversal": ("id", "buffer_account", "project", "quantity", "clause"),
    "release-buffer": ("account", "buffer_account", "series", "quantity", "clause"),
    "reverse": ("of",),
    "apply-account": ("account", "subject", "kind"),
    "open-account": ("account",),
    "refuse-account": ("account",),
    "change-account": ("account", "since"),
    "complete-change": ("account",),
    "restrict-account": ("account", "item"),
    "restore-account": ("account",),
    "begin-closure": ("account", "item"),
    "close-account": ("account",),
}
GIVEN: dict[str, dict[str, Any]] = {
    "freeze": {"authority": "示例法院", "document": "示例文书"},
    "release": {"document": "示例文书"},
    "non-trade-transfer": {"document": "示例文书"},
    "cancel": {"beneficiary": "示例单位"},
    "forced-cancel": {"authority": "示例部门", "document": "示例文书"},
    "cover-reversal": {"document": "示例文书"},
    "release-buffer": {"document": "示例文书"},
    "reverse": {"why": "示例更正", "document": "示例文书"},
    "apply-account": {"maker": "示例发起人", "checker": "示例确认人", "papers": ["paper"]},
    "change-account": {"details": {"name": "示例新名称"}, "papers": ["paper"]},
    "refuse-account": {"why": "示例理由"},
    "restrict-account": {"why": "示例理由"},
    "restore-account": {"document": "示例文书"},
    "begin-closure": {"document": "示例文书"},
}
"""What a story need not say; ``name=`` with nothing after it leaves it out."""


def command_from(words: list[str], *, actor: str = "registry:示例登记员") -> AnyCommand:
    """A command from the words of a line."""
    verb, *rest = words
    data: dict[str, Any] = {"do": verb, "actor": actor, **GIVEN.get(verb, {})}
    names = iter(VERBS[verb])
    for word in rest:
        name, sign, value = word.partition("=")
        if not sign:
            name, value = next(names), word
        data[name] = _value(name, value)
    return msgspec.convert(data, AnyCommand, strict=False)


def _value(name: str, value: str) -> Any:
    if name == "series":
        project, _, vintage = value.partition("/")
        return [project, int(vintage)]
    if name == "papers":
        return [paper for paper in value.split(",") if paper]
    return value


class Table:
    """A register that a story is told to."""

    def __init__(self) -> None:
        self.view = Ledger()
        self.sold: dict[tuple[str, Series], Sold | None] = {}
        self.view.sold = lambda account, series: self.sold.get((account, series))  # type: ignore[method-assign]
        self.journal: list[Event] = []
        self.asked: list[AnyCommand] = []
        self.set_day("2026-03-02")

    def set_day(self, text: str) -> None:
        now = dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)
        self.at = Moment(AsOf(corpus(), now.date()), now)

    def ask(self, command: AnyCommand) -> Outcome:
        self.asked.append(command)
        outcome = decide(command, self.view, self.at)
        for event in outcome.fresh:
            apply(self.view, event)
            self.journal.append(event)
        return outcome

    def account(self, id: str, kind: str) -> None:
        """An open account, in two steps."""
        assert self.ask(command_from(["apply-account", id, f"licence-{id}", kind])).events
        assert self.ask(command_from(["open-account", id])).events

    def tell(self, line: str) -> None:
        asked, _, expected = (part.strip() for part in line.partition("=>"))
        words = asked.split()
        if words[0] == "account":
            self.account(words[1], words[2])
        elif words[0] == "sold":
            quantity = int(words[3])
            self.sold[words[1], _series(words[2])] = Sold(quantity, self.at.now.date()) if quantity else None
        elif words[0] in READERS:
            answer = READERS[words[0]](self, words[1:])
            assert answer == " ".join(expected.split()), f"{line!r}: {answer}"
        else:
            self.expect(self.ask(self.parsed(asked)), expected, line)

    def parsed(self, asked: str) -> AnyCommand:
        if not asked.startswith("linked"):
            return command_from(asked.split())
        head, _, steps = asked.partition(":")
        named = dict(word.split("=") for word in head.split()[1:])
        given = [msgspec.to_builtins(command_from(step.split())) for step in steps.split(";") if step.strip()]
        data = {"do": "linked", "actor": "registry:示例登记员", "steps": given, **named}
        return msgspec.convert(data, AnyCommand)

    def expect(self, outcome: Outcome, expected: str, line: str) -> None:
        verdict, *rest = expected.split()
        if verdict == "refused":
            assert outcome.refusal is not None, f"{line!r} was granted"
            assert not outcome.events
            assert outcome.refusal.code == rest[0], f"{line!r}: {outcome.refusal.lines('en')}"
            if len(rest) > 1:
                assert outcome.refusal.clause == rest[1], f"{line!r}: {outcome.refusal.clause}"
            return
        assert outcome.refusal is None, f"{line!r}: {outcome.refusal and outcome.refusal.lines('en')}"
        assert verdict == ("repeated" if outcome.repeated else "ok"), line
        for cite in rest:
            assert any(cite in event.cites for event in outcome.events), (
                f"{line!r}: {outcome.events[0].cites}"
            )

    def check(self) -> None:
        """What holds after every story: the chain, the replay through JSON and the auditor agree with the register."""
        sealed = seal(self.journal)
        verify(sealed)
        written = msgspec.json.decode(msgspec.json.encode(sealed), type=list[Event])
        assert replay(written).state() == self.view.state()
        report = audit(written, balances=self.view.balances(), chain=True)
        assert report.faults == ()


def _ranges(blocks: Any) -> str:
    return ",".join(f"{first}..{last}" for first, last in joined(blocks)) or "none"


def _series(text: str) -> Series:
    project, _, vintage = text.partition("/")
    return Series(project, int(vintage))


def holds(table: Table, words: list[str]) -> str:
    """``holds A general A210001/2025`` or ``holds A frozen#f1 A210001/2025``."""
    state, _, hold = words[1].partition("#")
    return _ranges(table.view.blocks(Place(words[0], State(state), hold), _series(words[2])))


def total(table: Table, words: list[str]) -> str:
    """``total A210001/2025``: units anywhere, cancelled included."""
    series = _series(words[0])
    return str(
        sum(b[1] - b[0] + 1 for (_, s), held in table.view.balances().items() if s == series for b in held)
    )


def story(table: Table, words: list[str]) -> str:
    """``custody A210001/2025 7``: what happened to one tonne."""
    found = custody(table.journal, Serial(_series(words[0]), int(words[1])))
    return " ".join(f"{m.name.removeprefix('units.')}:{m.posting.target.account}" for m in found)


def certified(table: Table, words: list[str]) -> str:
    """``certificate c1``: quantity, purpose, shortfall and ranges."""
    for event in table.journal:
        facts = certificate(event)
        if facts and facts.id == words[0]:
            ranges = " ".join(f"{s.project}/{s.vintage}:{b.first}..{b.last}" for s, b in facts.blocks)
            return f"{facts.quantity} {facts.purpose} short={facts.shortfall} {ranges}"
    return "none"


def claimed(table: Table, words: list[str]) -> str:
    """``claim c1``: for whom, what, when, which year, in which words."""
    for event in table.journal:
        facts = certificate(event)
        if facts and facts.id == words[0]:
            said = (
                facts.beneficiary,
                facts.event,
                facts.event_from,
                facts.event_to,
                facts.year,
                facts.statement,
            )
            return " ".join(str(part) for part in said if part)
    return "none"


def left_out(table: Table, words: list[str]) -> str:
    """``left-out f1``: what a freeze or a cancellation by force did not take because it was sold."""
    hold = table.view.hold(words[0])
    rows = hold.facts.get("sold", ()) if hold else ()
    return (
        " ".join(f"{project}/{vintage}:{quantity}:{day}" for (project, vintage), quantity, day in rows)
        or "none"
    )


def state_of(table: Table, words: list[str]) -> str:
    """``state A``: the account's state."""
    account = table.view.account(words[0])
    return account.state.value if account else "none"


READERS = {
    "holds": holds,
    "total": total,
    "custody": story,
    "certificate": certified,
    "claim": claimed,
    "left-out": left_out,
    "state": state_of,
}


def run(path: Path, table: Table | None = None) -> Table:
    """Tell a story to a register, to a new one unless one is given, and check it."""
    table = table or Table()
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = re.sub(r"(^|\s)#\s.*$", "", raw).strip()
        if not line:
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", line):
            table.set_day(line)
            continue
        try:
            table.tell(line)
        except AssertionError as error:
            raise AssertionError(f"{path.name}, line {number}: {error}") from None
    table.check()
    return table
