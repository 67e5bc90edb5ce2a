"""Content hashes: the same content gives the same digest on every machine and in every year."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import msgspec

_PACKAGE = Path(__file__).resolve().parent.parent
_DECIDING = ("core", "policy", "rules", "compute", "methodologies", "monitoring", "project", "offset")


def canonical(value: object) -> bytes:
    """JSON with sorted keys: the form that is hashed and signed; a key that is a number or a day is its text."""
    return msgspec.json.encode(msgspec.to_builtins(value, str_keys=True), order="sorted")


def digest(value: object) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@functools.cache
def code_digest() -> str:
    """SHA-256 over the source of every module that decides or calculates."""
    total = hashlib.sha256()
    for folder in _DECIDING:
        for path in sorted((_PACKAGE / folder).rglob("*.py")):
            total.update(path.relative_to(_PACKAGE).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()
