"""验证日志包 · Verify a bundle of the journal: ``python verify.py [key id]`` beside its files.

只需 ccer 库（及 cryptography），不需要登记系统。给出从别处得知的密钥编号，可确认公钥未被替换。
It needs the library ccer (and cryptography), and no register. Give the key id that you know from elsewhere to be sure of the key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ccer.core.event import GENESIS, Event, verify
from ccer.core.text import Text


def main(folder: Path, expected: str = "") -> None:
    """Ends with an error at the first thing that is wrong."""
    key = load_pem_public_key((folder / "public-key.pem").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    name = hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]
    if expected not in ("", name):
        sys.exit(both(Text(f"公钥是 {name}", f"the public key is {name}")))
    lines = (folder / "checkpoints.jsonl").read_bytes().splitlines()
    checkpoints = {row["seq"]: row for row in map(msgspec.json.decode, lines)}
    seq, digest, signed = 0, GENESIS, 0
    with (folder / "events.jsonl").open("rb") as events:
        for line in events:
            seq, digest = verify([msgspec.json.decode(line, type=Event)], seq=seq, previous=digest)
            row = checkpoints.pop(seq, None)
            if row and row["digest"] != digest:
                sys.exit(both(Text(f"检查点 {seq} 的哈希不符", f"checkpoint {seq} has another hash")))
            if row and row["key_id"] == name:
                key.verify(bytes.fromhex(row["signature"]), signed_text(row))
                signed = seq
    for gone in sorted(checkpoints)[:1]:
        sys.exit(both(Text(f"缺少检查点 {gone} 处的日志", f"event {gone} of a checkpoint is missing")))
    if signed != seq:
        sys.exit(both(Text(f"第 {signed} 条之后未签名", f"nothing after event {signed} is signed")))
    print(both(Text(f"{seq} 条日志与签名相符", f"{seq} events agree with their signatures")), digest, name)


def signed_text(row: dict[str, Any]) -> bytes:
    """The five lines that a checkpoint signs."""
    at = dt.datetime.fromisoformat(row["at"]).astimezone(dt.UTC).isoformat(timespec="microseconds")
    return f"ccer-checkpoint-1\n{row['seq']}\n{row['digest']}\n{at}\n{row['key_id']}\n".encode()


def both(text: Text) -> str:
    """Chinese, then English."""
    return f"{text.zh} · {text.en}"


if __name__ == "__main__":
    main(Path(__file__).parent, *sys.argv[1:2])
