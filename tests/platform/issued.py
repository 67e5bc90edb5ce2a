"""A project with issued units, walked there by pages once a run; what tests of its later life begin from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpResponse

from ccer_platform import clock
from ccer_platform.actions import people
from ccer_platform.actions.posting import close_posters
from ccer_platform.database import Server
from ccer_platform.demo.people import PASSWORD, load_people
from ccer_platform.store.models import Holding, Life

from . import conftest, desks
from .desks import Desk, at, said
from .test_workbench_story import filed, registered, sit_down

ISSUED, SERIES = "ccer_issued", "A210001-2023"
ORDER = "mee-samr-2023-31"
_KEPT: dict[str, str] = {}


@pytest.fixture(scope="session")
def issued_template(server: Server) -> Iterator[None]:
    """The sample owner's project A210001 with its filing registered and the 400 t of 2023 issued; made once."""
    if _KEPT:  # another module made it
        yield
        return
    conftest._database("CREATE DATABASE {0} TEMPLATE " + conftest.TEMPLATE, ISSUED)
    conftest._connect(ISSUED)
    clock.forget()
    with clock.fixed(at("2024-08-23")):
        load_people()
        seated = sit_down()
    code = registered(seated)
    filing = filed(seated, code)
    with clock.fixed(at("2025-03-07")):
        seated["owner"].take("issuance", "apply", f"{filing}/2023", {"issue_t": "400"})
        seated["owner2"].confirm()
        seated["registry"].take("issuance", "issue", f"{filing}/2023")
        seated["registry2"].confirm()
        people.add_person(
            "gansu-maker@example.org", "甘肃经办人", password=PASSWORD, totp_secret="JBSWY3DPEHPK3PXP", demo=True, seat="maker",
            organisation=people.add_organisation("sample-gansu", "示例另一省级部门", "province", province="甘肃省"),
        )  # fmt: skip
    _KEPT.update(project=code, filing=filing)
    desks.DESKS["gansu"] = "authority"
    cache.clear()  # codes that were used: the copies must not remember them
    close_posters()
    conftest._close()
    yield
    conftest._database("DROP DATABASE {0} WITH (FORCE)", ISSUED)


@pytest.fixture
def issued(issued_template: None, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A copy of it for one test, with the codes of the project and the filing."""
    name = f"i{abs(hash(request.node.nodeid)):x}"
    conftest._database("CREATE DATABASE {0} TEMPLATE " + ISSUED, name)
    conftest._connect(name)
    clock.forget()
    yield _KEPT
    close_posters()
    conftest._close()
    conftest._database("DROP DATABASE {0} WITH (FORCE)", name)


def seated(*keys: str) -> dict[str, Desk]:
    """Maker and checker of each."""
    return {
        f"{key}{'2' * (seat == 'checker')}": Desk(key, seat) for key in keys for seat in ("maker", "checker")
    }


def refused(answer: HttpResponse, status: int, *words: str) -> None:
    """It says no, in these words, naming its clause and what to do next."""
    assert answer.status_code == status, said(answer)
    text = said(answer) + said(answer, raw=True)
    assert "下一步" in text
    assert [word for word in words if word not in text] == [], said(answer)


def account(key: str) -> str:
    return str(Life.objects.get(machine="account", owner=f"sample-{key}").code)


def held(key: str) -> dict[str, int]:
    rows = Holding.objects.filter(account=account(key), quantity__gt=0)
    return dict(rows.values_list("state").annotate(Sum("quantity")))


def rows(answer: HttpResponse) -> list[dict[str, str]]:
    """An export, by its columns."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))
