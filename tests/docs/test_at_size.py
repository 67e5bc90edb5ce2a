"""The page on large tables, followed: its two examples run on files written here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "at-size.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

ROWS: dict[str, dict[str, Any]] = {
    "projects": {"project": [1], "grid": ["North"]},
    "factors": {"grid": ["North"], "year": [2024], "combined_margin": [0.5]},
    # (1 000 + 2 000 − 100) · 0.5 = 1 450
    "exports": {"project": [1, 1], "year": [2024, 2024], "metered": [1000.0, 2000.0]},
    "imports": {"project": [1], "year": [2024], "metered": [100.0]},
    # 10 ha of 0.4 · 1.6 · 1.25 · 0.5 · 44/12 = 1.466667 t/m3: from 2026 (10 years) to 2046 (30 years), 200 (1 − e^(−0.1 t))²
    "stands": {
        "project": [7],
        "area": [10.0],
        "planted": np.array(["2016-01-01"], "datetime64[D]"),
        "pool": ["tree"],
        "measure": ["volume"],
        "form": ["richards"],
        "limit": [200.0],
        "rate": [0.1],
        "shape": [2.0],
        "density": [0.4],
        "expansion": [1.6],
        "root_shoot": [0.25],
        "carbon": [0.5],
    },
}
METER = {"meter_status": 0, "actual_error": 0.0, "permissible_error": 0.005}
# 200 · ((1 − e⁻³)² − (1 − e⁻¹)²) = 200 · (0.9029046 − 0.3995764) = 100.66564 m3/ha · 14.66667 · 0.9
TONNES = {"exports": (1450, 1450), "stands": (1309, 1329)}
"""Twenty years are rounded down one by one: from 20 below the sum, 1 328.79, up to it."""


@pytest.mark.parametrize(("example", "table"), list(zip(EXAMPLES, TONNES, strict=True)))
def test_an_example_runs(
    example: str,
    table: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, columns in ROWS.items():
        more = (
            {key: [value] * len(columns["year"]) for key, value in METER.items()}
            if name in ("exports", "imports")
            else {}
        )
        pyarrow.parquet.write_table(pa.table({**columns, **more}), tmp_path / f"{name}.parquet")
    monkeypatch.chdir(tmp_path)
    exec(example, {})
    low, high = TONNES[table]
    assert low <= int(capsys.readouterr().out) <= high
