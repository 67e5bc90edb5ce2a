"""What is read in: records and official texts, shown as they were understood before anything is stored."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.policy.importing.understanding import KIND_TEXT
from ccer.policy.lint import lint
from ccer.policy.record import Record, parse

from ...acting import actor_of
from ...actions import policy as review
from ...actions import policy_texts
from ...language import lang
from ...limits import count
from ...permissions import authorise
from ...store.reading import policy as reading
from .queue import at_desk, show

SALT = "policy-record"
LARGEST = 2 * 2**20
LANGS = ("zh", "en")


@require_GET
@at_desk
def page(request: HttpRequest) -> HttpResponse:
    """Two uploads, and the official texts stored so far."""
    authorise(actor_of(request), "policy.read-queue")
    return show(request, "intake", instruments=_instruments(), texts=reading.texts()[:100])


def _instruments() -> list[tuple[str, Text]]:
    law = corpus()
    return [(id, law.versions(id)[-1].instrument.short) for id in law.view().ids]


@require_POST
@at_desk
def take_record(request: HttpRequest) -> HttpResponse:
    """First shows the record with what the linter says; with the seal that was shown, imports it."""
    actor = actor_of(request)
    authorise(actor, "policy.import")
    if sealed := request.POST.get("sealed"):
        try:
            texts: dict[str, str] = signing.loads(sealed, salt=SALT)
        except signing.BadSignature as error:
            raise _bad(Text("与先前看过的内容不同", "it is not what was shown before")) from error
        records = {name: parse(text) for name, text in texts.items()}
        one = review.take_in(actor, records)
        messages.success(request, Text("已导入为草稿", "Imported as a draft").say(lang()))
        return redirect("analyst:record", one.record)
    count("upload", actor.person)
    records = _uploaded(request)
    texts = {name: record.raw for name, record in records.items()}
    return show(
        request,
        "intake",
        instruments=_instruments(),
        records=[
            (
                name,
                record,
                [f for f in lint(record, corpus()) if f.severity == "error"],
                record.text("reviewStatus"),
            )
            for name, record in records.items()
        ],
        sealed=signing.dumps(texts, salt=SALT, compress=True),
    )


def _uploaded(request: HttpRequest) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for file in request.FILES.getlist("files"):
        if (file.size or 0) > LARGEST:
            raise _bad(Text("文件大于 2 MB", "a file is larger than 2 MB"))
        try:
            record = parse(file.read().decode(), str(file.name))
        except UnicodeDecodeError as error:
            raise _bad(Text("不是 UTF-8 文本", "it is not UTF-8 text")) from error
        if record.lang in found:
            raise _bad(Text("同一语言有两个文件", "two files are in one language"))
        found[record.lang] = record
    if not found:
        raise _bad(Text("没有选择文件", "no file was chosen"))
    if len({record.id for record in found.values()}) != 1:
        raise _bad(Text("两个文件的 id 不同", "the ids of the files differ"))
    return found


@require_POST
@at_desk
def take_text(request: HttpRequest) -> HttpResponse:
    """First shows what an official text was understood as; with the seal that was shown, stores it."""
    actor = actor_of(request)
    authorise(actor, "policy.store-text")
    instrument, url = request.POST.get("instrument", ""), request.POST.get("url", "").strip()
    if sealed := request.POST.get("sealed"):
        made = policy_texts.store(actor, sealed, instrument=instrument, url=url)
        messages.success(request, Text("已存入 {d}", "Stored {d}").say(lang(), d=made.digest[:12]))
        return redirect(reverse("analyst:intake"))
    count("upload", actor.person)
    file = request.FILES.get("file")
    if file is None:
        raise _bad(Text("没有选择文件", "no file was chosen"))
    preview = policy_texts.preview(str(file.name), file.read(policy_texts.LARGEST + 1), instrument)
    text = preview.text
    kinds = ("chapter", "art", "para", "item", "sec", "eq", "table")
    return show(
        request,
        "intake",
        instruments=_instruments(),
        preview=preview,
        kind=KIND_TEXT[text.kind],
        counts=[(kind, text.count(kind)) for kind in kinds if text.count(kind)],
        pieces=text.pieces[:400],
        exact=sum(one.exact for one in preview.links),
        instrument=instrument,
        url=url,
    )


def _bad(why: Text) -> BadInput:
    return BadInput(Text("没有读入", "Nothing was read in"), why, Text("重新上传", "Upload it again"))
