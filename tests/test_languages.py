"""Every sentence a person reads exists in Chinese and in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT

PACKAGE = ROOT / "src" / "ccer"
HOST = ROOT / "src" / "ccer_platform"
HAN = re.compile(r"[一-鿿]")
HAN_OR_MARK = re.compile(r"[一-鿿，。；：、？！（）《》「」]")
WORD = re.compile(r"[a-z]{4,}")

SAME_IN_BOTH = {
    "tCO2e", "tCO2", "MWh", "GWh", "SHA-256", "ccer", "{machine}：{step}",
}  # fmt: skip
"""Chinese parts without a Chinese character: symbols, units, names."""

BARE_CHINESE = {
    "policy/numerals.py": "the numerals that article numbers are written in",
    "policy/labels.py": "how a clause is numbered: 条, 款, 项",
    "policy/citing.py": "reads citations as people write them",
    "policy/names.py": "reads names of instruments as people write them",
    "policy/resolve.py": "reads citations as people write them",
    "policy/approvals.py": "endings that are left out when names of companies are compared",
    "policy/search.py": "words of the query that carry no meaning",
    "cli/language.py": "click's own English words are the keys, their Chinese the values",
    "documents/docx_style.py": "names of fonts",
    "policy/importing/blocks.py": "reads official texts",
    "policy/importing/understanding.py": "reads official texts",
    "project/coordinates.py": "reads coordinates as people write them",
    "ccer_platform/api/app.py": "the description of the API has both languages in one text",
    "ccer_platform/demo/offset.py": "names of sample projects, as their files have them",
    "ccer_platform/demo/load.py": "where the facts come from",
    "ccer_platform/demo/people.py": "names of organisations",
    "ccer_platform/portals/public/gallery.py": "names in examples of components",
    "ccer_platform/settings.py": "names of the languages",
}
"""Modules whose Chinese literals are data that is read, not sentences that are shown."""


def yaml_files() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.yaml"), *(ROOT / "samples").rglob("*.yaml")])


def pairs(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping that has ``zh`` or ``en``, with where it stands."""
    if isinstance(value, dict):
        if "zh" in value or "en" in value:
            yield path, value
        for key, item in value.items():
            yield from pairs(item, f"{path}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from pairs(item, f"{path}[{number}]")


@pytest.mark.parametrize("path", yaml_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_data_speaks_both_languages(path: Path) -> None:
    wrong = []
    for where, pair in pairs(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader), ""):
        zh, en = pair.get("zh"), pair.get("en")
        if not zh or not en:
            wrong.append(f"{where}: one language only")
        elif isinstance(en, str) and HAN.search(en) and not quoted_only(en):
            wrong.append(f"{where}: Chinese in the English part: {en[:60]}")
        elif isinstance(zh, str) and not HAN.search(zh) and WORD.search(zh) and zh not in SAME_IN_BOTH:
            wrong.append(f"{where}: no Chinese in the Chinese part: {zh[:60]}")
    assert not wrong


def quoted_only(en: str) -> bool:
    """True when the only Chinese is a term given in brackets or quotation marks after its English."""
    return not HAN.search(re.sub(r"[(\"“「][^)\"”」]*[)\"”」]", "", en))


def code_files() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *HOST.rglob("*.py")])


def named(path: Path) -> str:
    """A file by its place: in the mechanism, or with ``ccer_platform/`` before it."""
    return path.relative_to(PACKAGE if path.is_relative_to(PACKAGE) else HOST.parent).as_posix()


def written(node: ast.expr | None) -> str | None:
    """The fixed text of a literal or an f-string; None for anything that is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "{}"
            for part in node.values
        )
    return None


def is_text(node: ast.AST) -> bool:
    """True for ``Text(…)``, ``texts.Text(…)`` and ``say("中文", "English")``, but not for ``text.say(lang)``."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr == "Text"
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    return name == "Text" or (name == "say" and side_by_side(node.args))


def both(call: ast.Call) -> tuple[ast.expr | None, ast.expr | None]:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    zh = call.args[0] if call.args else named.get("zh")
    en = call.args[1] if len(call.args) > 1 else named.get("en")
    return zh, en


def judged(call: ast.Call) -> str | None:
    """What is wrong with a Text, or None."""
    if any(isinstance(part, ast.Starred) for part in call.args) or any(k.arg is None for k in call.keywords):
        return None
    zh_node, en_node = both(call)
    if zh_node is None or en_node is None:
        return "one language only"
    zh, en = written(zh_node), written(en_node)
    if en is not None and HAN_OR_MARK.search(en):
        return f"Chinese in the English part: {en}"
    if zh is not None and not HAN.search(zh) and WORD.search(zh) and zh not in SAME_IN_BOTH:
        return f"no Chinese in the Chinese part: {zh}"
    if (zh == "") != (en == ""):
        return "one part is empty"
    return None


@pytest.mark.parametrize("path", code_files(), ids=named)
def test_a_text_has_both_parts(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_text(node)]
    assert not [f"line {call.lineno}: {wrong}" for call in calls if (wrong := judged(call))]


@pytest.mark.parametrize("path", code_files(), ids=named)
def test_no_chinese_stands_alone(path: Path) -> None:
    if named(path) in BARE_CHINESE:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [f"line {node.lineno}: {node.value}" for node in alone(tree)]


def alone(node: ast.AST) -> Iterator[ast.Constant]:
    """Chinese literals that are neither in a Text, nor beside their English, nor a docstring."""
    if is_text(node) or paired(node) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from alone(child)


def paired(node: ast.AST) -> bool:
    """True for ``f("中文", "English")``, ``f(zh=…, en=…)``, ``{"zh": …, "en": …}`` and ``… if lang == "zh" else …``."""
    if isinstance(node, ast.Call):
        return {"zh", "en"} <= {keyword.arg for keyword in node.keywords} or side_by_side(node.args)
    if isinstance(node, ast.Tuple):
        return side_by_side(node.elts)
    if isinstance(node, ast.Dict):
        return {"zh", "en"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    if isinstance(node, ast.IfExp):
        return any(
            isinstance(part, ast.Constant) and part.value in ("zh", "en") for part in ast.walk(node.test)
        )
    return False


def side_by_side(parts: list[ast.expr]) -> bool:
    """True when the Chinese literals among the parts are each followed by an English one, and there is at least one."""
    texts = [written(part) for part in parts]
    chinese = [number for number, text in enumerate(texts) if text and HAN.search(text)]
    following = [texts[number + 1] if number + 1 < len(texts) else None for number in chinese]
    return bool(chinese) and all(text and not HAN.search(text) for text in following)
