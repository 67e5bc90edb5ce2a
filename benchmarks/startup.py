"""How long a fresh interpreter takes to import the library and to show the help, beyond starting at all."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from figure import Figure

ROUNDS = 15


def milliseconds(command: Sequence[str]) -> float:
    """Wall-clock time of one process. [ms]"""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def medians(commands: dict[str, Sequence[str]]) -> dict[str, float]:
    """Median time of each command over the rounds, taken in turn so that a busy machine slows all alike. [ms]"""
    for command in commands.values():
        milliseconds(command)
    rounds = [{name: milliseconds(command) for name, command in commands.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(taken[name] for taken in rounds) for name in commands}


def program() -> list[str]:
    """The ``ccer`` of this environment, or the same entry without its script."""
    beside = Path(sys.executable).with_name("ccer")
    found = str(beside) if beside.exists() else shutil.which("ccer")
    return [found] if found else [sys.executable, "-c", "from ccer.cli import main; main()"]


def run() -> list[Figure]:
    taken = medians(
        {
            "bare": [sys.executable, "-c", "pass"],
            "import": [sys.executable, "-c", "import ccer"],
            "help": [*program(), "--help"],
        }
    )
    bare = taken["bare"]
    against = f"bare interpreter {bare:.1f} ms"
    note = f"median of {ROUNDS}, bare start taken off"
    return [
        Figure("import ccer", taken["import"] - bare, "ms", against, (taken["import"] - bare) / bare, note),
        Figure("ccer --help", taken["help"] - bare, "ms", against, (taken["help"] - bare) / bare, note),
    ]
