"""Which language a command speaks: ``--lang``, then CCER_LANG, then Chinese. Also click's own few words in Chinese."""

from __future__ import annotations

import os
import sys
from typing import Any

from ..core.text import Lang, Text

CLICK_ZH = {
    "Usage:": "用法：",
    "Usage: {usage}": "用法：{usage}",
    "Options": "选项",
    "Commands": "命令",
    "Arguments": "参数",
    "Show this message and exit.": "显示帮助后退出。",
    "Show the version and exit.": "显示版本后退出。",
    "required": "必填",
    "default: {default}": "默认 {default}",
    "env var: {var}": "环境变量 {var}",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "帮助：{command} {option}",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "No such option: {name}": "没有选项 {name}",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "Missing command.": "缺少命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Invalid value: {message}": "取值无效：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 取值无效：{message}",
    "Got unexpected extra argument ({args})": "多余的参数（{args}）",
    "Got unexpected extra arguments ({args})": "多余的参数（{args}）",
    "{name} {filename!r} does not exist.": "{filename!r} 不存在。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是有效的数。",
    "{value!r} is not one of {choices}.": "{value!r} 不在可选值 {choices} 之中。",
    "{value!r} is not {choice}.": "{value!r} 应为 {choice}。",
}


def wanted(arguments: list[str] | None = None) -> Lang:
    """The language asked for on the command line or in the environment; Chinese where none is."""
    words = sys.argv[1:] if arguments is None else arguments
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang" and following in ("zh", "en"):
            return "en" if following == "en" else "zh"
        if word in ("--lang=en", "--lang=zh"):
            return "en" if word.endswith("en") else "zh"
    return "en" if os.environ.get("CCER_LANG") == "en" else "zh"


_LANG: list[Lang] = [wanted()]


def lang() -> Lang:
    """The language of this run."""
    return _LANG[0]


def speak(language: Lang) -> None:
    """Set the language of this run and click's own words with it."""
    _LANG[0] = language
    _teach_click()


def say(zh: str, en: str) -> str:
    """The one of two sentences that is in the language of this run."""
    return zh if lang() == "zh" else en


def of(text: Text) -> str:
    """A text in the language of this run."""
    return text.say(lang())


def _translate(message: str) -> str:
    return CLICK_ZH.get(message, message) if lang() == "zh" else message


def _translate_plural(one: str, many: str, count: int) -> str:
    return _translate(one if count == 1 else many)


def _teach_click() -> None:
    import click.core
    import click.decorators
    import click.exceptions
    import click.formatting
    import click.parser
    import click.types

    modules: tuple[Any, ...] = (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    )
    for module in modules:
        if hasattr(module, "_"):
            module._ = _translate
        if hasattr(module, "ngettext"):
            module.ngettext = _translate_plural
