"""What the authority does in a browser, from a visitor's complaint to the order that calls units back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .people import Watched

if TYPE_CHECKING:
    from .test_story import Stage


def today(person: Watched) -> dt.date:
    """The day that every page shows."""
    return dt.date.fromisoformat(person.page.inner_text(".asof").split()[-1])


def complained(stage: Stage, number: str) -> tuple[Watched, str]:
    """A visitor reports the project from its own page, and keeps the receipt."""
    anyone = Watched(stage.browser, stage.base)
    anyone.go(f"/complaints/?against={number}")
    anyone.page.fill("main [name=text]", "上网电量与结算单不符")
    anyone.shot("complaint-1-form")
    anyone.page.click("main form[method=post] button")
    anyone.page.wait_for_url("**receipt=**")
    anyone.shot("complaint-2-receipt")
    return anyone, anyone.page.inner_text("#receipt dd.code")


def looked_into(stage: Stage, filing: str, complaint: str) -> None:
    """Taken up with a day named, looked into on site, a breach established by two people, answered."""
    province, papers = stage["province"], stage.papers
    province.desk()
    province.shot("desk-authority")
    day = {"answer_by": (today(province) + dt.timedelta(20)).isoformat()}
    province.take("complaint", "take", complaint, day, "complaint-take")
    province.case("reduction", filing)
    check = province.begin("spot-check", "open")
    province.send({"reason": "核实举报", **province.choose("complaint", "上网电量")}, "spot-check-open")
    province.take("spot-check", "visit", check, {"paper.inspection-record": papers.pdf("inspection")})
    found = {"breach": "false-units", "reason": "结算单系伪造", "paper.decision-paper": papers.pdf("breach")}
    stage.both("province", ("spot-check", "establish", check), found, "spot-check-establish")
    province.take("complaint", "close", complaint, {"answer": "已认定取得虚假减排量，将予处罚"})


def called_back(stage: Stage, filing: str, tonnes: int) -> str:
    """The penalty, which suspends trading, and the order to cancel an equal quantity."""
    province, papers, owner = stage["province"], stage.papers, stage["owner"]
    province.desk()
    sanction = province.begin("sanction", "impose")
    typed = {
        **province.choose("owner", "示例业主有限公司"), "breach": "false-units", "fine_cny": "80000", "deliberate": "yes",
        "paper.decision-paper": papers.pdf("penalty"),
    }  # fmt: skip
    assert "尚未生效" in province.send(typed, "sanction-impose")
    stage["province2"].confirm("sanction-impose")
    owner.go("/owner/units")
    assert "冻结" in owner.page.inner_text("main table >> nth=0")
    owner.shot("units-owner-suspended")
    province.case("reduction", filing)
    case = province.begin("claw-back", "order")
    by = (today(province) + dt.timedelta(30)).isoformat()
    given = {"quantity_t": str(tonnes), "comply_by": by, "paper.decision-paper": papers.pdf("order")}
    chosen = {**province.choose("owner", "示例业主有限公司"), **province.choose("sanction", "取得虚假")}
    assert sanction in chosen["sanction"]
    assert "尚未生效" in province.send({**given, **chosen}, "claw-back-order")
    stage["province2"].confirm()
    return case
