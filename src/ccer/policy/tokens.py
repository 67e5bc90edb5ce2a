"""Words of a text for searching: Chinese by pairs of characters, English by stems, numbers and dates in one spelling.

二十个工作日, 20个工作日 and "20 working days" give the same number; 百分之五 and 5% too; a phrase of `synonyms.yaml` gives the
mark of its meaning, in whatever language it stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .numerals import HAN, even, has_han

_STOOD_FOR, _ACROSS = 0.6, 0.15
_STOP = """
a an the of to in on at by for from with and or is are be was were it its this that as which who what when where how do does
did can may must shall should will would i my we our you your many much any all per into than there their have has been if
not no so one such each other s
"""
STOP = frozenset(_STOP.split())
_SUFFIX = re.compile(
    "(?:ications?|ifications?|ations?|ators?|ating|ated|ates?|iers?|ied|ies|ying|ings?|ments?|ality|ness|"
    "ers?|ors?|ed|es|e|s|y|ions?)$"
)


class Token(NamedTuple):
    """A word to look up, how it is shown to a person, and how much it counts in a question."""

    key: str
    shown: str
    weight: float = 1.0


class Lexicon(NamedTuple):
    """`synonyms.yaml`, ready for use."""

    chinese: list[tuple[str, int]]
    english: dict[str, list[tuple[tuple[str, ...], str, int]]]
    units: dict[str, str]
    filler: re.Pattern[str]
    words: re.Pattern[str]


@functools.cache
def lexicon() -> Lexicon:
    """Phrases with the number of their meaning, the English ones by their first stem; units; filler; what a word is."""
    import yaml

    text = (Path(__file__).resolve().parent / "synonyms.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    chinese: list[tuple[str, int]] = []
    english: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for group, phrases in enumerate(data["meanings"]):
        for phrase in map(str, phrases):
            if has_han(phrase):
                chinese.append((even(phrase).strip(), group))
            else:
                stems = tuple(stem(word) for word in re.findall("[a-z][a-z0-9]*", phrase.casefold()))
                english.setdefault(stems[0], []).append((stems, phrase, group))
    units = {word: unit for unit, words in data["units"].items() for word in words}
    return Lexicon(chinese, english, units, re.compile("|".join(data["filler"])), _words(units))


def _words(units: dict[str, str]) -> re.Pattern[str]:
    """A date, a methodology's code, a number with or without its unit, an English word, or a run of Chinese."""
    endings = "|".join(sorted(units, key=len, reverse=True))
    return re.compile(
        r"@\d{4}-\d\d(?:-\d\d)?"
        r"|ccer-\d\d-\d{3}(?:-v\d\d)?"
        rf"|\d+(?:\.\d+)?[\s-]?(?:{endings})(?![a-z])"
        r"|\d+(?:\.\d+)*"
        r"|[a-z][a-z0-9]*"
        rf"|[{HAN}]+"
    )


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
    for match in lexicon().words.finditer(spelled):
        found += _split(match.group(), asked=False)
    return found


def question(text: str) -> list[Token]:
    """The words of a question, without its filler.

    A word that its meaning stands for already counts less, and so does a pair of characters across the edge of a known
    phrase: 目计 in 项目计入期 is no word.
    """
    spelled = lexicon().filler.sub(" ", even(text))
    found = [Token(f"~{group}", shown) for group, shown in meanings(even(text))]
    covered = "|".join(token.shown for token in found)
    stems = {stem(word) for word in re.findall("[a-z][a-z0-9]*", covered)}
    edges = {edge for phrase, _ in lexicon().chinese for edge in _edges(spelled, phrase)}
    for match in lexicon().words.finditer(spelled):
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
    unit = lexicon().units.get(word[len(number) :].strip(" -"))
    yield Token(number, number)
    if unit:
        yield Token(f"{number}{unit}", word)


def meanings(spelled: str) -> Iterator[tuple[int, str]]:
    """The meanings of `synonyms.yaml` that a text has, each with the phrase that gave it."""
    chinese, english = lexicon()[:2]
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
