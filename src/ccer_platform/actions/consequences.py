"""What steps of lives mean for the units: one table, event to commands of the ledger, posted in the transaction of the step.

An account of the life is the account of the ledger by the same code. A penalty over false units suspends trading in all the owner's
account holds (Order 31 art. 43 para. 2); the freeze bears the name of the penalty, and the claw-back that follows takes from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ccer.core.event import Event
from ccer.core.text import Text
from ccer.offset.desk import commands_of as offset_commands
from ccer.project.life.model import Life
from ccer.registry.accounts import AccountKind
from ccer.registry.commands import (
    AnyCommand,
    ApplyAccount,
    BeginClosure,
    ChangeAccount,
    CloseAccount,
    CompleteChange,
    CoverReversal,
    DepositBuffer,
    ForcedCancel,
    Freeze,
    Issue,
    OpenAccount,
    RefuseAccount,
    RegisterLine,
    Release,
    ReleaseBuffer,
    RestoreAccount,
    RestrictAccount,
)
from ccer.registry.reasons import FreezeReason
from ccer.registry.serials import Series

from ..store.level import level
from ..store.models import Hold, Holding, RegistryAccount
from . import surrenders
from .around import Around, account_of, owner_of, project_of
from .base import Refused
from .representatives import represented
from .trading import units_within

KINDS = {
    "owner": AccountKind.OWNER,
    "emitter": AccountKind.NATIONAL_ENTITY,
    "trader": AccountKind.TRADER,
    "vvb": AccountKind.VVB,
    "province": AccountKind.AUTHORITY,
}
RESTRICTED = {"papers-do-not-match": 1, "change-not-filed": 2, "other-breach": 3}
"""Ground to the item of Registration Rules art. 10 para. 1."""
CLOSED = {"merger": 1, "division": 1, "dissolution": 1, "bankruptcy": 1, "death": 2, "other": 3}
"""Ground to the item of Registration Rules art. 11 para. 1."""
BUFFER = "buffer"
"""The registry's own account, under which each project's buffer is kept; it is opened with the first that is."""
CLAW_BACK = "mee-samr-2023-31/art-43/para-2"

Consequence = Callable[[Life, Event, Around], list[AnyCommand]]


def commands_of(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    """What the ledger is to do after an event of a life; nothing after most."""
    machine, _, happened = event.name.partition(".")
    found = TABLE.get((machine, happened))
    if found is None:
        return []
    level()
    return found(life, event, around)


def consequences(lives: dict[str, Life], events: Iterable[Event], around: Around) -> list[Event]:
    """Posts what follows from events, in the transaction that is open.

    Raises
    ------
    ccer.registry.refusals.Refusal
        The ledger refuses; the step is undone with it.
    """
    commands = [c for event in events for c in commands_of(lives[event.subject], event, around)]
    posted = units_within(commands) if commands else []
    for event in events:
        if event.subject.startswith("claw-back:"):
            _equal(lives[event.subject], event, around)
        elif event.subject.startswith("account:"):
            represented(lives[event.subject], event)
    surrenders.keep(lives, posted, around)
    return posted


def _papers(life: Life) -> tuple[str, ...]:
    return tuple(paper.digest for paper in life.papers)


def _why(event: Event, name: str = "reason") -> str:
    return str(event.data["facts"].get(name) or event.digest or event.name)


def _kind(facts: dict[str, Any]) -> AccountKind:
    """Of a key emitter, by its market (Registration Rules art. 5 item 2)."""
    local = facts.get("emitter_market") == "local"
    return AccountKind.LOCAL_ENTITY if local else KINDS[facts["holder_kind"]]


def _applied(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    facts = life.facts
    return [
        ApplyAccount(
            account=life.id, subject=facts["subject_code"], kind=_kind(facts), maker=facts["maker"],
            checker=facts["checker"], papers=_papers(life), details={"holder_name": facts["holder_name"]}, actor=event.actor,
        )
    ]  # fmt: skip


def _opened(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    return [OpenAccount(account=life.id, actor=event.actor)]


def _refused(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    return [RefuseAccount(account=life.id, why=_why(event), actor=event.actor)]


def _restricted(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    item = RESTRICTED[life.facts["restriction_ground"]]
    return [RestrictAccount(account=life.id, item=item, why=_why(event), actor=event.actor)]


def _restored(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    return [RestoreAccount(account=life.id, document=_why(event), actor=event.actor)]


def _changed(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    """Filed by the holder and completed by the registry, as the ledger keeps two people apart."""
    change = around.life(f"account-change:{life.facts['change']}")
    details = {name: str(value) for name, value in event.data["facts"].items() if name != "change"}
    if change is None:
        return []
    details = details or {change.facts["change_kind"]: change.facts["new_value"]}
    since = change.day("changed_on") or event.on
    asked = ChangeAccount(
        account=life.id, details=details, since=since, papers=_papers(change), actor=f"account:{life.id}"
    )
    return [asked, CompleteChange(account=life.id, actor=event.actor)]


def _closing(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    item = CLOSED[life.facts["closure_ground"]]
    return [BeginClosure(account=life.id, item=item, document=_why(event, "successor"), actor=event.actor)]


def _closed(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    return [CloseAccount(account=life.id, actor=event.actor)]


def _line_opened(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    """A line of a registered filing, under the project's number."""
    project = project_of(life, around)
    if project is None:
        return []
    series = Series(str(project.facts["project_code"]), int(life.facts["vintage"]))
    return [RegisterLine(line=life.id, series=series, verified=life.facts["quantity_t"], actor=event.actor)]


def _issued(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    project = project_of(life, around)
    account = account_of(str(project.facts["owner"]), around) if project else None
    code = account.id if account else ""
    return [Issue(line=life.id, account=code, quantity=life.facts["issue_t"], actor=event.actor)]


def _suspended(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    """False units: trading in what the owner's account holds is suspended. An account that holds nothing has nothing to suspend."""
    account = account_of(str(life.facts.get("owner", "")), around)
    if life.facts.get("breach") != "false-units" or account is None:
        return []
    free = ("general", "to-trading", "on-platform")
    if not Holding.objects.filter(account=account.id, state__in=free, quantity__gt=0).exists():
        return []
    return [
        Freeze(
            id=life.subject, account=account.id, reason=FreezeReason.PENALTY, authority=event.actor,
            document=_document(life), actor=event.actor,
        )
    ]  # fmt: skip


def _document(life: Life) -> str:
    paper = life.newest("decision-paper")
    return paper.digest if paper else life.subject


def _thawed(freeze: str, life: Life, event: Event) -> list[AnyCommand]:
    """The end of a suspension, where one runs."""
    if not Hold.objects.filter(id=freeze, kind="freeze", open=True).exists():
        return []
    return [Release(id=freeze, reason=FreezeReason.PENALTY, document=_document(life), actor=event.actor)]


def _lifted(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    return _thawed(life.subject, life, event)


def _freeze_of(life: Life) -> str:
    return f"sanction:{life.facts['sanction']}"


def _forced(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    """An equal quantity, from what was suspended first; what is left over is free again once all is settled."""
    account = account_of(str(life.facts["owner"]), around)
    held = Hold.objects.filter(id=_freeze_of(life), kind="freeze", open=True).exists()
    force = ForcedCancel(
        id=str(life.facts.get("cancellation") or life.subject), account=account.id if account else "",
        quantity=life.facts["quantity_t"], authority=event.actor, document=_document(life), freeze=_freeze_of(life) if held else "",
        actor=event.actor,
    )  # fmt: skip
    return [force, *(_thawed(_freeze_of(life), life, event) if life.state == "DONE" else [])]


def _complied(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    """The owner cancelled, under the id the step names; or asks the registry to cancel what is suspended, and that is done now."""
    if Hold.objects.filter(id=life.facts["cancellation"], kind="cancellation").exists():
        return _thawed(_freeze_of(life), life, event)
    return _forced(life, event, around)


def _settled(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    return _thawed(_freeze_of(life), life, event)


def _deposited(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    given = _of_buffer(life, event, around)
    deposit = DepositBuffer(series=_series(life, around), **given)
    return [*([] if RegistryAccount.objects.filter(code=BUFFER).exists() else _kept(life, event)), deposit]


def _kept(life: Life, event: Event) -> list[AnyCommand]:
    """Asked for by the two people of the step, and opened with it."""
    asked = ApplyAccount(
        account=BUFFER, subject=f"{event.actor} {BUFFER}", kind=AccountKind.REGISTRY, maker=event.data["person"],
        checker=event.data["checker"], papers=_papers(life), actor=event.actor,
    )  # fmt: skip
    return [asked, OpenAccount(account=BUFFER, actor=event.actor)]


def _given_back(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    given = _of_buffer(life, event, around)
    return [ReleaseBuffer(series=_series(life, around), document=_document(life), **given)]


def _covered(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    given = _of_buffer(life, event, around)
    given.pop("account")
    number = _series(life, around).project
    return [CoverReversal(id=life.subject, project=number, document=_document(life), **given)]


def _of_buffer(life: Life, event: Event, around: Around) -> dict[str, Any]:
    account = account_of(owner_of(life, around), around)
    return {
        "account": account.id if account else "", "buffer_account": BUFFER, "quantity": life.facts["quantity_t"],
        "clause": life.facts["clause"], "actor": event.actor,
    }  # fmt: skip


def _series(life: Life, around: Around) -> Series:
    project = project_of(life, around)
    return Series(str(project.facts["project_code"]) if project else "", int(life.facts.get("vintage", 0)))


def _equal(life: Life, event: Event, around: Around) -> None:
    """What the step says was cancelled is what the ledger cancelled.

    Raises
    ------
    Refused
        It is not, or it was cancelled out of another's account.
    """
    if event.data["action"] not in ("comply", "force", "force-part"):
        return
    id = str(life.facts.get("cancellation") or life.subject)
    hold = Hold.objects.filter(id=id, kind="cancellation").first()
    moved = sum(last - first + 1 for _, first, last, *_ in hold.postings) if hold else 0
    own = {account.id for account in around.accounts(str(life.facts["owner"]))}
    if hold and moved == life.facts["cancelled_t"] and hold.account in own:
        return
    raise Refused(
        "equal_quantity",
        Text("注销数量与登记簿不符", "The quantity is not what the ledger cancelled"),
        Text(
            f"填写 {life.facts['cancelled_t']:,} 吨，登记簿在 {id} 下注销 {moved:,} 吨",
            f"{life.facts['cancelled_t']:,} t are stated; the ledger cancelled {moved:,} t under {id}",
        ),
        Text(
            "按登记簿的数量填写；不足的按“强制注销（不足）”办理。",
            "State the ledger's quantity; where it falls short, cancel by force what there is.",
        ),
        CLAW_BACK,
    )


def _offset(life: Life, event: Event, around: Around) -> list[AnyCommand]:
    """Units locked for an offset, cancelled for it, or returned."""
    account = around.life(life.parent)
    return list(offset_commands(life, event, account)) if account else []


TABLE: dict[tuple[str, str], Consequence] = {
    ("account", "applied"): _applied,
    ("account", "opened"): _opened,
    ("account", "refused"): _refused,
    ("account", "restricted"): _restricted,
    ("account", "restored"): _restored,
    ("account", "updated"): _changed,
    ("account", "closure-asked"): _closing,
    ("account", "closed"): _closed,
    ("issuance", "line-opened"): _line_opened,
    ("issuance", "issued"): _issued,
    ("sanction", "imposed"): _suspended,
    ("sanction", "lifted"): _lifted,
    ("claw-back", "complied"): _complied,
    ("claw-back", "forced"): _forced,
    ("claw-back", "forced-in-part"): _forced,
    ("claw-back", "made-good"): _settled,
    ("buffer", "deposited"): _deposited,
    ("buffer", "released"): _given_back,
    ("buffer", "covered"): _covered,
    ("offset", "applied"): _offset,
    ("offset", "returned"): _offset,
    ("offset", "spent"): _offset,
}
"""Machine and what happened to what the ledger is to do."""
