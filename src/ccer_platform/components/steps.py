"""The form of a step and its page of answers to check: what the templates walk; who makes them fills in what was typed and is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Literal, NamedTuple

from ccer.core.text import Text

Control = Literal[
    "line",
    "area",
    "day",
    "number",
    "decimal",
    "yes",
    "radio",
    "select",
    "ticks",
    "file",
    "group",
    "rows",
    "hidden",
]


class Option(NamedTuple):
    """One answer to choose."""

    value: str
    title: Text | str
    chosen: bool = False


class StepField(NamedTuple):
    """One question.

    Parameters
    ----------
    name : str
        As the browser sends it.
    control : Control
        ``group`` holds further fields in ``parts``; ``rows`` a table of them, one tuple a row.
    unit : str
        Shown beside a number.
    value : str
        What was typed before.
    error : Text, optional
        What is wrong with it.
    accept : str
        Endings of files, for ``file``.
    """

    name: str
    title: Text
    control: Control
    help: Text | None = None
    required: bool = True
    value: str = ""
    error: Text | None = None
    options: tuple[Option, ...] = ()
    parts: tuple[StepField, ...] = ()
    rows: tuple[tuple[StepField, ...], ...] = ()
    unit: str = ""
    accept: str = ""
    lines: int = 4

    @property
    def id(self) -> str:
        """Id in the page."""
        return "f-" + self.name.replace(".", "-")


class StepForm(NamedTuple):
    """A step: its questions, what is wrong, and what the button says.

    Parameters
    ----------
    errors : tuple of (id, Text)
        The summary on top; each leads to its field.
    until : date, optional
        Last day of the step, with why it is provisional.
    cites : tuple of str
    answers : tuple of (title, what was answered, address to change it)
        For the page of answers to check.
    hidden : tuple of (name, value)
    """

    title: Text
    button: Text
    fields: tuple[StepField, ...] = ()
    lead: Text | None = None
    errors: tuple[tuple[str, Text], ...] = ()
    until: dt.date | None = None
    why: Text | None = None
    cites: tuple[str, ...] = ()
    answers: tuple[tuple[Text, str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    back: str = ""
    action: str = ""
    four_eyes: bool = False
    risky: bool = False


class RowError(NamedTuple):
    """What is wrong in one line of an uploaded table."""

    line: int
    column: str
    value: str
    why: Text
