"""The plain Markdown of policy records as paragraphs: headings, lists, bold and addresses; all else is text."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)")


@register.filter
def prose(text: str) -> SafeString:
    """A record's body."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.strip().splitlines()
        while lines and lines[0].startswith("#"):
            parts.append(f"<h3>{_inline(lines.pop(0).lstrip('# '))}</h3>")
        if lines and all(line.lstrip().startswith(("- ", "* ")) for line in lines):
            items = "".join(f"<li>{_inline(line.lstrip()[2:])}</li>" for line in lines)
            parts.append(f"<ul>{items}</ul>")
        elif lines:
            parts.append(f'<p class="read">{"<br>".join(map(_inline, lines))}</p>')
    return mark_safe("".join(parts))


def _inline(line: str) -> str:
    bold = _BOLD.sub(r"<strong>\1</strong>", escape(line))
    return _LINK.sub(r'<a href="\2" rel="noreferrer">\1</a>', bold)
