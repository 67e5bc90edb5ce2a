"""Stories of an offset as tables: both systems side by side, one line a step, what comes of it on the right of ``=>``.

    2025-11-20
    apply    o1  A210001/2023  300                 => LOCKED
    post     locked o1                             => marked
    file     F1  2024  allowances=900  o1:200      => ok
    approve  F1                                    => ok

``post`` carries one message by kind and application to the other side, ``lose`` forgets it, ``exchange`` lets messages pass until
nothing is said. ``show o1`` gives both states; ``differences`` the reconciliation.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import msgspec

from ccer.core.asof import AsOf
from ccer.core.event import Event
from ccer.offset.desk import Desk, open_account
from ccer.offset.ets import (
    AnyEtsCommand,
    ApproveSurrender,
    Bind,
    Enrol,
    EtsOutcome,
    FileSurrender,
    Grant,
    Receive,
    RefuseSurrender,
    SetDue,
    decide,
    outbox,
)
from ccer.offset.ets_book import EtsBook, Pick, apply
from ccer.offset.messages import ToEts, ToRegistry
from ccer.offset.obligations import Entity
from ccer.offset.reconciling import Mismatch, ets_view, reconcile, registry_view
from ccer.policy.corpus import corpus
from ccer.project.life import Command
from ccer.registry.commands import ApplyAccount, Issue, OpenAccount, RegisterLine
from ccer.registry.holdings import Place, State
from ccer.registry.ledger import apply as apply_units
from ccer.registry.ledger import decide as decide_units
from ccer.registry.moment import Moment
from ccer.registry.serials import Series, joined

CHINA = dt.timezone(dt.timedelta(hours=8))
TO_ETS = ("locked", "withdrawn", "spent", "returned")


class Both:
    """The registry and the ETS side, with one emitter that has accounts in both."""

    def __init__(self) -> None:
        self.desk, self.book = Desk(), EtsBook()
        self.ets_journal: list[Event] = []
        self.set_day("2025-11-20")

    def set_day(self, text: str) -> None:
        now = dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)
        self.at = Moment(AsOf(corpus(), now.date()), now)

    # the registry

    def emitter(self, account: str, series: Series, quantity: int, kind: str = "national-entity") -> None:
        """An account open in ledger and lives, with units issued to it."""
        line = f"{series.project}/{series.vintage}"
        for command in (
            ApplyAccount(
                account=account,
                subject=f"licence-{account}",
                kind=kind,
                maker="甲",
                checker="乙",
                papers=("p",),
            ),  # type: ignore[arg-type]
            OpenAccount(account=account, actor="registry:示例登记员"),
            RegisterLine(line=line, series=series, verified=quantity),
            Issue(line=line, account=account, quantity=quantity),
        ):
            outcome = decide_units(command, self.desk.ledger, self.at)
            assert outcome.refusal is None, outcome.refusal
            for event in outcome.fresh:
                apply_units(self.desk.ledger, event)
                self.desk.journal.append(event)
        open_account(self.desk, account, account, f"示例单位{account}", self.at.on)

    def step(self, action: str, id: str, actor: str, parent: str = "", **facts: object) -> str:
        """Take a step: the new state, or the refusal with its clause."""
        command = Command(
            machine="offset",
            id=id,
            action=action,
            actor=actor,
            at=self.at.now,
            person="甲",
            checker="乙",
            facts=facts,
            parent=parent,
        )
        taken = self.desk.take(command, at=self.at)
        if taken.refusals:
            first = taken.refusals[0]
            return f"refused {getattr(first, 'code', '')} {first.clause}"
        return self.desk.life(id).state

    # the ETS side

    def ask(self, command: AnyEtsCommand) -> EtsOutcome:
        outcome = decide(command, self.book, self.at)
        for event in outcome.events:
            apply(self.book, event)
            self.ets_journal.append(event)
        return outcome

    def enrol(self, code: str, account: str, due: dict[int, int], allowances: int) -> None:
        """An entity with its account bound, what it owes, and its allowances."""
        self.ask(
            Enrol(entity=Entity(code=code, name=f"示例单位{code}", ets_account=f"E-{code}", key_emitter=True))
        )
        self.ask(Bind(entity=code, registry_account=account))
        for year, tonnes in due.items():
            self.ask(SetDue(entity=code, year=year, due_t=tonnes))
        self.ask(Grant(entity=code, quantity=allowances))

    # messages

    def waiting(self) -> tuple[ToEts | ToRegistry, ...]:
        return (*self.desk.outbox(), *outbox(self.book))

    def deliver(self, message: ToEts | ToRegistry) -> ToEts | ToRegistry | str | None:
        """Carry a message over, as JSON: the answer, or the code of the refusal."""
        message = msgspec.json.decode(msgspec.json.encode(message), type=ToEts | ToRegistry)
        if message.kind in TO_ETS:
            outcome = self.ask(Receive(message=message, actor="registry:link"))  # type: ignore[arg-type]
            return (
                outcome.reply
                if outcome.refusal is None
                else f"refused {outcome.refusal.code} {outcome.refusal.clause}"
            )
        taken = self.desk.receive(message, self.at)  # type: ignore[arg-type]
        if taken.refusals:
            return f"refused {getattr(taken.refusals[0], 'code', '')} {taken.refusals[0].clause}"
        return taken.answer

    def exchange(self, rounds: int = 20) -> None:
        """Let messages and their answers pass until nobody says anything new."""
        for _ in range(rounds):
            before = (self.book.state(), [life.state for life in self.desk.applications()])
            for message in self.waiting():
                answer: object = self.deliver(message)
                while answer is not None and not isinstance(answer, str):
                    answer = self.deliver(answer)  # type: ignore[arg-type]
            if before == (self.book.state(), [life.state for life in self.desk.applications()]):
                return
        raise AssertionError("the two sides do not come to rest")

    def differences(self) -> tuple[Mismatch, ...]:
        return reconcile(registry_view(self.desk), ets_view(self.book))


def _series(text: str) -> Series:
    project, _, vintage = text.partition("/")
    return Series(project, int(vintage))


class Story:
    """Reads the lines of a file to both systems."""

    def __init__(self) -> None:
        self.both = Both()
        self.answers: dict[str, ToEts | ToRegistry] = {}

    def tell(self, line: str) -> str:
        verb, *words = line.split()
        plain = [word for word in words if "=" not in word]
        named = dict(word.split("=", 1) for word in words if "=" in word)
        return str(getattr(self, verb)(*plain, **named))

    def emitter(self, account: str, series: str, quantity: str, kind: str = "national-entity") -> str:
        self.both.emitter(account, _series(series), int(quantity), kind)
        return "ok"

    def enrol(self, code: str, account: str, allowances: str = "0", **due: str) -> str:
        self.both.enrol(
            code, account, {int(y.removeprefix("y")): int(t) for y, t in due.items()}, int(allowances)
        )
        return "ok"

    def apply(self, id: str, series: str, quantity: str, **more: str) -> str:
        facts = {
            "project_code": _series(series).project, "vintage": _series(series).vintage, "quantity_t": int(quantity),
            "compliance_year": int(more.get("year", "2024")), "ets_account": more.get("ets", "E-A"), "authority": "province",
            "units_registered_on": more.get("registered", "2025-03-06"), "project_ets_covered": more.get("covered") == "yes",
        }  # fmt: skip
        if "legacy" in more:
            facts["legacy_filed_on"] = more["legacy"]
        account = more.get("account", "A")
        return self.both.step(
            "apply", id, f"emitter:{more.get('by', account)}", f"account:{account}", **facts
        )

    def step(self, action: str, id: str, actor: str, **facts: str) -> str:
        given = {name: int(value) if name.endswith("_t") else value for name, value in facts.items()}
        return self.both.step(action, id, actor, **given)

    def file(self, form: str, year: str, *picks: str, allowances: str = "0", entity: str = "A") -> str:
        chosen = tuple(Pick(id, int(quantity)) for id, _, quantity in (pick.partition(":") for pick in picks))
        return self._asked(
            FileSurrender(
                form=form,
                entity=entity,
                year=int(year),
                picks=chosen,
                allowances=int(allowances),
                actor=f"emitter:{entity}",
            )
        )

    def approve(self, form: str) -> str:
        return self._asked(ApproveSurrender(form=form, actor="province:province"))

    def refuse(self, form: str) -> str:
        return self._asked(RefuseSurrender(form=form, why="材料不全", actor="province:province"))

    def _asked(self, command: AnyEtsCommand) -> str:
        outcome = self.both.ask(command)
        return f"refused {outcome.refusal.code} {outcome.refusal.clause}" if outcome.refusal else "ok"

    def post(self, kind: str, id: str) -> str:
        """Carry a waiting message, or the answer that was just given."""
        held = {m.id: m for m in self.both.waiting()} | self.answers
        answer = self.both.deliver(held[f"{id}/{kind}"])
        if answer is None or isinstance(answer, str):
            return answer or "nothing"
        self.answers[answer.id] = answer
        return answer.kind

    def exchange(self) -> str:
        self.both.exchange()
        return "ok"

    def show(self, id: str) -> str:
        lot = self.both.book.lots.get(id)
        return f"{self.both.desk.life(id).state} {lot.state.value if lot else 'none'}"

    def differences(self) -> str:
        return " ".join(f"{d.offset}:{d.code}:{d.by}" for d in self.both.differences()) or "none"

    def holds(self, account: str, state: str, series: str) -> str:
        state, _, hold = state.partition("#")
        blocks = joined(self.both.desk.ledger.blocks(Place(account, State(state), hold), _series(series)))
        return ",".join(f"{first}..{last}" for first, last in blocks) or "none"

    def position(self, entity: str, year: str) -> str:
        due, allowances, credited, pending = found = self.both.book.position(entity, int(year))
        return f"due={due} allowances={allowances} credited={credited} pending={pending} left={found.left}"


def run(path: Path) -> Both:
    """Tell a story and compare every line."""
    story = Story()
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = re.sub(r"(^|\s)# .*$", "", raw).strip()
        if not line:
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", line):
            story.both.set_day(line)
            continue
        asked, _, expected = (part.strip() for part in line.partition("=>"))
        came = story.tell(asked)
        wanted = " ".join(expected.split())
        assert came == wanted or (wanted.startswith("refused") and came.startswith(wanted)), (
            f"{path.name}, line {number}: {came}"
        )
    return story.both
