"""What an organisation is called on a page: in English only by a name that our data hold, else by its own Chinese one."""

from __future__ import annotations

from ccer.core.text import Text
from ccer.policy.approvals import body_named

from ..store.models import Organisation, Role


def party(held: Organisation) -> Text:
    """An organisation; a body that came with the public record is known in English from the list of approved bodies."""
    return (
        Text(held.name, held.name_en)
        if held.name_en
        else body(held.name)
        if held.role == Role.VVB
        else _own(held.name)
    )


def body(name: str) -> Text:
    """A validation and verification body by its Chinese name."""
    known = body_named(name)
    return Text(name, known.name.en) if known else _own(name)


def _own(name: str) -> Text:
    return Text(name, name)
