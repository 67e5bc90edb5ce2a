"""A project's timeline as a page in both languages, and its deadlines as a calendar file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from ..core.digest import digest
from ..core.text import Text
from ..project.deadlines import Deadline
from ..project.model import Assessment, Claim
from .clauses import clause_label
from .html import esc, page, tag
from .schedule import deadline_title, length, step_list_both
from .wording import say, text

_PRODUCT = "-//OpenCCER//ccer//ZH"


def write_timeline(assessment: Assessment, path: Path) -> Path:
    """Render and save; see `timeline_page`."""
    path.write_text(timeline_page(assessment), encoding="utf-8")
    return path


def write_calendar(assessment: Assessment, path: Path) -> Path:
    """Render and save; see `deadline_calendar`."""
    path.write_bytes(deadline_calendar(assessment).encode())
    return path


def timeline_page(assessment: Assessment) -> str:
    """The timeline as a standalone HTML page, Chinese with English below."""
    project = assessment.project
    title = text("timeline.title")
    sub = " · ".join(esc(fact) for fact in (project.name, project.owner, project.methodology) if fact)
    head = tag("h1", f"{esc(title.zh)} {tag('span', esc(title.en), class_='en', lang='en')}") + tag(
        "p", sub, class_="sub"
    )
    nothing = text("timeline.empty")
    listed = (
        step_list_both(assessment.timeline, assessment.on)
        if assessment.timeline
        else tag("p", esc(nothing.zh)) + tag("p", esc(nothing.en))
    )
    steps = tag("section", listed, class_="panel")
    legend = text("timeline.legend")
    mast = esc(f"{say('page.as_of', 'zh')} {say('page.as_of', 'en')} {assessment.on.isoformat()}")
    lines = [legend.zh, legend.en, say("page.own_work", "zh"), say("page.own_work", "en")]
    return page(
        title=f"{project.name} · {title.zh} · {title.en}",
        lang="zh",
        mast=mast,
        skip=say("page.skip", "zh"),
        body=head + steps,
        foot="".join(tag("p", esc(line)) for line in lines),
        narrow=True,
    )


class _Entry(NamedTuple):
    """One day in the calendar."""

    key: str
    day: dt.date
    title: Text
    lines: tuple[str, ...]
    provisional: bool


def deadline_calendar(assessment: Assessment) -> str:
    """The deadlines as an iCalendar file (RFC 5545): an all-day entry on each last day, with a reminder a week before.

    Entries keep their identity when the file is made again, so that a calendar updates them.
    """
    entries = [_of_deadline(d, assessment.on) for d in assessment.deadlines] + [
        _of_claim(c) for c in assessment.claims
    ]
    entries.sort(key=lambda entry: (entry.day, entry.key))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escape(assessment.project.name)}")
    for entry in entries:
        lines += _event(entry, assessment)
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _of_deadline(deadline: Deadline, on: dt.date) -> _Entry:
    lines = []
    for lang in ("zh", "en"):
        colon = say("common.colon", lang)
        lines.append(f"{say('deadline.length', lang)}{colon}{length(deadline, lang)}")
        lines.append(f"{say('deadline.counted', lang)}{colon}{deadline.interpretation.say(lang)}")
        if deadline.why:
            lines.append(f"{say('deadline.why', lang)}{colon}{deadline.why.say(lang)}")
    label = clause_label(deadline.citation, on)
    lines.append(f"{say('deadline.clause', 'zh')} {say('deadline.clause', 'en')}: {label.zh} · {label.en}")
    title = text("deadline.ends").fill(what=deadline_title(deadline))
    return _Entry(
        f"{deadline.kind}/{deadline.start}", deadline.end, title, tuple(lines), deadline.provisional
    )


def _of_claim(claim: Claim) -> _Entry:
    title = text("deadline.last-application").fill(start=claim.period.start, end=claim.period.end)
    return _Entry(f"last-application/{claim.period.start}", claim.last_application, title, (), False)


def _event(entry: _Entry, assessment: Assessment) -> list[str]:
    project = assessment.project
    uid = digest([project.name, project.methodology, entry.key])[:32]
    after = entry.day + dt.timedelta(days=1)
    mark = f"[{say('common.provisional_word', 'zh')}] " if entry.provisional else ""
    description = "\n".join((project.name, *entry.lines))
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@openccer",
        f"DTSTAMP:{assessment.on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_escape(f'{mark}{entry.title.zh} · {entry.title.en}')}",
        f"DESCRIPTION:{_escape(description)}",
        f"STATUS:{'TENTATIVE' if entry.provisional else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P7D",
        f"DESCRIPTION:{_escape(entry.title.zh)}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _escape(value: str) -> str:
    """Text as RFC 5545 wants it."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Lines of at most 75 bytes; what follows begins with a space. No character is cut."""
    out, width = [], 0
    for character in line:
        size = len(character.encode())
        if width + size > 75:
            out.append("\r\n ")
            width = 1
        out.append(character)
        width += size
    return "".join(out)
