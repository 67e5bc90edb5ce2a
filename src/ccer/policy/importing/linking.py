"""Our summaries beside the official text: each provision of an instrument and the place it was made from."""

from __future__ import annotations

import msgspec

from ..schema import Instrument
from .understanding import Understood


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One provision of ours: ``exact`` when the official text has the same path, else ``official`` is the nearest above; None: no place."""

    ref: str
    official: str | None
    exact: bool
    line: int = 0


def link(instrument: Instrument, text: Understood) -> tuple[Link, ...]:
    """Where each provision of an instrument stands in its official text."""
    paths = text.paths
    found = []
    for provision in instrument.provisions:
        place = _place(provision.ref, set(paths))
        found.append(
            Link(
                ref=f"{instrument.id}/{provision.ref}",
                official=place,
                exact=place is not None and place.rpartition("/")[2] == provision.ref.rpartition("/")[2],
                line=paths[place].line if place else 0,
            )
        )
    return tuple(found)


def _place(path: str, held: set[str]) -> str | None:
    while path:
        last = path.rpartition("/")[2]
        if path in held:
            return path
        if last.startswith(("table-", "eq-")) and last in held:
            return last
        path = path.rpartition("/")[0] or path.rpartition(".")[0]
    return None


def unlinked(instrument: Instrument, text: Understood) -> tuple[str, ...]:
    """Articles or sections of the official text that no provision of ours stands for."""
    ours = {provision.ref for provision in instrument.provisions}
    tops = (p.ref for p in text.pieces if "/" not in p.ref and not p.ref.startswith("chapter-"))
    return tuple(ref for ref in tops if ref not in ours and not any(o.endswith(f"/{ref}") for o in ours))
