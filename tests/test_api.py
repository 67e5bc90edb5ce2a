"""The verbs at the top of the package: each is there, does what its command does, and costs nothing until used."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

import ccer

ROOT = Path(__file__).parent.parent
ON = dt.date(2026, 11, 20)


@pytest.mark.parametrize("name", ccer.__all__)
def test_every_verb_is_there(name: str) -> None:
    assert getattr(ccer, name) is not None
    assert name in dir(ccer)


def test_what_is_not_a_verb_is_not_there() -> None:
    with pytest.raises(AttributeError):
        _ = ccer.nonsense


def test_importing_loads_nothing_else() -> None:
    script = "import sys, ccer; print(sorted(m for m in ('numpy', 'yaml', 'msgspec', 'click', 'sympy') if m in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_example_of_the_readme() -> None:
    found = ccer.assess(ROOT / "samples" / "rudong-h8", ON)
    assert found.eligibility.outcome == "granted"
    assert found.estimate is not None
    assert found.estimate.tonnes == 4_671_060
    assert ccer.resolve("Order 31 art 17(1)(3)").ref == "mee-samr-2023-31/art-17/para-1/item-3"


def test_the_verbs_of_the_law_base() -> None:
    assert ccer.clause("31号令第十条第一款第三项", ON).read_by == ("project.construction_start",)
    assert [value.value for value in ccer.params("offset.cap_share")[0].values] == [0.05]
    # Decree 775 came into force on 2024-05-01.
    assert any(change.ref == "sc-2024-775" for change in ccer.diff(dt.date(2024, 4, 30), dt.date(2024, 5, 1)))
    assert any(hit.ref == "offset.cap_share" for hit in ccer.search("offset cap")[:3])
    assert ccer.deadline("pdd-notice", dt.date(2026, 8, 5)).end == dt.date(2026, 9, 1)
    record = ROOT / "src/ccer/policy/records/zh/cn-ccer.md"
    assert ccer.lint(record) == []
    assert ccer.format_record(record).encode() == record.read_bytes()
