"""The glossary covers every public name, and its page agrees with it."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT

PACKAGE = ROOT / "src" / "ccer"
NAMED = ("core", "policy", "rules", "compute", "project")
TEN_NAMES = (
    "Instrument", "Rule", "Decision", "Project", "Methodology", "Reduction", "Units", "Transfer", "Trade", "Surrender",
)  # fmt: skip


@pytest.fixture(scope="module")
def glossary() -> dict[str, dict[str, Any]]:
    text = (PACKAGE / "core" / "glossary.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def public_classes() -> dict[str, str]:
    """Class -> module, for every public class that every module of the named packages defines."""
    found = {}
    for package in NAMED:
        for path in sorted((PACKAGE / package).rglob("*.py")):
            if path.name.startswith("_") and path.name != "__init__.py":
                continue
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name] = path.relative_to(PACKAGE).as_posix()
    return found


def equation_quantities() -> dict[str, str]:
    """Parameter and result names of every numbered equation -> where."""
    found = {}
    for path in sorted((PACKAGE / "methodologies").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(map(enters_equation, node.decorator_list)):
                found |= {argument.arg: f"{path.parent.name}::{node.name}" for argument in node.args.args}
    return found


def enters_equation(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "equation"


def test_the_ten_names_are_there(glossary: dict[str, Any]) -> None:
    assert [name for name in (*TEN_NAMES, "Event") if name not in glossary["terms"]] == []


def test_every_public_class_is_there(glossary: dict[str, Any]) -> None:
    assert {name: place for name, place in public_classes().items() if name not in glossary["terms"]} == {}


def test_every_quantity_of_an_equation_is_there(glossary: dict[str, Any]) -> None:
    found = equation_quantities()
    assert {name: place for name, place in found.items() if name not in glossary["quantities"]} == {}
    assert len(found) > 10


def test_rows_are_complete(glossary: dict[str, Any]) -> None:
    for name, row in glossary["terms"].items():
        assert row["zh"], name
        assert row["en"], name
        assert row["meaning"]["zh"], name
        assert row["meaning"]["en"], name
    for name, row in glossary["quantities"].items():
        assert set(row) == {"symbol", "unit", "zh", "en"}, name
        assert all(isinstance(part, str) and part for part in row.values()), name


def test_the_page_agrees() -> None:
    tool = _load(ROOT / "tools" / "glossary.py")
    assert tool.PAGE.read_text(encoding="utf-8") == tool.render(), "run `make docs`"


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("glossary_tool", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
