"""The pages need nothing but themselves: valid structure, no script, both languages, contrast; the calendar is one that parses."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ccer.core.text import Lang
from ccer.documents.decision_page import decision_page, write_decision_page
from ccer.documents.html import style
from ccer.documents.timeline import deadline_calendar, timeline_page, write_calendar, write_timeline
from ccer.project.model import Assessment

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Structure(HTMLParser):
    """Open and close every element; collects what a test asks for."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.count: dict[str, int] = {}
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Structure:
    structure = Structure()
    structure.feed(page)
    structure.close()
    assert not structure.open
    return structure


def test_decision_page_is_whole(assessment: Assessment, lang: Lang) -> None:
    page = decision_page(assessment, lang)
    found = read(page)
    assert page.startswith("<!doctype html>")
    assert ("html", "lang", "zh-CN" if lang == "zh" else "en") in found.attributes
    assert found.count["h1"] == 1
    assert found.count["main"] == 1
    assert "script" not in found.count
    assert not [
        a
        for a in found.attributes
        if a[1].startswith("on") or (a[1] in ("src", "href") and not a[2].startswith("#"))
    ]
    assert not re.search(r"https?:|url\(|@import", page)


def test_decision_page_says_everything(assessment: Assessment, lang: Lang) -> None:
    text = "".join(read(decision_page(assessment, lang)).words)
    for decision in (assessment.eligibility, assessment.registration):
        for finding in decision.findings:
            assert finding.title.say(lang) in text
            assert finding.requirement(lang) in text
            for citation in finding.citations:
                assert citation.label.say(lang) in text
                assert citation.summary.say(lang) in text
    for gap in assessment.gaps:
        assert gap.title.say(lang) in text
    assert "2,541,232" in text
    assert assessment.estimate is not None
    for year in assessment.estimate.years:
        assert f"{year.tonnes:,}" in text
    assert ("暂定" if lang == "zh" else "provisional") in text
    for deadline in assessment.deadlines:
        assert deadline.end.isoformat() in text


def test_names_cannot_break_the_page(assessment: Assessment) -> None:
    import msgspec

    project = msgspec.structs.replace(assessment.project, name='<script>alert("x")</script>&')
    hostile = msgspec.structs.replace(assessment, project=project)
    for page in (decision_page(hostile, "zh"), timeline_page(hostile)):
        assert "script" not in read(page).count


def test_timeline_speaks_both_languages(assessment: Assessment) -> None:
    found = read(timeline_page(assessment))
    text = "".join(found.words)
    assert "script" not in found.count
    for step in assessment.timeline:
        assert step.title.zh in text
        assert step.title.en in text
        assert step.day.isoformat() in text


def test_files_are_the_same_every_time(assessment: Assessment, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_decision_page(assessment, tmp_path / f"{name}.html", "zh")
        write_timeline(assessment, tmp_path / f"{name}-t.html")
        write_calendar(assessment, tmp_path / f"{name}.ics")
    for suffix in (".html", "-t.html", ".ics"):
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_style_knows_dark_print_and_reduced_motion() -> None:
    for query in ("prefers-color-scheme:dark", "@media print", "prefers-reduced-motion", "max-width:820px"):
        assert query in style()


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    colour = "".join(c * 2 for c in colour) if len(colour) == 3 else colour
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_colour_can_be_read(place: int) -> None:
    tokens = dict(
        re.findall(r"--([a-z0-9-]+):#([0-9a-f]{3,6})", style().split(":root{")[place + 1].split("}")[0])
    )
    for ground in ("paper", "surface"):
        for ink in ("ink", "ink-2", "green", "amber", "red", "blue"):
            assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
    for ink in ("green", "amber", "red"):
        assert contrast(tokens[ink], tokens[f"{ink}-2"]) >= 4.5, ink


def test_calendar_parses(assessment: Assessment) -> None:
    raw = deadline_calendar(assessment)
    assert raw.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    lines = raw.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events = events_of(lines)
    ends = [d.end for d in assessment.deadlines] + [c.last_application for c in assessment.claims]
    assert sorted(dt.date.fromisoformat(e["DTSTART;VALUE=DATE"]) for e in events) == sorted(ends)
    assert len({event["UID"] for event in events}) == len(events)
    for event in events:
        assert event["DTSTAMP"] == "20260202T000000Z"
        assert event["STATUS"] in ("TENTATIVE", "CONFIRMED")
        assert " · " in event["SUMMARY"]


def events_of(lines: list[str]) -> list[dict[str, str]]:
    """Properties of each event, its alarm left out; begin and end match."""
    events: list[dict[str, str]] = []
    open_parts: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts and open_parts[-1] == "VEVENT":
            events[-1][name] = value
    assert not open_parts
    return events
