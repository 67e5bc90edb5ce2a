"""What the workbench refuses, and in which words: strangers, missing answers, late and wrong steps, files that harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ccer.core.text import Text
from ccer.project.life.tables import fields_file
from ccer_platform import clock
from ccer_platform.actions import sniffing
from ccer_platform.actions.base import Refused
from ccer_platform.actions.sniffing import bare, sniff
from ccer_platform.portals.workbench.fields import choice_text
from ccer_platform.portals.workbench.options import next_number
from ccer_platform.store.models import Document, JournalEvent, Life, Organisation

from .desks import FREE, PDF, WIND, Desk, at, hidden, packed, pdf, peopled, peopled_template, said

XML = b"<Types/>"
__all__ = ["peopled", "peopled_template"]


@pytest.fixture
def people(peopled: None) -> Iterator[None]:
    with clock.fixed(at("2024-08-23")):
        yield


@pytest.fixture
def owner(people: None) -> Desk:
    return Desk("owner")


@pytest.fixture
def draft(owner: Desk) -> str:
    """A project in draft."""
    code = owner.begin("project", "create")
    owner.take("project", "create", code, {"project": WIND})
    return code


# Files: told by their content, never by their name


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    return packed({"[Content_Types].xml": XML, part: b"<w/>", **more})


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.docx", office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            "a.xlsx",
            office("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("读数.csv", "月份,数值\n2025-01,1\n".encode("gb18030"), "text/csv"),
        ("project.yaml", WIND.encode(), "application/yaml"),
    ],
)
def test_a_file_is_known_by_its_content(name: str, content: bytes, media: str) -> None:
    assert sniff(name, content).media_type == media


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"MZ\x90\x00 a program", "wrong-type"),
        ("a.exe", b"MZ\x90\x00 a program", "wrong-type"),
        ("a.html", b"<script>alert(1)</script>", "wrong-type"),
        ("a.docx", PDF, "wrong-name"),
        ("a.pdf", office(), "wrong-name"),
        ("a.docx", packed({"readme.txt": b"only an archive"}), "wrong-type"),
        ("a.docx", cut(office()), "broken"),
        ("a.docx", packed({"[Content_Types].xml": XML, "word/document.xml": b"0" * 20_000_000}), "file-bomb"),
        ("a.docx", packed({"[Content_Types].xml": XML, "word/document.xml": b"", **{f"p{n}": b"" for n in range(5001)}}), "file-bomb"),
        ("a.docx", office(**{"word/vbaProject.bin": b"macro"}), "macros"),
        ("a.docx", office(**{"../../outside": b"x"}), "path"),
        ("a.csv", b"month,value\n\x00\x00", "wrong-type"),
    ],
)  # fmt: skip
def test_a_harmful_or_unknown_file_is_refused_in_four_parts(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        sniff(name, content)
    assert refused.value.code == code
    for lang in ("zh", "en"):
        assert (
            len(refused.value.lines(lang)) == 3
        )  # what, why, what next: limits of the system rest on no clause


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "LARGEST", 2**20)
    with pytest.raises(Refused) as refused:
        sniff("a.pdf", PDF + b"0" * 2**20)
    assert refused.value.code == "too-large"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\papers\\设计文件.pdf", "设计文件.pdf"),
        ("a\x00b\u202efdp.pdf", "abfdp.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("/", "file"),
    ],
)
def test_a_name_never_leads_anywhere(given: str, kept: str) -> None:
    assert bare(given) == kept


def test_a_refused_file_is_said_beside_its_question_and_nothing_typed_is_lost(
    owner: Desk, draft: str
) -> None:
    bomb = packed({"[Content_Types].xml": XML, "word/document.xml": b"0" * 20_000_000})
    page = owner.fill(
        "project", "edit", draft,
        {"project": WIND + "description: 再写一句\n", "paper.pdd": SimpleUploadedFile("pdd.docx", bomb), "paper.other": pdf("其他.pdf")},
    )  # fmt: skip
    assert page.status_code == 422
    words = said(page)
    assert "解压后" in words
    assert "再写一句" in words
    assert "已上传：其他.pdf" in words
    kept = Document.objects.filter(subject=f"project:{draft}").values_list("kind", "name")
    assert list(kept) == [("other", "其他.pdf")]
    # the file that was taken travels with the form: nobody chooses it twice
    token = {name: hidden(page, name) for name in ("kept.other",)}
    checked = owner.fill("project", "edit", draft, {"project": WIND, **token})
    assert checked.status_code == 200, said(checked)
    owner.send("project", "edit", draft, checked)
    assert [p["kind"] for p in Life.objects.get(code=draft).data["papers"]] == ["other"]


# Who


@pytest.mark.parametrize(
    "path", ["/owner/", "/registry/", "/verifier/", "/authority/", "/owner/begin/project/create"]
)
def test_a_visitor_is_asked_to_sign_in(database: str, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("prefix", ["registry", "verifier", "authority"])
def test_another_roles_desk_is_closed_in_words(owner: Desk, prefix: str) -> None:
    answer = owner.client.get(f"/{prefix}/")
    assert answer.status_code == 403
    assert "你现在的角色是项目业主" in said(answer)
    english = owner.client.get(f"/en/{prefix}/")
    assert "you act as project owner" in said(english)


def test_a_step_of_another_role_is_refused_with_its_clause(draft: str, people: None) -> None:
    body = Desk("validator")
    answer = body.get("begin/project/create")
    page = body.client.get(answer["Location"])
    assert page.status_code == 403
    assert "这一步由项目业主办理" in said(page)
    assert "mee-samr-2023-31/art-11/para-1" in said(page, raw=True)


@pytest.mark.parametrize(
    "page", ["case/project/{}", "step/project/edit/{}", "compare/project/{}", "assessment/{}"]
)
def test_a_strangers_draft_is_as_if_it_were_not(draft: str, people: None, page: str) -> None:
    trader = Desk("trader")
    theirs, nobodys = (trader.get(page.format(code)) for code in (draft, "20240823-ffffffff"))
    assert theirs.status_code == nobodys.status_code == 404
    assert said(theirs) == said(nobodys)


def test_the_registry_sees_no_draft(draft: str, people: None) -> None:
    assert Desk("registry").get(f"case/project/{draft}").status_code == 404


def test_a_checker_does_not_make(draft: str, people: None) -> None:
    checker = Desk("owner", "checker")
    answer = checker.fill("project", "edit", draft, {"project": WIND})
    sent = checker.send("project", "edit", draft, answer) if answer.status_code == 200 else answer
    assert sent.status_code == 409
    assert "发起代表" in said(sent)
    assert JournalEvent.objects.filter(subject=f"project:{draft}").count() == 1


# What


def test_what_is_missing_is_listed_on_top_and_beside(owner: Desk, draft: str) -> None:
    page = owner.fill("project", "engage", draft, {"signed_on": "2024-08-23"})
    assert page.status_code == 422
    assert 'href="#f-body"' in said(page, raw=True)
    assert 'value="2024-08-23"' in said(page, raw=True)


@pytest.mark.parametrize(
    ("text", "said_so"),
    [
        ("name: a\nname: b\n", "第 1 行"),
        ("name: a\nmethodology: CCER-01-002-V01\nstart_of_construction: 2021-02-30\n", "不存在"),
        ("name: a\nmethodology: CCER-01-002-V01\nownr: x\n", "拼写"),
        ("- a list\n", "最外层"),
        ("a: &x [1]\nb: *x\n", "引用"),
    ],
)
def test_a_project_file_is_refused_by_line(owner: Desk, text: str, said_so: str) -> None:
    code = owner.begin("project", "create")
    page = owner.fill(
        "project", "create", code, {"project.file": SimpleUploadedFile("project.yaml", text.encode())}
    )
    assert page.status_code == 422
    assert said_so in said(page)
    assert not Life.objects.filter(code=code).exists()


def test_the_rules_answer_before_anything_is_sent(owner: Desk, draft: str) -> None:
    page = owner.get(f"step/project/submit/{draft}")
    assert page.status_code == 200
    refused = owner.fill(
        "project", "submit", draft, {"paper.pdd": pdf(), "paper.uniqueness-statement": pdf()}
    )
    assert refused.status_code == 422
    assert "mee-samr-2023-31/art-12/para-2" in said(refused, raw=True)
    assert "没有机构接受委托" in said(refused)


def test_a_body_that_is_not_independent_is_refused_by_its_clause(owner: Desk, draft: str) -> None:
    body = Desk("validator")
    number = Organisation.objects.get(membership__user=body.user).code
    owner.take("project", "engage", draft, {"body": number, "signed_on": "2024-08-23"})
    page = body.fill("project", "accept-engagement", draft, {**FREE, "independence.tied_to_owner": "yes"})
    assert page.status_code == 422
    assert "mee-samr-2023-31/art-37/para-2" in said(page, raw=True)
    assert "checked" in said(page, raw=True)


def test_a_step_out_of_its_state_is_refused_with_what_can_be_done(owner: Desk, draft: str) -> None:
    page = owner.get(f"step/project/confirm/{draft}")
    assert page.status_code == 409
    assert "可以办理" in said(page)
    assert "chip" in said(page, raw=True)


def test_a_button_pressed_twice_does_it_once(owner: Desk, draft: str) -> None:
    checked = owner.fill("project", "edit", draft, {"project": WIND + "description: 一次\n"})
    first, second = (owner.send("project", "edit", draft, checked) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert JournalEvent.objects.filter(subject=f"project:{draft}", name="project.edited").count() == 1


def test_answers_of_another_step_or_person_are_not_taken(owner: Desk, draft: str) -> None:
    checked = owner.fill("project", "edit", draft, {"project": WIND + "description: x\n"})
    other = owner.send("project", "abandon", draft, checked)
    assert other.status_code == 403
    assert "不能使用" in said(other)


def test_a_paper_is_visible_by_role_and_stage(owner: Desk, draft: str) -> None:
    owner.take("project", "edit", draft, {"project": WIND, "paper.pdd": pdf("设计文件.pdf", "v1")})
    number = Document.objects.get(kind="pdd").pk
    own = owner.get(f"paper/{number}")
    assert own.status_code == 200
    assert own["Content-Disposition"].startswith("attachment;")
    assert own["Content-Type"] == "application/pdf"
    assert own["X-Content-Type-Options"] == "nosniff"
    for key in ("registry", "validator", "province"):
        page = Desk(key).get(f"paper/{number}")
        assert page.status_code == 403, key
        assert "mee-samr-2023-31/art-15" in said(page, raw=True)


def test_an_altered_file_is_not_handed_out(owner: Desk, draft: str) -> None:
    from ccer_platform.actions.documents import path_of

    owner.take("project", "edit", draft, {"project": WIND, "paper.pdd": pdf("设计文件.pdf", "altered")})
    document = Document.objects.get(kind="pdd")
    path_of(document.digest).write_bytes(b"%PDF-1.4 something else")
    page = owner.get(f"paper/{document.pk}")
    assert page.status_code == 403
    assert "摘要不符" in said(page)
    path_of(document.digest).unlink()


def test_every_choice_of_a_field_has_words() -> None:
    choices = {choice for field in fields_file().fields.values() for choice in field.choices}
    assert [choice for choice in choices if choice_text(choice) == Text(choice, choice)] == []


def test_numbers_follow_the_published_form(people: None) -> None:
    # A110009 CSP, A210027 offshore wind, N110003 afforestation, N210002 mangrove: numbers published by 2026-08-20
    codes = ("CCER-01-001-V01", "CCER-01-002-V01", "CCER-14-001-V01", "CCER-14-002-V01")
    assert [next_number(code)[:3] for code in codes] == ["A11", "A21", "N11", "N21"]
    assert next_number("CCER-01-002-V01") == "A210001"
    assert next_number("something") == ""


def test_both_languages_say_the_same_page(owner: Desk, draft: str) -> None:
    for page in ("", f"case/project/{draft}", f"step/project/engage/{draft}", f"assessment/{draft}", "units"):
        zh, en = owner.get(page), owner.get(page, "/en")
        assert zh.status_code == en.status_code == 200, page
        assert 'lang="zh-CN"' in said(zh, raw=True)
        assert 'lang="en"' in said(en, raw=True)
