"""Papers: kept once under the hash of their content, shown by role and stage.

Drafts are the owner's and the engaged body's. With the notice its papers become everybody's (Order 31 art. 12 and 19), with its upload
the report (art. 13 and 20), with the registration all material of the application (art. 15 and 22). Evidence, data and licences stay
with those concerned and with the authorities that may inspect (art. 36).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from ccer.core.text import Text
from ccer.project.life.model import Life, Paper
from ccer.project.life.tables import fields_file

from .. import clock
from ..permissions import authorise
from ..store.models import Document, Membership
from ..store.reading import provinces
from .base import Actor, Refused
from .sniffing import LARGEST, Sniffed, sniff

NOTICE_PAPERS = ("pdd", "uniqueness-statement", "accounting-report")
REPORTS = ("pdd-validated", "validation-report", "accounting-report-verified", "verification-report")
AUTHORITIES = ("province", "ministry", "market-regulator")
REGISTRY_SIDE = ("registry", "expert")
_CASES = ("complaint", "spot-check", "sanction", "claw-back")
_REPORTED = ("VVB_UPLOADED", "TERMINATED")


class Stored(msgspec.Struct, frozen=True):
    """An upload as it is kept: what a step then files as a paper. [byte]"""

    kind: str
    digest: str
    name: str
    media_type: str
    size: int

    def paper(self, actor: str, version: int) -> Paper:
        """The paper of a step taken today."""
        return Paper(
            kind=self.kind,
            digest=self.digest,
            name=self.name,
            by=actor,
            on=clock.today(),
            version=version,
        )


def store(actor: Actor, subject: str, kind: str, upload: UploadedFile[bytes]) -> Stored:
    """Keeps an upload under the hash of its content and notes whose it is and what for; the step that files it judges the rest.

    Raises
    ------
    Refused
        The actor's seat does not upload; or as `sniffing.sniff`. Nothing is kept.
    """
    authorise(actor, "document.upload")
    whole = upload.read(LARGEST + 1)
    return keep(actor, subject, kind, sniff(upload.name or "", whole), whole)


def keep(actor: Actor, subject: str, kind: str, known: Sniffed, content: bytes) -> Stored:
    """Keeps content that was looked at or that this system made itself."""
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(digest), content)
    made = Stored(kind, digest, known.name, known.media_type, len(content))
    held = Document.objects.filter(subject=subject, kind=kind)
    if not held.filter(digest=digest, uploaded_by=actor.user).exists():
        Document.objects.create(
            subject=subject,
            kind=kind,
            version=held.count() + 1,
            name=made.name,
            media_type=made.media_type,
            size=made.size,
            digest=digest,
            uploaded_at=clock.now(),
            uploaded_by_id=actor.user,
        )
    return made


def path_of(digest: str) -> Path:
    """Where content of that hash is kept."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all; what is there already is not written again."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def opened(actor: Actor, document: Document, life: Life) -> bytes:
    """The content of a document, for who may see it.

    Raises
    ------
    Refused
        It is not theirs to see, or not yet; or the content is not what its hash says.
    """
    if not visible(actor, document, life):
        raise Refused(
            "not-visible",
            Text("不能查看这份材料", "This paper cannot be shown to you"),
            Text(
                "材料按角色和阶段公开：草稿只供业主和受托机构，公示材料自公示起公开，登记材料自登记起公开",
                "papers open by role and stage: drafts to the owner and the engaged body, notice papers with the notice, "
                "material of the registration once registered",
            ),
            Text(
                "以有关单位的账户登录，或待公开后查看。",
                "Sign in for the organisation concerned, or wait until it is published.",
            ),
            "mee-samr-2023-31/art-15" if life.machine != "reduction" else "mee-samr-2023-31/art-22/para-1",
        )
    content = path_of(document.digest).read_bytes()
    if hashlib.sha256(content).hexdigest() != document.digest:
        raise Refused(
            "altered",
            Text("文件内容与存档摘要不符", "The content does not give the hash it was kept under"),
            Text("存档的文件被改动过", "the kept file was altered"),
            Text(
                "请联系注册登记机构，由其从备份恢复。", "Tell the registry, which restores it from a backup."
            ),
        )
    return content


def visible(actor: Actor, document: Document, life: Life) -> bool:
    """Whether a document of a life may be shown to an actor now."""
    paper = next((p for p in life.papers if p.kind == document.kind and p.digest == document.digest), None)
    if paper is None:
        return _uploaders(actor, document)
    if actor.role == "system" or _published(paper, life):
        return True
    if life.machine in _CASES:
        return (actor.role in AUTHORITIES and oversees(actor, life)) or _is_party(actor, life, paper)
    if actor.role in REGISTRY_SIDE:
        return life.state != "DRAFT"
    if actor.role in AUTHORITIES and oversees(actor, life):
        return bool(life.entered.keys() & {"NOTICE", "REGISTERED"}) or life.machine in ("finding", "comment")
    return _is_party(actor, life, paper)


def oversees(actor: Actor, life: Life) -> bool:
    """Whether a case is an authority's to look into: of a province, its own only (Order 31 art. 34)."""
    return actor.role != "province" or provinces.has(actor.organisation, life.machine, life.id)


def _published(paper: Paper, life: Life) -> bool:
    if not fields_file().papers[paper.kind].public or life.machine not in ("project", "reduction"):
        return False
    if paper.kind in NOTICE_PAPERS:
        on_notice = life.facts.get("notice_paper")
        return "NOTICE" in life.entered and (
            paper.digest == on_notice or paper.kind == "uniqueness-statement" or on_notice is None
        )
    if paper.kind in REPORTS:
        return any(state in life.entered for state in _REPORTED)
    return "REGISTERED" in life.entered


def _is_party(actor: Actor, life: Life, paper: Paper) -> bool:
    """Owner, engaged body or holder, or whoever filed the paper."""
    mine = actor.name.partition(":")[2]
    parties = {str(life.facts.get(name)) for name in ("owner", "body", "holder") if life.facts.get(name)}
    return mine in parties or paper.by == actor.name or _above(actor, life)


def _above(actor: Actor, life: Life) -> bool:
    """Owner or body of what the life belongs to."""
    from .lives import view_of

    mine, above = actor.name.partition(":")[2], life.parent
    for _ in range(3):
        machine, _, code = above.partition(":")
        if not code:
            return False
        parent = view_of(machine, code).life
        if mine in (parent.facts.get("owner"), parent.facts.get("body"), parent.facts.get("holder")):
            return True
        above = parent.parent
    return False


def _uploaders(actor: Actor, document: Document) -> bool:
    """Not filed by any step yet: for those of the uploader's own organisation, who may have to confirm it."""
    uploader = Document.objects.filter(pk=document.pk).values_list("uploaded_by", flat=True).first()
    if actor.user is None or uploader is None:
        return False
    seats = Membership.objects.filter(until=None)
    return seats.filter(
        user=uploader,
        organisation__in=seats.filter(user=actor.user).values("organisation"),
    ).exists()
