"""Every public page in both languages, on the real market: it answers, says its language, leaves no sentence in the other one, labels what is
typed in, loads nothing from elsewhere, and asks the database a bounded number of questions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree, html

from ccer.core.text import Text
from ccer.methodologies import codes
from ccer.policy.corpus import corpus
from ccer.project.life.tables import machines
from ccer.registry.commands import Cancel
from ccer.registry.reasons import Purpose
from ccer.registry.serials import Series as Units
from ccer_platform import clock
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.components import charts, clocks, states
from ccer_platform.components.sheet import Cell, _plain
from ccer_platform.demo.load import TAKEN
from ccer_platform.store.models import Holding, Life, Organisation, Project, Reduction, Series
from ccer_platform.store.reading import filings
from ccer_platform.store.reading.keyset import page

HAN = re.compile(r"[\u4e00-\u9fff]")
MOST_QUERIES = 20
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@pytest.fixture
def visitor(market: Any) -> Iterator[Client]:
    """A visitor on the day the market's records were taken."""
    with clock.fixed(dt.datetime.combine(TAKEN, dt.time(10), clock.BEIJING)):
        yield Client()


def addresses() -> list[str]:
    """One address of every kind of page, with its filters, and of the methodologies and instruments each one."""
    project = Project.objects.filter(state="REGISTERED").exclude(number=None).order_by("id").first()
    notice = Project.objects.filter(state="NOTICE").first()
    reduction = Reduction.objects.filter(state="REGISTERED").first()
    series = Series.objects.filter(issued__gt=0).order_by("id").first()
    owner = Organisation.objects.filter(role="owner").first()
    assert None not in (project, notice, reduction, series, owner)
    return [
        "/", "/search/?q=海上", "/search/", "/projects/", "/projects/?q=风电&state=REGISTERED&sort=tonnes", "/projects/?province=江苏省&year=2025",
        f"/projects/{project.number}/", f"/projects/{project.number}/?as_of=2024-06-01", f"/projects/{notice.code}/",
        "/reductions/", f"/reductions/{reduction.code}/",
        "/units/", f"/units/{series.project}/{series.vintage}/", f"/units/{series.project}-{series.vintage}-000000001/",
        "/certificates/", "/certificates/?code=none", "/statistics/", "/statistics/remarks/", "/methodologies/",
        *(f"/methodologies/{code}/" for code in codes()), "/methodologies/CCER-01-001-V01/compare/?against=CCER-14-001-V01",
        "/law/", "/law/?q=公示期限", *(f"/law/{id}/" for id in corpus().view().ids), "/law/mee-samr-2023-31/art-10/para-1/item-3?on=2025-01-01",
        "/verifiers/", "/organisations/", f"/organisations/{owner.code}/", "/components/", "/complaints/", "/complaints/?receipt=none",
    ]  # fmt: skip


def parsed(body: str) -> etree._Element:
    return html.document_fromstring(body)


def stray_chinese(tree: etree._Element) -> list[str]:
    """Chinese on an English page outside proper names, which are marked as Chinese; the title in the head can hold no mark."""
    found = []
    for node in tree.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style", "title"):
            continue
        inside = {a.get("lang") for a in [node, *node.iterancestors()]}
        text = (node.text or "") if "zh-CN" not in inside - {tree.get("lang")} else ""
        above = {a.get("lang") for a in node.iterancestors()}
        text += (node.tail or "") if "zh-CN" not in above else ""
        quoted_out = re.sub(r"[(（“\"「][^)）”\"」]*[)）”\"」]", "", text)
        if HAN.search(quoted_out):
            found.append(text.strip()[:80])
    return found


def unlabelled(tree: etree._Element) -> list[str]:
    """Fields without a label of their own."""
    labelled = {label.get("for") for label in tree.iter("label")}
    return [
        html.tostring(field, encoding="unicode")[:120]
        for field in tree.iter("input", "select", "textarea")
        if field.get("type") != "hidden"
        and field.get("id") not in labelled
        and not any(a.tag == "label" for a in field.iterancestors())
    ]


def unbalanced(body: str) -> list[str]:
    """Tags that are closed in another order than they were opened: what a browser would have to guess."""
    open_tags: list[str] = []
    plain = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", body, flags=re.DOTALL)
    for closing, name, selfclosed in re.findall(
        r"<(/?)([a-zA-Z][\w-]*)(?:\"[^\"]*\"|'[^']*'|[^'\">])*?(/?)>", plain
    ):
        name = name.lower()
        if name in VOID or selfclosed:
            continue
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return [f"</{name}> closes nothing"]
    return open_tags


def loaded(tree: etree._Element) -> list[str]:
    """Addresses of what the page loads."""
    found = [node.get("src") for node in tree.iter("script", "img", "iframe") if node.get("src")]
    return found + [node.get("href") for node in tree.iter("link") if node.get("rel") != "alternate"]


def test_every_page_in_both_languages(visitor: Client) -> None:
    wrong: dict[str, Any] = {}
    for address in addresses():
        for prefix, lang in (("", "zh-CN"), ("/en", "en")):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = visitor.get(prefix + address)
            body = answer.content.decode()
            tree = parsed(body)
            faults = {
                "status": answer.status_code if answer.status_code != 200 else None,
                "lang": tree.get("lang") if tree.get("lang") != lang else None,
                "elsewhere": [a for a in loaded(tree) if urlsplit(a).netloc],
                "unlabelled": unlabelled(tree),
                "unbalanced": unbalanced(body),
                "queries": len(asked) if len(asked) > MOST_QUERIES else None,
                "chinese": stray_chinese(tree) if lang == "en" else None,
                "inline": [s for s in tree.iter("script") if not s.get("src") and s.get("type") != "application/json"],
                "twice": [i for i in {n.get("id") for n in tree.iter() if n.get("id")} if body.count(f' id="{i}"') > 1],
                "headings": len(list(tree.iter("h1"))) if len(list(tree.iter("h1"))) != 1 else None,
                "title": None if (tree.findtext("head/title") or "").strip() else "none",
            }  # fmt: skip
            if faults := {name: fault for name, fault in faults.items() if fault}:
                wrong[prefix + address] = faults
    assert not wrong


def test_static_files_are_ours(visitor: Client) -> None:
    for address in loaded(parsed(visitor.get("/statistics/").content.decode())):
        assert visitor.get(address).status_code == 200, address


def test_lists_ask_as_much_for_many_rows_as_for_few(visitor: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            visitor.get(address)
        return len(found)

    for few, many in (
        ("/projects/?province=江苏省&state=REGISTERED", "/projects/"),
        ("/reductions/?province=甘肃省&state=REGISTERED", "/reductions/"),
    ):
        assert asked(few) == asked(many)


def test_pages_by_key_give_every_row_once(visitor: Client) -> None:
    for by in ("", "notice_start", "registered_at", "expected_annual"):
        seen, after = [], ""
        while True:
            found = page(filings.listed(Project, filings.Wanted()), after, by=by)
            seen += [row.pk for row in found.rows]
            after = found.after
            if not after:
                break
        assert sorted(seen) == sorted(Project.objects.filter(public=True).values_list("pk", flat=True)), by


def test_search_finds_two_characters(visitor: Client) -> None:
    expected = {p.code for p in Project.objects.filter(public=True) if "海上" in p.name}
    found = {p.code for p in filings.listed(Project, filings.Wanted(text="海上"))}
    assert expected <= found
    assert len(expected) > 5


def test_export_is_the_filtered_list(visitor: Client) -> None:
    body = b"".join(visitor.get("/projects/?state=REGISTERED&format=csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    lines = body.strip().splitlines()
    assert lines[0].startswith("项目,编号,状态")
    assert len(lines) - 1 == Project.objects.filter(public=True, state="REGISTERED").count()


def test_a_cell_is_no_formula() -> None:
    assert _plain(Cell("=1+1")) == "'=1+1"
    assert _plain(Cell("1,062,043", "number")) == "1062043"


def test_a_comment_stands_beside_its_notice(visitor: Client) -> None:
    notice = Project.objects.filter(state="NOTICE", notice_end__gte=TAKEN).first()
    assert notice is not None
    answer = visitor.post(f"/projects/{notice.code}/comment/", {"text": "示例意见：请说明造林地块的权属。"})
    assert (answer.status_code, answer["Location"]) == (302, f"/projects/{notice.code}/#comments")
    assert "示例意见" in visitor.get(f"/projects/{notice.code}/").content.decode()


def test_a_comment_outside_the_notice_is_refused_with_its_clause(visitor: Client) -> None:
    project = Project.objects.filter(state="REGISTERED").exclude(number=None).first()
    assert project is not None
    before = Life.objects.filter(machine="comment").count()
    answer = visitor.post(f"/projects/{project.number}/comment/", {"text": "太晚了"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "/law/mee-samr-2023-31/art-12" in body
    assert "太晚了" in body  # what was written is not lost
    assert Life.objects.filter(machine="comment").count() == before


def test_comments_of_one_visitor_have_an_end(visitor: Client) -> None:
    notice = Project.objects.filter(state="NOTICE", notice_end__gte=TAKEN).first()
    assert notice is not None
    answers = [
        visitor.post(f"/projects/{notice.code}/comment/", {"text": f"示例意见 {n}"}).status_code
        for n in range(7)
    ]
    assert answers == [302] * 5 + [429] * 2
    assert Life.objects.filter(machine="comment").count() == 5


def test_a_decision_is_of_the_day_asked_for(visitor: Client) -> None:
    project = Project.objects.filter(state="REGISTERED").exclude(number=None).first()
    assert project is not None
    assert (
        "按 2024-06-01 有效的条款判定"
        in visitor.get(f"/projects/{project.number}/?as_of=2024-06-01").content.decode()
    )


@pytest.mark.parametrize(
    "address",
    [
        "/projects/none/",
        "/reductions/none/",
        "/units/A1-2020-1/",
        "/law/none/",
        "/organisations/none/",
        "/nothing-here/",
    ],
)
def test_what_is_not_there_is_said_in_words(visitor: Client, address: str) -> None:
    for prefix, lang in (("", "zh-CN"), ("/en", "en")):
        answer = visitor.get(prefix + address)
        assert answer.status_code == 404
        assert parsed(answer.content.decode()).get("lang") == lang


def test_deadlines_count_working_days() -> None:
    friday = dt.date(2026, 3, 6)
    assert clocks.due(friday, friday).words == Text("今天期满", "ends today")
    assert clocks.due(dt.date(2026, 3, 10), friday).left == 3  # Friday, Monday, Tuesday
    assert clocks.due(friday, dt.date(2026, 3, 9)).left == -1
    assert clocks.due(dt.date(2028, 3, 1), friday).why is not None  # no holiday notice for 2028 yet


def test_every_state_has_a_word_and_every_province_its_own_tile() -> None:
    for name, machine in machines().items():
        for state in machine.states:
            assert states.title(name, state).zh
    held = charts.provinces()
    assert len(held) == 34
    assert len({(p.column, p.row) for p in held.values()}) == 34


def test_every_province_of_the_market_is_known(visitor: Client) -> None:
    names = set(Project.objects.filter(public=True).values_list("province", flat=True))
    assert names <= set(charts.provinces())


def test_a_published_estimate_is_recomputed(visitor: Client) -> None:
    """Rudong H8: 4,671,060 t over ten years, as the register publishes it."""
    project = Project.objects.get(public=True, name="中广核江苏如东H8#300MW海上风电项目", state="REGISTERED")
    body = visitor.get(f"/projects/{project.number}/").content.decode()
    card = body.partition('id="estimate"')[2].partition("</section>")[0]
    assert card.count("4,671,060") == 2
    assert "已复算" in card


def test_a_tonne_leads_to_its_reduction_project_equation_and_clause(visitor: Client) -> None:
    series = Series.objects.filter(issued__gt=0).order_by("id").first()
    assert series is not None
    project = Project.objects.get(number=series.project)
    body = visitor.get(f"/units/{series.project}-{series.vintage}-{series.issued:09d}/").content.decode()
    assert project.name in body
    for part in ("/reductions/", f"/projects/{project.number}/", "<math", "/law/mee-samr-2023-31/", "签发"):
        assert part in body, part
    assert (
        visitor.get(f"/units/{series.project}-{series.vintage}-{series.issued + 1:09d}/").status_code == 404
    )


def test_a_cancellation_is_published_and_its_certificate_checked(visitor: Client) -> None:
    holding = (
        Holding.objects.filter(state="general", quantity__gte=40)
        .select_related("series")
        .order_by("id")
        .first()
    )
    assert holding is not None
    outcome = poster().submit(
        Cancel(
            id="示例注销-1", account=holding.account, series=Units(holding.series.project, holding.series.vintage), quantity=40,
            purpose=Purpose.PUBLIC_GOOD, beneficiary="示例受益人", actor=f"owner:{holding.account}", key="c1",
        )
    )  # fmt: skip
    close_posters()
    assert not outcome.refusal
    said = visitor.get("/certificates/?code=示例注销-1").content.decode()
    for part in ("登记簿中有此编号", "40 tCO₂e", "示例受益人", "公益性自愿注销"):
        assert part in said, part
    first = f"/units/{holding.series.project}-{holding.series.vintage}-000000001/"
    told = visitor.get(first).content.decode()
    assert told.index("签发") < told.index("注销 <")
    assert "登记簿中没有这个核验码或编号" in visitor.get("/certificates/?code=示例注销-2").content.decode()


STYLE = Path(charts.__file__).parent / "static" / "ccer" / "ccer.css"
READ_ON = [
    (ink, paper) for ink in ("ink", "ink-2", "green", "amber", "red", "blue") for paper in ("paper", "surface")
] + [(f, f"{f}-2") for f in ("green", "amber", "red", "blue")] + [("ink", "grey-2"), ("ink-2", "grey-2"), ("on-green", "green")]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: int) -> None:
    roots = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", roots[scheme]))
    weak = {}
    for ink, paper in READ_ON:
        light, dark = sorted((luminance(tokens[ink]), luminance(tokens[paper])), reverse=True)
        ratio = (light + 0.05) / (dark + 0.05)
        if ratio < 4.5:
            weak[ink, paper] = f"{ratio:.2f}"
    assert not weak
