"""Chinese numerals, both ways (十四 = 14, 一百零三 = 103), and numbers, percentages and dates in one spelling."""

from __future__ import annotations

import re
import unicodedata

HAN = "\u4e00-\u9fff"
DIGITS = "零一二三四五六七八九"
_VALUE = {sign: number for number, sign in enumerate(DIGITS)} | {"〇": 0, "两": 2, "○": 0}
_STEP = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[零〇○一二两三四五六七八九十百千]"
_RUN = re.compile(f"{NUMERAL}+(?:万{NUMERAL}*)?")

_COUNTED = re.compile(
    f"{NUMERAL}{{2,}}(?![{HAN}]?[致般])|{NUMERAL}(?=[个年月日天条款项名吨元倍人米公种类次家%])|(?<=[:第])({NUMERAL})"
)
"""Numerals that count something; 一 in 一致 or 统一 is part of a word."""
_MONTH_NAMES = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTHS = {name[:3]: number for number, name in enumerate(_MONTH_NAMES.split("|"), 1)}
_MONTH = f"({_MONTH_NAMES}|{'|'.join(_MONTHS)})"
_NUMBERS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty"
)
_COUNTS = {word: number for number, word in enumerate(_NUMBERS.split("|"))}


def has_han(text: str) -> bool:
    """True when a text has Chinese characters."""
    return re.search(f"[{HAN}]", text) is not None


def even(text: str) -> str:
    """The text in half width and lower case, with its numbers and dates in one spelling.

    二十个工作日 becomes 20个工作日, 百分之五 becomes 5%, 2.6万 becomes 26000, and both 2012年11月8日 and 8 November 2012 become
    @2012-11-08.
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("百分之", "%:")
    text = _COUNTED.sub(lambda match: arabic(match.group()), text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(\d+(?:\.\d+)?)万", lambda m: f"{float(m.group(1)) * 10_000:.0f}", text)
    text = re.sub(r"%:(\d+(?:\.\d+)?)", r"\1%", text)
    text = re.sub(rf"\b({_NUMBERS})\b", lambda m: str(_COUNTS[m.group()]), text)
    text = re.sub(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?|(\d{4})-(\d\d)-(\d\d)", _date, text)
    return re.sub(
        rf"(?:(\d{{1,2}})\s+)?\b{_MONTH}\b\.?\s+(?:(\d{{1,2}}),?\s+)?(\d{{4}})", _english_date, text
    )


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()[:3] if match.group(1) else match.groups()[3:]
    return f" @{year}-{int(month):02}" + (f"-{int(day):02} " if day else " ")


def _english_date(match: re.Match[str]) -> str:
    first, month, second, year = match.groups()
    day = first or second
    return f" @{year}-{_MONTHS[month[:3]]:02}" + (f"-{int(day):02} " if day else " ")


def to_chinese(number: int) -> str:
    """A number from 0 to 9999 as it is written in a text: 10 十, 14 十四, 103 一百零三."""
    if not 0 <= number <= 9999:
        raise ValueError(f"no numeral for {number}")
    if number < 10:
        return DIGITS[number]
    out, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if gap else "") + DIGITS[digit] + sign
            gap = False
        elif out and number:
            gap = True
    return out.removeprefix("一") if out.startswith("一十") else out


def from_chinese(text: str) -> int | None:
    """The number a numeral or a string of digits stands for; None when it is neither."""
    if text.isdecimal():
        return int(text)
    high, wan, low = text.partition("万")
    if wan:
        above, below = _small(high), _small(low) if low else 0
        return None if above is None or below is None else above * 10_000 + below
    return _small(text)


def _small(text: str) -> int | None:
    if not text or any(sign not in _VALUE and sign not in _STEP for sign in text):
        return None
    if not any(sign in _STEP for sign in text):
        return int("".join(str(_VALUE[sign]) for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in _STEP:
            total += (digit or 1) * _STEP[sign]
            digit = 0
        else:
            digit = _VALUE[sign]
    return total + digit


def arabic(text: str) -> str:
    """The text with every run of Chinese numerals written in digits: 二十个工作日 becomes 20个工作日."""

    def digits(match: re.Match[str]) -> str:
        number = from_chinese(match.group())
        return match.group() if number is None else str(number)

    return _RUN.sub(digits, text)
