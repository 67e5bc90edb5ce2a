"""The compiled base: YAML is slow to parse, so what was read is kept once for each content digest."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from .schema import Content

_KEEP = 8
_SHAPED_BY = ("schema.py", "index.py", "meaning.py", "tokens.py", "numerals.py", "synonyms.yaml")


def folder() -> Path:
    """Where the compiled base is kept: ``$XDG_CACHE_HOME/ccer``, else ``~/.cache/ccer``."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "ccer"


def load(name: str, digest: str) -> bytes | None:
    """What was kept under a name for a content digest; None when nothing was or it cannot be read."""
    try:
        return _file(name, digest).read_bytes()
    except (OSError, RuntimeError):
        return None


def save(name: str, digest: str, data: bytes) -> None:
    """Keep it, in one step so that no reader sees half a file; silently not, where nothing may be written."""
    try:
        target = _file(name, digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=target.name, delete=False) as part:
            part.write(data)
        Path(part.name).replace(target)
        _prune(target.parent, name)
    except (OSError, RuntimeError):
        return


def decode(data: bytes) -> Content | None:
    """The compiled base; None when the bytes are not one."""
    try:
        return msgspec.msgpack.decode(data, type=Content)
    except msgspec.DecodeError:
        return None


def encode(content: Content) -> bytes:
    """The base as it is kept."""
    return msgspec.msgpack.encode(content)


def _file(name: str, digest: str) -> Path:
    return folder() / f"{name}-{_shape()}-{digest}.msgpack"


@functools.cache
def _shape() -> str:
    """A stamp of the modules that give the cached data its shape, so that an older cache is not read."""
    total = hashlib.sha256()
    for source in _SHAPED_BY:
        total.update((Path(__file__).parent / source).read_bytes())
    return total.hexdigest()[:12]


def _prune(place: Path, name: str) -> None:
    """Only the newest few are kept: each edit of a file makes a new digest."""
    kept = sorted(place.glob(f"{name}-*.msgpack"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[_KEEP:]:
        path.unlink(missing_ok=True)
