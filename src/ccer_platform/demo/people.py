"""Sample people of every role, plainly fictional, who may sign in in a demonstration only; their password is printed.

The two bodies are those of the demonstration's own list (`approvals.yaml`), for only approved ones can be engaged and nobody signs in for a
real one.
"""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from ccer.core.text import Lang, Text

from ..actions.base import Actor
from ..actions.bodies import enter_bodies
from ..actions.documents import keep
from ..actions.lives import take
from ..actions.people import add_organisation, add_person
from ..actions.sniffing import Sniffed
from ..store.models import Life, Organisation, Seat, User

PASSWORD = "Sample-People-2026"
"""Of all sample people; a demonstration never stands on a public address."""
BODIES = {"validator": "vvb-sample-a", "verifier": "vvb-sample-b"}
"""Codes of the two bodies, as `actions.bodies` enters them."""
PROVINCE = "江苏省"
"""Where the sample authority sits, and the sample owner with it."""
SOURCE = "sample"


class Sample(NamedTuple):
    """A sample organisation; the mail addresses of its two people begin with ``key``."""

    key: str
    role: str
    name: Text


SAMPLES = (
    Sample("owner", "owner", Text("示例业主有限公司", "Sample Owner Ltd")),
    Sample("validator", "vvb", Text("示例审定核查机构甲", "Sample Verifier A")),
    Sample("verifier", "vvb", Text("示例审定核查机构乙", "Sample Verifier B")),
    Sample("registry", "registry", Text("示例注册登记机构", "Sample Registry")),
    Sample("expert", "expert", Text("示例评估专家", "Sample Expert")),
    Sample("exchange", "exchange", Text("示例交易机构", "Sample Exchange")),
    Sample("emitter", "emitter", Text("示例重点排放单位", "Sample Key Emitter")),
    Sample("trader", "trader", Text("示例交易主体甲", "Sample Trader A")),
    Sample("trader-b", "trader", Text("示例交易主体乙", "Sample Trader B")),
    Sample("province", "province", Text("示例省级生态环境部门", "Sample Provincial Authority")),
    Sample("ministry", "ministry", Text("示例国家主管部门席位", "sample desk of the ministry")),
    Sample("regulator", "market-regulator", Text("示例市场监管部门", "Sample Market Regulator")),
    Sample("analyst", "analyst", Text("示例分析机构", "Sample Analyst")),
)
NAMED = {
    ("analyst", Seat.MAKER): Text("示例分析员", "Sample Analyst"),
    ("analyst", Seat.CHECKER): Text("示例审核员甲", "Sample Reviewer A"),
}
"""People called by what they do, not by their organisation."""
SECOND = ("analyst-second@example.org", Text("示例审核员乙", "Sample Reviewer B"))
"""A second reviewer of policy records: two different people review."""
KEEPS_ACCOUNT = ("owner", "emitter", "trader", "province", "vvb")
SEATED_BY_ACCOUNT = ("owner", "emitter", "trader", "province")
"""Roles whose two people get their seats when the account is opened."""
_SEAT = {Seat.MAKER: Text("经办人", "maker"), Seat.CHECKER: Text("复核人", "checker")}


class Person(NamedTuple):
    """Who can sign in: mail address, name, and what for."""

    email: str
    name: str
    role: str


def load_people() -> None:
    """Makes organisations, people, seats and accounts that are not there yet; nothing the second time."""
    if User.objects.filter(email=people()[-1].email).exists():
        return
    enter_bodies()
    hashed = make_password(PASSWORD)
    users: dict[str, dict[Seat, User]] = {}
    for sample in SAMPLES:
        organisation = _organisation(sample)
        users[sample.key] = {seat: _person(sample, seat, organisation, hashed) for seat in _SEAT}
    _second_reviewer(hashed)
    for sample in SAMPLES:
        code = _organisation(sample).code
        if sample.role in KEEPS_ACCOUNT and not Life.objects.filter(machine="account", owner=code).exists():
            _open_account(sample, users[sample.key], users["registry"])


def people() -> list[Person]:
    """Everyone who can sign in, as printed."""
    seated = [
        Person(_email(sample, seat), _name(sample, seat).zh, sample.role)
        for sample in SAMPLES
        for seat in _SEAT
    ]
    return [*seated, Person(SECOND[0], SECOND[1].zh, "analyst")]


def printed(lang: Lang) -> str:
    """Who can sign in, one a line, and the password of all."""
    rows = [f"  {each.email:<34}{each.name}" for each in people()]
    head = Text(
        "示例人员（仅供演示）；口令均为 {password}",
        "sample people, for demonstration only; their password is {password}",
    )
    return "\n".join([head.fill(password=PASSWORD).say(lang), *rows])


def _email(sample: Sample, seat: Seat) -> str:
    return f"{sample.key}-{seat.value}@example.org"


def _name(sample: Sample, seat: Seat) -> Text:
    return NAMED.get((sample.key, seat)) or sample.name + _SEAT[seat]


def _organisation(sample: Sample) -> Organisation:
    if sample.role == "vvb":
        return Organisation.objects.get(code=BODIES[sample.key])
    name, province = sample.name, PROVINCE if sample.role in ("owner", "province") else ""
    return add_organisation(
        f"sample-{sample.key}", name.zh, sample.role, name_en=name.en, province=province, source=SOURCE
    )


def _person(sample: Sample, seat: Seat, organisation: Organisation, hashed: str) -> User:
    """With a seat, but for those who get theirs with the account."""
    email = _email(sample, seat)
    given = {} if sample.role in SEATED_BY_ACCOUNT else {"organisation": organisation, "seat": seat.value}
    return add_person(
        email,
        _name(sample, seat).zh,
        hashed=hashed,
        totp_secret=_secret(email),
        demo=True,
        **given,  # type: ignore[arg-type]
    )


def _second_reviewer(hashed: str) -> None:
    email, name = SECOND
    organisation = Organisation.objects.get(code="sample-analyst")
    add_person(
        email, name.zh, organisation=organisation, seat=Seat.CHECKER.value, hashed=hashed, totp_secret=_secret(email), demo=True
    )  # fmt: skip


def _secret(email: str) -> str:
    return base64.b32encode(hashlib.sha256(email.encode()).digest()[:20]).decode()


def _open_account(sample: Sample, own: dict[Seat, User], registry: dict[Seat, User]) -> None:
    """Applied for by the two people and opened by the registry, step by step like any other."""
    organisation = _organisation(sample)
    code = organisation.code
    facts = {
        "holder": code, "holder_kind": sample.role, "holder_name": organisation.name, "subject_code": code,
        "maker": own[Seat.MAKER].code, "checker": own[Seat.CHECKER].code,
    }  # fmt: skip
    visitor = Actor("visitor", f"visitor:{code}")
    papers = tuple(_paper(visitor, code, kind) for kind in ("licence", "authorisation"))
    _step(visitor, code, "apply", facts=facts, papers=papers, person=own[Seat.MAKER].code)
    maker, checker = registry[Seat.MAKER], registry[Seat.CHECKER]
    desk = Actor("registry", "registry:sample-registry", seat=Seat.MAKER.value, user=maker.pk)
    _step(desk, code, "begin-review")
    _step(desk, code, "open", checker=checker.code)


def _step(actor: Actor, code: str, action: str, **given: object) -> None:
    taken = take(actor, "account", code, action, **given)  # type: ignore[arg-type]
    if taken.outcome.refusal is not None:
        raise taken.outcome.refusal


def _paper(actor: Actor, code: str, kind: str) -> object:
    text = Text(f"示例材料（{kind}），仅供演示。", f"Sample paper ({kind}), for demonstration only.")
    content = f"{text.zh}\n{text.en}\n{code}\n".encode()
    return keep(actor, f"account:{code}", kind, Sniffed(f"{kind}.txt", "text/plain"), content).paper(
        actor.name, 1
    )
