"""Rules and clauses name each other: every citation exists, and every clause says who reads it or why nobody does."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

import ccer.methodologies
import ccer.rules
from ccer.rules.catalogue import Rule, all_rules

PACKAGE = Path(ccer.__file__).resolve().parent
WHY = {
    "container", "purpose", "scope", "definition", "authority", "conduct", "procedure", "ledger", "market", "offset", "penalty",
    "final", "not-held", "later",
}  # fmt: skip


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def instrument_files() -> list[Path]:
    return sorted(
        [
            *(PACKAGE / "policy" / "instruments").rglob("*.yaml"),
            *(PACKAGE / "methodologies").rglob("instrument*.yaml"),
        ]
    )


def parameter_files() -> list[Path]:
    return sorted(
        [
            *(PACKAGE / "policy" / "parameters").rglob("*.yaml"),
            *(PACKAGE / "methodologies").rglob("parameters.yaml"),
        ]
    )


@pytest.fixture(scope="module")
def provisions() -> dict[str, list[dict[str, Any]]]:
    """Citation -> the provision in each version of its instrument."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in instrument_files():
        instrument = read(path)
        found[instrument["id"]].append({})
        for provision in instrument.get("provisions", ()):
            found[f"{instrument['id']}/{provision['ref']}"].append(provision)
    return dict(found)


@pytest.fixture(scope="module")
def rules() -> dict[str, Rule]:
    """Every rule, those of the methodologies too: they are entered when their modules are loaded."""
    for package in (ccer.rules, ccer.methodologies):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return {rule.id: rule for rule in all_rules()}


def test_there_is_law_and_there_are_rules(provisions: dict[str, Any], rules: dict[str, Rule]) -> None:
    assert len(provisions) > 200
    assert len(rules) > 20


def test_every_rule_cites_provisions_that_exist(provisions: dict[str, Any], rules: dict[str, Rule]) -> None:
    assert all(rule.cites for rule in rules.values())
    missing = [f"{rule.id}: {ref}" for rule in rules.values() for ref in rule.cites if ref not in provisions]
    assert not missing


def test_every_rule_speaks_both_languages(rules: dict[str, Rule]) -> None:
    silent = [
        rule.id
        for rule in rules.values()
        for text in (rule.title, rule.requires, rule.remedy)
        if not (text.zh and text.en)
    ]
    assert not silent


def test_a_cited_provision_lists_the_rule(provisions: dict[str, Any], rules: dict[str, Rule]) -> None:
    unlisted = [
        f"{ref} does not list {rule.id}"
        for rule in rules.values()
        for ref in rule.cites
        if "/" in ref
        and ref in provisions
        and not any(rule.id in version.get("read_by", ()) for version in provisions[ref])
    ]
    assert not unlisted


def test_a_listed_rule_exists_and_cites_the_provision(
    provisions: dict[str, Any], rules: dict[str, Rule]
) -> None:
    """A rule for all methodologies finds its clause by the project's code, so those clauses need only name a rule that exists."""
    by_code = tuple(
        f"{read(path)['id']}/" for path in instrument_files() if read(path)["rank"] == "methodology"
    )
    wrong = [
        f"{ref} lists {name}, which {'does not cite it' if name in rules else 'does not exist'}"
        for ref, versions in provisions.items()
        for version in versions
        for name in version.get("read_by", ())
        if name not in rules or (ref not in rules[name].cites and not ref.startswith(by_code))
    ]
    assert not wrong


def test_every_clause_says_who_reads_it_or_why_nobody_does(provisions: dict[str, Any]) -> None:
    wrong = [
        ref
        for ref, versions in provisions.items()
        for version in versions
        if version
        and not (
            bool(version.get("read_by")) ^ (version.get("reading") == "none" and version.get("why") in WHY)
        )
    ]
    assert not wrong


@pytest.mark.parametrize("path", parameter_files(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_dated_value_cites_a_provision_that_exists(path: Path, provisions: dict[str, Any]) -> None:
    wrong = [
        f"{name} from {value.get('from')}: {value.get('cite')}"
        for name, parameter in read(path).items()
        for value in parameter.get("values", ())
        if value.get("cite") not in provisions
    ]
    assert not wrong


def test_the_corpus_holds_every_instrument_file() -> None:
    from ccer.policy.corpus import corpus

    held = {instrument.id for instrument in corpus().instruments}
    assert {read(path)["id"] for path in instrument_files()} <= held
