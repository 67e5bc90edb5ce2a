"""Everything a person reads exists in Chinese and in English; Chinese comes first."""

from __future__ import annotations

from typing import Literal

import msgspec

Lang = Literal["zh", "en"]


class Text(msgspec.Struct, frozen=True):
    """A sentence in both languages.

    Parameters
    ----------
    zh, en : str
        The same statement; neither may be empty.
    """

    zh: str
    en: str

    def say(self, lang: Lang, **values: object) -> str:
        """The sentence in one language, its ``{names}`` filled in."""
        template = self.zh if lang == "zh" else self.en
        return template.format(**values) if values else template

    def fill(self, **values: object) -> Text:
        """Both sentences with their ``{names}`` filled in; a value that is a Text gives its own language."""
        zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def __add__(self, other: Text) -> Text:
        return Text(self.zh + other.zh, self.en + other.en)
