"""A project from a draft to cancelled units in a real browser, every role signing in as itself, and what the public then sees."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from .papers import FREE, NAME, PERIOD, PLAN, WIND, Papers
from .people import DESKS, Person, Watched
from .portal import Portal
from .supervision import called_back, complained, looked_into, today

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VALIDATOR, VERIFIER = "示例审定核查机构甲", "示例审定核查机构乙"
WORKER_WITHIN = 30
"""The worker looks for rounds of the clock every second. [s]"""


class Issued(NamedTuple):
    """A registered project with its filing and what of it was issued. [tCO2e]"""

    number: str
    filing: str
    tonnes: int


class Stage:
    """Everybody signed in, each in a browser window of its own, and the papers they bring."""

    def __init__(self, browser: Browser, portal: Portal, folder: Path) -> None:
        self.browser, self.base, self.papers = browser, portal.base, Papers(folder)
        makers = {key: Person(browser, portal.base, key) for key in DESKS}
        seconds = {
            f"{key}2": Person(browser, portal.base, key, "checker") for key in DESKS if key != "expert"
        }
        self.people = {key: person.sign_in() for key, person in (makers | seconds).items()}

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def both(
        self, key: str, step: tuple[str, ...], given: dict[str, object] | None = None, shot: str = ""
    ) -> str:
        """A step proposed by one and confirmed by another of the same organisation."""
        machine, action, code = step
        said = self[key].take(machine, action, code, given, shot)  # type: ignore[arg-type]
        assert "尚未生效" in said, said
        return self[f"{key}2"].confirm(shot)

    def travel(self, day: str) -> None:
        """The registry's desk sets the clock of the demonstration; the worker does what fell due."""
        registry = self["registry"]
        registry.go("/registry/time")
        registry.page.fill("[name=day]", day)
        registry.page.click("main form button")
        assert f"演示时钟已调到 {day}" in registry.words()

    def until(self, key: str, machine: str, code: str, word: str) -> None:
        """A case as somebody sees it, until the worker has moved it."""
        limit = time.monotonic() + WORKER_WITHIN
        while True:
            self[key].case(machine, code)
            if word in self[key].page.inner_text("main h1"):
                return
            assert time.monotonic() < limit, self[key].words()
            time.sleep(0.5)

    def close(self) -> None:
        wrong = [line for person in self.people.values() for line in person.wrong]
        for person in self.people.values():
            person.context.close()
        assert not wrong, wrong


@pytest.fixture(scope="module")
def stage(browser: Browser, portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(browser, portal, tmp_path_factory.mktemp("papers"))
    yield stage
    stage.close()


def on_notice(stage: Stage) -> str:
    """The draft, its body, and its public notice."""
    owner, papers = stage["owner"], stage.papers
    owner.desk()
    owner.shot("desk-owner")
    code = owner.begin("project", "create")
    said = owner.send({"project": WIND.format(name=NAME)}, "project-create")
    assert "新建项目申请" in said
    owner.take(
        "project",
        "edit",
        code,
        {"paper.pdd": papers.pdf("v1"), "paper.uniqueness-statement": papers.pdf("u")},
    )
    owner.open_step("project", "engage", code)
    owner.send({**owner.choose("body", VALIDATOR), "signed_on": "2026-08-20"}, "project-engage")
    stage["validator"].take("project", "accept-engagement", code, FREE, "project-accept-engagement")
    stage.both("owner", ("project", "submit", code), shot="project-submit")
    stage.travel("2026-08-24")
    stage["registry"].desk()
    stage["registry"].shot("desk-registry")
    stage.both("registry", ("project", "publish", code))
    stage["validator"].take("project", "plan", code, PLAN, "project-plan")
    return code


def validated(stage: Stage, code: str) -> None:
    """A finding raised, answered and closed; the notice passed; the report."""
    owner, body, papers = stage["owner"], stage["validator"], stage.papers
    body.case("project", code)
    finding = body.begin("finding", "raise")
    typed = {"finding_kind": "corrective-request", "ground": "information-thin", "text": "年上网电量依据不足"}
    body.send(typed, "finding-raise")
    stage.travel("2026-09-23")
    stage.until("owner", "project", code, "待审定机构上传")
    owner.take("finding", "answer", finding, {"answer": "补充三年结算单", "paper.evidence": papers.pdf("e")})
    body.take("finding", "close", finding, {"check": "已交叉核对结算单"})
    body.take("project", "visit", code, {"sites_total": "3", "sites_visited": "3"})
    report = {
        "issued_on": "2026-09-23", "commitment": "yes", "modification_note": "更新发电量依据",
        "paper.validation-report": papers.pdf("r"), "paper.pdd-validated": papers.pdf("v2"),
    }  # fmt: skip
    stage.both("validator", ("project", "upload", code), report, "project-upload")
    owner.case("project", code)
    owner.follow(f"/compare/project/{code}")
    assert "更新发电量依据" in owner.words()
    owner.shot("compare")
    owner.take("project", "confirm", code)


def reviewed(stage: Stage, machine: str, code: str) -> None:
    """Applied for, accepted, checked for completeness."""
    registry = stage["registry"]
    for action in ("accept", "begin-review"):
        registry.take(machine, action, code)
    registry.take(machine, "check-completeness", code, {"complete": "yes", "standard_form": "yes"})


def registered(stage: Stage, code: str) -> str:
    """Application, review with its expert, registration; gives the project's number."""
    papers, registry = stage.papers, stage["registry"]
    filed = {"paper.application-form": papers.pdf("f"), "paper.commitment-letter": papers.pdf("c")}
    stage.both("owner", ("project", "apply", code), filed)
    reviewed(stage, "project", code)
    registry.open_step("project", "appoint-expert", code)
    registry.send(registry.choose("expert", "示例评估专家"))
    expert = stage["expert"]
    expert.desk()
    expert.shot("desk-expert")
    expert.take(
        "project", "evaluate", code, {"opinion": "同意", "opinion_supports": "yes"}, "project-evaluate"
    )
    registry.open_step("project", "register", code)
    number = registry.page.input_value("[name=project_code]")
    assert re.fullmatch(r"A21\d{4}", number), number
    stage.both("registry", ("project", "register", code), {"project_code": number}, "project-register")
    stage["owner"].case("project", code)
    assert "已登记" in stage["owner"].page.inner_text("main h1")
    stage["owner"].shot("case-project-owner")
    return number


def filed(stage: Stage, code: str) -> tuple[str, int]:
    """Reductions of two years, from their draft through another body's verification to registration; with the tonnes of the first year."""
    owner, body, papers = stage["owner"], stage["verifier"], stage.papers
    owner.case("project", code)
    filing = owner.begin("reduction", "create")
    owner.send(PERIOD, "reduction-create")
    owner.open_step("reduction", "engage", filing)
    same = {**owner.choose("body", VALIDATOR), "signed_on": "2026-09-23"}
    owner.fill(same)
    owner.press()
    assert owner.page.locator('main .refusal a[href*="mee-samr-2023-31/art-18"]').count(), owner.words()
    owner.shot("refused-same-body")
    owner.fill({**owner.choose("body", VERIFIER), "signed_on": "2026-09-23"})
    owner.send()
    body.take(
        "reduction", "accept-engagement", filing, {**FREE, "independence.same_group_as_validator": "no"}
    )
    owner.take("reduction", "edit", filing, {"paper.data": papers.readings()})
    stage.both("owner", ("reduction", "submit", filing), {"paper.accounting-report": papers.pdf("a")})
    stage.both("registry", ("reduction", "publish", filing))
    body.take("reduction", "plan", filing, PLAN)
    body.take("reduction", "visit", filing, {"sites_total": "3", "sites_visited": "3"})
    stage.travel("2026-11-02")
    stage.until("verifier", "reduction", filing, "待核查机构上传")
    body.follow("/recount/")
    assert "不符合" not in body.words(), body.words()
    years = body.page.locator("main table >> nth=0").locator("tbody tr")
    again = [int(years.nth(n).locator("td").nth(1).inner_text()) for n in range(2)]
    body.shot("recount")
    # 12 months of 99 MWh net are 1 188 MWh a year; a grid of East China has stood well between 0.4 and 0.7 t a MWh
    assert again[0] == again[1]
    assert 0.4 * 1188 < again[0] < 0.7 * 1188
    report = {
        "issued_on": "2026-11-02", "commitment": "yes", "verified_t": f"{sum(again):,}",
        "paper.verification-report": papers.pdf("vr"), "paper.accounting-report-verified": papers.pdf("a"),
    }  # fmt: skip
    stage.both("verifier", ("reduction", "upload", filing), report)
    owner.take("reduction", "confirm", filing)
    lines = {"applied_t": str(sum(again)), "vintages.2023": str(again[0]), "vintages.2024": str(again[1])}
    filed = {"paper.application-form": papers.pdf("f2"), "paper.commitment-letter": papers.pdf("c2")}
    stage.both("owner", ("reduction", "apply", filing), {**lines, **filed}, "reduction-apply")
    reviewed(stage, "reduction", filing)
    stage.both("registry", ("reduction", "register", filing))
    return filing, again[0]


def issued(stage: Stage, filing: str, number: str, tonnes: int) -> None:
    """One vintage line applied for and issued to the owner's account."""
    line = f"{filing}/2023"
    stage.both("owner", ("issuance", "apply", line), {"issue_t": str(tonnes)})
    stage.both("registry", ("issuance", "issue", line))
    stage["owner"].go("/owner/units")
    assert f"{number}-2023" in stage["owner"].words()
    assert str(tonnes) in stage["owner"].page.inner_text("main table >> nth=0")
    stage["owner"].shot("units-owner")


def ordered(stage: Stage, key: str, path: str, given: dict[str, str], shot: str = "") -> None:
    """A command of the ledger, proposed and confirmed."""
    person = stage[key]
    person.go(f"{person.home}{path}")
    assert "尚未生效" in person.send(given, shot)
    stage[f"{key}2"].confirm(shot)


def account(person: Person) -> str:
    """Code of the person's account, as the page of units shows it."""
    person.go("/owner/units")
    return person.page.inner_text('main a[href*="/case/account/"]')


def moved(stage: Stage, number: str, tonnes: int) -> str:
    """150 t on to the trader, 120 of those frozen and released again, 40 of them cancelled; gives the number of the cancellation."""
    owner, trader, registry = stage["owner"], stage["trader"], stage["registry"]
    series, theirs = f"{number}-2023", account(trader)
    owner.go(f"/owner/units/transfer?series={series}")
    owner.fill({"target": theirs, "quantity": str(tonnes + 1)})
    owner.press()
    assert owner.page.locator("main .refusal").count(), "more than there is"
    assert owner.page.input_value("[name=quantity]") == str(tonnes + 1), "what was typed stays"
    owner.shot("refused-too-much")
    ordered(
        stage,
        "owner",
        f"units/transfer?series={series}",
        {"target": theirs, "quantity": "150"},
        "units-transfer",
    )

    frozen = {
        "account": theirs, "reason": "judicial", "authority": "示例人民法院", "document": "（2026）示01号",
        "series": series, "quantity": "120",
    }  # fmt: skip
    ordered(stage, "registry", "units/freeze", frozen, "units-freeze")
    trader.go(f"/owner/units/cancel?series={series}")
    trader.fill({"quantity": "40", "purpose": "public-good", "beneficiary": "示例受益人"})
    trader.press()
    assert trader.page.locator("main .refusal").count(), "of 150 only 30 are free"
    trader.shot("refused-frozen")
    registry.go(f"/registry/units?account={theirs}")
    registry.shot("units-registry-frozen")
    hold = registry.page.locator("main table th", has_text="freeze-").inner_text()
    released = {"id": hold, "reason": "judicial", "document": "（2026）示02号"}
    ordered(stage, "registry", "units/release", released)

    given = {"quantity": "40", "purpose": "public-good", "beneficiary": "示例受益人"}
    ordered(stage, "trader", f"units/cancel?series={series}", given, "units-cancel")
    trader.go("/owner/units")
    trader.shot("units-trader")
    cancelled = trader.page.locator("main table tr", has_text="已注销")
    assert "40" in cancelled.inner_text()
    return cancelled.locator(".quiet").inner_text()


def looked_up(stage: Stage, number: str, cancellation: str, lang: str) -> None:
    """Anybody: the project, the serial's whole story, the cancellation."""
    anyone = Watched(stage.browser, stage.base)
    name = f"public-{lang or 'zh'}"
    prefix = f"/{lang}" if lang else ""
    anyone.go(f"{prefix}/projects/{number}/")
    assert NAME in anyone.words()
    anyone.shot(f"{name}-project-issued")
    anyone.go(f"{prefix}/certificates/")
    anyone.page.fill("#code", cancellation)
    anyone.page.click("main form.search button")
    code = anyone.page.inner_text("main dd.code")
    link = anyone.page.get_attribute('main a[href*="/certificates/"][href*="' + code + '"]', "href")
    printed = anyone.context.request.get(str(link))
    assert printed.body().startswith(b"%PDF-"), printed.status
    anyone.page.fill("#code", code)
    anyone.page.click("main form.search button")
    assert ("The certificate is genuine" if lang else "证书属实") in anyone.words()
    assert "示例受益人" in anyone.words()
    anyone.shot(f"{name}-certificate")
    serials = re.findall(rf"{number}-2023-\d+", anyone.words())
    assert serials, anyone.words()
    anyone.go(f"{prefix}/units/")
    anyone.page.fill("#serial", serials[0])
    anyone.page.click("main form.search button")
    said = anyone.words()
    for word in (
        ("Issued", "Transferred", "Frozen", "Released", "Cancelled")
        if lang
        else ("签发", "划转", "冻结", "解除冻结", "注销")
    ):
        assert word in said, said
    anyone.shot(f"{name}-serial")
    anyone.go(f"{prefix}/certificates/?code=no-such-number")
    assert ("holds no such" if lang else "登记簿中没有") in anyone.words()
    anyone.close()


@pytest.fixture(scope="module")
def walked(stage: Stage) -> Issued:
    """A project from its draft to its units, once for the stories that go on from there."""
    code = on_notice(stage)
    validated(stage, code)
    number = registered(stage, code)
    filing, tonnes = filed(stage, code)
    issued(stage, filing, number, tonnes)
    return Issued(number, filing, tonnes)


def test_from_a_draft_to_cancelled_units_with_each_role_at_its_own_desk(stage: Stage, walked: Issued) -> None:
    number = walked.number
    cancellation = moved(stage, number, walked.tonnes)
    for lang in ("", "en"):
        looked_up(stage, number, cancellation, lang)


def test_a_complaint_leads_to_the_last_tonne_returned(stage: Stage, walked: Issued) -> None:
    anyone, complaint = complained(stage, walked.number)
    looked_into(stage, walked.filing, complaint)
    anyone.go(f"/complaints/?receipt={complaint}")
    assert "将予处罚" in anyone.words()
    anyone.shot("complaint-3-answered")
    case = called_back(stage, walked.filing, walked.tonnes)
    stage.travel((today(stage["registry"]) + dt.timedelta(31)).isoformat())
    stage.until("registry", "claw-back", case, "逾期未注销")
    # The trader has 150 of them; the owner's other units of the demonstration make the quantity up.
    asked = {"cancelled_t": str(walked.tonnes)}
    stage.both("registry", ("claw-back", "force", case), asked, "claw-back-force")
    province = stage["province"]
    for name in ("holdings", "freezes", "claw-backs"):
        for lang in ("", "/en"):
            province.go(f"{lang}/authority/oversight/{name}")
            province.shot(f"oversight-{name}{lang.replace('/', '-')}")
    row = province.page.locator("main table tbody tr").first.inner_text()
    assert str(walked.tonnes) in row, row
    province.case("claw-back", case)
    province.shot("claw-back-done")
    assert "已等量注销" in province.page.inner_text("main h1")
    anyone.close()
