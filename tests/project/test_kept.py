"""Data files in a receipt: text, workbooks and folders come back byte for byte, and nothing is laid out elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccer.core.errors import BadInput
from ccer.project.kept import PACKED, keep, keep_evidence, restore


def test_files_come_back_as_they_were(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    (home / "field").mkdir(parents=True)
    held = {
        "field/a.csv": "\ufeff月份,数值\r\n1,2\r\n".encode(),
        "field/b.xlsx": b"PK\x03\x04\0\xff\xfe",
        "field/c.txt": "样地".encode("gb18030"),
    }
    for name, content in held.items():
        (home / name).write_bytes(content)
    (home / "field" / ".hidden").write_bytes(b"x")
    (home / "field" / "~$b.xlsx").write_bytes(b"lock of an open workbook")
    kept = keep(home / "field", "field")
    assert set(kept) == set(held)
    restore(kept, other)
    assert {name: (other / name).read_bytes() for name in held} == held
    assert keep(home / "none.csv", "none.csv") == {}


def test_evidence_too_large_is_known_by_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SHA-256 of "abc" as FIPS 180-2 prints it."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    assert keep_evidence(path)["files"] == {"a.csv": "abc"}
    monkeypatch.setattr("ccer.project.kept.INLINE_BYTES", 2)
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert keep_evidence(path) == {"name": "a.csv", "sha256": {"a.csv": digest}}


def test_a_name_that_leads_elsewhere_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    restore({"../out.csv": "x", str(tmp_path / "abs.csv"): "x", "in/a.csv": "x"}, home)
    assert sorted(p.name for p in tmp_path.rglob("*.csv")) == ["a.csv"]


@pytest.mark.parametrize("content", [{PACKED: "no base64"}, {PACKED: "AAAA"}, {"other": ""}, 3])
def test_what_cannot_be_restored_is_said(tmp_path: Path, content: object) -> None:
    with pytest.raises(BadInput, match="cannot be restored"):
        restore({"a.xlsx": content}, tmp_path)
