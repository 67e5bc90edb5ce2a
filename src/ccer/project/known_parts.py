"""Facts under ``site`` and ``design`` that the methodology does not know: a misspelt one would be left out without a word."""

from __future__ import annotations

import difflib

from ..compute.official import FIELD
from ..core.errors import BadInput
from ..core.text import Text
from ..methodologies import codes, load
from ..monitoring.sampling import FIELD as SAMPLING
from ..rules.subjects import Project

EVERYWHERE = (FIELD, SAMPLING)
"""Blocks of the design that any methodology may have."""
NEAR = 0.8
"""Names this alike are taken to be one, misspelt."""


def known_parts(project: Project, source: str) -> None:
    """Refuse a quantity of the design that the methodology does not calculate with, and a fact of the site that looks misspelt.

    Other facts of the site stay: documents print them.

    Raises
    ------
    BadInput
        Names the field, and the one that is meant where there is a likely one.
    """
    if project.methodology not in codes():
        return
    method = load(project.methodology)
    design = [field.name for field in method.design_fields]
    site = [field.name for field in method.site_fields]
    for name in project.design:
        if name not in design and name not in EVERYWHERE:
            raise _unknown(source, f"design.{name}", difflib.get_close_matches(name, design, 1), method.code)
    for name in project.site:
        near = difflib.get_close_matches(name, site, 1, NEAR)
        if name not in site and near:
            raise _unknown(source, f"site.{name}", near, method.code)


def _unknown(source: str, field: str, near: list[str], code: str) -> BadInput:
    hint = Text(f"是否为 {near[0]}？", f"Did you mean {near[0]}? ") if near else Text("", "")
    return BadInput(
        what=Text(
            f"{source} 有 {code} 不认识的字段 {field}",
            f"{source} has a field that {code} does not know: {field}",
        ),
        why=Text(
            "拼写不同的字段会被忽略、改用缺省值而不为人知，因此拒绝",
            "a misspelt field would be ignored and a default used unseen, so it is refused",
        ),
        next=hint
        + Text(
            f"字段清单：ccer project new 新文件夹 --methodology {code} --no-input。",
            f"For all fields run: ccer project new FOLDER --methodology {code} --no-input",
        ),
    )
