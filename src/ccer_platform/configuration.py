"""What the settings are made from, and what they must never be."""

from __future__ import annotations

import secrets
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ccer.core.errors import BadInput
from ccer.core.text import Text

LOCAL = ("localhost", "127.0.0.1", "[::1]", "testserver")
SHORTEST_SECRET = 40
_GUESSABLE = ("change", "default", "secret", "insecure", "example", "password")


def hosts(names: str) -> list[str]:
    """Names under which the portal answers: this machine, and those given."""
    return [*LOCAL, *(name.strip() for name in names.split(",") if name.strip())]


def is_public(allowed: list[str]) -> bool:
    """Whether anyone but this machine may reach it."""
    return any(name not in LOCAL and not _is_this_machine(name) for name in allowed)


def _is_this_machine(name: str) -> bool:
    """A socket's folder, or an address that leads back here."""
    try:
        return name.startswith("/") or ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name in LOCAL


def secret_key(given: str | None, folder: Path) -> str:
    """The key given, or a random one that the data folder keeps for its owner only."""
    if given:
        return given
    kept = folder / "secret-key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


class Unsafe(BadInput):
    """A configuration under which nobody should run a registry."""


def check(
    *,
    public: bool,
    debug: bool,
    demo: bool,
    secret: str,
    hosts: list[str] | None = None,
    portal: str = "",
    database: str = "",
) -> None:
    """Refuses what is unsafe.

    Raises
    ------
    Unsafe
        A short or guessable secret; a database on another machine without encryption; on a public address also debug, demo, a wildcard
        for a name, letters whose links are not encrypted.
    """
    guessable = any(word in secret.lower() for word in _GUESSABLE) or len(set(secret)) < 10
    if len(secret) < SHORTEST_SECRET or guessable:
        raise _unsafe(*_SECRET)
    if database and not _encrypted(database):
        raise _unsafe(*_DATABASE)
    if not public:
        return
    for wrong, words in (
        (debug, _DEBUG),
        (demo, _DEMO),
        (any("*" in name for name in hosts or []), _WILDCARD),
        (not portal.startswith("https://"), _LINKS),
    ):
        if wrong:
            raise _unsafe(*words)


def _encrypted(database: str) -> bool:
    """Whether nobody on the way can read what is sent: the database is here, or the address asks for encryption."""
    parts = urlsplit(database)
    options = parse_qs(parts.query)
    host = options.get("host", [unquote(parts.hostname or "localhost")])[0]
    return not is_public([host]) or options.get("sslmode", [""])[0] in _ENCRYPTED


_ENCRYPTED = ("require", "verify-ca", "verify-full")
_SECRET = (
    Text("CCER_SECRET_KEY 太短或可以猜到", "CCER_SECRET_KEY is short or can be guessed"),
    Text(
        f"改为至少 {SHORTEST_SECRET} 位的随机字符；不设则自动生成并保存在数据文件夹中。",
        f"Use at least {SHORTEST_SECRET} random characters, or leave it out: one is made and kept in the data folder.",
    ),
)
_DATABASE = (
    Text("DATABASE_URL 指向另一台机器而没有加密", "DATABASE_URL names another machine without encryption"),
    Text(
        "在地址后加 ?sslmode=verify-full（至少 require）。",
        "Add ?sslmode=verify-full (at least require) to the address.",
    ),
)
_DEBUG = (
    Text("对外提供服务时打开了 CCER_DEBUG", "CCER_DEBUG is on at a public address"),
    Text("取消 CCER_DEBUG，或只在本机监听。", "Unset CCER_DEBUG, or listen on this machine only."),
)
_DEMO = (
    Text("对外提供服务时打开了演示模式", "demo mode is on at a public address"),
    Text(
        "演示模式的示例账户口令是公开的：取消 CCER_DEMO，或只在本机监听。",
        "The sample people's passwords are printed: unset CCER_DEMO, or listen on this machine only.",
    ),
)
_WILDCARD = (
    Text("CCER_HOSTS 含有通配符", "CCER_HOSTS holds a wildcard"),
    Text("逐一写明对外的名称。", "Name each host under which the portal answers."),
)
_LINKS = (
    Text(
        "对外提供服务时 CCER_URL 不是加密的地址",
        "CCER_URL is not an encrypted address, and the portal is public",
    ),
    Text("改为以 https:// 开头的地址。", "Give an address that begins with https://."),
)


def _unsafe(why: Text, next: Text) -> Unsafe:
    return Unsafe(
        what=Text("配置不安全，没有启动", "The configuration is unsafe; nothing was started"),
        why=why,
        next=next,
    )
