"""Certificates: what they say is what the journal has, their code proves it, and nothing else answers to a code."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator

import msgspec
import pytest
from django.test import Client, override_settings

from ccer_platform import clock
from ccer_platform.actions.lives import take
from ccer_platform.actions.posting import close_posters
from ccer_platform.store.models import Life, Organisation
from ccer_platform.store.reading import certificates
from ccer_platform.taking import actor_named

from .api_client import Program
from .story import cast, lines, seated, token

BEGIN = dt.datetime(2024, 8, 1, 9, tzinfo=clock.BEIJING)
END = dt.datetime(2025, 3, 15, 9, tzinfo=clock.BEIJING)
OLD = "an older secret of forty letters and a few 0123456789"


@pytest.fixture
def told(database: str) -> Iterator[None]:
    """The whole story of offshore.txt, by its actions; ends the day after the cancellation."""
    from ccer.project.life.model import Paper
    from ccer.registry.commands import command_of
    from ccer_platform.actions.units import order_of_two

    cast(BEGIN)
    for line in lines("offshore.txt"):
        with clock.fixed(line.moment):
            actor = actor_named(line.who)
            if line.subject == "ledger":
                order_of_two(actor, command_of({"do": line.step, **line.facts}), "a", "b")
                continue
            machine, _, code = line.subject.partition(":")
            papers = tuple(Paper(kind=name.partition("@")[0], digest="0" * 64) for name in line.papers)
            taken = take(
                actor, machine, code, line.step, facts=line.facts, papers=papers, parent=line.parent, person="a", checker="b"
            )  # fmt: skip
            assert not taken.refused, [r.lines("en") for r in taken.outcome.refusals]
    with clock.fixed(END):
        yield
    close_posters()


@pytest.mark.usefixtures("told")
def test_what_each_certificate_says() -> None:
    """The figures are those of the story: 40 of the trader's 150 cancelled, 100 + 0 + 400 + 500 registered."""
    gone = certificates.cancellation("gift-1")
    assert gone is not None
    assert (gone.kind, gone.quantity, gone.on) == ("cancellation", 40, dt.date(2025, 3, 14))
    assert gone.facts == {"purpose": "enterprise", "beneficiary": "示例受益人", "shortfall": 0}
    assert sum(last - first + 1 for _, _, first, last in gone.ranges) == 40
    assert {(project, vintage) for project, vintage, _, _ in gone.ranges} == {("A210001", 2023)}

    project, filing = certificates.registration("A210001"), certificates.registration("R")
    assert project is not None
    assert filing is not None
    assert (project.number, project.on) == ("A210001", dt.date(2025, 1, 26))
    assert project.facts["owner"] == "示例业主有限公司"
    assert (project.facts["start"], project.facts["end"]) == ("2020-09-23", "2030-09-22")
    assert (filing.quantity, filing.facts["project"]) == (1000, "A210001")
    assert filing.facts["vintages"] == {"2021": 100, "2022": 0, "2023": 400, "2024": 500}
    assert all(found.cites for found in (gone, project, filing))
    assert certificates.registration("P") == project
    assert certificates.named("nobody's") is None


@pytest.mark.usefixtures("told")
def test_a_code_answers_for_its_own_facts_only() -> None:
    gone, filing = certificates.cancellation("gift-1"), certificates.registration("R")
    assert gone is not None
    assert filing is not None
    code = certificates.code(gone)
    assert certificates.check(code) == gone
    assert certificates.check(f" {code.lower().replace('0', 'o').replace('-', ' ')} ") == gone, (
        "as people type it"
    )
    for place, letter in enumerate(code):
        if letter != "-":
            other = "7" if letter != "7" else "8"
            assert certificates.check(code[:place] + other + code[place + 1 :]) is None
    assert certificates.code(msgspec.structs.replace(gone, quantity=41)) != code
    assert certificates.code(filing)[-23:] != code[-23:]
    for bad in (
        "",
        "-",
        "0" * 21,
        "Z" * 33,
        "Z" * 5000,
        "é" * 25,
        "gift-1",
        code[:-1],
        code + "0",
        "\0" * 25,
    ):
        assert certificates.check(bad) is None

    with override_settings(SECRET_KEY=OLD):
        older = certificates.code(gone)
        assert older != code
        assert certificates.check(code) is None, "another portal's code"
    assert certificates.check(older) is None
    with override_settings(SECRET_KEY_FALLBACKS=[OLD]):
        assert certificates.check(older) == gone, "made before the secret was changed"


@pytest.mark.usefixtures("told")
def test_what_changes_later_does_not_change_a_certificate() -> None:
    before = certificates.registration("A210001")
    Organisation.objects.filter(code="sea").update(name="改名后的业主")
    row = Life.objects.get(machine="project", code="P")
    row.data["facts"]["project"]["name"] = "另一个名称"
    Life.objects.filter(pk=row.pk).update(data=row.data)
    assert certificates.registration("A210001") == before


@pytest.mark.usefixtures("told")
def test_the_page_the_paper_and_the_api_say_the_same() -> None:
    gone = certificates.cancellation("gift-1")
    assert gone is not None
    code, visitor = certificates.code(gone), Client()
    assert "证书属实" in visitor.get("/certificates/", {"code": code}).content.decode()
    english = visitor.get("/en/certificates/", {"code": code}).content.decode()
    assert "The certificate is genuine" in english
    assert "Demonstration data" in english
    by_number = visitor.get("/en/certificates/", {"code": "gift-1"}).content.decode()
    assert "The register holds this number" in by_number
    assert code in by_number
    assert f"/en/certificates/{code}.pdf" in by_number
    assert (
        "no such check code or number"
        in visitor.get("/en/certificates/", {"code": "gift-2\0"}).content.decode()
    )
    for number in ("A210001", "R"):
        assert "Day of registration" in visitor.get("/en/certificates/", {"code": number}).content.decode()

    for prefix, words in (
        ("", ("减排量注销证书", "演示")),
        ("/en", ("Certificate of cancellation", "Demonstration")),
    ):
        answer = visitor.get(f"{prefix}/certificates/{code}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        text = text_of(answer.content)
        for word in (*words, code, "gift-1", "示例受益人", "40"):
            assert word in text, word
    assert visitor.get(f"/certificates/{code[:-1]}0.pdf").status_code == 404 or code.endswith("0")

    anyone = Program(at=END)
    told = anyone.get(f"/certificates/{code}").json()
    assert (told["number"], told["quantity_t"], told["demonstration"], told["digest"]) == (
        "gift-1",
        40,
        True,
        gone.digest,
    )
    assert told["citations"]
    assert anyone.get("/certificates/not-a-code").status_code == 404


@pytest.mark.usefixtures("told")
def test_guessing_codes_is_counted() -> None:
    anyone = Program(at=END)
    answers = [anyone.get(f"/certificates/{number}").status_code for number in range(65)]
    assert answers[:60].count(404) >= 50
    assert 429 in answers


@pytest.mark.usefixtures("told")
def test_statements_by_the_api_and_on_the_owner_s_pages() -> None:
    trader = Program(token("trader:tra", "maker", BEGIN), END)
    whole = trader.get("/accounts/tra/statement?since=2025-03-12T00:00:00&until=2025-03-14T00:00:00").json()
    assert [(row["name"], row["change"]) for row in whole["items"]] == [
        ("units.frozen", 0),
        ("units.released", 0),
    ]
    assert (
        [row["quantity"] for row in whole["opening"]]
        == [row["quantity"] for row in whole["closing"]]
        == [150]
    )
    changes = [row["change"] for row in trader.get("/accounts/tra/statement").json()["items"]]
    assert changes == [150, 0, 0, -40], "what is cancelled is no longer there"
    first = trader.get("/accounts/tra/statement?limit=1").json()
    assert [row["name"] for row in first["items"]] == ["units.transferred"]
    second = trader.get(first["next"]).json()
    assert [row["name"] for row in second["items"]] == ["units.frozen"]
    assert second["opening"] is None

    then = trader.get("/accounts/tra/holdings?at=2025-03-12T12:00:00").json()
    assert {row["state"]: row["quantity"] for row in then["amounts"]} == {"general": 90, "frozen": 60}
    assert sum(row["last"] - row["first"] + 1 for row in then["items"]) == 150
    assert trader.get("/accounts/tra/holdings?at=9999-12-31T23:59:59.999999").status_code == 200
    assert trader.get("/accounts/tra/statement?since=0001-01-01T00:00:00").status_code == 200
    assert trader.get("/accounts/tra/statement?since=yesterday").status_code == 400
    for path in ("statement", "holdings"):
        assert trader.get(f"/accounts/sea/{path}").status_code == 404, "another's account"
        assert Program(at=END).get(f"/accounts/tra/{path}").status_code in (401, 403)

    page = desk("trader:tra")
    shown = page.get("/en/owner/statement/tra?first=2025-03-01").content.decode()
    assert "At the beginning" in shown
    assert shown.count("Frozen") == 1
    rows = b"".join(page.get("/owner/statement/tra?first=2025-03-01&format=csv").streaming_content).decode(
        "utf-8-sig"
    )
    assert len(rows.splitlines()) == 5, "a head and four movements"
    printed = page.get("/en/owner/statement/tra?first=2025-03-01&format=pdf")
    text = text_of(printed.content)
    for word in ("Account statement", "Held at the end", "Frozen", "A210001-2023-", "Demonstration"):
        assert word in text, word
    assert page.get("/en/owner/statement/sea").status_code == 403
    assert "?code=gift-1" in page.get("/en/owner/units").content.decode()


def desk(who: str) -> Client:
    """A person of an organisation who signed in."""
    from ccer_platform.store.models import User

    client = Client()
    client.force_login(User.objects.get(pk=seated(who, "maker", END).user))
    return client


def text_of(pdf: bytes) -> str:
    """The words of a PDF; the test is left where nothing here reads one."""
    assert pdf.startswith(b"%PDF")
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext absent: the text of the PDF is not read")
    read = subprocess.run([reader, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()
