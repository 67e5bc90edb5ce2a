"""Pages of the policy base by real requests, in both languages: what they must say, and the analyst's desk through its own forms."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ccer.policy.files import HOME
from ccer_platform.actions import policy
from ccer_platform.actions.base import Actor
from ccer_platform.store.models import JournalEvent, Organisation, PolicyText, SavedSearch, User
from ccer_platform.store.reading import policy as reading

from .policy_people import analysts

pytestmark = pytest.mark.usefixtures("database", "morning")
ID = "cn-ccer"
SAID = {
    "/policy/": ("温室气体自愿减排交易管理办法（试行）", "Policy base"),
    f"/policy/records/{ID}/": ("没有经两人审核", "Two people have not reviewed"),
    "/policy/ask/?q=抵销上限": ("为何找到", "Why: "),
    "/policy/ask/?q=业主作假会怎样&by=meaning": ("意思相近：", "near in meaning: "),
    "/policy/about/offset.cap_share?q=抵销": ("四、与我何干", "4. What does it change for me?"),
    "/policy/about/mee-samr-2023-31/art-12/para-3": ("自拟，没有人署名审核", "no one has signed a review"),
    "/policy/time/?on=2024-12-31&against=2025-12-31": ("可以抵销什么", "What could be offset"),
    "/policy/time/?month=5": ("以前的自愿减排规定没有收录", "are not held"),
    "/policy/changes/": ("2026-01-27", "2026-01-27"),
    "/policy/lineage/?family=China National Carbon Market": ("终止使用", "ends the use of"),
    f"/policy/compare/?id={ID}": ("不予评分", "withheld"),
    "/policy/coverage/": ("机制要素", "Pillars of crediting"),
    "/policy/impact/?kind=value&name=offset.cap_share&value=3%25&day=2026-01-01": (
        "结论改变的事项",
        "Cases with another outcome",
    ),
}


@pytest.mark.parametrize("path", SAID)
def test_pages_answer_in_both_languages(path: str) -> None:
    for prefix, words in zip(("", "/en"), SAID[path], strict=True):
        answer = Client().get(prefix + path)
        assert answer.status_code == 200
        assert words in answer.content.decode(), prefix


def test_a_withheld_score_says_what_is_missing_and_never_shows_a_number() -> None:
    text = Client().get(f"/en/policy/records/{ID}/").content.decode()
    strategic = re.search(r'<tr><th scope="row"><span>Strategic.*?</tr>', text, re.S)
    assert strategic
    assert "withheld" in strategic[0]
    assert "Evidence missing" in strategic[0]
    assert "/ 100" not in strategic[0]


def test_what_is_supposed_wrongly_is_refused_in_words_on_the_page() -> None:
    text = Client().get("/en/policy/impact/?kind=end&ref=no-such&day=2026-01-01").content.decode()
    assert 'class="refusal"' in text
    assert 'id="answer"' not in text


@pytest.mark.parametrize(
    "path", ["/policy/records/no-such/", "/policy/about/no-such/art-1", f"/policy/records/{ID}/fr.md"]
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_the_feed_is_atom_with_the_day_of_each_change() -> None:
    root = ElementTree.fromstring(Client().get("/law/changes.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = {e.findtext(f"{atom}id"): e.findtext(f"{atom}updated") for e in root.findall(f"{atom}entry")}
    assert entries["urn:openccer:law:mee-2026-work-notice:came-in:2026-01-27"] == "2026-01-27T00:00:00+08:00"


class Desk:
    """Requests of one analyst, signed in with the second factor already proved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.who: dict[str, Actor] = analysts()
        monkeypatch.setattr(
            "ccer_platform.acting.has_second_factor", lambda request: request.user.is_authenticated
        )

    def client(self, key: str) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(pk=self.who[key].user), backend=settings.AUTHENTICATION_BACKENDS[0]
        )
        return client

    def step(self, key: str, kind: str, **given: Any) -> Any:
        held = reading.dossier(ID)
        assert held is not None
        sent = {"kind": kind, "read": held.content, **given}
        return self.client(key).post(f"/analyst/records/{ID}/step/", sent)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def test_two_reviewers_by_the_pages_of_the_desk(desk: Desk) -> None:
    assert "等候办理" in desk.client("editor").get("/analyst/").content.decode()
    assert desk.step("editor", "machine-checked").status_code == 302
    assert desk.step("first", "reviewed", confirm_all="yes").status_code == 302
    twice = desk.step("first", "second-reviewed")
    assert twice.status_code == 403
    assert "两次审核须由两人" in twice.content.decode()
    assert desk.step("second", "second-reviewed").status_code == 302
    assert desk.step("second", "activated").status_code == 302
    shown = Client().get(f"/policy/records/{ID}/").content.decode()
    assert "没有经两人审核" not in shown
    assert "示例审核员乙" in shown
    assert "演示" in shown
    held = reading.dossier(ID)
    assert held is not None
    texts = {f"text-{lang}": text for lang, text in held.texts.items()}
    texts["text-zh"] = texts["text-zh"].replace("简称31号令", "通称31号令")
    saved = desk.client("editor").post(f"/analyst/records/{ID}/edit/", {**texts, "read": held.content})
    assert saved.status_code == 302
    page = desk.client("first").get(f"/analyst/records/{ID}/").content.decode()
    assert "自上次审核以来的改动" in page
    assert "通称31号令" in page
    assert reading.states()[ID] == "draft"


def test_a_record_is_shown_before_it_is_taken_in(desk: Desk) -> None:
    text = (
        (HOME / "records/zh" / f"{ID}.md")
        .read_text(encoding="utf-8")
        .replace(f'"id": "{ID}"', '"id": "cn-sample"')
    )
    file = SimpleUploadedFile("cn-sample.md", text.encode())
    shown = desk.client("editor").post("/analyst/intake/record/", {"files": file})
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown.content.decode())
    assert sealed
    assert "cn-sample" not in reading.states()
    refused = desk.client("first").post("/analyst/intake/record/", {"sealed": sealed[1]})
    assert refused.status_code == 403
    assert desk.client("editor").post("/analyst/intake/record/", {"sealed": sealed[1]}).status_code == 302
    held = reading.dossier("cn-sample")
    assert held is not None
    assert policy.files(held)["zh"] == text.encode()


def test_an_official_text_is_shown_in_pieces_before_it_is_stored(desk: Desk) -> None:
    law = "# 示例办法\n\n第一条 甲。\n\n第二条 乙。\n\n第三条 丙。\n"
    client = desk.client("editor")
    shown = client.post(
        "/analyst/intake/text/", {"file": SimpleUploadedFile("a.md", law.encode())}
    ).content.decode()
    assert "art-3" in shown
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown)
    assert sealed
    assert not PolicyText.objects.exists()
    assert client.post("/analyst/intake/text/", {"sealed": sealed[1]}).status_code == 302
    assert PolicyText.objects.get().title == "示例办法"
    news = SimpleUploadedFile("b.md", "本报讯 记者报道，责任编辑某。".encode())
    assert client.post("/analyst/intake/text/", {"file": news}).status_code == 403


def test_a_search_is_kept_from_its_page(desk: Desk) -> None:
    client = desk.client("editor")
    assert client.post("/analyst/searches/keep/", {"query": "公示期限"}).status_code == 302
    assert "公示期限" in client.get("/analyst/searches/").content.decode()
    assert client.post(f"/analyst/searches/{SavedSearch.objects.get().pk}/end/").status_code == 302
    assert SavedSearch.objects.filter(ended_at=None).count() == 0


def test_the_desk_is_for_analysts_only(desk: Desk) -> None:
    Organisation.objects.filter(code="house").update(role="trader")
    before = JournalEvent.objects.count()
    for path in ("/analyst/", f"/analyst/records/{ID}/", "/analyst/intake/"):
        assert desk.client("editor").get(path).status_code == 403
    assert desk.step("editor", "machine-checked").status_code == 403
    assert JournalEvent.objects.count() == before
    assert Client().get("/analyst/").status_code == 302
