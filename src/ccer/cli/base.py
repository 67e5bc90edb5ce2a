"""What every command shares: options, output as text or JSON, and errors in four parts with their exit code.

Exit codes: 0 done, 1 refused by rule, 2 bad input.
"""

from __future__ import annotations

import datetime as dt
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from ..core.errors import CcerError
from .language import lang, of, say, speak, wanted

DONE, REFUSED, BAD = 0, 1, 2


class Day(click.ParamType[dt.date]):
    """An ISO date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(
                say(
                    f"日期「{value}」须为存在的公历日，形如 2026-08-20",
                    f"“{value}” is not a date like 2026-08-20",
                ),
                param,
                ctx,
            )


DAY = Day()


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--lang`` and ``--json`` to a command."""
    command = click.option("--json", "as_json", is_flag=True, help=say("输出 JSON", "print JSON"))(command)
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=None,
        expose_value=False,
        callback=_set_language,
        is_eager=True,
        help=say("语言，默认 zh", "language, zh by default"),
    )(command)


def dated(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--as-of`` and ``--known-at`` to a command."""
    command = click.option(
        "--known-at",
        type=DAY,
        default=None,
        help=say("按知识库在该日所知回答", "answer as the base knew on that day"),
    )(command)
    return click.option(
        "--as-of",
        "on",
        type=DAY,
        default=None,
        help=say("依据日期，默认今天", "law as of this day, today by default"),
    )(command)


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--official`` and the stated errors, ``--uncertainty``, ``--seed`` and ``--error``."""
    options = (
        click.option(
            "--official",
            type=click.Path(path_type=Path),
            help=say(
                "填好的官方文本填报表（ccer methodology form）",
                "filled official form (ccer methodology form)",
            ),
        ),
        click.option(
            "--uncertainty",
            "draws",
            type=int,
            help=say(
                "蒙特卡洛抽样次数；误差取自项目文件或 --error",
                "draws of a Monte Carlo over the stated errors",
            ),
        ),
        click.option("--seed", type=int, help=say("抽样的种子，记入回执", "its seed, kept in the receipt")),
        click.option(
            "--error",
            "errors",
            multiple=True,
            metavar="NAME=SIZE[:SHAPE[:COMMON]]",
            help=say(
                "一项输入的误差，可多次给出：exported_energy=0.5%；combined_margin=0.02:uniform；各月读数取同一误差的写 "
                "exports.metered=0.5%:normal:meter",
                "error of an input, may be repeated: exported_energy=0.5%; combined_margin=0.02:uniform; one error in all months of a "
                "meter: exports.metered=0.5%:normal:meter",
            ),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _set_language(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value:
        speak("en" if value == "en" else "zh")


def today() -> dt.date:
    """The command line is the one place of the library that reads a clock."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def print_json(value: object) -> None:
    """Plain data as JSON, readable, Chinese as it is."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(msgspec.to_builtins(value, enc_hook=str)), indent=2)
    click.echo(text.decode())


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise click.exceptions.Exit(code)


def report(error: CcerError, as_json: bool) -> int:
    """Show an error; its exit code."""
    if as_json:
        print_json(error.to_dict(lang()))
    else:
        click.echo("\n".join(error.lines(lang())), err=True)
    return error.exit_code


def run(group: click.Group) -> NoReturn:
    """Run the command line: every error leaves in four parts, none as a traceback."""
    speak(wanted())
    as_json = "--json" in sys.argv
    try:
        code = group.main(standalone_mode=False)
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.exceptions.Abort:
        click.echo(say("已中止。", "Aborted."), err=True)
        code = BAD
    except click.ClickException as error:
        code = report(_usage(error), as_json)
    except CcerError as error:
        code = report(error, as_json)
    except OSError as error:
        code = DONE if isinstance(error, BrokenPipeError) else report(_no_file(error), as_json)
    sys.exit(code if isinstance(code, int) else DONE)


def _no_file(error: OSError) -> CcerError:
    from ..core.errors import BadInput
    from ..core.text import Text

    name, said = error.filename or "", error.strerror or str(error)
    return BadInput(
        what=Text(f"文件 {name} 读写不成", f"The file {name} could not be read or written"),
        why=Text(f"系统报告：{said}", f"the system says: {said}"),
        next=Text(
            "核对路径、权限和剩余空间后重试；没有写下任何残缺的结果。",
            "Check path, rights and free space and try again; nothing half written is left.",
        ),
    )


def _usage(error: click.ClickException) -> CcerError:
    from ..core.errors import BadInput
    from ..core.text import Text

    context = getattr(error, "ctx", None)
    path = context.command_path if context else "ccer"
    said = error.format_message()
    return BadInput(
        what=Text("命令的写法不对", "The command is not written right"),
        why=Text(said, said),
        next=Text(f"运行 {path} --help 查看用法。", f"Run: {path} --help"),
    )


@functools.cache
def existing(path: str) -> Path:
    """A path that must be there."""
    from ..core.errors import BadInput
    from ..core.text import Text

    found = Path(path)
    if not found.exists():
        raise BadInput(
            what=Text(f"找不到 {path}", f"There is no {path}"),
            why=Text("该路径不存在", "the path does not exist"),
            next=Text("核对路径。", "Check the path."),
        )
    return found


__all__ = [
    "BAD",
    "DAY",
    "DONE",
    "REFUSED",
    "dated",
    "existing",
    "lang",
    "leave",
    "of",
    "print_json",
    "report",
    "run",
    "say",
    "shared",
    "today",
    "told",
]
