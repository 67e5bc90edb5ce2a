"""``ccer project new FOLDER``."""

from __future__ import annotations

import difflib
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
    from ..project.template import asked, settable, template
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
    answers, chosen = _given(given), code
    ask = not no_input and sys.stdin.isatty()
    if code is None:
        code = (
            click.prompt(say("方法学", "Methodology"), type=click.Choice(list(codes()))) if ask else DEFAULT
        )
    method = load(code)
    _settable(answers, settable(method), method.code)
    if ask:
        for question in asked():
            if question.name not in answers:
                answers[question.name] = click.prompt(of(question.title), default="", show_default=False)
    write_atomic(path, template(method, answers, lang()).encode())
    if chosen is None and not ask:
        click.echo(
            say(
                f"没有指定方法学，按 {code} {method.title.zh}；别的用 --methodology 代码（ccer methodology list）",
                f"no methodology was named, so {code} {method.title.en}; for another: --methodology CODE (ccer methodology list)",
            )
        )
    click.echo(
        say(
            f"已写入 {path}（{method.code} {method.title.zh}）；填好后运行：ccer assess {folder}",
            f"Wrote {path} ({method.code} {method.title.en}); fill it in, then run: ccer assess {folder}",
        )
    )


def _settable(answers: dict[str, str], known: tuple[str, ...], code: str) -> None:
    """Refuse an answer to a field that the file does not have: it would be lost."""
    from ..core.errors import BadInput
    from ..core.text import Text

    for name in answers:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = Text(f"是否为 {near[0]}？", f"Did you mean {near[0]}? ") if near else Text("", "")
            raise BadInput(
                what=Text(f"--set {name}：没有这个字段", f"--set {name}: there is no such field"),
                why=Text(f"{code} 的项目文件不用它", f"a project file of {code} does not use it"),
                next=hint + Text(f"可用：{'、'.join(known)}", f"Known: {', '.join(known)}"),
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
