"""The authority's chain by pages: complaint, spot check, penalty, claw-back; and what it looks over."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from ccer_platform import clock
from ccer_platform.jobs import deadlines
from ccer_platform.rebuilding.check import check
from ccer_platform.store.models import Life

from .desks import WIND, Desk, at, pdf, said
from .issued import ORDER, SERIES, account, held, issued, issued_template, refused, rows, seated
from .test_workbench_story import state

__all__ = ["issued", "issued_template"]
pytestmark = pytest.mark.slow

# the chain


def complained() -> str:
    """A visitor reports the project, and keeps the receipt."""
    visitor = Client()
    form = visitor.get("/complaints/?against=A210001")
    assert 'value="A210001"' in said(form, raw=True)
    sent = visitor.post(
        "/complaints/", {"against": "A210001", "province": "甘肃省", "text": "上网电量与结算单不符"}
    )
    assert sent.status_code == 302, said(sent)
    shown = visitor.get(sent["Location"])
    assert "已举报" in said(shown)
    code = sent["Location"].partition("receipt=")[2]
    # it is for the province where the project is, whatever province was chosen
    assert Life.objects.get(machine="complaint", code=code).data["facts"]["province"] == "江苏省"
    return code


def checked(issued: dict[str, str], desk: dict[str, Desk]) -> None:
    """Complaint taken up, looked into on site, breach established, complaint answered a day late."""
    province, owner = desk["province"], desk["owner"]
    with clock.fixed(at("2025-06-02")):
        complaint = complained()
        other = Desk("gansu")
        assert other.get(f"case/complaint/{complaint}").status_code == 404
        assert "上网电量" not in said(other.get("register/complaint")) + said(other.get())
        assert "上网电量" in said(province.get("register/complaint"))
        assert owner.get(f"case/complaint/{complaint}").status_code == 404
        refused(
            desk["registry"].get(f"step/complaint/take/{complaint}"),
            403,
            "省级生态环境部门",
            f"{ORDER}/art-34/para-2",
        )
        early = province.get(f"step/complaint/close/{complaint}")
        refused(early, 409, f"{ORDER}/art-34/para-2")
        past = province.fill("complaint", "take", complaint, {"answer_by": "2025-06-01"})
        refused(past, 422, "期限不能在今日以前")
    with clock.fixed(at("2025-06-03")):
        province.take("complaint", "take", complaint, {"answer_by": "2025-06-19"})
        asked = said(Client().get(f"/complaints/?receipt={complaint}"))
        assert "已受理" in asked
        assert "2025-06-19" in asked
        check = province.begin("spot-check", "open", f"reduction:{issued['filing']}")
        typed = {"reason": "核实举报", "complaint": complaint}
        refused(
            desk["registry"].get(f"step/spot-check/open/{check}?parent=reduction:{issued['filing']}"),
            403,
            f"{ORDER}/art-34/para-2",
        )
        province.take("spot-check", "open", check, typed, f"reduction:{issued['filing']}")
        province.take("spot-check", "demand", check, {"text": "提供三年结算单", "answer_by": "2025-06-10"})
        refused(province.get(f"step/spot-check/establish/{check}"), 409, "已立项")
    with clock.fixed(at("2025-06-11")):
        assert (f"spot-check:{check}", "flag-overdue") in deadlines.due().taken
        assert deadlines.due().taken == ()
        owner.take("spot-check", "supply", check, {"paper.evidence": pdf(mark="s")})
        assert not any(c.get("stopped") is None for c in Life.objects.get(code=check).data["clocks"])
        province.take("spot-check", "visit", check, {"paper.inspection-record": pdf(mark="i")})
        found = {"breach": "false-units", "reason": "结算单系伪造", "paper.decision-paper": pdf(mark="d")}
        assert "尚未生效" in said(province.take("spot-check", "establish", check, found))
        assert state("spot-check", check) == "VISITED"
        desk["province2"].confirm()
        assert state("spot-check", check) == "BREACH"
    with clock.fixed(at("2025-06-20")):
        assert (f"complaint:{complaint}", "flag-overdue") in deadlines.due().taken
        assert "已超期" in said(province.get())
        province.take("complaint", "close", complaint, {"answer": "已认定取得虚假减排量，将予处罚"})
        assert "已认定取得虚假减排量，将予处罚" in said(Client().get(f"/complaints/?receipt={complaint}"))


def penalised(desk: dict[str, Desk]) -> str:
    """The decision on false units: the fine inside its range, two people, and then trading is suspended."""
    province = desk["province"]
    with clock.fixed(at("2025-06-23")):
        sanction = province.begin("sanction", "impose")
        typed = {
            "owner": "sample-owner", "breach": "false-units", "fine_cny": "40000", "deliberate": "yes", "paper.decision-paper": pdf(mark="p"),
        }  # fmt: skip
        # Order 31 art. 43 para. 2: CNY 50,000 to 100,000
        refused(province.fill("sanction", "impose", sanction, typed), 422, "50,000", f"{ORDER}/art-43/para-2")
        refused(desk["regulator"].get(f"step/sanction/impose/{sanction}"), 403, "生态环境部")
        before = held("owner")
        typed |= {"fine_cny": "80000", "paper.decision-paper": pdf(mark="p")}
        province.take("sanction", "impose", sanction, typed)
        assert held("owner") == before
        desk["province2"].confirm()
        assert held("owner") == {"frozen": before["general"]}
        moved = {
            "stage": "check",
            "source": account("owner"),
            "target": account("trader"),
            "series": SERIES,
            "quantity": "1",
        }
        refused(desk["owner"].post("units/transfer", moved), 409, f"{ORDER}/art-43/para-2", "被冻结")
    return sanction


def ordered(issued: dict[str, str], desk: dict[str, Desk], sanction: str, quantity: int) -> str:
    """An equal quantity to be cancelled by 31 July."""
    province, parent = desk["province"], f"reduction:{issued['filing']}"
    with clock.fixed(at("2025-06-24")):
        case = province.begin("claw-back", "order", parent)
        typed = {
            "owner": "sample-owner",
            "quantity_t": "401",
            "comply_by": "2025-07-31",
            "sanction": sanction,
        }
        paper = {"paper.decision-paper": pdf(mark="o")}
        too_much = province.fill("claw-back", "order", case, {**typed, **paper}, parent)
        refused(too_much, 422, "401", "400", f"{ORDER}/art-43/para-2")
        typed["quantity_t"] = str(quantity)
        late = {**typed, "comply_by": "2025-06-24", "paper.decision-paper": pdf(mark="o")}
        refused(province.fill("claw-back", "order", case, late, parent), 422, "今日之后")
        province.take("claw-back", "order", case, {**typed, "paper.decision-paper": pdf(mark="o")}, parent)
        desk["province2"].confirm()
        refused(desk["registry"].get(f"step/claw-back/force/{case}"), 409, f"{ORDER}/art-43/para-2")
        assert "2025-07-31" in said(desk["registry"].get())
    return case


def test_what_is_owed_is_cancelled_in_time_and_the_rest_is_free(issued: dict[str, str]) -> None:
    with clock.fixed(at("2025-06-02")):
        desk = seated("province", "owner", "registry", "regulator")
    checked(issued, desk)
    case = ordered(issued, desk, penalised(desk), 300)
    with clock.fixed(at("2025-07-30")):
        assert deadlines.due().taken == ()
        registry = desk["registry"]
        short = registry.fill("claw-back", "comply", case, {"cancelled_t": "299", "cancellation": "owner-1"})
        refused(short, 422, "300", f"{ORDER}/art-43/para-2")
        registry.take("claw-back", "comply", case, {"cancelled_t": "300", "cancellation": "owner-1"})
        assert state("claw-back", case) == "DONE"
        assert held("owner") == {"cancelled": 300, "general": 100}
        assert "owner-1" in said(Client().get("/certificates/?code=owner-1"))
        refused(registry.get(f"step/claw-back/force/{case}"), 409, "已等量注销")
    assert check().differences == ()


def test_what_is_late_is_cancelled_by_force_and_the_shortfall_is_returned(issued: dict[str, str]) -> None:
    with clock.fixed(at("2025-06-02")):
        desk = seated("province", "owner", "registry", "regulator", "ministry")
        sent = {
            "stage": "send", "source": account("owner"), "target": account("trader"), "series": SERIES, "quantity": "150",
        }  # fmt: skip
        assert desk["owner"].post("units/transfer", sent).status_code == 302
        desk["owner2"].confirm()
    case = ordered(issued, desk, penalised(desk), 400)
    registry = desk["registry"]
    with clock.fixed(at("2025-08-01")):
        assert (f"claw-back:{case}", "lapse") in deadlines.due().taken
        # 400 were issued, 150 are with the trader: 250 can be cancelled and 150 are to be returned
        registry.take("claw-back", "force-part", case, {"cancelled_t": "249"})
        confirmed = _confirm(desk["registry2"])
        refused(confirmed, 409, "250", f"{ORDER}/art-43/para-2")
        assert held("owner") == {"frozen": 250}
        _send_back(desk["registry2"])
        registry.take("claw-back", "force-part", case, {"cancelled_t": "250"})
        desk["registry2"].confirm()
        assert (state("claw-back", case), held("owner"), held("trader")) == (
            "SHORT",
            {"cancelled": 250},
            {"general": 150},
        )
        _looked_over(desk, case)
        refused(registry.fill("claw-back", "make-good", case, {"returned_t": "149"}), 422, "400")
        registry.take("claw-back", "make-good", case, {"returned_t": "150"})
        desk["registry2"].confirm()
        assert state("claw-back", case) == "DONE"
        again = desk["owner"].begin("project", "create")
        refused(
            desk["owner"].fill("project", "create", again, {"project": WIND}),
            422,
            f"{ORDER}/art-43/para-2",
            "不再受理",
        )
    assert check().differences == ()


def _confirm(desk: Desk) -> HttpResponse:
    number = re.search(rf"/{desk.prefix}/proposal/(\d+)", said(desk.get(), raw=True))
    assert number
    return desk.post(f"proposal/{number[1]}", {"answer": "confirm"})


def _send_back(desk: Desk) -> None:
    number = re.search(rf"/{desk.prefix}/proposal/(\d+)", said(desk.get(), raw=True))
    assert number
    assert desk.post(f"proposal/{number[1]}", {"answer": "withdraw", "why": "数量有误"}).status_code == 302


def _looked_over(desk: dict[str, Desk], case: str) -> None:
    """Holdings, freezes and claw-backs: the province's own, the ministry's by province, another province's none; each as CSV."""
    for key, query in (("province", ""), ("ministry", "?province=江苏省"), ("ministry", "")):
        page = said(desk[key].get(f"oversight/holdings{query}"))
        assert "A210001" in page
        sep = "&" if query else "?"
        table = rows(desk[key].get(f"oversight/holdings{query}{sep}format=csv"))
        found = {(r["持有账户"], r["状态"], r["业主本身"]): int(r["数量（tCO₂e）"]) for r in table}
        assert found == {(account("owner"), "已注销", "是"): 250, (account("trader"), "一般持有", "否"): 150}
    freezes = rows(desk["province"].get("oversight/freezes?format=csv"))
    assert [(r["办理"], r["现冻结（tCO₂e）"], r["项目"]) for r in freezes] == [("冻结中", "0", "A210001")]
    backs = rows(desk["province"].get("oversight/claw-backs?format=csv"))
    quantities = [
        (r["责令注销（tCO₂e）"], r["已注销（tCO₂e）"], r["尚缺（tCO₂e）"], r["期限"]) for r in backs
    ]
    assert quantities == [("400", "250", "150", "2025-07-31")]
    other = Desk("gansu")
    for table in ("holdings", "freezes", "claw-backs"):
        assert rows(other.get(f"oversight/{table}?format=csv")) == []
        assert rows(other.get(f"oversight/{table}?province=江苏省&format=csv")) == [], (
            "what is asked for opens nothing"
        )
        assert other.get(f"oversight/{table}", "/en").status_code == 200
    assert other.get(f"case/claw-back/{case}").status_code == 404
    refused(desk["regulator"].get("oversight/holdings"), 403, f"{ORDER}/art-34/para-2")


def test_a_province_sees_its_own_cases_only(issued: dict[str, str]) -> None:
    with clock.fixed(at("2025-06-02")):
        own, other = Desk("province"), Desk("gansu")
        for machine, code in (("project", issued["project"]), ("reduction", issued["filing"])):
            assert own.get(f"case/{machine}/{code}").status_code == 200
            assert other.get(f"case/{machine}/{code}").status_code == 404
            assert issued["project"] not in said(other.get(f"register/{machine}"))
            begun = other.get(f"step/spot-check/open/20250602-00000000?parent={machine}:{code}")
            assert begun.status_code == 404
        assert "A210001" in said(own.get("register/project"))
        assert own.get(f"case/account/{account('owner')}").status_code == 404


def test_a_company_reports_from_its_own_desk_and_follows_it(issued: dict[str, str]) -> None:
    with clock.fixed(at("2025-06-02")):
        trader = Desk("trader")
        code = trader.begin("complaint", "file")
        done = trader.take(
            "complaint", "file", code, {"text": "现场未见设施", "against": "A210001", "province": "江苏省"}
        )
        assert "举报" in said(done)
        assert trader.get(f"case/complaint/{code}").status_code == 200
        assert Desk("emitter").get(f"case/complaint/{code}").status_code == 404
        province = Desk("province")
        province.take("complaint", "dismiss", code, {"reason": "不属于本办法规定的情形"})
        refused(province.get(f"step/complaint/take/{code}"), 409, "不予受理")
