"""The journal as auditors get it: what is signed, what is handed over, and that the library alone finds what was altered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

import ccer
from ccer.core.errors import BadInput, CcerError
from ccer.core.event import BrokenChain
from ccer_platform.actions.checkpoints import Examined, examine, own_key, sign
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.journal.bundle import write
from ccer_platform.signing import NAME, signer
from registry.hosted import SERIES, ask, journal, opened

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def folder(database: str, tmp_path: Path) -> Path:
    """A bundle of a journal that was signed twice."""
    opened(poster(), "A", "B")
    sign()
    assert poster().submit(ask(f"transfer A B {SERIES} 7")).events
    close_posters()
    write(tmp_path / "bundle")
    return tmp_path / "bundle"


def verified(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program of the bundle, run where only the library can be imported; Django and the driver cannot."""
    shut = folder.parent / "shut"
    for name in ("django", "psycopg", "ccer_platform"):
        (shut / name).mkdir(parents=True, exist_ok=True)
        (shut / name / "__init__.py").write_text("raise ImportError", encoding="ascii")
    source = Path(ccer.__file__).parent.parent
    return subprocess.run(
        [sys.executable, str(folder / "verify.py"), *arguments],
        env={**os.environ, "PYTHONPATH": f"{shut}{os.pathsep}{source}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_library_verifies_a_bundle(folder: Path, database: str) -> None:
    events = journal(database)
    done = verified(folder, own_key().id)
    assert done.returncode == 0, done.stderr
    assert f"{len(events)} events" in done.stdout
    assert events[-1].digest in done.stdout
    assert examine() == Examined(len(events), events[-1].digest, own=2, others=0)
    lines = (folder / "checkpoints.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [len(events) - 1, len(events)]
    assert verified(folder, "0" * 16).returncode, "another key than the one expected"


def change_an_actor(folder: Path) -> None:
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    lines[-1] = lines[-1].replace('"actor":"', '"actor":"x')
    (folder / "events.jsonl").write_text("".join(lines), encoding="utf-8")


def drop_the_last_event(folder: Path) -> None:
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "events.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")


def drop_the_last_event_and_checkpoint(folder: Path) -> None:
    """What is left is sound: it is the journal of a moment before."""
    drop_the_last_event(folder)
    lines = (folder / "checkpoints.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "checkpoints.jsonl").write_text(lines[0], encoding="utf-8")


def change_the_time_of_signing(folder: Path) -> None:
    text = (folder / "checkpoints.jsonl").read_text(encoding="utf-8")
    (folder / "checkpoints.jsonl").write_text(text.replace("2026-03-02T", "2026-03-01T"), encoding="utf-8")


def put_in_another_key(folder: Path) -> None:
    other = signer(folder.parent / "other")
    (folder / "public-key.pem").write_text(other.public(), encoding="ascii")


@pytest.mark.parametrize(
    "alter", [change_an_actor, drop_the_last_event, change_the_time_of_signing, put_in_another_key]
)
def test_what_was_altered_is_found(folder: Path, alter: Callable[[Path], None]) -> None:
    alter(folder)
    assert verified(folder).returncode


def test_an_earlier_bundle_is_sound_too(folder: Path) -> None:
    drop_the_last_event_and_checkpoint(folder)
    assert verified(folder).returncode == 0


def test_one_place_is_signed_once(database: str) -> None:
    assert sign() is None, "nothing is written yet"
    opened(poster(), "A")
    close_posters()
    first, again = sign(), sign()
    assert first is not None
    assert again == first
    with psycopg.connect(database) as raw, pytest.raises(psycopg.errors.IntegrityError):
        raw.execute("UPDATE store_checkpoint SET signature = ''")


@pytest.mark.parametrize(
    "altered",
    [
        "UPDATE store_journalevent SET actor = 'x' WHERE seq = 3",
        "DELETE FROM store_journalevent WHERE seq = (SELECT max(seq) FROM store_journalevent)",
        "WITH gone AS (DELETE FROM store_journalevent WHERE seq > 1) UPDATE store_journaltip SET (seq, digest) = (SELECT seq, digest FROM store_journalevent WHERE seq = 1)",
        "UPDATE store_checkpoint SET signature = repeat('0', 128)",
        "UPDATE store_checkpoint SET digest = repeat('0', 64)",
    ],
)
def test_a_register_altered_behind_its_guards_is_not_signed(database: str, altered: str) -> None:
    """Whoever owns the database can switch its guards off; the chain and the signatures remain."""
    opened(poster(), "A")
    close_posters()
    sign()
    with psycopg.connect(database) as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute(altered)  # type: ignore[call-overload]
    with pytest.raises(CcerError) as found:
        sign()
    assert isinstance(found.value, BrokenChain) == ("seq = 3" in altered)


def test_the_key_is_kept_and_not_replaced(tmp_path: Path) -> None:
    first = signer(tmp_path)
    assert signer(tmp_path).id == first.id
    kept = tmp_path / NAME
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    kept.write_text("x", encoding="ascii")
    with pytest.raises(BadInput):
        signer(tmp_path)
    assert kept.read_text(encoding="ascii") == "x"


def test_a_folder_that_holds_something_is_left_alone(folder: Path) -> None:
    with pytest.raises(BadInput):
        write(folder)
