"""The registry's later work by pages: freezes apart, comments on a notice, the clock of a demonstration, buffers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from ccer_platform import clock
from ccer_platform.actions.time_machine import begin_on
from ccer_platform.jobs import deadlines
from ccer_platform.rebuilding.check import check
from ccer_platform.store.models import Hold, Holding, JournalEvent, Life, Organisation

from .desks import FREE, WIND, Desk, at, pdf, peopled, peopled_template, said
from .issued import ORDER, SERIES, account, held, issued, issued_template, refused, seated
from .test_workbench_story import state

__all__ = ["issued", "issued_template", "peopled", "peopled_template"]
pytestmark = pytest.mark.slow

# freezes


def test_each_freeze_is_released_on_its_own_and_under_its_own_reason(issued: dict[str, str]) -> None:
    with clock.fixed(at("2025-06-02")):
        desk = seated("registry", "owner")
        registry, second, mine = desk["registry"], desk["registry2"], account("owner")
        reasons = {"judicial": 100, "penalty": 60, "restriction": 40}
        for reason, quantity in reasons.items():
            typed = {
                "stage": "send", "id": f"f-{reason}", "account": mine, "reason": reason, "authority": "示例机关", "document": f"示例文号-{reason}",
                "series": SERIES, "quantity": str(quantity),
            }  # fmt: skip
            assert registry.post("units/freeze", typed).status_code == 302
            second.confirm()
        assert held("owner") == {"frozen": 200, "general": 200}
        clauses = {
            "judicial": "ncsc-2023-11/art-16",
            "penalty": f"{ORDER}/art-43/para-2",
            "restriction": "ncsc-2023-11/art-10/para-1",
        }
        for reason, clause in clauses.items():
            for other in set(reasons) - {reason}:
                wrong = {"stage": "check", "id": f"f-{reason}", "reason": other, "document": "示例文号"}
                refused(registry.post("units/release", wrong), 409, clause)
        left = 200
        for reason, quantity in reasons.items():
            typed = {
                "stage": "send",
                "id": f"f-{reason}",
                "reason": reason,
                "document": f"示例解除文号-{reason}",
            }
            assert registry.post("units/release", typed).status_code == 302
            second.confirm()
            left -= quantity
            assert held("owner").get("frozen", 0) == left
            assert not Hold.objects.get(id=f"f-{reason}").open
        again = {"stage": "check", "id": "f-judicial", "reason": "judicial", "document": "示例文号"}
        refused(registry.post("units/release", again), 409, "已")
        refused(desk["owner"].get("units/release"), 403)
    assert check().differences == ()


# comments, and the clock moved by its page


def travelled(registry: Desk, day: str) -> None:
    """The registry sets the clock of the demonstration, and the worker's round is made."""
    moved = registry.post("time", {"day": day})
    assert moved.status_code == 302, said(moved)
    assert f"演示时钟已调到 {day}" in said(registry.get("time"))
    deadlines.run.call()


def published(desk: dict[str, Desk]) -> str:
    """A project on notice from 3 to 30 September 2024, the days of a public record."""
    owner = desk["owner"]
    code = owner.begin("project", "create")
    owner.take("project", "create", code, {"project": WIND})
    papers = {"paper.pdd": pdf("设计文件.pdf", "v1"), "paper.uniqueness-statement": pdf(mark="u")}
    owner.take("project", "edit", code, {"project": WIND, **papers})
    body = Organisation.objects.get(name="示例审定核查机构甲").code
    owner.take("project", "engage", code, {"body": body, "signed_on": "2024-08-23"})
    desk["validator"].take("project", "accept-engagement", code, FREE)
    owner.take("project", "submit", code)
    desk["owner2"].confirm()
    travelled(desk["registry"], "2024-09-03")
    desk["registry"].take("project", "publish", code)
    assert "2024-09-30" in said(desk["registry2"].confirm())
    return code


def test_comments_are_for_the_notice_and_what_falls_due_follows_the_clock(peopled: None) -> None:
    begin_on(dt.date(2024, 8, 23))
    desk = seated("owner", "registry", "validator")
    owner, registry, visitor = desk["owner"], desk["registry"], Client()
    code = published(desk)
    page, comment = f"/projects/{code}/", f"/projects/{code}/comment/"
    travelled(registry, "2024-09-10")
    for text in ("年上网电量依据不足", "与公示无关的内容"):
        assert visitor.post(comment, {"text": text}).status_code == 302
    first, second = Life.objects.filter(machine="comment").order_by("id").values_list("code", flat=True)
    assert "年上网电量依据不足" in said(visitor.get(page))
    refused(desk["validator"].get(f"step/comment/answer/{first}"), 403, "项目业主")
    owner.take("comment", "answer", first, {"answer": "补充三年结算单"})
    registry.take("comment", "refuse", second, {"reason": "与公示文件无关"})
    shown = said(visitor.get(page))
    assert "补充三年结算单" in shown
    assert "与公示无关的内容" not in shown
    travelled(registry, "2024-09-30")  # the last day of the notice is still in it
    assert state("project", code) == "NOTICE"
    assert visitor.post(comment, {"text": "最后一天的意见"}).status_code == 302
    travelled(registry, "2024-10-01")
    assert state("project", code) == "AWAIT_VVB"
    refused(visitor.post(comment, {"text": "迟到的意见"}), 422, f"{ORDER}/art-12/para-3", "举报")
    assert "迟到的意见" not in said(visitor.get(page))
    refused(registry.post("time", {"day": "2024-09-01"}), 403, "只能向前")
    refused(owner.post("time", {"day": "2024-12-01"}), 403, "注册登记机构")
    # 100 days after 3 September 2024 is 12 December; the day after, the report is late and flagged, once
    travelled(registry, "2024-12-12")
    late = JournalEvent.objects.filter(name="project.overdue")
    assert late.count() == 0
    travelled(registry, "2024-12-13")
    travelled(registry, "2024-12-14")
    assert late.count() == 1
    assert "已超期" in said(desk["validator"].get())
    assert check().differences == ()


# the buffer

CLAUSE = f"{ORDER}/art-8/para-2"  # stands in for a methodology's own, for none was read


def test_units_leave_a_buffer_only_under_a_clause_with_its_document_and_by_two_people(
    issued: dict[str, str],
) -> None:
    with clock.fixed(at("2025-06-02")):
        desk, parent = seated("registry", "owner"), f"project:{issued['project']}"
        registry, second = desk["registry"], desk["registry2"]
        stated = {"vintage": "2023", "quantity_t": "60", "clause": CLAUSE, "reason": "示例"}

        def decided(action: str, **typed: str) -> None:
            code = registry.begin("buffer", action, parent)
            given = {**stated, **typed, "paper.decision-paper": pdf(mark=code)}
            registry.take("buffer", action, code, {k: v for k, v in given.items() if v}, parent)
            second.confirm()

        code = registry.begin("buffer", "release", parent)
        page = registry.fill("buffer", "release", code, stated, parent)
        assert page.status_code == 422
        assert "决定书：请上传这份材料" in said(page)
        unknown = {**stated, "clause": "ccer-draft-ccus-v00/reversal", "paper.decision-paper": pdf()}
        refused(registry.fill("buffer", "release", code, unknown, parent), 422, CLAUSE)
        refused(desk["owner"].get(f"step/buffer/release/{code}?parent={parent}"), 403, "注册登记机构")
        decided("deposit")
        assert held("owner") == {"general": 340}
        assert Holding.objects.get(account="buffer", state="buffer", quantity__gt=0).quantity == 60
        decided("release", quantity_t="20")
        decided("cover", quantity_t="30", vintage="")
        assert held("owner") == {"general": 360}
        left = Holding.objects.filter(account="buffer", quantity__gt=0).values_list("state", "quantity")
        assert sorted(left) == [("buffer", 10), ("cancelled", 30)]
        names = JournalEvent.objects.filter(name__startswith="units.").values_list("name", flat=True)
        assert {"units.buffered", "units.buffer_released", "units.reversal_covered"} <= set(names)
        # by the ledger's own form: no more than there is, and refused in words
        order = {
            "stage": "check", "account": account("owner"), "buffer_account": "buffer", "series": SERIES, "quantity": "11", "clause": CLAUSE,
            "document": "示例文号",
        }  # fmt: skip
        refused(registry.post("units/release-buffer", order), 409, "10")
        assert (
            registry.post("units/release-buffer", order | {"quantity": "10", "stage": "send"}).status_code
            == 302
        )
        second.confirm()
        assert held("owner") == {"general": 370}
    assert check().differences == ()
