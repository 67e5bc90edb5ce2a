"""Strangers at the API: forged, expired and narrow tokens, another's drafts, replayed keys, too much and too often."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ccer.registry.commands import Issue, RegisterLine, Reserve
from ccer.registry.serials import Series
from ccer_platform import clock, limits
from ccer_platform.actions.posting import poster
from ccer_platform.store.models import ApiAnswer, JournalEvent, Proposal, Token

from .api_client import Program
from .story import cast, token

BEGIN = dt.datetime(2026, 3, 2, 9, tzinfo=clock.BEIJING)
pytestmark = pytest.mark.usefixtures("database")
PROJECT = {"name": "示例草稿", "methodology": "CCER-01-002-V01"}
CREATE = {"facts": {"project": PROJECT}}


@pytest.fixture(autouse=True)
def _everybody(database: str) -> None:
    cast(BEGIN)


def program(who: str, seat: str = "maker", scopes: tuple[str, ...] | None = None) -> Program:
    return Program(token(who, seat, BEGIN, scopes) if scopes else token(who, seat, BEGIN), BEGIN)


def refused(answer: Any, status: int, code: str = "") -> dict[str, Any]:
    """A refusal in four parts."""
    said: dict[str, Any] = answer.json()
    assert answer.status_code == status, said
    assert answer["Content-Type"] == "application/problem+json"
    assert said["what"]
    assert said["why"]
    assert said["next"]
    assert not code or said["code"] == code, said
    return said


def events() -> int:
    return JournalEvent.objects.count()


@pytest.mark.parametrize(
    "header",
    ["Bearer ccer_forged", "Bearer ", "Basic YTpi", "Bearer ccer_\u4e2d", "nonsense", "Bearer " + "x" * 5000],
)
def test_a_forged_token_opens_nothing_not_even_what_is_public(header: str) -> None:
    anyone = Program(at=BEGIN)
    said = refused(anyone.get("/projects", Authorization=header), 401, "token")
    assert said["clauses"][0]["ref"] == "ncsc-2023-11/art-9"


def test_an_expired_and_a_revoked_token_are_answered_as_an_unknown_one() -> None:
    short = Program(token("owner:sea", "maker", BEGIN, days=1), BEGIN + dt.timedelta(days=2))
    late = refused(short.get("/me"), 401, "token")
    owner = program("owner:sea")
    Token.objects.update(revoked_at=BEGIN)
    assert refused(owner.get("/me"), 401, "token")["why"] == late["why"]


def test_a_token_may_do_only_what_its_scopes_say() -> None:
    before = events()
    narrow = program("owner:sea", scopes=("read",))
    after_token = events()
    refused(narrow.post("/lives/project/P1/create", CREATE), 403, "scope")
    refused(narrow.upload("project:P1", "pdd", b"text"), 403, "scope")
    refused(narrow.post("/ledger/transfer", MOVE), 403, "scope")
    refused(narrow.post("/webhooks", {"url": "https://example.org/"}), 403, "scope")
    refused(program("owner:sea", scopes=("steps",)).get("/accounts/sea"), 403, "scope")
    assert events() == after_token + 1 > before, "only the tokens themselves were made"


MOVE = {"source": "sea", "target": "tra", "series": ["A210001", 2023], "quantity": 1}


def test_a_viewer_and_a_checker_make_nothing() -> None:
    refused(program("owner:sea", "checker").post("/lives/project/P1/create", CREATE), 403, "seat")


def test_a_stranger_cannot_tell_a_draft_from_nothing() -> None:
    owner, stranger, visitor = program("owner:sea"), program("owner:hill"), Program(at=BEGIN)
    assert owner.post("/lives/project/P1/create", CREATE).status_code == 200
    kept = owner.upload("project:P1", "pdd", b"the design").json()
    assert (
        owner.post(
            "/lives/project/P1/edit", {"papers": [{"kind": "pdd", "digest": kept["digest"]}]}
        ).status_code
        == 200
    )
    assert owner.get("/lives/project/P1").json()["papers"][0]["digest"] == kept["digest"]
    assert owner.get(f"/documents/{kept['digest']}?subject=project:P1").getvalue() == b"the design"
    registry = program("registry:ncsc")
    for other in (stranger, visitor, registry, program("province:js"), program("vvb:cqc")):
        there, nothing = other.get("/lives/project/P1?lang=en"), other.get("/lives/project/P2?lang=en")
        assert refused(there, 404)["why"] == refused(nothing, 404)["why"]
        refused(other.get(f"/documents/{kept['digest']}?subject=project:P1"), 404)
        told = other.get("/journal?subject=project:P1").json()["items"]
        assert bool(told) == (other is registry), "the registry keeps the journal and reads it"
    for action in ("edit", "submit", "engage"):
        refused(stranger.post(f"/lives/project/P1/{action}", {}), 404)
    refused(stranger.upload("project:P1", "pdd", b"mine"), 404)
    refused(stranger.post("/lives/finding/f1/raise", {"parent": "project:P1"}), 404)


def test_a_paper_must_be_uploaded_by_the_one_who_files_it() -> None:
    owner = program("owner:sea")
    owner.post("/lives/project/P1/create", CREATE)
    refused(owner.post("/lives/project/P1/edit", {"papers": [{"kind": "pdd", "digest": "0" * 64}]}), 422)


def test_anothers_account_proposals_and_webhooks_are_not_there() -> None:
    owner, stranger = program("owner:sea"), program("owner:hill")
    refused(stranger.get("/accounts/sea"), 404)
    refused(stranger.get("/accounts/sea/movements"), 404)
    made = owner.post("/ledger/transfer", MOVE)
    assert made.status_code == 202
    number = made.json()["proposal"]
    refused(program("owner:hill", "checker").post(f"/proposals/{number}/confirm"), 404)
    refused(stranger.post(f"/proposals/{number}/withdraw"), 404)
    assert stranger.get("/proposals").json()["items"] == []
    hook = owner.post("/webhooks", {"url": "http://127.0.0.1:9/"}).json()["webhook"]["id"]
    refused(stranger.get(f"/webhooks/{hook}/deliveries"), 404)


def test_nobody_moves_anothers_units() -> None:
    stranger = program("owner:hill")
    refused(stranger.post("/ledger/transfer", MOVE), 403, "identity")
    refused(stranger.post("/ledger/issue", {"line": "R/2023", "account": "hill", "quantity": 5}), 403, "role")
    refused(
        stranger.post(
            "/ledger/freeze",
            {"id": "f", "account": "sea", "reason": "judicial", "authority": "a", "document": "d"},
        ),
        403,
        "role",
    )
    refused(program("expert:e1").post("/ledger/transfer", MOVE), 403, "role")


def test_the_same_key_is_answered_once() -> None:
    owner = program("owner:sea")
    first = owner.post("/lives/project/P1/create", CREATE, key="a")
    stood = events()
    again = owner.post("/lives/project/P1/create", CREATE, key="a")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert events() == stood
    other = {"facts": {"project": {**PROJECT, "name": "另一个"}}}
    said = refused(owner.post("/lives/project/P1/create", other, key="a"), 409, "key_reused")
    assert "键" in said["why"]
    elsewhere = program("owner:hill").post("/lives/project/P7/create", CREATE, key="a")
    assert elsewhere.status_code == 200, "keys are each organisation's own"


def test_a_refused_write_leaves_nothing_and_may_be_sent_again() -> None:
    owner = program("owner:sea")
    stood = events()
    refused(owner.post("/lives/project/P1/create", {"facts": {}}, key="b"), 422)
    assert not ApiAnswer.objects.exists()
    assert events() == stood
    assert owner.post("/lives/project/P1/create", CREATE, key="b").status_code == 200


@pytest.mark.parametrize("key", ["", "two words", "键", "x" * 101])
def test_a_write_needs_a_usable_key(key: str) -> None:
    owner = program("owner:sea")
    headers = {**owner.headers, "Idempotency-Key": key} if key else owner.headers
    with clock.fixed(BEGIN):
        answer = owner.client.post(
            "/api/v1/lives/project/P1/create", "{}", content_type="application/json", headers=headers
        )
    refused(answer, 400, "request")


def test_every_reason_is_told_at_once_with_its_clause() -> None:
    owner = program("owner:sea")
    owner.post("/lives/project/P1/create", CREATE)
    said = refused(owner.post("/lives/project/P1/submit?lang=en", {}), 422)
    assert len(said["also"]) >= 1
    assert all(each["clauses"] and each["next"] for each in [said, *said["also"]])
    assert not Proposal.objects.filter(kind="step", subject="project:P1").exists()


def test_a_visitor_comments_only_so_often_and_only_on_a_notice() -> None:
    anyone = Program(at=BEGIN)
    refused(anyone.post("/lives/comment/c1/post", {"facts": {"text": "意见"}, "parent": "project:none"}), 404)
    program("owner:sea").post("/lives/project/P1/create", CREATE)
    for number in range(limits.LIMITS["complaint"][0]):
        sent = anyone.post(f"/lives/complaint/x{number}/file", {"facts": {"text": "举报", "against": "P1"}})
        assert sent.status_code == 200, sent.content.decode()
    late = anyone.post("/lives/complaint/late/file", {"facts": {"text": "举报", "against": "P1"}})
    refused(late, 429, "too_often")
    assert int(late["Retry-After"]) > 0


def test_a_token_asks_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "api-read", (3, 60))
    owner = program("owner:sea")
    answers = [owner.get("/me").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_too_much_at_once_is_refused() -> None:
    owner = program("owner:sea")
    refused(owner.post("/ledger/batches", {"commands": [{"do": "transfer"}] * 2001}), 400)
    for length in (100_000, 3_000_000):
        big = {"facts": {"project": {**PROJECT, "name": "长" * length}}}
        refused(owner.post("/lives/project/P1/create", big), 413, "too-large")
    nul = {"facts": {"project": {**PROJECT, "name": "a\0b"}}}
    refused(owner.post("/lives/project/P1/create", nul), 400, "request")


def test_a_bomb_is_refused() -> None:
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"")
        packed.writestr("word/document.xml", b"\0" * 50_000_000)
    said = program("owner:sea").upload("project:P1", "pdd", made.getvalue(), "paper.docx")
    refused(said, 413, "file-bomb")


def test_a_batch_says_what_came_of_each() -> None:
    owner = program("owner:sea")
    orders = [{"do": "transfer", **MOVE}, {"do": "transfer", **MOVE, "quantity": 2}]
    items = owner.post("/ledger/batches", {"commands": orders}, key="lot").json()["items"]
    assert [item["refusal"] for item in items] == [None, None]
    assert len({item["proposal"] for item in items}) == 2
    series = Series("A210001", 2023)
    with clock.fixed(BEGIN):
        made = poster().submit_many(
            [
                RegisterLine(line="L", series=series, verified=5),
                Issue(line="L", account="sea", quantity=5),
                Reserve(id="r1", source="sea", target="tra", series=series, quantity=5),
            ]
        )
        assert [outcome.refusal for outcome in made] == [None] * 3
        poster().level()
    alone = owner.post(
        "/ledger/batches", {"commands": [{"do": "void", "id": "r1", "why": "示例"}] * 2}
    ).json()["items"]
    assert alone[0]["events"], "one person may call it off"
    assert alone[1]["refusal"]["zh"]["code"] == "hold_closed"
    assert alone[1]["refusal"]["zh"]["clauses"]
