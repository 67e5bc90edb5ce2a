"""A refusal tells a person four things: what, why, by which clause, what to do next."""

from __future__ import annotations

from .text import Lang, Text

WHAT = Text("问题", "Problem")
WHY = Text("原因", "Why")
CLAUSE = Text("依据", "Clause")
NEXT = Text("下一步", "What to do")


class CcerError(Exception):
    """Base of all errors a user may see.

    Parameters
    ----------
    what, why, next : Text
        What was refused, why, and what the user can do about it.
    clause : str, optional
        Citation of the provision it rests on, where there is one.
    """

    exit_code = 2

    def __init__(self, what: Text, why: Text, next: Text, clause: str | None = None) -> None:
        super().__init__(f"{what.en}: {why.en}")
        self.what, self.why, self.next, self.clause = what, why, next, clause

    def lines(self, lang: Lang) -> list[str]:
        """The four parts, one a line."""
        parts = [(WHAT, self.what.say(lang)), (WHY, self.why.say(lang))]
        if self.clause:
            parts.append((CLAUSE, self.clause))
        parts.append((NEXT, self.next.say(lang)))
        colon = "：" if lang == "zh" else ": "
        return [f"{label.say(lang)}{colon}{text}" for label, text in parts]

    def to_dict(self, lang: Lang) -> dict[str, str | None]:
        """The four parts as a machine reads them."""
        return {
            "error": type(self).__name__,
            "what": self.what.say(lang),
            "why": self.why.say(lang),
            "clause": self.clause,
            "next": self.next.say(lang),
        }


class BadInput(CcerError):
    """What was given cannot be used: a missing file, a wrong unit, a contradiction."""


class NotInForce(CcerError):
    """The law has no such value on that day: it is before the first or after the last one."""


class NotKnown(CcerError):
    """The law asks for a value that this base does not hold; it is never made up."""
