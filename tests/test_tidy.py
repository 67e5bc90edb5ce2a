"""House rules that no linter knows: sizes, bare reminders, no clock, one place that rounds, words that do not belong in a file."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

MODULE_LINES = 400
FUNCTION_LINES = 60

PACKAGE = ROOT / "src" / "ccer"
CODE_FOLDERS = ("src", "tests", "benchmarks", "tools")
TEXT_SUFFIXES = {
    ".cfg", ".css", ".csv", ".html", ".ini", ".json", ".lock", ".md", ".py", ".sh", ".toml", ".txt", ".typ", ".yaml", ".yml", "",
}  # fmt: skip

CLOCKS = {"today", "now", "utcnow", "time_ns"}
CLOCK_READERS = {
    "cli": "the command line takes today where no day is given",
}
ROUNDERS = {"round", "floor", "ceil", "trunc", "rint"}
ROUNDING_ALLOWED = {
    "core/quantities.py": "the one place",
    "documents": "shows figures with the digits a form asks for",
    "cli": "shows figures",
}


def modules() -> list[Path]:
    return sorted(path for folder in CODE_FOLDERS for path in (ROOT / folder).rglob("*.py"))


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def project_files() -> list[Path]:
    """Every text file that is or would be tracked."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [
            path
            for top in (*CODE_FOLDERS, "docs", "samples", "requirements", ".ci")
            for path in (ROOT / top).rglob("*")
            if "__pycache__" not in path.parts
        ]
        paths += [path for path in ROOT.iterdir() if path.is_file()]
    return [path for path in paths if path.is_file() and path.suffix in TEXT_SUFFIXES]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return total
    text = function.body[0]
    return total - ((text.end_lineno or text.lineno) - text.lineno + 1)


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Name and line of each call: the last part of ``a.b.name(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node.lineno
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node.lineno


def excused(name: str, allowed: dict[str, str]) -> bool:
    return any(name == place or name.startswith(f"{place}/") for place in allowed)


def test_a_module_tells_one_story() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules()
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert not long, f"modules above {MODULE_LINES} lines"


def test_a_function_fits_on_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT).as_posix()}::{node.name}": lines
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (lines := code_lines(node)) > FUNCTION_LINES
    }
    assert not long, f"functions above {FUNCTION_LINES} lines, docstring not counted"


def test_no_bare_reminder() -> None:
    bare = re.compile(r"#.*\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!\(#\d+\))")
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert not found, "a reminder names its issue in brackets, or is done"


def test_only_the_command_line_reads_the_clock() -> None:
    found = [
        f"{inside(path)}:{line} {name}()"
        for path in sources()
        if not excused(inside(path), CLOCK_READERS)
        for name, line in calls(ast.parse(path.read_text(encoding="utf-8")))
        if name in CLOCKS
    ]
    assert not found, "the day is passed in"


def test_only_quantities_rounds() -> None:
    found = [
        f"{inside(path)}:{line} {name}()"
        for path in sources()
        if not excused(inside(path), ROUNDING_ALLOWED)
        for name, line in calls(ast.parse(path.read_text(encoding="utf-8")))
        if name in ROUNDERS
    ]
    assert not found, "tonnes are rounded in core/quantities only"


# Words that do not belong in a file. They are put together here so that this file does not hold them.
HOSTS = [
    "py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org",
    "ubuntu" + ".com", "proxy.go" + "lang.org", "ana" + "conda.org", "conda" + "-forge", "crates" + ".io",
]  # fmt: skip
LOCAL_PATHS = re.compile(
    r"(?<![\w./:*-])/(?:"
    + "|".join(["ro" + "ot", "ho" + "me", "wo" + "rk", "op" + "t", "Us" + "ers"])
    + r")/\w"
    r"|[A-Z]:\\\\?Us" + "ers"
)
MAKERS = re.compile(
    r"(?i)\b(?:" + "|".join(
        ["clau" + "de", "anthro" + "pic", "chat" + "gpt", "open" + "ai", "cop" + "ilot", "sub-?" + "agents?", "coding " + "agents?",
         "ai " + "agents?", "this se" + "ssion", "(?:helper|developer|agent) se" + "ssions?", "language " + "models?"]
    ) + r")\b"
)  # fmt: skip


@pytest.fixture(scope="module")
def contents() -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in project_files()}


def hits(contents: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number} {match[0]}"
        for name, text in contents.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def test_no_registry_host_is_named(contents: dict[str, str]) -> None:
    assert not hits(contents, re.compile("|".join(map(re.escape, HOSTS)), re.IGNORECASE))


def test_no_path_of_one_machine(contents: dict[str, str]) -> None:
    assert not hits(contents, LOCAL_PATHS)


def test_files_speak_of_the_subject_only(contents: dict[str, str]) -> None:
    assert not hits(contents, MAKERS)


@pytest.mark.parametrize("name", ["run", "dev", "spark"])
def test_lock_files_name_no_host_and_hash_everything(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    assert ":" + "//" not in text
    assert "--find-links" not in text
    assert "index-url" not in text
    pins = re.findall(r"^[A-Za-z0-9][\w.-]*==", text, re.MULTILINE)
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9][\w.-]*==)", text)[1:]
    assert len(pins) == len(blocks) > 0
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_what_runs_is_locked_alike_for_users_and_developers() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
        return {line.rstrip(" \\") for line in text.splitlines() if re.match(r"[A-Za-z0-9].*==", line)}

    def plain(found: set[str]) -> set[str]:
        return {line.partition(" ;")[0] for line in found}

    assert plain(pins("run")) <= plain(pins("dev"))
