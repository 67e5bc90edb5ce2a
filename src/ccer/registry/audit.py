"""An auditor of its own: from the journal alone, without the ledger's code, it works out who holds each serial and what was broken."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..core.event import BrokenChain, Event, verify
from ..core.text import Text

Where = tuple[str, str, str]
"""Account, state, hold."""
Range = tuple[int, int]


class Fault(NamedTuple):
    """What the auditor found.

    Parameters
    ----------
    code : str
        Stable id, e.g. ``serial_twice``.
    seq : int
        Number of the event, counted from 1; 0 for the state as a whole.
    what : Text
    """

    code: str
    seq: int
    what: Text


class AuditReport(NamedTuple):
    """The auditor's own account of the register.

    Parameters
    ----------
    faults : tuple of Fault
    events : int
        How many were read.
    issued : dict
        (project, vintage) -> units issued. [tCO2e]
    balances : dict
        (place, (project, vintage)) -> ranges of serials, as few as possible.
    """

    faults: tuple[Fault, ...]
    events: int
    issued: dict[tuple[str, int], int]
    balances: dict[tuple[Where, tuple[str, int]], list[Range]]


def audit(
    events: Iterable[Event], *, balances: Mapping[Any, Iterable[Any]] | None = None, chain: bool = False
) -> AuditReport:
    """Read a journal and say what is wrong with it.

    Parameters
    ----------
    events : iterable of Event
    balances : mapping, optional
        What a register says it holds, (place, series) -> blocks; compared with what the journal gives.
    chain : bool
        Verify the hashes too.
    """
    journal = list(events)
    auditor = _Auditor()
    if chain:
        try:
            verify(journal)
        except BrokenChain as broken:
            auditor.note("chain_broken", broken.what)
    for event in journal:
        auditor.read(event)
    auditor.count()
    if balances is not None:
        auditor.compare(balances)
    found = {key: sorted(ranges) for key, ranges in auditor.balances().items()}
    return AuditReport(tuple(auditor.faults), len(journal), auditor.issued, found)


_THAW = {
    "units.released": None,  # whatever the reason; the hold must be its own
    "units.deducted": "judicial",
    "units.cancelled_by_force": "penalty",
}
"""Events that may move frozen units, and for which reason they must have been frozen."""
_FROM_BUFFER = ("units.reversal_covered", "units.buffer_released")
"""Events by which units leave a buffer."""
_HOLDERS = ("owner", "national-entity", "local-entity", "trader")


class _Auditor:
    """For each series the serials in order, cut where the holder changes."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.issued: dict[tuple[str, int], int] = {}
        self._seq = 0
        self._starts: dict[tuple[str, int], list[int]] = {}
        self._where: dict[tuple[str, int], list[Where]] = {}
        self._kinds: dict[str, str] = {}
        self._freezes: dict[str, str] = {}
        self._verified: dict[str, int] = {}
        self._of_line: dict[str, int] = {}
        self._keys: dict[str, str] = {}

    def note(self, code: str, what: Text) -> None:
        self.faults.append(Fault(code, self._seq, what))

    def read(self, event: Event) -> None:
        """One event: its facts, then each of its postings."""
        self._seq += 1
        data = event.data
        if account := data.get("account"):
            self._kinds[account["id"]] = account["kind"]
        if (hold := data.get("hold")) and hold[1] == "freeze":
            self._freezes[hold[0]] = hold[3]["reason"]
        self._key(event)
        moved = 0
        for (project, vintage), first, last, source, target in data.get("postings", ()):
            series = (project, vintage)
            to: Where = (str(target[0]), str(target[1]), str(target[2]))
            self._barred(to)
            if source is None:
                self._issue(series, first, last, to, event.name)
                moved += last - first + 1
            else:
                self._move(series, first, last, (str(source[0]), str(source[1]), str(source[2])), to, event)
        if line := data.get("line"):
            self._line(line, moved)
        if event.name == "units.released":
            for id in data.get("close", ()):
                self._freezes.pop(id, None)

    def _key(self, event: Event) -> None:
        content = event.data.get("content", "")
        if event.key and self._keys.setdefault(event.key, content) != content:
            self.note(
                "key_twice",
                Text(f"指令 {event.key} 有两种内容", f"the key {event.key} stands for two contents"),
            )

    def _line(self, line: Any, issued: int) -> None:
        id, _, verified, _ = line
        self._verified.setdefault(id, verified)
        self._of_line[id] = self._of_line.get(id, 0) + issued
        if self._of_line[id] > self._verified[id]:
            text = Text(f"{id} 的签发超过核查量", f"more was issued of {id} than verified")
            self.note("above_verified", text)

    def _barred(self, to: Where) -> None:
        account, state, _ = to
        kind = self._kinds.get(account)
        if kind is None or (kind not in _HOLDERS and not (kind == "registry" and state in _BUFFERED)):
            self.note("holder_barred", Text(f"{account} 不能持有减排量", f"{account} may not hold units"))

    def _issue(self, series: tuple[str, int], first: int, last: int, to: Where, name: str) -> None:
        if name != "units.issued":
            self.note(
                "made_from_nothing", Text(f"“{name}”凭空产生减排量", f"{name} makes units from nothing")
            )
        end = self.issued.get(series, 0)
        starts, where = self._starts.setdefault(series, []), self._where.setdefault(series, [])
        if first <= end:
            text = Text(f"{series} 的 {first} 号签发了两次", f"{series} {first} was issued twice")
            self.note("serial_twice", text)
            first = end + 1
        elif first > end + 1:
            self.note("gap", Text(f"{series} 的 {end + 1} 号缺失", f"{series} {end + 1} is missing"))
            starts.append(end + 1)
            where.append(_NOWHERE)
        if first <= last:
            starts.append(first)
            where.append(to)
            self.issued[series] = last

    def _move(
        self, series: tuple[str, int], first: int, last: int, source: Where, to: Where, event: Event
    ) -> None:
        if source[1] == "cancelled":
            self.note("cancelled_moved", Text("已注销的减排量被移动", "cancelled units were moved"))
        if source[1] == "frozen" and not self._may_thaw(source[2], event.name):
            self.note("frozen_moved", Text("冻结的减排量被移动", "frozen units were moved"))
        if source[1] == "buffer" and event.name not in _FROM_BUFFER:
            self.note("buffer_moved", Text("缓冲储备被移动", "units of a buffer were moved"))
        end = self.issued.get(series, 0)
        if not 1 <= first <= last <= end:
            text = Text(f"{series} 没有 {first}–{last} 号", f"{series} has no serials {first}–{last}")
            self.note("not_issued", text)
            return
        left, right = self._cut(series, first), self._cut(series, last + 1)
        starts, where = self._starts[series], self._where[series]
        if any(held != source for held in where[left:right]):
            self.note(
                "not_held",
                Text(
                    f"{source[0]} 并不持有 {series} 的 {first}–{last} 号",
                    f"{source[0]} does not hold {series} {first}–{last}",
                ),
            )
        starts[left:right], where[left:right] = [first], [to]

    def _may_thaw(self, hold: str, name: str) -> bool:
        reason = self._freezes.get(hold)
        return reason is not None and name in _THAW and _THAW[name] in (None, reason)

    def _cut(self, series: tuple[str, int], at: int) -> int:
        """Index of the piece that begins at a serial, made where there is none."""
        starts, where = self._starts[series], self._where[series]
        if at > self.issued[series]:
            return len(starts)
        index = bisect_right(starts, at) - 1
        if starts[index] != at:
            index += 1
            starts.insert(index, at)
            where.insert(index, where[index - 1])
        return index

    def balances(self) -> dict[tuple[Where, tuple[str, int]], list[Range]]:
        """Who holds what, neighbours joined."""
        found: dict[tuple[Where, tuple[str, int]], list[Range]] = {}
        for series, starts in self._starts.items():
            ends = [*(start - 1 for start in starts[1:]), self.issued[series]]
            for first, last, place in zip(starts, ends, self._where[series], strict=True):
                ranges = found.setdefault((place, series), [])
                if ranges and ranges[-1][1] == first - 1:
                    ranges[-1] = (ranges[-1][0], last)
                else:
                    ranges.append((first, last))
        return found

    def count(self) -> None:
        """Units are conserved: what is held anywhere, cancelled included, is what was issued."""
        self._seq = 0
        held: dict[tuple[str, int], int] = {}
        for (place, series), ranges in self.balances().items():
            if place != _NOWHERE:
                held[series] = held.get(series, 0) + sum(last - first + 1 for first, last in ranges)
        for series, issued in self.issued.items():
            if held.get(series, 0) != issued:
                text = Text(
                    f"{series} 签发 {issued} 吨，各处合计 {held.get(series, 0)} 吨",
                    f"{series}: {issued} t issued, {held.get(series, 0)} t held",
                )
                self.note("not_conserved", text)

    def compare(self, claimed: Mapping[Any, Iterable[Any]]) -> None:
        """A register's own balances against these."""
        ours = self.balances()
        theirs: dict[tuple[Where, tuple[str, int]], list[Range]] = {}
        for (place, series), blocks in claimed.items():
            ranges = sorted((int(block[0]), int(block[1])) for block in blocks)
            if ranges:
                key = ((str(place[0]), str(place[1]), str(place[2])), (str(series[0]), int(series[1])))
                theirs[key] = _joined(ranges)
        for key in sorted({*ours, *theirs}):
            if sorted(ours.get(key, [])) != theirs.get(key, []):
                (account, state, _), series = key
                text = Text(
                    f"{account}（{state}）的 {series} 与日志不符",
                    f"{account} ({state}), {series}: not what the journal gives",
                )
                self.note("balance_differs", text)


_NOWHERE: Where = ("", "", "")
_BUFFERED = ("buffer", "cancelled")


def _joined(ranges: list[Range]) -> list[Range]:
    found: list[Range] = []
    for first, last in ranges:
        if found and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
