"""The only place that calls other hosts: what an organisation asked for, at a public address, by TLS, without following where it points.

A name is looked up once, every address it gives must be public, and the call goes to the address that was looked at: so a name cannot
be turned to a machine of this network between the look and the call. In a demonstration this machine may be called, over plain HTTP.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from ccer.core.errors import BadInput
from ccer.core.text import Text

WAIT = 10.0
"""For each step of the call. [s]"""
MOST_READ = 4096
"""Of the answer. [byte]"""


class Forbidden(BadInput):
    """An address that this system does not call."""


class Said(NamedTuple):
    """What the other side answered."""

    status: int
    body: str


def look(url: str) -> tuple[SplitResult, str]:
    """The parts of an address that may be called, and the network address it stands for.

    Raises
    ------
    Forbidden
        Not https, with a user or fragment, or in this machine's or a private network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
    except ValueError:
        raise _forbidden(Text("网址不能读取", "the address cannot be read")) from None
    if parts.scheme != "https" and not (settings.DEMO and parts.scheme == "http"):
        raise _forbidden(Text("须为 https 网址", "it must be an https address"))
    if not host or parts.username or parts.password or parts.fragment:
        raise _forbidden(Text("网址须只含主机、端口和路径", "it must hold host, port and path only"))
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise _forbidden(Text("主机名解析不到", "the name of the host is not found")) from None
    for address in found:
        if not callable_at(address):
            raise _forbidden(Text("该主机不在公开网络上", "the host is not on the public network"))
    return parts, sorted(found)[0]


def callable_at(address: str) -> bool:
    """Whether a network address may be called: public ones; in a demonstration this machine's own too."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if settings.DEMO and ip.is_loopback:
        return True
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def post(url: str, body: bytes, headers: dict[str, str]) -> Said:
    """Sends a body.

    Raises
    ------
    Forbidden
    OSError, http.client.HTTPException
        The other side did not answer.
    """
    parts, address = look(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    reached = socket.create_connection((address, port), WAIT)
    try:
        if parts.scheme == "https":
            reached = ssl.create_default_context().wrap_socket(reached, server_hostname=host)
        line = http.client.HTTPConnection(host, port, timeout=WAIT)
        line.sock = reached
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request("POST", path, body, {**headers, "Connection": "close"})
        answer = line.getresponse()
        return Said(answer.status, answer.read(MOST_READ).decode("utf-8", "replace"))
    finally:
        reached.close()


def _forbidden(why: Text) -> Forbidden:
    return Forbidden(
        what=Text("这个网址不能接收通知", "This address cannot be sent to"),
        why=why,
        next=Text("使用公开网络上的 https 网址。", "Use an https address on the public network."),
    )
