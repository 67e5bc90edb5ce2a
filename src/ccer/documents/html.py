"""The frame of a standalone page: no script, no font, nothing fetched; one style sheet inside."""

from __future__ import annotations

import functools
import html
from pathlib import Path

from ..core.text import Lang

_LANG = {"zh": "zh-CN", "en": "en"}


def esc(value: object) -> str:
    """Text for an element or attribute."""
    return html.escape(str(value), quote=True)


def tag(name: str, inner: str, **attributes: str) -> str:
    """An element; ``inner`` is HTML already. ``class_`` gives class, ``data_label`` gives data-label; empty values are left out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{esc(value)}"' for key, value in attributes.items() if value
    )
    return f"<{name}{given}>{inner}</{name}>"


@functools.cache
def style() -> str:
    """The style sheet."""
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8").replace("\n", "")


def page(*, title: str, lang: Lang, mast: str, skip: str, body: str, foot: str, narrow: bool = False) -> str:
    """A whole page.

    Parameters
    ----------
    title : str
    lang : Lang
    mast : str
        What stands at the right of the masthead, as HTML.
    skip : str
        Wording of the link over the masthead.
    body, foot : str
        HTML of the main part and of the foot.
    narrow : bool
        One column of reading width.
    """
    width = "wrap narrow" if narrow else "wrap"
    return (
        f'<!doctype html>\n<html lang="{_LANG[lang]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{esc(title)}</title>\n<style>{style()}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">{esc(skip)}</a>\n'
        f'<header class="mast"><div class="wrap"><div class="logo">Open<b>CCER</b></div><div class="asof">{mast}</div></div></header>\n'
        f'<main id="main" class="{width}">\n{body}\n</main>\n'
        f'<footer><div class="{width}">{foot}</div></footer>\n</body>\n</html>\n'
    )
