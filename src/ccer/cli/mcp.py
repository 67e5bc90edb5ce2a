"""``ccer mcp``: the verbs as tools, by the Model Context Protocol over standard input and output."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..core.errors import BadInput, CcerError
from ..core.text import Text
from . import doors
from .base import say, today

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

INSTRUCTIONS = (
    "Questions on China's voluntary carbon market (CCER): its law, decisions, calculations. Every answer names the day it holds for "
    "and its provisions; give these when you repeat it. `provisional: true` means that something was not read in an official text in "
    "force, or is only supposed. Summaries are this project's own words, not the official text. Days are written YYYY-MM-DD."
)


def server(files: Path | None, now: Callable[[], dt.date]) -> MCPServer[Any]:
    """The server with its seven tools.

    Parameters
    ----------
    files : path, optional
        The only folder whose data `calculate` may read.
    now : callable
        Gives today, for questions without a day.
    """
    from mcp.server.mcpserver import MCPServer

    made: MCPServer[Any] = MCPServer(
        "openccer", title="OpenCCER", instructions=INSTRUCTIONS, log_level="ERROR"
    )
    _reading(made, now)
    _deciding(made, now, files)
    return made


def _reading(made: MCPServer[Any], now: Callable[[], dt.date]) -> None:
    """Tools that read the law base."""

    @made.tool(
        description="A provision as it stood on a day; ref in any usual form, e.g. mee-samr-2023-31/art-17/para-2."
    )
    def clause(ref: str, as_of: str = "", known_at: str = "") -> dict[str, Any]:
        return _said(lambda: doors.clause(ref, doors.day(as_of, now()), _maybe(known_at)))

    @made.tool(description="What a citation as people write it means, and whether it is in force on a day.")
    def resolve(text: str, as_of: str = "", known_at: str = "") -> dict[str, Any]:
        return _said(lambda: doors.resolve(text, doors.day(as_of, now()), _maybe(known_at)))

    @made.tool(
        description="Provisions, instruments and parameters about a question in Chinese or English, with window and reason; "
        "by is words or meaning."
    )
    def search(query: str, as_of: str = "", limit: int = 5, by: str = "words") -> dict[str, Any]:
        return _said(lambda: doors.search(query, doors.day(as_of, now()), limit, by))


def _deciding(made: MCPServer[Any], now: Callable[[], dt.date], files: Path | None) -> None:
    """Tools that judge facts and calculate."""

    @made.tool(
        description="Decide clause by clause on facts. stage: project-eligibility, project-registration, engagement, "
        "reduction-eligibility, reduction-registration, offset. Facts left out are missing, never guessed."
    )
    def decide(stage: str, facts: dict[str, Any], as_of: str = "") -> dict[str, Any]:
        return _said(lambda: doors.decide(stage, facts, doors.day(as_of, now())))

    @made.tool(
        description="Why a decision came out so, in words, each finding with what its clause says; of one rule if given."
    )
    def explain(stage: str, facts: dict[str, Any], as_of: str = "", rule: str = "") -> dict[str, Any]:
        return _said(lambda: doors.explain(stage, facts, doors.day(as_of, now()), rule))

    @made.tool(
        description="Reductions by a methodology (e.g. CCER-01-002-V01): of a project given as facts, or of a file in the open folder."
    )
    def calculate(
        methodology: str,
        project: dict[str, Any] | None = None,
        path: str = "",
        grid: str = "",
        as_of: str = "",
    ) -> dict[str, Any]:
        return _said(
            lambda: doors.calculate(methodology, doors.day(as_of, now()), project, path, files, grid or None)
        )

    @made.tool(
        description="What a change of law would touch, without altering any. changes: list of "
        '{"type":"value","name":…,"value":…,"from":…}, {"type":"end","ref":…,"until":…}, '
        '{"type":"version","ref":…,"code":…,"from":…}, {"type":"correct","ref":…,"zh":…,"en":…}; '
        "subjects: facts as for decide, judged under both laws."
    )
    def impact(
        changes: list[dict[str, Any]],
        stage: str = "",
        subjects: list[dict[str, Any]] | None = None,
        as_of: str = "",
    ) -> dict[str, Any]:
        return _said(lambda: doors.impact(changes, doors.day(as_of, now()), stage, subjects))


def _maybe(text: str) -> dt.date | None:
    return doors.day(text, dt.date.max) if text else None


def _said(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer; a refusal reaches the caller in its four parts, in both languages."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        return ask()
    except CcerError as error:
        raise ToolError("\n".join([*error.lines("zh"), *error.lines("en")])) from error


@click.command(
    help=say(
        "以 MCP 协议（标准输入输出）提供七个工具：clause、resolve、search、decide、explain、calculate、impact。",
        "Serve seven tools by MCP over standard input and output: clause, resolve, search, decide, explain, calculate, impact.",
    )
)
@click.option(
    "--files",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=say(
        "calculate 可以读取的文件夹；不给则不读任何文件", "the folder calculate may read; none by default"
    ),
)
def command(files: Path | None) -> None:
    """Serve until the input ends."""
    try:
        made = server(files, today)
    except ModuleNotFoundError as error:
        raise BadInput(
            Text("不能启动 MCP 服务", "The MCP server cannot start"),
            Text("没有安装 mcp 组件", "the mcp library is not installed"),
            Text("运行 pip install 'ccer[mcp]'", "Run: pip install 'ccer[mcp]'"),
        ) from error
    made.run("stdio")
