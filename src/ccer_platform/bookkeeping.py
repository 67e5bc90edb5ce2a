"""``ccer ledger``: units moved on the machine itself, by an operator who says as whom; statements, holdings and the story of a tonne."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ccer.cli.base import REFUSED, leave, print_json, report, shared
from ccer.cli.language import lang, say
from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.registry import commands
from ccer.registry.holdings import STATE_TEXT, Place
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Series, parsed, written

from .taking import actor_named, at_option, data_option, host

if TYPE_CHECKING:
    from ccer.core.event import Event
    from ccer.registry.statement import AccountStatement, Balance, Movement

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
_LEFT_OUT = ("actor", "key")
DONE_BY: dict[type[commands.Command], Text] = {
    commands.Transfer: Text("划转。", "Transfer units."),
    commands.Reserve: Text("预留待划转。", "Reserve units for a transfer."),
    commands.Post: Text("完成预留的划转。", "Post a reserved transfer."),
    commands.Void: Text("取消预留的划转。", "Void a reserved transfer."),
    commands.ChangeState: Text("变更持有状态。", "Change the state in which units are held."),
    commands.Freeze: Text("冻结。", "Freeze units."),
    commands.Release: Text("解除冻结。", "Release a freeze."),
    commands.NonTradeTransfer: Text("非交易过户。", "Transfer other than by trade."),
    commands.LockOffset: Text("标记待抵销。", "Mark units as pending offset."),
    commands.UnlockOffset: Text("取消待抵销。", "Call an offset off."),
    commands.Cancel: Text("注销。", "Cancel units."),
    commands.ForcedCancel: Text("强制注销。", "Cancel by force."),
    commands.DepositBuffer: Text("存入缓冲储备。", "Put units into the buffer."),
    commands.ReleaseBuffer: Text("退回缓冲储备。", "Release units of the buffer."),
    commands.CoverReversal: Text("以缓冲储备抵补逆转。", "Cover a reversal from the buffer."),
}
"""Commands of the ledger that the command line knows; options are the fields of each."""


@click.group(
    help=say(
        "账本：划转、冻结、注销，明细、持有和每一吨的来历。",
        "The ledger: transfer, freeze, cancel; statements, holdings, the story of a tonne.",
    )
)
def ledger() -> None:
    """Units."""


def _given(kind: type[commands.Command]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """One option a field."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for field in reversed(msgspec.structs.fields(kind)):
            if field.name not in _LEFT_OUT:
                command = click.option(
                    f"--{field.name.replace('_', '-')}",
                    field.name,
                    required=field.required,
                    type={"quantity": int, "up_to": bool}.get(field.name, str),
                    metavar={"series": "PROJECT-YEAR", "quantity": "tCO2e"}.get(field.name),
                )(command)
        return command

    return add


def _command(kind: type[commands.Command], title: Text) -> None:
    tag = str(kind.__struct_config__.tag)

    @ledger.command(tag, help=say(title.zh, title.en))
    @_given(kind)
    @click.option("--as", "who", required=True, metavar="ROLE:ORG", help=say("代表谁办理", "as whom"))
    @click.option("--key", default="", help=say("幂等键", "idempotency key"))
    @click.option("--person", default="operator", show_default=True, help=say("办理人", "who acts"))
    @click.option("--checker", default="", help=say("确认人，须为另一人", "who confirms: another person"))
    @data_option
    @at_option
    @shared
    def run(
        who: str,
        key: str,
        person: str,
        checker: str,
        data: Path,
        at: dt.datetime | None,
        as_json: bool,
        **given: Any,
    ) -> None:
        """Exit code 1 where it is refused."""
        facts = {name: value for name, value in given.items() if value is not None}
        if "series" in facts:
            facts["series"] = _series(facts["series"])
        with host(data, at):
            from .actions.units import order_of_two

            asked = commands.command_of({**facts, "do": tag, "key": key})
            try:
                events = order_of_two(actor_named(who), asked, person, checker)
            except Refusal as refused:
                report(refused, as_json)
                leave(REFUSED)
            _print_events(events, as_json)


for _kind, _title in DONE_BY.items():
    _command(_kind, _title)


def _series(text: str) -> list[Any]:
    project, _, year = text.rpartition("-")
    if not (project and year.isdecimal() and len(year) == 4):
        raise BadInput(
            Text("“{text}”不是系列", '"{text}" is not a series').fill(text=text),
            Text("应写作 项目编号-年度", "write PROJECT-YEAR"),
            Text("如 A210001-2023。", "For example A210001-2023."),
        )
    return [project, int(year)]


def _print_events(events: list[Event], as_json: bool) -> None:
    if as_json:
        print_json(events)
        return
    from ccer.registry.statement import movements

    for event in events:
        click.secho(f"{event.seq}  {event.name}  {event.on}  {', '.join(event.cites)}", bold=True)
    for movement in movements(events):
        click.echo(f"  {_moved(movement)}")


@ledger.command(
    help=say("一段时间的账户明细，列出编号。", "The statement of an account over a period, naming serials.")
)
@click.argument("account")
@click.option("--since", type=_MOMENT, help=say("自（含）", "from, included"))
@click.option("--until", type=_MOMENT, help=say("至（不含）", "to, not included"))
@data_option
@shared
def statement(
    account: str, since: dt.datetime | None, until: dt.datetime | None, data: Path, as_json: bool
) -> None:
    """Opening, movements, closing."""
    with host(data, None):
        from .store.reading import ledger as reading

        _known(account)
        found = reading.statement(account, _beijing(since) if since else reading.BEGINNING, _end(until))
        if found is None:
            raise BadInput(
                Text("明细太长", "The statement is too long"),
                Text(f"超过 {reading.MOST_PRINTED} 行", f"more than {reading.MOST_PRINTED} rows"),
                Text("缩短期间。", "Shorten the period."),
            )
        if as_json:
            print_json(_plain(found))
            return
        _print_statement(found)


def _plain(found: AccountStatement) -> dict[str, Any]:
    return {
        **found._asdict(),
        "opening": [balance._asdict() for balance in found.opening],
        "movements": [{**m._asdict(), "posting": m.posting._asdict()} for m in found.movements],
        "closing": [balance._asdict() for balance in found.closing],
    }


def _print_statement(found: AccountStatement) -> None:
    click.secho(f"{found.account}  {found.since:%Y-%m-%d} – {found.until:%Y-%m-%d}", bold=True)
    click.echo(say("期初", "Opening"))
    _print_held(found.opening)
    click.echo(say("变动", "Movements"))
    for movement in found.movements:
        click.echo(f"  {movement.at:%Y-%m-%d}  {movement.name}  {_moved(movement)}  {movement.cites[0]}")
    click.echo(say("期末", "Closing"))
    _print_held(found.closing)


@ledger.command(
    help=say("账户在某一时刻的持有，默认现在。", "What an account held at a moment, now by default.")
)
@click.argument("account")
@click.option("--at", "at", type=_MOMENT, help=say("时刻（含）", "the moment, included"))
@data_option
@shared
def holdings(account: str, at: dt.datetime | None, data: Path, as_json: bool) -> None:
    """By place and series, with serials."""
    with host(data, None):
        from .store.reading import ledger as reading

        _known(account)
        before = _beijing(at) + reading.MOMENT if at else _end(None)
        found = reading.balances(account, before)
        if as_json:
            print_json([balance._asdict() for balance in found])
            return
        _print_held(found)


@ledger.command(
    help=say("一吨的来历：从签发起的每一步。", "The story of a tonne: every step from its issuance.")
)
@click.argument("serial")
@data_option
@shared
def custody(serial: str, data: Path, as_json: bool) -> None:
    """Who moved it, when, by which clause."""
    with host(data, None):
        from . import clock
        from .store.reading import custody as reading

        wanted = parsed(serial, clock.at())
        moves = reading.moves(wanted) if wanted.number < 2**62 else []
        if not moves:
            raise BadInput(
                Text("没有这个编号：{serial}", "There is no such serial: {serial}").fill(serial=serial),
                Text("这一吨没有签发过", "that tonne was never issued"),
                Text("核对编号。", "Check the serial."),
            )
        told = [(m.event, m.source, m.source_state, m.target, m.target_state) for m in moves if m.event]
        if as_json:
            names = ("source", "source_state", "target", "target_state")
            print_json(
                [
                    {
                        "event": e.seq,
                        "name": e.name,
                        "at": e.at,
                        "cites": e.cites,
                        **dict(zip(names, rest, strict=True)),
                    }
                    for e, *rest in told
                ]
            )
            return
        for event, source, source_state, target, target_state in told:
            came = f"{source} {source_state}".strip() or say("签发", "issuance")
            click.echo(f"{event.on}  {event.name}  {came} → {target} {target_state}  {event.cites[0]}")


def _known(account: str) -> None:
    from .store.models import RegistryAccount

    if not RegistryAccount.objects.filter(code=account).exists():
        raise BadInput(
            Text("没有这个账户：{code}", "There is no such account: {code}").fill(code=account),
            Text("编号不存在", "no such code is held"),
            Text("核对账户编号。", "Check the code."),
        )


def _beijing(moment: dt.datetime) -> dt.datetime:
    from . import clock

    return moment.replace(tzinfo=clock.BEIJING)


def _end(until: dt.datetime | None) -> dt.datetime:
    from . import clock
    from .store.reading.ledger import MOMENT

    return _beijing(until) if until else clock.now() + MOMENT


def _moved(movement: Movement) -> str:
    series, first, last, source, target = movement.posting
    return f"{_serials(series, first, last)}  {_place(source)} → {_place(target)}"


def _print_held(balances: tuple[Balance, ...]) -> None:
    for balance in balances:
        click.echo(f"  {_place(balance.place)}  {balance.quantity:,} tCO2e")
        for first, last in balance.blocks:
            click.echo(f"    {_serials(Series(balance.project, balance.vintage), first, last)}")


def _serials(series: Series, first: int, last: int) -> str:
    from . import clock

    return f"{written(series, first, clock.at())} – {written(series, last, clock.at())}"


def _place(place: Place | None) -> str:
    if place is None:
        return say("签发", "issuance")
    return " ".join(filter(None, (place.account, STATE_TEXT[place.state].say(lang()), place.hold)))
