"""``ccer project new FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .base import lang, of, say

DEFAULT = "CCER-01-002-V01"


@click.group(help=say("项目文件。", "Project files."))
def command() -> None:
    """Project files."""


@command.command(
    help=say(
        "新建项目文件夹，写入带说明的 project.yaml，并询问所需的几项。",
        "Start a project folder: writes a commented project.yaml and asks what it needs.",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--methodology",
    "code",
    default=None,
    help=say("方法学代码，例如 CCER-01-002-V01", "methodology code, e.g. CCER-01-002-V01"),
)
@click.option(
    "--set", "given", multiple=True, metavar="FIELD=VALUE", help=say("直接给出某项", "give a field")
)
@click.option("--no-input", is_flag=True, help=say("不询问", "ask nothing"))
@click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), default=None, help=say("语言", "language")
)
def new(folder: Path, code: str | None, given: tuple[str, ...], no_input: bool, language: str | None) -> None:
    """A commented project file."""
    from ..core.errors import BadInput
    from ..core.text import Text
    from ..methodologies import codes, load
    from ..project.file import FILE
    from ..project.template import asked, template
    from .files import write_atomic
    from .language import speak

    if language:
        speak("en" if language == "en" else "zh")
    path = folder / FILE
    if path.exists():
        raise BadInput(
            what=Text(f"{path} 已存在", f"{path} is there already"),
            why=Text("不覆盖已有的项目文件", "an existing project file is not overwritten"),
            next=Text("换一个文件夹，或直接编辑该文件。", "Choose another folder, or edit the file."),
        )
    answers = _given(given)
    ask = not no_input and sys.stdin.isatty()
    if code is None:
        code = (
            click.prompt(say("方法学", "Methodology"), type=click.Choice(list(codes()))) if ask else DEFAULT
        )
    method = load(code)
    if ask:
        for question in asked():
            if question.name not in answers:
                answers[question.name] = click.prompt(of(question.title), default="", show_default=False)
    write_atomic(path, template(method, answers, lang()).encode())
    click.echo(
        say(
            f"已写入 {path}；填好后运行：ccer assess {folder}",
            f"Wrote {path}; fill it in, then run: ccer assess {folder}",
        )
    )


def _given(pairs: tuple[str, ...]) -> dict[str, str]:
    from ..core.errors import BadInput
    from ..core.text import Text

    answers = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInput(
                what=Text(f"--set {pair} 的写法不对", f"--set {pair} is not written right"),
                why=Text("须为 字段=值", "it must be field=value"),
                next=Text("例如 --set owner=示例业主有限公司。", "For example: --set owner=NAME"),
            )
        answers[name] = value
    return answers
