"""Official texts: what a file was understood as is shown first, sealed, and stored only as it was shown."""

from __future__ import annotations

import msgspec
from django.core import signing

from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.policy.corpus import corpus, newest
from ccer.policy.importing import Link, Understood, link, stored, understand
from ccer.policy.importing.store import shown

from .. import clock
from ..permissions import authorise
from ..store.models import PolicyText
from .base import Actor, append, event, writing

SALT = "policy-text"
LARGEST = 20 * 2**20
CLAUSE = "mee-samr-2023-31/art-9"


class Preview(msgspec.Struct, frozen=True):
    """What a file was understood as: ``sealed`` is to be given back to store just this."""

    text: Understood
    digest: str
    links: tuple[Link, ...]
    sealed: str


def preview(name: str, data: bytes, instrument: str = "") -> Preview:
    """Reads a file; nothing is stored.

    Raises
    ------
    BadInput
        It is too large, an error page, a news item, or has neither articles nor sections.
    """
    if len(data) > LARGEST:
        raise _bad(Text("文件大于 20 MB", "the file is larger than 20 MB"))
    text = understand(name, data)
    links = link(newest(corpus().versions(instrument)).instrument, text) if instrument else ()
    sealed = signing.dumps(msgspec.json.encode(text).decode(), salt=SALT, compress=True)
    return Preview(text, shown(text), links, sealed)


def store(actor: Actor, sealed: str, *, instrument: str = "", url: str = "") -> PolicyText:
    """Stores what was shown; a second time it is there already."""
    authorise(actor, "policy.store-text")
    try:
        text = msgspec.json.decode(signing.loads(sealed, salt=SALT), type=Understood)
    except (signing.BadSignature, msgspec.DecodeError) as error:
        raise _bad(Text("与先前看过的内容不同", "it is not what was shown before")) from error
    if instrument:
        corpus().versions(instrument)
    digest = shown(text)
    with writing():
        made, new = PolicyText.objects.get_or_create(
            digest=digest,
            defaults={
                "sha256": text.sha256, "name": text.source, "title": text.title, "instrument": instrument, "url": url[:500],
                "content": stored(text, digest, url=url[:500], fetched=clock.today()), "stored_at": clock.now(),
                "stored_by_id": actor.user or 0,
            },
        )  # fmt: skip
        if new:
            append(
                [
                    event(
                        "text.stored", f"text:{digest[:16]}", actor, cites=(CLAUSE,), digest=digest, sha256=text.sha256,
                        file=text.source, instrument=instrument, url=url[:500],
                    )
                ]
            )  # fmt: skip
    return made


def _bad(why: Text) -> BadInput:
    return BadInput(
        Text("没有存入", "Nothing was stored"), why, Text("重新上传并查看", "Upload it and look at it again")
    )
