"""A project from draft to issued units by the pages alone, every role signing in as itself and every confirmation by a second person."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ccer_platform import clock
from ccer_platform.actions.base import system
from ccer_platform.actions.lives import take
from ccer_platform.store.models import Holding, Life, Organisation

from .desks import FREE, TEAM, WIND, Desk, at, pdf, peopled, peopled_template, said

__all__ = ["peopled", "peopled_template"]
MONTHS = [f"{year}-{month:02d}" for year in range(2021, 2025) for month in range(1, 13)]
READINGS = "月份,计量点,方向,数值,单位,状态,误差\n" + "".join(
    f"{month},示例关口表,{way},{value},MWh,合格,\n"
    for way, value in (("上网", 100), ("下网", 1))
    for month in MONTHS
)


def state(machine: str, code: str) -> str:
    return Life.objects.get(machine=machine, code=code).state


def on_notice(desks: dict[str, Desk]) -> tuple[str, str]:
    """A project walked to the end of its notice, with one finding raised; the days are those of a public record of 2024, as in the core's own story."""
    owner, second, body = desks["owner"], desks["owner2"], desks["validator"]
    registry, registry2 = desks["registry"], desks["registry2"]
    with clock.fixed(at("2024-08-23")):
        code = owner.begin("project", "create")
        done = owner.take("project", "create", code, {"project": WIND})
        assert "新建项目申请" in said(done)
        owner.take(
            "project",
            "edit",
            code,
            {"project": WIND, "paper.pdd": pdf("设计文件.pdf", "v1"), "paper.uniqueness-statement": pdf()},
        )
    with clock.fixed(at("2024-08-27")):
        number = Organisation.objects.get(pk=body_of(body)).code
        owner.take("project", "engage", code, {"body": number, "signed_on": "2024-08-27"})
        body.take("project", "accept-engagement", code, FREE)
    with clock.fixed(at("2024-08-29")):
        proposed = owner.take("project", "submit", code)
        assert "尚未生效" in said(proposed)
        assert state("project", code) == "DRAFT"
        second.confirm()
    assert state("project", code) == "PUB_AUDIT"
    with clock.fixed(at("2024-09-03")):
        registry.take("project", "publish", code)
        assert "2024-09-30" in said(registry2.confirm())
        body.take("project", "plan", code, {**TEAM, "reviewer": "丙", "decider": "丁", "sites_total": "3"})
    with clock.fixed(at("2024-09-20")):
        finding = body.begin("finding", "raise", f"project:{code}")
        typed = {
            "finding_kind": "corrective-request",
            "ground": "information-thin",
            "text": "年上网电量依据不足",
        }
        body.take("finding", "raise", finding, typed, f"project:{code}")
    with clock.fixed(at("2024-10-01")):
        take(system("notices"), "project", code, "end-notice")
    return code, finding


def registered(desks: dict[str, Desk]) -> str:
    """Then by report, application and review to its registration."""
    code, finding = on_notice(desks)
    owner, second, body = desks["owner"], desks["owner2"], desks["validator"]
    registry, registry2 = desks["registry"], desks["registry2"]
    with clock.fixed(at("2024-10-14")):
        owner.take(
            "finding", "answer", finding, {"answer": "补充三年结算单", "paper.evidence": pdf(mark="e")}
        )
        body.take("finding", "close", finding, {"check": "已交叉核对结算单"})
        body.take("project", "visit", code, {"sites_total": "3", "sites_visited": "3"})
    with clock.fixed(at("2024-10-17")):
        typed = {
            "issued_on": "2024-10-16", "commitment": "yes", "modification_note": "更新发电量依据",
            "paper.validation-report": pdf(mark="r"), "paper.pdd-validated": pdf(mark="v2"),
        }  # fmt: skip
        body.take("project", "upload", code, typed)
        desks["validator2"].confirm()
        owner.take("project", "confirm", code)
    with clock.fixed(at("2025-01-06")):
        owner.take(
            "project",
            "apply",
            code,
            {"paper.application-form": pdf(mark="f"), "paper.commitment-letter": pdf(mark="c")},
        )
        second.confirm()
        registry.take("project", "accept", code)
        registry.take("project", "begin-review", code)
        registry.take("project", "appoint-expert", code, {"expert": "sample-expert"})
        registry.take("project", "check-completeness", code, {"complete": "yes", "standard_form": "yes"})
        desks["expert"].take("project", "evaluate", code, {"opinion": "同意", "opinion_supports": "yes"})
    with clock.fixed(at("2025-01-26")):
        form = registry.get(f"step/project/register/{code}")
        assert 'value="A210001"' in said(
            form, raw=True
        )  # the first number of offshore wind, as the first one published
        registry.take("project", "register", code, {"project_code": "A210001"})
        registry2.confirm()
    return code


def body_of(desk: Desk) -> int:
    return int(desk.user.membership_set.get().organisation_id)


def sit_down() -> dict[str, Desk]:
    keys = ("owner", "validator", "verifier", "registry", "expert")
    desks = {key: Desk(key) for key in keys}
    return desks | {f"{key}2": Desk(key, "checker") for key in keys if key != "expert"}


def begun(desks: dict[str, Desk], code: str) -> str:
    """A filing in draft with its verifier engaged; the validator is refused."""
    owner, body = desks["owner"], desks["verifier"]
    with clock.fixed(at("2025-01-27")):
        filing = owner.begin("reduction", "create", f"project:{code}")
        typed = {
            "reduction.start": "2021-01-01", "reduction.end": "2024-12-31", "reduction.conservative": "yes",
            "reduction.credited_mwh": "1,000.0", "reduction.net_export_mwh": "1000", "reduction.certificates_traded_mwh": "0",
        }  # fmt: skip
        owner.take("reduction", "create", filing, typed, f"project:{code}")
        validator = Organisation.objects.get(pk=body_of(desks["validator"])).code
        refused = owner.fill("reduction", "engage", filing, {"body": validator, "signed_on": "2025-01-27"})
        assert refused.status_code == 422
        assert "mee-samr-2023-31/art-18/para-1" in said(refused, raw=True)
        verifier = Organisation.objects.get(pk=body_of(body)).code
        owner.take("reduction", "engage", filing, {"body": verifier, "signed_on": "2025-01-27"})
        body.take(
            "reduction", "accept-engagement", filing, {**FREE, "independence.same_group_as_validator": "no"}
        )
    return filing


def filed(desks: dict[str, Desk], code: str) -> str:
    """A filing walked to its registration."""
    filing = begun(desks, code)
    owner, second, body = desks["owner"], desks["owner2"], desks["verifier"]
    with clock.fixed(at("2025-02-05")):
        readings = SimpleUploadedFile("readings.csv", READINGS.encode())
        owner.take("reduction", "edit", filing, {"paper.data": readings})
        owner.take("reduction", "submit", filing, {"paper.accounting-report": pdf(mark="a")})
        second.confirm()
    with clock.fixed(at("2025-02-06")):
        desks["registry"].take("reduction", "publish", filing)
        desks["registry2"].confirm()
        body.take(
            "reduction", "plan", filing, {**TEAM, "reviewer": "丙", "decider": "丁", "sites_total": "3"}
        )
        body.take("reduction", "visit", filing, {"sites_total": "3", "sites_visited": "3"})
    with clock.fixed(at("2025-03-05")):
        take(system("notices"), "reduction", filing, "end-notice")
        typed = {
            "issued_on": "2025-03-05", "commitment": "yes", "verified_t": "1,000",
            "paper.verification-report": pdf(mark="vr"), "paper.accounting-report-verified": pdf(mark="a"),
        }  # fmt: skip
        body.take("reduction", "upload", filing, typed)
        desks["verifier2"].confirm()
        owner.take("reduction", "confirm", filing)
        papers = {"paper.application-form": pdf(mark="f"), "paper.commitment-letter": pdf(mark="c")}
        lines = {"vintages.2021": "100", "vintages.2022": "0", "vintages.2023": "400", "vintages.2024": "500"}
        owner.take("reduction", "apply", filing, {"applied_t": "1000", **lines, **papers})
        second.confirm()
        desks["registry"].take("reduction", "accept", filing)
        desks["registry"].take("reduction", "begin-review", filing)
        desks["registry"].take(
            "reduction", "check-completeness", filing, {"complete": "yes", "standard_form": "yes"}
        )
        desks["registry"].take("reduction", "register", filing)
        desks["registry2"].confirm()
    return filing


@pytest.mark.slow
def test_from_draft_to_issued_units_by_pages_alone(peopled: None) -> None:
    with clock.fixed(at("2024-08-23")):
        desks = sit_down()
    code = registered(desks)
    assert state("project", code) == "REGISTERED"
    filing = filed(desks, code)
    with clock.fixed(at("2025-03-06")):
        _pages_tell_it(desks, code, filing)
    owner, second = desks["owner"], desks["owner2"]
    with clock.fixed(at("2025-03-07")):
        owner.take("issuance", "apply", f"{filing}/2023", {"issue_t": "400"})
        second.confirm()
        desks["registry"].take("issuance", "issue", f"{filing}/2023")
        desks["registry2"].confirm()
        assert state("issuance", f"{filing}/2023") == "ISSUED"
        held = Holding.objects.filter(quantity__gt=0).values_list(
            "state", "quantity", "series__project", "series__vintage"
        )
        assert list(held) == [("general", 400, "A210001", 2023)]
        assert "A210001-2023" in said(owner.get("units"))
    _move_units(desks)


def _pages_tell_it(desks: dict[str, Desk], code: str, filing: str) -> None:
    """Both versions with the note, the recount of all four years, the case at each desk in both languages."""
    compared = said(desks["validator"].get(f"compare/project/{code}"))
    assert "更新发电量依据" in compared
    assert compared.count("SHA-256") == 3  # of either version, and in what is said to have been compared
    recount = desks["verifier"].get(f"recount/{filing}")
    assert recount.status_code == 200
    assert all(f'<th scope="row">{year}</th>' in said(recount, raw=True) for year in range(2021, 2025)), said(
        recount
    )
    assert desks["owner"].get(f"recount/{filing}/report.docx").content.startswith(b"PK")
    for key in ("owner", "verifier", "registry"):
        for lang in ("", "/en"):
            page = desks[key].get(f"case/reduction/{filing}", lang)
            assert page.status_code == 200
            assert ("Fix the verification scheme" if lang else "确定核查方案") in said(page)
    assert desks["registry"].get("register/reduction").status_code == 200


def _move_units(desks: dict[str, Desk]) -> None:
    """Units transferred and cancelled by their holder, frozen by the registry: each proposed by one and confirmed by another."""
    owner, second = desks["owner"], desks["owner2"]
    mine = Holding.objects.get(quantity__gt=0).account
    other = str(Life.objects.get(machine="account", owner="sample-trader").code)
    with clock.fixed(at("2025-03-10")):
        too_much = {
            "stage": "check",
            "source": mine,
            "target": other,
            "series": "A210001-2023",
            "quantity": "401",
        }
        refused = owner.post("units/transfer", too_much)
        assert refused.status_code == 409
        assert "依据" in said(refused)
        assert 'value="401"' in said(refused, raw=True)
        proposed = owner.post("units/transfer", too_much | {"quantity": "150", "stage": "send"})
        assert proposed.status_code == 302, said(proposed)
        second.confirm()
        cancelled = {
            "stage": "send", "id": "c1", "account": mine, "series": "A210001-2023", "quantity": "50",
            "purpose": "public-good", "beneficiary": "示例受益人",
        }  # fmt: skip
        assert owner.post("units/cancel", cancelled).status_code == 302
        second.confirm()
    found = Holding.objects.filter(quantity__gt=0).values_list("account", "state", "quantity")
    assert sorted(found) == sorted([(mine, "general", 200), (mine, "cancelled", 50), (other, "general", 150)])
