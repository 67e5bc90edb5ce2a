"""The life of a project, its reductions, vintage lines, findings, comments, accounts, complaints, checks and penalties.

`decide` asks the transition tables, the checks they name and the rules of the gate, and gives events or a refusal; `apply` moves a
life by one event; `tasks` says what can be done next, by whom, until when; `replay_public` walks the public records through it all.
"""

from .apply import apply
from .decide import decide
from .model import Command, Life, Paper, View
from .outcome import Outcome, Refusal
from .public import Point, Replayed, replay_public
from .tables import machines, permitted, who_may
from .tasks import Task, tasks

__all__ = [
    "Command",
    "Life",
    "Outcome",
    "Paper",
    "Point",
    "Refusal",
    "Replayed",
    "Task",
    "View",
    "apply",
    "decide",
    "machines",
    "permitted",
    "replay_public",
    "tasks",
    "who_may",
]
