"""The command line: ``ccer``. Commands are loaded when they are used."""

from __future__ import annotations

import importlib
from importlib.metadata import entry_points
from typing import NoReturn

import click

from .. import __version__
from .base import run
from .language import say

COMMANDS = {
    "assess": ("assess", "评估一个项目文件夹", "assess a project folder"),
    "decide": ("decide", "对一组事实逐条判定", "decide on facts, clause by clause"),
    "calculate": ("calculate", "按方法学核算减排量", "calculate reductions by a methodology"),
    "data": (
        "data",
        "现场数据：查看文件被读成了什么，设计抽样并布设样地",
        "field data: see what a file is read as, design the sampling and place the plots",
    ),
    "documents": (
        "documents",
        "文稿：设计文件、核算报告、监测计划、承诺文件、修改说明；读回人工修改",
        "papers: design, report, plan, letters, note; edits by hand read back",
    ),
    "deadline": ("deadline", "计算期限", "work out a deadline"),
    "impact": ("impact", "假设法规变更会触及什么", "what a change of law would touch"),
    "mcp": ("mcp", "以 MCP 协议提供法规库工具", "the law base as tools, by MCP"),
    "methodology": (
        "methodology",
        "方法学：列出、查看、比较、自检",
        "methodologies: list, show, compare, check",
    ),
    "offset": (
        "offset",
        "用减排量抵销配额清缴：能否使用、最省的组合",
        "CCERs against an ETS obligation: what may be used, the cheapest mix",
    ),
    "policy": (
        "policy",
        "法规库：查条款、参数、引文、差异",
        "law base: clauses, parameters, citations, differences",
    ),
    "project": ("project", "新建项目文件", "start a project file"),
    "public": ("public", "复算公开的登记数据", "recompute public registry data"),
    "replay": ("replay", "复核回执", "replay a receipt"),
}
# Commands of the host, which the mechanism does not import: entry points of the group ``ccer.commands``.
HOSTED = {
    "serve": ("启动门户及其数据库", "start the portal and its database"),
    "life": ("在本机办理、查看事项", "take steps of cases and look at them, on this machine"),
    "ledger": (
        "账本：划转、冻结、注销、明细、来历",
        "the ledger: move units, statements, the story of a tonne",
    ),
    "due": ("办理已到期的系统步骤", "take the steps of the clock that are due"),
    "journal": ("日志：验证、签署检查点、导出", "the journal: verify, sign, hand over"),
    "rebuild": (
        "从日志重建或者核对全部视图",
        "make all views anew from the journal, or compare them with it",
    ),
}


class Lazy(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *HOSTED]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in HOSTED:
            return _hosted(cmd_name)
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{COMMANDS[cmd_name][0]}", __name__)
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(say("命令", "Commands")):
            rows = [(name, say(zh, en)) for name, (_, zh, en) in COMMANDS.items()]
            formatter.write_dl(rows + [(name, say(zh, en)) for name, (zh, en) in HOSTED.items()])


def _hosted(name: str) -> click.Command:
    """A command of the host; where the host is not installed, one that says how to install it."""
    for entry in entry_points(group="ccer.commands", name=name):
        try:
            command: click.Command = entry.load()
            return command
        except ModuleNotFoundError:
            break
    raise click.ClickException(
        say(
            f"ccer {name} 需要平台部分：运行 pip install 'ccer[platform]'",
            f"ccer {name} needs the platform: run pip install 'ccer[platform]'",
        )
    )


@click.command(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=say(
        "OpenCCER：从法规条款到可抵销的一吨。退出码：0 完成，1 依规不予通过，2 输入有误。",
        "OpenCCER: from the clause of a law to a tonne that offsets. Exit codes: 0 done, 1 refused by rule, 2 bad input.",
    ),
)
@click.version_option(
    __version__, prog_name="ccer", help=say("显示版本后退出。", "Show the version and exit.")
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    expose_value=False,
    help=say("语言，默认 zh", "language, zh by default"),
)
def group() -> None:
    """Entry of all commands."""


def main() -> NoReturn:
    """Console script."""
    run(group)
