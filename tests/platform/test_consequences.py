"""What steps mean for the units, on the real market: issued, suspended, cancelled by force, set free; and what the clock does itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Sum

from ccer.project.life.model import Paper
from ccer.registry.commands import Cancel, Reserve
from ccer.registry.reasons import Purpose
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions.base import Actor, Refused
from ccer_platform.actions.lives import Taken, take
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.jobs import deadlines
from ccer_platform.rebuilding.check import check
from ccer_platform.store.models import Holding, Life, Line, Project, Reduction, RegistryAccount, VintageLine

REGISTRY = Actor("registry", "registry:r", seat="maker", user=1)
PROVINCE = Actor("province", "province:p", seat="maker", user=3)
PAPER = Paper(kind="decision-paper", digest="a" * 64)
FILING = "1339642139302301696"  # A110001: 18,499 t of 2023 and 41,223 t of 2024, both issued
WAITING = "1506968437379960832"  # A110007: four years whose issuance is applied for
NOW = dt.datetime(2026, 9, 1, 9, tzinfo=clock.BEIJING)


@pytest.fixture(autouse=True)
def today(market: str) -> Iterator[None]:
    """The real market, on 1 September 2026."""
    with clock.fixed(NOW):
        yield
    close_posters()


def step(actor: Actor, machine: str, code: str, action: str, **given: Any) -> Taken:
    """Taken by two people, and not refused."""
    taken = take(actor, machine, code, action, checker="person:9", **given)
    assert not taken.refused, [r.lines("en") for r in taken.outcome.refusals]
    return taken


def owner_of(filing: str) -> tuple[str, str]:
    """Owner and account."""
    owner = Reduction.objects.get(code=filing).owner
    return owner.code, RegistryAccount.objects.get(organisation=owner).code


def held(account: str) -> dict[str, int]:
    rows = (
        Holding.objects.filter(account=account, quantity__gt=0).values_list("state").annotate(Sum("quantity"))
    )
    return dict(rows)


def penalised(owner: str, quantity: int, code: str = "s") -> None:
    """The decision on false units, and the order to cancel an equal quantity by 15 September."""
    step(
        PROVINCE,
        "sanction",
        code,
        "impose",
        facts={"owner": owner, "breach": "false-units", "fine_cny": 50_000},
        papers=(PAPER,),
    )
    facts = {"owner": owner, "quantity_t": quantity, "comply_by": "2026-09-15", "sanction": code}
    step(PROVINCE, "claw-back", "c", "order", facts=facts, papers=(PAPER,), parent=f"reduction:{FILING}")


def test_issuing_a_line_credits_its_owner_once() -> None:
    account = owner_of(WAITING)[1]
    assert held(account) == {}
    step(REGISTRY, "issuance", f"{WAITING}/2023", "issue")
    assert held(account) == {"general": 38_371}
    assert VintageLine.objects.get(code=f"{WAITING}/2023").issued == 38_371
    assert Line.objects.get(id=f"{WAITING}/2023").issued == 38_371
    again = take(REGISTRY, "issuance", f"{WAITING}/2023", "issue", checker="person:9")
    assert [r.code for r in again.outcome.refusals] == ["state"]
    assert held(account) == {"general": 38_371}
    assert check().differences == ()


def test_units_are_suspended_by_the_penalty_and_free_when_it_is_set_aside() -> None:
    owner, account = owner_of(FILING)
    assert held(account) == {"general": 59_722}
    step(
        PROVINCE,
        "sanction",
        "s",
        "impose",
        facts={"owner": owner, "breach": "false-units", "fine_cny": 50_000},
        papers=(PAPER,),
    )
    assert held(account) == {"frozen": 59_722}
    step(PROVINCE, "sanction", "s", "lift", facts={"reason": "复议撤销"}, papers=(PAPER,))
    assert held(account) == {"general": 59_722}
    assert check().differences == ()


def test_what_is_not_cancelled_in_time_is_cancelled_by_force_and_the_rest_is_free() -> None:
    owner, account = owner_of(FILING)
    penalised(owner, 20_000)
    with clock.fixed(NOW.replace(day=16)):
        assert ("claw-back:c", "lapse") in deadlines.due().taken
        with pytest.raises(Refused) as wrong:
            step(REGISTRY, "claw-back", "c", "force-part", facts={"cancelled_t": 19_000})
        assert wrong.value.clause == "mee-samr-2023-31/art-43/para-2"
        assert held(account) == {"frozen": 59_722}
        step(REGISTRY, "claw-back", "c", "force", facts={"cancelled_t": 20_000})
    assert held(account) == {"cancelled": 20_000, "general": 39_722}
    assert Life.objects.get(machine="claw-back", code="c").state == "DONE"
    assert check().differences == ()


def test_what_cannot_be_cancelled_is_a_shortfall_that_is_returned() -> None:
    owner, account = owner_of(FILING)
    spent = Cancel(
        id="spent", account=account, series=Series("A110001", 2024), quantity=41_223, purpose=Purpose.PUBLIC_GOOD, beneficiary="示例",
        actor=f"owner:{owner}",
    )  # fmt: skip
    assert poster().submit(spent).refusal is None
    penalised(owner, 50_000)
    with clock.fixed(NOW.replace(day=16)):
        deadlines.due()
        step(REGISTRY, "claw-back", "c", "force-part", facts={"cancelled_t": 18_499})
        assert held(account) == {"cancelled": 59_722}
        step(REGISTRY, "claw-back", "c", "make-good", facts={"returned_t": 31_501})
    assert check().differences == ()


def test_the_owner_may_have_what_is_suspended_cancelled_in_time() -> None:
    owner, account = owner_of(FILING)
    penalised(owner, 18_499)
    step(REGISTRY, "claw-back", "c", "comply", facts={"cancelled_t": 18_499, "cancellation": "owner-1"})
    assert held(account) == {"cancelled": 18_499, "general": 41_223}


def test_an_account_is_the_ledgers_account_through_all_its_states() -> None:
    visitor = Actor("visitor", "visitor:acme")
    facts = {
        "holder": "acme", "holder_kind": "trader", "holder_name": "示例交易主体", "subject_code": "T1", "maker": "person:1", "checker": "person:2",
    }  # fmt: skip
    papers = tuple(Paper(kind=kind, digest="b" * 64) for kind in ("licence", "authorisation"))
    step(visitor, "account", "acme", "apply", facts=facts, papers=papers)
    trader = Actor("trader", "trader:acme", seat="maker", user=5)

    def state() -> str:
        return RegistryAccount.objects.get(code="acme").state

    assert state() == "applied"
    step(REGISTRY, "account", "acme", "begin-review")
    step(REGISTRY, "account", "acme", "open")
    assert (state(), RegistryAccount.objects.get(code="acme").opened_on) == ("open", NOW.date())
    step(
        REGISTRY,
        "account",
        "acme",
        "restrict",
        facts={"restriction_ground": "change-not-filed", "reason": "未申请变更"},
    )
    assert state() == "restricted"
    step(trader, "account", "acme", "ask-restoration", facts={"correction": "已申请"})
    step(REGISTRY, "account", "acme", "restore", facts={"reason": "已改正"})
    assert state() == "open"
    step(trader, "account", "acme", "ask-closure", facts={"closure_ground": "merger", "units_held_t": 0})
    assert state() == "closing"
    step(REGISTRY, "account", "acme", "close", facts={"units_held_t": 0})
    assert state() == "closed"
    assert check().differences == ()


def test_an_account_that_holds_units_is_not_closed_whatever_the_step_says() -> None:
    owner, account = owner_of(FILING)
    own = Actor("owner", f"owner:{owner}", seat="maker", user=6)
    step(own, "account", account, "ask-closure", facts={"closure_ground": "merger", "units_held_t": 0})
    with pytest.raises(Refusal):
        take(REGISTRY, "account", account, "close", facts={"units_held_t": 0}, checker="person:9")
    assert Life.objects.get(machine="account", code=account).state == "CLOSING"
    assert check().differences == ()


def test_the_clock_ends_notices_and_flags_what_is_late_and_grants_nothing() -> None:
    account = owner_of(FILING)[1]
    reserve = Reserve(
        id="t", source=account, target=owner_of(WAITING)[1], series=Series("A110001", 2023), quantity=5, expires=NOW + dt.timedelta(hours=1),
        actor="owner:x",
    )  # fmt: skip
    assert poster().submit(reserve).refusal is None
    ending = set(
        Project.objects.filter(state="NOTICE", notice_end__lt=NOW.date()).values_list("code", flat=True)
    )
    before = dict(Life.objects.values_list("code", "state"))
    assert deadlines.due().expired == 0
    with clock.fixed(NOW.replace(day=15)):
        done = deadlines.due()
        assert deadlines.due() == deadlines.Round((), 0)
    assert done.expired == 1
    assert held(account) == {"general": 59_722}
    assert {action for _, action in done.taken} <= {"end-notice", "flag-overdue", "lapse"}
    moved = {
        code: state for code, state in Life.objects.values_list("code", "state") if before[code] != state
    }
    assert set(moved.values()) == {"AWAIT_VVB"}
    assert ending <= moved.keys()
    assert set(moved) == {code for code, state in before.items() if state == "NOTICE"}
    assert check().differences == ()
