"""Words and numbers as pages show them: `{% say "项目" "Projects" %}`, `{{ quantity|tonnes }}`."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from ccer.core.text import Text

from ...language import lang

register = template.Library()


@register.simple_tag
def say(zh: str, en: str, **values: object) -> SafeString:
    """One of two sentences, by the language of the page; its ``{names}`` filled in."""
    shown = {name: conditional_escape(str(value)) for name, value in values.items()}
    return mark_safe(
        (zh if lang() == "zh" else en).format(**shown) if shown else (zh if lang() == "zh" else en)
    )


@register.filter
def words(text: object) -> str:
    """A `Text` in the language of the page; anything else as it is."""
    return text.say(lang()) if isinstance(text, Text) else str(text)


@register.filter
def number(value: int | float | None) -> str:
    """Thousands separated; a dash where there is none."""
    return "—" if value is None else f"{value:,}"


@register.filter
def tonnes(value: int | None) -> str:
    """Tonnes with their unit."""
    return "—" if value is None else f"{value:,} tCO₂e"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date as ISO writes it; a time as its day in Beijing."""
    if value is None:
        return "—"
    if isinstance(value, dt.datetime):
        from ...clock import BEIJING

        value = value.astimezone(BEIJING).date()
    return value.isoformat()


@register.simple_tag
def span(first: dt.date | None, last: dt.date | None) -> str:
    """The days on which something holds: both, or since when."""
    if last or not first:
        return f"{day(first)} – {day(last)}"
    return Text("{d} 起", "since {d}").say(lang(), d=day(first))


@register.filter
def tongue(code: str) -> str:
    """A language by its name."""
    return Text("中文", "Chinese").say(lang()) if code == "zh" else Text("英文", "English").say(lang())


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A time in Beijing to the minute."""
    from ...clock import BEIJING

    return "—" if value is None else value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


@register.filter
def clock_time(value: dt.datetime) -> str:
    """A time of the day in Beijing, to the second."""
    from ...clock import BEIJING

    return value.astimezone(BEIJING).strftime("%H:%M:%S")
