"""Which instrument a piece of writing names: by title, number, short name, code, or a nickname such as 条例."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from .numerals import arabic
from .schema import Instrument

_BOUND = str.maketrans(
    {
        **dict.fromkeys("《》〈〉「」『』“”\"'’‘", "|"),
        **dict.fromkeys("—–－―‐−", "-"),
        **dict.fromkeys("〔［[【", "("),
        **dict.fromkeys("〕］]】", ")"),
        **dict.fromkeys("，、；。,;:：", " "),
    }
)
_HAN = "\u4e00-\u9fff"
_GAP = re.compile(r"(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e])")
_LEAD = re.compile(
    "(?:根据|依据|按照|依照|参照|参见|违反|符合|适用|遵守|详见|见|据|按|依|照|与|和|及|或|在|由|对|从|的|本|该|现行|我国|国家|全国|"
    "即|是|看|查|问|生态环境部|市场监管总局|国务院|交易所|中心|关于)$"
)
_ORDER = re.compile(
    r"(?:第)?(\d+)号令|令-?第?(\d+)号?|(?:order|decree)s?\s*(?:no\.?|number|#)?\s*(\d+)(?!\d)",
)
_WORD = re.compile("[a-z0-9]{2}")
_CODE = re.compile(r"ccer-(\d\d)-(\d{3})(?:-(v\d\d))?")
_METHODOLOGY = re.compile(f"([{_HAN}]+)方法学|方法学[|\\s]*([{_HAN}]+)|([a-z][a-z -]+?)\\s+methodology")
_NICKNAMES = (
    ("条例", "administrative-regulation"),
    ("办法", "departmental-rules"),
    ("the regulations", "administrative-regulation"),
    ("the measures", "departmental-rules"),
)


class Named(NamedTuple):
    """What a text names: the instruments that fit, and what is left once the name is taken out."""

    ids: tuple[str, ...]
    rest: str
    unknown: str = ""


def plain(text: str) -> str:
    """The text with full-width signs, marks, gaps and Chinese numerals evened out, in lower case."""
    even = unicodedata.normalize("NFKC", text).translate(_BOUND).casefold()
    return arabic(_GAP.sub("", " ".join(even.split())))


def untried(name: str) -> str:
    """A name (evened out by `plain`) without the note that the text is on trial."""
    return re.sub(r"\((?:试行|trial)\)", "", name).strip()


class Names:
    """The names of a set of instruments."""

    def __init__(self, instruments: list[Instrument]) -> None:
        self._names: dict[str, set[str]] = {}
        self._titles: dict[str, str] = {}
        self._orders: dict[str, set[str]] = {}
        self._ranks: dict[str, set[str]] = {}
        self._methodologies: dict[str, str] = {}
        for instrument in instruments:
            self._enter(instrument)
        ordered = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(name) for name in ordered)) if ordered else None

    @property
    def known(self) -> list[str]:
        """Every name, evened out."""
        return list(self._names)

    def owners(self, name: str) -> list[str]:
        """Ids of the instruments a name stands for."""
        return sorted(self._names.get(name, ()))

    def _enter(self, instrument: Instrument) -> None:
        texts = [instrument.title, instrument.short, *([instrument.number] if instrument.number else [])]
        written = {text for both in texts for text in (both.zh, both.en)} | set(instrument.aliases)
        if instrument.code:
            written |= {instrument.code, instrument.code.rpartition("-V")[0] or instrument.code}
        names = {plain(name) for name in written} | {instrument.id.casefold()}
        names |= {untried(name) for name in names}
        names |= {re.sub(r"\(?ccer-\d\d-\d{3}-v\d\d\)?", "", name).strip() for name in names}
        for name in names:
            if len(name) > 1:
                self._names.setdefault(name, set()).add(instrument.id)
        everything = "|".join(sorted(names))
        self._titles[instrument.id] = everything
        self._ranks.setdefault(instrument.rank, set()).add(instrument.id)
        if instrument.rank == "methodology":
            self._methodologies[instrument.id] = everything
        for match in _ORDER.finditer(plain(instrument.number.zh) if instrument.number else ""):
            self._orders.setdefault(next(g for g in match.groups() if g), set()).add(instrument.id)

    def find(self, text: str) -> Named:
        """The instrument a text (evened out by `plain`) names first, its longest name counting."""
        spans = self._spans(text)
        if not spans:
            return self._unnamed(text)
        begin, end, ids = spans[0]
        return Named(tuple(sorted(ids)), f"{text[:begin]}|{text[end:]}")

    def _spans(self, text: str) -> list[tuple[int, int, set[str]]]:
        """Names found, none inside a longer one, by place."""
        found: dict[tuple[int, int], set[str]] = {}
        for begin in range(len(text)):
            match = self._pattern.match(text, begin) if self._pattern else None
            if match and self._whole(text, begin, match.end(), self._names[match.group()]):
                found.setdefault(match.span(), set()).update(self._names[match.group()])
        for match in _ORDER.finditer(text):
            ids = self._orders.get(next(group for group in match.groups() if group))
            if ids:
                found.setdefault(match.span(), set()).update(ids)
        return [
            (*span, found[span])
            for span in sorted(found)
            if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in found)
        ]

    def _whole(self, text: str, begin: int, end: int, ids: set[str]) -> bool:
        """False where the name is only the tail of a longer one: 认证机构管理办法 is not 管理办法."""
        name, before_it, after_it = text[begin:end], text[:begin][-1:], text[end : end + 1]
        if _WORD.match(name[0] + before_it) or _WORD.match(name[-1] + after_it):
            return False
        if "-" in name and re.match("-[a-z0-9]", text[end:]):
            return False
        before = re.search(f"[{_HAN}]+$", text[:begin])
        if before is None or not re.match(f"[{_HAN}]", name):
            return True
        run = before.group()
        if _LEAD.search(run) or re.search("[条款项号年月日]$", run):
            return True
        return any(run[-2:] in self._titles[id] for id in ids) if len(run) > 1 else False

    def _unnamed(self, text: str) -> Named:
        code = _CODE.search(text)
        if code:
            return Named((), text.replace(code.group(), "|"), unknown=code.group().upper())
        order = _ORDER.search(text)
        if order:
            return Named((), text, unknown=order.group())
        methodology = self._methodology(text)
        if methodology:
            return methodology
        for nickname, rank in _NICKNAMES:
            place = text.find(nickname)
            if place >= 0:
                ids = self._ranks.get(rank, set())
                before = re.search(f"[{_HAN}]+$", text[:place])
                if before is None or _LEAD.search(before.group()):
                    return Named(tuple(sorted(ids)), text.replace(nickname, "|", 1))
        title = re.search(
            f"[{_HAN}()]{{2,}}(?:法|法典|条例|办法|规定|规则|通知|指南|方案|意见|标准)(?=[|第\\s]|$)", text
        )
        return Named((), text, unknown=title.group() if title else "")

    def _methodology(self, text: str) -> Named | None:
        """The methodology whose title shares most with the words beside 方法学 or “methodology”."""
        match = _METHODOLOGY.search(text)
        if match is None:
            return None
        words = next(group for group in match.groups() if group)
        pairs = {words[i : i + 2] for i in range(len(words) - 1)}
        wanted = {word for word in words.split() if len(word) > 3} if words.isascii() else pairs
        scores = {
            id: sum(part in title for part in wanted) / max(len(wanted), 1)
            for id, title in self._methodologies.items()
        }
        best = max(scores.values(), default=0)
        if best < 0.5:
            return Named((), text, unknown=match.group().strip("| "))
        ids = tuple(sorted(id for id, score in scores.items() if score == best))
        return Named(ids, f"{text[: match.start()]}|{text[match.end() :]}")
