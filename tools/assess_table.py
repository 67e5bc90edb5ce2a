"""The last table of `make assess`: each sample's methodology, decision, expected and achieved tonnes, and what they rest on.

tools/assess_table.py FOLDER-OF-RESULTS
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

HEADS = (
    "样例 sample",
    "方法学 methodology",
    "判定 decision",
    "预计 expected t",
    "核算 achieved t",
    "依据未核对内容 unverified",
)
WORDS = {"granted": "符合 granted", "refused": "不符合 refused", "open": "待定 open"}


def row(folder: Path) -> tuple[str, ...]:
    """One line; a filing that is refused is named beside the project's own decision."""
    result = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    found, estimate = result["result"], result["result"]["estimate"]
    made = [claim["calculation"] for claim in found["claims"] if claim["calculation"]]
    outcome = WORDS[found["eligibility"]["outcome"]]
    if any(claim["outcome"] == "refused" for claim in found["claims"]):
        outcome += "；减排量不符合 filing refused"
    return (
        folder.name,
        result["inputs"]["project"]["methodology"],
        outcome,
        tonnes([estimate] if estimate else []),
        tonnes(made),
        marks([*([estimate] if estimate else []), *made]),
    )


def tonnes(made: list[dict[str, Any]]) -> str:
    """Whole tonnes, or a dash where nothing was calculated."""
    return f"{sum(one['tonnes'] for one in made):,}" if made else "—"


def marks(made: list[dict[str, Any]]) -> str:
    """How many unverified points, and whether the equations are stand-ins."""
    points = {reason for one in made for reason in one["provisional"]}
    if not points:
        return "—"
    return f"{len(points)} 项" + (" · 替代公式 stand-in" if "proxy" in points else "")


def wide(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def main(results: Path) -> None:
    """Print the table, numbers to the right."""
    rows = [HEADS, *(row(path.parent) for path in sorted(results.glob("*/receipt.json")))]
    widths = [max(wide(line[place]) for line in rows) for place in range(len(HEADS))]
    for line in rows:
        cells = []
        for place, (cell, width) in enumerate(zip(line, widths, strict=True)):
            gap = " " * (width - wide(cell))
            cells.append(gap + cell if place in (3, 4) else cell + gap)
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
