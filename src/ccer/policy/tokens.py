"""Words of a text for searching: Chinese by pairs of characters, English by stems, numbers and dates in one spelling.

二十个工作日, 20个工作日 and "20 working days" give the same number; 百分之五 and 5% too; a phrase of `synonyms.yaml` gives the
mark of its meaning, in whatever language it stands.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .numerals import NUMERAL, arabic

_HAN = "\u4e00-\u9fff"
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_COUNTS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
}
_STOOD_FOR, _ACROSS = 0.6, 0.15
_UNITS = {
    "wd": "个工作日 工作日 working",
    "td": "个交易日 交易日 trading",
    "y": "年 years year",
    "mo": "个月 months month",
    "d": "日 天 days day",
    "t": "吨 tonnes tonne tco2e t",
    "km": "公里 千米 km kilometres kilometers",
    "m": "米 m metres meters",
    "cny": "元 yuan cny rmb",
    "%": "% percent",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_ENDING = "|".join(sorted(_UNIT, key=len, reverse=True))
_NUMERAL = re.compile(f"{NUMERAL}{{2,}}(?![{_HAN}]?[致般])|{NUMERAL}(?=[个年月日天条款项名吨元倍人米公种类次家%])|(?<=[:第])({NUMERAL})")
"""Numerals that count something; 一 in 一致 or 统一 is part of a word."""
_FILLER = re.compile(
    "是什么意思|什么时候|多少|什么|怎么样|怎么办|怎么|怎样|如何|哪一天|哪些|哪个|哪|吗|呢|能不能|可不可以|可以|是否|要不要|有没有|请问|几|的|了|是|谁|能|要"
)
STOP = frozenset(
    "a an the of to in on at by for from with and or is are be was were it its this that as which who what when where how "
    "do does did can may must shall should will would i my we our you your many much any all per into than there their "
    "have has been if not no so one such each other s".split()
)
_SUFFIX = re.compile(
    "(?:ications?|ifications?|ations?|ators?|ating|ated|ates?|iers?|ied|ies|ying|ings?|ments?|ality|ness|"
    "ers?|ors?|ed|es|e|s|y|ions?)$"
)
_WORDS = re.compile(
    r"@\d{4}-\d\d(?:-\d\d)?"
    r"|ccer-\d\d-\d{3}(?:-v\d\d)?"
    rf"|\d+(?:\.\d+)?[\s-]?(?:{_ENDING})(?![a-z])"
    r"|\d+(?:\.\d+)*"
    r"|[a-z][a-z0-9]*"
    rf"|[{_HAN}]+"
)


class Token(NamedTuple):
    """A word to look up, how it is shown to a person, and how much it counts in a question."""

    key: str
    shown: str
    weight: float = 1.0


def even(text: str) -> str:
    """The text with numbers, dates and widths in one spelling."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("百分之", "%:")
    text = _NUMERAL.sub(lambda match: arabic(match.group()), text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(\d+(?:\.\d+)?)万", lambda m: f"{float(m.group(1)) * 10_000:.0f}", text)
    text = re.sub(r"%:(\d+(?:\.\d+)?)", r"\1%", text)
    text = re.sub(rf"\b({'|'.join(_COUNTS)})\b", lambda m: str(_COUNTS[m.group()]), text)
    text = re.sub(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?|(\d{4})-(\d\d)-(\d\d)", _date, text)
    months = "|".join(_MONTHS) + "|" + "|".join(_MONTH)
    return re.sub(rf"(?:(\d{{1,2}})\s+)?\b({months})\.?\s+(?:(\d{{1,2}}),?\s+)?(\d{{4}})", _english_date, text)


def _date(match: re.Match[str]) -> str:
    year, month, day = [group for group in match.groups()[:3]] if match.group(1) else match.groups()[3:]
    return f" @{year}-{int(month):02}" + (f"-{int(day):02} " if day else " ")


def _english_date(match: re.Match[str]) -> str:
    first, month, second, year = match.groups()
    day = first or second
    return f" @{year}-{_MONTH[month[:3]]:02}" + (f"-{int(day):02} " if day else " ")


def stem(word: str) -> str:
    """The front part of an English word that its forms share."""
    if len(word) <= 3:
        return word
    shorter = _SUFFIX.sub("", word)
    return (shorter if len(shorter) >= 3 else word.removesuffix("s"))[:6]


def tokens(text: str) -> list[Token]:
    """The words of a text to be indexed."""
    spelled = even(text)
    found = [Token(f"~{group}", shown) for group, shown in meanings(spelled)]
    for match in _WORDS.finditer(spelled):
        found += _split(match.group(), asked=False)
    return found


def question(text: str) -> list[Token]:
    """The words of a question, without its filler.

    A word that its meaning stands for already counts less, and so does a pair of characters across the edge of a known
    phrase: 目计 in 项目计入期 is no word.
    """
    spelled = _FILLER.sub(" ", even(text))
    found = [Token(f"~{group}", shown) for group, shown in meanings(even(text))]
    covered = "|".join(token.shown for token in found)
    stems = {stem(word) for word in re.findall("[a-z][a-z0-9]*", covered)}
    edges = {edge for phrase, _ in _phrases()[0] for edge in _edges(spelled, phrase)}
    for match in _WORDS.finditer(spelled):
        for offset, token in enumerate(_split(match.group(), asked=True)):
            if token.key in stems or token.key in covered:
                token = token._replace(weight=_STOOD_FOR)
            elif match.start() + offset + 1 in edges and len(token.key) == 2 and not token.key.isascii():
                token = token._replace(weight=_ACROSS)
            found.append(token)
    return list({token.key: token for token in found}.values())


def _edges(text: str, phrase: str) -> Iterator[int]:
    """Where a phrase begins and ends in a text."""
    begin = text.find(phrase)
    while begin >= 0:
        yield begin
        yield begin + len(phrase)
        begin = text.find(phrase, begin + 1)


def _split(word: str, asked: bool) -> Iterator[Token]:
    first = word[0]
    if first == "@":
        yield Token(word, word[1:])
        if len(word) > 8:
            yield Token(word[:8], word[1:])
    elif first.isdecimal():
        yield from _number(word)
    elif first.isascii():
        if word not in STOP:
            yield Token(word if "-" in word else stem(word), word)
    else:
        yield from (Token(word[i : i + 2], word[i : i + 2]) for i in range(len(word) - 1))
        if not asked or len(word) == 1:
            yield from (Token(f"'{sign}", sign) for sign in word)


def _number(word: str) -> Iterator[Token]:
    amount = re.match(r"\d+(?:\.\d+)*", word)
    number = amount.group() if amount else word
    unit = _UNIT.get(word[len(number) :].strip(" -"))
    yield Token(number, number)
    if unit:
        yield Token(f"{number}{unit}", word)


def meanings(spelled: str) -> Iterator[tuple[int, str]]:
    """The meanings of `synonyms.yaml` that a text has, each with the phrase that gave it."""
    chinese, english = _phrases()
    seen: set[int] = set()
    for phrase, group in chinese:
        if group not in seen and phrase in spelled:
            seen.add(group)
            yield group, phrase
    words = re.findall("[a-z][a-z0-9]*", spelled)
    stems = [stem(word) for word in words]
    for place, first in enumerate(stems):
        for phrase_stems, phrase, group in english.get(first, ()):
            if group not in seen and tuple(stems[place : place + len(phrase_stems)]) == phrase_stems:
                seen.add(group)
                yield group, phrase


@functools.cache
def _phrases() -> tuple[list[tuple[str, int]], dict[str, list[tuple[tuple[str, ...], str, int]]]]:
    """Chinese phrases, and English ones by their first stem, each with the number of its line."""
    import yaml

    text = (Path(__file__).resolve().parent / "synonyms.yaml").read_text(encoding="utf-8")
    chinese: list[tuple[str, int]] = []
    english: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for group, phrases in enumerate(yaml.load(text, Loader=yaml.CSafeLoader)):
        for phrase in map(str, phrases):
            if re.search(f"[{_HAN}]", phrase):
                chinese.append((even(phrase).strip(), group))
            else:
                stems = tuple(stem(word) for word in re.findall("[a-z][a-z0-9]*", phrase.casefold()))
                english.setdefault(stems[0], []).append((stems, phrase, group))
    return chinese, english
