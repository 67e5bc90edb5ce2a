"""Chinese numerals, both ways: 十四 = 14, 一百零三 = 103."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
_VALUE = {sign: number for number, sign in enumerate(DIGITS)} | {"〇": 0, "两": 2, "○": 0}
_STEP = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[零〇○一二两三四五六七八九十百千]"
_RUN = re.compile(f"{NUMERAL}+(?:万{NUMERAL}*)?")


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
