"""Figures of the law base: warm load, a citation, resolving a spelling, answering a question."""

from __future__ import annotations

import csv
import datetime as dt
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from ccer.policy.corpus import corpus, load_corpus
from ccer.policy.resolve import resolve
from ccer.policy.search import index_of, search
from figure import Figure

TABLES = Path(__file__).resolve().parent.parent / "tests" / "policy"
REF, DAY = "mee-samr-2023-31/art-10/para-1/item-3", dt.date(2025, 3, 6)


def column(table: str, name: str) -> list[str]:
    with (TABLES / table).open(encoding="utf-8", newline="") as stream:
        return [row[name] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


def each(work: Callable[[], object], times: int = 1) -> float:
    """Milliseconds of one call."""
    begin = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begin) / times * 1e3


def run() -> list[Figure]:
    load_corpus()
    law = corpus()
    index_of(law)
    search("x")
    spellings, questions = column("spellings.tsv", "text"), column("questions.tsv", "question")
    times = sorted(each(lambda q=q: search(q)) for q in questions)  # type: ignore[misc]
    resolved = statistics.mean(each(lambda t=t: resolve(t)) for t in spellings)  # type: ignore[misc]
    slowest = times[-1]
    return [
        Figure(
            "law base, warm load",
            statistics.median(each(load_corpus) for _ in range(9)),
            "ms",
            note="median of 9",
        ),
        Figure("a repeated citation", each(lambda: law.cite(REF, DAY), 100_000) * 1e3, "µs"),
        Figure("a citation resolved", resolved, "ms", note=f"mean of {len(spellings)} spellings"),
        Figure("a question, median", statistics.median(times), "ms", note=f"{len(times)} questions, warm"),
        Figure(
            "a question, slowest", slowest, "ms", "aim 50 ms", slowest / 50, f"{len(times)} questions, warm"
        ),
    ]
