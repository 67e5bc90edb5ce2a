"""The journal handed over: events, checkpoints, public key, and how to verify them with the library alone."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import msgspec

from ccer.core.errors import BadInput
from ccer.core.text import Text

from ..actions.checkpoints import instant, own_key, sign
from ..rebuilding.memory import journal
from ..store.models import Checkpoint


def write(folder: Path) -> Checkpoint:
    """Signs where the journal stands and writes it up to there.

    Raises
    ------
    BadInput
        The folder holds something, or the journal holds nothing.
    CcerError
        The journal is broken.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(
            Text("不能写入日志包", "The bundle cannot be written"),
            Text(f"{folder} 已有内容", f"{folder} holds something"),
            Text("换一个新的文件夹。", "Name a new folder."),
        )
    last = sign()
    if last is None:
        raise BadInput(
            Text("没有可写的日志", "There is no journal to write"),
            Text("日志是空的", "the journal is empty"),
            Text("确认 --data 指向登记簿的数据文件夹。", "See that --data names the register's data folder."),
        )
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "events.jsonl").open("wb") as lines:
        for event in journal():
            if event.seq > last.seq:
                break
            lines.write(msgspec.json.encode(event) + b"\n")
    with (folder / "checkpoints.jsonl").open("wb") as lines:
        for row in Checkpoint.objects.filter(seq__lte=last.seq).order_by("seq"):
            lines.write(msgspec.json.encode(plain(row)) + b"\n")
    key = own_key()
    (folder / "public-key.pem").write_text(key.public(), encoding="ascii")
    here = resources.files(__package__)
    (folder / "verify.py").write_bytes((here / "verify.py").read_bytes())
    readme = (here / "readme.md").read_text(encoding="utf-8").replace("{key_id}", key.id)
    (folder / "README.md").write_text(readme, encoding="utf-8")
    return last


def plain(row: Checkpoint) -> dict[str, object]:
    """A checkpoint as it is printed and handed over."""
    return {
        "seq": row.seq,
        "digest": row.digest,
        "at": instant(row.at),
        "key_id": row.key_id,
        "signature": row.signature,
    }
