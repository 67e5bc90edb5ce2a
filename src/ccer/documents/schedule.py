"""Deadlines and steps as lists on a page; the decision page and the timeline share them."""

from __future__ import annotations

import datetime as dt

from ..core.text import Lang, Text
from ..project.deadlines import Deadline
from ..project.model import Assessment, Step
from .clauses import clause_label
from .html import esc, tag
from .wording import book, say

_STATE_TAG = {"done": "tag", "next": "tag amber", "later": "tag plain", "missed": "tag red"}


def deadline_title(deadline: Deadline) -> Text:
    """What the deadline is called."""
    return book("wording").get(f"deadline.{deadline.kind}") or deadline.meaning


def length(deadline: Deadline, lang: Lang) -> str:
    """How long it runs: 「20个工作日」."""
    return say(f"common.{deadline.unit}", lang, n=deadline.days)


def deadline_list(assessment: Assessment, lang: Lang) -> str:
    """Deadlines in order of their last day, with the claims' last days of application."""
    entries = [(d.end, _deadline(d, assessment.on, lang)) for d in assessment.deadlines]
    entries += [
        (
            claim.last_application,
            _last_application(claim.last_application, claim.period.start, claim.period.end, lang),
        )
        for claim in assessment.claims
    ]
    if not entries:
        return tag("p", esc(say("page.no_deadlines", lang)))
    entries.sort(key=lambda entry: entry[0])
    return tag("ul", "".join(html for _, html in entries), class_="list")


def _deadline(deadline: Deadline, on: dt.date, lang: Lang) -> str:
    mark = (
        " " + tag("span", esc(say("common.provisional_word", lang)), class_="tag amber")
        if deadline.provisional
        else ""
    )
    span = say("common.period", lang, start=deadline.first_day.isoformat(), end=deadline.end.isoformat())
    lines = [
        tag("h3", esc(deadline_title(deadline).say(lang)) + mark),
        esc(f"{span} · {length(deadline, lang)}"),
        tag("p", esc(clause_label(deadline.citation, on).say(lang)), class_="small"),
        tag("p", esc(deadline.interpretation.say(lang)), class_="todo"),
    ]
    if deadline.why:
        why = f"{say('deadline.why', lang)}{say('common.colon', lang)}{deadline.why.say(lang)}"
        lines.append(tag("p", esc(why), class_="todo"))
    return tag("li", "".join(lines))


def _last_application(day: dt.date, start: dt.date, end: dt.date, lang: Lang) -> str:
    title = say("deadline.last-application", lang, start=start, end=end)
    return tag("li", tag("h3", esc(title)) + tag("time", day.isoformat(), datetime=day.isoformat()))


def step_list(steps: tuple[Step, ...], on: dt.date, lang: Lang) -> str:
    """The timeline in one language."""
    return tag("ol", "".join(_step(step, on, (lang,)) for step in steps), class_="time")


def step_list_both(steps: tuple[Step, ...], on: dt.date) -> str:
    """The timeline in both languages, Chinese first."""
    return tag("ol", "".join(_step(step, on, ("zh", "en")) for step in steps), class_="time")


def _step(step: Step, on: dt.date, langs: tuple[Lang, ...]) -> str:
    """Days and state, then what happens, in each language asked for."""
    words = " ".join(say(f"state.{step.state}", lang) for lang in langs)
    head = (
        tag("time", _days(step), datetime=step.day.isoformat())
        + " "
        + tag("span", esc(words), class_=_STATE_TAG[step.state])
    )
    if step.provisional:
        mark = " ".join(say("common.provisional_word", lang) for lang in langs)
        head += " " + tag("span", esc(mark), class_="tag amber")
    body = [tag("div", head)]
    for lang in langs:
        second = len(langs) > 1 and lang == "en"
        attributes = {"class_": "en" if second else "", "lang": "en" if second else ""}
        body.append(tag("p", esc(step.title.say(lang)), **attributes))
        if step.note:
            body.append(tag("p", esc(step.note.say(lang)), class_="small", lang="en" if second else ""))
    if step.clause:
        label = clause_label(step.clause, on)
        shown = " · ".join(dict.fromkeys(label.say(lang) for lang in langs))
        body.append(tag("p", esc(shown), class_="small"))
    return tag("li", "".join(body), class_=step.state)


def _days(step: Step) -> str:
    day = step.day.isoformat()
    return f"{day} — {step.until.isoformat()}" if step.until else day
