"""Checks of a record's fields against the vocabularies and forms of the format."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import urlsplit

from ..core.text import Text
from .form import Category, RegulatoryForm, Scope, Sector, Status, Weight
from .lint import Case, Remark, check, words
from .numerals import HAN
from .record import describe

STATUS: tuple[str, ...] = get_args(Status)
CATEGORY: tuple[str, ...] = get_args(Category)
WEIGHT: tuple[str, ...] = get_args(Weight)
SECTORS: tuple[str, ...] = get_args(Sector)
SCOPES: tuple[str, ...] = get_args(Scope)
PILLARS = frozenset(RegulatoryForm.__struct_fields__)
OFFICIAL = re.compile(
    r"(?:^|\.)(?:gov|mil|int|gov\.[a-z]{2}|gob\.[a-z]{2}|gouv\.[a-z]{2}|go\.[a-z]{2}|gc\.ca|europa\.eu|parliament\.uk|"
    r"legislation\.gov\.uk|lovdata\.no|regjeringen\.no|offshoredirectorate\.no|verra\.org|ccer\.com\.cn|cets\.org\.cn)$"
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HAN = re.compile(f"[{HAN}]")
_SHORTEST = 200


def iso(value: Any) -> dt.date | None:
    """A date written YYYY-MM-DD; None when it is not one."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _listed(case: Case, field: str, allowed: tuple[str, ...]) -> Iterator[Remark]:
    value = case.record.get(field)
    if value not in allowed:
        shown = "、".join(allowed), ", ".join(allowed)
        yield field, Text(f"“{value}”不在 {shown[0]} 之中", f"“{value}” is none of {shown[1]}"), "error"


@check("V1")
def slug(case: Case) -> Iterator[Remark]:
    """The id is a slug and the name of the file."""
    id, source = case.record.id, case.record.source
    if not _SLUG.fullmatch(id):
        yield (
            "id",
            Text("须为小写字母、数字和连字符", "must be lower-case letters, digits and hyphens"),
            "error",
        )
    elif source.endswith(".md") and source != f"{id}.md":
        yield "id", Text(f"与文件名 {source} 不同", f"differs from the file name {source}"), "error"


@check("V2")
def titled(case: Case) -> Iterator[Remark]:
    if not case.record.text("title").strip():
        yield "title", Text("不得为空", "must not be empty"), "error"


@check("V3")
def title_in_language(case: Case) -> Iterator[Remark]:
    """The title is in the language of the body."""
    title, body = case.record.text("title"), case.record.body
    if title and bool(_HAN.search(title)) != bool(_HAN.search(body)):
        yield "title", Text("与正文语言不同", "is not in the language of the body"), "error"


@check("V4")
def country(case: Case) -> Iterator[Remark]:
    value = case.record.text("country")
    right = words().country(value)
    if right is not None:
        yield "country", Text(f"应写 {right}", f"should be {right}"), "error"
    elif not value or _HAN.search(value):
        yield "country", Text("须为规范英文国名", "must be the canonical English name"), "error"


@check("V5")
def year(case: Case) -> Iterator[Remark]:
    value = case.record.get("year")
    if not isinstance(value, int) or not 1900 <= value <= 2100:
        yield "year", Text("须为1900至2100的整数", "must be a whole number from 1900 to 2100"), "error"


@check("V7")
def published(case: Case) -> Iterator[Remark]:
    if iso(case.record.get("pubDate")) is None:
        yield "pubDate", Text("须为 YYYY-MM-DD", "must be YYYY-MM-DD"), "error"


@check("V8")
def no_filler(case: Case) -> Iterator[Remark]:
    if case.record.text("pubDate").endswith("-01-01"):
        yield (
            "pubDate",
            Text("1月1日多为占位日期，请核实", "1 January is mostly a filler; verify it"),
            "warning",
        )


@check("V9")
def status(case: Case) -> Iterator[Remark]:
    return _listed(case, "status", STATUS)


@check("V10")
def superseded(case: Case) -> Iterator[Remark]:
    is_so = case.record.get("status") == "Superseded"
    if is_so != bool(case.record.text("evolution.supersededBy")):
        why = Text("Superseded 与 supersededBy 须同时出现", "Superseded and supersededBy go together")
        yield "evolution.supersededBy", why, "error"


@check("V11")
def category(case: Case) -> Iterator[Remark]:
    return _listed(case, "category", CATEGORY)


@check("V12")
def weight(case: Case) -> Iterator[Remark]:
    return _listed(case, "legalWeight", WEIGHT)


@check("V14")
def review_status(case: Case) -> Iterator[Remark]:
    return _listed(case, "reviewStatus", ("draft", "verified"))


@check("V16")
def sourced(case: Case) -> Iterator[Remark]:
    if case.verified and not case.record.text("source").strip():
        yield "source", Text("已核证的记录须写发布机构", "a verified record must name the issuer"), "error"


@check("V17")
def address(case: Case) -> Iterator[Remark]:
    url = case.record.get("url")
    if url and not re.match("https?://", str(url)):
        yield "url", Text("须以 http 开头", "must begin with http"), "error"


@check("V18")
def not_home_page(case: Case) -> Iterator[Remark]:
    parts = urlsplit(case.record.text("url"))
    if parts.netloc and parts.path.strip("/") in ("", "en", "zh", "index.html") and not parts.query:
        yield "url", Text("只是网站首页，不是文件页面", "is a home page, not the text's page"), "warning"


@check("V19")
def official(case: Case) -> Iterator[Remark]:
    host = urlsplit(case.record.text("url")).hostname
    if host and not OFFICIAL.search(host):
        yield "url", Text(f"{host} 不是官方网站", f"{host} is not an official site"), "warning"


@check("V20")
def sectors(case: Case) -> Iterator[Remark]:
    value = case.record.get("sectors")
    if not isinstance(value, list):
        yield "sectors", Text("须为列表", "must be a list"), "error"
        return
    if not value:
        yield (
            "sectors",
            Text("为空，无法按行业筛选", "is empty: nothing can be filtered by sector"),
            "warning",
        )
    for sector in value:
        if sector not in SECTORS:
            yield (
                "sectors",
                Text(f"“{sector}”不在行业表中", f"“{sector}” is not in the list of sectors"),
                "error",
            )


@check("V21")
def scope(case: Case) -> Iterator[Remark]:
    if case.record.get("scope") is not None:
        yield from _listed(case, "scope", SCOPES)


@check("V22")
def description(case: Case) -> Iterator[Remark]:
    if case.record.get("description") != describe(case.record.body):
        yield "description", Text("不是正文前500字", "is not the first 500 characters of the body"), "error"


@check("V23")
def long_enough(case: Case) -> Iterator[Remark]:
    body = case.record.body
    signs = _HAN.findall(body)
    count = len(signs) if signs else len(body.split())
    if count < _SHORTEST:
        unit = Text("字", "characters") if signs else Text("词", "words")
        why = Text(
            f"正文{count}{unit.zh}，不足{_SHORTEST}",
            f"the body has {count} {unit.en}, fewer than {_SHORTEST}",
        )
        yield "body", why, "warning"


@check("V31")
def impact(case: Case) -> Iterator[Remark]:
    value = case.record.get("impactAnalysis")
    if value is None:
        return
    if not isinstance(value, dict) or set(value) != {"economic", "technical", "environmental"}:
        why = Text(
            "须恰有 economic、technical、environmental 三项",
            "must have economic, technical, environmental and no other",
        )
        yield "impactAnalysis", why, "error"
    elif any(not isinstance(part, str) for part in value.values()):
        yield "impactAnalysis", Text("各项须为文字", "each part must be text"), "error"


@check("V35")
def milestones(case: Case) -> Iterator[Remark]:
    held = case.record.get("evolution.milestones")
    if not isinstance(held, list):
        return
    days = [iso(m.get("date")) if isinstance(m, dict) else None for m in held]
    known = [day for day in days if day]
    if len(known) < len(days):
        yield "evolution.milestones", Text("日期须为 YYYY-MM-DD", "dates must be YYYY-MM-DD"), "error"
    if known != sorted(known):
        yield "evolution.milestones", Text("须按日期排列", "must be in order of date"), "error"


@check("V36")
def pillars(case: Case) -> Iterator[Remark]:
    value = case.record.get("regulatory")
    if value is not None and (not isinstance(value, dict) or set(value) != PILLARS):
        yield "regulatory", Text("须恰为规定的七项", "must have the seven keys and no other"), "error"
