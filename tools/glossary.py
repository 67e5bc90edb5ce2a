"""Render docs/glossary.md from src/ccer/core/glossary.yaml.

``python tools/glossary.py`` writes the page; ``--check`` only says whether it is up to date (exit code 1 when it is not).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "ccer" / "core" / "glossary.yaml"
PAGE = ROOT / "docs" / "glossary.md"

HEAD = """# 术语表 · Glossary

Rendered from `src/ccer/core/glossary.yaml` by `make docs`; edit the YAML file, not this page.
本页由 `make docs` 生成；请修改 YAML 文件，不要修改本页。
"""


def render(source: Path = SOURCE) -> str:
    """The page as it should read."""
    table = yaml.safe_load(source.read_text(encoding="utf-8"))
    return "\n".join([HEAD, *_terms(table["terms"]), "", *_quantities(table["quantities"]), ""])


def _terms(rows: dict[str, Any]) -> list[str]:
    lines = ["## 名称 · Names", "", "| name | 中文 | English | 含义 | meaning |", "|---|---|---|---|---|"]
    for name, row in rows.items():
        meaning = row["meaning"]
        lines.append(f"| `{name}` | {row['zh']} | {row['en']} | {meaning['zh']} | {meaning['en']} |")
    return lines


def _quantities(rows: dict[str, Any]) -> list[str]:
    lines = ["## 量 · Quantities", "", "| name | symbol | unit | 中文 | English |", "|---|---|---|---|---|"]
    for name, row in rows.items():
        lines.append(f"| `{name}` | ${row['symbol']}$ | {row['unit']} | {row['zh']} | {row['en']} |")
    return lines


def main(arguments: list[str]) -> int:
    page = render()
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page else 1
    PAGE.write_text(page, encoding="utf-8")
    print(PAGE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
