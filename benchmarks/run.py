"""Run every benchmark and print one table, as it stands in docs/benchmarks.md.

Each module beside this one may offer ``run() -> list[Figure]``. ``python benchmarks/run.py startup search`` runs only those named;
``--json`` prints the figures for a machine. A module that fails is reported, the others still run, and the exit code is 1.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import sys
import traceback
import unicodedata
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from figure import Figure  # noqa: E402

HELPERS = {"run", "figure", "drawing", "timing"}
HEADINGS = ("what", "value", "unit", "against", "ratio", "note")


def modules(wanted: list[str]) -> list[Path]:
    """The benchmark modules: those named, in that order, or all by name."""
    found = {path.stem: path for path in sorted(HERE.glob("*.py")) if path.stem not in HELPERS}
    unknown = [name for name in wanted if name not in found]
    if unknown:
        sys.exit(f"没有 / there is no: {', '.join(unknown)}; {', '.join(found)}")
    return [found[name] for name in wanted or found]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def measure(paths: list[Path]) -> tuple[list[Figure], list[str]]:
    """All figures, and the names of the modules that failed."""
    figures: list[Figure] = []
    failed: list[str] = []
    for path in paths:
        print(f"… {path.stem}", file=sys.stderr, flush=True)
        try:
            figures.extend(load(path).run())
        except Exception:
            traceback.print_exc()
            failed.append(path.stem)
    return figures, failed


def cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        number(figure.value),
        figure.unit,
        figure.against,
        "" if figure.ratio is None else f"{number(figure.ratio)}×",
        figure.note,
    )


def number(value: float) -> str:
    """Three significant digits, thousands set apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table whose columns also line up in a terminal."""
    rows = [HEADINGS, *(cells(figure) for figure in figures)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(HEADINGS))]

    def line(row: tuple[str, ...]) -> str:
        padded = (text + " " * (space - width(text)) for text, space in zip(row, widths, strict=True))
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join("-" * (space + 2) for space in widths) + "|"
    return "\n".join([line(rows[0]), rule, *(line(row) for row in rows[1:])])


def machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}"


def main(arguments: list[str]) -> int:
    wanted = [word for word in arguments if not word.startswith("-")]
    figures, failed = measure(modules(wanted))
    if "--json" in arguments:
        print(
            json.dumps(
                {"machine": machine(), "figures": [f._asdict() for f in figures]},
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        print(f"\n{machine()}\n\n{table(figures)}")
    if failed:
        print(f"\n未完成 / failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
