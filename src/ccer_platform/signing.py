"""The key that checkpoints of the journal are signed with (Ed25519, RFC 8032): made the first time, kept in the data folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ccer.core.errors import BadInput
from ccer.core.text import Text

NAME = "checkpoint-key.pem"


class Signer:
    """A private key and the name it goes by: the first 16 hex digits of the SHA-256 of its public key's 32 bytes."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.id = key_id(key.public_key())

    def sign(self, seq: int, digest: str, at: str) -> str:
        """Signature of a place in the journal, in hex."""
        return self._key.sign(message(seq, digest, at, self.id)).hex()

    def holds(self, signature: str, seq: int, digest: str, at: str) -> bool:
        """Whether this key made a signature."""
        try:
            self._key.public_key().verify(bytes.fromhex(signature), message(seq, digest, at, self.id))
        except (InvalidSignature, ValueError):
            return False
        return True

    def public(self) -> str:
        """The public key as PEM."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def message(seq: int, digest: str, at: str, key: str) -> bytes:
    """What is signed: five lines."""
    return f"ccer-checkpoint-1\n{seq}\n{digest}\n{at}\n{key}\n".encode()


def key_id(key: Ed25519PublicKey) -> str:
    """What a public key goes by."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def signer(folder: Path) -> Signer:
    """The key of a data folder; readable by its owner only.

    Raises
    ------
    BadInput
        The file is there and holds no Ed25519 key; it is not replaced, for the public would no longer know the new one.
    """
    kept = folder / NAME
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(kept)
    try:
        key = serialization.load_pem_private_key(kept.read_bytes(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(
            Text("签名密钥不能使用", "The signing key cannot be used"),
            Text(f"{kept} 不是 Ed25519 私钥", f"{kept} is not an Ed25519 private key"),
            Text(
                "从备份恢复该文件；确已遗失的，移走该文件后重新生成，并公布新的公钥。",
                "Restore the file from a backup; if it is lost, move it away, let a new one be made and publish its public key.",
            ),
        )
    return Signer(key)


def _make(kept: Path) -> None:
    """Whole or not at all, and never over another's: two that begin at once keep one key."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fresh = kept.with_name(f"{NAME}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(pem)
    with contextlib.suppress(FileExistsError):
        os.link(fresh, kept)
    fresh.unlink()
