"""Certificates of registration and of cancellation: checked by their code or number, and printed; the list of published cancellations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.documents.certificate import certificate_paper, serial_range
from ccer.documents.pdf import render_pdf
from ccer.registry.cancellation import certificate
from ccer.registry.reasons import PURPOSE_TEXT, Purpose
from ccer.registry.serials import Block, Series

from ...actions.base import stored
from ...clock import at
from ...components.sheet import Cell, Column, number, sheet
from ...language import lang
from ...limits import count, visitor
from ...store.reading import certificates, custody
from ...store.reading.certificates import Certificate
from .shown import methodology_title, missing, show

LIST = (Text("证书核验", "Check a certificate"), "public:certificates")

COLUMNS = (
    Column(Text("注销编号", "Cancellation"), lambda f: Cell(f.id, "text", f"?code={f.id}")),
    Column(Text("日期", "Day"), lambda f: Cell(f.on.isoformat(), "day")),
    Column(Text("用途", "Purpose"), lambda f: Cell(PURPOSE_TEXT[f.purpose].say(lang()))),
    Column(Text("受益人", "Beneficiary"), lambda f: Cell(f.beneficiary or "—", "name")),
    Column(
        Text("系列", "Series"),
        lambda f: Cell(", ".join(sorted({f"{s.project} · {s.vintage}" for s, _ in f.blocks}))),
    ),
    Column(Text("数量 tCO₂e", "Quantity, tCO₂e"), lambda f: number(f.quantity), "number"),
)
EMPTY = (
    Text("还没有注销", "Nothing is cancelled yet"),
    Text("注销后在此公布。", "Cancellations are published here."),
)


def index(request: HttpRequest) -> HttpResponse:
    """The box to type a code in, and what the register says of it."""
    asked = request.GET.get("code", "").strip()[:100]
    found, proven, error = None, False, None
    if asked:
        try:
            count("certificate-check", visitor(request))
            found = certificates.check(asked)
            proven = found is not None
            found = found or certificates.named(asked.replace("\0", ""))
        except CcerError as refused:
            error = refused
    rows, after = custody.cancellations(request.GET.get("after", ""))
    known = [facts for facts in (certificate(stored(row)) for row in rows) if facts]
    table = sheet(
        request, Text("注销", "Cancellations"), COLUMNS, known, after=after, export=False, empty=EMPTY
    )
    context: dict[str, Any] = {
        "asked": asked,
        "error": error,
        "sheet": table,
        "proven": proven,
        "found": found,
    }
    if found:
        context |= {
            "title": TITLES[found.kind],
            "rows": says(found),
            "cites": found.cites,
            "code": certificates.code(found),
        }
    return show(request, "certificates", "", [(LIST[0], "")], **context)


TITLES = {
    "cancellation": Text("减排量注销证书", "Certificate of cancellation"),
    "project": Text("项目登记证书", "Certificate of registration of a project"),
    "reduction": Text("减排量登记证书", "Certificate of registration of reductions"),
}


def says(found: Certificate) -> list[tuple[Text, Text | str]]:
    """What the register says, line by line."""
    return _cancelled(found) if found.kind == "cancellation" else _registered(found)


def _cancelled(found: Certificate) -> list[tuple[Text, Text | str]]:
    on, facts = at(found.on), found.facts
    serials = (
        serial_range(Series(project, vintage), Block(first, last), on)
        for project, vintage, first, last in found.ranges
    )
    rows: list[tuple[Text, Text | str]] = [
        (Text("注销编号", "Cancellation"), found.number),
        (Text("注销日期", "Day"), found.on.isoformat()),
        (Text("数量", "Quantity"), f"{found.quantity:,} tCO₂e"),
        (Text("用途", "Purpose"), PURPOSE_TEXT[Purpose(facts["purpose"])]),
        (Text("受益人", "Beneficiary"), facts["beneficiary"] or "—"),
        (Text("编号", "Serials"), "; ".join(serials)),
    ]
    if facts.get("event"):
        days = " – ".join(facts[name] for name in ("event_from", "event_to") if name in facts)
        rows.append((Text("活动", "Event"), f"{facts['event']} {days}".strip()))
    if facts.get("year"):
        rows.append((Text("排放年度", "Year of the emissions"), str(facts["year"])))
    if facts.get("statement"):
        rows.append((Text("声明", "Statement"), facts["statement"]))
    if facts["shortfall"]:
        rows.append((Text("未能注销", "Could not be cancelled"), f"{facts['shortfall']:,} tCO₂e"))
    return rows


def _registered(found: Certificate) -> list[tuple[Text, Text | str]]:
    facts, code = found.facts, found.facts["methodology"]
    rows: list[tuple[Text, Text | str]] = [
        (Text("项目名称", "Project"), facts["name"]),
        (Text("项目业主", "Project owner"), facts["owner"]),
        (Text("登记日期", "Day of registration"), found.on.isoformat()),
        (
            Text("方法学", "Methodology"),
            Text(code + " ", code + " ") + methodology_title(code),
        ),
    ]
    span = f"{facts['start']} – {facts['end']}"
    if found.kind == "project":
        number = (Text("登记编号", "Registration number"), found.number)
        return [number, *rows, (Text("计入期", "Crediting period"), span)]
    vintages = "; ".join(f"{year}: {tonnes:,} tCO₂e" for year, tonnes in sorted(facts["vintages"].items()))
    return [
        (Text("申请编号", "Filing"), found.number),
        (Text("项目登记编号", "Registration number of the project"), facts["project"]),
        *rows,
        (Text("核算期", "Accounting period"), span),
        (Text("登记量", "Registered"), "—" if found.quantity is None else f"{found.quantity:,} tCO₂e"),
        (Text("分年度", "By vintage year"), vintages or "—"),
    ]


def printed(request: HttpRequest, code: str) -> HttpResponse:
    """A certificate as PDF, in the language of the address."""
    try:
        count("certificate-check", visitor(request))
    except CcerError as error:
        answer = show(request, "refused", error=error)
        answer.status_code = 429
        return answer
    found = certificates.check(code)
    if found is None:
        return missing(
            request,
            Text("没有这份证书", "There is no such certificate"),
            Text("核对核验码，或按编号查找。", "Compare the check code, or look it up by its number."),
        )
    rows = [row for row in says(found) if row[0].en != "Serials"]
    paper = certificate_paper(
        TITLES[found.kind], found.facts.get("name") or found.number, rows, found.ranges, cites=found.cites, code=certificates.code(found),
        address=settings.PORTAL + reverse(LIST[1]), at=at(found.on), demo=settings.DEMO, lang=lang(),
    )  # fmt: skip
    sent = HttpResponse(render_pdf(paper), content_type="application/pdf")
    sent.headers["Content-Disposition"] = f'inline; filename="ccer-{found.kind}-{found.seq}.pdf"'
    return sent
