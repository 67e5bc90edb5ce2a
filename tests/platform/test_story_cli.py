"""The same story by the command line, as an operator tells it on the machine: one program a step, on a server that runs already."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg.conninfo import conninfo_to_dict

from ccer.core.event import verify
from ccer_platform import clock
from ccer_platform.actions.base import stored
from ccer_platform.actions.posting import poster
from ccer_platform.store.models import JournalEvent, Life

from .story import Line, cast, lines

BEGIN = dt.datetime(2024, 8, 1, 9, tzinfo=clock.BEIJING)
CCER = Path(sys.executable).with_name("ccer")


class Operator:
    """Runs the program as a person would."""

    def __init__(self, database: str, folder: Path) -> None:
        parts: dict[str, Any] = conninfo_to_dict(database)
        url = f"postgresql://{parts['user']}@/{parts['dbname']}?host={parts['host']}&port={parts['port']}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "CCER_DEMO": "1",
            "CCER_DATA": str(folder / "data"),
        }
        self.folder = folder

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        return self.program("life", *args)

    def program(self, *args: str) -> subprocess.CompletedProcess[str]:
        whole = [str(CCER), *args, "--data", str(self.folder / "data"), "--lang", "en"]
        return subprocess.run(
            whole, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def take(self, line: Line, *more: str) -> subprocess.CompletedProcess[str]:
        machine, _, code = line.subject.partition(":")
        args = [
            "take",
            machine,
            code,
            line.step,
            "--as",
            line.who,
            "--at",
            line.moment.strftime("%Y-%m-%dT%H:%M"),
        ]
        if line.facts:
            facts = self.folder / "facts.yaml"
            facts.write_text(yaml.safe_dump(line.facts, allow_unicode=True), encoding="utf-8")
            args += ["--facts", str(facts)]
        for name in line.papers:
            paper = self.folder / "paper.txt"
            paper.write_text(f"{line.subject} {name}", encoding="utf-8")
            kept = paper.rename(self.folder / f"{name.partition('@')[0]}.txt")
            args += ["--paper", f"{name.partition('@')[0]}={kept}"]
        return self.run(*args, *(["--in", line.parent] if line.parent else []), *more)

    def order(self, line: Line, *more: str) -> subprocess.CompletedProcess[str]:
        """A line of the ledger."""
        args = ["--as", line.who, "--at", line.moment.strftime("%Y-%m-%dT%H:%M")]
        for name, value in line.facts.items():
            args += [
                f"--{name.replace('_', '-')}",
                "-".join(map(str, value)) if name == "series" else str(value),
            ]
        return self.program("ledger", line.step, *args, *more)

    def json(self, *args: str) -> Any:
        shown = self.program("ledger", *args, "--json")
        assert shown.returncode == 0, shown.stderr
        return json.loads(shown.stdout)


@pytest.mark.slow
def test_the_story_by_the_command_line(database: str, tmp_path: Path) -> None:
    cast(BEGIN)
    operator = Operator(database, tmp_path)
    told = lines("offshore.txt")
    steps = [line for line in told if line.subject != "ledger"]
    alone = next(line for line in steps if line.step == "publish")
    for line in told:
        give = operator.order if line.subject == "ledger" else operator.take
        if line is alone or line.step == "transfer":
            refused = give(line)
            assert refused.returncode == 1
            assert "two people" in refused.stderr or "second person" in refused.stderr
        done = give(line, "--checker", "second")
        assert done.returncode == 0, (line, done.stderr)
    poster().close()

    assert dict(Life.objects.filter(machine__in=["project", "reduction"]).values_list("code", "state")) == {
        "P": "REGISTERED",
        "R": "REGISTERED",
    }
    story = [stored(row) for row in JournalEvent.objects.order_by("seq")]
    assert verify(story)[0] == len(story)

    held_and_told(operator, next(line for line in told if line.step == "cancel"))

    shown = operator.run("show", "issuance", "R/2023")
    assert "issuance:R/2023  ISSUED" in shown.stdout
    tasks = operator.run("tasks", "issuance", "R/2024")
    assert "apply" in tasks.stdout
    assert operator.run("show", "project", "nothing").returncode == 2
    assert operator.take(steps[0]._replace(who="owner:nobody")).returncode == 2


def held_and_told(operator: Operator, last: Line) -> None:
    """400 issued to the owner, 150 moved on, 60 of those frozen and released, 40 cancelled; 50 into the buffer, 30 back: 230 and 110 are left."""
    held = {row["place"][1]: row["quantity"] for row in operator.json("holdings", "tra")}
    assert held == {"general": 110, "cancelled": 40}
    frozen = {
        row["place"][1]: row["quantity"]
        for row in operator.json("holdings", "tra", "--at", "2025-03-12T12:00")
    }
    assert frozen == {"general": 90, "frozen": 60}
    (sea,) = operator.json("holdings", "sea")
    assert sea["quantity"] == 230
    (kept,) = operator.json("holdings", "buffer")
    assert (kept["place"][1], kept["quantity"]) == ("buffer", 20)

    whole = operator.json("statement", "tra", "--since", "2025-03-12", "--until", "2025-03-14")
    assert [m["name"] for m in whole["movements"]] == ["units.frozen", "units.released"]
    assert sum(b["quantity"] for b in whole["opening"]) == sum(b["quantity"] for b in whole["closing"]) == 150
    assert "units.frozen" in operator.program("ledger", "statement", "tra").stdout

    (gone,) = (row for row in operator.json("holdings", "tra") if row["place"][1] == "cancelled")
    serial = f"A210001-2023-{gone['blocks'][0][0]:09d}"
    steps = [step["name"] for step in operator.json("custody", serial)]
    assert (steps[0], steps[-1]) == ("units.issued", "units.cancelled")
    assert "units.transferred" in steps
    assert operator.program("ledger", "custody", "A210001-2023-000009999").returncode == 2

    again = operator.order(
        last._replace(facts={**last.facts, "id": "gift-2", "quantity": 111}), "--checker", "second"
    )
    assert again.returncode == 1, "more than is left"
    assert "110" in again.stderr
    confirmed = JournalEvent.objects.filter(name="units.confirmed")
    assert {(row.data["maker"], row.data["by"]) for row in confirmed} == {("operator", "second")}
    assert confirmed.count() == 5, (
        "a transfer, a freeze, its release, a cancellation and a release from the buffer"
    )
