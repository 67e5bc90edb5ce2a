"""An emitter and the authorities around it, known to the registry and to the ETS side: who they are and the steps they take."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ccer.offset.ets import Bind, Enrol, FileSurrender, Grant, SetDue
from ccer.offset.ets_book import Pick
from ccer.offset.obligations import Entity
from ccer.project.life.model import Paper
from ccer.registry.commands import Transfer
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions import ets, ets_link, offsetting
from ccer_platform.actions.base import Actor
from ccer_platform.actions.lives import take
from ccer_platform.actions.people import add_organisation, add_person
from ccer_platform.actions.posting import poster
from ccer_platform.actions.proposals import confirm
from ccer_platform.store.models import Life, Reduction, RegistryAccount
from ccer_platform.store.reading import ets as reading

NOW = dt.datetime(2026, 9, 1, 9, tzinfo=clock.BEIJING)
SERIES = Series("A110001", 2023)

FILING = "1339642139302301696"  # A110001: 18,499 t of 2023 and 41,223 t of 2024, both issued
ORGANISATIONS = {"e": "emitter", "f": "emitter", "p": "province", "q": "province", "r": "registry"}


class Both:
    """An emitter with 1,000 t of A110001-2023 and a province, known on both sides; 10,000 t are owed for 2025."""

    def __init__(self) -> None:
        self.people: dict[str, Actor] = {}
        for code, role in ORGANISATIONS.items():
            province = {"p": "江苏省", "q": "浙江省"}.get(code, "")
            organisation = add_organisation(code, f"示例{code}", role, province=province)
            for seat in ("maker", "checker"):
                name = f"{code}-{seat}@example.org"
                user = add_person(name, code, organisation=organisation, seat=seat, invite=False)
                self.people[f"{code} {seat}"] = Actor(role, f"{role}:{code}", organisation.pk, user.pk, seat)
        for code in ("e", "f"):
            self._account(code)
        owner = RegistryAccount.objects.get(organisation=Reduction.objects.get(code=FILING).owner).code
        sold = Transfer(source=owner, target="E", series=SERIES, quantity=1000, actor="system:test")
        assert poster().submit_many([sold])[0].refusal is None
        poster().level()
        entity = Entity(code="e", name="示例发电厂", province="江苏省", ets_account="E-1", key_emitter=True)
        for command in (
            Enrol(entity=entity),
            SetDue(entity="e", year=2025, due_t=10_000),
            Grant(entity="e", quantity=9_800),
        ):
            ets.give(self["p maker"], command)
        ets.give(self["e maker"], Bind(entity="e", registry_account="E"))

    def __getitem__(self, who: str) -> Actor:
        return self.people[who]

    def _account(self, code: str) -> None:
        facts = {
            "holder": code, "holder_kind": "emitter", "holder_name": f"示例{code}", "subject_code": f"X-{code}",
            "maker": "甲", "checker": "乙",
        }  # fmt: skip
        kinds = (("licence", "a"), ("authorisation", "b"))
        papers = tuple(Paper(kind=kind, digest=letter * 64) for kind, letter in kinds)
        visitor = Actor("visitor", f"visitor:{code}", seat="maker", user=self["e maker"].user)
        steps: tuple[tuple[Actor, str, dict[str, Any]], ...] = (
            (visitor, "apply", {"facts": facts, "papers": papers}),
            (self["r maker"], "begin-review", {}),
            (self["r maker"], "open", {}),
        )
        for actor, action, given in steps:
            taken = take(actor, "account", code.upper(), action, checker="person:999", **given)
            assert not taken.refused, [r.lines("en") for r in taken.outcome.refusals]

    def start(self, code: str, quantity: int, link: ets_link.Link = ets_link.SANDBOX) -> None:
        """Proposed, confirmed by the second person, and told to the other side."""
        wanted = offsetting.Wanted(SERIES, quantity, 2025, covered=False)
        confirm(self["e checker"], offsetting.start(self["e maker"], code, wanted).pk)
        ets_link.exchange(link)

    def cancel(self, code: str) -> None:
        assert not take(self["r maker"], "offset", code, "cancel", checker="person:999").refused

    def file(self, form: str, *picks: Pick, allowances: int = 0) -> None:
        asked = FileSurrender(form=form, entity="e", year=2025, picks=picks, allowances=allowances)
        ets.give(self["e maker"], asked)

    def show(self, code: str) -> str:
        row = Life.objects.get(machine="offset", code=code)
        lot = reading.book().lots.get(code)
        return f"{row.state} {lot.state if lot else 'none'}"
