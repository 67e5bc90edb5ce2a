"""A program that speaks to the API: one per person, with the day it speaks on."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ccer_platform import clock

V1 = "/api/v1"
_keys = itertools.count(1)


class Program:
    """Requests with a token; none for a visitor."""

    def __init__(self, token: str = "", at: dt.datetime | None = None) -> None:
        self.client, self.at = Client(raise_request_exception=False), at
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def on(self, at: dt.datetime) -> Program:
        self.at = at
        return self

    def get(self, path: str, **headers: str) -> Any:
        return self._send("get", V1 + path if not path.startswith("/api") else path, headers=headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        named = {"Idempotency-Key": key or f"k{next(_keys)}", **headers}
        data = msgspec.json.encode({} if body is None else body)
        return self._send("post", V1 + path, data, content_type="application/json", headers=named)

    def delete(self, path: str, key: str = "") -> Any:
        return self._send("delete", V1 + path, headers={"Idempotency-Key": key or f"k{next(_keys)}"})

    def upload(self, subject: str, kind: str, content: bytes, name: str = "paper.txt", key: str = "") -> Any:
        sent = {"subject": subject, "kind": kind, "file": SimpleUploadedFile(name, content)}
        return self._send(
            "post", V1 + "/documents", sent, headers={"Idempotency-Key": key or f"k{next(_keys)}"}
        )

    def _send(self, method: str, path: str, *args: Any, headers: dict[str, str], **more: Any) -> Any:
        call = getattr(self.client, method)
        with clock.fixed(self.at) if self.at else clock.fixed(clock.now()):
            return call(path, *args, headers={**self.headers, **headers}, **more)
