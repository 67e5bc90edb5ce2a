"""A refusal as the API says it: ``application/problem+json`` (RFC 9457) with the four parts, the clauses and the day whose law decided."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from ccer.core.asof import Citation
from ccer.core.errors import BadInput, CcerError, NotInForce, NotKnown
from ccer.core.text import Lang, Text

from .. import clock

MEDIA = "application/problem+json"
STATUS = {
    "token": 401,
    **dict.fromkeys(
        ("role", "seat", "scope", "identity", "not-visible", "four-eyes", "four_eyes", "second_factor"), 403
    ),
    **dict.fromkeys(("not-found",), 404),
    **dict.fromkeys(("key_reused", "state", "stale", "decided", "left"), 409),
    **dict.fromkeys(("too-large", "file-bomb"), 413),
    **dict.fromkeys(("too_often",), 429),
}
"""By the code of a refusal; what stands nowhere here is a rule that was not met, 422."""
UNPROCESSABLE = 422
LANGS: tuple[Lang, ...] = ("zh", "en")

_log = logging.getLogger(__name__)


class NoSuch(BadInput):
    """What was asked for is not there, or not for this visitor to know of."""

    code = "not-found"

    def __init__(self, noun: Text, id: str) -> None:
        super().__init__(
            Text("没有这一{noun}：{id}", "There is no such {noun}: {id}").fill(noun=noun, id=id[:200]),
            Text("编号不存在，或者尚未公开", "no such id is held, or it is not public"),
            Text("核对编号；可由列表取得。", "Check the id; lists give those there are."),
        )


class Unusable(BadInput):
    """A request that cannot be read: a header, a parameter or a field."""

    def __init__(self, why: Text, next: Text, code: str = "request") -> None:
        super().__init__(Text("请求无法办理", "The request cannot be used"), why, next)
        self.code = code


def status_of(error: CcerError) -> int:
    """The HTTP status of an error."""
    code = getattr(error, "code", "")
    if code in STATUS:
        return STATUS[code]
    if isinstance(error, NotInForce | NotKnown):
        return 404
    return 400 if getattr(error, "code", "") == "request" else UNPROCESSABLE


def problem(error: CcerError, lang: Lang, *, more: Iterable[CcerError] = ()) -> HttpResponse:
    """The answer to a request that was refused; ``more`` is what else stands in the way."""
    status = status_of(error)
    body = {
        "type": f"/api/v1/problems/{_code(error)}",
        "title": error.what.say(lang),
        "status": status,
        "detail": error.why.say(lang),
        **_parts(error, lang),
        "as_of": clock.today(),
    }
    others = [_parts(other, lang) for other in more if other is not error]
    if others:
        body["also"] = others
    return _answer(body, status, lang)


def problem_dict(error: CcerError) -> dict[str, Any]:
    """A refusal inside an answer, in both languages."""
    return {lang: _parts(error, lang) for lang in LANGS}


def _parts(error: CcerError, lang: Lang) -> dict[str, Any]:
    return {
        "code": _code(error),
        "what": error.what.say(lang),
        "why": error.why.say(lang),
        "clauses": _clauses(error, lang),
        "next": error.next.say(lang),
    }


def _clauses(error: CcerError, lang: Lang) -> list[dict[str, str]]:
    cited = getattr(error, "citations", None) or getattr(error, "citation", None) or ()
    found = [cited] if isinstance(cited, Citation) else list(cited)
    if found:
        return [{"ref": c.ref, "label": c.label.say(lang)} for c in found]
    if not error.clause:
        return []
    try:
        label = clock.at().law.cite(error.clause, clock.today()).label.say(lang)
    except CcerError:
        label = error.clause
    return [{"ref": error.clause, "label": label}]


def _code(error: CcerError) -> str:
    named = getattr(error, "code", "")
    return str(named) if named else "".join("-" * c.isupper() + c.lower() for c in type(error).__name__)[1:]


def _answer(body: dict[str, Any], status: int, lang: Lang) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA)
    response["Content-Language"] = "en" if lang == "en" else "zh-CN"
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def of_validation(error: ValidationError) -> Unusable:
    """What the schema of an operation refuses, in words: where, and what was expected there."""
    wrong = [(".".join(map(str, e["loc"][1:])) or str(e["loc"][0]), str(e["msg"])) for e in error.errors[:20]]
    said = "; ".join(f"{place}: {message}" for place, message in wrong)
    return Unusable(
        Text("参数或字段不合要求：{said}", "a parameter or field is not as described: {said}").fill(
            said=said
        ),
        Text("照 /api/openapi.json 改正后再试。", "Correct it as /api/openapi.json describes and try again."),
    )


def of_http(request: HttpRequest, error: Exception) -> CcerError:
    """What the framework refuses, in words."""
    if isinstance(error, Http404):
        return NoSuch(Text("地址", "address"), request.path)
    status = error.status_code if isinstance(error, HttpError) else 400
    return Unusable(
        Text("请求的格式无法读取（{status}）", "its form cannot be read ({status})").fill(status=status),
        Text("照 /api/openapi.json 改正后再试。", "Correct it as /api/openapi.json describes and try again."),
    )


def too_large() -> Unusable:
    """A request larger than this software takes."""
    return Unusable(
        Text("请求太大", "it is too large"),
        Text(
            "分成几次提交；文件用 POST /api/v1/documents 上传。",
            "Send it in parts; upload files by POST /api/v1/documents.",
        ),
        "too-large",
    )


def unkept() -> Unusable:
    """Values that cannot be stored: characters that are no text, numbers beyond all bounds."""
    return Unusable(
        Text("含有不能保存的字符或数值", "it holds characters or numbers that cannot be kept"),
        Text(
            "去掉控制字符，核对数值后再试。", "Leave control characters out, check the numbers and try again."
        ),
    )


def failed(request: HttpRequest, error: Exception, lang: Lang) -> HttpResponse:
    """Our own failure: noted for the operator, said without its insides."""
    _log.error("%s %s", request.method, request.path, exc_info=error)
    body = {
        "type": "/api/v1/problems/failure",
        "title": Text("系统出错，没有写入", "The system failed; nothing was written").say(lang),
        "status": 500,
        "detail": Text("已记入运行日志", "it is noted in the operator's log").say(lang),
        "code": "failure",
        "clauses": [],
        "next": Text("用同一幂等键重试。", "Try again with the same idempotency key.").say(lang),
        "as_of": clock.today(),
    }
    return _answer(body, 500, lang)
