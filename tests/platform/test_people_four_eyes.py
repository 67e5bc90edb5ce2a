"""Four eyes: nothing that matters happens until another person of the same organisation confirms it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ccer.core.errors import CcerError
from ccer.registry.accounts import AccountKind
from ccer.registry.commands import (
    ApplyAccount,
    Cancel,
    ChangeState,
    Issue,
    Linked,
    OpenAccount,
    RegisterLine,
    Transfer,
)
from ccer.registry.holdings import State
from ccer.registry.reasons import Purpose
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions import people, proposals, units
from ccer_platform.actions.base import Actor, Refused, system
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.store.models import (
    Holding,
    JournalEvent,
    Life,
    Membership,
    Organisation,
    Proposal,
    RegistryAccount,
    User,
)
from people_samples import (
    PASSWORD,
    TRANSFER,
    acting,
    apply_for,
    organisation,
    registry,
    sign_in,
    sit,
    step,
)

pytestmark = pytest.mark.usefixtures("database", "morning")


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    yield
    close_posters()


# Four eyes


@pytest.fixture
def pair() -> tuple[Actor, Actor]:
    """Maker and checker of an owner who holds 100 t, and a second owner's account."""
    org = organisation()
    maker, checker = sit("maker@example.org", org, "maker"), sit("checker@example.org", org, "checker")
    series = Series("A219999", 2024)
    for code in ("acc-1", "acc-2"):
        poster().submit_many(
            [
                ApplyAccount(
                    account=code,
                    subject=f"S-{code}",
                    kind=AccountKind.OWNER,
                    maker="m",
                    checker="c",
                    papers=("p",),
                    actor="system:test",
                ),
                OpenAccount(account=code, actor="system:test"),
            ]
        )
    poster().level()
    RegistryAccount.objects.filter(code="acc-1").update(organisation=org)
    outcomes = poster().submit_many(
        [
            RegisterLine(line="l1", series=series, verified=100, actor="system:test"),
            Issue(line="l1", account="acc-1", quantity=100, actor="system:test"),
        ]
    )
    assert all(outcome.refusal is None for outcome in outcomes), [o.refusal for o in outcomes]
    poster().level()
    return acting(maker), acting(checker)


def held(account: str) -> int:
    poster().level()
    return sum(Holding.objects.filter(account=account).values_list("quantity", flat=True))


@pytest.mark.parametrize(
    "command",
    [
        TRANSFER,
        Cancel(
            id="c1",
            account="acc-1",
            series=Series("A219999", 2024),
            quantity=1,
            purpose=Purpose.PUBLIC_GOOD,
            beneficiary="示例",
        ),
        ChangeState(
            account="acc-1",
            series=Series("A219999", 2024),
            quantity=1,
            source=State.GENERAL,
            target=State.TO_TRADING,
        ),
    ],
)
def test_a_holder_moves_nothing_alone(pair: tuple[Actor, Actor], command: Transfer) -> None:
    with pytest.raises(Refused) as refusal:
        units.order(pair[0], command)
    assert refusal.value.code == "four_eyes"
    made = proposals.propose_units(pair[0], command)
    assert held("acc-1") == 100
    done = proposals.confirm(pair[1], made.pk)
    assert len(done.events) == 1
    assert done.events[0].actor == pair[0].name


def test_nothing_happens_until_another_person_confirms(pair: tuple[Actor, Actor]) -> None:
    maker, checker = pair
    made = proposals.propose_units(maker, TRANSFER)
    assert held("acc-2") == 0
    with pytest.raises(Refused) as refusal:
        proposals.confirm(maker, made.pk)
    assert refusal.value.code == "seat"
    # Even who now sits as checker does not confirm what they proposed as maker.
    seat = Membership.objects.get(user_id=maker.user)
    people.end_seat(system("people"), seat)
    now = people.actor_of(people.give_seat(system("people"), seat.user, seat.organisation, "checker"))
    with pytest.raises(Refused) as refusal:
        proposals.confirm(now, made.pk)
    assert refusal.value.code == "four_eyes"
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(
            state="confirmed", decided_by=maker.user, decided_at=clock.now()
        )
    with pytest.raises(Refused) as refusal:  # and one who has left the maker's seat proposes nothing any more
        proposals.confirm(checker, made.pk)
    assert refusal.value.code == "left"
    assert held("acc-2") == 0


def test_a_checker_of_another_organisation_confirms_nothing(pair: tuple[Actor, Actor]) -> None:
    made = proposals.propose_units(pair[0], TRANSFER)
    other = acting(sit("other@example.org", organisation("别的业主", "owner", "SAMPLE-OWNER-2"), "checker"))
    for number in (made.pk, 10**6):
        with pytest.raises(Refused) as refusal:
            proposals.confirm(other, number)
        assert refusal.value.code == "identity"
    assert held("acc-2") == 0


def test_confirmed_once_and_journalled_with_both_people(pair: tuple[Actor, Actor]) -> None:
    made = proposals.propose_units(pair[0], TRANSFER)
    proposals.confirm(pair[1], made.pk)
    assert (held("acc-1"), held("acc-2")) == (60, 40)
    with pytest.raises(Refused) as refusal:
        proposals.confirm(pair[1], made.pk)
    assert refusal.value.code == "decided"
    assert held("acc-2") == 40
    entry = JournalEvent.objects.get(name="proposal.confirmed")
    assert (entry.data["maker"], entry.data["by"]) == (pair[0].person, pair[1].person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(state="open", decided_by=None)


def test_refused_at_confirmation_stays_open(pair: tuple[Actor, Actor]) -> None:
    first, second = (
        proposals.propose_units(
            pair[0], Transfer(source="acc-1", target="acc-2", series=TRANSFER.series, quantity=80)
        )
        for _ in range(2)
    )
    proposals.confirm(pair[1], first.pk)
    with pytest.raises(CcerError) as refusal:
        proposals.confirm(pair[1], second.pk)
    assert refusal.value.clause
    assert Proposal.objects.get(pk=second.pk).state == "open"
    proposals.withdraw(pair[0], second.pk)
    assert (held("acc-1"), held("acc-2")) == (20, 80)


def test_another_holders_units_are_not_ones_own(pair: tuple[Actor, Actor]) -> None:
    theirs = Transfer(source="acc-2", target="acc-1", series=TRANSFER.series, quantity=1)
    for ask in (units.order, proposals.propose_units):
        with pytest.raises(Refused) as refusal:
            ask(pair[0], theirs)
        assert refusal.value.code == "identity"


@pytest.mark.parametrize("state", [State.GENERAL, State.ON_PLATFORM])
def test_the_exchange_moves_units_by_its_trades_alone(pair: tuple[Actor, Actor], state: State) -> None:
    exchange = acting(
        sit("ex@example.org", organisation("示例交易机构", "exchange", "SAMPLE-EXCHANGE"), "maker")
    )
    past_the_market = Transfer(
        source="acc-1", target="acc-2", series=TRANSFER.series, quantity=40, state=state
    )
    for ask in (units.order, proposals.propose_units):
        for command in (past_the_market, Linked(steps=(past_the_market,))):
            with pytest.raises(Refused) as refusal:
                ask(exchange, command)
            assert refusal.value.code == "role"
    assert (held("acc-1"), held("acc-2")) == (100, 0)


def test_a_proposal_is_stale_when_its_case_moved_on() -> None:
    maker, checker = registry()
    applicant = people.add_person("visitor@example.org", "申请人", password=PASSWORD, demo=True)
    apply_for(applicant, "account-1", "SAMPLE-NEW-1")
    step(maker, checker, "account", "account-1", "begin-review")
    first, second = (proposals.propose_step(maker, "account", "account-1", "open") for _ in range(2))
    proposals.confirm(checker, first.pk)
    assert proposals.is_stale(Proposal.objects.get(pk=second.pk))
    with pytest.raises(Refused) as refusal:
        proposals.confirm(checker, second.pk)
    assert refusal.value.code == "stale"
    assert Proposal.objects.get(pk=second.pk).state == "stale"


def test_a_checker_confirms_on_the_page() -> None:
    maker, checker = registry()
    applicant = people.add_person("visitor@example.org", "申请人", password=PASSWORD, demo=True)
    apply_for(applicant, "account-1", "SAMPLE-NEW-1")
    step(maker, checker, "account", "account-1", "begin-review")
    made = proposals.propose_step(maker, "account", "account-1", "open")
    client = Client()
    sign_in(client, User.objects.get(pk=checker.user))
    assert "开立账户" in client.get("/people/proposals/").content.decode()
    assert client.post(f"/people/proposals/{made.pk}/", {"do": "confirm"}).status_code == 302
    assert Life.objects.get(machine="account", code="account-1").state == "OPEN"


def test_the_registrys_own_seats_take_two_people() -> None:
    maker, checker = registry()
    org = Organisation.objects.get(code="SAMPLE-REGISTRY")
    new = people.add_person("r3@example.org", "新职员", invite=False)
    made = proposals.propose_seat(maker, new, org, "viewer")
    assert not people.seats(new.pk).exists()
    proposals.confirm(checker, made.pk)
    assert people.seats(new.pk).get().seat == "viewer"
