"""Papers of the registry: a certificate of registration or of cancellation, and the statement of an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from ..core.asof import AsOf
from ..core.text import Lang, Text
from ..registry.holdings import STATE_TEXT, Place, State
from ..registry.serials import Block, Series, written
from ..registry.statement import AccountStatement, Balance, Movement
from .clauses import clause_label
from .parts import Align, Document, Figure, Figures, Paragraph, Section, Span, Spans, Table, plain
from .wording import number, say_of

CERTIFICATE = Text("证书", "Certificate")
STATEMENT = Text("账户明细", "Account statement")
CODE, CLAUSES = Text("核验码", "Check code"), Text("依据", "By")
CHECK = Text(
    "在 {address} 输入核验码，登记簿所载与本证书逐项对照；以登记簿为准。",
    "Type the check code at {address} and compare what the register says line by line; the register prevails.",
)
DEMONSTRATION = Text(
    "演示：本文件由演示系统生成，所载数据仅供演示，不具任何效力。",
    "Demonstration: this paper comes from a demonstration system; what it says is for show only and has no effect.",
)
SERIALS = Text("编号（写法暂定）", "Serials (their form is provisional)")
_RANGE_HEAD = (Text("起", "First"), Text("止", "Last"), Text("数量 tCO₂e", "Quantity, tCO₂e"))
_MOVE_HEAD = (
    Text("日期", "Day"), Text("事项", "What"), Text("编号", "Serials"), Text("由", "From"), Text("至", "To"),
    Text("数量 tCO₂e", "Quantity, tCO₂e"), Text("余额变动", "Change of balance"),
)  # fmt: skip
_HELD_HEAD = (Text("状态", "State"), Text("编号", "Serials"), Text("数量 tCO₂e", "Quantity, tCO₂e"))
LEFT: Align = "left"
_NUMBERS = ("Quantity", "Change")
Rows = Sequence[tuple[Text, Text | str]]


def certificate_paper(
    title: Text,
    subtitle: str,
    rows: Rows,
    ranges: Sequence[tuple[str, int, int, int]],
    *,
    cites: Sequence[str],
    code: str,
    address: str,
    at: AsOf,
    demo: bool,
    lang: Lang,
) -> Document:
    """A certificate.

    Parameters
    ----------
    title, subtitle : Text, str
        What it certifies, and of what.
    rows : sequence of (Text, Text or str)
        Its facts, in order.
    ranges : sequence of (project, vintage, first, last)
        Serials; empty where it names none. [tCO2e]
    cites : sequence of str
        Clauses it rests on.
    code, address : str
        Check code, and where it is checked.
    at : AsOf
        The day of the certificate.
    demo : bool
        Whether the system is a demonstration; the paper then says so first.
    lang : Lang
    """
    clauses = Text("；", "; ").say(lang).join(clause_label(ref, at.on).say(lang) for ref in cites)
    front = [(_said(label, lang), plain(_said(value, lang))) for label, value in rows]
    front.append((CLAUSES.say(lang), (Span(clauses, "clause"),)))
    front.append((CODE.say(lang), (Span(code, "strong"),)))
    cells = [
        (
            plain(written(Series(project, vintage), first, at)),
            plain(written(Series(project, vintage), last, at)),
            plain(number(last - first + 1)),
        )
        for project, vintage, first, last in ranges
    ]
    chapters = (_section(SERIALS, _RANGE_HEAD, cells, (5, 5, 3), lang),) if cells else ()
    note = Paragraph(plain(CHECK.say(lang, address=address)), "note")
    return _paper(CERTIFICATE, title, subtitle, at.on, front, (*_demo(demo, lang), note), chapters, lang)


def statement_paper(
    statement: AccountStatement,
    holder: str,
    titles: Mapping[str, Text],
    *,
    at: AsOf,
    last_day: dt.date,
    demo: bool,
    lang: Lang,
) -> Document:
    """The statement of an account over a period: what it held before, what moved, what it held after, by serial.

    Parameters
    ----------
    statement : AccountStatement
        Its times in the time zone they are shown in.
    holder : str
    titles : mapping
        Event name to what happened.
    at : AsOf
        The day it is printed.
    last_day : date
        Last day of the period.
    demo : bool
    lang : Lang
    """
    zone, period = statement.since.tzinfo, f"{statement.since.date()} – {last_day}"
    front = [
        (Text("账户", "Account").say(lang), plain(statement.account)),
        (Text("持有人", "Holder").say(lang), plain(holder)),
        (Text("期间", "Period").say(lang), plain(period)),
        (CLAUSES.say(lang), (Span(clause_label("ncsc-2023-11/art-12", at.on).say(lang), "clause"),)),
    ]
    totals = (
        (Text("期初持有，不含已注销", "Opening, without cancelled units"), _left(statement.opening)),
        (Text("变动笔数", "Movements"), len(statement.movements)),
        (Text("期末持有，不含已注销", "Closing, without cancelled units"), _left(statement.closing)),
    )
    units = ("tCO₂e", "", "tCO₂e")
    figures = Figures(
        tuple(Figure(number(v), u, t.say(lang)) for (t, v), u in zip(totals, units, strict=True))
    )
    moves = [_move(m, statement.account, titles, zone, at, lang) for m in statement.movements]
    chapters = (
        _held(Text("期初持有", "Held at the beginning"), statement.opening, at, lang),
        _section(Text("变动", "Movements"), _MOVE_HEAD, moves, (3, 4, 7, 4, 4, 3, 3), lang),
        _held(Text("期末持有", "Held at the end"), statement.closing, at, lang),
    )
    return _paper(
        STATEMENT, STATEMENT, f"{statement.account} · {period}", at.on, front, _demo(demo, lang), chapters, lang, figures
    )  # fmt: skip


def serial_range(series: Series, block: Block, at: AsOf) -> str:
    """Serials from first to last, as they are written."""
    return f"{written(series, block.first, at)} – {written(series, block.last, at)}"


def place_words(place: Place | None, account: str) -> Text:
    """Where units are, seen from an account: its own states by name, others by their code."""
    if place is None:
        return Text("签发", "issuance")
    state = STATE_TEXT[place.state]
    hold = f" {place.hold}" if place.hold and place.account == account else ""
    if place.account == account:
        return state + Text(hold, hold)
    return Text(place.account, place.account)


def signed(change: int) -> str:
    """A change with its sign; none where nothing changes."""
    return f"{change:+,}" if change else "0"


def change_of(movement: Movement, account: str) -> int:
    """What a movement adds to what an account has, cancelled units not counted; 0 where only the state changes. [tCO2e]"""
    source, target = movement.posting.source, movement.posting.target
    came = target.account == account and target.state is not State.CANCELLED
    gone = source is not None and source.account == account
    return (came - gone) * movement.posting.quantity


def _move(
    movement: Movement, account: str, titles: Mapping[str, Text], zone: dt.tzinfo | None, at: AsOf, lang: Lang
) -> tuple[Spans, ...]:
    posting = movement.posting
    words = (
        movement.at.astimezone(zone).date().isoformat(),
        titles.get(movement.name, Text(movement.name, movement.name)).say(lang),
        serial_range(posting.series, posting.block, at),
        place_words(posting.source, account).say(lang),
        place_words(posting.target, account).say(lang),
        number(posting.quantity),
        signed(change_of(movement, account)),
    )
    return tuple(plain(word) for word in words)


def _left(balances: Sequence[Balance]) -> int:
    return sum(b.quantity for b in balances if b.place.state is not State.CANCELLED)


def _held(title: Text, balances: Sequence[Balance], at: AsOf, lang: Lang) -> Section:
    rows = [
        (
            plain(place_words(b.place, b.place.account).say(lang)),
            plain(serial_range(Series(b.project, b.vintage), block, at)),
            plain(number(block.last - block.first + 1)),
        )
        for b in balances
        for block in b.blocks
    ]
    return _section(title, _HELD_HEAD, rows, (4, 9, 3), lang)


def _section(
    title: Text,
    head: Sequence[Text],
    rows: Sequence[tuple[Spans, ...]],
    widths: tuple[float, ...],
    lang: Lang,
) -> Section:
    if not rows:
        return Section("", title.say(lang), 2, (Paragraph(plain(Text("没有。", "None.").say(lang))),))
    align: tuple[Align, ...] = tuple(
        "right" if any(h.en.startswith(n) for n in _NUMBERS) else LEFT for h in head
    )
    heads = tuple(h.say(lang) for h in head)
    return Section("", title.say(lang), 2, (Table("", "", heads, tuple(rows), widths, align),))


def _demo(demo: bool, lang: Lang) -> tuple[Paragraph, ...]:
    return (Paragraph((Span(DEMONSTRATION.say(lang), "gap"),)),) if demo else ()


def _paper(
    kind: Text,
    title: Text,
    subtitle: str,
    on: dt.date,
    front: Sequence[tuple[str, Spans]],
    statements: tuple[Paragraph, ...],
    chapters: tuple[Section, ...],
    lang: Lang,
    figures: Figures | None = None,
) -> Document:
    return Document(
        kind=kind.say(lang), title=title.say(lang), subtitle=subtitle, lang=lang, on=on, running_head=subtitle,
        running_foot=say_of("design", "running_foot", lang, day=on.isoformat()), contents_title="", front=tuple(front),
        statements=statements, figures=figures, chapters=chapters, missing=(), listed=False,
    )  # fmt: skip


def _said(value: Text | str, lang: Lang) -> str:
    return value.say(lang) if isinstance(value, Text) else value
