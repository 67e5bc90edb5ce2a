"""The protocol's own Python client drives each tool of ``ccer mcp`` over standard input and output."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from ccer.cli import doors
from ccer.core.errors import BadInput

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters

ROOT = Path(__file__).resolve().parents[2]
OFFSET = {
    "entity": "示例单位",
    "compliance_year": 2025,
    "obligation_t": 100_000,
    "quantity_t": 4_000,
    "key_emitter": True,
    "project_ets_covered": False,
}
CALLS: dict[str, dict[str, Any]] = {
    "clause": {"ref": "31号令第十七条第二款", "as_of": "2026-11-21"},
    "resolve": {"text": "Order 19 art 29(1)", "as_of": "2026-11-21"},
    "search": {"query": "抵销比例上限", "as_of": "2026-11-21", "by": "meaning"},
    "decide": {"stage": "offset", "facts": OFFSET, "as_of": "2026-11-21"},
    "explain": {"stage": "offset", "facts": OFFSET, "as_of": "2026-11-21", "rule": "offset.cap"},
    "calculate": {"methodology": "CCER-01-002-V01", "path": "rudong-h8", "as_of": "2026-11-21"},
    "impact": {
        "changes": [{"type": "value", "name": "offset.cap_share", "value": 0.03, "from": "2026-01-01"}],
        "stage": "offset",
        "subjects": [OFFSET, {**OFFSET, "quantity_t": 2_000}],
        "as_of": "2026-11-21",
    },
}
WRONG: dict[str, dict[str, Any]] = {
    "clause": {"ref": "31号令第五百条"},
    "decide": {"stage": "no-such-stage", "facts": {}},
    "calculate": {"methodology": "CCER-01-002-V01", "path": "../pyproject.toml"},
    "impact": {"changes": [{"type": "value", "name": "no.such", "value": 1, "from": "2026-01-01"}]},
    "search": {"query": "cap", "by": "magic"},
}


@pytest.fixture(scope="module")
def talked() -> tuple[list[Any], dict[str, Any], dict[str, Any]]:
    """One conversation: the tools, the answers, the refusals."""

    async def talk() -> tuple[list[Any], dict[str, Any], dict[str, Any]]:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "ccer", "mcp", "--files", str(ROOT / "samples")],
            cwd=str(ROOT),
        )
        async with Client(command) as client:
            tools = (await client.list_tools()).tools
            answers = {name: await client.call_tool(name, arguments) for name, arguments in CALLS.items()}
            refusals = {name: await client.call_tool(name, arguments) for name, arguments in WRONG.items()}
            return tools, answers, refusals

    return asyncio.run(talk())


def test_the_tools_are_the_verbs(talked: tuple[list[Any], dict[str, Any], dict[str, Any]]) -> None:
    assert {tool.name for tool in talked[0]} == set(CALLS)
    assert all(tool.description for tool in talked[0])


@pytest.mark.parametrize("name", CALLS)
def test_every_answer_carries_citation_and_day(
    name: str, talked: tuple[list[Any], dict[str, Any], dict[str, Any]]
) -> None:
    result = talked[1][name]
    assert not result.is_error, result.content
    answer = result.structured_content
    assert answer["as_of"] == "2026-11-21"
    assert answer["citations"]
    assert isinstance(answer["provisional"], bool)
    for citation in answer["citations"]:
        assert citation["ref"]
        assert (citation["since"] or "") <= "2026-11-21" <= (citation["until"] or "9999")


@pytest.mark.parametrize(
    "project", [{"files": {"readings": "/etc/hostname"}}, {"design": {"official": "../form.yaml"}}]
)
def test_a_project_given_as_facts_names_no_file(project: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="cannot name files"):
        doors.calculate("CCER-01-002-V01", dt.date(2026, 11, 21), {"name": "x", **project})


def test_a_project_given_as_facts_is_calculated() -> None:
    """The public project of 959,840 MWh a year, as its file and as facts: the same tonnes."""
    facts = yaml.safe_load((ROOT / "samples/rudong-h8/project.yaml").read_text())
    on = dt.date(2026, 11, 21)
    facts = msgspec.to_builtins({key: value for key, value in facts.items() if key != "methodology"})
    given = doors.calculate("CCER-01-002-V01", on, facts)
    read = doors.calculate("CCER-01-002-V01", on, path="rudong-h8", files=ROOT / "samples")
    assert given["calculation"]["tonnes"] == read["calculation"]["tonnes"]
    assert given["citations"]


def test_what_they_answer(talked: tuple[list[Any], dict[str, Any], dict[str, Any]]) -> None:
    """5 % of 100 000 t is 5 000 t, 3 % is 3 000 t; the public project's estimate is whole tonnes."""
    said = {name: result.structured_content for name, result in talked[1].items()}
    assert said["clause"]["clause"]["ref"] == "mee-samr-2023-31/art-17/para-2"
    assert said["resolve"]["citations"][0]["ref"] == "mee-2020-19/art-29/para-1"
    assert "offset.cap_share" in [hit["ref"] for hit in said["search"]["hits"]]
    assert said["decide"]["outcome"] == "granted"
    assert said["decide"]["receipt"]["digest"]
    assert "5,000" in said["explain"]["findings"][0]["says"]["en"]
    assert said["calculate"]["calculation"]
    assert said["impact"]["changed"] == [{"place": 0, "before": "granted", "after": "refused"}]
    assert said["impact"]["touched"]["parameters"] == ["offset.cap_share"]


@pytest.mark.parametrize("name", WRONG)
def test_a_refusal_says_why_in_both_languages(
    name: str, talked: tuple[list[Any], dict[str, Any], dict[str, Any]]
) -> None:
    result = talked[2][name]
    assert result.is_error
    text = result.content[0].text
    assert "下一步" in text
    assert "What to do" in text
