"""Figures of the law base: warm load, a citation, resolving a spelling, answering a question.

Run ``python benchmarks/search.py``; it prints one figure a line.
"""

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


def main() -> None:
    load_corpus()
    law = corpus()
    index_of(law)
    search("x")
    print(
        f"warm load of the base            {statistics.median(each(load_corpus) for _ in range(9)):8.2f} ms"
    )
    print(f"a repeated citation              {each(lambda: law.cite(REF, DAY), 100_000) * 1e3:8.2f} µs")
    print(
        f"a repeated value                 {each(lambda: law.parameter('offset.cap_share', DAY), 100_000) * 1e3:8.2f} µs"
    )
    spellings, questions = column("spellings.tsv", "text"), column("questions.tsv", "question")
    print(
        f"a spelling resolved, mean        {statistics.mean(each(lambda t=t: resolve(t)) for t in spellings):8.2f} ms"
    )
    times = sorted(each(lambda q=q: search(q)) for q in questions)
    print(f"a question, median of {len(times):4}       {statistics.median(times):8.2f} ms")
    print(f"a question, slowest              {times[-1]:8.2f} ms")


if __name__ == "__main__":
    main()
