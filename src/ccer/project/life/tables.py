"""The transition tables: which step leads from which state to which, who may take it, by which clause, with what.

They are data (``data/*.yaml``); a host loads the same rows into its database, where any other change is refused.
"""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from ...core.text import Text

FOLDER = Path(__file__).resolve().parent / "data"
NONE = "NONE"
"""The state of what does not exist yet."""
_SAME = "SAME"


class LifeState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state of a machine.

    ``code`` and ``label`` are the registry's own where seen; ``final`` has no way out, and ``cites`` says by which clause.
    """

    zh: str
    en: str
    code: str = ""
    label: str = ""
    public: bool = False
    final: bool = False
    cites: tuple[str, ...] = ()

    @property
    def title(self) -> Text:
        return Text(self.zh, self.en)


class _Entry(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"sources": "from", "target": "to"}
):
    action: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    event: str
    zh: str
    en: str
    cites: tuple[str, ...]
    takes: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    may_papers: tuple[str, ...] = ()
    on_file: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    gates: dict[str, tuple[str, ...]] = {}
    starts: dict[str, str] = {}
    until: dict[str, str] = {}
    ends: tuple[str, ...] = ()
    due: str = ""
    effects: tuple[str, ...] = ()
    four_eyes: bool = False
    public: bool = False
    practice: bool = False


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """One permitted step.

    Parameters
    ----------
    machine, source, action, target : str
        ``source`` NONE means that the step begins the life.
    by : tuple of str
        Roles that may take it.
    event : str
        Name of the event, ``<machine>.<what happened>``.
    cites : tuple of str
        Clauses; the first is the one a refusal names.
    takes, may : tuple of str
        Facts it must and may carry.
    papers, may_papers, on_file : tuple of str
        Documents that must come with it, that may, and that must be on file or come with it.
    checks : tuple of str
        Names of the checks of `checks`.
    gates : dict
        Stage of rules to the rules that must be met; empty for all of the stage.
    starts : dict
        Kind of deadline to the fact whose day it runs from; ``on`` is the day of the step.
    until : dict
        Clock to the fact that names its last day, where somebody sets it and no text gives a period.
    ends : tuple of str
        Clocks the step stops.
    due : str
        The clock that bounds the step.
    effects : tuple of str
        Facts the step works out.
    four_eyes : bool
        A second person confirms.
    public : bool
        The step is published.
    practice : bool
        Seen in the registry's own system, written in no text that is held; ``cites`` names the nearest clause.
    """

    machine: str
    source: str
    action: str
    target: str
    by: tuple[str, ...]
    event: str
    title: Text
    cites: tuple[str, ...]
    takes: tuple[str, ...]
    may: tuple[str, ...]
    papers: tuple[str, ...]
    may_papers: tuple[str, ...]
    on_file: tuple[str, ...]
    checks: tuple[str, ...]
    gates: dict[str, tuple[str, ...]]
    starts: dict[str, str]
    until: dict[str, str]
    ends: tuple[str, ...]
    due: str
    effects: tuple[str, ...]
    four_eyes: bool
    public: bool
    practice: bool


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field, paper or role: its name in words; the type and choices of a field, the registry's code of a paper."""

    zh: str
    en: str
    type: str = ""
    choices: tuple[str, ...] = ()
    code: str = ""
    public: bool = False

    @property
    def title(self) -> Text:
        return Text(self.zh, self.en)


class _Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: dict[str, Named]
    papers: dict[str, Named]
    roles: dict[str, Named]


@functools.cache
def fields_file() -> _Fields:
    """Fields, papers and roles by name."""
    from msgspec import yaml

    return yaml.decode((FOLDER.parent / "fields.yaml").read_bytes(), type=_Fields)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    machine: str
    title: Text
    cites: tuple[str, ...]
    states: dict[str, LifeState]
    steps: tuple[_Entry, ...]
    parents: tuple[str, ...] = ()


class Machine(msgspec.Struct, frozen=True):
    """A table: states and permitted steps; ``parents`` are the machines its lives belong to.

    ``cites`` is what a refusal names where no nearer clause is at hand.
    """

    name: str
    title: Text
    cites: tuple[str, ...]
    states: dict[str, LifeState]
    rows: tuple[Transition, ...]
    parents: tuple[str, ...] = ()

    def row(self, source: str, action: str) -> Transition | None:
        """The step of that name out of a state, if there is one."""
        return next((r for r in self.rows if r.source == source and r.action == action), None)

    def leaving(self, source: str) -> tuple[Transition, ...]:
        """Every step out of a state."""
        return tuple(r for r in self.rows if r.source == source)

    def state_title(self, state: str) -> Text:
        """The state in words."""
        return self.states[state].title if state in self.states else Text("尚未建立", "not begun")

    def code_of(self, state: str) -> str:
        """The registry's public code of a state; empty where none was seen."""
        return self.states[state].code if state in self.states else ""

    def states_of(self, code: str) -> tuple[str, ...]:
        """The states a public code stands for."""
        return tuple(name for name, state in self.states.items() if code and state.code == code)


@functools.cache
def machines() -> dict[str, Machine]:
    """Every machine by name."""
    from msgspec import yaml

    read = (yaml.decode(path.read_bytes(), type=_File) for path in sorted(FOLDER.glob("*.yaml")))
    return {file.machine: _machine(file) for file in read}


def _machine(file: _File) -> Machine:
    rows = tuple(_row(file.machine, entry, source) for entry in file.steps for source in entry.sources)
    return Machine(file.machine, file.title, file.cites, file.states, rows, file.parents)


def _row(machine: str, entry: _Entry, source: str) -> Transition:
    own = {
        name: getattr(entry, name)
        for name in Transition.__struct_fields__
        if name in _Entry.__struct_fields__
    }
    own |= {"source": source, "target": source if entry.target == _SAME else entry.target}
    return Transition(
        **own | {"machine": machine, "title": Text(entry.zh, entry.en), "event": f"{machine}.{entry.event}"}
    )


def permitted() -> tuple[Transition, ...]:
    """Every permitted step of every machine."""
    return tuple(row for machine in machines().values() for row in machine.rows)


def who_may(machine: str, state: str) -> dict[str, tuple[str, ...]]:
    """Action to the roles that may take it, out of a state."""
    return {row.action: row.by for row in machines()[machine].leaving(state)}
